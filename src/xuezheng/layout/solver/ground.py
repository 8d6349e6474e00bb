# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""An answer while it is searched: what does not change, what does, and the single steps from which moves are made."""

from typing import NamedTuple

import numpy as np

from xuezheng.engine.kernels import kernel, step
from xuezheng.layout.problem.location import CLOSED, Floats, Ints, Location, Marks

TINY = 1e-9
DEPTH = 40  # sites that a demand looks at


class Ground(NamedTuple):
    """What does not change. `near` (n × k): sites of each demand, cheapest first, -1 at the end; `fans`: demands near a site.

    `place` (m): the ground of each form; `needed` (by place): one form must be open; `boards` (n × m), `beds` (m): empty without.
    """

    cost: Floats
    weight: Floats
    capacity: Floats
    opening: Floats
    status: Marks
    near: Ints
    beside: Ints  # m × l: sites that could stand in for a site
    fan_start: Ints
    fan: Ints
    place: Ints
    needed: Marks
    boards: Marks
    beds: Floats


class State(NamedTuple):
    """What changes: the site of each demand, loads, what is open, members of each site as linked lists, the form of each place."""

    site_of: Ints
    load: Floats
    is_open: Marks
    head: Ints
    after: Ints
    before: Ints
    slept: Floats
    form: Ints


def ground_of(problem: Location, depth: int = DEPTH) -> Ground:
    n, m = problem.cost.shape
    finite = problem.cost[np.isfinite(problem.cost)]
    barred = 10.0 * float(finite.max(initial=1.0)) + 1.0
    cost = np.where(np.isfinite(problem.cost), problem.cost, barred)
    cost[:, problem.status == CLOSED] = barred
    depth = min(depth, m)
    part = np.argpartition(cost, depth - 1, axis=1)[:, :depth] if depth < m else np.tile(np.arange(m), (n, 1))
    near = np.take_along_axis(part, np.argsort(np.take_along_axis(cost, part, 1), axis=1, kind="stable"), 1)
    near = np.where(np.take_along_axis(cost, near, 1) >= barred, -1, near).astype(np.int64)
    demand, site = np.repeat(np.arange(n), depth), near.ravel()
    demand, site = demand[site >= 0], site[site >= 0]
    order = np.argsort(site, kind="stable")
    fan_start = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=m))]).astype(np.int64)
    beside = _beside(cost, min(m - 1, 30))
    place = np.arange(m) if problem.site is None else problem.site
    needed = np.zeros(m, dtype=np.int8) if problem.needed is None else problem.needed
    has_beds = problem.boards is not None and problem.beds is not None
    boards = problem.boards.astype(np.int8) if problem.boards is not None and has_beds else np.zeros((0, 0), np.int8)
    beds = problem.beds if problem.beds is not None and has_beds else np.zeros(0)
    return Ground(
        cost, problem.weight, problem.capacity, problem.opening, problem.status, near, beside, fan_start, demand[order],
        place, needed, boards, beds,
    )  # fmt: skip


def _beside(cost: Floats, count: int) -> Ints:
    """For each site the sites that serve its cheapest demands at least cost."""
    n, m = cost.shape
    few = min(8, n)
    beside = np.empty((m, count), dtype=np.int64)
    closest = np.argpartition(cost, few - 1, axis=0)[:few] if few < n else np.tile(np.arange(n)[:, None], (1, m))
    for j in range(m):
        score = cost[closest[:, j]].sum(axis=0)
        score[j] = np.inf
        beside[j] = np.argsort(score)[:count]
    return beside


def empty_state(n: int, m: int) -> State:
    return State(
        np.full(n, -1, dtype=np.int64),
        np.zeros(m),
        np.zeros(m, dtype=np.int8),
        np.full(m, -1, dtype=np.int64),
        np.full(n, -1, dtype=np.int64),
        np.full(n, -1, dtype=np.int64),
        np.zeros(m),
        np.full(m, -1, dtype=np.int64),
    )


def set_open(g: Ground, s: State, opened: Ints) -> None:
    """These sites are open, and no others; of forms of one place the last."""
    s.is_open[:] = 0
    s.form[:] = -1
    s.form[g.place[opened]] = opened
    s.is_open[s.form[s.form >= 0]] = 1


@kernel
def copy_state(source: State, to: State) -> None:
    to.site_of[:] = source.site_of
    to.load[:] = source.load
    to.is_open[:] = source.is_open
    to.head[:] = source.head
    to.after[:] = source.after
    to.before[:] = source.before
    to.slept[:] = source.slept
    to.form[:] = source.form


@step
def sleeps(g: Ground, i: int, j: int) -> float:
    """The beds that demand i takes at site j."""
    if g.beds.size > 0 and g.boards[i, j]:
        return g.weight[i]
    return 0.0


@step
def open_up(g: Ground, s: State, j: int) -> None:
    s.is_open[j] = 1
    s.form[g.place[j]] = j


@step
def shut(g: Ground, s: State, j: int) -> None:
    s.is_open[j] = 0
    if s.form[g.place[j]] == j:
        s.form[g.place[j]] = -1


@step
def put(g: Ground, s: State, i: int, j: int) -> None:
    """Move demand i to site j; -1 takes it out."""
    a = s.site_of[i]
    if a >= 0:
        s.load[a] -= g.weight[i]
        s.slept[a] -= sleeps(g, i, a)
        if s.before[i] >= 0:
            s.after[s.before[i]] = s.after[i]
        else:
            s.head[a] = s.after[i]
        if s.after[i] >= 0:
            s.before[s.after[i]] = s.before[i]
    s.site_of[i] = j
    if j >= 0:
        s.load[j] += g.weight[i]
        s.slept[j] += sleeps(g, i, j)
        s.before[i] = -1
        s.after[i] = s.head[j]
        if s.head[j] >= 0:
            s.before[s.head[j]] = i
        s.head[j] = i


@step
def over(load: float, capacity: float) -> float:
    return load - capacity if load > capacity + TINY else 0.0


@step
def strain(g: Ground, j: int, load: float, slept: float) -> float:
    """How many are too many in rooms and beds."""
    much = over(load, g.capacity[j])
    if g.beds.size > 0:
        much += over(slept, g.beds[j])
    return much


@step
def strained(g: Ground, s: State, j: int) -> float:
    return strain(g, j, s.load[j], s.slept[j])
