"""Subjects that keep out of each other's way: not on one day, not in one half day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class KeptApart(Rule):
    """The lessons spread over as many of the sets (days, half days) as there are lessons: no two of them in one.

    Where the weeks of a cycle differ, as many as the emptiest week has lessons.
    """

    name: ClassVar[str] = "kept_apart"
    title: ClassVar[Words] = Words("课程错开", "Lessons kept apart")
    lessons: tuple[int, ...]
    sets: tuple[frozenset[int], ...]

    def wanted(self, school: School) -> int:
        held = [sum(school.lessons[one].weeks >> week & 1 for one in self.lessons) for week in range(school.weeks)]
        return min(min(held, default=0), len(self.sets))

    def breaks(self, table: Timetable) -> Iterator[Break]:
        wanted = self.wanted(table.school)
        for week in range(table.school.weeks):
            busy = table.busy(self.lessons, week)
            held = sum(not busy.isdisjoint(one) for one in self.sets)
            if held < wanted:
                over = wanted - held
                told = Words(f"{wanted} 节只分在 {held} 段", f"{wanted} lessons in only {held} of them")
                yield Break(over, table.school.lessons[self.lessons[0]].label, told, self.lessons)

    def terms(self, school: School, terms: Terms) -> None:
        masks = tuple(terms.bits(one) for one in self.sets)
        key = terms.together(self.lessons, MANY)
        terms.watch(key, Measure.UNITS_LEAST, self.wanted(school), self.weight, masks=masks)
