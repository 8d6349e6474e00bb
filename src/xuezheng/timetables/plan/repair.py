"""A teacher is away, a room is closed: the days concerned repaired with few changes.

For each lesson that cannot be held: a colleague of the subject who is free takes it (one lesson changed, no time moved), or a free
room does for it; else it goes to another time of the same week, or changes places with one other lesson of its class; whichever
changes least, in that order. What cannot be helped stays open and is named. A time is only moved where the timetable breaks no more
musts than before, as the evaluator counts them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xuezheng.timetables.plan.dated import DAY, Change, Taught, Term, on_day
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import Lesson, Timetable, Who
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice


@dataclass(frozen=True)
class Away:
    """Who or which room is not there, on which days, in which periods (empty: all day)."""

    who: Who
    first_on: date
    last_on: date
    periods: frozenset[int] = frozenset()

    def concerns(self, on: date, covered: range) -> bool:
        if not self.first_on <= on <= self.last_on:
            return False
        return not self.periods or not self.periods.isdisjoint(covered)


@dataclass(frozen=True)
class Substitute:
    """A colleague who could take a lesson: who stood in least, then has the shortest day and week, comes first."""

    teacher: int
    that_day: int
    that_week: int
    before: int


@dataclass(frozen=True)
class Concerned:
    """A lesson that cannot be held as it stands, who could take it and which rooms would do, the best first."""

    taught: Taught
    substitutes: tuple[Substitute, ...] = ()
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True)
class Repair:
    """What changes, and what stays open."""

    concerned: tuple[Concerned, ...]
    changes: tuple[Change, ...]
    open: tuple[Taught, ...]


@dataclass
class Days:
    """The days of a term as they stand with the changes made so far."""

    table: Timetable
    term: Term
    changes: list[Change]
    aways: Sequence[Away]
    known: dict[date, tuple[Taught, ...]] = field(default_factory=dict[date, "tuple[Taught, ...]"])

    def held(self, on: date) -> tuple[Taught, ...]:
        if on not in self.known:
            self.known[on] = on_day(self.table, self.term, on, self.changes)
        return self.known[on]

    def add(self, change: Change) -> None:
        self.changes.append(change)
        for on in (change.on, change.to_on):
            if on is not None:
                self.known.pop(on, None)

    def busy(self, on: date, who: Who, besides: frozenset[int] = frozenset()) -> frozenset[int]:
        """The periods of a day that a teacher, a group or a room is taken or away in, some lessons not counted."""
        lessons = self.table.school.lessons
        taken: set[int] = set()
        for one in self.held(on):
            there = {"teacher": one.teachers, "group": lessons[one.lesson].groups, "room": (one.room,)}[who.kind]
            if who.at in there and one.lesson not in besides:
                taken.update(one.covered)
        periods = len(self.table.school.periods)
        weekday = (self.term.taught(on) or (on.weekday(), 0))[0]
        away = self.table.school.away.get(who, frozenset())
        taken.update(slot % periods for slot in away if slot // periods == weekday)
        for one in self.aways:
            if one.who == who and one.concerns(on, range(periods)):
                taken.update(one.periods or range(periods))
        return frozenset(taken)

    def is_free(self, on: date, who: Who, covered: range, besides: frozenset[int] = frozenset()) -> bool:
        return self.busy(on, who, besides).isdisjoint(covered)

    def week_of(self, on: date) -> Iterator[date]:
        """The days of that week on which lessons are held by the weekday's own timetable."""
        monday = on - on.weekday() * DAY
        for n in range(len(self.table.school.days)):
            day = monday + n * DAY
            followed = self.term.taught(day)
            if followed is not None and followed[0] == n:
                yield day


def substitutes(days: Days, one: Taught, missing: int, before: Mapping[int, int]) -> tuple[Substitute, ...]:
    """Colleagues who teach the subject somewhere in the school and are free then."""
    school = days.table.school
    subject = school.lessons[one.lesson].subject
    teaches = {t for lesson in school.lessons if lesson.subject == subject for t in lesson.teachers}
    loads: Counter[int] = Counter()
    for day in days.week_of(one.on):
        loads.update(t for other in days.held(day) for t in other.teachers for _ in other.covered)
    found: list[Substitute] = []
    for teacher in sorted(teaches - set(one.teachers) - {missing}):
        if days.is_free(one.on, Who("teacher", teacher), one.covered):
            that_day = sum(len(other.covered) for other in days.held(one.on) if teacher in other.teachers)
            found.append(Substitute(teacher, that_day, loads[teacher], before.get(teacher, 0)))
    return tuple(sorted(found, key=lambda s: (s.before, s.that_day, s.that_week, s.teacher)))


def free_rooms(days: Days, one: Taught, closed: int) -> tuple[int, ...]:
    """Rooms that are free then and that the rules allow the lesson, those first that are used least on the day."""
    allowed = set(range(len(days.table.school.rooms))) - {closed}
    named = [rule for rule in days.table.school.rules if isinstance(rule, RoomChoice) and one.lesson in rule.lessons]
    wider = allowed.copy()
    for rule in named:
        wider &= rule.rooms
    used = Counter(other.room for other in days.held(one.on))
    # where the rules leave no other room, any free one is better than none
    for among in (wider, allowed):
        free = [room for room in among if days.is_free(one.on, Who("room", room), one.covered)]
        if free:
            return tuple(sorted(free, key=lambda room: (used[room], room)))
    return ()


