"""Solvers of the school's timetable: sections from choices, and the timetable itself."""

from xuezheng.timetables.problem import Archive, Choices, Instance, Solution, evaluate, read_archive, written_archive
from xuezheng.timetables.problem.sections import read_choices
from xuezheng.timetables.solver.search.driver import Stop, Timetabled, solve_timetable
from xuezheng.timetables.solver.sections import Sectioning, solve_sections

__all__ = [
    "Archive",
    "Choices",
    "Instance",
    "Sectioning",
    "Solution",
    "Stop",
    "Timetabled",
    "evaluate",
    "read_archive",
    "read_choices",
    "solve_sections",
    "solve_timetable",
    "written_archive",
]
