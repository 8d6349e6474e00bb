"""A school's book: times and patterns in words, the school made of it, each kind of rules, what is wrong with it."""

from dataclasses import replace

import pytest

from xuezheng.timetables.problem.school.model import MUST, School, Who
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import told_of
from xuezheng.timetables.problem.week.book import Asked, Book, Class, Course, Fixed, book_as_dict, book_from_dict
from xuezheng.timetables.problem.week.building import made_of, with_locks
from xuezheng.timetables.problem.week.faults import problems_of
from xuezheng.timetables.problem.week.invented import invented_book
from xuezheng.timetables.problem.week.pattern import NotAPattern, lessons_of
from xuezheng.timetables.problem.week.shape import NotATime, slots_of, times_named
from xuezheng.timetables.tests.books import COURSES, SHAPE, book, course

TIMES = (
    ("上午", {1, 2, 3, 9, 10, 11, 17, 18, 19}), ("周一下午", {5, 6}), ("周二至周三 第1-2节", {9, 10, 17, 18}), ("周三1、3", {17, 19}),
    ("mon 2；每天早读", {2, 0, 8, 16}), ("星期二", {8, 9, 10, 11, 13, 14, 15}), ("周一正课", {1, 2, 3, 5, 6}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "slots"), TIMES)
def test_times_are_read_and_named(text: str, slots: set[int]) -> None:
    assert slots_of(text, SHAPE) == slots
    assert slots_of(times_named(frozenset(slots), SHAPE), SHAPE) == slots


