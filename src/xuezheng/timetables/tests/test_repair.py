"""A teacher away, a room closed: who stands in, what moves, what stays open."""

import pytest

from xuezheng.timetables.plan.repair import concerned, repair, substitutes
from xuezheng.timetables.plan.senior import week_of
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import Timetable, Who
from xuezheng.timetables.problem.senior.invented import CHOSEN_PERIODS, PERIODS, invented
from xuezheng.timetables.solver.school.search import Until, find_week
from xuezheng.timetables.solver.streaming import form_classes
from xuezheng.timetables.tests.weeks import MONDAY, WANG, lesson, school


def test_a_free_colleague_of_the_subject_stands_in() -> None:
    """Li is free on Monday 1; Zhao teaches then. Who stood in before comes later."""
    week = school([lesson("A"), lesson("B", 1), lesson("C", 2, 1), lesson("D", 2)])
    table = Timetable(week, (0, 4, 0, 5), (-1,) * 4)
    assert [one.teacher for one in substitutes(table, 0)] == [1]
    found = repair(table, WANG, MONDAY)
    assert (dict(found.substitutes), dict(found.moved), found.open) == ({0: 1}, {}, ())
    assert report_on(found.table).cost == (0, 0)
    free = Timetable(week, (0, 4, 1, 5), (-1,) * 4)
    assert [one.teacher for one in substitutes(free, 0, {1: 3})] == [2, 1]


@pytest.mark.parametrize(
    ("starts", "moved"),
    [((0, 4), {0: (0, 3)}), ((0, 3), {0: (0, 4)})],
    ids=["the first free start that breaks nothing", "not where the class already is"],
)
def test_without_a_colleague_the_lesson_moves(starts: tuple[int, int], moved: dict[int, tuple[int, int]]) -> None:
    table = Timetable(school([lesson("A"), lesson("B", 0)]), starts, (-1, -1))
    assert repair(table, WANG, MONDAY).moved == moved


def test_a_full_class_exchanges_two_lessons() -> None:
    """Wang's Monday lesson and another's on Tuesday change places; nobody else teaches Wang's subject."""
    own = [lesson("A"), *(lesson(f"B{n}", 1 + n % 2) for n in range(5))]
    lessons = [own[0], *(type(one)(one.id, 1, one.teachers, one.groups, 1) for one in own[1:])]
    table = Timetable(school(lessons), (0, 1, 2, 3, 4, 5), (-1,) * 6)
    found = repair(table, WANG, MONDAY)
    assert len(found.moved) == 2 and not found.open and found.moved[0][1] > 2
    assert report_on(found.table).cost == (0, 0)


def test_what_cannot_be_helped_stays_open() -> None:
    table = Timetable(school([lesson("A")]), (0,), (-1,))
    assert repair(table, WANG, frozenset(range(6))).open == (0,)


def test_a_closed_room_concerns_who_is_in_it() -> None:
    table = Timetable(school([lesson("A"), lesson("B", 1, 1)]), (0, 0), (1, 0))
    assert concerned(table, Who("room", 1), MONDAY) == (0,)


def test_a_day_without_a_teacher_changes_few_lessons_of_a_real_size() -> None:
    given = invented(4, students=240, combinations=8, rooms=14, teachers=40, most=48)
    week = week_of(form_classes(given.cohort, 20.0), given.teachers, PERIODS, CHOSEN_PERIODS)
    table = find_week(week, Until(moves=300_000, feasible=True), 1).table
    busiest = max(
        range(len(week.teachers)), key=lambda t: len(concerned(table, Who("teacher", t), frozenset(range(8))))
    )
    found = repair(table, Who("teacher", busiest), frozenset(range(8)))
    assert 0 < found.changed <= 5 and not found.open
    assert report_on(found.table).cost[0] == 0
