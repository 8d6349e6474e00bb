"""Which sites to open, and which site serves each demand.

    minimise    sum_j opening_j y_j + sum_ij cost_ij x_ij
    subject to  sum_j x_ij = 1                        every demand i has one site
                sum_i weight_i x_ij <= capacity_j y_j   no open site is overfull
                x_ij <= y_j                           a closed site serves nobody
                sum_j y_j = open_count                where the number is given
                x, y in {0, 1}

The p-median has no capacities, the capacitated p-median no opening costs, the single-source capacitated location no
number of sites.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.int8]

FREE: Final = 0
OPEN: Final = 1
CLOSED: Final = -1


@dataclass(frozen=True, eq=False)
class Location:
    """An instance. `cost` (n × m) is infinite where a site may not serve a demand; `status` (m) holds what is decided."""

    cost: Floats
    weight: Floats
    capacity: Floats
    opening: Floats
    status: Marks
    open_count: int | None = None
    name: str = ""
    # What only a county's year has: forms of the same site (m), of which one may be open and, where `needed` (by site), one must;
    # demands that would board at a site (n × m), and its beds (m). The bounds of `solver/packed.py` know nothing of them.
    site: Ints | None = None
    needed: Marks | None = None
    boards: NDArray[np.bool_] | None = None
    beds: Floats | None = None

    @property
    def demand_count(self) -> int:
        return int(self.cost.shape[0])

    @property
    def site_count(self) -> int:
        return int(self.cost.shape[1])

    @cached_property
    def is_capacitated(self) -> bool:
        return bool(np.isfinite(self.capacity).any())

    @cached_property
    def is_whole(self) -> bool:
        """Whether every cost is a whole number, so that a bound may be rounded up."""
        finite = self.cost[np.isfinite(self.cost)]
        return bool((finite == np.rint(finite)).all() and (self.opening == np.rint(self.opening)).all())


def location(
    cost: Floats,
    *,
    weight: Floats | None = None,
    capacity: Floats | None = None,
    opening: Floats | None = None,
    status: Marks | None = None,
    open_count: int | None = None,
    name: str = "",
) -> Location:
    """A `Location` from what is given: what is left out weighs nothing, costs nothing, is without limit and undecided."""
    n, m = cost.shape
    return Location(
        np.ascontiguousarray(cost, dtype=np.float64),
        _given(weight, n, 0.0),
        _given(capacity, m, np.inf),
        _given(opening, m, 0.0),
        _decided(status, m),
        open_count,
        name,
    )


def _given(values: Floats | None, count: int, otherwise: float) -> Floats:
    return np.full(count, otherwise) if values is None else values.astype(np.float64)


def _decided(status: Marks | None, count: int) -> Marks:
    return np.zeros(count, dtype=np.int8) if status is None else status


@dataclass(frozen=True, eq=False)
class Siting:
    """An answer: the open sites, the site of each demand, its cost, and a lower bound of every answer's cost."""

    open_sites: Ints
    site_of: Ints
    objective: float
    bound: float
    seconds: float = 0.0
    is_complete: bool = True  # False: no answer that serves all was found; site_of holds -1 there

    @property
    def gap(self) -> float:
        """How far the answer may be above the optimum, as a share of the answer."""
        if not np.isfinite(self.objective):
            return float("inf")
        return max(0.0, self.objective - self.bound) / max(1e-12, abs(self.objective))


def cost_of(problem: Location, site_of: Ints, open_sites: Ints) -> float:
    """What an answer costs."""
    served = problem.cost[np.arange(problem.demand_count), site_of].sum()
    return float(served + problem.opening[open_sites].sum())
