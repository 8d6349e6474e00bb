"""Lessons after which students go home."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Measure, Terms


@dataclass(frozen=True)
class EndsDay(Rule):
    """Nothing comes after the lessons in their students' day."""

    name: ClassVar[str] = "ends_day"
    title: ClassVar[Words] = Words("排在一天最后", "The day's last lesson")
    lessons: tuple[int, ...]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        periods = len(table.school.periods)
        for lesson in table.placed(self.lessons):
            end, day = table.covered(lesson)[-1], table.day(lesson)
            for group in dict.fromkeys(table.school.lessons[lesson].groups):
                held = table.school.lessons_of[Who("group", group)]
                for week in range(table.school.weeks):
                    if table.school.lessons[lesson].weeks >> week & 1:
                        after = sum(end < slot < (day + 1) * periods for slot in table.busy(held, week))
                        if after:
                            told = Words(f"其后还有 {after} 节", f"{after} periods after it")
                            which = f"{table.school.lessons[lesson].id} {table.school.groups[group]}"
                            yield Break(after, which, told, (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        for lesson in self.lessons:
            for group in dict.fromkeys(school.lessons[lesson].groups):
                terms.watch(Who("group", group), Measure.NOT_AFTER, 0, self.weight, q=lesson)
