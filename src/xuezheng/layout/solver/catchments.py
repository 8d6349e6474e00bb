# pyright: basic, reportArgumentType=false, reportReturnType=false, reportAssignmentType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""Catchments by annealing over borders, from a start that is nearly best, with a bound from prices of places.

Relaxed to parts of cells and without pieces, the problem is one of transport. The prices of its places move the border between
two schools; cells go to the school of least cost and price, as in a weighted Voronoi diagram, which is nearly in one piece and
nearly full. A border cell then changes schools where that leaves both in one piece (annealing: Kirkpatrick, Gelatt and Vecchi
1983; connectivity looked at around the cell, as in the school districts of Biswas and others 2022). Where that ends, a few neighbouring catchments at a time are drawn anew exactly (`redrawing.py`).
"""

from typing import NamedTuple

import numpy as np

from xuezheng.engine.kernels import kernel, step
from xuezheng.layout.problem.catchments import Catching, Catchments, priced_bound
from xuezheng.layout.problem.location import Floats, Ints, Marks
from xuezheng.layout.solver.redrawing import redraw, some_together
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.transport import place_prices

MOVES = 5_000  # of annealing in one run, for each cell
ENOUGH = 2e-4
FIRST, PATIENCE = 0.25, 8  # annealing: at most this share of the time, or so many runs without gain
FEW, MANY, TRIES = 4, 9, 4  # schools drawn anew together: from few to many, one more after so many in vain


class Town(NamedTuple):
    """The instance as the kernels read it; `is_fixed`: the schools' own cells."""

    cost: Floats
    wish: Floats  # cost and the price of the places taken: what moves are judged by
    children: Floats
    capacity: Floats
    least: Floats
    start: Ints
    neighbour: Ints
    is_fixed: Marks
    is_exempt: Marks


@step
def off(load: float, capacity: float, least: float) -> float:
    """How far a load is outside its limits."""
    return max(0.0, load - capacity) + max(0.0, least - load)


@step
def stays_whole(t: Town, owner: Ints, i: int, stamp: Ints, now: int, stack: Ints) -> bool:
    """Whether the cells of i's school stay one piece without i: its neighbours there still reach each other."""
    a, wanted, first = owner[i], 0, -1
    for k in range(t.start[i], t.start[i + 1]):
        c = t.neighbour[k]
        if owner[c] == a and not t.is_exempt[c]:
            wanted += 1
            first = c
    if wanted < 2:
        return True
    stamp[i] = now
    stamp[first] = now
    stack[0] = first
    size, found = 1, 0
    while size > 0:
        size -= 1
        here = stack[size]
        for k in range(t.start[i], t.start[i + 1]):
            if t.neighbour[k] == here:
                found += 1
        if found == wanted:
            return True
        for k in range(t.start[here], t.start[here + 1]):
            c = t.neighbour[k]
            if owner[c] == a and not t.is_exempt[c] and stamp[c] != now:
                stamp[c] = now
                stack[size] = c
                size += 1
    return False


@step
def keep(owner: Ints, best: Ints) -> None:
    for i in range(owner.size):
        best[i] = owner[i]


@kernel
def anneal(
    t: Town, owner: Ints, best: Ints, moves: int, warm: float, fine: float, seed: int, best_cost: float
) -> float:
    """`moves` proposals from `owner` (changed), cooling from `warm`; the best answer within all limits goes to `best`."""
    n, schools = t.cost.shape
    load, marks = np.zeros(schools), np.zeros((2, n), dtype=np.int64)
    return cool(t, owner, best, load, marks[0], marks[1], moves, warm, fine, seed, best_cost)


@step
def cool(
    t: Town, owner: Ints, best: Ints, load: Floats, stamp: Ints, stack: Ints, moves: int, warm: float, fine: float, seed: int,
    best_cost: float,
) -> float:  # fmt: skip
    """The loop of `anneal`; `load` (schools), `stamp` and `stack` (cells) are empty."""
    np.random.seed(seed)
    n, schools = t.cost.shape
    total, much = 0.0, 0.0
    for i in range(n):
        load[owner[i]] += t.children[i]
        total += t.cost[i, owner[i]]
    for j in range(schools):
        much += off(load[j], t.capacity[j], t.least[j])
    if much < 1e-6 and total < best_cost - 1e-9:
        best_cost = total
        keep(owner, best)
    for move in range(moves):
        ready = move / moves
        heat = warm * (1.0 - ready) ** 2 + 1e-9
        # Borders may first overfill schools cheaply, so that children pass through full ones; at the end they may not.
        sharp = fine * (0.2 + 10.0 * ready * ready)
        i = np.random.randint(n)
        if t.is_fixed[i] or t.start[i] == t.start[i + 1]:
            continue
        a = owner[i]
        c = t.neighbour[t.start[i] + np.random.randint(t.start[i + 1] - t.start[i])]
        b = owner[c]
        if a == b or (t.is_exempt[c] and not t.is_exempt[i]) or t.cost[i, b] >= 1e17:
            continue
        w = t.children[i]
        before = off(load[a], t.capacity[a], t.least[a]) + off(load[b], t.capacity[b], t.least[b])
        after = off(load[a] - w, t.capacity[a], t.least[a]) + off(load[b] + w, t.capacity[b], t.least[b])
        more = t.cost[i, b] - t.cost[i, a]
        change = t.wish[i, b] - t.wish[i, a] + sharp * (after - before)
        if change > 0 and np.random.random() >= np.exp(-change / heat):
            continue
        if not t.is_exempt[i] and not stays_whole(t, owner, i, stamp, move + 1, stack):
            continue
        owner[i] = b
        load[a] -= w
        load[b] += w
        total += more
        much += after - before
        if much < 1e-6 and total < best_cost - 1e-9:
            best_cost = total
            keep(owner, best)
    return best_cost


