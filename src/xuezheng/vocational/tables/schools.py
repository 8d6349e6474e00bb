"""Frozen tables of conditions, groups, industry colleges, order classes and placements."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyAssessments(Placed):
    """What was measured at vocational schools in the school year."""

    assessed_on = dy.Date()
    pupil_count = dy.Int32(min=1)
    teacher_count = dy.Int32(min=0)
    site_area_m2 = dy.Float64()
    building_area_m2 = dy.Float64()
    equipment_fen = dy.Int64()
    book_count = dy.Int32()


class YearlyProgrammeGroups(Placed):
    """Programme groups under a project on 1 September."""

    group_number = dy.Int64()
    name = dy.String()
    level = dy.String()
    started_on = dy.Date()


class YearlyIndustryColleges(Placed):
    """Modern industry colleges on 1 September."""

    college_number = dy.Int64()
    name = dy.String()
    level = dy.String()
    started_on = dy.Date()


class YearlyOrderClasses(Placed):
    """Order classes on 1 September, with the students they have trained."""

    order_class_number = dy.Int64()
    name = dy.String()
    student_count = dy.Int32(min=1)
    started_on = dy.Date()


class YearlyOrderClassPartners(Placed):
    """Partners of the order classes on 1 September: one row a class and partner."""

    order_class_number = dy.Int64()
    partner_number = dy.Int64()
    partner_kind = dy.String()


class DatedPlacements(Placed):
    """Batches of graduates who took up work in the school year before."""

    batch_number = dy.Int64()
    placed_on = dy.Date()
    stage = dy.String()
    industry = dy.String()
    is_local = dy.Bool()
    graduate_count = dy.Int32(min=1)


ASSESSMENTS = Table(
    "return_vocational__yearly_assessments",
    YearlyAssessments,
    1,
    "stock",
    ("institution_code",),
    Words("中职办学条件评估", "Assessed conditions of vocational schools"),
)
PROGRAMME_GROUPS = Table(
    "return_vocational__yearly_programme_groups",
    YearlyProgrammeGroups,
    1,
    "stock",
    ("institution_code", "group_number"),
    Words("高水平专业群", "Programme groups"),
)
INDUSTRY_COLLEGES = Table(
    "return_vocational__yearly_industry_colleges",
    YearlyIndustryColleges,
    1,
    "stock",
    ("institution_code", "college_number"),
    Words("现代产业学院", "Modern industry colleges"),
)
ORDER_CLASSES = Table(
    "return_vocational__yearly_order_classes",
    YearlyOrderClasses,
    1,
    "stock",
    ("institution_code", "order_class_number"),
    Words("订单班", "Order classes"),
)
ORDER_CLASS_PARTNERS = Table(
    "return_vocational__yearly_order_class_partners",
    YearlyOrderClassPartners,
    1,
    "stock",
    ("institution_code", "order_class_number", "partner_number"),
    Words("订单班合作方", "Partners of order classes"),
)
PLACEMENTS = Table(
    "return_vocational__dated_placements",
    DatedPlacements,
    1,
    "flow",
    ("placed_on", "batch_number"),
    Words("毕业生就业批次", "Placements of graduates"),
    dated_by="placed_on",
)
