"""Live records of the office: rounds of training; subject choice; classes formed from it; the week of a school; its real days."""

from xuezheng.timetables.models.choice import (
    ChangeRequest,
    ChoiceEvent,
    ChoiceFile,
    ChoiceRound,
    Chooser,
    MajorTable,
)
from xuezheng.timetables.models.classes import ClassPlan, ClassVersion
from xuezheng.timetables.models.days import Absence, DayChange, TermDays
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
    "Absence",
    "ChangeRequest",
    "ChoiceEvent",
    "ChoiceFile",
    "ChoiceRound",
    "Chooser",
    "ClassPlan",
    "ClassVersion",
    "DayChange",
    "FixedTime",
    "MajorTable",
    "TermDays",
    "TermWeek",
    "TrainingAttendance",
    "TrainingRound",
    "WeekCourse",
    "WeekEdition",
    "WeekProblem",
    "WeekRule",
    "WeekVersion",
]
