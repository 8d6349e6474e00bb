"""Frozen tables of seats: projects completed in the school year before and the rooms they made; forecasts and warnings."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedProjects(Placed):
    """Building projects completed in the school year before."""

    project_code = dy.String()
    project_kind = dy.String()
    stage = dy.String()
    programme = dy.String()  # "" outside any programme
    started_on = dy.Date()
    completed_on = dy.Date()
    budget_fen = dy.Int64(min=0)


class DatedRooms(Placed):
    """Rooms made by the projects completed in the school year before, with the seats they offer."""

    project_code = dy.String()
    project_kind = dy.String()
    programme = dy.String()
    completed_on = dy.Date()
    campus_number = dy.Int16()
    room_code = dy.String()
    stage = dy.String()
    seat_count = dy.Int32(min=0)


class YearlyChildren(Placed):
    """Children by township, county and city, stage and year: counted, or forecast in a scenario with its 90 % interval."""

    scenario = dy.String()  # counted, middle, low, high, to_town
    level = dy.String()  # town, county, city
    stage = dy.String()
    children = dy.Float64(min=0)
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    seats = dy.Float64(nullable=True, min=0)
    private_share = dy.Float64(nullable=True)
    boarder_share = dy.Float64(nullable=True)


class YearlyGrades(Placed):
    """Children forecast by township and grade in the middle scenario."""

    stage = dy.String()
    grade = dy.String()
    children = dy.Float64(min=0)
    low = dy.Float64(min=0)
    high = dy.Float64(min=0)


class YearlyWarnings(Placed):
    """Need and seats by township, stage and year, with the colour of the warning and why."""

    stage = dy.String()
    ahead = dy.Int16()  # years after the last return
    now = dy.Float64(min=0)
    children = dy.Float64(min=0)
    low = dy.Float64(min=0)
    high = dy.Float64(min=0)
    seats = dy.Float64(min=0)
    seats_now = dy.Float64(min=0)
    seats_added = dy.Float64(min=0)
    seats_lost = dy.Float64(min=0)
    housing = dy.Float64(min=0)  # children of new dwellings among those needed
    colour = dy.String()  # seats.rules.COLOURS
    reason_zh = dy.String()
    reason_en = dy.String()


PROJECTS = Table(
    "return_seats__dated_projects",
    DatedProjects,
    1,
    "flow",
    ("completed_on", "project_code"),
    Words("竣工项目", "Completed building projects"),
    dated_by="completed_on",
)
BUILT_ROOMS = Table(
    "return_seats__dated_rooms",
    DatedRooms,
    1,
    "flow",
    ("completed_on", "project_code", "campus_number", "room_code"),
    Words("项目新增教室", "Rooms made by projects"),
    dated_by="completed_on",
)
TABLES = (PROJECTS, BUILT_ROOMS)

TOWN_CHILDREN = Table(
    "plan_seats__yearly_children",
    YearlyChildren,
    1,
    "stock",
    ("level", "county_code", "town_code", "stage", "scenario", "school_year"),
    Words("学龄儿童预测", "Children forecast"),
)
TOWN_GRADES = Table(
    "plan_seats__yearly_grades",
    YearlyGrades,
    1,
    "stock",
    ("town_code", "grade", "school_year"),
    Words("分年级预测", "Forecast by grade"),
)
TOWN_WARNINGS = Table(
    "plan_seats__yearly_warnings",
    YearlyWarnings,
    1,
    "stock",
    ("town_code", "stage", "school_year"),
    Words("学位预警", "Seat warnings"),
)
PLAN_TABLES = (TOWN_CHILDREN, TOWN_GRADES, TOWN_WARNINGS)
