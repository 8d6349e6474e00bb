"""Frozen tables of what other offices count of a county, of what schools report of their services, and of who stopped teaching."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table, one_of
from xuezheng.ground.words import Words
from xuezheng.registers.rules import (
    AREA_GROUPS,
    ATTAINMENT_LEVELS,
    FUNDED_STAGES,
    PLACED_STAGES,
    PLACEMENTS,
    STAGES,
    STAGES_OF_TYPE,
)


class YearlyAttainment(Placed):
    """Residents by county, age and level of schooling, as last counted by 1 September."""

    counted_year = dy.Int16()
    age = dy.Int16()
    level = one_of(*ATTAINMENT_LEVELS)
    person_count = dy.Int32(min=0)
    schooling_years = dy.Int64(min=0)  # persons × years of the level (standards)
    illiterate_count = dy.Int32(nullable=True, min=0)


class YearlyCountyFinance(Placed):
    """Accounts of a county in the last whole calendar year before 1 September."""

    budget_year = dy.Int16()
    gdp_fen = dy.Int64(nullable=True, min=0)
    resident_count = dy.Int32(nullable=True, min=0)
    budget_fen = dy.Int64(nullable=True, min=0)
    education_budget_fen = dy.Int64(nullable=True, min=0)
    education_funds_fen = dy.Int64(nullable=True, min=0)
    teacher_count = dy.Int32(nullable=True, min=0)
    teacher_pay_fen = dy.Int64(nullable=True, min=0)
    official_count = dy.Int32(nullable=True, min=0)
    official_pay_fen = dy.Int64(nullable=True, min=0)


class YearlyStageFinance(Placed):
    """Funds of a stage in that calendar year."""

    budget_year = dy.Int16()
    stage = one_of(*FUNDED_STAGES)
    mean_pupil_count = dy.Int32(min=0)
    spent_fen = dy.Int64(min=0)
    operating_fen = dy.Int64(min=0)
    training_fen = dy.Int64(nullable=True, min=0)


class YearlyDisabledChildren(Placed):
    """Children of compulsory age with a disability certificate on 1 September, by where they are taught."""

    stage = one_of(*PLACED_STAGES)
    placement = one_of(*PLACEMENTS)
    person_count = dy.Int32(min=0)


class YearlyServices(Placed):
    """What a school reports of its care for pupils and teachers, beside its kind, its pupils and its teachers."""

    school_type = one_of(*STAGES_OF_TYPE)
    area_group = one_of(*AREA_GROUPS)
    is_private = dy.Bool()
    has_preschool = dy.Bool()
    has_primary = dy.Bool()
    has_junior = dy.Bool()
    has_senior = dy.Bool()
    has_vocational = dy.Bool()
    pupil_count = dy.Int32(min=0)
    full_time_teacher_count = dy.Int32(min=0)
    graduate_count = dy.Int32(min=0)  # of last grades in the school year before
    day_pupil_count = dy.Int32(nullable=True, min=0)
    zoned_pupil_count = dy.Int32(nullable=True, min=0)
    place_count = dy.Int32(nullable=True, min=0)
    quota_place_count = dy.Int32(nullable=True, min=0)
    after_school_count = dy.Int32(nullable=True, min=0)
    fitness_tested_count = dy.Int32(nullable=True, min=0)
    fitness_passed_count = dy.Int32(nullable=True, min=0)
    fitness_good_count = dy.Int32(nullable=True, min=0)
    vision_screened_count = dy.Int32(nullable=True, min=0)
    myopic_count = dy.Int32(nullable=True, min=0)
    aided_count = dy.Int32(nullable=True, min=0)
    eligible_count = dy.Int32(nullable=True, min=0)
    eligible_aided_count = dy.Int32(nullable=True, min=0)
    trained_count = dy.Int32(nullable=True, min=0)
    platform_teacher_count = dy.Int32(nullable=True, min=0)
    enterprise_teacher_count = dy.Int32(nullable=True, min=0)
    certified_graduate_count = dy.Int32(nullable=True, min=0)
    intern_count = dy.Int32(nullable=True, min=0)
    matched_intern_count = dy.Int32(nullable=True, min=0)
    has_labour_lessons = dy.Bool(nullable=True)
    has_arts_lessons = dy.Bool(nullable=True)
    has_family_guidance = dy.Bool(nullable=True)


class DatedDepartures(Placed):
    """Full-time teachers of the 1 September before who teach nowhere in the city on this one: one row a person."""

    pseudonym = dy.String()
    stage = one_of("", *STAGES)
    reason = dy.String()  # retired, left, died … of the post's end
    last_on = dy.Date()


ATTAINMENT = Table(
    "return_registers__yearly_attainment",
    YearlyAttainment,
    1,
    "stock",
    ("county_code", "age", "level"),
    Words("分学历人口", "Population by attainment"),
)
COUNTY_FINANCE = Table(
    "return_registers__yearly_county_finance",
    YearlyCountyFinance,
    1,
    "stock",
    ("county_code",),
    Words("县级财政", "County accounts"),
)
STAGE_FINANCE = Table(
    "return_registers__yearly_stage_finance",
    YearlyStageFinance,
    1,
    "stock",
    ("county_code", "stage"),
    Words("分学段经费", "Funds by stage"),
)
DISABLED_CHILDREN = Table(
    "return_registers__yearly_disabled_children",
    YearlyDisabledChildren,
    1,
    "stock",
    ("county_code", "stage", "placement"),
    Words("残疾儿童少年", "Children with disabilities"),
)
SERVICES = Table(
    "return_registers__yearly_services",
    YearlyServices,
    1,
    "stock",
    ("institution_code",),
    Words("育人与保障", "Care and services"),
)
DEPARTURES = Table(
    "return_registers__dated_departures",
    DatedDepartures,
    1,
    "flow",
    ("last_on", "institution_code", "pseudonym"),
    Words("不再任教的教师", "Teachers who stopped teaching"),
    dated_by="last_on",
)
