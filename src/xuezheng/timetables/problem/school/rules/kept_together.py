"""Subjects that belong together: on one day, in one half day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class KeptTogether(Rule):
    """The lessons keep to at most `limit` of the sets (days, half days)."""

    name: ClassVar[str] = "kept_together"
    title: ClassVar[Words] = Words("课程靠拢", "Lessons kept together")
    lessons: tuple[int, ...]
    sets: tuple[frozenset[int], ...]
    limit: int

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for week in range(table.school.weeks):
            busy = table.busy(self.lessons, week)
            held = sum(not busy.isdisjoint(one) for one in self.sets)
            if held > self.limit:
                told = Words(f"分在 {held} 段（限 {self.limit}）", f"in {held} of them (limit {self.limit})")
                yield Break(held - self.limit, table.school.lessons[self.lessons[0]].label, told, self.lessons)

    def terms(self, school: School, terms: Terms) -> None:
        masks = tuple(terms.bits(one) for one in self.sets)
        terms.watch(terms.together(self.lessons, MANY), Measure.UNITS_MOST, self.limit, self.weight, masks=masks)
