"""Starts that lessons may have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class AllowedStarts(Rule):
    """Each of the lessons starts in one of the slots."""

    name: ClassVar[str] = "allowed_starts"
    title: ClassVar[Words] = Words("指定开始节次", "Starts allowed")
    lessons: tuple[int, ...]
    slots: frozenset[int]
    locked: bool = False  # set by hand, kept when solving again

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for lesson in table.placed(self.lessons):
            start = table.starts[lesson]
            if start not in self.slots:
                at = table.school.slot_named(start)
                yield Break(1, table.school.lessons[lesson].id, Words(f"排在 {at}", f"starts {at}"), (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        for lesson in self.lessons:
            terms.dislike(lesson, [start for start in terms.starts[lesson] if start not in self.slots], self.weight)
