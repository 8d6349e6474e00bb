"""What it would take, on tiny counties whose cheapest plan is known by hand."""

from typing import Any

import numpy as np
import pytest

from xuezheng.evaluations.plan import PROFILES, check, cost_of, planned
from xuezheng.evaluations.problem import (
    BACKBONE,
    DEGREE,
    EQUIPMENT,
    INDICATORS,
    MULTIMEDIA,
    PE_ARTS,
    ROOM,
    SPORTS,
    Bounds,
    Costs,
    ImprovementProblem,
    Limits,
)
from xuezheng.evaluations.solver import Stop, solve

PRIMARY = np.array([0.042, 0.01, 0.009, 4.5, 7.5, 200_000, 0.023])
JUNIOR = np.array([0.053, 0.01, 0.009, 5.8, 10.2, 250_000, 0.024])
UNIT = {
    "appoint_teacher": 10_000_000, "appoint_pe_arts": 10_200_000, "name_backbone": 600_000, "rotate_backbone": 1_200_000,
    "rotate_pe_arts": 1_200_000, "build_room": 24_000_000, "sports_area": 40_000, "equipment": 100, "multimedia_room": 3_000_000,
    "split_class": 2_000_000, "music_room": 28_800_000, "art_room": 27_000_000,
}  # fmt: skip


def county(
    *rows: dict[int, float], students: float = 1000, stages: tuple[str, ...] = (), **more: Any
) -> ImprovementProblem:
    """Schools of one part each, everything exactly at the standard but what `rows` say (indicator → share of the standard)."""
    stage = stages or ("primary",) * len(rows)
    minimum = np.array([PRIMARY if s == "primary" else JUNIOR for s in stage])
    quantity = minimum * students
    for k, row in enumerate(rows):
        for indicator, share in row.items():
            quantity[k, indicator] *= share
    count = len(rows)
    zeros = np.zeros(count, dtype=np.int64)
    place = np.array([[105.0 + 0.01 * k, 29.5] for k in range(count)])  # about one kilometre apart
    made = ImprovementProblem(
        tuple((f"21510000{k:02d}", s) for k, s in enumerate(stage)), tuple(f"21510000{k:02d}" for k in range(count)), stage,
        np.arange(count, dtype=np.int64), np.full(count, float(students)), quantity, np.ones(count), zeros, zeros, zeros, zeros,
        place, Limits(minimum, 0.85, 6, {"primary": 0.5, "junior": 0.45}), Costs(UNIT, 80.0, 96.0, 90.0), Bounds(),
    )  # fmt: skip
    return made.replace(**more)


def steps(problem: ImprovementProblem, **stop: Any) -> dict[str, float]:
    found = solve(problem, Stop(gap=0.0, **stop))
    assert found.status == "optimal"
    assert check(problem, found.changes).passes
    assert cost_of(problem, found.changes) == pytest.approx(found.cost_fen)
    amounts: dict[str, float] = {}
    for change in found.changes:
        amounts[change.measure] = amounts.get(change.measure, 0) + change.amount
    return amounts


def test_a_county_that_passes_needs_nothing() -> None:
    found = solve(county({}, {}))
    assert (found.status, found.changes, found.cost_fen) == ("optimal", (), 0)


def test_one_line_may_stay_at_the_floor() -> None:
    assert steps(county({SPORTS: 0.85})) == {}


def test_of_two_lines_short_the_cheaper_is_brought_to_the_standard() -> None:
    """500 m² of sports (20 000 000 fen) against three multimedia rooms (9 000 000 fen): the rooms are bought."""
    found = steps(county({SPORTS: 0.9, MULTIMEDIA: 20.5 / 23}))
    assert found == {"multimedia_room": 3}


def test_a_line_under_the_floor_is_brought_to_the_floor_only() -> None:
    """7500 m² are standard, 5000 there: 6375 are needed, 1375 to build."""
    found = steps(county({SPORTS: 5000 / 7500}))
    assert found["sports_area"] == pytest.approx(1375, rel=1e-4)


def test_the_variation_forces_what_no_school_needs_by_itself() -> None:
    """Two schools of one size: CV = (a − b) / (a + b) ≤ 0.5 asks b ≥ a / 3. a = 10 000 yuan, b = 2000: 1333.33 a student."""
    found = steps(county({EQUIPMENT: 5}, {}))
    assert found["equipment"] == pytest.approx(1_333_333.33, rel=1e-5)
    assert set(found) == {"equipment"}


def test_the_cuts_are_exact_for_three_schools() -> None:
    """Richest at 12 000 yuan, two poor at 2000: at the best plan the variation meets its limit, and not a fen less does."""
    problem = county({EQUIPMENT: 6}, {}, {})
    found = solve(problem, Stop(gap=0.0))
    checked = check(problem, found.changes)
    assert found.cut_count > 0
    assert checked.passes
    assert checked.variations["primary", "equipment_value_per_pupil"] == pytest.approx(0.5, abs=1e-5)
    assert found.bound_fen == pytest.approx(found.cost_fen, rel=1e-5)


