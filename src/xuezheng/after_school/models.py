"""Live records of the after-school service."""

from django.db import models

from xuezheng.after_school.rules import FIELDS, OFFERING_KINDS
from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import at_least, one_of


class Plan(models.Model):
    """A school's plan of its after-school service for a school year (一校一案)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="after_school_plans")
    school_year = models.SmallIntegerField()
    days_per_week = models.SmallIntegerField()
    hours_per_day = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "school_year"], name="after_school_plan_once"),
            models.CheckConstraint(
                condition=models.Q(days_per_week__gte=1, days_per_week__lte=7), name="after_school_plan_days"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_per_day__gt=0, hours_per_day__lte=6), name="after_school_plan_hours"
            ),
        ]


class Offering(Dated):
    """A feature course, project or club of a school's after-school service."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="offerings")
    kind = models.CharField(max_length=8)  # after_school.rules.OFFERING_KINDS
    field = models.CharField(max_length=12)  # after_school.rules.FIELDS
    name = models.CharField(max_length=80)
    place_count = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("kind", OFFERING_KINDS, "after_school_offering_kind"),
            one_of("field", FIELDS, "after_school_offering_field"),
            at_least("place_count", 0, "after_school_offering_places"),
            models.UniqueConstraint(
                fields=["institution", "kind", "name", "started_on"], name="after_school_offering_once"
            ),
            ends_later("after_school_offering_days"),
        ]
