"""Days on which somebody must come."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable, Who
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class UnitsLeast(UnitsMost):
    """Of the sets of slots at least `limit` hold a lesson in a week."""

    name: ClassVar[str] = "units_least"
    title: ClassVar[Words] = Words("到校天数下限", "Fewest days or half days")

    def over(self, table: Timetable, who: Who, lessons: tuple[int, ...], week: int) -> int:
        return max(0, self.limit - self.held(table, lessons, week))

    @property
    def measure(self) -> Measure:
        return Measure.UNITS_LEAST
