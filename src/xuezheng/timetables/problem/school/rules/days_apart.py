"""Lessons of a course on different days, or further apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.follow import follows
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.rule import Break
from xuezheng.timetables.problem.school.terms import Pair


@dataclass(frozen=True)
class DaysApart(Pairwise):
    """Every two of the lessons at least `days` days apart. `joined`: two on one day follow each other at once, always."""

    name: ClassVar[str] = "days_apart"
    title: ClassVar[Words] = Words("同科目课隔天", "Lessons on different days")
    days: int = 1
    joined: bool = False

    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        between = abs(table.day(a) - table.day(b))
        if between >= self.days:
            return None
        return Words(f"相隔 {between} 天，应隔 {self.days} 天", f"{between} days apart, not {self.days}")

    @property
    def term(self) -> tuple[Pair, int]:
        return (Pair.DAYS_JOINED if self.joined else Pair.DAYS), self.days

    def musts(self, table: Timetable) -> Iterator[Break]:
        """Two on one day that do not follow each other: a must, whatever the weight."""
        for a, b in self.pairs if self.joined else ():
            if min(table.starts[a], table.starts[b]) < 0 or table.day(a) != table.day(b):
                continue
            if not (follows(table, a, b) or follows(table, b, a)):
                which = f"{table.school.lessons[a].id}, {table.school.lessons[b].id}"
                yield Break(1, which, Words("同一天而不相连", "on one day, but not joined"), (a, b))
