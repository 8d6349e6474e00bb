"""Lessons at one period of the day."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class SamePeriod(Pairwise):
    """All the lessons at the same period, whatever the day."""

    name: ClassVar[str] = "same_period"
    title: ClassVar[Words] = Words("同一节次", "At the same period")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = table.period(a) != table.period(b)
        return Words("节次不同", "at different periods") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.SAME_PERIOD, 0