def repair(
    table: Timetable, term: Term, away: Away, *, changes: Sequence[Change] = (), others: Sequence[Away] = (),
    before: Mapping[int, int] | None = None, from_on: date | None = None,
) -> Repair:  # fmt: skip
    """The days with `away`, from `from_on` on: what is past stays. `changes` hold already, `others` are away as well, `before` says
    how often each teacher stood in."""
    days = Days(table, term, list(changes), [*others, away])
    counts = Counter(before or {})
    usual: dict[int, int] = {}  # who takes a lesson takes it every week
    seen: list[Concerned] = []
    made: list[Change] = []
    left: list[Taught] = []
    day = max(away.first_on, term.first_on, from_on or away.first_on)
    while day <= min(away.last_on, term.last_on):
        for one in days.held(day):
            there = one.teachers if away.who.kind == "teacher" else (one.room,)
            if away.who.at not in there or not away.concerns(day, one.covered):
                continue
            found, new = helped(days, one, away, counts, usual, from_on or away.first_on)
            seen.append(found)
            if not new:
                left.append(one)
            for change in new:
                days.add(change)
                made.append(change)
        day += DAY
    return Repair(tuple(seen), tuple(made), tuple(left))


def helped(
    days: Days, one: Taught, away: Away, counts: Counter[int], usual: dict[int, int], from_on: date
) -> tuple[Concerned, list[Change]]:
    """Who could help with a lesson, and the changes that help it best; none where nothing does."""
    if away.who.kind == "room":
        rooms = free_rooms(days, one, away.who.at)
        new = [Change(one.on, one.lesson, "room", room=rooms[0])] if rooms else moved(days, one, from_on)
        return Concerned(one, rooms=rooms), new
    could = substitutes(days, one, away.who.at, counts)
    if could:
        same = [s.teacher for s in could if s.teacher == usual.get(one.lesson)]
        teacher = (same or [could[0].teacher])[0]
        usual[one.lesson] = teacher
        counts[teacher] += 1
        return Concerned(one, could), [Change(one.on, one.lesson, "substitute", teacher, away.who.at)]
    return Concerned(one), moved(days, one, from_on)


def moved(days: Days, one: Taught, from_on: date) -> list[Change]:
    """The lesson at another time of the week, or in exchange with one other of its classes; the fewest changes, then the soonest."""
    lesson = days.table.school.lessons[one.lesson]
    if not lesson.groups or one.change is not None:
        return []  # a teaching class stands where its block stands
    for day in sorted((d for d in days.week_of(one.on) if d >= from_on), key=lambda d: (abs(d - one.on), d)):
        for start in range(len(days.table.school.periods) - one.duration + 1):
            if (day, start) != (one.on, one.period) and fits(days, one.lesson, one.room, day, start):
                return [to(days, one, day, start)]
    for day in sorted((d for d in days.week_of(one.on) if d >= from_on), key=lambda d: (abs(d - one.on), d)):
        for other in days.held(day):
            if is_exchange(days, one, other):
                return [to(days, one, other.on, other.period), to(days, other, one.on, one.period)]
    return []


def to(days: Days, one: Taught, day: date, start: int) -> Change:
    slot = day.weekday() * len(days.table.school.periods) + start
    return Change(one.on, one.lesson, "moved", to_on=day, to_slot=slot)


def is_exchange(days: Days, one: Taught, other: Taught) -> bool:
    lessons = days.table.school.lessons
    mine, theirs = lessons[one.lesson], lessons[other.lesson]
    if (
        other.lesson == one.lesson
        or other.change is not None
        or mine.groups != theirs.groups
        or other.duration != one.duration
    ):
        return False
    both = frozenset({one.lesson, other.lesson})
    there = fits(days, one.lesson, one.room, other.on, other.period, both)
    return there and fits(days, other.lesson, other.room, one.on, one.period, both)


def fits(days: Days, at: int, room: int, day: date, start: int, besides: frozenset[int] = frozenset()) -> bool:
    """Whether a lesson can be held then: everybody free, and the timetable with it there breaks no more musts."""
    school = days.table.school
    lesson: Lesson = school.lessons[at]
    covered = range(start, start + lesson.duration)
    slot = day.weekday() * len(school.periods) + start
    if not school.closed.isdisjoint(range(slot, slot + lesson.duration)):
        return False
    whos = [*(Who("teacher", t) for t in lesson.teachers), *(Who("group", g) for g in lesson.groups)]
    whos += [Who("room", room)] if room >= 0 else []
    if not all(days.is_free(day, who, covered, besides) for who in whos):
        return False
    if besides:  # two lessons of a class in each other's place: each is looked at as if the other were not there
        return True
    starts = tuple(slot if one == at else given for one, given in enumerate(days.table.starts))
    return report_on(Timetable(school, starts, days.table.rooms)).cost[0] <= report_on(days.table).cost[0]
