"""Lessons that never stand at the same time."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class NotOverlapping(Pairwise):
    """No two of the lessons in one slot."""

    name: ClassVar[str] = "not_overlapping"
    title: ClassVar[Words] = Words("不同时上课", "Not at the same time")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        amiss = bool(set(table.covered(a)) & set(table.covered(b)))
        return (
            Words(
                f"同在 {table.school.slot_named(table.starts[b])}",
                f"both at {table.school.slot_named(table.starts[b])}",
            )
            if amiss
            else None
        )

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.APART, 0
