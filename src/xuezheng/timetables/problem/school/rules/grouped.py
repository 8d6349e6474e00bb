"""Two lessons joined."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import follows
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class Grouped(Pairwise):
    """Two lessons straight after each other, in either order."""

    name: ClassVar[str] = "grouped"
    title: ClassVar[Words] = Words("连排", "Joined")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = not (follows(table, a, b) or follows(table, b, a))
        return Words("不相连", "not joined") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.BESIDE, 0

    @property
    def in_turn(self) -> bool:
        return True
