"""Sheets of classes, teachers, rooms and students; the timetable on real days; the feed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from xuezheng.ground.words import Words
from xuezheng.timetables.plan.dated import Change, Term, now_and_next, on_day, whole_term
from xuezheng.timetables.plan.feeds import feed
from xuezheng.timetables.plan.sheets import Sheet, sheet_of, sheet_of_student, weeks_words, whole_school
from xuezheng.timetables.problem.school.model import Lesson, School, Timetable
from xuezheng.timetables.tests.weeks import lesson, school

MONDAY = date(2026, 9, 7)
TUESDAY = date(2026, 9, 8)


def hours(week: School) -> School:
    return replace(week, hours=("08:00–08:40", "08:50–09:30", "09:50–10:30"))


def moving() -> Timetable:
    """Class 1 keeps Monday 2 for walking; there Wang teaches A to 30 of them and Li teaches B to 12."""
    carrier = Lesson("walk", 1, (), (0,), 1, label="walk")
    a, b = Lesson("A 1", 1, (0,), (), 0, label="A"), Lesson("B 1", 1, (1,), (), 0, label="B")
    return Timetable(school([carrier, a, b, lesson("own", 2)]), (1, 1, 1, 3), (-1, 0, 1, -1))


def shown(sheet: Sheet) -> list[tuple[int, str, int | None]]:
    return [(entry.start, entry.label, entry.count) for entry in sheet.entries]


def test_a_class_sees_where_its_students_walk_to() -> None:
    walking = {0: {"A": 30, "B": 12}}
    assert shown(sheet_of(moving(), "class", 0, walking)) == [(1, "A", 30), (1, "B", 12), (3, "1", None)]
    assert shown(sheet_of(moving(), "class", 0)) == [(1, "walk", None), (3, "1", None)]


@pytest.mark.parametrize(
    ("courses", "expected"),
    [(("A",), [(1, "A", None), (3, "1", None)]), ((), [(1, "walk", None), (3, "1", None)])],
    ids=["walks to A", "walks nowhere: the time stays free"],
)
def test_a_student_sees_one_course_at_a_time(courses: tuple[str, ...], expected: list[tuple[int, str, None]]) -> None:
    assert shown(sheet_of_student(moving(), "Zhou", 0, courses)) == expected


def test_teachers_and_rooms_have_sheets_of_their_own() -> None:
    teachers = {sheet.name: shown(sheet) for sheet in whole_school(moving(), "teacher")}
    assert teachers == {"Wang": [(1, "A", None)], "Li": [(1, "B", None)], "Zhao": [(3, "1", None)]}
    assert [sheet.name for sheet in whole_school(moving(), "room")] == ["101", "Lab"]
    assert [sheet.name for sheet in whole_school(moving(), "class")] == ["1", "2"]


def test_a_long_lesson_stands_in_each_of_its_periods() -> None:
    sheet = sheet_of(Timetable(school([lesson("A", duration=2)]), (1,), (-1,)), "class", 0)
    assert [len(cells[0]) for _, _, cells in sheet.rows()] == [0, 1, 1]
    assert sheet.periods_taught == 2


@pytest.mark.parametrize(
    ("weeks", "cycle", "said"),
    [(1, 1, None), (3, 2, None), (1, 2, "单周"), (2, 2, "双周"), (0b101, 3, "第1、3周")],
)
def test_weeks_are_said_as_a_school_says_them(weeks: int, cycle: int, said: str | None) -> None:
    words = weeks_words(weeks, cycle)
    assert (words.zh if words else None) == said


def fortnight() -> Timetable:
    """A every Monday 1, B on odd Mondays 2, C on even Tuesdays 1."""
    lessons = [lesson("A", weeks=3), lesson("B", 1, weeks=1), lesson("C", 2, weeks=2)]
    return Timetable(hours(school(lessons, weeks=2)), (0, 1, 3), (0, -1, -1))


@pytest.mark.parametrize(
    ("on", "term", "held"),
    [
        (MONDAY, Term(MONDAY, date(2026, 9, 30), 2), [0, 1]),
        (date(2026, 9, 14), Term(MONDAY, date(2026, 9, 30), 2), [0]),
        (date(2026, 9, 15), Term(MONDAY, date(2026, 9, 30), 2), [2]),
        (date(2026, 10, 1), Term(MONDAY, date(2026, 9, 30), 2), []),
        (MONDAY, Term(MONDAY, date(2026, 9, 30), 2, free={MONDAY: Words("校庆", "founding day")}), []),
        (date(2026, 9, 12), Term(MONDAY, date(2026, 9, 30), 2, instead={date(2026, 9, 12): (0, 1)}), [0]),
        (date(2026, 9, 12), Term(MONDAY, date(2026, 9, 30), 2, instead={date(2026, 9, 12): None}), []),
        (date(2026, 9, 14), Term(date(2026, 9, 10), date(2026, 9, 30), 2), [0]),
    ],
    ids=["odd week", "even week", "even Tuesday", "after the term", "a day off", "a Saturday with Monday's lessons of even weeks",
         "a Saturday nobody has said", "a term that begins on a Thursday counts its week"],
)  # fmt: skip
def test_a_day_follows_its_weekday_and_week(on: date, term: Term, held: list[int]) -> None:
    assert [one.lesson for one in on_day(fortnight(), term, on)] == held


def test_changes_of_a_day_are_held_where_they_went() -> None:
    term = Term(MONDAY, date(2026, 9, 20), 2)
    changes = [
        Change(MONDAY, 0, "substitute", teacher=2, instead_of=0), Change(MONDAY, 1, "moved", to_on=TUESDAY, to_slot=5), Change(TUESDAY, 2, "cancelled"),
    ]  # fmt: skip
    assert [(one.lesson, one.teachers) for one in on_day(fortnight(), term, MONDAY, changes)] == [(0, (2,))]
    assert [(one.lesson, one.period) for one in on_day(fortnight(), term, TUESDAY, changes)] == [(1, 2)]
    assert len(list(whole_term(fortnight(), term, changes))) == 4


def test_a_room_says_what_is_on_and_what_is_next() -> None:
    table = Timetable(hours(school([lesson("A"), lesson("B", 1)])), (0, 2), (0, 0))
    held, clock = on_day(table, Term(MONDAY, MONDAY), MONDAY), [(480, 520), (530, 570), (590, 630)]
    assert [one.lesson if one else None for one in now_and_next(held, clock, 500)] == [0, 1]
    assert [one.lesson if one else None for one in now_and_next(held, clock, 540)] == [None, 1]
    assert now_and_next(held, clock, 640) == (None, None)


def test_the_feed_can_be_read_by_a_calendar() -> None:
    table = fortnight()
    term = Term(MONDAY, TUESDAY, 2)
    held = list(whole_term(table, term, [Change(MONDAY, 0, "substitute", teacher=2, instead_of=0)]))
    made = feed(table, held, "Wang", "t1", datetime(2026, 9, 1, tzinfo=UTC), "zh-hans", True)
    events: list[Any] = list(Calendar.from_ical(made).walk("VEVENT"))
    assert [(str(e["summary"]), e["dtstart"].dt.isoformat(), str(e.get("location", ""))) for e in events] == [
        ("〔代课〕Maths 1", "2026-09-07T08:00:00+08:00", "101"),
        ("Maths 1", "2026-09-07T08:50:00+08:00", ""),
    ]
    assert "演示数据" in events[0]["description"]
