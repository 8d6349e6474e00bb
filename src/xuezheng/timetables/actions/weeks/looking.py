"""What pages show of a timetable: who has what when, what a move would do, two versions side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.timetables.actions.weeks.reading import table_of
from xuezheng.timetables.actions.weeks.versions import mover_of, rule_titles, told_move
from xuezheng.timetables.models import WeekVersion
from xuezheng.timetables.plan.kept_weeks import School, Timetable, Who, week_as_dict
from xuezheng.timetables.plan.moves import BASIC, Broken, Move, Mover
from xuezheng.timetables.plan.rule_files import read_rules, written_rules
from xuezheng.timetables.plan.week_books import (
    ASKED,
    FIELD_WORDS,
    KINDS,
    LAYOUTS,
    MOST_BYTES,
    PART_WORDS,
    UNITS,
    WEIGHT_WORDS,
    Asked,
    Book,
    Read,
    book_as_dict,
    book_from_dict,
    changes,
    problems_of,
    read_book,
    row_from_dict,
    told_of,
    written_book,
)

OF = ("class", "teacher", "room")
OF_WORDS = {"class": Words("班级", "Class"), "teacher": Words("教师", "Teacher"), "room": Words("教室", "Room")}
EXPECTED = Words("基本要求", "What every timetable keeps")


def classes_of(school: School) -> dict[str, tuple[int, ...]]:
    """The groups of each class: those of its name, and its parts."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(school.groups):
        found.setdefault(name.partition("/")[0], []).append(at)
    return {name: tuple(groups) for name, groups in found.items()}


def names_of(school: School, of: str) -> tuple[str, ...]:
    if of == "teacher":
        return school.teachers
    return school.rooms if of == "room" else tuple(classes_of(school))


def lessons_of(table: Timetable, of: str, name: str) -> list[int]:
    """The lessons of a class, a teacher or a room; of a class those that hold it, not each course it parts for."""
    school = table.school
    if of == "teacher":
        return list(school.lessons_of.get(Who("teacher", school.teachers.index(name)), ()))
    if of == "room":
        room = school.rooms.index(name)
        return [at for at, one in enumerate(table.rooms) if one == room]
    groups = set(classes_of(school)[name])
    return [at for at, one in enumerate(school.lessons) if groups & set(one.groups)]


def parted(mover: Mover, lesson: int, groups: Iterable[int]) -> list[int]:
    """The courses at the same time that students of some groups part for, where a lesson holds them."""
    own = set(groups)
    return [one for one in mover.unit(lesson) if own & set(mover.school.lessons[one].sent)]


def week_words(school: School, weeks: int) -> Words | None:
    """The weeks of a lesson, where it is not there in all."""
    if weeks == (1 << school.weeks) - 1:
        return None
    if school.weeks == 2:
        return Words("单周", "odd weeks") if weeks == 1 else Words("双周", "even weeks")
    own = [str(week + 1) for week in range(school.weeks) if weeks >> week & 1]
    return Words(f"第 {'、'.join(own)} 周", f"weeks {', '.join(own)}")


def title_of(version: WeekVersion, rule: int, titles: Mapping[int, Words]) -> Words:
    if rule == BASIC:
        return EXPECTED
    return titles.get(rule, mover_of(version).school.rules[rule].title)


def told(version: WeekVersion, broken: Sequence[Broken], titles: Mapping[int, Words], most: int = 4) -> list[Words]:
    """What is broken in words, musts first."""
    ordered = sorted(broken, key=lambda one: (not one.is_must, -one.cost))
    found: list[Words] = []
    for one in ordered[:most]:
        title = title_of(version, one.rule, titles)
        cost = Words("必须", "must") if one.is_must else Words(f"+{one.cost}", f"+{one.cost}")
        found.append(
            Words(
                f"{title.zh}（{cost.zh}）：{one.which} {one.told.zh}",
                f"{title.en} ({cost.en}): {one.which} {one.told.en}",
            )
        )
    if len(ordered) > most:
        more = len(ordered) - most
        found.append(Words(f"还有 {more} 处", f"{more} more"))
    return found


@dataclass(frozen=True)
class Effect:
    """What follows where a lesson starts at a slot: `tone` must, worse, better or even; a few signs; in words."""

    tone: str
    sign: Words
    told: list[Words]


