"""The p-median, to proof: local search from above, Lagrangian bound from below, branch and bound on what is left open.

Branching is on single sites. At each node the multipliers go on from the parent's; sites whose opening or closing would
lift the bound above the best answer are settled (reduced-cost fixing, as in Avella, Sassano and Vasil'ev 2007).
"""

import heapq
from dataclasses import dataclass

import numpy as np

from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks, Siting
from xuezheng.layout.solver.arcs import Arcs, arcs_of
from xuezheng.layout.solver.ascent import Dual, climb, start_dual
from xuezheng.layout.solver.interchange import interchange, nearest_two
from xuezheng.layout.solver.stopping import Stop

ROOT_ROUNDS, NODE_ROUNDS, BLOCK = 2000, 150, 50
ROOT_FLOOR = 1e-3


@dataclass
class Best:
    """The best open sites so far."""

    opened: Ints
    total: float


class PMedian:
    """One run. `solve` gives the answer and its bound."""

    def __init__(self, problem: Location, stop: Stop, seed: int) -> None:
        self.problem, self.stop = problem, stop
        self.random = np.random.default_rng(seed)
        self.p = int(problem.open_count or 0)
        self.by_site = np.ascontiguousarray(problem.cost.T)
        self.fixed = np.flatnonzero(problem.status == OPEN)
        self.allowed = np.flatnonzero(problem.status != CLOSED).astype(np.int64)
        # Bounds of whole costs round up, so a node is done once its bound comes within one of the best answer.
        self.unit = 1.0 - 1e-6 if problem.is_whole else 1e-9
        nearest = min(problem.site_count, max(60, int(3.0 * problem.site_count / max(1, self.p))))
        self.arcs = arcs_of(problem, nearest)
        self.best = Best(self.random.choice(self.allowed, self.p, replace=False).astype(np.int64), np.inf)

    @property
    def target(self) -> float:
        """A bound that reaches this proves the best answer."""
        total = self.best.total
        return total - (self.unit if self.problem.is_whole else self.unit * abs(total))

    def improve(self, opened: Ints) -> None:
        trial = opened.copy()
        total = interchange(self.by_site, trial, self.allowed, int(self.random.integers(1 << 30)))
        if total < self.best.total - 1e-12:
            self.best = Best(trial, total)

    def shaken(self) -> Ints:
        opened = self.best.opened.copy()
        count = min(self.p, max(2, self.p // 8))
        others = np.setdiff1d(self.allowed, opened)
        if others.size == 0:
            return opened
        count = min(count, others.size)
        opened[self.random.choice(self.p, count, replace=False)] = self.random.choice(others, count, replace=False)
        return opened

    def start(self) -> Floats:
        """Multipliers between each demand's nearest and second nearest open site."""
        n = self.problem.demand_count
        least, second = np.empty(n), np.empty(n)
        nearest_two(self.by_site, self.best.opened, np.zeros(n, dtype=np.int64), least, second)
        second = np.where(np.isfinite(second), second, least)
        return least + 0.3 * (second - least)

    def solve(self) -> Siting:
        for _ in range(4):
            self.improve(self.random.choice(self.allowed, self.p, replace=False).astype(np.int64))
        self.improve(self.shaken())
        dual = start_dual(self.problem, self.start())
        status = self.problem.status.copy()
        for _ in range(ROOT_ROUNDS // BLOCK):
            climb(self.problem, self.arcs, status, dual, BLOCK, self.best.total, floor=ROOT_FLOOR)
            self.improve(np.flatnonzero(dual.chosen).astype(np.int64))
            if dual.bound >= self.target or dual.step < ROOT_FLOOR or self.stop():
                break
        bound = self.branch(status, dual)
        return self.answer(bound)

    def branch(self, status: Marks, dual: Dual) -> float:
        """The lowest bound of all that is not settled, when nothing is left or time is up."""
        count = 0
        heap: list[tuple[float, int, Marks, Dual]] = [(dual.bound, count, status, dual)]
        while heap:
            bound, _, status, dual = heapq.heappop(heap)
            if bound >= self.target:
                return self.best.total
            if self.stop():
                return bound
            settle(self.p, status, dual, self.target)
            free = np.flatnonzero(status == FREE)
            if free.size == 0 or (status == OPEN).sum() >= self.p:
                if (status == OPEN).sum() == self.p:
                    self.improve(np.flatnonzero(status == OPEN).astype(np.int64))
                continue
            j = int(free[np.argmin(np.abs(dual.share[free] - 0.5))])
            for side in (CLOSED, OPEN):
                child = status.copy()
                child[j] = side
                below = self.node(child, dual)
                if below.bound < self.target:
                    count += 1
                    heapq.heappush(heap, (max(bound, below.bound), count, child, below))
        return self.best.total

    def node(self, status: Marks, parent: Dual) -> Dual:
        dual = start_dual(self.problem, parent.u)
        dual.share[:] = parent.share
        dual.step = 0.5
        climb(self.problem, self.arcs, status, dual, NODE_ROUNDS, max(self.target, parent.bound + 1e-6), floor=2e-2)
        if np.isfinite(dual.bound):
            self.improve(np.flatnonzero(dual.chosen).astype(np.int64))
        return dual

    def answer(self, bound: float) -> Siting:
        opened = np.sort(self.best.opened)
        site_of = opened[np.argmin(self.problem.cost[:, opened], axis=1)]
        total = float(self.problem.cost[np.arange(site_of.size), site_of].sum())
        if self.problem.is_whole:
            bound = float(np.ceil(bound - 1e-6))
        return Siting(opened, site_of, total, min(bound, total), self.stop.used)


def settle(p: int, status: Marks, dual: Dual, target: float) -> None:
    """Close and open for good what the bound proves: the change in the choice of exactly p sites is one exchange."""
    price, free = dual.price, np.flatnonzero(status == FREE)
    wanted = p - int((status == OPEN).sum())
    if wanted <= 0:
        status[free] = CLOSED
        return
    if wanted >= free.size:
        status[free] = OPEN
        return
    order = free[np.argsort(price[free])]
    last, following = price[order[wanted - 1]], price[order[wanted]]
    inside, outside = order[:wanted], order[wanted:]
    status[outside[dual.bound + price[outside] - last >= target]] = CLOSED
    status[inside[dual.bound + following - price[inside] >= target]] = OPEN


def solve_p_median(problem: Location, stop: Stop, seed: int = 0) -> Siting:
    """The p-median without capacities: `problem.open_count` sites."""
    return PMedian(problem, stop, seed).solve()


__all__ = ["Arcs", "PMedian", "solve_p_median"]
