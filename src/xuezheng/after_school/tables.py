"""Frozen tables of the after-school service."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyPlans(Placed):
    """Plans of the school year, one a school."""

    days_per_week = dy.Int16(min=1, max=7)
    hours_per_day = dy.Float64(min=0)


class YearlyOfferings(Placed):
    """Feature courses, projects and clubs on 1 September."""

    offering_number = dy.Int64()
    kind = dy.String()
    field = dy.String()
    name = dy.String()
    place_count = dy.Int32(min=0)
    started_on = dy.Date()


PLANS = Table(
    "return_after_school__yearly_plans",
    YearlyPlans,
    1,
    "stock",
    ("institution_code",),
    Words("课后服务方案", "After-school plans"),
)
OFFERINGS = Table(
    "return_after_school__yearly_offerings",
    YearlyOfferings,
    1,
    "stock",
    ("institution_code", "offering_number"),
    Words("课后服务特色课程、项目与社团", "Courses, projects and clubs of the after-school service"),
)
TABLES = (PLANS, OFFERINGS)
