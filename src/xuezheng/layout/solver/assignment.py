# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""Who goes where when the open sites may change: moves of a local search over single-source answers with capacities.

An answer may overfill sites while it is searched; each unit too many costs `fine`. Moves: one demand to another open site;
two demands exchange sites; a site's demands all move to a closed site, which opens in its place. Only what a move could have
changed is looked at again. Of a county's year it knows the forms of a site, of which one is open, and the beds of boarders.
"""

import numpy as np

from xuezheng.engine.kernels import kernel, step
from xuezheng.layout.problem.location import FREE, OPEN, Ints, Marks
from xuezheng.layout.solver.ground import (
    TINY,
    Ground,
    State,
    open_up,
    over,
    put,
    shut,
    sleeps,
    strain,
    strained,
)


@step
def price_of(g: Ground, s: State, fine: float) -> tuple[float, float]:
    """The answer's cost with fines, and the overload alone."""
    total, much = ways_of(g, s)
    kept, crowded = keeping_of(g, s)
    return total + kept + fine * (much + crowded), much + crowded


@step
def ways_of(g: Ground, s: State) -> tuple[float, float]:
    """What serving all costs, and a fine's measure of those that nobody serves."""
    total, much = 0.0, 0.0
    for i in range(s.site_of.size):
        if s.site_of[i] < 0:
            much += 1.0 + g.weight[i]
        else:
            total += g.cost[i, s.site_of[i]]
    return total, much


@step
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


@step
def keeping_of(g: Ground, s: State) -> tuple[float, float]:
    """What the open sites cost, and how many are too many in them."""
    total, much = 0.0, 0.0
    for j in range(s.load.size):
        if s.is_open[j]:
            total += g.opening[j]
            much += strained(g, s, j)
    return total, much


@step
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


@step
def best_shift(g: Ground, s: State, i: int, fine: float) -> tuple[float, int]:
    """The most that moving demand i to another open site saves, and that site."""
    # Arrays are taken out of the tuples once: each look into a tuple inside of a loop counts references.
    cost, near, capacity, load, is_open, has_beds = g.cost, g.near, g.capacity, s.load, s.is_open, g.beds.size > 0
    a, w = s.site_of[i], g.weight[i]
    relief = fine * (strained(g, s, a) - strain(g, a, load[a] - w, s.slept[a] - sleeps(g, i, a)))
    best, where, here = TINY, -1, cost[i, a] + relief
    for k in range(near.shape[1]):
        j = near[i, k]
        if j < 0:
            break
        saved = here - cost[i, j]
        if saved <= best:
            break
        if j == a or not is_open[j]:
            continue
        saved -= fine * (over(load[j] + w, capacity[j]) - over(load[j], capacity[j]))
        if has_beds and saved > best:
            saved -= fine * (over(s.slept[j] + sleeps(g, i, j), g.beds[j]) - over(s.slept[j], g.beds[j]))
        if saved > best:
            best, where = saved, j
    return best, where


@step
def best_exchange(g: Ground, s: State, i: int, fine: float) -> tuple[float, int]:
    """The most that exchanging demand i with one of another open site saves, and that demand."""
    cost, near, capacity, weight, has_beds = g.cost, g.near, g.capacity, g.weight, g.beds.size > 0
    load, is_open, head, after = s.load, s.is_open, s.head, s.after
    a, w = s.site_of[i], weight[i]
    over_a, own, load_a, room_a = strained(g, s, a), cost[i, a], load[a], capacity[a]
    best, which = TINY, -1
    for k in range(near.shape[1]):
        j = near[i, k]
        if j < 0:
            break
        if j == a or not is_open[j]:
            continue
        over_j = over(load[j], capacity[j])
        if has_beds:
            over_j += over(s.slept[j], g.beds[j])
        here = own - cost[i, j] + fine * (over_a + over_j)
        # What the other may gain by coming to a is bounded by nothing known, so sites clearly too far end the search.
        if here < -own - TINY and k > 12:
            break
        other = head[j]
        while other >= 0:
            saved = here + cost[other, j] - cost[other, a]
            if saved > best:
                shift = weight[other] - w
                saved -= fine * (over(load_a + shift, room_a) + over(load[j] - shift, capacity[j]))
                if has_beds and saved > best:
                    slept_a = s.slept[a] - sleeps(g, i, a) + sleeps(g, other, a)
                    slept_j = s.slept[j] - sleeps(g, other, j) + sleeps(g, i, j)
                    saved -= fine * (over(slept_a, g.beds[a]) + over(slept_j, g.beds[j]))
                if saved > best:
                    best, which = saved, other
            other = after[other]
    return best, which


@step
def longing(g: Ground, s: State, j: int) -> float:
    """The most that a demand of site j could save by going elsewhere, were all sites open and roomy."""
    cost, near, after = g.cost, g.near, s.after
    most, i = 0.0, s.head[j]
    while i >= 0:
        if near[i, 0] < 0:
            return np.inf
        most = max(most, cost[i, j] - cost[i, near[i, 0]])
        i = after[i]
    return most


