"""A county's layout over years: which schools stay, close or open in which year, and where each village's children go.

    minimise    sum_t sum_ij (travel children_ti minutes_ij + disruption children_ti [j is not the present school]) x_tij
                + sum_t sum_j running_j y_tj + building where a site opens + closing where a school closes
    subject to  each village has one open school in each year, within its limit of minutes
                no school is overfull in any year; a school that closed stays closed, one that opened stays open
                no school closes before its earliest year; what is decided is as decided; building keeps to each year's budget

Money in any one unit; the weights turn minutes of one child in one year, and one child's change of school, into it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks, location

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class County:
    """An instance: n villages (or a village's age band), m schools and possible sites, T years."""

    children: Floats  # T × n
    minutes: Floats  # n × m, one way
    limit: Floats  # n, minutes
    capacity: Floats  # T × m, seats
    running: Floats  # m, a year
    building: Floats  # m, once, for a site that opens
    closing: Floats  # m, once, for a school that closes
    is_there: Flags  # m: a school now, else a possible site
    decided: Marks  # m: OPEN stays or opens, CLOSED closes or does not open, FREE may change
    earliest: Ints  # m: first year in which it may close (heard and announced a year ahead)
    present: Ints  # n: the school of now, -1 for none
    budget: Floats  # T, for building
    travel: float = 1.0
    disruption: float = 0.0

    @property
    def year_count(self) -> int:
        return int(self.children.shape[0])

    @property
    def village_count(self) -> int:
        return int(self.children.shape[1])

    @property
    def school_count(self) -> int:
        return int(self.minutes.shape[1])

    def cost(self, t: int) -> Floats:
        """What sending each village to each school costs in year t (n × m); infinite beyond the limit."""
        per_child = self.travel * self.minutes
        if self.disruption:
            moves = (self.present >= 0)[:, None] & (self.present[:, None] != np.arange(self.school_count)[None, :])
            per_child = per_child + self.disruption * moves
        return np.where(self.minutes <= self.limit[:, None], per_child * self.children[t][:, None], np.inf)

    def one_year(self, t: int, status: Marks | None = None, opening: Floats | None = None) -> Location:
        """Year t by itself."""
        fixed = self.decided if status is None else status
        costs = self.running + np.where(self.is_there, 0.0, self.building) if opening is None else opening
        return location(
            self.cost(t),
            weight=self.children[t],
            capacity=self.capacity[t],
            opening=costs,
            status=fixed,
            name=f"year {t}",
        )

    def with_decided(self, decided: Marks) -> "County":
        return replace(self, decided=decided)


@dataclass(frozen=True, eq=False)
class Layout:
    """A plan: what is open in each year (T × m), the school of each village in each year (T × n), its cost and a bound."""

    is_open: Flags
    school_of: Ints
    objective: float
    bound: float
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        return max(0.0, self.objective - self.bound) / max(1e-12, abs(self.objective))


def cost_of_layout(county: County, is_open: Flags, school_of: Ints) -> float:
    """What a plan costs over all years."""
    total = 0.0
    before = county.is_there
    for t in range(county.year_count):
        now = is_open[t]
        total += float(county.cost(t)[np.arange(county.village_count), school_of[t]].sum())
        total += float(
            county.running[now].sum() + county.building[now & ~before].sum() + county.closing[before & ~now].sum()
        )
        before = now
    return total


__all__ = ["CLOSED", "FREE", "OPEN", "County", "Flags", "Layout", "cost_of_layout"]
