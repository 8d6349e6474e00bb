"""The 0-1 knapsack by depth-first search with the bound of Dantzig (Horowitz and Sahni 1974).

Weights and values may be real. Where the search is cut off, the value given is the bound, so that a Lagrangian bound made
of it stays valid.
"""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import Floats, Ints, Marks

STEPS = 3000


@kernel
def by_ratio(count: int, values: Floats, weights: Floats, order: Ints) -> None:
    """Sort `order` so that value per weight falls. Insertion for few, numpy for many."""
    ratio = np.empty(count)
    for k in range(count):
        ratio[k] = -values[k] / weights[k] if weights[k] > 0 else -np.inf
    if count > 24:
        order[:count] = np.argsort(ratio)
        return
    for k in range(count):
        at = k
        while at > 0 and ratio[order[at - 1]] > ratio[k]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = k


@kernel
def knapsack(  # noqa: PLR0915 - one search, compiled as one
    count: int, values: Floats, weights: Floats, room: float, taken: Marks, limit: int
) -> float:
    """The most value that fits, and in `taken` (count) what to take; an upper bound of it where `limit` steps are not enough."""
    order = np.empty(count, dtype=np.int64)
    by_ratio(count, values, weights, order)
    v, w = np.empty(count), np.empty(count)
    for k in range(count):
        v[k] = values[order[k]]
        w[k] = weights[order[k]]
    now = np.zeros(count, dtype=np.int8)
    best = np.zeros(count, dtype=np.int8)
    most, value, top, at, steps = 0.0, 0.0, 0.0, 0, 0
    is_first = True
    is_cut = False
    while True:
        while True:
            left, bound, k = room, value, at
            while k < count and w[k] <= left:
                left -= w[k]
                bound += v[k]
                k += 1
            if k < count:
                bound += left * v[k] / w[k]
            if is_first:
                top = bound
                is_first = False
            if bound <= most * (1 + 1e-12):
                break
            while at < count and w[at] <= room:
                room -= w[at]
                value += v[at]
                now[at] = 1
                at += 1
            if at < count:
                now[at] = 0
                at += 1
            if at >= count:
                if value > most:
                    most = value
                    best[:] = now
                break
        back = at - 1
        while back >= 0 and now[back] == 0:
            back -= 1
        if back < 0:
            break
        room += w[back]
        value -= v[back]
        now[back] = 0
        at = back + 1
        steps += 1
        if steps > limit:
            is_cut = True
            break
    for k in range(count):
        taken[order[k]] = best[k]
    return top if is_cut else most
