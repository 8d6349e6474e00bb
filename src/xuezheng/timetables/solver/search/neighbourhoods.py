# pyright: basic
"""Large neighbourhoods: some lessons set free, solved as a constraint programme, kept if nothing gets worse.

Lessons of a few resources that meet one another, or lessons at a few times, or those around something that costs; how many
adapts to what is solved in a moment. Shaw, "Using constraint programming and local search methods", CP 1998.
"""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.search.fields import BLOCK_OF, COSTS, DURATION, LESSONS, MOVABLE, RESOURCES, START, TASK
from xuezheng.timetables.solver.search.layout import Ints, Plan
from xuezheng.timetables.solver.search.programme import Part
from xuezheng.timetables.solver.search.reading import Reading
from xuezheng.timetables.solver.search.state import keep, set_start, set_task, settle, take_back

FEWEST, FIRST = 8, 24  # lessons set free
EFFORT = 1.0  # for one neighbourhood, in the solver's deterministic seconds
GROWTH, SHRINKAGE = 1.08, 0.93


@kernel
def put(p, s, starts, tasks):
    """Set starts (lesson, time) and tasks (demand, lesson's number, resource); the change of cost, not yet kept."""
    for i in range(len(starts)):
        set_start(p, s, starts[i, 0], starts[i, 1])
    for i in range(len(tasks)):
        set_task(p, s, tasks[i, 0], tasks[i, 1], tasks[i, 2])
    return settle(p, s)


class Neighbourhoods:
    """Set free, solve, keep: on one state, which stands at the best known."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.read = plan, Reading(plan)
        self.generator = np.random.default_rng(seed)
        self.size = float(FIRST)
        self.where: dict[int, list[int]] = {}

    def improve(self, s: Ints, seconds: float, only_required: bool = False) -> bool:
        """One neighbourhood, within these seconds; whether the state got better, in what is required or at all."""
        part = Part(self.read, s, self.choose(s), self.generator, only_required)
        proven, starts, tasks = part.solve(EFFORT, seconds, int(self.generator.integers(2**31)))
        self.size = max(self.size * (GROWTH if proven else SHRINKAGE), FEWEST)
        if not starts and not tasks:
            return False
        change = put(self.plan.p, s, rows(starts, 2), rows(tasks, 3))
        if only_required:
            change = (change[0], 0)
        if change <= (0, 0):
            keep(s)
        else:
            take_back(self.plan.p, s)
        return change < (0, 0)

    def choose(self, s: Ints) -> list[int]:
        """Lessons in use whose time may change, about as many as `size` says."""
        movable = self.plan.of(MOVABLE)[self.plan.of(BLOCK_OF)] == 1
        used = np.flatnonzero((s[s[DURATION] : s[DURATION] + self.plan.p[LESSONS]] > 0) & movable)
        self.attended(s, used)
        if self.generator.random() < 0.35:
            return self.at_some_times(s, used)
        return self.around(self.dear_resource(s))

    def attended(self, s: Ints, used: Ints) -> None:
        """Which lessons each resource attends."""
        self.where = {}
        for x in used.tolist():
            for r in self.resources(s, x):
                self.where.setdefault(r, []).append(x)

    def resources(self, s: Ints, x: int) -> list[int]:
        b = self.read.block_of[x]
        k = x - self.read.lesson_at[b]
        tasks = (int(s[s[TASK] + self.read.task_at[d] + k]) for d in self.read.demands[b])
        return [*self.read.fixed[b], *(r for r in tasks if r >= 0)]

    def dear_resource(self, s: Ints) -> int:
        """A resource: mostly one where something costs, first of all what is required."""
        costs = s[s[COSTS] : s[COSTS] + 2 * self.plan.p[RESOURCES]].reshape(-1, 2)
        for column in (0, 1):
            dear = [r for r in np.flatnonzero(costs[:, column]).tolist() if r in self.where]
            if dear and self.generator.random() < 0.7:
                return int(self.generator.choice(dear))
        return int(self.generator.choice(list(self.where)))

    def around(self, first: int) -> list[int]:
        """All lessons of a resource, then of one that meets it, and so on."""
        free: dict[int, None] = {}
        taken, r = set(), first
        while True:
            taken.add(r)
            free.update(dict.fromkeys(self.where[r]))
            met = {q for x in free for q in self.met(x)} - taken
            if len(free) >= self.size or not met:
                break
            r = int(self.generator.choice(sorted(met)))
        listed = list(free)
        if len(listed) > 1.5 * self.size:
            listed = self.generator.permutation(listed)[: int(1.5 * self.size)].tolist()
        return listed

    def met(self, x: int) -> list[int]:
        b = self.read.block_of[x]
        return [r for r in self.read.fixed[b] if r in self.where]

    def at_some_times(self, s: Ints, used: Ints) -> list[int]:
        """Lessons that start at some random times, as many times as it takes."""
        start = s[s[START] : s[START] + self.plan.p[LESSONS]]
        free: list[int] = []
        for t in self.generator.permutation(self.read.times):
            free += used[start[used] == t].tolist()
            if len(free) >= self.size:
                break
        if len(free) > 2 * self.size:
            free = self.generator.permutation(free)[: int(2 * self.size)].tolist()
        return free


def rows(listed: list, width: int) -> Ints:
    return np.array(listed, np.int64).reshape(-1, width)
