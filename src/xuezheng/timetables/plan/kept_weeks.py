"""A school's week as it is kept: what pages and actions need of it, without the solver."""

from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.written import (
    read_week,
    school_as_dict,
    school_from_dict,
    week_as_dict,
    written_week,
)
from xuezheng.timetables.problem.week.book import EMPTY, Asked, Book, book_as_dict, book_from_dict

__all__ = [
    "EMPTY",
    "Asked",
    "Book",
    "School",
    "Timetable",
    "Who",
    "book_as_dict",
    "book_from_dict",
    "read_week",
    "school_as_dict",
    "school_from_dict",
    "week_as_dict",
    "written_week",
]
