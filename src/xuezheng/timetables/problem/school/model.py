"""A school's week: its grid of days and periods, who and what is there, the lessons, and the rules that the timetable keeps.

A slot is a period of a day: `slot = day * periods + period`, from 0. Everything refers to everything by position. A lesson stands
in whole consecutive periods of one day, in the weeks of a cycle that its `weeks` say (bit w: week w). Students are *groups*: the
smallest sets that are never parted; a class is one or several of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from xuezheng.timetables.problem.school.rule import Rule

Kind = Literal["teacher", "group", "room"]
MUST = 100  # the weight of a rule that is never broken; below it, what a break costs


@dataclass(frozen=True, slots=True)
class Who:
    """A teacher, a group of students or a room, by its position."""

    kind: Kind
    at: int


@dataclass(frozen=True, slots=True)
class Lesson:
    id: str
    duration: int
    teachers: tuple[int, ...]
    groups: tuple[int, ...]
    subject: int
    tags: tuple[int, ...] = ()
    weeks: int = 1
    course: str = ""  # lessons of one course belong together: the same subject, class and teacher
    label: str = ""  # the class or classes as people call them
    sent: tuple[
        int, ...
    ] = ()  # groups some of whose students sit in it, while another lesson at the same time holds them


@dataclass(frozen=True)
class School:
    name: str
    days: tuple[str, ...]
    periods: tuple[str, ...]
    teachers: tuple[str, ...]
    groups: tuple[str, ...]
    subjects: tuple[str, ...]
    rooms: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    rules: tuple[Rule, ...]
    tags: tuple[str, ...] = ()
    weeks: int = 1  # of the cycle
    closed: frozenset[int] = frozenset()  # slots at which nobody has a lesson: breaks
    away: Mapping[Who, frozenset[int]] = field(
        default_factory=dict[Who, frozenset[int]]
    )  # slots nobody may ask of them
    half_days: tuple[tuple[int, ...], ...] = ()  # slots of each half day, where the school knows them
    kinds: tuple[str, ...] = ()  # of each period: early, morning, afternoon, evening; empty: not said
    hours: tuple[str, ...] = ()  # of each period, from and to: 08:00–08:40; empty: not said

    @property
    def slots(self) -> int:
        return len(self.days) * len(self.periods)

    @cached_property
    def lessons_of(self) -> dict[Who, tuple[int, ...]]:
        """The lessons of each teacher and of each group."""
        found: dict[Who, list[int]] = {}
        for at, lesson in enumerate(self.lessons):
            for teacher in dict.fromkeys(lesson.teachers):
                found.setdefault(Who("teacher", teacher), []).append(at)
            for group in dict.fromkeys(lesson.groups):
                found.setdefault(Who("group", group), []).append(at)
        return {who: tuple(lessons) for who, lessons in found.items()}

    def open_to(self, who: Who) -> frozenset[int]:
        """The slots in which somebody can have a lesson at all; what counts as a gap lies in them."""
        return frozenset(range(self.slots)) - self.closed - self.away.get(who, frozenset())

    def named(self, who: Who) -> str:
        return {"teacher": self.teachers, "group": self.groups, "room": self.rooms}[who.kind][who.at]

    def slot_named(self, slot: int) -> str:
        day, period = divmod(slot, len(self.periods))
        return f"{self.days[day]} {self.periods[period]}"


@dataclass(frozen=True)
class Timetable:
    """Where and when each lesson is: its first slot and its room, -1 for none."""

    school: School
    starts: tuple[int, ...]
    rooms: tuple[int, ...]

    def day(self, lesson: int) -> int:
        return self.starts[lesson] // len(self.school.periods)

    def period(self, lesson: int) -> int:
        return self.starts[lesson] % len(self.school.periods)

    def covered(self, lesson: int) -> range:
        """The slots in which a lesson stands; none where it has no place."""
        start = self.starts[lesson]
        return range(start, start + self.school.lessons[lesson].duration) if start >= 0 else range(0)

    def placed(self, lessons: Iterable[int]) -> Iterator[int]:
        return (lesson for lesson in lessons if self.starts[lesson] >= 0)

    def busy(self, lessons: Iterable[int], week: int) -> frozenset[int]:
        """The slots that any of these lessons takes in a week of the cycle."""
        held = self.school.lessons
        return frozenset(slot for one in lessons if held[one].weeks >> week & 1 for slot in self.covered(one))

    def by_day(self, lessons: Iterable[int], week: int) -> list[list[int]]:
        """For each day the periods taken, in order."""
        found: list[list[int]] = [[] for _ in self.school.days]
        for slot in sorted(self.busy(lessons, week)):
            day, period = divmod(slot, len(self.school.periods))
            found[day].append(period)
        return found
