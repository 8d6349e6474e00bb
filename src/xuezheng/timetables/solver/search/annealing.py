# pyright: basic
"""Construction and simulated annealing, as kernels that run for a number of moves."""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.search.fields import (
    ATTENDING,
    BLOCK_DEMAND,
    BLOCK_OF,
    BLOCKS,
    CANDIDATE,
    CANDIDATE_AT,
    DEMAND_AT,
    DEMANDS,
    DURATION,
    LESSON_AT,
    MOST,
    MOVABLE,
    START,
    STARTS,
    STARTS_AT,
    TOTAL,
    TOTAL_SOFT,
    TROUBLE,
)
from xuezheng.timetables.solver.search.moves import (
    LONGEST_CHAIN,
    SHORT_CHAIN,
    chain,
    find_trouble,
    follow,
    random_lesson,
    random_start,
    resplit,
    retask,
    swap_neighbours,
)
from xuezheng.timetables.solver.search.state import keep, rand, set_start, set_task, settle, take_back, unit


@kernel
def construct(p, s, order, weight):
    """Place the lessons in this order, each at the start that costs least, then fill its tasks likewise."""
    for x in order:
        b = p[p[BLOCK_OF] + x]
        if s[s[DURATION] + x] == 0:
            continue
        at = b * (p[MOST] + 1) + s[s[DURATION] + x]
        best, cheapest, ties = -1, np.inf, 0
        for i in range(p[p[STARTS_AT] + at], p[p[STARTS_AT] + at + 1]):
            set_start(p, s, x, p[p[STARTS] + i])
            hard, soft = settle(p, s)
            cost = hard * weight + soft
            take_back(p, s)
            ties = ties + 1 if cost == cheapest else 1
            if cost < cheapest or (cost == cheapest and rand(s, ties) == 0):
                best, cheapest = p[p[STARTS] + i], cost
        if best >= 0:
            set_start(p, s, x, best)
            settle(p, s)
            keep(s)
        for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
            fill(p, s, p[p[BLOCK_DEMAND] + i], x - p[p[LESSON_AT] + b], weight)


@kernel
def fill(p, s, d, k, weight):
    """The candidate that costs least for one task; nobody, if that is no dearer."""
    best, cheapest, ties = -1, 0.0, 1
    for i in range(p[p[CANDIDATE_AT] + d], p[p[CANDIDATE_AT] + d + 1]):
        set_task(p, s, d, k, p[p[CANDIDATE] + i])
        hard, soft = settle(p, s)
        cost = hard * weight + soft
        take_back(p, s)
        ties = ties + 1 if cost == cheapest else 1
        if cost < cheapest or (cost == cheapest and rand(s, ties) == 0):
            best, cheapest = p[p[CANDIDATE] + i], cost
    if best >= 0:
        set_task(p, s, d, k, best)
        settle(p, s)
        keep(s)


@kernel
def attempt(p, s, chances):
    """One random move, set but not settled. False if none came about."""
    demands = p[DEMANDS]
    pick = rand(s, 1000)
    troubled = -1
    if s[s[TROUBLE]] and rand(s, 2):
        troubled = s[s[TROUBLE] + 1 + rand(s, s[s[TROUBLE]])]
    if pick < chances[0] and demands:
        if troubled < 0:
            return retask(p, s, rand(s, demands), -1)
        b = p[p[BLOCK_OF] + troubled]
        n = p[p[DEMAND_AT] + b + 1] - p[p[DEMAND_AT] + b]
        if n:
            d = p[p[BLOCK_DEMAND] + p[p[DEMAND_AT] + b] + rand(s, n)]
            return retask(p, s, d, troubled - p[p[LESSON_AT] + b] if s[s[DURATION] + troubled] else -1)
    if pick < chances[1]:
        b = p[p[BLOCK_OF] + troubled] if troubled >= 0 else rand(s, p[BLOCKS])
        if p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b] > 1:
            return resplit(p, s, b)
    x = troubled
    if x < 0 or s[s[DURATION] + x] == 0 or not p[p[MOVABLE] + p[p[BLOCK_OF] + x]]:
        x = random_lesson(p, s)
    if x < 0:
        return False
    if pick < chances[2]:
        return swap_neighbours(p, s, x)
    t = random_start(p, s, x)
    if t < 0 or t == s[s[START] + x]:
        return False
    if pick < chances[3] and s[s[START] + x] >= 0:
        if not chain(p, s, x, t, SHORT_CHAIN if rand(s, 40) else LONGEST_CHAIN):
            return False
    else:
        set_start(p, s, x, t)
    if demands and rand(s, 4):
        follow(p, s, x)
    return True


@kernel
def anneal(p, s, best, moves, temperature, weight, chances, tally):
    """Some moves at one temperature; `best` (cost, then starts, durations and tasks) keeps what cost least.

    `tally` counts the moves for the worse that were taken, and the moves after which nothing required was broken.
    """
    first, last = s[START], s[ATTENDING]
    tally[:] = 0
    for move in range(moves):
        if move % 200 == 0:
            if s[TOTAL]:
                find_trouble(p, s)
            else:
                s[s[TROUBLE]] = 0
        tally[1] += s[TOTAL] == 0
        if not attempt(p, s, chances):
            take_back(p, s)
            continue
        hard, soft = settle(p, s)
        change = hard * weight + soft
        if change <= 0 or unit(s) < np.exp(-change / temperature):
            keep(s)
            tally[0] += change > 0
            h, q = s[TOTAL], s[TOTAL_SOFT]
            if h < best[0] or (h == best[0] and q < best[1]):
                best[0], best[1] = h, q
                best[2:] = s[first:last]
        else:
            take_back(p, s)


@kernel
def sample(p, s, changes, chances):
    """The change of cost (required, not required) of random moves, each taken back."""
    n = 0
    for _ in range(4 * changes.shape[0]):
        if n == changes.shape[0]:
            break
        if attempt(p, s, chances):
            changes[n, 0], changes[n, 1] = settle(p, s)
            n += 1
        take_back(p, s)
    return n
