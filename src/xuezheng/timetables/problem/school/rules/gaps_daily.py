"""Free periods of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import gaps
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class GapsDaily(MeasuredByDay):
    """At most `limit` free periods between the lessons of a day."""

    name: ClassVar[str] = "gaps_daily"
    title: ClassVar[Words] = Words("每日空堂", "Gaps in a day")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        return sum(max(0, gaps(taken, can) - self.limit) for taken, can in zip(days, open_periods, strict=True))

    @property
    def measure(self) -> Measure:
        return Measure.GAPS_DAY
