"""A day that is not too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class DailyMost(MeasuredByDay):
    """At most `limit` periods a day."""

    name: ClassVar[str] = "daily_most"
    title: ClassVar[Words] = Words("每日课时上限", "Most periods a day")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        return sum(max(0, len(taken) - self.limit) for taken in days)

    @property
    def measure(self) -> Measure:
        return Measure.DAILY_MOST
