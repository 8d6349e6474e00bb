"""What a timetable breaks, computed from the timetable alone.

The search shares no code with this: whatever it says of its result is compared with what stands here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Terms


@dataclass(frozen=True)
class Basic(Rule):
    """Every lesson has a place; nobody and no room is in two at once, or where they are away."""

    name: ClassVar[str] = "basic"
    title: ClassVar[Words] = Words("基本要求", "What every timetable keeps")
    weight: int = MUST

    def breaks(self, table: Timetable) -> Iterator[Break]:
        yield from self.unplaced(table, range(len(table.school.lessons)))
        for who, lessons in table.school.lessons_of.items():
            yield from self.clashes(table, who, lessons)
            yield from self.absences(table, who)
        for room in range(len(table.school.rooms)):
            held = tuple(one for one, at in enumerate(table.rooms) if at == room)
            yield from self.clashes(table, Who("room", room), held)

    def absences(self, table: Timetable, who: Who) -> Iterator[Break]:
        away = table.school.away.get(who, frozenset())
        for lesson in table.school.lessons_of.get(who, ()) if away else ():
            if shared := away.intersection(table.covered(lesson)):
                at = table.school.slot_named(min(shared))
                yield Break(len(shared), table.school.named(who), Words(f"{at} 不可排", f"away at {at}"), (lesson,))

    def unplaced(self, table: Timetable, lessons: Iterable[int]) -> Iterator[Break]:
        periods = len(table.school.periods)
        for at in lessons:
            lesson, start = table.school.lessons[at], table.starts[at]
            if start < 0:
                yield Break(lesson.duration, lesson.id, Words("没有排入", "has no place"), (at,))
            elif start % periods + lesson.duration > periods:
                yield Break(1, lesson.id, Words("超出当天", "runs beyond the day"), (at,))
            elif not table.school.closed.isdisjoint(table.covered(at)):
                yield Break(1, lesson.id, Words("排在休息时间", "stands in a break"), (at,))

    def clashes(self, table: Timetable, who: Who, lessons: tuple[int, ...]) -> Iterator[Break]:
        for week in range(table.school.weeks):
            first: dict[int, int] = {}
            for lesson in lessons:
                if not table.school.lessons[lesson].weeks >> week & 1:
                    continue
                for slot in table.covered(lesson):
                    if slot in first:
                        at = table.school.slot_named(slot)
                        told = Words(f"{at} 同时有两节课", f"two lessons at {at}")
                        yield Break(1, table.school.named(who), told, (first[slot], lesson))
                    first.setdefault(slot, lesson)

    def terms(self, school: School, terms: Terms) -> None:
        """Nothing: clashes and days are counted by every search."""


@dataclass(frozen=True)
class RuleReport:
    """One line of the report: a rule, where it is broken, and what that costs."""

    rule: Rule
    breaks: tuple[Break, ...]
    musts: tuple[Break, ...] = ()

    @property
    def hard(self) -> int:
        return sum(one.amount for one in (self.breaks if self.rule.is_must else ()) + self.musts)

    @property
    def soft(self) -> int:
        return 0 if self.rule.is_must else sum(one.amount for one in self.breaks) * self.rule.weight


@dataclass(frozen=True)
class Report:
    """All lines. `cost` is (musts broken, weighted sum of what else is broken)."""

    lines: tuple[RuleReport, ...] = field(default=())

    @cached_property
    def cost(self) -> tuple[int, int]:
        return sum(line.hard for line in self.lines), sum(line.soft for line in self.lines)


def report_on(table: Timetable) -> Report:
    """Every rule of the school with what the timetable breaks of it."""
    rules = (Basic(), *table.school.rules)
    return Report(tuple(RuleReport(rule, tuple(rule.breaks(table)), tuple(rule.musts(table))) for rule in rules))
