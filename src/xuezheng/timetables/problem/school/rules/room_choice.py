"""Rooms that lessons may have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class RoomChoice(Rule):
    """Each of the lessons in one of the rooms. Where several rules speak of one lesson, all hold."""

    name: ClassVar[str] = "room_choice"
    title: ClassVar[Words] = Words("指定教室", "Rooms allowed")
    lessons: tuple[int, ...]
    rooms: frozenset[int]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for lesson in table.placed(self.lessons):
            room = table.rooms[lesson]
            if room not in self.rooms:
                at = table.school.rooms[room] if room >= 0 else "—"
                yield Break(1, table.school.lessons[lesson].id, Words(f"在 {at}", f"in {at}"), (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        for lesson in self.lessons:
            terms.prefer(lesson, self.rooms, self.weight)
