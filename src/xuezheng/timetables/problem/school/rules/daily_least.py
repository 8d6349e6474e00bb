"""A day that is worth coming for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class DailyLeast(MeasuredByDay):
    """At least `limit` periods on each day with any, or, `every_day`, on each day."""

    name: ClassVar[str] = "daily_least"
    title: ClassVar[Words] = Words("每日课时下限", "Fewest periods a day")
    every_day: bool = False

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        return sum(max(0, self.limit - len(taken)) for taken in days if taken or self.every_day)

    @property
    def measure(self) -> Measure:
        return Measure.DAILY_LEAST

    @property
    def option(self) -> int:
        return int(self.every_day)
