"""What other offices count of a county and the school year's report of a school: attainment, money, children with disabilities."""

from django.db import models

from xuezheng.registers.models.areas import Area
from xuezheng.registers.models.constraints import at_least, one_of
from xuezheng.registers.models.institutions import Institution
from xuezheng.registers.rules import ATTAINMENT_LEVELS, FUNDED_STAGES, PLACED_STAGES, PLACEMENTS


class Attainment(models.Model):
    """Residents of a county by single year of age and level of schooling, from a census or the one-percent survey."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    age = models.SmallIntegerField()
    level = models.CharField(max_length=10)  # registers.rules.ATTAINMENT_LEVELS
    person_count = models.IntegerField()
    illiterate_count = models.IntegerField(null=True, blank=True)  # of them, who cannot read
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("level", ATTAINMENT_LEVELS, "attainment_level"),
            at_least("person_count", 0, "attainment_persons"),
            models.UniqueConstraint(fields=["area", "year", "age", "level"], name="attainment_once"),
        ]


class CountyFinance(models.Model):
    """Accounts of a county in a calendar year: its product, its budget, what of it went to schools, and pay.

    Of pay, the yearly total and the mean number of people, so that a city's mean is that of its people.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    gdp_fen = models.BigIntegerField(null=True, blank=True)
    resident_count = models.IntegerField(null=True, blank=True)  # mean of the year, for the product per head
    budget_fen = models.BigIntegerField(null=True, blank=True)  # 一般公共预算支出
    education_budget_fen = models.BigIntegerField(null=True, blank=True)  # 一般公共预算教育支出
    education_funds_fen = models.BigIntegerField(null=True, blank=True)  # 国家财政性教育经费
    teacher_count = models.IntegerField(null=True, blank=True)  # compulsory teachers paid
    teacher_pay_fen = models.BigIntegerField(null=True, blank=True)
    official_count = models.IntegerField(null=True, blank=True)  # civil servants paid
    official_pay_fen = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="county_finance_once")]


class StageFinance(models.Model):
    """What the general public budget of a county spent on a stage in a calendar year, and on how many pupils."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    stage = models.CharField(max_length=20)
    mean_pupil_count = models.IntegerField()  # 年平均学生数: eight months of one school year, four of the next
    spent_fen = models.BigIntegerField()  # 一般公共预算教育经费
    operating_fen = models.BigIntegerField()  # of it, 公用经费
    training_fen = models.BigIntegerField(null=True, blank=True)  # of these, for the training of teachers
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("stage", FUNDED_STAGES, "stage_finance_stage"),
            at_least("mean_pupil_count", 0, "stage_finance_pupils"),
            at_least("operating_fen", 0, "stage_finance_operating"),
            models.UniqueConstraint(fields=["area", "year", "stage"], name="stage_finance_once"),
        ]


class DisabledChildren(models.Model):
    """Children of compulsory age with a disability certificate, of a county on 1 September, by where they are taught."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    stage = models.CharField(max_length=20)
    placement = models.CharField(max_length=16)  # registers.rules.PLACEMENTS
    person_count = models.IntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("stage", PLACED_STAGES, "disabled_stage"),
            one_of("placement", PLACEMENTS, "disabled_placement"),
            at_least("person_count", 0, "disabled_persons"),
            models.UniqueConstraint(fields=["area", "year", "stage", "placement"], name="disabled_once"),
        ]


class SchoolServices(models.Model):
    """What a school reports once a year of its care for pupils and teachers: admission, health, lessons, aid, training.

    Counts are of the school year before where something was done in it (tests, aid, training, certificates), of
    1 September where it stands (day pupils, part-time teachers). Missing is not reported.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="services")
    school_year = models.SmallIntegerField()
    day_pupil_count = models.IntegerField(null=True, blank=True)
    zoned_pupil_count = models.IntegerField(null=True, blank=True)  # of the day pupils, living in the school's zone
    place_count = models.IntegerField(null=True, blank=True)  # planned places of a good senior school
    quota_place_count = models.IntegerField(null=True, blank=True)  # of them, allotted to junior schools
    after_school_count = models.IntegerField(null=True, blank=True)
    fitness_tested_count = models.IntegerField(null=True, blank=True)
    fitness_passed_count = models.IntegerField(null=True, blank=True)
    fitness_good_count = models.IntegerField(null=True, blank=True)
    vision_screened_count = models.IntegerField(null=True, blank=True)
    myopic_count = models.IntegerField(null=True, blank=True)
    aided_count = models.IntegerField(null=True, blank=True)
    eligible_count = models.IntegerField(null=True, blank=True)  # pupils who meet the conditions of some aid
    eligible_aided_count = models.IntegerField(null=True, blank=True)
    trained_count = models.IntegerField(null=True, blank=True)  # full-time teachers with 360 hours in five years
    platform_teacher_count = models.IntegerField(null=True, blank=True)  # active on the national platform in the month
    enterprise_teacher_count = models.IntegerField(null=True, blank=True)  # part-time, hired from enterprises
    certified_graduate_count = models.IntegerField(null=True, blank=True)  # graduates with a certificate of skill
    intern_count = models.IntegerField(null=True, blank=True)
    matched_intern_count = models.IntegerField(null=True, blank=True)  # in a post of their programme
    has_labour_lessons = models.BooleanField(null=True, blank=True)  # one lesson a week or more
    has_arts_lessons = models.BooleanField(null=True, blank=True)  # the whole of the arts curriculum
    has_family_guidance = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "school_year"], name="services_once")]
