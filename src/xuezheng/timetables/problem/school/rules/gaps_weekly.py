"""Free periods of a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import gaps
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class GapsWeekly(MeasuredByDay):
    """At most `limit` free periods between lessons in a week."""

    name: ClassVar[str] = "gaps_weekly"
    title: ClassVar[Words] = Words("每周空堂", "Gaps in a week")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        total = sum(gaps(taken, can) for taken, can in zip(days, open_periods, strict=True))
        return max(0, total - self.limit)

    @property
    def measure(self) -> Measure:
        return Measure.GAPS_WEEK
