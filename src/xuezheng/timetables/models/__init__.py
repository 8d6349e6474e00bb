"""Live records of the office: rounds of training; rounds of subject choice; classes formed from them; the week of a school."""

from xuezheng.timetables.models.choice import (
    ChangeRequest,
    ChoiceEvent,
    ChoiceFile,
    ChoiceRound,
    Chooser,
    MajorTable,
)
from xuezheng.timetables.models.classes import ClassPlan, ClassVersion
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
    "ChangeRequest",
    "ChoiceEvent",
    "ChoiceFile",
    "ChoiceRound",
    "Chooser",
    "ClassPlan",
    "ClassVersion",
    "FixedTime",
    "MajorTable",
    "TermWeek",
    "TrainingAttendance",
    "TrainingRound",
    "WeekCourse",
    "WeekEdition",
    "WeekProblem",
    "WeekRule",
    "WeekVersion",
]
