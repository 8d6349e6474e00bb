# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""Branch and bound on the Lagrangian bound, with capacities.

A node is a set of decided sites and ruled-out arcs. Branching: a site half open is opened or closed; else a demand that is
served from several sites keeps one half of them or the other (Ceselli and Righini 2005). At each node what the bound proves
is ruled out for good below it. The node of the lowest bound is next, so the bound of all rises as long as it runs.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks
from xuezheng.layout.solver.arcs import Arcs
from xuezheng.layout.solver.ascent import Dual, climb, mode_of, start_dual
from xuezheng.layout.solver.relaxation import COUNT
from xuezheng.layout.solver.stopping import Stop

NODE_ROUNDS = 120


@dataclass
class Node:
    """Where the search may go on. `banned` is packed to bits."""

    status: Marks
    banned: "np.ndarray[tuple[int], np.dtype[np.uint8]]"
    u: Floats
    share: Floats
    arc_share: Floats


@kernel
def rule_out_arcs(
    site_start: Ints, demand: Ints, site_cost: Floats, u: Floats, enter: Floats, target: float, banned: Marks
) -> int:
    """Ban arcs whose use would lift the bound to `target`; `enter` (m) is the bound with the site open."""
    count = 0
    for j in range(enter.size):
        for k in range(site_start[j], site_start[j + 1]):
            if not banned[k] and enter[j] + max(0.0, site_cost[k] - u[demand[k]]) >= target:
                banned[k] = 1
                count += 1
    return count


def entering(problem: Location, status: Marks, dual: Dual) -> Floats:
    """A bound (m) with each site open."""
    price, bound = dual.price, dual.bound
    enter = np.full(price.size, bound)
    free = np.flatnonzero(status == FREE)
    if mode_of(problem) == COUNT:
        wanted = int(problem.open_count or 0) - int((status == OPEN).sum())
        if 0 < wanted < free.size:
            last = np.partition(price[free], wanted - 1)[wanted - 1]
            enter[free] += np.maximum(0.0, price[free] - last)
    elif mode_of(problem) != COUNT:
        enter[free] += np.maximum(0.0, price[free]) * is_plain(problem, status, price)
    enter[status == CLOSED] = np.inf
    return enter


def is_plain(problem: Location, status: Marks, price: Floats) -> float:
    """1 where the paying sites alone hold all weight (adding a site then costs its price), else 0."""
    room = problem.capacity[(status == OPEN) | ((status == FREE) & (price < 0))].sum()
    return float(room >= problem.weight.sum())


def settle_sites(problem: Location, status: Marks, dual: Dual, target: float) -> None:
    """Open and close for good what the bound proves."""
    enter = entering(problem, status, dual)
    price, free = dual.price, np.flatnonzero(status == FREE)
    leave = np.full(price.size, dual.bound)
    if mode_of(problem) == COUNT:
        wanted = int(problem.open_count or 0) - int((status == OPEN).sum())
        if wanted <= 0:
            status[free] = CLOSED
            return
        if wanted >= free.size:
            status[free] = OPEN
            return
        following = np.partition(price[free], wanted)[wanted]
        leave[free] += np.maximum(0.0, following - price[free])
    else:
        leave[free] += np.maximum(0.0, -price[free]) * is_plain(problem, status, price)
    status[free[leave[free] >= target]] = OPEN
    status[free[(enter[free] >= target) & (leave[free] < target)]] = CLOSED


