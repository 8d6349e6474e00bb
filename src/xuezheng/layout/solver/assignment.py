# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""Who goes where when the open sites may change: moves of a local search over single-source answers with capacities.

An answer may overfill sites while it is searched; each unit too many costs `fine`. Moves: one demand to another open site;
two demands exchange sites; a site's demands all move to a closed site, which opens in its place. Only what a move could have
changed is looked at again. Of a county's year it knows the forms of a site, of which one is open, and the beds of boarders.
"""

from typing import NamedTuple

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks

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


@kernel
def sleeps(g: Ground, i: int, j: int) -> float:
    """The beds that demand i takes at site j."""
    if g.beds.size > 0 and g.boards[i, j]:
        return g.weight[i]
    return 0.0


@kernel
def open_up(g: Ground, s: State, j: int) -> None:
    s.is_open[j] = 1
    s.form[g.place[j]] = j


@kernel
def shut(g: Ground, s: State, j: int) -> None:
    s.is_open[j] = 0
    if s.form[g.place[j]] == j:
        s.form[g.place[j]] = -1


@kernel
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


@kernel
def over(load: float, capacity: float) -> float:
    return load - capacity if load > capacity + TINY else 0.0


@kernel
def strain(g: Ground, j: int, load: float, slept: float) -> float:
    """How many are too many in rooms and beds."""
    much = over(load, g.capacity[j])
    if g.beds.size > 0:
        much += over(slept, g.beds[j])
    return much


@kernel
def strained(g: Ground, s: State, j: int) -> float:
    return strain(g, j, s.load[j], s.slept[j])


@kernel
def price_of(g: Ground, s: State, fine: float) -> tuple[float, float]:
    """The answer's cost with fines, and the overload alone."""
    total, much = ways_of(g, s)
    kept, crowded = keeping_of(g, s)
    return total + kept + fine * (much + crowded), much + crowded


@kernel
def ways_of(g: Ground, s: State) -> tuple[float, float]:
    """What serving all costs, and a fine's measure of those that nobody serves."""
    total, much = 0.0, 0.0
    for i in range(s.site_of.size):
        if s.site_of[i] < 0:
            much += 1.0 + g.weight[i]
        else:
            total += g.cost[i, s.site_of[i]]
    return total, much


@kernel
def ways_since(g: Ground, s: State, before: State) -> tuple[float, float]:
    """How both differ from those of another state: only who goes elsewhere is looked up, the table of costs being large."""
    total, much = 0.0, 0.0
    for i in range(s.site_of.size):
        a, b = before.site_of[i], s.site_of[i]
        if a != b:
            if b < 0:
                much += 1.0 + g.weight[i]
            else:
                total += g.cost[i, b]
            if a < 0:
                much -= 1.0 + g.weight[i]
            else:
                total -= g.cost[i, a]
    return total, much


@kernel
def keeping_of(g: Ground, s: State) -> tuple[float, float]:
    """What the open sites cost, and how many are too many in them."""
    total, much = 0.0, 0.0
    for j in range(s.load.size):
        if s.is_open[j]:
            total += g.opening[j]
            much += strained(g, s, j)
    return total, much


@kernel
def settle_in(g: Ground, s: State, i: int, fine: float) -> None:
    """Put an unplaced demand where it costs least now, fines counted."""
    best, where = np.inf, -1
    w = g.weight[i]
    for k in range(g.near.shape[1]):
        j = g.near[i, k]
        if j < 0 or g.cost[i, j] >= best:
            break
        if not s.is_open[j]:
            continue
        more = strain(g, j, s.load[j] + w, s.slept[j] + sleeps(g, i, j)) - strained(g, s, j)
        if g.cost[i, j] + fine * more < best:
            best, where = g.cost[i, j] + fine * more, j
    if where < 0:
        for j in range(s.load.size):
            if s.is_open[j]:
                more = strain(g, j, s.load[j] + w, s.slept[j] + sleeps(g, i, j)) - strained(g, s, j)
                if g.cost[i, j] + fine * more < best:
                    best, where = g.cost[i, j] + fine * more, j
    put(g, s, i, where)


@kernel
def place_all(g: Ground, s: State, fine: float) -> None:
    """Place all demands anew on the open sites: those with most to lose by their second choice first."""
    n = s.site_of.size
    regret = np.zeros(n)
    for i in range(n):
        if s.site_of[i] >= 0:
            put(g, s, i, -1)
        seen, first = 0, 0.0
        for k in range(g.near.shape[1]):
            j = g.near[i, k]
            if j < 0:
                break
            if s.is_open[j]:
                seen += 1
                if seen == 1:
                    first = g.cost[i, j]
                else:
                    regret[i] = g.cost[i, j] - first
                    break
        if seen < 2:
            regret[i] = 1e12
    for i in np.argsort(-regret):
        settle_in(g, s, i, fine)


