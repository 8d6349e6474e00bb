"""What the rules over every two of some lessons have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Pair, Terms


@dataclass(frozen=True)
class Pairwise(Rule):
    """A rule that every two of the lessons keep, or, `in_turn`, each and the next."""

    lessons: tuple[int, ...]

    @abstractmethod
    def amiss(self, table: Timetable, a: int, b: int) -> Words | None:
        """What is wrong between two lessons that have a place, or None."""

    @property
    @abstractmethod
    def term(self) -> tuple[Pair, int]:
        """The pair's kind and its limit."""

    @property
    def in_turn(self) -> bool:
        return False

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        return pairwise(self.lessons) if self.in_turn else combinations(self.lessons, 2)

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for a, b in self.pairs:
            if min(table.starts[a], table.starts[b]) >= 0 and (told := self.amiss(table, a, b)):
                yield Break(1, f"{table.school.lessons[a].id}, {table.school.lessons[b].id}", told, (a, b))

    def terms(self, school: School, terms: Terms) -> None:
        for a, b in self.pairs:
            terms.pair(a, b, *self.term, self.weight)