@pytest.mark.parametrize("text", ["周五", "第9节", "中午", "周三至周一", "", "；"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        slots_of(text, SHAPE)


PATTERNS = (
    ("3", "", ((1, 3),) * 3), ("2+1+1", "", ((2, 3), (1, 3), (1, 3))), ("2连", "", ((2, 3),)), ("1+1单", "", ((1, 3), (1, 1))),
    ("1双", "", ((1, 2),)), ("2", "单周", ((1, 1), (1, 1))),
)  # fmt: skip


@pytest.mark.parametrize(("pattern", "weeks", "lessons"), PATTERNS)
def test_patterns_are_read(pattern: str, weeks: str, lessons: tuple[tuple[int, int], ...]) -> None:
    assert lessons_of(pattern, weeks, 2) == lessons


@pytest.mark.parametrize(
    ("pattern", "weeks"), [("", ""), ("0", ""), ("2+x", ""), ("9连", ""), ("1", "三周"), ("1", "@3")]
)
def test_what_is_no_pattern_is_refused(pattern: str, weeks: str) -> None:
    with pytest.raises(NotAPattern):
        lessons_of(pattern, weeks, 2)


def test_a_cycle_of_one_week_has_no_odd_weeks() -> None:
    with pytest.raises(NotAPattern):
        lessons_of("1单", "", 1)


def test_a_book_comes_back_as_it_was_kept() -> None:
    given = invented_book(2, 4)
    assert book_from_dict(book_as_dict(given)) == given


def test_a_school_is_made_of_a_book() -> None:
    school = made_of(book()).school
    assert [lesson.id for lesson in school.lessons[:4]] == ["1班 数学 1", "1班 数学 2", "1班 数学 3", "2班 数学 1"]
    assert school.closed == {4, 12, 20}
    assert {len(school.lessons_of[Who("teacher", at)]) for at in range(4)} == {6, 2, 4}


def test_students_part_for_courses_at_the_same_time() -> None:
    """One lesson more holds both classes, while the three courses share out the teachers and rooms."""
    split = [course("地理", f"地{n}", "1班", "2班", pattern="2", together="走班甲", name=f"地理{n}") for n in range(3)]
    school = made_of(book(courses=(*COURSES[:1], *split))).school
    carriers = [one for one in school.lessons if one.label == "走班甲"]
    assert [(one.teachers, one.groups) for one in carriers] == [((), (0, 1)), ((), (0, 1))]
    assert all(one.groups == () and one.sent == (0, 1) for one in school.lessons if one.label.startswith("地理"))
    assert sorted(len(rule.lessons) for rule in school.rules if rule.name == "same_start") == [4, 4]  # type: ignore[attr-defined]


def test_half_classes_are_groups_of_their_own() -> None:
    halves = [course("英语", f"英{n}", f"1班/{part}", pattern="1", together="分层") for n, part in enumerate("AB")]
    school = made_of(book(courses=(*COURSES[:1], *halves))).school
    assert school.groups == ("1班/A", "1班/B", "2班")
    assert [one.groups for one in school.lessons if one.subject == 1] == [(0,), (1,)]


ASKED_FOR = (
    (Asked("allowed_times", subjects=("数学",), times="上午"), "allowed_periods", 1), (Asked("avoided_times", subjects=("体育",), times="每天第1节"), "allowed_periods", 1),
    (Asked("main_in_morning", subjects=("数学",)), "allowed_periods", 1), (Asked("ends_day", subjects=("体育",)), "ends_day", 1),
    (Asked("meeting", subjects=("数学",), times="周一下午"), "free_together", 1), (Asked("days_apart", subjects=("数学",), number=1), "days_apart", 2),
    (Asked("daily_subject_most", subjects=("数学",), number=1), "daily_most", 1), (Asked("kept_apart", subjects=("体育", "物理"), unit="day"), "kept_apart", 2),
    (Asked("kept_together", subjects=("体育", "物理"), unit="half_day"), "kept_together", 2), (Asked("not_beside", subjects=("体育",), others=("数学",)), "not_beside", 2),
    (Asked("ordered", subjects=("数学",), others=("物理",)), "ordered", 2), (Asked("in_step", subjects=("数学",)), "in_step", 1),
    (Asked("same_time", subjects=("体育",), classes=("1班", "2班")), "same_start", 2), (Asked("not_same_time", subjects=("体育",)), "at_once_most", 1),
    (Asked("daily_most", number=4), "daily_most", 1), (Asked("daily_least", number=2), "daily_least", 1), (Asked("in_row_most", number=2), "in_row_most", 1),
    (Asked("gaps_daily", number=1), "gaps_daily", 1), (Asked("gaps_weekly", number=1), "gaps_weekly", 1), (Asked("span_most", number=4), "span_most", 1),
    (Asked("days_most", number=2), "units_most", 1), (Asked("half_days_most", number=4), "units_most", 1), (Asked("evenings_most", number=1), "units_most", 1),
    (Asked("times_most", times="每天第1节", number=1), "periods_most", 4), (Asked("class_gaps"), "gaps_daily", 1),
    (Asked("sits_in", teachers=("王老师",), others=("李老师",)), "sits_in", 1), (Asked("at_once_most", subjects=("体育",), number=1), "at_once_most", 1),
    (Asked("rooms_most", number=1), "rooms_most", 4),
)  # fmt: skip


def test_every_kind_of_rules_is_in_the_table() -> None:
    assert {asked.name for asked, _, _ in ASKED_FOR} == set(ASKED)


@pytest.mark.parametrize(("asked", "name", "count"), ASKED_FOR, ids=lambda one: getattr(one, "name", ""))
def test_a_rule_asked_for_becomes_rules_of_the_school(asked: Asked, name: str, count: int) -> None:
    one = book(asked)
    assert problems_of(one) == []
    made = made_of(one)
    own = [rule for rule, source in zip(made.school.rules, made.sources, strict=True) if source == 0]
    assert [rule.name for rule in own] == [name] * count
    assert {rule.weight for rule in own} == {MUST}
    assert told_of(asked, ASKED[asked.name]).zh


FAULTS = (
    (book(courses=(replace(COURSES[0], teachers=()),)), "week.untaught"),
    (book(courses=(replace(COURSES[0], classes=("3班",)),)), "week.unknown"),
    (book(courses=(COURSES[0], COURSES[0])), "week.course_twice"),
    (book(courses=(replace(COURSES[0], pattern="五"),)), "week.pattern"),
    (book(courses=(replace(COURSES[0], kind="midnight"),)), "week.kind"),
    (book(courses=(replace(COURSES[0], pattern="22"),)), "week.too_much"),
    (book(courses=(replace(COURSES[2], size=60),)), "week.room_kind"),
    (book(courses=(replace(COURSES[0], room="103"),)), "week.unknown"),
    (book(classes=(Class("1班"), Class("1班"), Class("2班"))), "week.twice"),
    (book(courses=(replace(COURSES[0], together="x"), replace(COURSES[1], together="x", pattern="2"))), "week.together_pattern"),
    (book(courses=(replace(COURSES[0], together="x"), replace(COURSES[1], together="x"))), "week.together_teacher"),
    (book(Asked("unheard_of")), "week.rule"),
    (book(Asked("daily_most", "great", number=3)), "week.weight"),
    (book(Asked("daily_most")), "week.rule_lacks"),
    (book(Asked("daily_most", number=3, times="上午")), "week.rule_extra"),
    (book(Asked("main_in_morning", subjects=("数雪",))), "week.unknown"),
    (book(Asked("allowed_times", times="中午")), "week.times"),
    (book(Asked("sits_in", teachers=("王老师",), others=("李老师", "赵老师"))), "week.rule_pairs"),
    (book(fixed=(Fixed("lesson", "云课", "周一第1节"),)), "week.no_class"),
    (book(fixed=(Fixed("teacher", "钱老师", "周一"),)), "week.unknown"),
)  # fmt: skip


@pytest.mark.parametrize(("given", "rule"), FAULTS, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_wrong_with_a_book_is_named(given: Book, rule: str) -> None:
    assert rule in {problem.rule for problem in problems_of(given)}


def test_a_book_that_holds_together_has_no_faults() -> None:
    assert problems_of(book()) == [] == problems_of(invented_book(3, 4))


def test_fixed_times_hold() -> None:
    fixed = (
        Fixed("teacher", "王老师", "周一上午"),
        Fixed("lesson", "云课", "周二第4节", ("1班",)),
        Fixed("room", "实验室", "周一"),
    )
    school: School = made_of(book(fixed=fixed)).school
    assert school.away[Who("teacher", 0)] == {1, 2, 3}
    assert [
        (sorted(rule.slots), rule.locked) for rule in school.rules if rule.name == "allowed_starts" and rule.locked
    ] == [([13], True)]  # type: ignore[attr-defined]
    assert any(rule.name == "room_closed" for rule in school.rules)


def test_locks_keep_lessons_where_they_are() -> None:
    school = made_of(book()).school
    locked = with_locks(school, range(len(school.lessons)), [2])
    assert [rule.slots for rule in locked.rules[len(school.rules) :]] == [frozenset({2})]  # type: ignore[attr-defined]


def test_courses_of_a_lesson_are_told_apart() -> None:
    assert Course("数学", ("王",), ("1班",), "3").key == "1班 数学"
