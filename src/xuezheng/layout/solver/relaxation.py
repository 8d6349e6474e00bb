"""The Lagrangian bound: the demands' equations are priced, the sites fall apart.

    L(u) = sum_i u_i + min over the chosen sites of sum_j (opening_j - K_j(u)),
    K_j(u) = max { sum_i (u_i - cost_ij) x_i : sum_i weight_i x_i <= capacity_j }

Any u gives a bound (Geoffrion 1974). Which sites are chosen: exactly `open_count`; or, where the number is free, those that
pay and at least so many that all weight fits (Beasley 1993). All loops here evaluate; climbing is in `ascent.py`.
"""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Marks
from xuezheng.layout.solver.knapsack import knapsack

COUNT, PAYING, COVERING = 0, 1, 2


@kernel
def sums_below(start: Ints, site: Ints, cost: Floats, u: Floats, worth: Floats) -> None:
    """Without capacities: K_j(u) is the sum of what is positive. `worth` (m) is written."""
    worth[:] = 0.0
    for i in range(u.size):
        for k in range(start[i], start[i + 1]):
            gain = u[i] - cost[k]
            if gain <= 0:
                break
            worth[site[k]] += gain


@kernel
def knapsacks(
    site_start: Ints,
    demand: Ints,
    site_cost: Floats,
    weight: Floats,
    capacity: Floats,
    status: Marks,
    banned: Marks,
    limit: int,
    u: Floats,
    worth: Floats,
    taken: Marks,
) -> None:
    """With capacities: K_j(u) for each site not closed, and in `taken` the arcs (by site) that give it."""
    widest = 0
    for j in range(worth.size):
        widest = max(widest, site_start[j + 1] - site_start[j])
    values, weights = np.empty(widest), np.empty(widest)
    which = np.empty(widest, dtype=np.int64)
    chosen = np.empty(widest, dtype=np.int8)
    for j in range(worth.size):
        worth[j] = 0.0
        count, total = 0, 0.0
        for k in range(site_start[j], site_start[j + 1]):
            taken[k] = 0
            i = demand[k]
            gain = u[i] - site_cost[k]
            if gain > 0 and status[j] != -1 and banned[k] == 0:
                values[count] = gain
                weights[count] = weight[i]
                which[count] = k
                total += weight[i]
                count += 1
        if count == 0:
            continue
        if total <= capacity[j]:
            for c in range(count):
                taken[which[c]] = 1
                worth[j] += values[c]
            continue
        worth[j] = knapsack(count, values, weights, capacity[j], chosen, limit)
        for c in range(count):
            taken[which[c]] = chosen[c]


@kernel
def choose(mode: int, p: int, needed: float, capacity: Floats, status: Marks, price: Floats, chosen: Marks) -> float:
    """The least sum of `price` over a permitted choice of sites, and the choice. Infinite where there is none."""
    m = price.size
    chosen[:] = 0
    total = 0.0
    forced = 0
    for j in range(m):
        if status[j] == OPEN:
            chosen[j] = 1
            total += price[j]
            forced += 1
    if mode == COUNT:
        free = np.empty(m, dtype=np.int64)
        count = 0
        for j in range(m):
            if status[j] == FREE:
                free[count] = j
                count += 1
        if forced > p or forced + count < p:
            return np.inf
        order = np.argsort(price[free[:count]])
        for c in range(p - forced):
            j = free[order[c]]
            chosen[j] = 1
            total += price[j]
        return float(total)
    room = 0.0
    for j in range(m):
        if status[j] == FREE and price[j] < 0:
            chosen[j] = 1
            total += price[j]
        if chosen[j]:
            room += capacity[j]
    if mode == PAYING or room >= needed:
        return float(total)
    return float(total) + cover(needed - room, capacity, status, price, chosen)


@kernel
def cover(short: float, capacity: Floats, status: Marks, price: Floats, chosen: Marks) -> float:
    """Add sites until the weight fits, at least price: of all that could be added, drop the dearest set that may be."""
    m = price.size
    which = np.empty(m, dtype=np.int64)
    values, weights = np.empty(m), np.empty(m)
    count, room, total = 0, 0.0, 0.0
    for j in range(m):
        if status[j] == FREE and not chosen[j]:
            which[count] = j
            values[count] = max(price[j], 1e-300)
            weights[count] = capacity[j]
            room += capacity[j]
            total += price[j]
            count += 1
    if room < short:
        return np.inf
    dropped = np.empty(count, dtype=np.int8)
    saved = knapsack(count, values, weights, room - short, dropped, 3000)
    for c in range(count):
        chosen[which[c]] = 1 - dropped[c]
    return total - saved


@kernel
def slack_plain(start: Ints, site: Ints, cost: Floats, chosen: Marks, u: Floats, slack: Floats) -> None:
    """The subgradient without capacities: one minus how many chosen sites serve each demand."""
    for i in range(u.size):
        slack[i] = 1.0
        for k in range(start[i], start[i + 1]):
            if cost[k] >= u[i]:
                break
            if chosen[site[k]]:
                slack[i] -= 1.0


@kernel
def slack_packed(site_start: Ints, demand: Ints, chosen: Marks, taken: Marks, slack: Floats) -> None:
    """The subgradient with capacities."""
    slack[:] = 1.0
    for j in range(chosen.size):
        if chosen[j]:
            for k in range(site_start[j], site_start[j + 1]):
                if taken[k]:
                    slack[demand[k]] -= 1.0


__all__ = [
    "CLOSED",
    "COUNT",
    "COVERING",
    "PAYING",
    "choose",
    "cover",
    "knapsacks",
    "slack_packed",
    "slack_plain",
    "sums_below",
]
