"""From a book to a school: lessons, what everybody expects of a timetable, and the rules that were asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xuezheng.timetables.problem.school.model import MUST, Lesson, School, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.kept_apart import KeptApart
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.room_closed import RoomClosed
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import WEIGHTS, Making
from xuezheng.timetables.problem.week.book import Book, Course
from xuezheng.timetables.problem.week.pattern import lessons_of
from xuezheng.timetables.problem.week.shape import Shape, slots_of

ORDINARY = ("", "教室", "普通教室", "classroom")  # kinds of rooms in which anything may be taught
IMPLIED = -1


@dataclass(frozen=True)
class Made:
    """A school, and for each of its rules the place of the record it comes from; IMPLIED where every school expects it."""

    school: School
    sources: tuple[int, ...]


@dataclass
class Rules:
    """Rules gathered with where they come from."""

    rules: list[Rule] = field(default_factory=list[Rule])
    sources: list[int] = field(default_factory=list[int])

    def add(self, rules: Iterable[Rule], source: int = IMPLIED) -> None:
        for rule in rules:
            self.rules.append(rule)
            self.sources.append(source)


def groups_of(book: Book) -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """Names of groups, and which a class or a part of one (`class/part`) is made of."""
    parts: dict[str, list[str]] = {one.name: [] for one in book.classes}
    for name in (name for course in book.courses for name in course.classes):
        whole, cut, part = name.partition("/")
        if cut and part not in parts[whole]:
            parts[whole].append(part)
    names: list[str] = []
    found: dict[str, tuple[int, ...]] = {}
    for whole, own in parts.items():
        begin = len(names)
        names += [f"{whole}/{part}" for part in own] or [whole]
        found[whole] = tuple(range(begin, len(names)))
        found |= {f"{whole}/{part}": (begin + n,) for n, part in enumerate(own)}
    return names, found


def made_of(book: Book) -> Made:
    """The school of a book that holds together (`faults.problems_of` is empty)."""
    names, groups = groups_of(book)
    subjects = {name: at for at, name in enumerate(book.subjects)}
    rooms = {room.name: at for at, room in enumerate(book.rooms)}
    making = Making(book, {name: at for at, name in enumerate(book.teachers)}, groups, subjects, rooms)
    gathered = Rules()
    with_key: dict[str, list[int]] = {}
    for at, course in enumerate(book.courses):
        if course.together:
            with_key.setdefault(course.together, []).append(at)
    parted = {at for ats in with_key.values() if shares_classes(book, ats) for at in ats}
    for at, course in enumerate(book.courses):
        making.courses.append(list(add_course(making, course, at in parted)))
    for key, ats in with_key.items():
        gathered.add(held_together(making, key, ats, ats[0] in parted))
    gathered.add(expected(making))
    gathered.add(rooms_for(making, parted))
    gathered.add(settled(making))
    for at, asked in enumerate(book.rules):
        gathered.add((one for one in ASKED[asked.name].build(asked, making, WEIGHTS[asked.weight]) if speaks(one)), at)
    shape = book.shape
    school = School(
        "", shape.days, tuple(period.name for period in shape.periods), tuple(making.teachers), tuple(names), tuple(making.subjects),
        tuple(rooms), tuple(making.lessons), tuple(gathered.rules), tuple(making.subjects), shape.weeks, shape.shut,
        away_of(making), shape.half_days, tuple(period.kind for period in shape.periods), tuple(period.hours for period in shape.periods),
    )  # fmt: skip
    return Made(school, tuple(gathered.sources))


def speaks(rule: Rule) -> bool:
    """Whether a rule speaks of anything at all."""
    return all(getattr(rule, name, True) for name in ("lessons", "whos"))


def shares_classes(book: Book, ats: list[int]) -> bool:
    named = [name for at in ats for name in {one.partition("/")[0] for one in book.courses[at].classes}]
    exact = [name for at in ats for name in book.courses[at].classes]
    return len(named) > len(set(named)) and len(exact) > len(set(exact))


def groups_in(making: Making, course: Course) -> tuple[int, ...]:
    return tuple(dict.fromkeys(group for name in course.classes for group in making.groups[name]))


def add_course(making: Making, course: Course, is_parted: bool) -> Iterator[int]:
    """The lessons of a course; where students part for it they are held by `held_together`."""
    teachers = tuple(dict.fromkeys(making.teachers[name] for name in course.teachers))
    groups = groups_in(making, course)
    subject = making.subjects[course.subject]
    key = f"{course.key} {course.kind}".strip() if course.kind else course.key
    for n, (duration, weeks) in enumerate(lessons_of(course.pattern, course.weeks, making.shape.weeks)):
        yield len(making.lessons)
        held, sent = ((), groups) if is_parted else (groups, ())
        making.lessons.append(
            Lesson(f"{key} {n + 1}", duration, teachers, held, subject, (subject,), weeks, key, course.label, sent)
        )


def held_together(making: Making, key: str, ats: list[int], is_parted: bool) -> Iterator[Rule]:
    """The n-th lessons of the courses of a key start together; where students part, one lesson more holds their classes."""
    rows: list[list[int]] = [list(row) for row in zip(*(making.courses[at] for at in ats), strict=True)]
    if is_parted:
        classes = tuple(dict.fromkeys(g for at in ats for g in groups_in(making, making.book.courses[at])))
        making.subjects.setdefault(key, len(making.subjects))
        subject = making.subjects[key]
        for n, row in enumerate(rows):
            first = making.lessons[row[0]]
            row.append(len(making.lessons))
            making.lessons.append(
                Lesson(f"{key} {n + 1}", first.duration, (), classes, subject, (subject,), first.weeks, key, key)
            )
    for row in rows:
        yield SameStart(MUST, tuple(row))


def expected(making: Making) -> Iterator[Rule]:
    """Lessons in the periods of their kind, long ones within a part of the day, the lessons of a course spread over the days."""
    shape = making.shape
    by_kind: dict[str, list[int]] = {}
    for course, lessons in zip(making.book.courses, making.courses, strict=True):
        by_kind.setdefault(course.kind, []).extend(lessons)
        if 1 < len(lessons) <= len(shape.days):
            yield DaysApart(MUST, tuple(lessons))
        elif len(lessons) > 1:
            yield KeptApart(MUST, tuple(lessons), shape.whole_days)
    held = {one for lessons in making.courses for one in lessons}
    by_kind.setdefault("", []).extend(one for one in range(len(making.lessons)) if one not in held)
    for kind, lessons in by_kind.items():
        kinds = (kind,) if kind else ("morning", "afternoon")
        yield AllowedPeriods(MUST, tuple(lessons), shape.of_kinds(*kinds))
    for duration in sorted({lesson.duration for lesson in making.lessons} - {1}):
        own = tuple(at for at, lesson in enumerate(making.lessons) if lesson.duration == duration)
        yield AllowedStarts(MUST, own, frozenset(starts_within(shape, duration)))


def starts_within(shape: Shape, duration: int) -> Iterator[int]:
    """Starts from which so many periods stand within a half day."""
    for part in shape.half_days:
        for start in part:
            if set(range(start, start + duration)) <= set(part):
                yield start


def rooms_for(making: Making, parted: set[int]) -> Iterator[Rule]:
    """The room named, or those of the kind with seats enough, or the class's own; who parts shares out what is ordinary."""
    book = making.book
    by_choice: dict[frozenset[int], list[int]] = {}
    for at, course in enumerate(book.courses):
        if choice := rooms_of(book, making.rooms, course, at in parted):
            by_choice.setdefault(choice, []).extend(making.courses[at])
    for choice, lessons in by_choice.items():
        yield RoomChoice(MUST, tuple(lessons), choice)


