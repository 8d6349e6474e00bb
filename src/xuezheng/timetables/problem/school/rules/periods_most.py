"""How many of some periods may be used at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class PeriodsMost(Rule):
    """The lessons take at most `limit` different slots of `slots`."""

    name: ClassVar[str] = "periods_most"
    title: ClassVar[Words] = Words("占用节次上限", "Most periods used")
    lessons: tuple[int, ...]
    slots: frozenset[int]
    limit: int

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for week in range(table.school.weeks):
            used = len(table.busy(self.lessons, week) & self.slots)
            if used > self.limit:
                told = Words(f"占用 {used} 节（限 {self.limit}）", f"{used} used (limit {self.limit})")
                yield Break(used - self.limit, f"{len(self.lessons)}", told, self.lessons)

    def terms(self, school: School, terms: Terms) -> None:
        key = terms.together(self.lessons, MANY)
        terms.watch(key, Measure.PERIODS_MOST, self.limit, self.weight, masks=(terms.bits(self.slots),))
