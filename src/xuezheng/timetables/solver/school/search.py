# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""A search for a school's week: place every block, anneal until no must is broken, then anneal on what is left.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) with chains of displaced lessons (Kempe chains; Thompson and Dowsland
1998). Seeded, single-threaded, anytime: stopped by seconds, by moves, or at the first timetable that breaks no must.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xuezheng.timetables.problem.school.evaluation import Report, report_on
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.terms import Terms
from xuezheng.timetables.solver.school.annealing import (
    anneal,
    find_trouble,
    full_cost,
    keep_best,
    place,
)
from xuezheng.timetables.solver.school.arrays import Arrays, Laid, laid
from xuezheng.timetables.solver.school.fields import (
    BEST_HARD,
    BEST_SOFT,
    HARD,
    RANDOM,
    S_BEST_ROOM,
    S_BEST_START,
    S_ROOM,
    SOFT,
    WIDEST,
    Ints,
    laid_out,
)
from xuezheng.timetables.solver.school.moves import end_move, put_down

Progress = Callable[[float, int, int], None]  # seconds, musts broken, the rest
MOST_MOVED = 12
HOT, COLD = 0.2, 0.1  # temperatures, in musts broken
CHAINS = 900  # of a thousand moves, those that displace
STEPS = 25  # temperatures from hot to cold


@dataclass(frozen=True)
class Until:
    """When to stop. `feasible`: as soon as no must is broken. `moves`: the same on every machine."""

    seconds: float = 60.0
    moves: int = 0
    feasible: bool = False
    clock: Callable[[], float] = time.perf_counter


@dataclass(frozen=True)
class Found:
    """A timetable with its report by the evaluator."""

    table: Timetable
    report: Report
    seconds: float
    moves: int


def fresh(school: Laid, seed: int) -> Ints:
    """A state in which nothing has a place."""
    a, v = school.parts, school.vector
    lessons, blocks, resources, days, periods, weeks = v[:6].tolist()

    def zeros(size: int) -> Ints:
        return np.zeros(size, np.int64)

    cells = resources * weeks * days * periods
    total = [0, 0, 0, seed % 2147483645 + 1, 0, 0, 1 << 40, 0]
    nowhere = np.full(blocks, -1, np.int64), np.full(lessons, -1, np.int64)
    return laid_out(total, [
        *nowhere, zeros(cells), zeros(cells), zeros(resources * weeks * days), zeros(len(a.measure)),
        zeros(resources), zeros(resources), zeros(len(a.measure)), zeros(MOST_MOVED * 2),
        zeros(MOST_MOVED * max(int(v[WIDEST]), 1)), zeros(blocks), *nowhere,
    ])  # fmt: skip


def anew(school: Laid, kept: Ints) -> Ints:
    """A state in which nothing has a place, that remembers the best of another."""
    s = fresh(school, int(kept[RANDOM]))
    s[BEST_HARD], s[BEST_SOFT] = kept[BEST_HARD], kept[BEST_SOFT]
    for at, size in ((S_BEST_START, len(school.parts.block_at) - 1), (S_BEST_ROOM, len(school.parts.block_of))):
        part(s, at, size)[:] = part(kept, at, size)
    return s


def part(s: Ints, at: int, size: int) -> Ints:
    """A view of one part of a state."""
    return s[s[at] : s[at] + size]


def hardest_first(a: Arrays) -> Ints:
    """Few starts, many lessons and resources, long."""
    blocks = len(a.block_at) - 1
    held = np.diff(a.held_at)
    weight = np.zeros(blocks)
    np.add.at(weight, a.block_of, a.duration * (held + 1))
    return np.argsort(np.diff(a.start_at) / weight, kind="stable").astype(np.int64)


