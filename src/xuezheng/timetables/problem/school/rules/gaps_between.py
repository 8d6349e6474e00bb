"""Free periods between lessons of one day."""

from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class GapsBetween(Pairwise):
    """Any two of the lessons on one day have at least `least` periods between."""

    name: ClassVar[str] = "gaps_between"
    title: ClassVar[Words] = Words("两课之间留空", "Periods between")
    least: int = 1

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        first, second = sorted((a, b), key=lambda lesson: table.starts[lesson])
        between = table.starts[second] - table.starts[first] - table.school.lessons[first].duration
        amiss = table.day(a) == table.day(b) and between < self.least
        return Words(f"相隔 {between} 节", f"{between} periods between") if amiss else None

    @property
    def term(self) -> tuple[Pair, int]:
        return Pair.GAP, self.least
