"""Not too many periods in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import longest_rows
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class InRowMost(MeasuredByDay):
    """At most `limit` periods without a break."""

    name: ClassVar[str] = "in_row_most"
    title: ClassVar[Words] = Words("连续上课上限", "Most periods in a row")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        return sum(max(0, row - self.limit) for taken in days for row in longest_rows(taken))

    @property
    def measure(self) -> Measure:
        return Measure.IN_ROW_MOST
