"""Classes: as few and as even as can be, with what is locked in its place; what cannot be; who sits with whom."""

from dataclasses import replace

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.problem.senior.classes import Cohort, Mode, loads_of, wrong_with
from xuezheng.timetables.problem.senior.invented import invented
from xuezheng.timetables.solver.conflict import smallest
from xuezheng.timetables.solver.forming import Demand
from xuezheng.timetables.solver.people import Sitter, friends_apart, seat_people
from xuezheng.timetables.solver.streaming import form_classes, pinned_of, with_rooms

PHYSICS, HISTORY = ("物理", "化学", "生物"), ("历史", "政治", "地理")
SMALL = Cohort(
    {PHYSICS: 60, ("物理", "化学", "地理"): 20}, 20, 10, dict.fromkeys("物理 化学 生物 地理".split(), 4), Mode.ONE_FIXED
)


@pytest.mark.parametrize("mode", list(Mode))
def test_classes_are_as_few_and_as_even_as_can_be(mode: Mode) -> None:
    given = invented(3, students=300, rooms=16, teachers=50, mode=mode)
    found = form_classes(given.cohort, 12.0, 1)
    assert wrong_with(found) == []
    assert found.spread <= 5
    assert len(found.fixed) + len(found.teaching) <= found.fewest * 1.25
    assert found.bound <= found.largest <= 50 and found.movers <= 300


def test_the_smallest_spread_is_found_where_the_one_asked_cannot_be() -> None:
    """Twenty are in biology at once, and in chemistry afterwards; the eight geographers go the other way round."""
    teachers = dict.fromkeys("物理 化学 生物 地理".split(), 1)
    loads = {"生物": 1, "地理": 1}
    one = Cohort({PHYSICS: 20, ("物理", "化学", "地理"): 8}, 20, 10, teachers | {"物理": 2}, Mode.ONE_FIXED, 5, loads)
    found = form_classes(one, 8.0)
    assert (found.spread, found.spread_bound) == (12, 12)


def test_levels_move_and_share_their_teachers() -> None:
    counts = {(*PHYSICS, "数学A"): 20, (*PHYSICS, "数学B"): 20}
    one = Cohort(counts, 20, 4, {"数学": 2}, Mode.PACKAGES, levels={"数学A": "数学", "数学B": "数学"})
    assert {one.subject for one in form_classes(one, 5.0).teaching} == {"数学A", "数学B"}
    with pytest.raises(Refused) as refused:
        form_classes(replace(one, teachers={"数学": 1}), 5.0)
    assert "数学教师1人" in refused.value.problems[0].what.zh


def test_who_is_locked_stays() -> None:
    first = form_classes(SMALL, 5.0)
    locked = [i for i, home in enumerate(first.home) if home == 1][:15]
    again = form_classes(SMALL, 5.0, 7, pinned_of(first, locked))
    assert len(set(again.home[: len(locked)])) == 1
    for place, student in enumerate(locked):
        subjects = [
            {(one.subject, one.block) for one in c.teaching if i in one.students}
            for c, i in ((first, student), (again, place))
        ]
        assert subjects[0] == subjects[1]


CONFLICTS = [
    ("a teacher too few", {"teachers": {**SMALL.teachers, "化学": 1}}, (Demand("size", "化学"), Demand("teachers", "化学"))),
    ("rooms for homes", {"rooms": 3}, (Demand("homes"), Demand("size", "home"))),
    ("loads", {"loads": {"生物": 0}}, (Demand("load", "生物"), Demand("size", "生物"))),
]  # fmt: skip


@pytest.mark.parametrize(("told", "changes", "kept"), CONFLICTS, ids=[one[0] for one in CONFLICTS])
def test_a_smallest_conflict_is_named(told: str, changes: dict[str, object], kept: tuple[Demand, ...]) -> None:
    assert smallest(replace(SMALL, **changes), False, 5.0, 0) == kept  # type: ignore[arg-type]


def test_the_classes_that_teachers_take_are_counted() -> None:
    found = form_classes(replace(SMALL, loads={"物理": 2, "化学": 1}), 5.0)
    assert loads_of(found) == {"化学": (4, 4), "物理": (4, 8)}


def test_girls_are_even_friends_together_and_choices_kept() -> None:
    classes = form_classes(SMALL, 5.0)
    people = [
        Sitter(chosen, is_girl=i % 4 == 0, old=i % 3, group=0 if i in (0, 5, 31) else -1)
        for i, chosen in enumerate(sorted(classes.chosen))
    ]
    at, classes = seat_people(classes, people)
    assert wrong_with(with_rooms(classes)) == []
    assert sorted(at) == list(range(80))
    assert all(people[person].chosen == classes.chosen[seat] for seat, person in enumerate(at))
    girls = [sum(people[at[s]].is_girl for s in range(80) if classes.home[s] == home) for home in range(4)]
    assert max(girls) - min(girls) <= 1
    assert friends_apart(classes, people, at) == {}
