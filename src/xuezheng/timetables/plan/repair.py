"""A teacher is away, a room is closed: the week repaired with few changes.

For each lesson that cannot stand: a colleague of the subject who is free takes it (one lesson changed, no time moved), or it goes to
a start where nothing is broken, or it changes places with one other lesson; whichever changes least, in that order. What cannot be
helped stays open and is named. The result is looked over by the evaluator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import Lesson, School, Timetable, Who


@dataclass(frozen=True)
class Substitute:
    """A colleague who could take a lesson: the fewer periods that day, in the week, and as a substitute before, the sooner."""

    teacher: int
    that_day: int
    that_week: int
    before: int


@dataclass(frozen=True)
class Repair:
    """What changes: lessons with another teacher, lessons at another time (old start, new start), lessons left open."""

    school: School
    table: Timetable
    substitutes: Mapping[int, int]
    moved: Mapping[int, tuple[int, int]]
    open: tuple[int, ...]

    @property
    def changed(self) -> int:
        return len(set(self.substitutes) | set(self.moved) | set(self.open))


def concerned(table: Timetable, who: Who, slots: frozenset[int]) -> tuple[int, ...]:
    """Lessons that need the teacher, the group or the room in any of the slots."""
    if who.kind == "room":
        lessons = tuple(one for one, room in enumerate(table.rooms) if room == who.at)
    else:
        lessons = table.school.lessons_of.get(who, ())
    return tuple(one for one in lessons if not slots.isdisjoint(table.covered(one)))


def substitutes(table: Timetable, lesson: int, before: Mapping[int, int] | None = None) -> list[Substitute]:
    """Colleagues who teach the subject and are free, the best first. `before`: how often each stood in already."""
    school, earlier = table.school, before or {}
    wanted, covered = school.lessons[lesson], set(table.covered(lesson))
    teaches = {t for one in school.lessons if one.subject == wanted.subject for t in one.teachers} - set(
        wanted.teachers
    )
    found: list[Substitute] = []
    for teacher in sorted(teaches):
        who = Who("teacher", teacher)
        own = school.lessons_of.get(who, ())
        weeks = range(school.weeks)
        busy = frozenset[int]().union(*(table.busy(own, week) for week in weeks if wanted.weeks >> week & 1))
        if busy & covered or school.away.get(who, frozenset()) & covered:
            continue
        day = sum(slot // len(school.periods) == table.day(lesson) for slot in busy)
        found.append(Substitute(teacher, day, len(busy), earlier.get(teacher, 0)))
    return sorted(found, key=lambda one: (one.before, one.that_day, one.that_week, one.teacher))


def repair(table: Timetable, who: Who, slots: frozenset[int], before: Mapping[int, int] | None = None) -> Repair:
    """The week with `who` away in the slots. Of a teacher lessons are taken over if they can be, before any time is moved."""
    away = {**table.school.away, who: table.school.away.get(who, frozenset()) | slots}
    school = replace(table.school, away=away)
    now = Timetable(school, table.starts, table.rooms)
    taken: dict[int, int] = {}
    moved: dict[int, tuple[int, int]] = {}
    left: list[int] = []
    counts = dict(before or {})
    for lesson in concerned(now, who, slots):
        if who.kind == "teacher" and (found := substitutes(now, lesson, counts)):
            now = with_teacher(now, lesson, who.at, found[0].teacher)
            taken[lesson] = found[0].teacher
            counts[found[0].teacher] = counts.get(found[0].teacher, 0) + 1
        elif better := moved_away(now, lesson):
            for one in range(len(school.lessons)):
                if better.starts[one] != now.starts[one]:
                    moved[one] = (table.starts[one], better.starts[one])
            now = better
        else:
            left.append(lesson)
    return Repair(now.school, now, taken, moved, tuple(left))


def with_teacher(table: Timetable, lesson: int, old: int, new: int) -> Timetable:
    """The same week with another teacher for one lesson."""
    lessons = list(table.school.lessons)
    own: Lesson = lessons[lesson]
    lessons[lesson] = replace(own, teachers=tuple(new if one == old else one for one in own.teachers))
    return Timetable(replace(table.school, lessons=tuple(lessons)), table.starts, table.rooms)


def moved_away(table: Timetable, lesson: int) -> Timetable | None:
    """The lesson elsewhere, or in exchange with one other of the same length, so that fewer musts are broken; None where nothing helps."""
    school = table.school
    now = report_on(table).cost
    length, groups = school.lessons[lesson].duration, set(school.lessons[lesson].groups)
    others = [
        one for one, given in enumerate(school.lessons)
        if one != lesson and given.duration == length and groups & set(given.groups) and table.starts[one] >= 0
    ]  # fmt: skip
    tries: list[dict[int, int]] = [{lesson: start} for start in range(school.slots) if start != table.starts[lesson]]
    tries += [{lesson: table.starts[one], one: table.starts[lesson]} for one in others]
    best: Timetable | None = None
    cheapest = (now[0], 0, 0)
    for starts in tries:
        if start_is_taken(table, starts):
            continue
        tried = Timetable(school, tuple(starts.get(one, at) for one, at in enumerate(table.starts)), table.rooms)
        hard, soft = report_on(tried).cost
        if hard < now[0] and (best is None or (hard, len(starts), soft) < cheapest):
            best, cheapest = tried, (hard, len(starts), soft)
    return best


def start_is_taken(table: Timetable, starts: Mapping[int, int]) -> bool:
    """A quick look: whether a teacher or a group of the lessons already stands there, or is away, or the day ends before."""
    school, periods = table.school, len(table.school.periods)
    for lesson, start in starts.items():
        given = school.lessons[lesson]
        span = set(range(start, start + given.duration))
        if start % periods + given.duration > periods or span & school.closed:
            return True
        for who in (*(Who("teacher", t) for t in given.teachers), *(Who("group", g) for g in given.groups)):
            if span & school.away.get(who, frozenset()):
                return True
            for one in school.lessons_of.get(who, ()):
                if one not in starts and school.lessons[one].weeks & given.weeks and span & set(table.covered(one)):
                    return True
    return False
