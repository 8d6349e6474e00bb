"""Each rule counted by hand on a tiny school; the search against the evaluator; `.fet` in and out."""

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.problem.fet.locking import locked_fet
from xuezheng.timetables.problem.fet.reading import read_fet
from xuezheng.timetables.problem.fet.writing import written_fet
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import MUST, Timetable
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.solver.school.search import Until, find_week
from xuezheng.timetables.tests.weeks import every_rule, lesson, own_rules, random_school, school

THREE = (lesson("A", hard=True), lesson("B", hard=True), lesson("C", teacher=1, group=1))
# What each rule of `every_rule` (in its order) finds at these starts: A Monday 1, B Monday 3, C Tuesday 2.
AT, ROOMS = (0, 2, 4), (0, 1, 1)
AMOUNTS = (
    1, 0, 1, 1, 2, 3, 0, 0, 2, 2, 0, 2, 1, 1, 0, 1, 1,
    1 + 1, 1 + 1, 0, 1, 0, 2, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 2, 1, 0, 0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "amount"), list(zip(every_rule(50, 3) + own_rules(50, 3), AMOUNTS, strict=True)), ids=lambda x: str(x)[:24]
)
def test_a_rule_counts_what_a_reader_counts(rule: Rule, amount: int) -> None:
    table = Timetable(school(THREE, rule), AT, ROOMS)
    assert sum(one.amount for one in rule.breaks(table)) == amount


def test_what_every_timetable_keeps() -> None:
    table = Timetable(school((*THREE, lesson("D", teacher=1)), closed=frozenset({1})), (0, 0, 1, -1), (-1,) * 4)
    told = {(one.which, one.amount) for one in report_on(table).lines[0].breaks}
    assert told == {("Wang", 1), ("1", 1), ("C", 1), ("D", 1)}  # teacher and class twice at once; a break; no place


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weight", [7, MUST])
def test_the_search_counts_as_the_evaluator_does(seed: int, weight: int) -> None:
    from xuezheng.timetables.solver.school.search import Search

    search = Search(random_school(seed, weight), Until(moves=400), seed)
    search.run()
    hard, soft = report_on(search.table()).cost
    assert (hard > 0) == (search.best[0] > 0)
    assert soft == search.best[1]
    assert hard >= search.best[0]  # two lessons that clash by teacher and class are one clash to a search


def test_a_week_that_can_be_is_found_and_the_same_again() -> None:
    lessons = [lesson(f"{t}{n}", t, t % 2) for t in range(2) for n in range(3)]
    first, again = (find_week(school(lessons), Until(moves=2000), 3) for _ in range(2))
    assert first.report.cost == (0, 0)
    assert first.table.starts == again.table.starts


def test_a_full_week_is_placed_by_ejection() -> None:
    """Two classes and three teachers without a free period, one lesson at a given time: every other must make room."""
    lessons = [lesson(f"{n}", n % 3, n // 6) for n in range(12)]
    for seed in range(3):
        found = find_week(school(lessons, AllowedStarts(MUST, (0,), frozenset({2}))), Until(moves=1500), seed)
        assert (found.report.cost, found.table.starts[0]) == ((0, 0), 2)


def test_a_hint_is_kept() -> None:
    lessons = [lesson(f"{t}{n}", t, t % 2) for t in range(2) for n in range(3)]
    given = (2, 3, 5, 0, 1, 4)
    found = find_week(school(lessons), Until(moves=2000), 1, hint=Timetable(school(lessons), given, (-1,) * 6))
    assert found.table.starts == given


def test_fet_comes_back_as_it_was_written() -> None:
    """All rules but those that hold for a cycle of weeks or for half days."""
    lessons = [lesson(f"{n + 1}", n % 3, n % 2, hard=n < 2) for n in range(4)]
    written = written_fet(school(lessons, *every_rule(60, 4), closed=frozenset({4})))
    assert written.left_out == {}
    read = read_fet(written.content, "tiny.fet")
    assert read.unsupported == {}
    again = written_fet(read.school)
    assert read_fet(again.content, "tiny.fet").school == read.school
    for starts in ((0, 1, 2, 3), (3, 0, 5, 2), (5, 5, 0, 0)):
        ours, theirs = (
            report_on(Timetable(one, starts, (0, 1, 1, 0))).cost
            for one in (school(lessons, *every_rule(60, 4), closed=frozenset({4})), read.school)
        )
        assert ours == theirs


def test_a_timetable_is_locked_into_the_file() -> None:
    lessons = [lesson("1"), lesson("2")]
    read = read_fet(written_fet(school(lessons)).content, "tiny.fet")
    locked = read_fet(locked_fet(read, Timetable(read.school, (4, 2), (0, -1))), "tiny.fet").school
    starts = [rule for rule in locked.rules if rule.name == "allowed_starts"]
    assert [(sorted(rule.slots), rule.locked) for rule in starts] == [([4], True), ([2], True)]  # type: ignore[attr-defined]
    assert [sorted(rule.rooms) for rule in locked.rules if rule.name == "room_choice"] == [[0]]  # type: ignore[attr-defined]


FAULTS = (
    ("<Teacher>Wang</Teacher>", "<Teacher>Nobody</Teacher>", "fet_unknown_name"),
    ("<Duration>1</Duration>", "<Duration>one</Duration>", "xml_number"),
    ("<Activity_Id>2</Activity_Id>", "<Activity_Id>99</Activity_Id>", "fet_unknown_activity"),
    ("<Weight_Percentage>60</Weight_Percentage>", "<Weight_Percentage>much</Weight_Percentage>", "fet_weight"),
    ("<Mode>Official</Mode>", "<Mode>Terms</Mode>", "fet_mode"),
)


@pytest.mark.parametrize(("right", "wrong", "rule"), FAULTS)
def test_what_is_wrong_with_a_file_is_named(right: str, wrong: str, rule: str) -> None:
    content = written_fet(school(THREE, *every_rule(60, 3)[:1])).content.decode()
    assert right in content
    with pytest.raises(Refused) as refused:
        read_fet(content.replace(right, wrong).encode(), "tiny.fet")
    assert rule in {problem.rule for problem in refused.value.problems}


def test_rules_that_are_not_supported_are_counted_by_type() -> None:
    content = written_fet(school(THREE)).content.replace(
        b"</Time_Constraints_List>", b"<ConstraintTeacherMaxTwoThings/></Time_Constraints_List>"
    )
    assert read_fet(content, "tiny.fet").unsupported == {"TeacherMaxTwoThings": 1}


def test_lessons_to_be_joined_on_a_day_are_whatever_the_weight() -> None:
    """FET's own rule: with weight 0 two lessons may share a day, but only one straight after the other."""
    joined = DaysApart(0, (0, 1), 1, joined=True)
    written = written_fet(school((lesson("1"), lesson("2")), joined)).content
    read = read_fet(written, "tiny.fet").school
    assert report_on(Timetable(read, (0, 2), (-1, -1))).cost == (1, 0)
    assert (
        report_on(Timetable(read, (0, 1), (-1, -1))).cost == report_on(Timetable(read, (0, 3), (-1, -1))).cost == (0, 0)
    )
    assert find_week(read, Until(moves=200), 1, hint=Timetable(read, (0, 2), (-1, -1))).report.cost == (0, 0)
