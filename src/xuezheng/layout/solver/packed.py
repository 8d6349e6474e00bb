"""Location with capacities, single source: local search from above, Lagrangian bound from below, in turns.

The choice of sites of each step of the bound starts the local search anew (as the Lagrangian heuristics of Beasley 1993);
what is left of the gap is closed by branch and bound.
"""

import numpy as np

from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Siting
from xuezheng.layout.solver.arcs import arcs_of
from xuezheng.layout.solver.ascent import Dual, climb, start_dual
from xuezheng.layout.solver.regions import Regions
from xuezheng.layout.solver.splitting import Splitting
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.wandering import Wanderer

ROOT_ROUNDS, BLOCK, FLOOR = 2000, 50, 1e-3


class Packed:
    """One run. `solve` gives the answer and its bound."""

    def __init__(self, problem: Location, stop: Stop, seed: int) -> None:
        self.problem, self.stop = problem, stop
        self.random = np.random.default_rng(seed)
        m = problem.site_count
        roomy = float(np.median(problem.capacity[problem.status != -1]))
        self.few = problem.open_count or int(np.clip(1.3 * problem.weight.sum() / max(1e-9, roomy), 1, m))
        # Shakes of the local search in one turn: a few for each site that is open.
        self.turn = int(np.clip(5 * self.few, 100, 2000))
        self.wanderer = Wanderer(problem, seed)
        self.arcs = arcs_of(problem, min(m, max(60, 4 * m // max(1, self.few))))
        self.regions: Regions | None = Regions(problem, self.wanderer.ground, solve_region, seed)

    @property
    def unit(self) -> float:
        return 1.0 - 1e-6 if self.problem.is_whole else 1e-7 * abs(self.wanderer.total)

    def solve(self) -> Siting:
        usable = np.flatnonzero(self.problem.status != -1)
        self.wanderer.begin(self.random.choice(usable, min(self.few, usable.size), replace=False))
        for _ in range(3):
            self.wanderer.run(self.turn)
        return self.proved(start_dual(self.problem, self.first_multipliers()))

    def solve_from(self, site_of: Ints, opened: Ints, u: Floats) -> Siting:
        """From an answer and multipliers that are good already: a region of a larger instance."""
        self.regions = None
        self.wanderer.take(site_of, opened)
        self.wanderer.run(self.turn)
        return self.proved(start_dual(self.problem, u))

    def proved(self, dual: Dual) -> Siting:
        self.ascend(dual)
        bound = dual.bound
        if bound < self.wanderer.total - self.unit and not self.stop():
            bound = self.close_gap(dual)
        return self.answer(bound)

    def first_multipliers(self) -> Floats:
        site_of = (self.wanderer.best if np.isfinite(self.wanderer.total) else self.wanderer.now).site_of
        costs = self.wanderer.ground.cost[np.arange(site_of.size), site_of]
        return costs + 0.2 * float(np.median(costs))

    def ascend(self, dual: Dual) -> None:
        for turn in range(ROOT_ROUNDS // BLOCK):
            upper = self.wanderer.total if np.isfinite(self.wanderer.total) else 1.1 * abs(dual.bound) + 1.0
            if not np.isfinite(upper):
                upper = float(2 * self.first_multipliers().sum() + self.problem.opening.sum() + 1)
            climb(self.problem, self.arcs, self.problem.status, dual, BLOCK, upper, FLOOR)
            if dual.bound >= self.wanderer.total - self.unit or dual.step < FLOOR or self.stop():
                break
            if turn % 3 == 2:
                self.try_choice(dual.chosen if turn % 2 else self.rounded(dual))

    def rounded(self, dual: Dual) -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
        """The sites with the largest shares: as many as are wanted, or all above a half and until all weight fits."""
        order = np.argsort(-dual.share, kind="stable")
        chosen = np.zeros(order.size, dtype=np.int8)
        if self.problem.open_count is not None:
            chosen[order[: self.problem.open_count]] = 1
            return chosen
        room = np.cumsum(self.problem.capacity[order]) - self.problem.capacity[order]
        chosen[order[(room < self.problem.weight.sum()) | (dual.share[order] > 0.5)]] = 1
        return chosen

    def try_choice(self, chosen: "np.ndarray[tuple[int], np.dtype[np.int8]]") -> None:
        self.wanderer.begin(np.flatnonzero(chosen))
        self.wanderer.run(self.turn)

    def close_gap(self, dual: Dual) -> float:
        """Branch and bound and local search in turns, until the gap is closed or time is up."""
        tree = Splitting(self.problem, self.arcs, self.stop, self.unit)
        tree.best = self.wanderer.total
        tree.begin(self.problem.status, dual)
        pause = 0.05
        while tree.heap and not self.stop():
            is_far = self.wanderer.total - tree.bound > 0.005 * abs(self.wanderer.total)
            # Far from the bound, regions gain more than branches of the whole.
            if not (is_far and self.regions is not None and self.regions.are_left):
                tree.run(self.stop.within(pause))
            if tree.found is not None:
                self.take(tree.found)
                tree.found = None
            elif self.random.random() < 0.3:
                self.wanderer.back()
            elif self.random.random() < 0.3:
                self.wanderer.begin(self.drawn(dual))
            pause = min(1.0, pause * 1.5)
            search = self.stop.within((3.0 if is_far else 0.5) * pause)
            if self.regions is not None and np.isfinite(self.wanderer.total):
                self.regions.improve(self.wanderer, dual.u, search.part(0.8))
            while not search():
                self.wanderer.run(self.turn)
            if self.wanderer.total < tree.best:
                tree.best, tree.unit = self.wanderer.total, self.unit
            self.stop.tell(self.wanderer.total, tree.bound)
        self.tree = tree
        return tree.bound

    def drawn(self, dual: Dual) -> Ints:
        """A choice of sites by lot, those of larger share more often."""
        usable = np.flatnonzero((self.problem.status != CLOSED) & (self.problem.capacity > 0))
        odds = dual.share[usable] + 0.02
        return self.random.choice(usable, min(self.few, usable.size), replace=False, p=odds / odds.sum())

    def take(self, site_of: Ints) -> None:
        """A leaf of the tree, for the local search to go on from; where sites must be counted, some are opened idle."""
        status, count = self.problem.status, self.problem.open_count
        opened = np.union1d(site_of, np.flatnonzero(status == OPEN))
        if count is not None and opened.size < count:
            idle = np.setdiff1d(np.flatnonzero(status == FREE), opened)
            opened = np.concatenate([opened, idle[: count - opened.size]])
        self.wanderer.take(site_of, opened)
        self.wanderer.run(1)

    def answer(self, bound: float) -> Siting:
        state, n = self.wanderer.best, self.problem.demand_count
        if not np.isfinite(self.wanderer.total):
            nobody = np.full(n, -1, dtype=np.int64)
            return Siting(np.zeros(0, dtype=np.int64), nobody, np.inf, bound, self.stop.used, is_complete=False)
        opened: Ints = np.flatnonzero(state.is_open)
        site_of = state.site_of.copy()
        total = float(self.problem.cost[np.arange(n), site_of].sum() + self.problem.opening[opened].sum())
        if self.problem.is_whole:
            bound = float(np.ceil(bound - 1e-6))
        return Siting(opened, site_of, total, min(bound, total), self.stop.used)


def solve_region(problem: Location, stop: Stop, site_of: Ints, opened: Ints, u: Floats) -> tuple[Ints, Ints] | None:
    """A better answer of a region of a larger instance: the site of each demand, and the open sites."""
    found = Packed(problem, stop, 0).solve_from(site_of, opened, u)
    return (found.site_of, found.open_sites) if found.is_complete else None


def solve_packed(problem: Location, stop: Stop, seed: int = 0) -> Siting:
    """Location with capacities: the capacitated p-median, and single-source capacitated location."""
    return Packed(problem, stop, seed).solve()