@step
def would_come(g: Ground, s: State, i: int, j: int, fine: float) -> bool:
    """Whether demand i had better move to site j, or exchange with one of its demands."""
    cost, weight, capacity, load, after, has_beds = g.cost, g.weight, g.capacity, s.load, s.after, g.beds.size > 0
    a, w = s.site_of[i], weight[i]
    here = cost[i, a] - cost[i, j] + fine * (strained(g, s, a) + strained(g, s, j))
    slept_a, slept_j = 0.0, 0.0
    if has_beds:
        slept_a, slept_j = s.slept[a] - sleeps(g, i, a), s.slept[j] + sleeps(g, i, j)
    if here - fine * (strain(g, a, load[a] - w, slept_a) + strain(g, j, load[j] + w, slept_j)) > TINY:
        return True
    other = s.head[j]
    while other >= 0:
        saved = here + cost[other, j] - cost[other, a]
        if saved > TINY:
            shift = weight[other] - w
            saved -= fine * (over(load[a] + shift, capacity[a]) + over(load[j] - shift, capacity[j]))
            if has_beds:
                saved -= fine * over(slept_a + sleeps(g, other, a), g.beds[a])
                saved -= fine * over(slept_j - sleeps(g, other, j), g.beds[j])
            if saved > TINY:
                return True
        other = after[other]
    return False


@step
def rouse(i: int, is_awake: Marks, queue: Ints, ends: Ints) -> None:
    if not is_awake[i]:
        is_awake[i] = 1
        queue[(ends[0] + ends[1]) % queue.size] = i
        ends[1] += 1


@step
def wake(g: Ground, s: State, j: int, fine: float, is_awake: Marks, queue: Ints, ends: Ints) -> None:
    """Site j changed: its demands are looked at again, and those near it that would come. `queue` is a ring; `ends` its first
    and its length."""
    if j < 0 or not s.is_open[j]:
        return
    i, after = s.head[j], s.after
    while i >= 0:
        rouse(i, is_awake, queue, ends)
        i = after[i]
    cost, fan, capacity, load, site_of, has_beds = g.cost, g.fan, g.capacity, s.load, s.site_of, g.beds.size > 0
    most = longing(g, s, j) + fine * strained(g, s, j)
    for k in range(g.fan_start[j], g.fan_start[j + 1]):
        i = fan[k]
        a = site_of[i]
        if is_awake[i] or a == j:
            continue
        if a >= 0:
            much = over(load[a], capacity[a])
            if has_beds:
                much += over(s.slept[a], g.beds[a])
            if cost[i, a] - cost[i, j] + fine * much + most <= TINY:
                continue
        if a < 0 or would_come(g, s, i, j, fine):
            rouse(i, is_awake, queue, ends)


@step
def stand_in(g: Ground, s: State, a: int, fine: float) -> int:
    """The closed site that had better take all of site a's demands and its place; -1 where none is better."""
    if g.status[a] == OPEN or s.head[a] < 0:
        return -1
    cost, status, beside, place, has_beds = g.cost, g.status, g.beside, g.place, g.beds.size > 0
    is_open, after, form = s.is_open, s.after, s.form
    now, i = g.opening[a] + fine * strained(g, s, a), s.head[a]
    while i >= 0:
        now += cost[i, a]
        i = after[i]
    best, where = now - TINY, -1
    for k in range(beside.shape[1]):
        b = beside[a, k]
        if is_open[b] or status[b] != FREE:
            continue
        # Another form of the same place may always stand in; of another place only where neither is held by a form.
        if place[b] != place[a] and (g.needed[place[a]] or form[place[b]] >= 0):
            continue
        then, i = g.opening[b] + fine * over(s.load[a], g.capacity[b]), s.head[a]
        slept = 0.0
        while i >= 0 and then < best:
            then += cost[i, b]
            if has_beds:
                slept += sleeps(g, i, b)
            i = after[i]
        if has_beds:
            then += fine * over(slept, g.beds[b])
        if i < 0 and then < best:
            best, where = then, b
    return where


@step
def move_site(g: Ground, s: State, a: int, b: int) -> None:
    shut(g, s, a)
    open_up(g, s, b)
    i = s.head[a]
    while i >= 0:
        following = s.after[i]
        put(g, s, i, b)
        i = following


@step
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
            wake(g, s, a, fine, is_awake, queue, ends)
            wake(g, s, b, fine, is_awake, queue, ends)
        for a in range(m):
            if is_touched[a]:
                is_touched[a] = 0
                if s.is_open[a]:
                    b = stand_in(g, s, a, fine)
                    if b >= 0:
                        move_site(g, s, a, b)
                        is_touched[b] = 1
                        wake(g, s, a, fine, is_awake, queue, ends)
                        wake(g, s, b, fine, is_awake, queue, ends)
        if ends[1] == 0:
            break
