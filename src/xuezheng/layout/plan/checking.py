"""An answer and its bound, checked with nothing of the solver's: every sum is taken anew from the instance.

The bound of multipliers is computed again over all arcs, none pruned, with knapsacks by dynamic programming.
"""

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.problem.location import CLOSED, OPEN, Floats, Location, Siting

CLOSE = 1e-6


def faults(problem: Location, siting: Siting) -> list[Problem]:
    """All that is wrong with an answer; nothing, where it holds."""
    found: list[Problem] = []

    def fault(rule: str, zh: str, en: str, which: str = "", got: str = "") -> None:
        found.append(Problem(f"layout.answer.{rule}", Words(zh, en), which=which, got=got))

    site_of, opened = siting.site_of, siting.open_sites
    n, m = problem.cost.shape
    if site_of.shape != (n,) or (site_of < 0).any() or (site_of >= m).any():
        fault("complete", "有需求点没有学校", "A demand has no site", got=str(site_of.shape))
        return found
    is_open = np.zeros(m, dtype=bool)
    is_open[opened] = True
    if np.unique(opened).size != opened.size or (problem.open_count is not None and opened.size != problem.open_count):
        fault("count", "开办数目不符", "The number of open sites is wrong", got=f"{opened.size}")
    if not is_open[site_of].all():
        fault(
            "closed",
            "有需求点分到不开办的学校",
            "A demand is served by a closed site",
            str(np.flatnonzero(~is_open[site_of])[:9]),
        )
    if (is_open & (problem.status == CLOSED)).any() or (~is_open & (problem.status == OPEN)).any():
        fault("decided", "与已定的开办或关闭不符", "A decided site is not as decided")
    load = np.bincount(site_of, weights=problem.weight, minlength=m)
    over = np.flatnonzero(load > problem.capacity * (1 + 1e-12) + 1e-9)
    if over.size:
        fault("overfull", "学校超出容量", "A site is overfull", str(over[:9]), str(load[over[:9]]))
    served = [float(problem.cost[i, j]) for i, j in enumerate(site_of)]
    total = sum(served) + sum(float(problem.opening[j]) for j in opened)
    if not abs(total - siting.objective) <= CLOSE * max(1.0, abs(total)):
        fault(
            "objective",
            "目标值与重新计算的不符",
            "The objective is not what the answer costs",
            got=f"{siting.objective} / {total}",
        )
    if siting.bound > total + CLOSE * max(1.0, abs(total)):
        fault("bound", "下界高于答案", "The bound is above the answer", got=f"{siting.bound} > {total}")
    return found


def bound_of(problem: Location, u: Floats) -> float:
    """L(u) from the whole instance. Weights must be whole where there are capacities; else the fractional bound is taken."""
    m = problem.site_count
    gain = u[:, None] - problem.cost
    price = np.empty(m)
    for j in range(m):
        fits = np.flatnonzero((gain[:, j] > 0) & (problem.weight <= problem.capacity[j]))
        price[j] = problem.opening[j] - most(gain[fits, j], problem.weight[fits], float(problem.capacity[j]))
    price[problem.status == CLOSED] = np.inf
    forced = problem.status == OPEN
    total = float(u.sum() + price[forced].sum())
    rest = np.sort(price[~forced])
    if problem.open_count is not None:
        return total + float(rest[: problem.open_count - int(forced.sum())].sum())
    return total + float(np.minimum(rest, 0.0).sum())


def most(values: Floats, weights: Floats, room: float) -> float:
    """The most value that fits: exactly for whole weights, else of parts (never less)."""
    if weights.sum() <= room:
        return float(values.sum())
    if (weights == np.rint(weights)).all():
        best = np.zeros(int(room) + 1)
        for value, weight in zip(values, weights.astype(int), strict=True):
            if weight == 0:
                best += value
            else:
                best[weight:] = np.maximum(best[weight:], best[:-weight] + value)
        return float(best[-1])
    order = np.argsort(-values / np.maximum(weights, 1e-300))
    filled = np.minimum(
        1.0, np.maximum(0.0, (room - np.concatenate([[0.0], np.cumsum(weights[order])[:-1]])) / weights[order])
    )
    return float((values[order] * filled).sum())
