"""Times at which teachers are free together: the research meeting of a subject (教研活动)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class FreeTogether(Rule):
    """None of them has a lesson in any of the slots; each lesson that stands there counts once."""

    name: ClassVar[str] = "free_together"
    title: ClassVar[Words] = Words("教研时间", "Time for a meeting kept free")
    whos: tuple[Who, ...]
    slots: frozenset[int]

    def lessons(self, school: School) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one for who in self.whos for one in school.lessons_of.get(who, ())))

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for lesson in self.lessons(table.school):
            if shared := self.slots.intersection(table.covered(lesson)):
                at = table.school.slot_named(min(shared))
                names = "、".join(table.school.teachers[one] for one in table.school.lessons[lesson].teachers)
                yield Break(1, names, Words(f"{at} 有课", f"teaches at {at}"), (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        for lesson in self.lessons(school):
            terms.dislike(lesson, terms.touching(lesson, self.slots), self.weight)
