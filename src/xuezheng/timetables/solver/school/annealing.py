# pyright: basic
"""Placing and annealing. `a` is the school and `s` the state, each a vector (`fields.py`)."""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.school.costs import limit_of_rooms, own_cost, pair_cost, room_cost_of
from xuezheng.timetables.solver.school.fields import (
    BEST_HARD,
    BEST_SOFT,
    BLOCKS,
    CLASHES,
    HARD,
    IS_HARD,
    LESSONS,
    LIMIT_RULE,
    LIMITS,
    PAIR,
    PAIR_AT,
    RESOURCES,
    S_BEST_ROOM,
    S_BEST_START,
    S_COST,
    S_ROOM,
    S_START,
    SLOTS,
    SOFT,
    START,
    START_AT,
    START_COST,
    WATCH_AT,
    WEIGHT,
)
from xuezheng.timetables.solver.school.measures import measured
from xuezheng.timetables.solver.school.moves import (
    chain,
    end_move,
    in_trouble,
    put_down,
    rand,
    relocate,
    take_back,
    take_up,
    unit,
    watch_change,
)


@kernel
def full_cost(a, s):
    """(hard, soft) of the whole state, computed anew; the costs of watches are set."""
    hard, soft = s[CLASHES], 0
    for b in range(a[BLOCKS]):
        soft += a[a[START_COST] + b * a[SLOTS] + s[s[S_START] + b]]
    for x in range(a[LESSONS]):
        for i in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
            if a[a[PAIR] + i * 6 + 5] == 1:
                must, n = pair_cost(a, s, x, a[a[PAIR] + i * 6 + 0], a[a[PAIR] + i * 6 + 1], a[a[PAIR] + i * 6 + 2])
                hard += must
                if a[a[PAIR] + i * 6 + 3]:
                    hard += n
                else:
                    soft += n * a[a[PAIR] + i * 6 + 4]
        h, c = room_cost_of(a, s, x)
        hard, soft = hard + h, soft + c
    for n in range(a[LIMITS]):
        over = limit_of_rooms(a, s, n)
        if a[a[LIMIT_RULE] + n * 3 + 1]:
            hard += over
        else:
            soft += over * a[a[LIMIT_RULE] + n * 3 + 2]
    for r in range(a[RESOURCES]):
        for i in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
            s[s[S_COST] + i] = measured(a, s, r, i)
            if a[a[IS_HARD] + i]:
                hard += s[s[S_COST] + i]
            else:
                soft += s[s[S_COST] + i] * a[a[WEIGHT] + i]
    return hard, soft


@kernel
def find_trouble(a, s):
    """Blocks that are part of a broken must."""
    found = np.empty(a[BLOCKS], np.int64)
    n = 0
    for b in range(a[BLOCKS]):
        if in_trouble(a, s, b):
            found[n] = b
            n += 1
    return found[:n]


@kernel
def place(a, s, order, weight):
    """Blocks without a place, in this order, each at the start that costs least by what it can see."""
    for b in order:
        best, cheapest, ties = -1, np.inf, 0
        for i in range(a[a[START_AT] + b], a[a[START_AT] + b + 1]):
            start = a[a[START] + i]
            clashes = s[CLASHES]
            put_down(a, s, b, start, True)
            hard, soft = own_cost(a, s, b)
            hard += s[CLASHES] - clashes
            take_up(a, s, b)
            s[s[S_START] + b] = -1
            cost = weight * hard + soft
            if cost < cheapest:
                best, cheapest, ties = start, cost, 1
            elif cost == cheapest:
                ties += 1
                if rand(s, ties) == 0:
                    best = start
        put_down(a, s, b, best, True)
    end_move(s)


@kernel
def keep_best(a, s):
    """The state is the best seen."""
    s[BEST_HARD], s[BEST_SOFT] = s[HARD], s[SOFT]
    for b in range(a[BLOCKS]):
        s[s[S_BEST_START] + b] = s[s[S_START] + b]
    for x in range(a[LESSONS]):
        s[s[S_BEST_ROOM] + x] = s[s[S_ROOM] + x]


@kernel
def anneal(a, s, moves, weight, soft_weight, heat, trouble, chains, goal):
    """Annealing at one temperature on weight · musts + soft_weight · the rest; returns how many moves were tried.

    `trouble` holds blocks to prefer (may be empty); stops where no must is broken if `goal` is 1. The best is kept.
    """
    blocks = a[BLOCKS]
    for n in range(moves):
        if len(trouble) and rand(s, 2):
            b = trouble[rand(s, len(trouble))]
        else:
            b = rand(s, blocks)
        own = a[a[START_AT] + b + 1] - a[a[START_AT] + b]
        start = a[a[START] + a[a[START_AT] + b] + rand(s, own)]
        clashes = s[CLASHES]
        if start == s[s[S_START] + b] or rand(s, 1000) >= chains:
            hard, soft = relocate(a, s, b, start)
        else:
            hard, soft = chain(a, s, b, start, 8)
        h, c = watch_change(a, s)
        hard += h + s[CLASHES] - clashes
        soft += c
        change = weight * hard + soft_weight * soft
        if change <= 0 or unit(s) < np.exp(-change / heat):
            s[HARD] += hard
            s[SOFT] += soft
            end_move(s)
            if s[HARD] < s[BEST_HARD] or (s[HARD] == s[BEST_HARD] and s[SOFT] < s[BEST_SOFT]):
                keep_best(a, s)
                if goal and s[HARD] == 0:
                    return n + 1
        else:
            take_back(a, s)
    return moves
