"""Ladders: junior catchments of whole primary ones; what had to be divided is named."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.catchments import catchments, read_ladder
from xuezheng.layout.plan.ladders import solve_grid_ladders, torn

# A street of eight cells and four primary catchments; junior schools at both ends.
STREET: dict[str, Any] = {
    "rows": 1,
    "columns": 8,
    "children": [3, 3, 2, 2, 2, 2, 3, 3],
    "schools": [{"cell": 0, "capacity": 14}, {"cell": 7, "capacity": 14}],
}
PRIMARY = np.array([0, 0, 1, 1, 2, 2, 3, 3])


def test_primary_catchments_stay_whole() -> None:
    ladder = solve_grid_ladders(catchments(STREET, ""), PRIMARY, 0.2, 0)
    assert ladder.catching.school_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert ladder.divided.size == 0
    assert 0 < ladder.catching.bound <= ladder.catching.objective


@pytest.mark.parametrize(
    ("primary", "schools", "cause"),
    [
        ([0, 0, 1, 1, 1, 1, 2, 2], [(0, 11), (7, 11)], "room"),
        ([0] * 8, [(0, 14), (7, 14)], "schools"),
        ([0, 0, 0, 0, 0, 0, 1, 1], [(0, 11), (7, 14)], "size"),
    ],
)
def test_what_cannot_stay_whole_is_divided_and_named(
    primary: list[int], schools: list[tuple[int, int]], cause: str
) -> None:
    grid = catchments(STREET | {"schools": [{"cell": c, "capacity": q} for c, q in schools]}, "")
    ladder = solve_grid_ladders(grid, np.array(primary), 0.3, 0)
    assert ladder.cause == (cause,)


def test_the_check_finds_a_catchment_torn_without_being_named() -> None:
    grid = catchments(STREET, "")
    ladder = solve_grid_ladders(grid, PRIMARY, 0.1, 0)
    assert [fault.which for fault in torn(np.array([0, 0, 1, 1, 1, 1, 2, 2]), ladder, grid)] == ["primary 1"]


def test_islands_are_exempt_by_name(tmp_path: Path) -> None:
    grid = catchments(STREET | {"names": list("abcdefgh"), "exempt": ["g"]}, "")
    assert grid.is_exempt.tolist() == [False] * 6 + [True, False]
    with pytest.raises(Refused, match="no such island"):
        catchments(STREET | {"exempt": ["nowhere"]}, "grid.json")
    path = tmp_path / "grid.json"
    path.write_text(
        '{"rows": 1, "columns": 2, "children": [1, 1], "schools": [{"cell": 0, "capacity": 2}], "primary_of": [0]}'
    )
    with pytest.raises(Refused, match="primary_of"):
        read_ladder(path)
