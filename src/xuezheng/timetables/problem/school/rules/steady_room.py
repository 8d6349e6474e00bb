"""Lessons in a row that stay in their room."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import follows
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class SteadyRoom(Pairwise):
    """Where one of the lessons follows another at once, both are in the same room."""

    name: ClassVar[str] = "steady_room"
    title: ClassVar[Words] = Words("连排不换教室", "The same room when one follows the other")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        if table.rooms[a] == table.rooms[b] or min(table.rooms[a], table.rooms[b]) < 0:
            return None
        amiss = follows(table, a, b) or follows(table, b, a)
        return Words("连排却换教室", "joined, but in two rooms") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.STEADY_ROOM, 0
