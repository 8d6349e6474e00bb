"""A county over years: plans against every plan tried, the check, the shortage named, and one change at once."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from xuezheng.layout.plan.county import faults, kept_for_reach, unsound, what_if
from xuezheng.layout.problem.county import OPEN, County, Layout, cost_of_layout
from xuezheng.layout.problem.invented import invented_county
from xuezheng.layout.solver.county import solve_county
from xuezheng.layout.solver.stopping import Stop

VALLEY = County(  # two villages by the river, one upstream; a school in each, the middle one small
    children=np.array([[60.0, 12, 40], [50, 10, 36]]),
    minutes=np.array([[5.0, 12, 40], [12, 4, 25], [40, 25, 6]]),
    limit=np.full(3, 30.0),
    capacity=np.array([[90.0, 45, 45], [90, 45, 45]]),
    running=np.array([200.0, 150, 180]),
    building=np.zeros(3),
    closing=np.full(3, 10.0),
    is_there=np.ones(3, dtype=bool),
    decided=np.zeros(3, dtype=np.int8),
    earliest=np.full(3, 1),
    present=np.array([0, 1, 2]),
    budget=np.zeros(2),
    travel=0.5,
)


def least(county: County) -> float:
    """The cheapest plan that the check lets pass, of all."""
    years, m, n = county.year_count, county.school_count, county.village_count
    best = np.inf
    for openings in product(product((False, True), repeat=m), repeat=years):
        is_open = np.array(openings)
        for schools in product(product(range(m), repeat=n), repeat=years):
            plan = Layout(is_open, np.array(schools), 0.0, -np.inf)
            plan = (
                replace(plan, objective=cost_of_layout(county, is_open, plan.school_of))
                if reachable(county, plan)
                else plan
            )
            if plan.objective and plan.objective < best and not faults(county, plan):
                best = plan.objective
    return float(best)


def reachable(county: County, plan: Layout) -> bool:
    return all(
        plan.is_open[t][plan.school_of[t]].all()
        and np.isfinite(county.cost(t)[np.arange(county.village_count), plan.school_of[t]]).all()
        for t in range(county.year_count)
    )


def test_the_valley_merges_the_small_school_after_its_notice() -> None:
    plan = solve_county(VALLEY, Stop(1), 0)
    assert not faults(VALLEY, plan)
    assert plan.objective == pytest.approx(least(VALLEY))
    assert plan.bound <= plan.objective + 1e-9
    assert plan.is_open.tolist() == [[True, True, True], [True, False, True]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("years", [1, 2])
def test_an_invented_county_is_planned_without_fault(seed: int, years: int) -> None:
    county = invented_county(40, 12, years, seed)
    plan = solve_county(county, Stop(0.5), seed)
    assert not faults(county, plan)
    assert 0 < plan.bound <= plan.objective  # how near it comes depends on the machine: benchmarks/layout.py tells


def test_decisions_are_kept() -> None:
    plan = solve_county(VALLEY.with_decided(np.array([0, OPEN, 0], dtype=np.int8)), Stop(0.5), 0)
    assert plan.is_open.all()


def test_the_check_finds_an_early_closing_and_an_overfull_school() -> None:
    plan = solve_county(VALLEY, Stop(0.3), 0)
    early = replace(plan, is_open=np.array([[True, False, True]] * 2), school_of=np.array([[0, 0, 2]] * 2))
    assert "layout.plan.notice" in {fault.rule for fault in faults(VALLEY, early)}
    small = replace(VALLEY, capacity=np.full((2, 3), 55.0))
    assert "layout.plan.overfull" in {fault.rule for fault in faults(small, plan)}


def test_a_school_that_alone_is_within_reach_must_stay() -> None:
    near = replace(VALLEY, limit=np.array([30.0, 30, 20]))
    assert {j: villages.tolist() for j, villages in kept_for_reach(near).items()} == {2: [2]}


def test_too_few_seats_within_reach_are_named_with_number_and_cure() -> None:
    tight = replace(VALLEY, capacity=np.array([[90.0, 45, 30], [90, 45, 45]]), limit=np.array([30.0, 30, 20]))
    (problem,) = unsound(tight)
    assert problem.rule == "layout.county.shortage"
    assert problem.which == "[2]"
    assert "40 children of 1 villages have 30 seats within their limit: 10 are missing" in problem.sentence("en")
    assert "Add 10 seats at schools [2]" in problem.sentence("en")


def test_a_school_without_seats_and_a_village_without_a_place_are_named() -> None:
    empty = replace(
        VALLEY, capacity=np.array([[110.0, 0, 45]] * 2), minutes=np.array([[5.0, 12, 40], [12, 4, 25], [np.inf] * 3])
    )
    assert [problem.rule for problem in unsound(empty)][:2] == ["layout.county.no_room", "layout.county.unplaced"]


def test_what_if_the_small_school_closed() -> None:
    plan = Layout(np.ones((2, 3), dtype=bool), np.array([[0, 1, 2]] * 2), 0.0, 0.0)
    found = what_if(VALLEY, plan, 0, close=(1,))
    assert (found.villages.tolist(), found.school_after.tolist()) == ([1], [0])
    assert (found.children, found.minutes_before, found.minutes_after) == (12.0, 4.0, 12.0)
    assert found.cost == pytest.approx(0.5 * 12 * 8 - 150 + 10)
    assert found.without_seat == 0.0
    both = what_if(VALLEY, plan, 0, close=(0, 1))
    assert both.without_seat >= 60.0  # the first village has no school within half an hour
