"""Parallel classes of one teacher that go through the week in step (进度一致)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import Pair, Terms


@dataclass(frozen=True)
class InStep(Rule):
    """At no time of the week has one course had two lessons more than another: each n-th lesson ends before any (n+1)-th starts.

    Looked at in the order in which lessons stand. The search keeps the order in which they are listed, so that it may count
    more than stands here, never less; `in_order` lists them as they stand.
    """

    name: ClassVar[str] = "in_step"
    title: ClassVar[Words] = Words("进度一致", "Parallel classes in step")
    courses: tuple[tuple[int, ...], ...]

    def breaks(self, table: Timetable) -> Iterator[Break]:
        held = table.school.lessons
        stands = [sorted(table.placed(course), key=lambda one: table.starts[one]) for course in self.courses]
        for a, b in product(range(len(stands)), repeat=2):
            for n in range(min(len(stands[a]), len(stands[b]) - 1) if a != b else 0):
                early, late = stands[a][n], stands[b][n + 1]
                if table.starts[early] + held[early].duration > table.starts[late]:
                    at = table.school.slot_named(table.starts[late])
                    told = Words(f"{at} 上到第 {n + 2} 节，{held[early].label} 还没上第 {n + 1} 节",
                                 f"lesson {n + 2} at {at}, before {held[early].label} had lesson {n + 1}")  # fmt: skip
                    yield Break(1, held[late].label or held[late].id, told, (early, late))

    def terms(self, school: School, terms: Terms) -> None:
        for first, second in product(self.courses, repeat=2):
            for n in range(min(len(first), len(second) - 1)):
                terms.pair(first[n], second[n + 1], Pair.BEFORE, 0, self.weight)


def in_order(table: Timetable) -> Timetable:
    """The same timetable, with the lessons of each course (alike in all but their number) numbered as they stand in the week."""
    starts, rooms = list(table.starts), list(table.rooms)
    for rule in table.school.rules:
        for course in rule.courses if isinstance(rule, InStep) else ():
            held = [table.school.lessons[one] for one in course]
            if len({(one.duration, one.weeks, one.teachers, one.groups) for one in held}) == 1:
                places = sorted((starts[one], rooms[one]) for one in course)
                for one, (start, room) in zip(course, places, strict=True):
                    starts[one], rooms[one] = start, room
    return Timetable(table.school, tuple(starts), tuple(rooms))
