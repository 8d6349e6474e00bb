"""Lessons that keep to few rooms."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class RoomsMost(Rule):
    """The lessons use at most `limit` different rooms."""

    name: ClassVar[str] = "rooms_most"
    title: ClassVar[Words] = Words("教室数上限", "Most different rooms")
    lessons: tuple[int, ...]
    limit: int

    def breaks(self, table: Timetable) -> Iterator[Break]:
        used = {table.rooms[lesson] for lesson in table.placed(self.lessons)} - {-1}
        if len(used) > self.limit:
            told = Words(f"{len(used)} 间（限 {self.limit}）", f"{len(used)} rooms (limit {self.limit})")
            yield Break(len(used) - self.limit, table.school.lessons[self.lessons[0]].id, told, self.lessons)

    def terms(self, school: School, terms: Terms) -> None:
        terms.room_limits.append((self.lessons, self.limit, self.weight))
