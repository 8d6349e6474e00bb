"""A school's week as it is kept: what pages and actions need of it, without the solver."""

from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.written import (
    read_week,
    school_as_dict,
    school_from_dict,
    week_as_dict,
    written_week,
)

__all__ = [
    "School",
    "Timetable",
    "Who",
    "read_week",
    "school_as_dict",
    "school_from_dict",
    "week_as_dict",
    "written_week",
]
