"""The week of a class, a teacher or a room as rows of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xuezheng.ground.words import Words
from xuezheng.timetables.actions.weeks.looking import KINDS, Effect, classes_of, lessons_of, parted, week_words
from xuezheng.timetables.actions.weeks.versions import mover_of
from xuezheng.timetables.models import WeekVersion


@dataclass(frozen=True)
class Entry:
    """A lesson in a cell. `parts`: the courses that students part for; `mark`: of a block, its last sign."""

    lesson: int
    title: str
    lines: list[str]
    weeks: Words | None
    mark: str = ""
    is_locked: bool = False
    is_broken: bool = False
    is_second: bool = False
    is_chosen: bool = False
    href: str = ""
    label: str = ""


@dataclass
class Slot:
    at: int
    name: str
    is_shut: bool = False
    is_away: bool = False
    entries: list[Entry] = field(default_factory=list[Entry])
    effect: Effect | None = None
    is_here: bool = False

    @property
    def is_block(self) -> bool:
        return any(one.mark for one in self.entries)

    @property
    def is_broken(self) -> bool:
        return any(one.is_broken for one in self.entries)


@dataclass(frozen=True)
class Line:
    name: str
    hours: str
    kind: str
    kind_words: Words
    is_break: bool
    begins: bool  # a half day begins
    slots: list[Slot]


def entry_of(
    version: WeekVersion,
    of: str,
    name: str,
    lesson: int,
    broken: frozenset[int],
    base: str,
    chosen: int | None,
    home: str,
) -> Entry:
    mover = mover_of(version)
    school, table = mover.school, mover.table
    one = school.lessons[lesson]
    teachers = "、".join(school.teachers[t] for t in one.teachers)
    room = school.rooms[table.rooms[lesson]] if table.rooms[lesson] >= 0 else ""
    lines: list[str] = []
    mark = ""
    if not one.teachers and (
        members := parted(mover, lesson, classes_of(school).get(name, ()) or range(len(school.groups)))
    ):
        lines = [
            f"{school.lessons[m].label} {school.rooms[table.rooms[m]] if table.rooms[m] >= 0 else ''}".strip()
            for m in members
        ]
        mark = one.label[-2:-1] if len(one.label) > 3 else one.label[-1:]
    elif of == "class":
        lines = [part for part in (teachers, "" if room == home else room) if part]
    elif of == "teacher":
        lines = [part for part in (one.label, room) if part]
    else:
        lines = [part for part in (one.label, teachers) if part]
    title = school.subjects[one.subject]
    return Entry(
        lesson, title, lines, week_words(school, one.weeks), mark, lesson in mover.locks, lesson in broken, href=f"{base}&lesson={lesson}#panel",
        is_chosen=lesson == chosen, label=f"{title} {'，'.join(lines)}",
    )  # fmt: skip


def broken_in(version: WeekVersion) -> frozenset[int]:
    """Lessons that stand where a must is broken."""
    return frozenset(
        one for line in version.report if line["hard"] for found in line["breaks"] for one in found["lessons"]
    )


def grid_of(
    version: WeekVersion,
    of: str,
    name: str,
    base: str,
    chosen: int | None = None,
    effects: Mapping[int, Effect] | None = None,
) -> list[Line]:
    """Rows by period. `base`: the page's address with its query, to which a lesson is added."""
    from dataclasses import replace

    mover = mover_of(version)
    school, table = mover.school, mover.table
    width = len(school.periods)
    broken = broken_in(version)
    held: dict[int, list[Entry]] = {}
    home = home_of(version, name) if of == "class" else ""
    for lesson in sorted(lessons_of(table, of, name), key=lambda one: school.lessons[one].weeks):
        entry = entry_of(version, of, name, lesson, broken, base, chosen, home)
        for slot in table.covered(lesson):
            held.setdefault(slot, []).append(entry if slot == table.starts[lesson] else replace(entry, is_second=True))
    away = away_of(version, of, name)
    start = table.starts[chosen] if chosen is not None else -1
    lines: list[Line] = []
    before = ""
    for period in range(width):
        slots = [
            Slot(at, school.slot_named(at), at in school.closed, at in away, held.get(at, []), effects.get(at) if effects and at != start else None, at == start)
            for at in (day * width + period for day in range(len(school.days)))
        ]  # fmt: skip
        kind = school.kinds[period] if school.kinds else "morning"
        is_break = all(slot.is_shut for slot in slots)
        hours = school.hours[period] if school.hours else ""
        begins = bool(lines) and kind != before and not is_break and not lines[-1].is_break
        lines.append(Line(school.periods[period], hours.partition("–")[0], kind, KINDS[kind], is_break, begins, slots))
        before = kind
    return lines


def away_of(version: WeekVersion, of: str, name: str) -> frozenset[int]:
    """Slots at which a teacher or a class is elsewhere."""
    from xuezheng.timetables.actions.weeks.looking import Who

    school = mover_of(version).school
    if of == "teacher":
        return school.away.get(Who("teacher", school.teachers.index(name)), frozenset())
    if of == "class":
        every = [school.away.get(Who("group", group), frozenset()) for group in classes_of(school)[name]]
        return frozenset.intersection(*every) if every else frozenset()
    return frozenset()


def home_of(version: WeekVersion, name: str) -> str:
    """The room in which a class has most of its lessons, if it has most of them in one."""
    table = mover_of(version).table
    own = lessons_of(table, "class", name)
    rooms = [table.rooms[one] for one in own if table.rooms[one] >= 0]
    most = max(set(rooms), key=rooms.count, default=-1)
    return table.school.rooms[most] if most >= 0 and rooms.count(most) * 2 > len(own) else ""
