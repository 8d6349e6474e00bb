"""Who works where from 2018 to 2024: each autumn some retire, schools that shrink give, schools that grow take or recruit.

A line is a post of a stage in an institution, with the number of people it needs in each year.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
FIRST, LAST = 2018, 2024
GONE: Final = -1
RETIRES: Final = (60, 55)  # men, women
QUITS = 0.017  # of those hired before, in a year
SAFE_SINCE = 2021  # who came since neither quits nor has to go when a school shrinks
REASONS: Final = ("", "recruited", "transferred", "rotated")
END_REASONS: Final = ("", "retired", "transferred", "left", "rotated")
SETTLED_YEARS = 6


@dataclass
class Lines:
    """Lines as arrays: `need` is lines × 7 years, `group` the county and stage within which people move."""

    need: Ints
    group: Ints
    is_private: npt.NDArray[np.bool_]
    girl_share: npt.NDArray[np.float64]
    opened: Days
    rotates: npt.NDArray[np.float64]  # of those six years at their school, in a year; 0 where nobody is exchanged


@dataclass
class Posts:
    """Posts as they were taken up: person, line, first day, last day (NaT: still held), reason."""

    person: list[Ints] = field(default_factory=list[Ints])
    line: list[Ints] = field(default_factory=list[Ints])
    start: list[Days] = field(default_factory=list[Days])
    reason: list[Ints] = field(default_factory=list[Ints])
    count: int = 0

    def add(self, person: Ints, line: Ints, start: Days, reason: Ints) -> Ints:
        """Add posts; gives their numbers."""
        numbers = np.arange(self.count, self.count + len(person))
        self.person.append(person)
        self.line.append(line)
        self.start.append(start)
        self.reason.append(reason)
        self.count += len(person)
        return numbers


@dataclass
class Staff:
    """Everybody ever employed: day of birth, sex, where they are now, which post that is, when they came."""

    born: Days = field(default_factory=lambda: np.zeros(0, "datetime64[D]"))
    is_girl: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    line: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    post: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    hired: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def take(self, born: Days, is_girl: npt.NDArray[np.bool_], line: Ints, year: Ints) -> Ints:
        """Employ new people; gives their numbers (their posts are to be set)."""
        numbers = np.arange(len(self.born), len(self.born) + len(born))
        self.born = np.concatenate([self.born, born])
        self.is_girl = np.concatenate([self.is_girl, is_girl])
        self.line = np.concatenate([self.line, line])
        self.post = np.concatenate([self.post, np.zeros(len(born), np.int64)])
        self.hired = np.concatenate([self.hired, year])
        return numbers


def born_at(rng: np.random.Generator, ages: Ints, year: int) -> Days:
    """Days of birth of people of whole ages on 1 September of a year."""
    first = np.array([f"{year - int(age) - 1}-09-02" for age in range(0, 80)], "datetime64[D]")
    return first[ages] + rng.integers(0, 364, len(ages)).astype("timedelta64[D]")


def rank_within(keys: Ints) -> Ints:
    """The place of each item among those of the same key, in the order given."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ranks = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    found = np.empty(len(keys), np.int64)
    found[order] = ranks
    return found


def matched(pool: Ints, slots: Ints) -> tuple[Ints, Ints]:
    """Pairs of positions in `pool` and `slots` with the same group, each used once, in order."""
    scale = max(len(pool), len(slots), 1) + 1
    _, mine, theirs = np.intersect1d(
        pool * scale + rank_within(pool), slots * scale + rank_within(slots), assume_unique=True, return_indices=True
    )
    return mine, theirs


def august(rng: np.random.Generator, year: int, count: int) -> Days:
    return np.datetime64(f"{year}-08-18") + rng.integers(0, 13, count).astype("timedelta64[D]")


