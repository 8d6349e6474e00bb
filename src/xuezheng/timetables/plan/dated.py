"""The timetable on real days: a term's days, holidays, days worked in their place, and what is different on a day.

A term counts its weeks from the Monday on or before its first day; week n of the term is week (n mod cycle) of the timetable. A
weekend day that is worked in the place of another follows the timetable of a weekday and week that the school names; until it does,
the day is open, and said to be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable

DAY = timedelta(days=1)
ChangeKind = Literal["substitute", "moved", "cancelled", "room"]
CHANGE_WORDS: Final[Mapping[str, Words]] = {
    "substitute": Words("代课", "Substitute"), "moved": Words("调课", "Moved"), "cancelled": Words("停课", "Cancelled"),
    "room": Words("换教室", "Another room"),
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """From the first day to the last. `free`: nobody has lessons, and why. `instead`: a day → the weekday (0 Monday) and the week of the
    cycle whose lessons it has; None where it is worked and the school has not said."""

    first_on: date
    last_on: date
    cycle: int = 1
    free: Mapping[date, Words] = field(default_factory=dict[date, Words])
    instead: Mapping[date, tuple[int, int] | None] = field(default_factory=dict[date, "tuple[int, int] | None"])

    @property
    def first_monday(self) -> date:
        return self.first_on - self.first_on.weekday() * DAY

    def week(self, on: date) -> int:
        """The week of the term, from 1."""
        return (on - self.first_monday).days // 7 + 1

    def days(self) -> Iterator[date]:
        for n in range((self.last_on - self.first_on).days + 1):
            yield self.first_on + n * DAY

    def taught(self, on: date) -> tuple[int, int] | None:
        """The weekday and the week of the cycle that a day follows; None where nobody is taught, or nobody knows what."""
        if not self.first_on <= on <= self.last_on:
            return None
        if on in self.instead:
            return self.instead[on]
        return None if on in self.free else (on.weekday(), (self.week(on) - 1) % self.cycle)

    def unsaid(self) -> tuple[date, ...]:
        """Days worked for which nobody has said whose lessons they have."""
        return tuple(on for on, what in sorted(self.instead.items()) if what is None)


@dataclass(frozen=True, slots=True)
class Change:
    """What is different for a lesson on a day: another teacher (`teacher` for `instead_of`), another day and slot, another room, or
    none at all."""

    on: date
    lesson: int
    kind: ChangeKind
    teacher: int | None = None
    instead_of: int | None = None
    to_on: date | None = None
    to_slot: int | None = None
    room: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson on a day as it is held."""

    on: date
    lesson: int
    period: int
    duration: int
    teachers: tuple[int, ...]
    room: int
    change: Change | None = None

    @property
    def covered(self) -> range:
        return range(self.period, self.period + self.duration)


def on_day(table: Timetable, term: Term, on: date, changes: Sequence[Change] = ()) -> tuple[Taught, ...]:
    """What is held on a day, in order; what was moved here from another day with it, what is cancelled or moved away without."""
    school, periods = table.school, len(table.school.periods)
    found: list[Taught] = []
    followed = term.taught(on)
    here = {change.lesson: change for change in changes if change.on == on}
    if followed is not None and followed[0] < len(school.days):
        weekday, week = followed
        for at, lesson in enumerate(school.lessons):
            start = table.starts[at]
            if start < 0 or start // periods != weekday or not lesson.weeks >> week & 1:
                continue
            change = here.get(at)
            if change is not None and change.kind in ("cancelled", "moved"):
                continue
            found.append(held(table, at, on, start % periods, change))
    for change in changes:
        if change.kind == "moved" and change.to_on == on and change.to_slot is not None:
            found.append(held(table, change.lesson, on, change.to_slot % periods, change))
    return tuple(sorted(found, key=lambda one: (one.period, one.lesson)))


def held(table: Timetable, at: int, on: date, period: int, change: Change | None) -> Taught:
    lesson = table.school.lessons[at]
    teachers = lesson.teachers
    if change is not None and change.teacher is not None:
        teachers = tuple(change.teacher if one == change.instead_of else one for one in teachers)
    room = change.room if change is not None and change.room is not None else table.rooms[at]
    return Taught(on, at, period, lesson.duration, teachers, room, change)


def whole_term(table: Timetable, term: Term, changes: Sequence[Change] = ()) -> Iterator[Taught]:
    """Everything held from the first day of the term to the last."""
    for on in term.days():
        yield from on_day(table, term, on, changes)


def now_and_next(
    held_today: Sequence[Taught], hours: Sequence[tuple[int, int]], minute: int
) -> tuple[Taught | None, Taught | None]:
    """Of what is held in a room today: what stands there at a minute of the day, and what comes after. `hours`: of each period."""
    now = next((one for one in held_today if hours[one.period][0] <= minute < hours[one.covered[-1]][1]), None)
    later = [one for one in held_today if hours[one.period][0] > minute]
    return now, min(later, key=lambda one: hours[one.period][0], default=None)


def minutes_of(school: School) -> list[tuple[int, int]]:
    """Of each period the minutes of the day from which and until which it lasts; empty where the school does not say."""
    found: list[tuple[int, int]] = []
    for told in school.hours:
        begins, _, ends = told.replace("—", "–").replace("-", "–").partition("–")
        try:
            found.append((minute_of(begins), minute_of(ends)))
        except ValueError:
            return []
    return found


def minute_of(told: str) -> int:
    hour, minute = told.strip().split(":")
    return int(hour) * 60 + int(minute)
