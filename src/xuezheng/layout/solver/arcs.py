"""Which sites each demand considers: the nearest ones, with what was left out kept for the proof.

A Lagrangian bound needs only the arcs whose cost is below the demand's multiplier. A multiplier may be chosen freely; held
at or below the cost of the cheapest arc left out (`reach`), the bound of the pruned instance is a bound of the whole one.
"""

from dataclasses import dataclass

import numpy as np

from xuezheng.layout.problem.location import CLOSED, Floats, Ints, Location


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs twice: by demand, cheapest first (`start`, `site`, `cost`), and by site (`site_start`, `demand`, `site_cost`)."""

    start: Ints
    site: Ints
    cost: Floats
    site_start: Ints
    demand: Ints
    site_cost: Floats
    reach: Floats  # n: cost of the cheapest arc left out, infinite where none is


def arcs_of(problem: Location, nearest: int) -> Arcs:
    """The `nearest` cheapest arcs of each demand (all, where it has fewer), of sites not closed that it fits into."""
    n, m = problem.cost.shape
    usable = problem.cost
    barred = (problem.status == CLOSED)[None, :] | (problem.weight[:, None] > problem.capacity[None, :])
    if barred.any():
        usable = np.where(barred, np.inf, usable)
    keep = min(nearest, m)
    if keep < m:
        part = np.argpartition(usable, keep, axis=1)[:, : keep + 1]
        costs = np.take_along_axis(usable, part, axis=1)
        order = np.argsort(costs, axis=1, kind="stable")
        part, costs = np.take_along_axis(part, order, axis=1), np.take_along_axis(costs, order, axis=1)
        reach = costs[:, keep].copy()
        part, costs = part[:, :keep], costs[:, :keep]
    else:
        part = np.argsort(usable, axis=1, kind="stable")
        costs = np.take_along_axis(usable, part, axis=1)
        reach = np.full(n, np.inf)
    is_there = np.isfinite(costs)
    start = np.concatenate([[0], np.cumsum(is_there.sum(axis=1))]).astype(np.int64)
    return _both_ways(start, part[is_there].astype(np.int64), costs[is_there], reach, n, m)


def _both_ways(start: Ints, site: Ints, cost: Floats, reach: Floats, n: int, m: int) -> Arcs:
    demand = np.repeat(np.arange(n), np.diff(start))
    order = np.lexsort((cost, site))
    site_start = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=m))]).astype(np.int64)
    return Arcs(start, site, cost, site_start, demand[order], cost[order], reach)


def kept(arcs: Arcs, is_kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]", site_count: int) -> Arcs:
    """The arcs without those proved useless; `is_kept` runs along the arcs by demand."""
    n = arcs.reach.size
    demand = np.repeat(np.arange(n), np.diff(arcs.start))[is_kept]
    start = np.concatenate([[0], np.cumsum(np.bincount(demand, minlength=n))]).astype(np.int64)
    return _both_ways(start, arcs.site[is_kept], arcs.cost[is_kept], arcs.reach, n, site_count)
