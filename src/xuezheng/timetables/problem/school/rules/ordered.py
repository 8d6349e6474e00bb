"""The order of lessons in the week."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class Ordered(Pairwise):
    """Each lesson ends before the next of the list starts."""

    name: ClassVar[str] = "ordered"
    title: ClassVar[Words] = Words("先后", "One before the other")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = table.starts[b] < table.starts[a] + table.school.lessons[a].duration
        return Words("次序颠倒", "the wrong way round") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.BEFORE, 0

    @property
    def in_turn(self) -> bool:
        return True
