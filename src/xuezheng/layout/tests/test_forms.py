"""Growing, boarding, turning to another stage, budgets by year: plans against every plan tried, and each fault found."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from xuezheng.layout.plan.county import faults, kept_for_reach, reached, unsound, what_if
from xuezheng.layout.plan.county_check import bound_of
from xuezheng.layout.problem.county import CLOSED, OPEN, Boarding, County, Layout, Prices, cost_of_layout
from xuezheng.layout.problem.options import Option, together, with_options
from xuezheng.layout.solver.county import solve_county
from xuezheng.layout.solver.stopping import Stop

# Grades 1 to 3 and 4 to 6 of a valley and of a hamlet above it; a school in each. The valley's may grow, and may have beds.
VALLEY, GROWN, HOUSE = 0, 2, 3
COUNTY = County(
    children=np.array([[60.0, 60, 8, 9], [55, 60, 8, 9]]),
    minutes=np.array([[5.0, 50], [5, 50], [25, 4], [45, 4]]),
    limit=np.array([30.0, 40, 30, 40]),
    capacity=np.array([[130.0, 45]] * 2),
    running=np.array([300.0, 260]),
    building=np.zeros(2),
    closing=np.full(2, 10.0),
    is_there=np.ones(2, dtype=bool),
    decided=np.zeros(2, dtype=np.int8),
    earliest=np.full(2, 1),
    present=np.array([0, 0, 1, 1]),
    budget=np.full(2, 100.0),
    travel=0.1,
)
BOARDING = Boarding(np.zeros((2, 2)), np.array([False, True, False, True]), 90.0, 2.0)
GROWING = with_options(
    COUNTY, [Option(VALLEY, 60.0, seats=45, running=20), Option(GROWN, 90.0, beds=12, running=15)], BOARDING
)


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """The kernels are there before a clock runs."""
    solve_county(GROWING, Stop(0.05), 0)


def least(county: County) -> float:
    """The cheapest plan that the check lets pass, of all."""
    m = county.school_count
    sets = [np.array(bits) for bits in product((False, True), repeat=m) if any(bits)]
    best = np.inf
    served = [[cheapest(county, t, is_open) for is_open in sets] for t in range(county.year_count)]
    for choice in product(range(len(sets)), repeat=county.year_count):
        found = [served[t][k] for t, k in enumerate(choice)]
        if all(one is not None for one in found):
            is_open = np.stack([sets[k] for k in choice])
            school_of = np.stack([one for one in found if one is not None])
            total = cost_of_layout(county, is_open, school_of)
            if total < best and not faults(county, Layout(is_open, school_of, total, -np.inf)):
                best = total
    return best


def cheapest(
    county: County, t: int, is_open: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.int64]] | None":
    cost, boards = county.cost(t), county.boards(t)
    villages = np.arange(county.village_count)
    best, which = np.inf, None
    for schools in product(np.flatnonzero(is_open), repeat=county.village_count):
        chosen = np.array(schools)
        price = cost[villages, chosen].sum()
        load = np.bincount(chosen, weights=county.children[t], minlength=county.school_count)
        beds = np.bincount(chosen, weights=county.children[t] * boards[villages, chosen], minlength=county.school_count)
        fits = (load <= county.capacity[t]).all() and (
            county.boarding is None or (beds <= county.boarding.beds[t]).all()
        )
        if price < best and fits:
            best, which = price, chosen
    return which


def test_the_hamlet_boards_in_the_house_that_is_built_over_two_years_of_budget() -> None:
    tight = replace(GROWING, budget=np.array([60.0, 90]))
    plan = solve_county(tight, Stop(0.8), 0)
    assert not faults(tight, plan)
    assert plan.objective == pytest.approx(least(tight))
    assert plan.bound <= plan.objective + 1e-9
    dear = replace(GROWING, budget=np.array([60.0, 80]))  # no year's money builds the house
    assert solve_county(dear, Stop(0.8), 0).objective == pytest.approx(least(dear))


def drawn(seed: int) -> County:
    """A small county with every kind of option, drawn at random."""
    random = np.random.default_rng(seed)
    children = np.rint(random.uniform(5, 40, (2, 4)))
    county = replace(
        COUNTY, children=children, minutes=np.rint(random.uniform(3, 60, (4, 2))), running=random.uniform(50, 400, 2),
        capacity=np.tile(np.rint(random.uniform(0.4, 1.1, 2) * children.sum(axis=1).max()), (2, 1)),
        earliest=random.integers(0, 2, 2), budget=random.uniform(40, 200, 2), disruption=float(random.uniform(0, 1)),
    )  # fmt: skip
    options = [
        Option(0, 50.0, seats=60, running=10),
        Option(1, 80.0, seats=30, beds=40, ready=int(random.integers(0, 2))),
    ]
    return reached(with_options(county, options, BOARDING))


@pytest.mark.parametrize("seed", range(6))
def test_small_counties_against_every_plan(seed: int) -> None:
    county = drawn(seed)
    best = least(county)
    plan = solve_county(county, Stop(0.3), seed)
    if np.isfinite(best):
        assert not faults(county, plan)
        assert plan.objective == pytest.approx(best)
        for scale in (0.5, 1.0, 3.0):
            prices = Prices(np.full(county.children.shape, 30.0 * scale), np.full(2, 0.2 * scale))
            assert bound_of(county, prices) <= best + 1e-6
    assert plan.bound <= best + 1e-6
    assert plan.prices is not None
    assert plan.bound <= bound_of(county, plan.prices) + 1e-6


def test_a_primary_school_turns_into_a_junior_one_after_its_notice() -> None:
    primary = replace(
        COUNTY,
        children=np.array([[60.0, 60, 3, 3], [50, 50, 3, 3]]),
        minutes=np.array([[5.0, 20], [5, 20], [20, 4], [20, 4]]),
    )
    junior = replace(
        COUNTY, children=np.array([[30.0], [40]]), minutes=np.array([[12.0]]), limit=np.array([60.0]), capacity=np.array([[30.0]] * 2),
        running=np.array([200.0]), building=np.zeros(1), closing=np.zeros(1), is_there=np.ones(1, dtype=bool),
        decided=np.zeros(1, dtype=np.int8), earliest=np.ones(1, dtype=np.int64), present=np.array([0]),
    )  # fmt: skip
    both = together(primary, junior)
    ways = np.array([np.inf] * 4 + [8.0])
    turned = with_options(both, [Option(1, 40.0, seats=45, minutes=ways)])
    assert turned.turns_away.tolist() == [False, False, False, True]
    plan = solve_county(turned, Stop(0.4), 0)
    assert not faults(turned, plan)
    assert plan.objective == pytest.approx(least(turned))
    assert plan.is_open.tolist() == [[True, True, True, False], [True, False, False, True]]
    early = replace(plan, is_open=np.stack([plan.is_open[1]] * 2), school_of=np.stack([plan.school_of[1]] * 2))
    assert "layout.plan.notice" in {fault.rule for fault in faults(turned, early)}
    kept = turned.with_decided(np.array([0, OPEN, 0, 0], dtype=np.int8))
    assert not solve_county(kept, Stop(0.2), 0).is_open[:, 3].any()
    never = turned.with_decided(np.array([0, 0, 0, CLOSED], dtype=np.int8))
    assert not solve_county(never, Stop(0.2), 0).is_open[:, 3].any()


def test_the_check_finds_each_fault_of_forms() -> None:
    plan = solve_county(GROWING, Stop(0.3), 0)
    late = replace(GROWING, forms=replace(GROWING.form, ready=np.array([0, 0, 2, 2])))
    crowded = replace(GROWING, boarding=replace(BOARDING, beds=np.array([[0.0, 0, 0, 5]] * 2)))
    grown = replace(plan, is_open=np.array([[False, True, False, True]] * 2), school_of=np.array([[3, 3, 1, 3]] * 2))
    twice = replace(plan, is_open=np.ones((2, 4), dtype=bool), school_of=np.array([[0, 0, 1, 1]] * 2))
    poor = replace(GROWING, budget=np.zeros(2))
    back = replace(
        grown,
        is_open=np.array([[False, True, False, True], [True, True, False, False]]),
        school_of=np.array([[3, 3, 1, 1], [0, 0, 1, 1]]),
    )
    for county, wrong, rule in (
        (late, grown, "ready"), (crowded, grown, "beds"), (GROWING, twice, "forms"), (poor, grown, "budget"), (GROWING, back, "course"),
    ):  # fmt: skip
        assert f"layout.plan.{rule}" in {fault.rule for fault in faults(county, wrong)}, rule


def test_grades_one_to_three_keep_the_small_school_and_boarding_frees_it() -> None:
    assert kept_for_reach(COUNTY) == {
        0: pytest.approx([0, 1]),
        1: pytest.approx([3]),
    }  # grades 4 to 6 have 45 minutes down
    assert list(kept_for_reach(GROWING)) == [0]  # they may board


def test_a_village_beyond_every_limit_is_named_and_planned_to_the_nearest() -> None:
    far = replace(COUNTY, minutes=np.array([[5.0, 50], [5, 50], [55, 52], [45, 4]]))
    (problem,) = unsound(far)[:1]
    assert problem.rule == "layout.county.beyond"
    assert problem.which == "[2]"
    assert reached(far).limit.tolist() == [30, 40, 52, 40]


def test_what_if_a_school_grows() -> None:
    plan = Layout(np.array([[True, True, False, False]] * 2), np.array([[0, 0, 1, 1]] * 2), 0.0, 0.0)
    found = what_if(GROWING, plan, 0, open_=(HOUSE,))
    assert (found.villages.size, found.cost) == (2, pytest.approx(60 + 90 + 35))  # the same children, in the new form
    closed = what_if(GROWING, plan, 0, close=(1,), open_=(HOUSE,))
    assert closed.without_seat == 0.0
