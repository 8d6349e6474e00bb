"""Days that begin with the first period."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import MeasuredByDay
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class LateStarts(MeasuredByDay):
    """A day begins with the first period; on `limit` days of a week it may begin with the second."""

    name: ClassVar[str] = "late_starts"
    title: ClassVar[Words] = Words("第一节开始", "Days that begin at once")

    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        late = [sum(h < taken[0] for h in can) for taken, can in zip(days, open_periods, strict=True) if taken]
        return sum(max(0, one - 1) for one in late) + max(0, sum(one > 0 for one in late) - self.limit)

    @property
    def measure(self) -> Measure:
        return Measure.LATE_MOST