def test_a_teacher_rotates_where_one_is_near_and_is_appointed_where_none_is() -> None:
    """Nine teachers of sport are standard for 1000; one school has 15, the other 6: two are needed for the floor of 7.65."""
    near = county({PE_ARTS: 15 / 9}, {PE_ARTS: 6 / 9, DEGREE: 1.2})
    assert steps(near) == {"rotate_pe_arts": 2}
    assert steps(near.replace(bounds=Bounds(distance_km=0.5))) == {"appoint_pe_arts": 2}


def test_no_post_left_is_told() -> None:
    far = county({PE_ARTS: 15 / 9}, {PE_ARTS: 6 / 9, DEGREE: 1.2}).replace(bounds=Bounds(posts=1, distance_km=0.5))
    assert solve(far).status == "infeasible"


def test_a_budget_too_small_is_told_and_one_large_enough_is_kept() -> None:
    problem = county({SPORTS: 5000 / 7500})
    assert solve(problem.replace(bounds=Bounds(budget_fen=50_000_000))).status == "infeasible"
    found = solve(problem.replace(bounds=Bounds(budget_fen=56_000_000)))
    assert found.status == "optimal"
    assert found.cost_fen == pytest.approx(55_000_000, rel=1e-4)


def test_what_parts_share_serves_both() -> None:
    """A nine-year school of 500 and 500: shares 1 / 2.1 and 1.1 / 2.1. The junior part lacks most and decides."""
    problem = county({SPORTS: 0.8}, {SPORTS: 0.5}, students=500, stages=("primary", "junior"))
    problem = problem.replace(
        school=np.array([0, 0]), school_codes=("3151000000",), share=np.array([1 / 2.1, 1.1 / 2.1]), place=np.array([[105.0, 29.5]]),
        room_gap=np.zeros(1, dtype=np.int64), music_gap=np.zeros(1, dtype=np.int64), art_gap=np.zeros(1, dtype=np.int64),
    )  # fmt: skip
    lacking = 0.35 * 10.2 * 500  # to the floor of 85 %
    assert steps(problem)["sports_area"] == pytest.approx(lacking * 2.1 / 1.1, rel=1e-4)


def test_a_class_split_brings_a_teacher_and_where_rooms_lack_a_room() -> None:
    problem = county({}).replace(splits=np.array([2]), room_gap=np.array([1]))
    assert steps(problem) == {"split_class": 2, "appoint_teacher": 2, "build_room": 1}


def test_special_rooms_add_their_area() -> None:
    """One music room of 96 m² and one art room of 90: with them 4500 of 4500 m² are there, where 4314 were."""
    problem = county({ROOM: 4314 / 4500, SPORTS: 0.9}).replace(music_gap=np.array([1]), art_gap=np.array([1]))
    assert steps(problem) == {"music_room": 1, "art_room": 1}


def test_backbone_teachers_are_named_among_those_who_are_there() -> None:
    """The floor is 8.5 of 10: nine teachers with a degree can be named, with eight no plan passes."""
    with_nine = county({BACKBONE: 0.0, DEGREE: 9 / 42})
    assert steps(with_nine) == {"name_backbone": 9, "appoint_teacher": 33}  # six lines must be met: 33 more for 42
    assert solve(county({BACKBONE: 0.0, DEGREE: 8 / 42})).status == "infeasible"


@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_profile_passes_and_none_is_cheaper_than_the_cheapest(profile: str) -> None:
    problem = county({PE_ARTS: 0.3, SPORTS: 0.7}, {ROOM: 0.6, MULTIMEDIA: 0.9}, {EQUIPMENT: 4, PE_ARTS: 2})
    cheapest, found = planned(problem), planned(problem, profile)
    assert found.checked is not None and found.checked.passes
    assert found.cost_fen >= cheapest.solution.bound_fen - 1


def test_the_bound_never_lies_above_what_a_random_plan_costs() -> None:
    """Whatever passes costs at least the bound: plans made by brute force on random counties."""
    random = np.random.default_rng(7)
    for _ in range(5):
        rows = [
            {SPORTS: random.uniform(0.6, 2), EQUIPMENT: random.uniform(0.7, 5), MULTIMEDIA: random.uniform(0.7, 2)}
            for _ in range(3)
        ]
        problem = county(*rows)
        found = solve(problem, Stop(gap=0.0))
        lacking = np.maximum(0, problem.limits.minimum * 1000 - problem.quantity)
        everything = (
            lacking[:, SPORTS].sum() * 40_000
            + lacking[:, EQUIPMENT].sum()
            + np.ceil(lacking[:, MULTIMEDIA]).sum() * 3_000_000
        )
        level = problem.quantity[:, EQUIPMENT].max() - np.maximum(problem.quantity[:, EQUIPMENT], 200_000_000)
        assert found.bound_fen <= found.cost_fen <= everything + level.sum() + 1000


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="2151000000"):
        county({SPORTS: float("nan")})


def test_indicators_are_those_of_the_law() -> None:
    from xuezheng.evaluations import law

    assert tuple(law.INDICATORS) == INDICATORS
