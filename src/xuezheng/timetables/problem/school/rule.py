"""What a rule is: it says where a timetable breaks it, and in which terms a search may keep it.

The two are written apart: `breaks` looks at the finished timetable as a reader would, `terms` tells the search what to count.
The evaluator (`evaluation.py`) uses only the first, so that it checks the second.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, School, Timetable

if TYPE_CHECKING:
    from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a rule is broken: how much (in the rule's own unit), who is concerned, and in words."""

    amount: int
    which: str
    told: Words
    lessons: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rule(ABC):
    """`weight` 100 is a must; 1 to 99 is what a break costs for each unit."""

    name: ClassVar[str]  # as files and settings know it
    title: ClassVar[Words]
    weight: int

    @property
    def is_must(self) -> bool:
        return self.weight >= MUST

    @abstractmethod
    def breaks(self, table: Timetable) -> Iterator[Break]:
        """Every place where the timetable breaks the rule."""

    def musts(self, table: Timetable) -> Iterator[Break]:
        """What is broken whatever the weight."""
        return iter(())

    @abstractmethod
    def terms(self, school: School, terms: Terms) -> None:
        """Tell the search what to count."""