class Search:
    def __init__(self, school: School, until: Until, seed: int, progress: Progress | None = None) -> None:
        self.school, self.until, self.progress = school, until, progress
        terms = Terms(school)
        for rule in school.rules:
            rule.terms(school, terms)
        self.laid = laid(school, terms)
        self.a, self.parts = self.laid
        self.s = fresh(self.laid, seed)
        self.lessons, self.blocks = len(school.lessons), len(self.parts.block_at) - 1
        self.moves, self.pace = 0, 2000
        self.told = (-1, -1)

    def compile(self) -> None:
        """Every kernel once on nothing, so that compiling is not counted as search."""
        s, none = fresh(self.laid, 1), np.zeros(0, np.int64)
        place(self.a, s, none, 1.0)
        anneal(self.a, s, 0, 1.0, 1.0, 1.0, none, 0, 0)
        end_move(s)

    def begin(self, hint: Timetable | None) -> None:
        """Everything placed: as in the hint where it may be so, the rest where it costs least."""
        kept = self.follow(hint) if hint else set[int]()
        order = np.array([b for b in hardest_first(self.parts).tolist() if b not in kept], np.int64)
        place(self.a, self.s, order, 1000.0)
        self.recount()

    def follow(self, hint: Timetable) -> set[int]:
        """Puts down the blocks that can stand where the hint has them, in its rooms where they may."""
        a, rooms = self.parts, part(self.s, S_ROOM, self.lessons)
        kept: set[int] = set()
        for b in range(self.blocks):
            members = a.block_lesson[a.block_at[b] : a.block_at[b + 1]].tolist()
            start = hint.starts[members[0]]
            if start >= 0 and a.start_cost[b, start] >= 0:
                for lesson in members:
                    allowed = a.room[a.room_at[lesson] : a.room_at[lesson + 1]].tolist()
                    rooms[lesson] = hint.rooms[lesson] if hint.rooms[lesson] in allowed else -1
                put_down(self.a, self.s, b, start, all(rooms[lesson] < 0 for lesson in members))
                kept.add(b)
        return kept

    def recount(self) -> None:
        self.s[HARD], self.s[SOFT] = full_cost(self.a, self.s)
        if (self.s[HARD], self.s[SOFT]) < self.best:
            keep_best(self.a, self.s)

    @property
    def best(self) -> tuple[int, int]:
        return int(self.s[BEST_HARD]), int(self.s[BEST_SOFT])

    def run(self, hint: Timetable | None = None) -> None:
        self.compile()
        self.began = self.until.clock()
        self.begin(hint)
        self.tell()
        turn = 0
        while self.best[0] and not self.over:
            self.become_feasible(turn)
            turn += 1
        if not self.until.feasible:
            self.improve()

    @property
    def seconds(self) -> float:
        return self.until.clock() - self.began

    @property
    def spent(self) -> float:
        return self.moves / self.until.moves if self.until.moves else self.seconds / self.until.seconds

    @property
    def over(self) -> bool:
        return self.spent >= 1.0 or self.best == (0, 0)

    def become_feasible(self, turn: int) -> None:
        """One cooling on the musts, with the rest as a hint, half the moves with lessons in trouble.

        Every third turn begins anew; each beginning gives the turns more moves.
        """
        if turn and turn % 3 == 0:
            self.s = anew(self.laid, self.s)
            self.begin(None)
        each = max(int(self.blocks * 20 * 1.5 ** (turn // 3)), 1000)
        for step in range(STEPS):
            heat = HOT * (COLD / HOT) ** (step / (STEPS - 1))
            self.anneal(each, 1.0, 0.0005, heat, find_trouble(self.a, self.s), 1)
            if not self.best[0] or self.over:
                return

    def improve(self) -> None:
        """Cooling on everything from the best, until the budget ends."""
        if not self.best[1] or self.over:
            return
        self.restore()
        first = self.spent
        none = np.zeros(0, np.int64)
        heat, cold = 120.0, 2.0
        while not self.over:
            done = (self.spent - first) / max(1.0 - first, 1e-9)
            self.anneal(self.pace, 400.0, 1.0, heat * (cold / heat) ** done, none, 0)
        self.restore()

    def restore(self) -> None:
        """The state is the best one again."""
        kept = self.s
        self.s = s = anew(self.laid, kept)
        part(s, S_ROOM, self.lessons)[:] = part(kept, S_BEST_ROOM, self.lessons)
        for b, start in enumerate(part(kept, S_BEST_START, self.blocks).tolist()):
            put_down(self.a, s, b, start, False)
        end_move(s)
        self.recount()

    def anneal(self, moves: int, weight: float, soft: float, heat: float, trouble: Ints, goal: int) -> None:
        while moves > 0 and not self.over:
            began = self.seconds
            some = min(moves, self.pace)
            if self.until.moves:
                some = min(some, max(self.until.moves - self.moves, 1))
            done = anneal(self.a, self.s, some, weight, soft, heat, trouble, CHAINS, goal)
            self.moves += int(done)
            moves -= some
            if not self.until.moves:
                took = max(self.seconds - began, 1e-4)
                self.pace = int(min(max(self.pace * 0.05 / took, 200), 2 * self.pace, 500_000))
            self.tell()
            if goal and not self.best[0]:
                return

    def tell(self) -> None:
        if self.progress and self.best != self.told:
            self.told = self.best
            self.progress(self.seconds, *self.best)

    def table(self) -> Timetable:
        starts = part(self.s, S_BEST_START, self.blocks)[self.parts.block_of]
        return Timetable(self.school, tuple(starts.tolist()), tuple(part(self.s, S_BEST_ROOM, self.lessons).tolist()))


def find_week(
    school: School, until: Until, seed: int = 0, progress: Progress | None = None, hint: Timetable | None = None
) -> Found:
    """The best timetable found in the budget, its cost computed anew by the evaluator.

    Raises Refused where some lesson cannot stand anywhere.
    """
    search = Search(school, until, seed, progress)
    search.run(hint)
    seconds = search.seconds
    table = search.table()
    return Found(table, report_on(table), seconds, search.moves)