@kernel
def grow(t: Town, owner: Ints, wish: Floats, seat: Ints) -> None:
    """Make every school's cells one piece: what hangs on its seat stays, the rest joins a neighbour of least `wish` (n × k)."""
    n = owner.size
    given = owner.copy()
    owner[:] = -1
    stack = np.zeros(n, dtype=np.int64)
    for j in range(seat.size):
        owner[seat[j]] = j
    for j in range(seat.size):
        stack[0] = seat[j]
        size = 1
        while size > 0:
            size -= 1
            here = stack[size]
            for k in range(t.start[here], t.start[here + 1]):
                c = t.neighbour[k]
                if owner[c] < 0 and given[c] == j and not t.is_exempt[c]:
                    owner[c] = j
                    stack[size] = c
                    size += 1
    for i in range(n):
        if t.is_exempt[i] and owner[i] < 0:
            owner[i] = given[i]
    is_growing = True
    while is_growing:
        is_growing = False
        for i in range(n):
            if owner[i] >= 0:
                continue
            best = np.inf
            for k in range(t.start[i], t.start[i + 1]):
                c = t.neighbour[k]
                if owner[c] >= 0 and not t.is_exempt[c] and wish[i, owner[c]] < best:
                    best = wish[i, owner[c]]
                    owner[i] = owner[c]
            if owner[i] >= 0:
                is_growing = True


def redrawn(
    problem: Catchments, wish: Floats, owner: Ints, bound: float, stop: Stop, random: np.random.Generator
) -> tuple[Ints, float]:
    """Some neighbouring catchments at a time drawn anew, more of them together as that gains less."""
    cells = np.arange(problem.cell_count)
    total, count, stale = float(problem.cost[cells, owner].sum()), FEW, 0
    while not stop() and total - bound > ENOUGH * abs(total) and stale < 3 * problem.school_count:
        schools = some_together(problem, owner, min(count, problem.school_count), random)
        drawn = redraw(problem, wish, owner, schools, min(max(2.0, 0.05 * stop.seconds), stop.left))
        stale = stale + 1 if drawn is None else 0
        if drawn is not None:
            owner, total = drawn, float(problem.cost[cells, drawn].sum())
            stop.tell(total, bound)
        if stale and stale % TRIES == 0 and count < MANY:
            count += 1
    return owner, total


def solve_catchments(problem: Catchments, stop: Stop, seed: int = 0, moves: int | None = None) -> Catching:
    """The best answer within the limits of time; `is_complete` is false where none within all limits was found."""
    moves = MOVES * problem.cell_count if moves is None else moves
    random = np.random.default_rng(seed)
    full, empty = place_prices(problem)
    bound = priced_bound(problem, full, empty)
    fixed = np.zeros(problem.cell_count, dtype=np.int8)
    fixed[problem.seat] = 1
    cost = np.where(np.isfinite(problem.cost), problem.cost, 1e18)
    wish = cost + problem.children[:, None] * (full - empty)[None, :]
    town = Town(
        cost,
        wish,
        problem.children,
        problem.capacity,
        problem.least,
        problem.start,
        problem.neighbour,
        fixed,
        problem.is_exempt.astype(np.int8),
    )
    owner = np.argmin(wish, axis=1).astype(np.int64)
    grow(town, owner, wish, problem.seat)
    best, total = owner.copy(), float("inf")
    typical = bound / max(1.0, float(problem.children.sum()))
    # A border cell's change is its children times a cell's width or so: a quarter of the usual way, over all children.
    warm, fine, stale = 0.08 * typical * float(problem.children.mean()), typical, 0
    is_begun = False
    first = stop.part(FIRST)
    while not is_begun or (not stop() and not (np.isfinite(total) and (first() or stale >= PATIENCE))):
        is_begun = True
        found = anneal(town, owner, best, moves, warm, fine, int(random.integers(1 << 30)), total)
        stale = 0 if found < total - 1e-4 * abs(found) or not np.isfinite(found) else stale + 1
        total = found
        if np.isfinite(total) and total - bound <= ENOUGH * abs(total):
            break
        if np.isfinite(total):
            owner[:] = best
        else:
            fine *= 1.5
        warm *= float(random.choice([0.6, 0.8, 1.25]))
    if np.isfinite(total) and total - bound > ENOUGH * abs(total) and not stop():
        best, total = redrawn(problem, wish, best, bound, stop, random)
    return Catching(best, total, min(bound, total), full, empty, stop.used, bool(np.isfinite(total)))
