"""How many lessons may run at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class AtOnceMost(Rule):
    """In each of the slots at most `limit` of the lessons: so many classes in the laboratories or on the field at once."""

    name: ClassVar[str] = "at_once_most"
    title: ClassVar[Words] = Words("同时上课的班数上限", "Most at the same time")
    lessons: tuple[int, ...]
    slots: frozenset[int]
    limit: int

    def counts(self, table: Timetable) -> Iterator[tuple[int, int]]:
        """Slots with how many of the lessons stand there, in each week."""
        for week in range(table.school.weeks):
            found = dict.fromkeys(self.slots, 0)
            for lesson in self.lessons:
                if table.school.lessons[lesson].weeks >> week & 1:
                    for slot in table.covered(lesson):
                        if slot in found:
                            found[slot] += 1
            yield from sorted(found.items())

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for slot, count in self.counts(table):
            if count > self.limit:
                told = Words(f"同时 {count}（限 {self.limit}）", f"{count} at once (limit {self.limit})")
                yield Break(count - self.limit, table.school.slot_named(slot), told)

    def terms(self, school: School, terms: Terms) -> None:
        if self.is_must and self.slots == frozenset(range(school.slots)):
            terms.together(self.lessons, self.limit)
            return
        key = terms.together(self.lessons, MANY)
        terms.watch(key, Measure.AT_ONCE_MOST, self.limit, self.weight, masks=(terms.bits(self.slots),))
