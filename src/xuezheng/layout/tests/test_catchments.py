"""Catchments: one piece each, none overfull, bounds below every answer tried; bad grids are named."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.catchments import catchments, faults, solve_grid
from xuezheng.layout.problem.catchments import Catching, priced_bound

STRIP: dict[str, Any] = {
    "rows": 2,
    "columns": 4,
    "children": [4, 1, 1, 2, 3, 1, 2, 2],
    "schools": [{"cell": 0, "capacity": 9}, {"cell": 7, "capacity": 9}],
}


def answer(owner: tuple[int, ...]) -> Catching:
    grid = catchments(STRIP, "")
    chosen = np.array(owner)
    return Catching(chosen, float(grid.cost[np.arange(8), chosen].sum()), 0.0, np.zeros(2), np.zeros(2))


def test_the_best_catchments_of_all_that_are_whole() -> None:
    grid = catchments(STRIP, "")
    whole = [a for owner in product((0, 1), repeat=8) if not faults(grid, a := answer(owner))]
    least = min(a.objective for a in whole)
    found = solve_grid(grid, 0.2, 0)
    assert found.objective == pytest.approx(least)
    assert found.bound <= least + 1e-9
    for full in ([0.0, 0.0], [0.5, 0.1], [2.0, 3.0]):
        assert priced_bound(grid, np.array(full), np.array([0.1, 0.0])) <= least


@pytest.mark.parametrize(
    ("owner", "rule"),
    [((0, 0, 1, 0, 0, 0, 1, 1), "fragment"), ((0, 0, 0, 0, 0, 0, 0, 1), "load"), ((0, 0, 1, 1, 0, 0, 0, 0), "seat")],
)
def test_the_check_finds_what_is_wrong(owner: tuple[int, ...], rule: str) -> None:
    assert f"layout.catchments.{rule}" in {fault.rule for fault in faults(catchments(STRIP, ""), answer(owner))}


def test_an_exempt_island_may_lie_apart() -> None:
    grid = catchments(STRIP | {"exempt": [3]}, "")
    assert not faults(grid, answer((0, 0, 1, 0, 1, 1, 1, 1)))


def test_a_bound_above_its_prices_is_refused() -> None:
    grid = catchments(STRIP, "")
    right = answer((0, 0, 1, 1, 0, 1, 1, 1))
    assert [fault.rule for fault in faults(grid, replace(right, bound=right.objective))] == ["layout.catchments.bound"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"schools": [{"cell": 0, "capacity": 5}]}, "room"),
        ({"schools": [{"cell": 9, "capacity": 50}]}, "seat"),
        ({"children": [4, 1, 1, 2, 3, 1, 2, -2]}, "children"),
        ({"neighbours": [[0, 1], [1, 2], [2, 3], [4, 5], [5, 6]], "place": [[0, i] for i in range(8)]}, "island"),
    ],
)
def test_bad_grids_are_named(changed: dict[str, Any], rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        catchments(STRIP | changed, "grid.json")
    assert refusal.value.problems[0].rule == f"layout.grid.{rule}"
