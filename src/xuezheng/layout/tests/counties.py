"""Tiny instances, and every answer of them tried."""

from itertools import combinations, product

import numpy as np

from xuezheng.layout.problem.location import Location, location


def scattered(seed: int, n: int = 8, m: int = 5, *, p: int | None = None, packed: bool = True) -> Location:
    """`n` villages and `m` schools thrown at random on a square of 100."""
    random = np.random.default_rng(seed)
    villages, schools = random.random((n, 2)) * 100, random.random((m, 2)) * 100
    away = np.rint(np.hypot(*(villages[:, None] - schools[None]).transpose(2, 0, 1)))
    weight = random.integers(1, 10, n).astype(float)
    if not packed:
        return location(away, open_count=p)
    capacity = np.rint(random.uniform(0.5, 0.8, m) * weight.sum())
    opening = np.zeros(m) if p is not None else random.integers(10, 80, m).astype(float)
    return location(away, weight=weight, capacity=capacity, opening=opening, open_count=p)


def least(problem: Location) -> float:
    """The optimum, by trying every choice of sites and every assignment."""
    n, m = problem.cost.shape
    best = np.inf
    sizes = range(1, m + 1) if problem.open_count is None else [problem.open_count]
    for opened in (choice for size in sizes for choice in combinations(range(m), size)):
        fixed = problem.opening[list(opened)].sum()
        if not problem.is_capacitated:
            best = min(best, fixed + problem.cost[:, opened].min(axis=1).sum())
            continue
        for served in product(opened, repeat=n):
            load = np.bincount(served, weights=problem.weight, minlength=m)
            if (load <= problem.capacity).all():
                best = min(best, fixed + problem.cost[np.arange(n), served].sum())
    return float(best)
