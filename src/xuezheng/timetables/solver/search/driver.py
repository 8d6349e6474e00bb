# pyright: reportUnknownVariableType=false
"""A search from start to finish: construct, anneal in rounds, check. Anytime, seeded, single-threaded.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) on Σ weight · required + not required. The scale of temperatures
comes from a sample of moves, so that it fits any instance. Each round starts from the best; while something required is still
broken, the weight rises from round to round.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xuezheng.timetables.problem.evaluation import evaluate
from xuezheng.timetables.problem.instance import Instance
from xuezheng.timetables.problem.solution import Solution, SubEvent
from xuezheng.timetables.solver.search.annealing import anneal, construct, sample
from xuezheng.timetables.solver.search.bounds import objective_bound
from xuezheng.timetables.solver.search.fields import DEMANDS, LESSON_AT, LESSONS, TASK_AT
from xuezheng.timetables.solver.search.layout import Ints, Plan, lay_out
from xuezheng.timetables.solver.search.starting import begun, fresh_state, kept, restored

Progress = Callable[[float, int, int], None]  # seconds, infeasibility, objective
HARD_HEAT, HARD_WEIGHT = 25.0, 100.0  # where nothing but what is required counts
ROUNDS = (0.7, 0.3)  # shares of the time
COOLING = 0.25  # the last temperature of a round, of its first, or lower where small changes count
RISE = 3.0  # of the weight of what is required, over a round that did not meet it
SAMPLE = 3000


@dataclass(frozen=True)
class Timetabled:
    """A solution, its cost by the independent evaluator, a bound on the objective of any feasible one, and moves tried."""

    solution: Solution
    cost: tuple[int, int]
    bound: int
    moves: int
    seconds: float


@dataclass(frozen=True)
class Stop:
    """When to stop: after seconds by a clock, or, to be the same on every machine, after a number of moves."""

    seconds: float = 60.0
    moves: int = 0
    clock: Callable[[], float] = time.perf_counter  # `time.process_time`, where others use the machine too


class Search:
    """One search on one plan."""

    def __init__(self, plan: Plan, stop: Stop, seed: int, progress: Progress | None = None) -> None:
        self.plan, self.stop, self.seed, self.progress = plan, stop, seed, progress
        self.moves = 0
        self.pace = 2000  # moves between two looks at the clock
        self.chances = self.mix()
        self.compile()
        self.began = stop.clock()
        self.state = begun(plan, seed, 100.0)
        self.best = kept(self.state)
        self.told = (-1, -1)
        self.cold = HARD_HEAT * 0.3
        self.heat, self.weight = self.scales()

    def compile(self) -> None:
        """Every kernel once on nothing, so that compiling (once after installing) is not counted as search."""
        s = fresh_state(self.plan, self.seed)
        construct(self.plan.p, s, np.zeros(0, np.int64), 1.0)
        sample(self.plan.p, s, np.zeros((0, 2), np.int64), self.chances)
        anneal(self.plan.p, s, kept(s), 0, 1.0, 1.0, self.chances)
        restored(self.plan, s, kept(s))

    @property
    def seconds(self) -> float:
        return self.stop.clock() - self.began

    @property
    def spent(self) -> float:
        """The share of the budget that is used up."""
        return self.moves / self.stop.moves if self.stop.moves else self.seconds / self.stop.seconds

    def mix(self) -> Ints:
        """Cumulative chances in a thousand: tasks, cuts, swaps, chains, and single moves for the rest."""
        shares = [150, 100, 100, 600]
        if not self.plan.p[DEMANDS]:
            shares[0] = 0
        if not (np.diff(self.plan.of(LESSON_AT)) > 1).any():
            shares[1] = 0
        return np.cumsum(shares).astype(np.int64)

    def scales(self) -> tuple[float, float]:
        """A first temperature at which a usual change for the worse is often taken, and a weight for what is required."""
        changes = np.zeros((SAMPLE, 2), np.int64)
        n = sample(self.plan.p, self.state, changes, self.chances)
        soft = np.abs(changes[:n, 1])
        soft = soft[soft > 0]
        if not len(soft):
            return HARD_HEAT, HARD_WEIGHT
        heat = max(float(np.quantile(soft, 0.25)), 1.0)
        self.cold = min(float(soft.min()) * 0.4, heat * COOLING)
        return heat, max(heat * 2.5, float(np.median(soft)))

    def run(self) -> None:
        edge, rise = 0.0, 1.0
        for number, share in enumerate(ROUNDS):
            first, edge = edge, edge + share
            if number:
                restored(self.plan, self.state, self.best)
            self.round(first, edge, self.heat / (1.0, 2.0)[number], rise)
            rise = rise * RISE if self.best[0] else 1.0

    def round(self, first: float, last: float, heat: float, rise: float) -> None:
        """Anneal from the first to the last share of the budget.

        `rise` lifts temperatures and the weight of what is required together: the rest then hardly counts.
        """
        while (spent := self.spent) < last and self.best[:2].any():
            done = max(spent - first, 0.0) / (last - first)
            began = self.seconds
            moves = min(self.pace, max(self.stop.moves - self.moves, 1)) if self.stop.moves else self.pace
            temperature = rise * heat * (self.cold / heat) ** done
            anneal(self.plan.p, self.state, self.best, moves, temperature, rise * self.weight, self.chances)
            self.moves += moves
            took = self.seconds - began
            if not self.stop.moves:
                self.pace = int(min(max(self.pace * 0.05 / max(took, 1e-4), 50), 2.0 * self.pace, 1_000_000))
            self.tell()

    def tell(self) -> None:
        cost = (int(self.best[0]), int(self.best[1]))
        if self.progress and cost != self.told:
            self.told = cost
            self.progress(self.seconds, *cost)


def solve_timetable(instance: Instance, stop: Stop, seed: int = 0, progress: Progress | None = None) -> Timetabled:
    """The best timetable found, its cost computed anew from the specification."""
    plan = lay_out(instance)
    search = Search(plan, stop, seed, progress)
    search.run()
    solution = solution_of(plan, search.best)
    cost = evaluate(solution).cost
    if cost != (int(search.best[0]), int(search.best[1])):
        raise AssertionError(f"The search says {search.best[:2]}, the evaluator {cost}.")
    return Timetabled(solution, cost, objective_bound(plan), search.moves, search.seconds)


def solution_of(plan: Plan, best: Ints) -> Solution:
    """What `kept` remembers as sub-events of every event."""
    lessons = int(plan.p[LESSONS])
    start, duration, task = (part.tolist() for part in np.split(best[2:], [lessons, 2 * lessons]))
    demand = {at: d for d, at in enumerate(plan.demands)}
    task_at, lesson_at = plan.of(TASK_AT).tolist(), plan.of(LESSON_AT).tolist()
    parts: list[SubEvent] = []
    for b, events in enumerate(plan.blocks):
        for x in range(lesson_at[b], lesson_at[b + 1]):
            for event in events if duration[x] else ():
                resources = tuple(
                    given.resource if given.resource >= 0 else task[task_at[demand[event, place]] + x - lesson_at[b]]
                    for place, given in enumerate(plan.instance.events[event].demands)
                )
                parts.append(SubEvent(event, duration[x], start[x], resources))
    return Solution(plan.instance, tuple(parts))
