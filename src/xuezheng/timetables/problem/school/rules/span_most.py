"""From the first lesson of a day to its last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class SpanMost(MeasuredByDay):
    """From the first to the last lesson of a day at most `limit` periods."""

    name: ClassVar[str] = "span_most"
    title: ClassVar[Words] = Words("每日跨度上限", "Longest day from first to last")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        return sum(max(0, taken[-1] - taken[0] + 1 - self.limit) for taken in days if taken)

    @property
    def measure(self) -> Measure:
        return Measure.SPAN_MOST
