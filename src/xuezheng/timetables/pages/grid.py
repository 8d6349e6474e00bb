"""A sheet as a page shows it: the pattern of the week, or a real week with what is different in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from xuezheng.ground.words import Words
from xuezheng.screens import language, numbers
from xuezheng.timetables.actions.days.reading import Standing
from xuezheng.timetables.actions.sheets import CHANGE_WORDS, Change, Entry, Sheet, Taught, lines_of, opens

Tone = Literal["", "walking", "changed", "gone"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """A lesson in a cell. `mark`: what is different about it."""

    subject: str
    weeks: str
    more: str
    tone: Tone = ""
    mark: Words | None = None


@dataclass(frozen=True)
class Head:
    name: str
    note: str | Words = ""
    is_today: bool = False


@dataclass(frozen=True)
class Row:
    period: str
    hours: str
    opens: bool
    cells: tuple[tuple[Shown, ...], ...]


@dataclass(frozen=True)
class Grid:
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]


def pattern(sheet: Sheet) -> Grid:
    """The week as it repeats."""
    spoken = language.current()
    rows: list[Row] = []
    for at, (name, hours, cells) in enumerate(sheet.rows()):
        told = tuple(tuple(shown(sheet, one, spoken) for one in cell) for cell in cells)
        rows.append(Row(name, hours, opens(sheet.school, at), told))
    return Grid(tuple(Head(day) for day in sheet.school.days), tuple(rows))


def shown(sheet: Sheet, entry: Entry, spoken: str) -> Shown:
    return Shown(*lines_of(sheet, entry, spoken), "walking" if entry.count is not None else "")


def real_week(sheet: Sheet, now: Standing, monday: date, today: date, concerns: Callable[[Taught], bool]) -> Grid:
    """One week of the calendar: `concerns` says whose lessons these are. What was cancelled, moved away or taken by another stands
    struck through."""
    spoken, school = language.current(), sheet.school
    days = [monday + n * DAY for n in range(7)]
    days = [on for n, on in enumerate(days) if n < len(school.days) or on in now.term.instead]
    columns: list[list[list[Shown]]] = []
    heads: list[Head] = []
    weekdays = (*school.days, *("周一 周二 周三 周四 周五 周六 周日".split()[len(school.days) :]))
    for on in days:
        column: list[list[Shown]] = [[] for _ in school.periods]
        for one in now.held(on):
            if concerns(one):
                for period in one.covered:
                    column[period].append(on_a_day(sheet, now, one, spoken))
        for change in now.changes:
            usual = as_usual(now, change)
            taken = (
                change.kind == "substitute"
                and concerns(usual)
                and not concerns(replace(usual, teachers=(change.teacher or 0,)))
            )
            if change.on == on and (taken or (change.kind in ("cancelled", "moved") and concerns(usual))):
                for period in usual.covered:
                    column[period].append(on_a_day(sheet, now, usual, spoken, is_gone=True))
        columns.append(column)
        heads.append(Head(weekdays[on.weekday()], note_of(now, on, spoken), on == today))
    hours = school.hours or ("",) * len(school.periods)
    rows = tuple(
        Row(name, hours[at], opens(school, at), tuple(tuple(column[at]) for column in columns))
        for at, name in enumerate(school.periods)
    )
    return Grid(tuple(heads), rows)


def as_usual(now: Standing, change: Change) -> Taught:
    """A changed lesson as the timetable has it."""
    lesson = now.table.school.lessons[change.lesson]
    period, room = now.table.period(change.lesson), now.table.rooms[change.lesson]
    return Taught(change.on, change.lesson, period, lesson.duration, lesson.teachers, room, change)


def note_of(now: Standing, on: date, spoken: str) -> str:
    """The date of a column, and why nobody is taught or whose lessons it has."""
    told = numbers.date(on, spoken)
    if on in now.term.instead:
        followed = now.term.instead[on]
        if followed is None:
            return f"{told} {Words('补课，未指定', 'worked; not said what').in_(spoken)}"
        day = now.table.school.days[followed[0]] if followed[0] < len(now.table.school.days) else ""
        return f"{told} {Words(f'上{day}的课', f'lessons of {day}').in_(spoken)}"
    why = now.term.free.get(on)
    if why is None and not now.term.first_on <= on <= now.term.last_on:
        why = Words("不在学期内", "not in term")
    return f"{told} {why.in_(spoken)}" if why else told


def on_a_day(sheet: Sheet, now: Standing, one: Taught, spoken: str, is_gone: bool = False) -> Shown:
    school = sheet.school
    lesson = school.lessons[one.lesson]
    entry = Entry(
        one.lesson, school.subjects[lesson.subject], lesson.label or "、".join(school.groups[g] for g in lesson.groups),
        tuple(school.teachers[t] for t in one.teachers), school.rooms[one.room] if one.room >= 0 else "", 0, lesson.duration, (1 << school.weeks) - 1,
    )  # fmt: skip
    subject, _, more = lines_of(sheet, entry, spoken)
    if one.change is None:
        return Shown(subject, "", more)
    mark = CHANGE_WORDS[one.change.kind]
    if is_gone and one.change.kind == "substitute" and one.change.teacher is not None:
        name = school.teachers[one.change.teacher]
        mark = Words(f"由{name}代课", f"taken by {name}")
    if one.change.kind == "moved" and one.change.to_on is not None and one.change.to_slot is not None:
        period = school.periods[one.change.to_slot % len(school.periods)]
        there, back = numbers.date(one.change.to_on, spoken), numbers.date(one.change.on, spoken)
        mark = (
            Words(f"调到{there} {period}", f"moved to {there}, {period}")
            if is_gone
            else Words(f"自{back}调来", f"moved from {back}")
        )
    return Shown(subject, "", more, "gone" if is_gone else "changed", mark)
