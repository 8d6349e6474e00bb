# pyright: reportUnknownVariableType=false
"""A search from start to finish: construct, anneal in rounds, check. Anytime, seeded, single-threaded.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983), on what is required alone, then on Σ weight · required + not
required; large neighbourhoods by constraint programming repair what annealing leaves broken, and improve its best. The scale
of temperatures comes from a sample of moves, so that it fits any instance. With a budget in moves annealing is all.
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
from xuezheng.timetables.solver.search.neighbourhoods import Neighbourhoods, put, rows
from xuezheng.timetables.solver.search.starting import begun, fresh_state, kept, restored

Progress = Callable[[float, int, int], None]  # seconds, infeasibility, objective
FALLING = (4.0, 5.8)  # weight of a breach by temperature: between these, what is required falls into place
LONGEST_FIRST = 0.3  # share of the time to break nothing required
FIRST_ROUND = 0.02  # share of the time of its first round; each next is twice as long
REPAIRED = 0.5  # share of the time until which what is still broken is repaired by programmes
ANNEALED = 0.5  # share of the rest of the time, before programmes have the last word
ROUNDS = (0.7, 1.0)  # ends of its rounds
COOLER = 3.0  # the second round begins cooler by this
TAKEN = 0.02  # moves for the worse, of all: while more are taken, cooling goes faster,
SWIFTEST = 8.0  # at most by this
CYCLES = 40  # at most, of the weight of what is required in a round, each from once to twice
LEAST_CYCLE = 500  # moves for each lesson in one of them
GROWTH = 1.6  # of that weight, after a cycle in which something required was always broken
RELIEF = 0.8  # of that weight, after a cycle in which hardly ever anything required was
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
        self.tally = np.zeros(2, np.int64)
        self.chances = self.mix()
        self.compile()
        self.began = stop.clock()
        self.state = begun(plan, seed, 100.0)
        self.best = kept(self.state)
        self.told = (-1, -1)
        self.neighbourhoods = Neighbourhoods(plan, seed)
        self.bound = objective_bound(plan)
        self.scales()

    def compile(self) -> None:
        """Every kernel once on nothing, so that compiling (once after installing) is not counted as search."""
        s = fresh_state(self.plan, self.seed)
        construct(self.plan.p, s, np.zeros(0, np.int64), 1.0)
        sample(self.plan.p, s, np.zeros((0, 2), np.int64), self.chances)
        anneal(self.plan.p, s, kept(s), 0, 1.0, 1.0, self.chances, self.tally)
        restored(self.plan, s, kept(s))
        put(self.plan.p, s, rows([], 2), rows([], 3))

    @property
    def seconds(self) -> float:
        return self.stop.clock() - self.began

    @property
    def spent(self) -> float:
        """The share of the budget that is used up."""
        return self.moves / self.stop.moves if self.stop.moves else self.seconds / self.stop.seconds

    @property
    def is_done(self) -> bool:
        """Whether nothing better can be."""
        return bool(self.best[0] == 0 and self.best[1] <= self.bound)

    def mix(self) -> Ints:
        """Cumulative chances in a thousand: tasks, cuts, swaps, chains, and single moves for the rest."""
        shares = [150, 100, 100, 600]
        if not self.plan.p[DEMANDS]:
            shares[0] = 0
        if not (np.diff(self.plan.of(LESSON_AT)) > 1).any():
            shares[1] = 0
        return np.cumsum(shares).astype(np.int64)

    def scales(self) -> None:
        """Temperatures and weights from the changes of cost that moves make here."""
        changes = np.zeros((SAMPLE, 2), np.int64)
        n = sample(self.plan.p, self.state, changes, self.chances)
        hard, soft = np.abs(changes[:n, 0]), np.abs(changes[:n, 1])
        hard, soft = hard[hard > 0], soft[soft > 0]
        self.breach = float(hard.min()) if len(hard) else 1.0  # the smallest
        if not len(soft):
            soft = np.ones(1, np.int64)
        self.heat = max(float(np.quantile(soft, 0.25)), 1.0)
        self.cold = min(float(soft.min()) * 0.4, self.heat * 0.25)
        self.usual = float(np.median(soft))
        self.dear = 2.0 * float(np.quantile(soft, 0.95))
        self.dearest = float(soft.max())

    def run(self) -> None:
        self.settle()
        if self.best[0] and not self.stop.moves:
            self.programmes(REPAIRED, only_required=True)
        first = self.spent
        last = 1.0 if self.stop.moves else first + (1.0 - first) * ANNEALED
        for number, share in enumerate(ROUNDS):
            until = first + (last - first) * share
            restored(self.plan, self.state, self.best)
            self.improve(self.spent, until, max(self.heat / (COOLER if number else 1.0), self.cold))
        if not self.stop.moves:
            self.programmes(1.0)

    def programmes(self, last: float, only_required: bool = False) -> None:
        """Large neighbourhoods of the best, until the last share of the budget."""
        restored(self.plan, self.state, self.best)
        while self.spent < last and (self.best[0] if only_required else not self.is_done):
            if self.neighbourhoods.improve(self.state, self.stop.seconds - self.seconds, only_required):
                self.best = kept(self.state)
                self.tell()

    def settle(self) -> None:
        """Anneal on what is required only, in longer and longer rounds, until nothing is broken."""
        share, first = FIRST_ROUND, 0.0
        light, heavy = FALLING
        heat = 40.0 * self.dearest  # what is not required hardly counts
        while self.best[0] and first < LONGEST_FIRST:
            last = min(first + share, LONGEST_FIRST)
            while self.best[0] and (spent := self.spent) < last:
                done = (spent - first) / (last - first)
                self.bout(heat, heat * light * (heavy / light) ** done / self.breach)
            first, share = last, 2.0 * share

    def improve(self, first: float, last: float, heat: float) -> None:
        """Anneal on everything from the first to the last share of the budget.

        Where many moves for the worse are taken, cooling goes faster, which leaves more time for what is colder. The weight
        of what is required rises and falls in cycles, so that the search passes through what is not allowed to where it is again;
        the whole cycle rises where nothing allowed was met, and falls where hardly anything else was.
        """
        done, price, before = 0.0, max(self.heat, self.usual), self.spent
        pace = self.moves / max(self.seconds, 1e-3) if self.moves and not self.stop.moves else 1e5
        budget = self.stop.moves or self.stop.seconds * pace
        cycles = min(max(int((last - first) * budget / (LEAST_CYCLE * int(self.plan.p[LESSONS]))), 3), CYCLES)
        cycle, kept_up, looks = 0, 0.0, 0
        while before < last and not self.is_done:
            temperature = heat * (self.cold / heat) ** min(done, 1.0)
            at = (before - first) / (last - first) * cycles
            if int(at) != cycle:
                price *= GROWTH if kept_up == 0 else RELIEF if kept_up > 0.5 * looks else 1.0
                price = self.heat if not self.heat <= price <= self.dear else price
                cycle, kept_up, looks = int(at), 0.0, 0
            light = max(FALLING[0] * temperature / self.breach, price)
            moves = self.bout(temperature, light * 2.0 ** (at % 1.0))
            after = self.spent
            share = min((after - before) / max(last - before, 1e-9), 1.0)
            done += (1.0 - done) * share * min(max(self.tally[0] / moves / TAKEN, 1.0), SWIFTEST)
            kept_up += self.tally[1] / moves
            looks += 1
            before = after

    def bout(self, temperature: float, weight: float) -> int:
        """Moves for about a twentieth of a second."""
        began = self.seconds
        moves = min(self.pace, max(self.stop.moves - self.moves, 1)) if self.stop.moves else self.pace
        anneal(self.plan.p, self.state, self.best, moves, temperature, weight, self.chances, self.tally)
        self.moves += moves
        took = self.seconds - began
        if not self.stop.moves:
            self.pace = int(min(max(self.pace * 0.05 / max(took, 1e-4), 50), 2.0 * self.pace, 1_000_000))
        self.tell()
        return moves

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
    return Timetabled(solution, cost, search.bound, search.moves, search.seconds)


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
