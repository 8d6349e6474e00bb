"""Classes of one teacher in step: counted as the lessons stand; the search, in the order they are listed, never counts less."""

import pytest

from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import Timetable
from xuezheng.timetables.problem.school.rules.in_step import InStep, in_order
from xuezheng.timetables.solver.school.search import Search, Until
from xuezheng.timetables.tests.weeks import lesson, school

# Class 1 has A1, A2, A3 and class 2 has B1, B2, B3, in six slots.
LESSONS = tuple(lesson(f"{'AB'[group]}{n + 1}", 0, group) for group in range(2) for n in range(3))
IN_STEP = InStep(50, ((0, 1, 2), (3, 4, 5)))


@pytest.mark.parametrize(
    ("starts", "amount"),
    [
        ((0, 2, 4, 1, 3, 5), 0),  # A B A B A B
        ((0, 3, 4, 1, 2, 5), 0),  # A B B A A B: never two ahead
        ((0, 1, 4, 2, 3, 5), 1),  # A A B B A B: class 1 is two ahead after Monday 2
        ((0, 1, 2, 3, 4, 5), 2),
        ((4, 2, 0, 1, 3, 5), 0),  # the same as the first, numbered the other way round
    ],
)
def test_two_ahead_is_counted(starts: tuple[int, ...], amount: int) -> None:
    table = Timetable(school(LESSONS, IN_STEP), starts, (-1,) * 6)
    assert sum(one.amount for one in IN_STEP.breaks(table)) == amount
    assert in_order(table).starts[0] == min(starts[:3])


def test_the_search_brings_classes_in_step() -> None:
    search = Search(school(LESSONS, IN_STEP), Until(moves=4000), 2)
    search.run()
    assert search.best == (0, 0) == report_on(search.table()).cost
