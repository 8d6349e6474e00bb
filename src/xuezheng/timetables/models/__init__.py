"""Live records of the office: rounds of training, the week of a school."""

from xuezheng.timetables.models.training import TrainingAttendance, TrainingRound
from xuezheng.timetables.models.week import (
    FixedTime,
    TermWeek,
    WeekCourse,
    WeekEdition,
    WeekProblem,
    WeekRule,
    WeekVersion,
)

__all__ = [
    "FixedTime",
    "TermWeek",
    "TrainingAttendance",
    "TrainingRound",
    "WeekCourse",
    "WeekEdition",
    "WeekProblem",
    "WeekRule",
    "WeekVersion",
]
