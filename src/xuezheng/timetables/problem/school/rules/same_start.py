"""Lessons that start together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Pair, Terms


@dataclass(frozen=True)
class SameStart(Rule):
    """All the lessons in the same slot: classes taught by level, groups of a class, subjects to choose between."""

    name: ClassVar[str] = "same_start"
    title: ClassVar[Words] = Words("同时开课", "At the same time")
    lessons: tuple[int, ...]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        placed = list(table.placed(self.lessons))
        for lesson in placed[1:]:
            if table.starts[lesson] != table.starts[placed[0]]:
                at = table.school.slot_named(table.starts[lesson])
                told = Words(f"排在 {at}，与其他课不同时", f"starts {at}, the others do not")
                yield Break(1, table.school.lessons[lesson].id, told, (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        if self.is_must:
            terms.joins.append(self.lessons)
            return
        for lesson in self.lessons[1:]:
            terms.pair(self.lessons[0], lesson, Pair.SAME_START, 0, self.weight)
