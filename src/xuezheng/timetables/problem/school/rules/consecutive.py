"""Lessons that follow each other in their order."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import follows
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class Consecutive(Pairwise):
    """Each lesson straight after the one before it in the list."""

    name: ClassVar[str] = "consecutive"
    title: ClassVar[Words] = Words("按序连排", "One straight after the other")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = not follows(table, a, b)
        return Words("不相连", "not joined") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.NEXT, 0

    @property
    def in_turn(self) -> bool:
        return True
