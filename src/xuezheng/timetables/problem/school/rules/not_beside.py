"""Subjects that do not follow each other: no mathematics straight after sport."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.crosswise import Crosswise
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class NotBeside(Crosswise):
    """On one day at least one period between any of the `lessons` and any of the `others`."""

    name: ClassVar[str] = "not_beside"
    title: ClassVar[Words] = Words("两科不相邻", "Subjects not side by side")

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        first, second = sorted((a, b), key=lambda lesson: table.starts[lesson])
        between = table.starts[second] - table.starts[first] - table.school.lessons[first].duration
        if table.day(a) != table.day(b) or between >= 1:
            return None
        at = table.school.slot_named(table.starts[second])
        return Words(f"在 {at} 相邻", f"side by side at {at}")

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.GAP, 1