class Splitting:
    """One search. `best` may be improved from outside while it runs; `run` gives the bound of all that is left."""

    def __init__(self, problem: Location, arcs: Arcs, stop: Stop, unit: float) -> None:
        self.problem, self.arcs, self.stop, self.unit = problem, arcs, stop, unit
        self.best = np.inf
        self.count = 0
        self.nodes = 0
        self.heap: list[tuple[float, int, Node]] = []
        self.found: Ints | None = None  # the site of each demand, where a leaf was better than `best`
        self.site = np.repeat(np.arange(problem.site_count), np.diff(arcs.site_start))
        self.by_demand = np.argsort(arcs.demand, kind="stable")
        self.demand_start = np.concatenate([[0], np.cumsum(np.bincount(arcs.demand, minlength=problem.demand_count))])

    @property
    def target(self) -> float:
        return self.best - self.unit

    @property
    def bound(self) -> float:
        """The bound of all that is not settled."""
        return min(self.best, self.heap[0][0]) if self.heap else self.best

    def begin(self, status: Marks, dual: Dual) -> None:
        banned = np.zeros(self.arcs.demand.size, dtype=np.int8)
        self.push(dual.bound, status.copy(), banned, dual)

    def push(self, bound: float, status: Marks, banned: Marks, dual: Dual) -> None:
        settle_sites(self.problem, status, dual, self.target)
        enter = entering(self.problem, status, dual)
        arcs = self.arcs
        rule_out_arcs(arcs.site_start, arcs.demand, arcs.site_cost, dual.u, enter, self.target, banned)
        self.count += 1
        node = Node(
            status,
            np.packbits(banned.view(np.uint8)),
            dual.u.astype(np.float32).astype(np.float64),
            dual.share.astype(np.float32),
            dual.arc_share.astype(np.float16),
        )
        heapq.heappush(self.heap, (bound, self.count, node))

    def run(self, stop: Stop) -> float:
        while self.heap and not stop():
            if self.heap[0][0] >= self.target:
                self.heap.clear()
                break
            bound, _, node = heapq.heappop(self.heap)
            self.split(bound, node)
        return self.bound

    def split(self, bound: float, node: Node) -> None:
        banned = np.unpackbits(node.banned, count=self.arcs.demand.size).view(np.int8)
        if self.is_leaf(node, banned):
            return
        for status, off in self.children(node, banned):
            below = banned.copy()
            below[off] = 1
            self.nodes += 1
            dual = start_dual(self.problem, node.u)
            dual.share[:] = node.share
            dual.arc_share = node.arc_share.astype(np.float64)
            dual.step = 0.3
            climb(self.problem, self.arcs, status, dual, NODE_ROUNDS, self.target, 2e-2, 8, below)
            if dual.bound < self.target:
                self.push(max(bound, dual.bound), status, below, dual)

    def is_leaf(self, node: Node, banned: Marks) -> bool:
        """Whether some demand has no arc left, or all have one: then there is one answer, which is taken if it is good."""
        usable = (banned == 0) & (node.status[self.site] != CLOSED)
        count = np.bincount(self.arcs.demand[usable], minlength=self.problem.demand_count)
        if (count == 0).any():
            return True
        if (count > 1).any():
            return False
        problem = self.problem
        site_of = np.empty(problem.demand_count, dtype=np.int64)
        site_of[self.arcs.demand[usable]] = self.site[usable]
        is_open = node.status == OPEN
        is_open[site_of] = True
        load = np.bincount(site_of, weights=problem.weight, minlength=problem.site_count)
        fits = bool((load <= problem.capacity).all())
        fits = fits and (problem.open_count is None or int(is_open.sum()) <= problem.open_count)
        total = float(problem.cost[np.arange(site_of.size), site_of].sum() + problem.opening[is_open].sum())
        if fits and total < self.best - 1e-12 * abs(total):
            self.best, self.found = total, site_of
        return True

    def children(self, node: Node, banned: Marks) -> list[tuple[Marks, Ints]]:
        """The two sides: decided sites, and arcs to rule out."""
        nothing = np.zeros(0, dtype=np.int64)
        free = np.flatnonzero(node.status == FREE)
        if mode_of(self.problem) != COUNT and free.size:
            j = int(free[np.argmin(np.abs(node.share[free] - 0.5))])
            if 0.05 < node.share[j] < 0.95:
                return [(with_site(node.status, j, side), nothing) for side in (OPEN, CLOSED)]
        sides = self.halves(node, banned)
        if sides is not None:
            return [(node.status.copy(), side) for side in sides]
        if free.size:
            j = int(free[np.argmax(node.share[free])])
            return [(with_site(node.status, j, side), nothing) for side in (OPEN, CLOSED)]
        return []

    def halves(self, node: Node, banned: Marks) -> tuple[Ints, Ints] | None:
        """The arcs of the demand that is most divided, in two halves; None where every demand has one arc."""
        share = np.where(banned, 0.0, node.arc_share.astype(np.float64)) + 1e-6 * (1 - banned)
        share[node.status[self.site] == CLOSED] = 0.0
        ordered = share[self.by_demand]
        total = np.add.reduceat(ordered, self.demand_start[:-1])
        largest = np.maximum.reduceat(ordered, self.demand_start[:-1])
        divided = 1.0 - largest / np.maximum(total, 1e-12)
        divided *= 1.0 + self.problem.weight / max(1e-9, float(self.problem.weight.max()))
        several = np.add.reduceat((ordered > 0).astype(np.int64), self.demand_start[:-1]) > 1
        if not several.any():
            return None
        i = int(np.argmax(np.where(several, divided, -1.0)))
        arcs = self.by_demand[self.demand_start[i] : self.demand_start[i + 1]]
        arcs = arcs[share[arcs] > 0]
        arcs = arcs[np.argsort(-share[arcs])]
        # Deal the sites out, the largest shares first, to the lighter half.
        sums: list[float] = [0.0, 0.0]
        halves: tuple[list[int], list[int]] = ([], [])
        for k in arcs:
            side = int(sums[1] < sums[0])
            halves[side].append(int(k))
            sums[side] += float(share[k])
        return np.array(halves[0], dtype=np.int64), np.array(halves[1], dtype=np.int64)


def with_site(status: Marks, j: int, side: int) -> Marks:
    changed = status.copy()
    changed[j] = side
    return changed
