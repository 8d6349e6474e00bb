"""Mentor and follower (师徒): who learns to teach is free to sit in."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.crosswise import Crosswise
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class SitsIn(Crosswise):
    """No lesson of the follower (`others`) stands at the same time as one of the mentor's (`lessons`)."""

    name: ClassVar[str] = "sits_in"
    title: ClassVar[Words] = Words("师徒听课", "The follower free when the mentor teaches")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        if set(table.covered(a)).isdisjoint(table.covered(b)):
            return None
        at = table.school.slot_named(table.starts[a])
        return Words(f"{at} 徒弟也有课", f"both teach at {at}")

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.APART, 0