def effect_of(version: WeekVersion, move: Move, titles: Mapping[int, Words]) -> Effect:
    words = told(version, move.broken, titles)
    new, mended = (
        len({(one.rule, one.which, one.told) for one in some if one.is_must}) for some in (move.broken, move.mended)
    )
    if move.hard > 0:
        return Effect("must", Words(f"冲突 {new}", f"{new} clash{'es' if new > 1 else ''}"), words)
    if move.hard < 0:
        return Effect("better", Words(f"解 {mended} 处", f"mends {mended}"), words)
    if move.soft > 0:
        return Effect("worse", Words(f"+{move.soft}", f"+{move.soft}"), words)
    if move.soft < 0:
        return Effect("better", Words(f"−{-move.soft}", f"−{-move.soft}"), words)
    return Effect("even", Words("可排", "free"), words)


def conflicts_in(version: WeekVersion) -> int:
    """How many places break a must, each counted once, in however many weeks of the cycle."""
    return sum(len({(one["which"], one["zh"]) for one in line["breaks"]}) for line in version.report if line["hard"])


@dataclass(frozen=True)
class Option:
    """A move that can be taken as it is: in words, what it changes, and how a form names it."""

    what: Words
    effect: Effect
    moves: str


def moves_written(starts: Mapping[int, int]) -> str:
    return ",".join(f"{lesson}:{start}" for lesson, start in starts.items())


def options(version: WeekVersion, lesson: int, moves: Mapping[int, Move], most: int = 5) -> list[Option]:
    """The best moves of a lesson."""
    mover, titles = mover_of(version), rule_titles(version)
    return [
        Option(told_move(mover.school, one.starts), effect_of(version, one, titles), moves_written(one.starts))
        for one in mover.exchanges(lesson, moves, most)
    ]


@dataclass(frozen=True)
class Difference:
    """Between two versions: lessons with their old and new places, lines of the report with both costs."""

    moved: list[dict[str, Any]]
    lines: list[dict[str, Any]]


def compared(old: WeekVersion, new: WeekVersion) -> Difference:
    before, after = table_of(old), table_of(new)
    places = {one.id: (before, at) for at, one in enumerate(before.school.lessons)}
    rows: list[dict[str, Any]] = []
    for at, lesson in enumerate(after.school.lessons):
        first = places.pop(lesson.id, None)
        was = where(first[0], first[1]) if first else ("", "")
        now = where(after, at)
        if was != now and (lesson.teachers or lesson.groups):
            rows.append(
                {
                    "lesson": lesson.id,
                    "who": "、".join(after.school.teachers[t] for t in lesson.teachers),
                    "was": was,
                    "now": now,
                }
            )
    gone = [{"lesson": name, "who": "", "was": where(*held), "now": ("", "")} for name, held in places.items()]
    return Difference(rows + gone, list(line_changes(old, new)))


def where(table: Timetable, lesson: int) -> tuple[str, str]:
    start, room = table.starts[lesson], table.rooms[lesson]
    return table.school.slot_named(start) if start >= 0 else "", table.school.rooms[room] if room >= 0 else ""


def line_changes(old: WeekVersion, new: WeekVersion) -> Iterator[dict[str, Any]]:
    """Lines of the report that cost something else, or are only in one."""
    first = {line["zh"]: line for line in old.report}
    second = {line["zh"]: line for line in new.report}
    for name in dict.fromkeys([*first, *second]):
        a, b = first.get(name), second.get(name)
        costs = [(line["hard"], line["soft"]) if line else None for line in (a, b)]
        if costs[0] != costs[1]:
            line: dict[str, Any] = b or a or {}
            yield {"title": Words(line["zh"], line["en"]), "was": costs[0], "now": costs[1]}


__all__ = [
    "ASKED",
    "EXPECTED",
    "FIELD_WORDS",
    "KINDS",
    "LAYOUTS",
    "MOST_BYTES",
    "OF",
    "OF_WORDS",
    "PART_WORDS",
    "UNITS",
    "WEIGHT_WORDS",
    "Asked",
    "Book",
    "Difference",
    "Effect",
    "Option",
    "Read",
    "Who",
    "book_as_dict",
    "book_from_dict",
    "changes",
    "classes_of",
    "compared",
    "conflicts_in",
    "effect_of",
    "lessons_of",
    "names_of",
    "options",
    "parted",
    "problems_of",
    "read_book",
    "read_rules",
    "row_from_dict",
    "told_of",
    "week_as_dict",
    "week_words",
    "written_book",
    "written_rules",
]  # fmt: skip
