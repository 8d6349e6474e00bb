"""Problems of the school's timetable: the instance as the format XHSTT knows it, its solutions, their cost, and sections."""

from xuezheng.timetables.problem.evaluation import Evaluation, evaluate
from xuezheng.timetables.problem.instance import Instance
from xuezheng.timetables.problem.sections import Choices, Sections
from xuezheng.timetables.problem.solution import Archive, Solution, SubEvent
from xuezheng.timetables.problem.xhstt.reading import read_archive
from xuezheng.timetables.problem.xhstt.writing import written_archive

__all__ = [
    "Archive",
    "Choices",
    "Evaluation",
    "Instance",
    "Sections",
    "Solution",
    "SubEvent",
    "evaluate",
    "read_archive",
    "written_archive",
]
