# pyright: basic, reportArgumentType=false, reportReturnType=false
"""Large answers improved a region at a time: a few neighbouring open sites, whom they serve, and the closed sites among them.

Each region is a small instance, solved by local search and branch and bound while the rest stands (POPMUSIC: Taillard and Voss
2002; for clusters with capacities as Gnägi and Baumann 2021). The multipliers of the whole begin the region's bound, so that a
region that cannot be better is soon known. Regions that gave nothing rest until a neighbour changes; when all rest, they grow.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from xuezheng.engine.kernels import step
from xuezheng.layout.problem.location import FREE, Floats, Ints, Location
from xuezheng.layout.solver.ground import Ground, State, open_up, put, shut
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.wandering import Wanderer

LEAST, GROWTH, DEMANDS, LIMIT = 4, 1.3, 240, 0.001
AROUND = 10  # closed sites looked at, of each demand's nearest
Solve = Callable[[Location, Stop, Ints, Ints, Floats], "tuple[Ints, Ints] | None"]


@step
def settle(g: Ground, s: State, demands: Ints, site_of: Ints, before: Ints, chosen: Ints) -> None:
    """Put a region's answer into the whole: sites `before` close, the `chosen` open, each demand goes to its site."""
    for j in before:
        shut(g, s, j)
    for j in chosen:
        open_up(g, s, j)
    for k in range(demands.size):
        put(g, s, demands[k], site_of[k])


class Regions:
    """The order in which regions are tried. `rests` (m): open sites around which nothing was found at the present size."""

    def __init__(self, problem: Location, ground: Ground, solve: Solve, seed: int) -> None:
        self.problem, self.ground, self.solve = problem, ground, solve
        self.random = np.random.default_rng(seed)
        self.rests = np.zeros(problem.site_count, dtype=bool)
        self.size = 0.0
        self.site_of: Ints = np.zeros(0, dtype=np.int64)  # of the answer seen last

    @property
    def are_left(self) -> bool:
        """Whether the answer seen last is more than two regions large."""
        return self.site_of.size > 0 and 2 * self.size <= np.unique(self.site_of).size

    def improve(self, wanderer: Wanderer, u: Floats, stop: Stop) -> None:
        """Regions of the best answer, which fits, one after another; it changes in place."""
        state = wanderer.best
        opened = np.flatnonzero(state.is_open)
        each = self.problem.demand_count / max(1, opened.size)
        self.size = self.size or max(LEAST, DEMANDS / each)
        changed = (self.site_of != state.site_of) if self.site_of.size else np.ones(state.site_of.size, dtype=bool)
        self.rests[state.site_of[changed]] = False
        saved = 0.0
        while not stop() and 2 * self.size <= opened.size:
            opened = np.flatnonzero(state.is_open)
            awake = opened[~self.rests[opened]]
            if awake.size == 0:
                self.rests[:] = False
                self.size *= GROWTH
                continue
            saved += self.one(int(self.random.choice(awake)), state, u, stop)
        if saved > 0:
            wanderer.recount()
        self.site_of = state.site_of.copy()

    def one(self, centre: int, state: State, u: Floats, stop: Stop) -> float:
        """The region around one open site."""
        inside = self.around(centre, state)
        problem, demands, sites = self.part(inside, state)
        was, now = state.site_of[demands], np.searchsorted(sites, state.site_of[demands])
        limit = replace(stop.within(LIMIT * demands.size), told=None)
        found = self.solve(problem, limit, now, np.searchsorted(sites, inside), u[demands])
        self.rests[centre] = True
        if found is None:
            return 0.0
        site_of, chosen = sites[found[0]], sites[found[1]]
        cost, opening = self.ground.cost, self.ground.opening
        saved = float(cost[demands, was].sum() - cost[demands, site_of].sum())
        saved += float(opening[inside].sum() - opening[chosen].sum())
        if saved <= 1e-9 * abs(float(cost[demands, was].sum())):
            return 0.0
        settle(self.ground, state, demands, site_of, inside, chosen)
        self.rests[self.ground.beside[chosen].ravel()] = False
        self.rests[chosen] = False
        return saved

    def around(self, centre: int, state: State) -> Ints:
        """The open sites nearest to one, itself first: those that would serve its demands at least cost."""
        members = np.flatnonzero(state.site_of == centre)
        opened = np.flatnonzero(state.is_open)
        if members.size == 0:
            members = self.ground.fan[self.ground.fan_start[centre] : self.ground.fan_start[centre] + 8]
        away = self.ground.cost[np.ix_(members, opened)].sum(axis=0)
        away[opened == centre] = -np.inf
        return np.sort(opened[np.argsort(away, kind="stable")[: round(self.size)]])

    def part(self, inside: Ints, state: State) -> tuple[Location, Ints, Ints]:
        """The region as an instance, its demands and its sites: open ones, and closed ones near its demands."""
        whole = self.problem
        is_inside = np.zeros(whole.site_count, dtype=bool)
        is_inside[inside] = True
        demands = np.flatnonzero(is_inside[state.site_of])
        near = np.unique(self.ground.near[demands, :AROUND])
        near = near[near >= 0]
        closed = near[(state.is_open[near] == 0) & (whole.status[near] == FREE)]
        sites = np.union1d(inside, closed)
        count = None if whole.open_count is None else int(inside.size)
        part = Location(
            np.ascontiguousarray(whole.cost[np.ix_(demands, sites)]), whole.weight[demands], whole.capacity[sites],
            whole.opening[sites], whole.status[sites], count,
        )  # fmt: skip
        return part, demands, sites