def rooms_of(book: Book, rooms: Mapping[str, int], course: Course, is_parted: bool) -> frozenset[int]:
    """Where a course may be taught; empty where it needs no room."""
    sizes = {one.name: one.size for one in book.classes}
    homes = {one.name: one.room for one in book.classes}
    wholes = [name.partition("/")[0] for name in course.classes]
    size = course.size or (
        0 if is_parted or any("/" in name for name in course.classes) else sum(sizes[w] for w in wholes)
    )
    fits = [room for room in book.rooms if not room.seats or room.seats >= size]
    if course.room:
        return frozenset({rooms[course.room]})
    if course.room_kind:
        return frozenset(rooms[room.name] for room in fits if room.kind == course.room_kind)
    if is_parted:
        taken = {home for name, home in homes.items() if home and name not in wholes}
        return frozenset(rooms[room.name] for room in fits if room.kind in ORDINARY and room.name not in taken)
    own = [homes[name] for name in wholes if homes[name]]
    return frozenset({rooms[own[0]]}) if own else frozenset()


def settled(making: Making) -> Iterator[Rule]:
    """Lessons fixed elsewhere, one for each slot; rooms that are not there."""
    for one in making.book.fixed:
        slots = slots_of(one.times, making.shape)
        if one.kind == "room":
            yield RoomClosed(MUST, making.rooms[one.name], slots)
        if one.kind != "lesson":
            continue
        subject = making.subjects.setdefault(one.name, len(making.subjects))
        teachers = tuple(making.teachers[name] for name in one.teachers)
        groups = tuple(dict.fromkeys(group for name in one.classes for group in making.groups[name]))
        label = "、".join(one.classes)
        for n, slot in enumerate(sorted(slots)):
            own = Lesson(f"{label} {one.name} {n + 1}", 1, teachers, groups, subject, (subject,), (1 << making.shape.weeks) - 1,
                         f"{label} {one.name}", label)  # fmt: skip
            making.lessons.append(own)
            yield AllowedStarts(MUST, (len(making.lessons) - 1,), frozenset({slot}), locked=True)


def away_of(making: Making) -> dict[Who, frozenset[int]]:
    """Teachers who are then at another school, classes that are then elsewhere."""
    found: dict[Who, frozenset[int]] = {}
    for one in making.book.fixed:
        slots = slots_of(one.times, making.shape) if one.kind in ("teacher", "class") else frozenset[int]()
        whos = (
            [Who("teacher", making.teachers[one.name])] if one.kind == "teacher" and one.name in making.teachers else []
        )
        whos += [Who("group", group) for group in making.groups.get(one.name, ())] if one.kind == "class" else []
        for who in whos:
            found[who] = found.get(who, frozenset()) | slots
    return found


def with_locks(school: School, starts: Iterable[int], locks: Iterable[int]) -> School:
    """The school with a rule that keeps each locked lesson where it starts."""
    placed = list(starts)
    rules = tuple(AllowedStarts(MUST, (one,), frozenset({placed[one]}), locked=True) for one in sorted(set(locks)))
    return replace(school, rules=(*school.rules, *rules)) if rules else school
