# pyright: basic
"""Placing by ejection: whoever finds no place takes one from others. `a` is the school and `s` the state (`fields.py`).

What is placed never breaks a must. Who finds no free place gets a penalty more and displaces those with the least penalties
together; they are the next to be placed. Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing
problem with time windows", Operations Research Letters 37 (2009), there for routes; that displaced lessons are placed at once is
how FET works too.
"""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.school.displacing import NEVER, displace, foreseen, undo
from xuezheng.timetables.solver.school.fields import (
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCKS,
    EJECTED,
    FEWEST,
    LESSONS,
    POOLED,
    S_BEST_ROOM,
    S_BEST_START,
    S_EJECTED,
    S_PENALTY,
    S_POOL,
    S_ROOM,
    S_START,
    SLOTS,
    START,
    START_AT,
    WIDEST,
)
from xuezheng.timetables.solver.school.moves import end_move, put_down, rand, take_up


@kernel
def shake(a, s, tries):
    """Random blocks go to random starts where they displace nobody."""
    rooms = np.empty(a[WIDEST], np.int64)
    for _ in range(tries):
        b = rand(s, a[BLOCKS])
        before = s[s[S_START] + b]
        own = a[a[START_AT] + b + 1] - a[a[START_AT] + b]
        start = a[a[START] + a[a[START_AT] + b] + rand(s, own)]
        if before < 0 or before == start:
            continue
        take_up(a, s, b)
        s[s[S_START] + b] = -1
        if foreseen(a, s, b, start) == 0:
            first, last = a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]
            for i in range(first, last):
                rooms[i - first] = s[s[S_ROOM] + a[a[BLOCK_LESSON] + i]]
            if displace(a, s, b, start, 0) == 0:
                end_move(s)
                continue
            undo(a, s, b)
            for i in range(first, last):
                s[s[S_ROOM] + a[a[BLOCK_LESSON] + i]] = rooms[i - first]
        put_down(a, s, b, before, False)
        end_move(s)


@kernel
def best_start(a, s, b, price):
    """The start at which block b displaces least; ties by lot."""
    first = a[a[START_AT] + b]
    n = a[a[START_AT] + b + 1] - first
    for i in range(n):
        start = a[a[START] + first + i]
        own = min(foreseen(a, s, b, start), NEVER)
        price[i] = own * 1024 + rand(s, 1024)
    best, least = -1, NEVER
    for _ in range(n):
        i = 0
        for j in range(1, n):
            if price[j] < price[i]:
                i = j
        if price[i] // 1024 > least or price[i] >= NEVER * 1024:
            break
        price[i] = NEVER * 2048
        start = a[a[START] + first + i]
        found = displace(a, s, b, start, least)
        undo(a, s, b)
        if found < least:
            best, least = start, found
            if found == 0:
                break
    return best, least


@kernel
def place_by_ejection(a, s, steps, tries):
    """Places blocks of the pool, at most so many times; returns how many times. The pool is empty when all is placed."""
    price = np.empty(a[SLOTS], np.int64)
    for step in range(steps):
        if s[POOLED] == 0:
            return step
        last = s[S_POOL] + s[POOLED] - 1
        b = s[last]
        start, _ = best_start(a, s, b, price)
        if start >= 0 and displace(a, s, b, start, NEVER) >= NEVER:
            undo(a, s, b)
            start = -1
        if start < 0:  # nowhere for now: others first
            at = s[S_POOL] + rand(s, s[POOLED])
            s[last], s[at] = s[at], b
            continue
        ejected = s[EJECTED]
        for n in range(ejected):
            s[last + n] = s[s[S_EJECTED] + 2 * n]
        s[POOLED] += ejected - 1
        s[EJECTED] = 0
        end_move(s)
        if s[POOLED] < s[FEWEST]:
            note_fewest(a, s)
        if ejected:
            s[s[S_PENALTY] + b] += 1
            shake(a, s, tries)
    return steps


@kernel
def note_fewest(a, s):
    """The state is the one with the fewest blocks left out."""
    s[FEWEST] = s[POOLED]
    for b in range(a[BLOCKS]):
        s[s[S_BEST_START] + b] = s[s[S_START] + b]
    for x in range(a[LESSONS]):
        s[s[S_BEST_ROOM] + x] = s[s[S_ROOM] + x]
