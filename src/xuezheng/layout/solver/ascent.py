"""Climbing to the best multipliers: the volume algorithm of Barahona and Anbil (2000), from any starting point.

A point is kept that gave the best bound; each step goes from it along an average of the subgradients; the average of the
chosen sites (`share`) estimates the linear relaxation's solution and tells where to branch and what to try.
"""

from dataclasses import dataclass, field

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import Floats, Ints, Location, Marks
from xuezheng.layout.solver.arcs import Arcs
from xuezheng.layout.solver.relaxation import (
    COUNT,
    COVERING,
    PAYING,
    choose,
    knapsacks,
    slack_packed,
    slack_plain,
    sums_below,
)

KNAPSACK_STEPS = 3000


@dataclass
class Dual:
    """Multipliers `u` (n), their bound, and what climbing learnt on the way."""

    u: Floats
    way: Floats  # n: averaged subgradient
    share: Floats  # m: averaged choice
    price: Floats  # m: opening less worth, at u
    chosen: Marks  # m: the choice of the last step
    bound: float = -np.inf
    step: float = 1.0
    stale: int = 0
    last_u: Floats = field(default_factory=lambda: np.zeros(0))
    arc_share: Floats = field(default_factory=lambda: np.zeros(0))  # by-site arcs: averaged, with capacities only


NOTHING_BANNED = np.zeros(0, dtype=np.int8)


def mode_of(problem: Location) -> int:
    if problem.open_count is not None:
        return COUNT
    return COVERING if problem.is_capacitated else PAYING


def start_dual(problem: Location, u: Floats) -> Dual:
    m = problem.site_count
    return Dual(u.copy(), np.zeros(u.size), np.zeros(m), np.zeros(m), np.zeros(m, dtype=np.int8))


def climb(
    problem: Location,
    arcs: Arcs,
    status: Marks,
    dual: Dual,
    rounds: int,
    upper: float,
    floor: float = 1e-3,
    patience: int = 20,
    banned: Marks = NOTHING_BANNED,
) -> None:
    """Take up to `rounds` steps towards `upper`; fewer, when the step has shrunk below `floor` or the gap is closed.

    `banned` marks arcs, by site, that a search has ruled out. The step shrinks after `patience` steps without gain.
    """
    if problem.is_capacitated:
        if banned.size == 0:
            banned = np.zeros(arcs.demand.size, dtype=np.int8)
        if dual.arc_share.size == 0:
            dual.arc_share = np.zeros(arcs.demand.size)
    settings = np.array([dual.bound, dual.step, float(dual.stale)])
    if dual.last_u.size == 0:
        dual.last_u = dual.u.copy()
    _climb(
        arcs.start,
        arcs.site,
        arcs.cost,
        arcs.site_start,
        arcs.demand,
        arcs.site_cost,
        arcs.reach,
        problem.weight,
        problem.capacity,
        problem.opening,
        status,
        mode_of(problem),
        problem.open_count or 0,
        problem.is_capacitated,
        rounds,
        upper,
        floor,
        patience,
        banned,
        dual.arc_share,
        dual.u,
        dual.last_u,
        dual.way,
        dual.share,
        dual.price,
        dual.chosen,
        settings,
    )
    dual.bound, dual.step, dual.stale = float(settings[0]), float(settings[1]), int(settings[2])


@kernel
def _climb(  # noqa: PLR0915 - a loop of arithmetic, compiled as one
    start: Ints,
    site: Ints,
    cost: Floats,
    site_start: Ints,
    demand: Ints,
    site_cost: Floats,
    reach: Floats,
    weight: Floats,
    capacity: Floats,
    opening: Floats,
    status: Marks,
    mode: int,
    p: int,
    is_packed: bool,
    rounds: int,
    upper: float,
    floor: float,
    patience: int,
    banned: Marks,
    arc_share: Floats,
    centre: Floats,
    u: Floats,
    way: Floats,
    share: Floats,
    best_price: Floats,
    chosen: Marks,
    settings: Floats,
) -> None:
    n, m = centre.size, share.size
    worth, price, slack = np.empty(m), np.empty(m), np.empty(n)
    taken = np.zeros(site_cost.size, dtype=np.int8)
    needed = weight.sum()
    bound, step, stale = settings[0], settings[1], int(settings[2])
    fresh = not np.isfinite(bound)
    for _ in range(rounds):
        norm = 0.0
        for i in range(n):
            norm += way[i] * way[i]
        if fresh or norm < 1e-12:
            u[:] = centre
        else:
            length = step * max(upper - bound, 1e-6 * abs(upper)) / norm
            for i in range(n):
                u[i] = centre[i] + length * way[i]
        for i in range(n):
            u[i] = min(u[i], reach[i])
        if is_packed:
            knapsacks(site_start, demand, site_cost, weight, capacity, status, banned, KNAPSACK_STEPS, u, worth, taken)
        else:
            sums_below(start, site, cost, u, worth)
        for j in range(m):
            price[j] = opening[j] - worth[j]
        here = choose(mode, p, needed, capacity, status, price, chosen)
        if here == np.inf:
            bound = np.inf
            break
        for i in range(n):
            here += u[i]
        if is_packed:
            slack_packed(site_start, demand, chosen, taken, slack)
        else:
            slack_plain(start, site, cost, chosen, u, slack)
        green = 0.0
        for i in range(n):
            green += way[i] * slack[i]
        blend = 1.0 if fresh else max(0.05, min(0.3, step))
        for i in range(n):
            way[i] = blend * slack[i] + (1 - blend) * way[i]
        for j in range(m):
            share[j] = blend * chosen[j] + (1 - blend) * share[j]
        if is_packed:
            for j in range(m):
                for k in range(site_start[j], site_start[j + 1]):
                    arc_share[k] = blend * chosen[j] * taken[k] + (1 - blend) * arc_share[k]
        if here > bound:
            if here > bound + 1e-5 * abs(bound) or fresh:
                stale = 0
            else:
                stale += 1
            bound = here
            centre[:] = u
            best_price[:] = price
            if green > 0:
                step = min(2.0, step * 1.1)
        else:
            stale += 1
        fresh = False
        if stale >= patience:
            step *= 0.7
            stale = 0
        if bound >= upper or step < floor:
            break
    settings[0], settings[1], settings[2] = bound, step, float(stale)
