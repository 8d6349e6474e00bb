"""Frozen tables of layout."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyDistricts(Placed):
    """School districts on 1 September."""

    district_number = dy.Int64()
    name = dy.String()
    started_on = dy.Date()


class YearlyDistrictMembers(Placed):
    """Schools by the district they belong to on 1 September."""

    district_number = dy.Int64()
    is_leading = dy.Bool()


class DatedPartyChanges(Placed):
    """Party organisations of schools reordered in the school year before."""

    change_number = dy.Int64()
    kind = dy.String()
    occurred_on = dy.Date()


DISTRICTS = Table(
    "return_layout__yearly_districts",
    YearlyDistricts,
    1,
    "stock",
    ("district_number",),
    Words("学区", "School districts"),
)
DISTRICT_MEMBERS = Table(
    "return_layout__yearly_district_members",
    YearlyDistrictMembers,
    1,
    "stock",
    ("district_number", "institution_code"),
    Words("学区成员校", "Members of school districts"),
)
PARTY_CHANGES = Table(
    "return_layout__dated_party_changes",
    DatedPartyChanges,
    1,
    "flow",
    ("occurred_on", "change_number"),
    Words("党组织调整", "Party organisations reordered"),
    dated_by="occurred_on",
)
TABLES = (DISTRICTS, DISTRICT_MEMBERS, PARTY_CHANGES)


class YearlyPlanChildren(Placed):
    """Children of a plan by village, band of grades and part, with where they live and how far they may travel."""

    row_number = dy.Int32(min=0)
    village_code = dy.String()
    village_name = dy.String()
    band = dy.String()
    part = dy.Int16(min=1)
    longitude = dy.Float64()
    latitude = dy.Float64()
    terrain = dy.String()
    limit_minutes = dy.Float64(min=0)
    present_code = dy.String()  # the school of now; "" where none is known
    children = dy.Int32(min=0)


class YearlyPlanSites(Placed):
    """Schools of a plan, and possible sites, with their seats and costs."""

    site_number = dy.Int32(min=0)
    site_code = dy.String()
    site_name = dy.String()
    longitude = dy.Float64()
    latitude = dy.Float64()
    is_there = dy.Bool()
    school_type = dy.String()
    area_group = dy.String()
    pupils = dy.Int32(min=0)
    boarders = dy.Int32(min=0)
    seats = dy.Int32(min=0)
    running_fen = dy.Int64(min=0)
    building_fen = dy.Int64(min=0)
    closing_fen = dy.Int64(min=0)
    earliest_year = dy.Int16()
    of_code = dy.String()  # the school or form that a form grows from; "" for a school or a possible site
    kind = dy.String()  # school, site, extend, board, grown, point, convert
    serves = dy.String()  # bands of grades, by commas; "" for all of the plan
    beds = dy.Int32(min=0)
    ready_year = dy.Int16(min=0)  # 0: at once
    kept_by = dy.String()  # the rule that keeps it: teaches, township; "" for none


class YearlyPlanWays(Placed):
    """Minutes one way by the road network from a village to a school or possible site."""

    village_code = dy.String()
    site_code = dy.String()
    minutes = dy.Float64(min=0)


class YearlyOpenings(Placed):
    """Which schools and sites an answer keeps open in each year."""

    site_code = dy.String()
    is_open = dy.Bool()


class YearlyAssignments(Placed):
    """The school of each row of children in each year of an answer."""

    row_number = dy.Int32(min=0)
    site_code = dy.String()


PLAN_CHILDREN = Table(
    "plan_layout__yearly_children",
    YearlyPlanChildren,
    1,
    "stock",
    ("row_number", "school_year"),
    Words("布局方案的儿童", "Children of a layout plan"),
)
PLAN_SITES = Table(
    "plan_layout__yearly_sites",
    YearlyPlanSites,
    1,
    "stock",
    ("site_number", "school_year"),
    Words("布局方案的学校与备选点", "Schools and sites of a layout plan"),
)
PLAN_WAYS = Table(
    "plan_layout__yearly_ways",
    YearlyPlanWays,
    1,
    "stock",
    ("village_code", "site_code", "school_year"),
    Words("布局方案的路网时间", "Ways by road of a layout plan"),
)
OPENINGS = Table(
    "plan_layout__yearly_openings",
    YearlyOpenings,
    1,
    "stock",
    ("site_code", "school_year"),
    Words("各年开办", "Open in each year"),
)
ASSIGNMENTS = Table(
    "plan_layout__yearly_assignments",
    YearlyAssignments,
    1,
    "stock",
    ("row_number", "school_year"),
    Words("各年去向", "Schools by year"),
)
PROBLEM_TABLES = (PLAN_CHILDREN, PLAN_SITES, PLAN_WAYS)
ANSWER_TABLES = (OPENINGS, ASSIGNMENTS)
