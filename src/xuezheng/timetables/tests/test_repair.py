"""A teacher away, a room closed: who stands in, what moves, what stays open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from xuezheng.timetables.plan.dated import DAY, Change, Term, on_day
from xuezheng.timetables.plan.repair import Away, Repair, repair
from xuezheng.timetables.plan.senior import week_of
from xuezheng.timetables.problem.school.model import Lesson, Timetable, Who
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.senior.invented import CHOSEN_PERIODS, PERIODS, invented
from xuezheng.timetables.solver.school.search import Until, find_week
from xuezheng.timetables.solver.streaming import form_classes
from xuezheng.timetables.tests.weeks import WANG, lesson, school

MONDAY = date(2026, 9, 7)
TERM = Term(MONDAY, MONDAY + 13 * DAY)
WANG_AWAY = Away(WANG, MONDAY, MONDAY)
WALK = Lesson("A", 1, (0,), (), 0, label="A")


def told(found: Repair) -> list[tuple[int, str, int | None]]:
    return [(one.lesson, one.kind, one.teacher if one.kind == "substitute" else one.to_slot) for one in found.changes]


def week(lessons: Sequence[Lesson], starts: tuple[int, ...], rooms: tuple[int, ...] = ()) -> Timetable:
    return Timetable(school(lessons), starts, rooms or (-1,) * len(starts))


def test_a_free_colleague_of_the_subject_stands_in() -> None:
    """Li is free on Monday 1, Zhao teaches then; where both are free, who stood in before comes later."""
    lessons = [lesson("A"), lesson("B", 1), lesson("C", 2, 1), lesson("D", 2)]
    found = repair(week(lessons, (0, 4, 0, 5)), TERM, WANG_AWAY)
    assert told(found) == [(0, "substitute", 1)] and not found.open
    assert [one.teacher for one in found.concerned[0].substitutes] == [1]
    both = repair(week(lessons, (0, 4, 1, 5)), TERM, WANG_AWAY, before={1: 3})
    assert [one.teacher for one in both.concerned[0].substitutes] == [2, 1]


@pytest.mark.parametrize(
    ("lessons", "starts", "away", "expected"),
    [
        ([lesson("A"), lesson("B", 0)], (0, 4), WANG_AWAY, [(0, "moved", 3)]),
        ([lesson("A"), lesson("B", 0)], (0, 3), WANG_AWAY, [(0, "moved", 4)]),
        ([lesson("A"), lesson("B", 0)], (0, 3), replace(WANG_AWAY, periods=frozenset({0})), [(0, "moved", 1)]),
        ([lesson("A"), lesson("B", 0)], (0, 3), replace(WANG_AWAY, periods=frozenset({1, 2})), []),
        ([WALK], (0,), WANG_AWAY, []),
    ],
    ids=["the first free start", "not where the class already is", "away for one period: later that day", "away when nothing is taught",
         "a teaching class stands where its block stands"],
)  # fmt: skip
def test_without_a_colleague_the_lesson_moves(
    lessons: list[Lesson], starts: tuple[int, ...], away: Away, expected: list[tuple[int, str, int]]
) -> None:
    assert told(repair(week(lessons, starts), TERM, away)) == expected


def test_a_must_that_would_break_keeps_a_lesson_from_moving() -> None:
    only_monday = AllowedPeriods(100, (0,), frozenset({0, 1, 2}))
    table = Timetable(school([lesson("A")], only_monday), (0,), (-1,))
    found = repair(table, TERM, WANG_AWAY)
    assert not found.changes and [one.lesson for one in found.open] == [0]


def test_a_full_class_exchanges_two_lessons() -> None:
    """Wang's Monday lesson and another's on Tuesday change places; nobody else teaches Wang's subject."""
    others = [replace(lesson(f"B{n}", 1 + n % 2), subject=1) for n in range(5)]
    found = repair(week([lesson("A"), *others], (0, 1, 2, 3, 4, 5)), TERM, WANG_AWAY)
    assert told(found) == [(0, "moved", 3), (3, "moved", 0)]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [((0, 1), ("room", 0)), ((0, 0), ("moved", None))],
    ids=["the other room", "taken: another day"],
)
def test_a_closed_room_concerns_who_is_in_it(starts: tuple[int, int], expected: tuple[str, int | None]) -> None:
    table = week([lesson("A"), lesson("B", 1, 1)], starts, (1, 0))
    found = repair(table, TERM, Away(Who("room", 1), MONDAY, MONDAY))
    assert [one.taught.lesson for one in found.concerned] == [0]
    assert [(one.kind, one.room) for one in found.changes] == [expected]


def test_an_absence_of_weeks_keeps_one_substitute_a_lesson() -> None:
    table = week([lesson("A"), lesson("B", 1, 1), lesson("C", 2, 1)], (0, 4, 5))
    found = repair(table, TERM, Away(WANG, MONDAY, TERM.last_on))
    assert [(one.on, one.teacher) for one in found.changes] == [(MONDAY, 1), (MONDAY + 7 * DAY, 1)]


def test_what_is_past_stays_and_what_holds_is_kept() -> None:
    table = week([lesson("A"), lesson("B", 1)], (0, 1))
    away = Away(WANG, MONDAY, MONDAY + 7 * DAY)
    later = repair(table, TERM, away, from_on=MONDAY + DAY)
    assert {one.on for one in later.changes} == {MONDAY + 7 * DAY}
    taken = Change(MONDAY, 0, "substitute", 1, 0)
    assert not repair(table, TERM, WANG_AWAY, changes=[taken]).concerned


def test_a_colleague_away_as_well_does_not_stand_in() -> None:
    table = week([lesson("A"), lesson("B", 1, 1)], (0, 4))
    found = repair(table, TERM, WANG_AWAY, others=[Away(Who("teacher", 1), MONDAY, MONDAY)])
    assert told(found) == [(0, "moved", 3)]


def test_a_day_without_a_teacher_changes_few_lessons_of_a_real_size() -> None:
    given = invented(4, students=240, combinations=8, rooms=14, teachers=40, most=48)
    senior = week_of(form_classes(given.cohort, 20.0), given.teachers, PERIODS, CHOSEN_PERIODS)
    table = find_week(senior, Until(moves=300_000, feasible=True), 1).table
    busiest = max(
        range(len(senior.teachers)), key=lambda t: len(table.by_day(senior.lessons_of.get(Who("teacher", t), ()), 0)[0])
    )
    found = repair(table, TERM, Away(Who("teacher", busiest), MONDAY, MONDAY))
    assert found.concerned and len(found.changes) <= 5
    for on in {one.on for one in found.changes} | {one.to_on for one in found.changes if one.to_on}:
        seen: set[tuple[int, int]] = set()
        for one in on_day(table, TERM, on, found.changes):
            at = {(teacher, period) for teacher in one.teachers for period in one.covered}
            assert not at & seen
            seen |= at
