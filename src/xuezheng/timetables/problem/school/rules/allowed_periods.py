"""Periods that lessons may take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class AllowedPeriods(Rule):
    """Every period of each lesson is one of the slots: main subjects in the morning, sport in the afternoon."""

    name: ClassVar[str] = "allowed_periods"
    title: ClassVar[Words] = Words("指定节次", "Periods allowed")
    lessons: tuple[int, ...]
    slots: frozenset[int]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for lesson in table.placed(self.lessons):
            if not self.slots.issuperset(table.covered(lesson)):
                at = table.school.slot_named(table.starts[lesson])
                yield Break(1, table.school.lessons[lesson].id, Words(f"排在 {at}", f"stands at {at}"), (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        others = frozenset(range(school.slots)) - self.slots
        for lesson in self.lessons:
            terms.dislike(lesson, terms.touching(lesson, others), self.weight)
