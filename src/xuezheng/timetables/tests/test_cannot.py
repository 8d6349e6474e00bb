"""What cannot be is named before it is solved, with numbers; what can be is let pass."""

from dataclasses import replace

import pytest

from xuezheng.timetables.problem.week.book import Asked, Book, Fixed
from xuezheng.timetables.problem.week.building import made_of, with_locks
from xuezheng.timetables.problem.week.cannot import reasons_against
from xuezheng.timetables.problem.week.invented import invented_book
from xuezheng.timetables.tests.books import COURSES, book, course

MATHS = COURSES[:2]
# A week of three days: each three periods before noon, two after.
CASES = (
    ("a meeting that takes all that is left", book(
        Asked("meeting", subjects=("数学",), times="上午"), Asked("allowed_times", subjects=("数学",), times="上午"), courses=MATHS), "week.nowhere", "1班 数学 1"),
    ("six lessons in three periods", book(Asked("allowed_times", subjects=("数学",), times="每天第1节"), courses=MATHS), "week.crowded", "王老师"),
    ("the one laboratory closed after noon", book(
        Asked("allowed_times", subjects=("物理",), times="周一"), courses=COURSES[2:4], fixed=(Fixed("room", "实验室", "周一下午"),),
    ), "week.crowded", "实验室"),
    ("two fixed lessons at one time", book(fixed=(Fixed("lesson", "云一", "周一第1节", ("1班",)), Fixed("lesson", "云二", "周一第1节", ("1班",)))), "week.crowded", "1班"),
    ("a teacher who is away", book(courses=MATHS, fixed=(Fixed("teacher", "王老师", "周一至周二"),)), "week.days_few", "1班 数学 ×3"),
    ("a daily limit too low", book(Asked("daily_most", number=1), courses=MATHS), "week.limit_low", "王老师"),
    ("too few half days", book(Asked("half_days_most", teachers=("王老师",), number=1), courses=MATHS), "week.limit_low", "王老师"),
    ("too many at once", book(Asked("at_once_most", subjects=("数学",), number=1), Asked("allowed_times", subjects=("数学",), times="每天第1节"), courses=MATHS), "week.crowded", "王老师"),
    ("lessons together that are never free together", book(
        courses=(replace(MATHS[0], together="x"), replace(course("语文", "孙", "2班"), together="x")),
        fixed=(Fixed("teacher", "王老师", "周一上午"), Fixed("teacher", "王老师", "周二至周三"), Fixed("teacher", "孙", "周一下午"))), "week.join_nowhere", "1班 数学、2班 语文"),
)  # fmt: skip


@pytest.mark.parametrize(("given", "rule", "which"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_what_cannot_be_is_named(given: Book, rule: str, which: str) -> None:
    found = reasons_against(made_of(given).school)
    assert (rule, which) in [(one.rule, one.which) for one in found]


def test_two_locked_lessons_at_one_time_are_named() -> None:
    school = made_of(book()).school
    locked = with_locks(school, [1] * len(school.lessons), [0, 3])  # the same teacher
    assert [(one.rule, one.which) for one in reasons_against(locked)] == [("week.crowded", "王老师")]


@pytest.mark.parametrize("given", [book(), invented_book(4, 4)], ids=["tiny", "eight classes"])
def test_what_can_be_passes(given: Book) -> None:
    assert reasons_against(made_of(given).school) == []
