"""Catchments: which cells go to which school, so that each school's cells are one piece.

minimise    sum_i cost_i,j(i)
subject to  least_j <= sum of children of school j's cells <= capacity_j
            a school's cells, islands named as exempt apart, form one piece around the school's own cell
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuezheng.layout.problem.location import Floats, Ints


@dataclass(frozen=True, eq=False)
class Catchments:
    """An instance: n cells or communities, k schools. `neighbour` in rows from `start`; `seat` (k) each school's own cell."""

    cost: Floats  # n × k
    children: Floats  # n
    capacity: Floats  # k
    least: Floats  # k
    seat: Ints  # k
    start: Ints
    neighbour: Ints
    is_exempt: NDArray[np.bool_]  # n: may lie apart from its school

    @property
    def cell_count(self) -> int:
        return int(self.cost.shape[0])

    @property
    def school_count(self) -> int:
        return int(self.cost.shape[1])


@dataclass(frozen=True, eq=False)
class Catching:
    """An answer, and the prices of places (`full`) and of children wanted (`empty`) that prove its bound."""

    school_of: Ints
    objective: float
    bound: float
    full: Floats
    empty: Floats
    seconds: float = 0.0
    is_complete: bool = True

    @property
    def gap(self) -> float:
        return max(0.0, self.objective - self.bound) / max(1e-12, abs(self.objective))


def neighbours(n: int, pairs: Ints) -> tuple[Ints, Ints]:
    """Pairs (e × 2) as rows: where each cell's neighbours begin, and the neighbours."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = np.unique(both[both[:, 0] != both[:, 1]], axis=0)
    start = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=n))]).astype(np.int64)
    return start, both[:, 1].astype(np.int64)


def priced_bound(problem: Catchments, full: Floats, empty: Floats) -> float:
    """A bound of every answer's cost from any prices not negative: pieces forgotten, capacities priced."""
    priced = problem.cost + problem.children[:, None] * (full - empty)[None, :]
    return float(priced.min(axis=1).sum() - full @ problem.capacity + empty @ problem.least)
