"""What vocational schools and colleges run: assessed conditions, groups, industry colleges, order classes, placements."""

from django.db import models

from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import at_least, one_of
from xuezheng.registers.rules import STAGES
from xuezheng.vocational.models.partners import Partner
from xuezheng.vocational.rules import COLLEGE_LEVELS, GROUP_LEVELS


class ConditionsAssessment(models.Model):
    """What was measured at a vocational school in a school year; whether it meets the norms is the rules' to say."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="conditions_assessments")
    school_year = models.SmallIntegerField()
    assessed_on = models.DateField()
    pupil_count = models.IntegerField()
    teacher_count = models.IntegerField()  # full-time
    site_area_m2 = models.FloatField()
    building_area_m2 = models.FloatField()
    equipment_fen = models.BigIntegerField()
    book_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "school_year"], name="vocational_assessment_once"),
            at_least("pupil_count", 1, "vocational_assessment_pupils"),
        ]


class ProgrammeGroup(Dated):
    """A group of programmes under a project of excellence."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programme_groups")
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=12)  # vocational.rules.GROUP_LEVELS

    class Meta:
        constraints = [
            one_of("level", GROUP_LEVELS, "vocational_group_level"),
            models.UniqueConstraint(fields=["institution", "name", "started_on"], name="vocational_group_once"),
            ends_later("vocational_group_days"),
        ]


class IndustryCollege(Dated):
    """A modern industry college (现代产业学院) of an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="industry_colleges")
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=12)  # vocational.rules.COLLEGE_LEVELS

    class Meta:
        constraints = [
            one_of("level", COLLEGE_LEVELS, "vocational_college_level"),
            models.UniqueConstraint(fields=["name", "started_on"], name="vocational_college_once"),
            ends_later("vocational_college_days"),
        ]


class OrderClass(Dated):
    """A class trained to the order of an enterprise and named after it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="order_classes")
    name = models.CharField(max_length=80)
    student_count = models.SmallIntegerField()

    class Meta:
        constraints = [
            at_least("student_count", 1, "vocational_order_students"),
            models.UniqueConstraint(fields=["institution", "name", "started_on"], name="vocational_order_once"),
            ends_later("vocational_order_days"),
        ]


class OrderClassPartner(models.Model):
    """A partner that takes part in an order class: the enterprise it is named after, an association, a department."""

    order_class = models.ForeignKey(OrderClass, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="order_classes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_class", "partner"], name="vocational_order_partner_once")]


class Placement(models.Model):
    """A batch of graduates of a school who took up work in one industry."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="placements")
    placed_on = models.DateField()
    stage = models.CharField(max_length=20)
    industry = models.CharField(max_length=40)
    is_local = models.BooleanField()  # inside the school's city
    graduate_count = models.IntegerField()

    class Meta:
        constraints = [
            one_of("stage", STAGES, "vocational_placement_stage"),
            at_least("graduate_count", 1, "vocational_placement_graduates"),
            models.UniqueConstraint(
                fields=["institution", "placed_on", "stage", "industry", "is_local"], name="vocational_placement_once"
            ),
        ]
