"""Sections from choices: the smallest largest class, proven; fewest movers; what cannot be is explained."""

import json
from typing import Any

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables import read_choices, solve_sections
from xuezheng.timetables.problem.sections import Sections, check


def given(**changes: Any) -> bytes:
    """Two rooms, two slots, physics and history once in each slot; thirty choose both in either order."""
    world: dict[str, Any] = {
        "header": ["2", "2"],
        "sections": {"物理": 2, "历史": 2},
        "teachers": [{"id": "Wang", "load": [["物理", 2]]}, {"id": "Li", "load": [["历史", 2]]}],
        "choices": [{"set": ["历史", "物理"], "n": 30}],
    }
    return json.dumps(world | changes).encode()


def test_fifteen_go_each_way_and_nobody_need_be_in_a_larger_class() -> None:
    found = solve_sections(read_choices(given(), "c.json"), 40, 5)
    assert (found.plan.largest_class, found.bound, found.fewest_movers) == (15, 15, True)
    assert found.plan.movers == 30 - sum(found.plan.stays.values())
    assert not check(found.plan)


def test_a_plan_that_leaves_students_out_is_found_wrong() -> None:
    plan = solve_sections(read_choices(given(), "c.json"), 40, 5).plan
    short = Sections(plan.choices, plan.running, plan.taught, ({("物理", "历史"): 29},), {}, {})
    assert any("exactly what was chosen" in wrong for wrong in check(short))


def test_what_cannot_be_names_the_smallest_conflict() -> None:
    with pytest.raises(Refused) as refused:
        solve_sections(read_choices(given(), "c.json"), 14, 5)
    sentence = refused.value.problems[0].sentence("en")
    assert "at most 14 in a class of" in sentence
    assert "Wang" not in sentence


FAULTS = [
    ("a student without a choice", {"choices": [{"set": [], "n": 3}]}, "without a choice"),
    ("a subject nobody teaches", {"teachers": [{"id": "Wang", "load": [["物理", 2]]}]}, "Nobody teaches"),
    ("a subject without a section", {"choices": [{"set": ["化学"], "n": 3}]}, "化学"),
    ("too many sections for a teacher", {"teachers": [{"id": "Wang", "load": [["物理", 2], ["历史", 2]]}]}, "4 > 2"),
    ("more subjects than slots", {"header": ["2", "1"]}, "more subjects are chosen"),
    ("no header", {"header": []}, "IndexError"),
]


@pytest.mark.parametrize(("told", "changes", "named"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_faults_are_named(told: str, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(Refused) as refused:
        read_choices(given(**changes), "c.json")
    assert any(named.lower() in problem.sentence("en").lower() for problem in refused.value.problems)