@kernel
def best_shift(g: Ground, s: State, i: int, fine: float) -> tuple[float, int]:
    """The most that moving demand i to another open site saves, and that site."""
    a, w = s.site_of[i], g.weight[i]
    relief = fine * (strained(g, s, a) - strain(g, a, s.load[a] - w, s.slept[a] - sleeps(g, i, a)))
    best, where = TINY, -1
    for k in range(g.near.shape[1]):
        j = g.near[i, k]
        if j < 0:
            break
        saved = g.cost[i, a] - g.cost[i, j] + relief
        if saved <= best:
            break
        if j == a or not s.is_open[j]:
            continue
        saved -= fine * (strain(g, j, s.load[j] + w, s.slept[j] + sleeps(g, i, j)) - strained(g, s, j))
        if saved > best:
            best, where = saved, j
    return best, where


@kernel
def best_exchange(g: Ground, s: State, i: int, fine: float) -> tuple[float, int]:
    """The most that exchanging demand i with one of another open site saves, and that demand."""
    a, w = s.site_of[i], g.weight[i]
    over_a = strained(g, s, a)
    best, which = TINY, -1
    for k in range(g.near.shape[1]):
        j = g.near[i, k]
        if j < 0:
            break
        if j == a or not s.is_open[j]:
            continue
        here = g.cost[i, a] - g.cost[i, j]
        over_j = strained(g, s, j)
        # What the other may gain by coming to a is bounded by nothing known, so sites clearly too far end the search.
        if here + fine * (over_a + over_j) < -g.cost[i, a] - TINY and k > 12:
            break
        other = s.head[j]
        while other >= 0:
            saved = here + g.cost[other, j] - g.cost[other, a]
            if saved + fine * (over_a + over_j) > best:
                shift = g.weight[other] - w
                saved += fine * (over_a + over_j)
                slept_a = s.slept[a] - sleeps(g, i, a) + sleeps(g, other, a)
                slept_j = s.slept[j] - sleeps(g, other, j) + sleeps(g, i, j)
                saved -= fine * (strain(g, a, s.load[a] + shift, slept_a) + strain(g, j, s.load[j] - shift, slept_j))
                if saved > best:
                    best, which = saved, other
            other = s.after[other]
    return best, which


@kernel
def wake(g: Ground, s: State, j: int, is_awake: Marks, queue: Ints, ends: Ints) -> None:
    """All demands near site j are looked at again. `queue` is a ring; `ends` its first and its length."""
    n = queue.size
    for k in range(g.fan_start[j], g.fan_start[j + 1]):
        i = g.fan[k]
        if not is_awake[i]:
            is_awake[i] = 1
            queue[(ends[0] + ends[1]) % n] = i
            ends[1] += 1


@kernel
def stand_in(g: Ground, s: State, a: int, fine: float) -> int:
    """The closed site that had better take all of site a's demands and its place; -1 where none is better."""
    if g.status[a] == OPEN or s.head[a] < 0:
        return -1
    now, i = g.opening[a] + fine * strained(g, s, a), s.head[a]
    while i >= 0:
        now += g.cost[i, a]
        i = s.after[i]
    best, where = now - TINY, -1
    for k in range(g.beside.shape[1]):
        b = g.beside[a, k]
        if s.is_open[b] or g.status[b] != FREE:
            continue
        # Another form of the same place may always stand in; of another place only where neither is held by a form.
        if g.place[b] != g.place[a] and (g.needed[g.place[a]] or s.form[g.place[b]] >= 0):
            continue
        then, i = g.opening[b] + fine * over(s.load[a], g.capacity[b]), s.head[a]
        slept = 0.0
        while i >= 0 and then < best:
            then += g.cost[i, b]
            slept += sleeps(g, i, b)
            i = s.after[i]
        if g.beds.size > 0:
            then += fine * over(slept, g.beds[b])
        if i < 0 and then < best:
            best, where = then, b
    return where


@kernel
def move_site(g: Ground, s: State, a: int, b: int) -> None:
    shut(g, s, a)
    open_up(g, s, b)
    i = s.head[a]
    while i >= 0:
        following = s.after[i]
        put(g, s, i, b)
        i = following


@kernel
def descend(g: Ground, s: State, fine: float, is_awake: Marks, queue: Ints, ends: Ints, is_touched: Marks) -> None:
    """Moves while one pays, over the demands awake; then sites touched may change place; until nothing pays."""
    n, m = s.site_of.size, s.load.size
    while True:
        while ends[1] > 0:
            i = queue[ends[0]]
            ends[0] = (ends[0] + 1) % n
            ends[1] -= 1
            is_awake[i] = 0
            a = s.site_of[i]
            saved, b = best_shift(g, s, i, fine)
            gained, other = best_exchange(g, s, i, fine)
            if other >= 0 and gained > saved:
                b = s.site_of[other]
                put(g, s, i, b)
                put(g, s, other, a)
            elif b >= 0:
                put(g, s, i, b)
            else:
                continue
            is_touched[a] = 1
            is_touched[b] = 1
            wake(g, s, a, is_awake, queue, ends)
            wake(g, s, b, is_awake, queue, ends)
        for a in range(m):
            if is_touched[a]:
                is_touched[a] = 0
                if s.is_open[a]:
                    b = stand_in(g, s, a, fine)
                    if b >= 0:
                        move_site(g, s, a, b)
                        is_touched[b] = 1
                        wake(g, s, a, is_awake, queue, ends)
                        wake(g, s, b, is_awake, queue, ends)
        if ends[1] == 0:
            break
