"""A week as JSON and back: exactly; what is wrong with a file is named."""

import json
from dataclasses import replace

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.problem.school.known import RULES
from xuezheng.timetables.problem.school.model import Timetable, Who
from xuezheng.timetables.problem.school.written import read_week, written_week
from xuezheng.timetables.tests.weeks import every_rule, random_school

SCHOOL = replace(
    random_school(3, 40), away={Who("teacher", 1): frozenset({2, 5}), Who("group", 0): frozenset({0})},
    half_days=((0, 1), (2,)), kinds=("early", "morning", "morning"), hours=("07:30–08:00", "", ""),
)  # fmt: skip
TABLE = Timetable(SCHOOL, (0, 1, 2, 3, 0, 5, -1), (0, 1, -1, 0, 1, 0, -1))


def test_every_rule_is_known_by_its_name() -> None:
    assert {rule.name for rule in every_rule(50, 3)} <= set(RULES)


def test_a_week_comes_back_as_it_was_written() -> None:
    content = written_week(SCHOOL, TABLE)
    assert read_week(content) == (SCHOOL, TABLE)
    assert written_week(*read_week(content)) == content
    assert read_week(written_week(SCHOOL)) == (SCHOOL, None)


FAULTS = (
    ("format", "another", "week.format"),
    ("version", 2, "week.version"),
    ("school.lessons.0.teachers", [9], "week.reference"),
    ("school.rules.0.rule", "unheard_of", "week.rule"),
    ("school.rules.0.lessons", [70], "week.reference"),
    ("school.rules.0.lessons", "x", "week.content"),
    ("school.days", 3, "week.content"),
    ("timetable.starts", [0], "week.places"),
    ("timetable.rooms.0", 5, "week.place"),
)


@pytest.mark.parametrize(("at", "value", "rule"), FAULTS)
def test_what_is_wrong_with_a_file_is_named(at: str, value: object, rule: str) -> None:
    given = json.loads(written_week(SCHOOL, TABLE))
    *way, last = [int(part) if part.isdigit() else part for part in at.split(".")]
    inner = given
    for part in way:
        inner = inner[part]
    inner[last] = value
    with pytest.raises(Refused) as refused:
        read_week(json.dumps(given).encode(), "week.json")
    assert rule in {problem.rule for problem in refused.value.problems}


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(Refused):
        read_week(b"PK\x03\x04", "week.xlsx")
