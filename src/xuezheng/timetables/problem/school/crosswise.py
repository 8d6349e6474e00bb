"""What the rules between two sets of lessons have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Pair, Terms


@dataclass(frozen=True)
class Crosswise(Rule):
    """A rule between each of `lessons` and each of `others`, where both stand in some week."""

    lessons: tuple[int, ...]
    others: tuple[int, ...]

    @abstractmethod
    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        """What is wrong between two lessons that have a place, or None."""

    @property
    @abstractmethod
    def term(self) -> tuple[Pair, int]:
        """The pair's kind and its limit."""

    def met(self, school: School) -> Iterator[tuple[int, int]]:
        held = school.lessons
        return ((a, b) for a, b in product(self.lessons, self.others) if a != b and held[a].weeks & held[b].weeks)

    def breaks(self, table: Timetable) -> Iterator[Break]:
        held = table.school.lessons
        for a, b in self.met(table.school):
            if min(table.starts[a], table.starts[b]) >= 0 and (told := self.amiss(table, a, b)):
                yield Break(1, f"{held[a].id}, {held[b].id}", told, (a, b))

    def terms(self, school: School, terms: Terms) -> None:
        for a, b in self.met(school):
            terms.pair(a, b, *self.term, self.weight)
