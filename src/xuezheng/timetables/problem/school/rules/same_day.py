"""Lessons on one day."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class SameDay(Pairwise):
    """All the lessons on the same day."""

    name: ClassVar[str] = "same_day"
    title: ClassVar[Words] = Words("同一天", "On the same day")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = table.day(a) != table.day(b)
        return Words("不在同一天", "on different days") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.SAME_DAY, 0
