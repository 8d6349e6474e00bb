"""A timetable as people read it: the sheet of a class, a teacher, a room or a student, and the whole school on one sheet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable, Who

SheetKind = Literal["class", "teacher", "room", "student"]
WHO: Final[Mapping[str, Literal["group", "teacher", "room"]]] = {"class": "group", "teacher": "teacher", "room": "room"}
KIND_WORDS: Final[Mapping[str, Words]] = {
    "class": Words("班级", "Class"), "teacher": Words("教师", "Teacher"), "room": Words("教室", "Room"), "student": Words("学生", "Student"),
}  # fmt: skip
# of each group of students the courses that some of them go to: its label and how many go
Walking = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson on a sheet. `count`: how many of the class go there, where it is not all of them."""

    lesson: int
    subject: str
    label: str  # the class or classes taught
    teachers: tuple[str, ...]
    room: str
    start: int
    duration: int
    weeks: int
    count: int | None = None


@dataclass(frozen=True)
class Sheet:
    kind: SheetKind
    name: str
    school: School
    entries: tuple[Entry, ...]

    def at(self, day: int, period: int) -> tuple[Entry, ...]:
        """What begins there."""
        slot = day * len(self.school.periods) + period
        return tuple(entry for entry in self.entries if entry.start == slot)

    def rows(self) -> Iterator[tuple[str, str, list[tuple[Entry, ...]]]]:
        """Each period: its name, its hours, and for each day what stands there; a longer lesson in every one of its periods."""
        periods = len(self.school.periods)
        standing: dict[int, list[Entry]] = {}
        for entry in self.entries:
            for slot in range(entry.start, entry.start + entry.duration):
                standing.setdefault(slot, []).append(entry)
        for period, name in enumerate(self.school.periods):
            hours = self.school.hours[period] if self.school.hours else ""
            cells = [tuple(standing.get(day * periods + period, ())) for day in range(len(self.school.days))]
            yield name, hours, cells

    @property
    def periods_taught(self) -> int:
        """Periods in a week on the average of the cycle, rounded up."""
        total = sum(entry.duration * entry.weeks.bit_count() for entry in self.entries if entry.count is None)
        return -(-total // self.school.weeks)


def weeks_words(weeks: int, cycle: int) -> Words | None:
    """In which weeks of the cycle a lesson stands; None for all."""
    if weeks == (1 << cycle) - 1:
        return None
    if cycle == 2:
        return Words("单周", "odd weeks") if weeks == 1 else Words("双周", "even weeks")
    held = [week + 1 for week in range(cycle) if weeks >> week & 1]
    zh, en = "、".join(map(str, held)), ", ".join(map(str, held))
    return Words(f"第{zh}周", f"weeks {en}")


def entry_of(table: Timetable, lesson: int, count: int | None = None) -> Entry:
    school, given = table.school, table.school.lessons[lesson]
    room = table.rooms[lesson]
    return Entry(
        lesson, school.subjects[given.subject], given.label or "、".join(school.groups[g] for g in given.groups),
        tuple(school.teachers[t] for t in given.teachers), school.rooms[room] if room >= 0 else "", table.starts[lesson],
        given.duration, given.weeks, count,
    )  # fmt: skip


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.start, entry.weeks, entry.label)))


def walked(table: Timetable, courses: Mapping[str, int | None]) -> list[Entry]:
    """The lessons of courses by label, with how many go."""
    return [
        entry_of(table, at, courses[lesson.label])
        for at, lesson in enumerate(table.school.lessons)
        if lesson.label in courses and table.starts[at] >= 0
    ]


def with_group(table: Timetable, group: int, courses: Mapping[str, int | None]) -> tuple[Entry, ...]:
    """What a group of students has, and the courses some go to in the place of the lessons that only keep the time for them."""
    walking = walked(table, courses)
    taken = {(entry.start, week) for entry in walking for week in range(table.school.weeks) if entry.weeks >> week & 1}
    own = [entry_of(table, at) for at in table.placed(table.school.lessons_of.get(Who("group", group), ()))]
    kept = [
        entry for entry in own
        if entry.teachers or entry.label in courses or not any((entry.start, week) in taken for week in range(table.school.weeks))
    ]  # fmt: skip
    shown = {entry.lesson for entry in walking}
    return in_order([*(entry for entry in kept if entry.lesson not in shown), *walking])


def sheet_of(
    table: Timetable, kind: Literal["class", "teacher", "room"], at: int, walking: Walking | None = None
) -> Sheet:
    """The sheet of the class, teacher or room at a position of the school's list."""
    school = table.school
    name = {"class": school.groups, "teacher": school.teachers, "room": school.rooms}[kind][at]
    if kind == "class":
        courses: dict[str, int | None] = dict((walking or {}).get(at, {}))
        return Sheet(kind, name, school, with_group(table, at, courses))
    if kind == "teacher":
        lessons = school.lessons_of.get(Who("teacher", at), ())
    else:
        lessons = tuple(one for one, room in enumerate(table.rooms) if room == at)
    return Sheet(kind, name, school, in_order(entry_of(table, one) for one in table.placed(lessons)))


def sheet_of_student(table: Timetable, name: str, group: int, courses: Iterable[str]) -> Sheet:
    """The sheet of one student: of a group, and of the courses (by label) that the student walks to."""
    return Sheet("student", name, table.school, with_group(table, group, dict.fromkeys(courses)))


def whole_school(
    table: Timetable, kind: Literal["class", "teacher", "room"], walking: Walking | None = None
) -> list[Sheet]:
    """Everybody's sheet, those first that the school lists first; of rooms and teachers only who has a lesson."""
    school = table.school
    count = {"class": len(school.groups), "teacher": len(school.teachers), "room": len(school.rooms)}[kind]
    made = [sheet_of(table, kind, at, walking) for at in range(count)]
    return [sheet for sheet in made if sheet.entries or kind == "class"]
