"""A lesson taken elsewhere: what it breaks is what the evaluator finds, only that is looked at; exchanges; those that go together."""

import random

import pytest

from xuezheng.timetables.plan.moves import Mover, moved
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import MUST, Timetable
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.tests.weeks import MONDAY, lesson, random_school, school


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weight", [7, MUST])
def test_a_move_costs_what_the_evaluator_says(seed: int, weight: int) -> None:
    """Over schools with every rule, from timetables at random, some lessons without a place."""
    chance = random.Random(seed)
    given = random_school(seed, weight)
    starts = tuple(chance.randrange(-1, 5) for _ in given.lessons)
    table = Timetable(given, starts, tuple(chance.randrange(-1, 2) for _ in starts))
    mover, before = Mover(table), report_on(table).cost
    for at in range(len(given.lessons)):
        for move in mover.everywhere(at).values():
            after = report_on(moved(table, move)).cost
            assert (move.hard, move.soft) == (after[0] - before[0], after[1] - before[1])


TWO = (lesson("A"), lesson("B", group=1), lesson("C", teacher=1))  # A and B share Wang, A and C class 1


def test_what_is_broken_is_said_in_words() -> None:
    table = Timetable(school(TWO, AllowedPeriods(10, (0,), MONDAY)), (0, 1, 2), (-1,) * 3)
    everywhere = Mover(table).everywhere(0)
    assert sorted(everywhere) == list(range(6))
    assert [(one.told.en, one.which) for one in everywhere[1].broken] == [("two lessons at 周一 2", "Wang")]
    assert (everywhere[1].hard, everywhere[4].hard, everywhere[4].soft) == (1, 0, 10)


def test_the_best_exchange_comes_first() -> None:
    """Monday is taken: two lessons that change places break nothing, where one alone goes to Tuesday at a cost."""
    table = Timetable(school(TWO, AllowedPeriods(10, (0, 2), MONDAY)), (0, 1, 2), (-1,) * 3)
    mover = Mover(table)
    best = mover.exchanges(0, mover.everywhere(0))
    assert [(one.hard, one.soft, len(one.starts)) for one in best[:3]] == [(0, 0, 2)] * 3


def test_lessons_that_go_together_go_together() -> None:
    lessons = (lesson("A"), lesson("B", teacher=1, group=1), lesson("C", teacher=2))
    mover = Mover(Timetable(school(lessons, SameStart(MUST, (0, 1))), (0, 0, 3), (-1,) * 3))
    assert dict(mover.everywhere(0)[1].starts) == {0: 1, 1: 1}


def test_a_room_that_is_taken_is_changed() -> None:
    lessons = (lesson("A"), lesson("B", teacher=1, group=1))
    mover = Mover(Timetable(school(lessons, RoomChoice(MUST, (0, 1), frozenset({0, 1}))), (0, 1), (0, 0)))
    assert mover.everywhere(0)[1].rooms == {0: 1}
    assert mover.everywhere(0)[2].rooms == {0: 0}


def test_what_is_locked_stays() -> None:
    table = Timetable(school(TWO), (0, 1, 2), (-1,) * 3)
    mover = Mover(table, frozenset({2}))
    assert all(2 not in move.starts for move in mover.exchanges(0, mover.everywhere(0), 20))
