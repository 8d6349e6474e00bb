"""Frozen tables of seats: projects completed in the school year before, and the rooms they made."""

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
