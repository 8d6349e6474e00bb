"""Days, half days or afternoons on which somebody comes."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import Measured
from xuezheng.timetables.problem.school.model import Timetable, Who
from xuezheng.timetables.problem.school.terms import Measure


@dataclass(frozen=True)
class UnitsMost(Measured):
    """Of the sets of slots in `sets` (days, half days, afternoons) at most `limit` hold any lesson in a week."""

    name: ClassVar[str] = "units_most"
    title: ClassVar[Words] = Words("到校天数上限", "Most days or half days")
    sets: tuple[frozenset[int], ...] = ()

    def held(self, table: Timetable, lessons: tuple[int, ...], week: int) -> int:
        busy = table.busy(lessons, week)
        return sum(not busy.isdisjoint(unit) for unit in self.sets)

    def over(self, table: Timetable, who: Who, lessons: tuple[int, ...], week: int) -> int:
        return max(0, self.held(table, lessons, week) - self.limit)

    @property
    def measure(self) -> Measure:
        return Measure.UNITS_MOST

    def units(self) -> tuple[frozenset[int], ...]:
        return self.sets