class Staffing:
    """Runs the years. Who comes new to a public post is recruited, to a private one transferred."""

    def __init__(self, lines: Lines, rng: np.random.Generator) -> None:
        self.lines, self.rng = lines, rng
        self.staff, self.posts = Staff(), Posts()
        self.ends: list[tuple[Ints, np.datetime64, Ints]] = []  # posts, the day they ended, why
        self.snapshots: dict[int, Ints] = {}  # year → line of each person known by then

    def run(self) -> None:
        self._begin()
        self.snapshots[FIRST] = self.staff.line.copy()
        for year in range(FIRST + 1, LAST + 1):
            self._year(year)
            self.snapshots[year] = self.staff.line.copy()

    def _begin(self) -> None:
        rng, line = self.rng, np.repeat(np.arange(len(self.lines.group)), self.lines.need[:, 0])
        is_girl = rng.random(len(line)) < self.lines.girl_share[line]
        top = np.where(is_girl, RETIRES[1], RETIRES[0])
        ages = (23 + (top - 23) * rng.beta(1.25, 1.45, len(line))).astype(np.int64)
        since = np.maximum((ages - 23) * rng.random(len(line)) ** 0.8, 0).astype(np.int64)
        start = np.array([f"{FIRST - years}-08-25" for years in range(50)], "datetime64[D]")[since]
        start = np.maximum(start, self.lines.opened[line])
        people = self.staff.take(born_at(rng, ages, FIRST), is_girl, line, FIRST - since)
        came = (
            (since == 0) & (ages > 30) & (self.lines.rotates[line] > 0)
        )  # who came this year and is no beginner was exchanged
        self.staff.post[people] = self.posts.add(people, line, start, np.where(came, 3, 1))

    def _leave(self, year: int, people: Ints, why: Ints) -> None:
        """Their posts end in August, for a reason; they are in no line."""
        self.ends.append((self.staff.post[people], np.datetime64(f"{year}-08-16"), why))
        self.staff.line[people] = GONE

    def _year(self, year: int) -> None:
        lines, staff, rng = self.lines, self.staff, self.rng
        need = lines.need[:, year - FIRST]
        active = np.flatnonzero(staff.line != GONE)
        age = ((np.datetime64(f"{year}-09-01") - staff.born[active]).astype(np.int64) / 365.25).astype(np.int64)
        quits = (rng.random(len(active)) < QUITS) & (staff.hired[active] < SAFE_SINCE)
        is_old = age >= np.where(staff.is_girl[active], RETIRES[1], RETIRES[0])
        goes = quits | is_old
        self._leave(year, active[goes], np.where(is_old[goes], 1, 3))
        active = np.flatnonzero(staff.line != GONE)
        order = active[np.argsort(rng.random(len(active)) + (staff.hired[active] < SAFE_SINCE), kind="stable")]
        spare = order[rank_within(staff.line[order]) >= need[staff.line[order]]]
        was = staff.line[spare]
        self._leave(year, spare, np.full(len(spare), 2))
        open_slots = need - np.bincount(staff.line[staff.line != GONE], minlength=len(need))
        slots = np.repeat(np.arange(len(need)), np.maximum(open_slots, 0))
        slots = slots[rng.permutation(len(slots))]
        mine, theirs = matched(lines.group[was], lines.group[slots])
        moved, to = spare[mine], slots[theirs]
        staff.line[moved] = to
        staff.post[moved] = self.posts.add(moved, to, august(rng, year, len(to)), np.full(len(to), 2))
        self._hire(year, np.delete(slots, theirs))
        self._rotate(year)

    def _rotate(self, year: int) -> None:
        """Of those long at their school, some change places with each other, within their county and stage."""
        lines, staff, rng = self.lines, self.staff, self.rng
        active = np.flatnonzero(staff.line != GONE)
        began = np.concatenate(self.posts.start)[staff.post[active]].astype("datetime64[Y]").astype(np.int64) + 1970
        due = (year - began >= SETTLED_YEARS) & (rng.random(len(active)) < lines.rotates[staff.line[active]])
        people = active[due]
        people = people[np.argsort(lines.group[staff.line[people]] + rng.random(len(people)), kind="stable")]
        group = lines.group[staff.line[people]]
        starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.zeros(0, np.int64)
        to = staff.line[people].copy()
        for first, last in zip(starts, np.r_[starts[1:], len(group)], strict=True):
            to[first:last] = np.roll(to[first:last], 1)  # each takes the place of another
        moves = to != staff.line[people]
        people, to = people[moves], to[moves]
        self.ends.append((staff.post[people], np.datetime64(f"{year}-08-16"), np.full(len(people), 4)))
        staff.line[people] = to
        staff.post[people] = self.posts.add(people, to, august(rng, year, len(to)), np.full(len(to), 3))

    def _hire(self, year: int, slots: Ints) -> None:
        lines, rng = self.lines, self.rng
        is_girl = rng.random(len(slots)) < lines.girl_share[slots]
        ages = 22 + np.minimum(rng.geometric(0.3, len(slots)) - 1, 12)
        reason = np.where(lines.is_private[slots], 2, 1)
        people = self.staff.take(born_at(rng, ages, year), is_girl, slots, np.full(len(slots), year))
        self.staff.post[people] = self.posts.add(people, slots, august(rng, year, len(slots)), reason)

    def frame(self) -> pl.DataFrame:
        """person, line, started_on, ended_on and reasons of every post, in the order they were taken up."""
        ended = np.full(self.posts.count, np.datetime64("NaT"), "datetime64[D]")
        why = np.zeros(self.posts.count, np.int64)
        for post, day, reasons in self.ends:
            ended[post], why[post] = day, reasons
        columns: dict[str, Any] = {
            "person": np.concatenate(self.posts.person),
            "line": np.concatenate(self.posts.line),
            "started_on": np.concatenate(self.posts.start),
            "ended_on": ended,
            "end_reason": np.array(END_REASONS)[why],
            "start_reason": np.array(REASONS)[np.concatenate(self.posts.reason)],
        }
        return pl.DataFrame(columns)
