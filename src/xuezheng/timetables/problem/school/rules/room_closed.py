"""Rooms that had better not be used at some times."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class RoomClosed(Rule):
    """Nothing stands in the room in these slots."""

    name: ClassVar[str] = "room_closed"
    title: ClassVar[Words] = Words("教室不可用", "A room that is closed")
    room: int
    slots: frozenset[int]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for lesson, room in enumerate(table.rooms):
            if room == self.room and (shared := self.slots.intersection(table.covered(lesson))):
                at = table.school.slot_named(min(shared))
                told = Words(
                    f"{table.school.rooms[room]} 在 {at} 不可用", f"{table.school.rooms[room]} is closed at {at}"
                )
                yield Break(len(shared), table.school.lessons[lesson].id, told, (lesson,))

    def terms(self, school: School, terms: Terms) -> None:
        for slot in self.slots:
            terms.closed_rooms[self.room, slot] = terms.closed_rooms.get((self.room, slot), 0) + self.weight
