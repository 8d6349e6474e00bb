"""Heuristics of the p-median: exchange of one site by another, evaluated as Whitaker (1983), Hansen and Mladenović (1997)
and Resende and Werneck (2004) do: for each site to open, the best site to close falls out of one pass over the demands.
"""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import Floats, Ints


@kernel
def nearest_two(by_site: Floats, opened: Ints, first: Ints, least: Floats, second: Floats) -> float:
    """For each demand: position in `opened` of its cheapest site, that cost, and the second cost. The total is returned."""
    total = 0.0
    least[:] = np.inf
    second[:] = np.inf
    for r in range(opened.size):
        row = by_site[opened[r]]
        for i in range(row.size):
            if row[i] < least[i]:
                second[i] = least[i]
                least[i] = row[i]
                first[i] = r
            elif row[i] < second[i]:
                second[i] = row[i]
    for i in range(least.size):
        total += least[i]
    return total


@kernel
def interchange(by_site: Floats, opened: Ints, allowed: Ints, seed: int) -> float:
    """Exchange sites of `opened` (changed in place) for sites of `allowed` while it pays. Costs (m × n) run by site."""
    np.random.seed(seed)
    n, p = by_site.shape[1], opened.size
    first = np.zeros(n, dtype=np.int64)
    least, second, loss = np.empty(n), np.empty(n), np.empty(p)
    is_open = np.zeros(by_site.shape[0], dtype=np.bool_)
    for r in range(p):
        is_open[opened[r]] = True
    total = nearest_two(by_site, opened, first, least, second)
    order = np.random.permutation(allowed.size)
    since, at = 0, 0
    while since < allowed.size:
        j = allowed[order[at]]
        at = (at + 1) % allowed.size
        since += 1
        if is_open[j]:
            continue
        row = by_site[j]
        loss[:] = 0.0
        gain = 0.0
        for i in range(n):
            if row[i] < least[i]:
                gain += least[i] - row[i]
            else:
                loss[first[i]] += min(second[i], row[i]) - least[i]
        r = np.argmin(loss)
        if gain - loss[r] > 1e-9 * max(1.0, abs(total)):
            is_open[opened[r]] = False
            is_open[j] = True
            opened[r] = j
            total = nearest_two(by_site, opened, first, least, second)
            since = 0
    return total
