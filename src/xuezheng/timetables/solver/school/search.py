# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""A search for a school's week: place every block by ejection, else anneal until no must is broken; then anneal on what is left.

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
from xuezheng.timetables.solver.school.displacing import MOST_EJECTED, foreseen
from xuezheng.timetables.solver.school.ejection import place_by_ejection
from xuezheng.timetables.solver.school.fields import (
    BEST_HARD,
    BEST_SOFT,
    FEWEST,
    HARD,
    POOLED,
    RANDOM,
    S_BEST_ROOM,
    S_BEST_START,
    S_PENALTY,
    S_POOL,
    S_ROOM,
    SOFT,
    WIDEST,
    Ints,
    laid_out,
)
from xuezheng.timetables.solver.school.moves import end_move, put_down
from xuezheng.timetables.solver.school.narrowing import possible

Progress = Callable[[float, int, int], None]  # seconds, musts broken, the rest
MOST_MOVED = 12
EJECTING = 0.6  # share of the budget for placing by ejection
SHAKES = 30  # blocks moved to a free start, if they can, after each ejection
BOUT, EACH = 200, 10  # steps between two looks at the clock; moves that a step counts for
PATIENCE, PATIENCE_GROWS = 20, 1.2  # steps for each block without fewer left out, before placing begins anew
LEARNT = 0.05  # of all places in the order, by how many a block rises for each doubling of its penalty
MOST_NARROWED = 4
HOT, COLD = 0.2, 0.1  # temperatures, in musts broken
CHAINS = 900  # of a thousand moves, those that displace
FIXED = 1_000_000  # the penalty of what has one start only
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
    left = np.zeros(resources, np.int64)
    for r in range(resources):
        own = a.holder[a.holder_at[r] : a.holder_at[r + 1]].tolist()
        left[r] = sum(int(a.duration[x]) * int(a.weeks[x]).bit_count() for x in own)
    total = [0, 0, 0, seed % 2147483645 + 1, 0, 0, 1 << 40, 0, 0, 0, 0, 1 << 40]
    nowhere = np.full(blocks, -1, np.int64), np.full(lessons, -1, np.int64)
    return laid_out(total, [
        *nowhere, zeros(cells), zeros(cells), zeros(resources * weeks * days), zeros(len(a.measure)),
        zeros(resources), zeros(resources), zeros(len(a.measure)), zeros(MOST_MOVED * 2),
        zeros(MOST_MOVED * max(int(v[WIDEST]), 1)), zeros(blocks), *nowhere,
        left, np.where(np.diff(a.start_at) == 1, FIXED, 1), zeros(blocks), zeros(2 * MOST_EJECTED), zeros(blocks),
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


def narrowed(school: Laid) -> Laid:
    """Without the starts that what has one start only excludes, again while that leaves others with one start."""
    for _ in range(MOST_NARROWED):
        counts = np.diff(school.parts.start_at)
        if not (counts == 1).any():
            break
        school = school.only(possible(school.vector, fresh(school, 1)) == 1)
        if ((np.diff(school.parts.start_at) == 1) == (counts == 1)).all():
            break
    return school


class Search:
    def __init__(self, school: School, until: Until, seed: int, progress: Progress | None = None) -> None:
        self.school, self.until, self.progress = school, until, progress
        terms = Terms(school)
        for rule in school.rules:
            rule.terms(school, terms)
        self.laid = narrowed(laid(school, terms))
        self.a, self.parts = self.laid
        self.s = fresh(self.laid, seed)
        self.lessons, self.blocks = len(school.lessons), len(self.parts.block_at) - 1
        self.moves, self.pace = 0, 2000
        self.told = (-1, -1)

    def compile(self) -> None:
        """Every kernel once on nothing, so that compiling is not counted as search."""
        s, none = fresh(self.laid, 1), np.zeros(0, np.int64)
        place(self.a, s, none, 1.0)
        place_by_ejection(self.a, s, 0, 0)
        anneal(self.a, s, 0, 1.0, 1.0, 1.0, none, 0, 0)
        end_move(s)

    def eject(self, hint: Timetable | None) -> None:
        """Everything placed by ejection, or, where that takes too long, as much as could be, and the rest where it costs least.

        It begins anew where the blocks left out have not grown fewer for some time; what was hard to place then goes first.
        """
        hardest = hardest_first(self.parts)
        rank, learned = np.argsort(hardest).astype(float), np.zeros(self.blocks)
        self.fill_pool(hardest, self.follow(hint) if hint else set[int]())
        patience, stale, fewest, kept = float(PATIENCE * self.blocks), 0, self.blocks + 1, self.s
        random = np.random.default_rng(int(self.s[RANDOM]))
        while self.s[POOLED] and self.spent < EJECTING:
            steps, before = min(BOUT, max(self.until.moves // EACH, 1) if self.until.moves else BOUT), self.s[FEWEST]
            self.moves += EACH * int(place_by_ejection(self.a, self.s, steps, SHAKES))
            stale = 0 if self.s[FEWEST] < before else stale + steps
            if stale > patience:
                kept, fewest = (self.s, int(self.s[FEWEST])) if self.s[FEWEST] < fewest else (kept, fewest)
                penalty = part(self.s, S_PENALTY, self.blocks)
                learned = learned * 0.5 + np.log2(np.where(penalty < FIXED, penalty, 1))
                order = rank - learned * (self.blocks * LEARNT) + random.uniform(0, LEARNT * self.blocks, self.blocks)
                self.s = fresh(self.laid, int(self.s[RANDOM]))
                self.fill_pool(np.argsort(order, kind="stable"), set())
                patience, stale = patience * PATIENCE_GROWS, 0
        if self.s[POOLED]:
            self.s = kept if fewest < self.s[FEWEST] else self.s
            self.restore()
        self.recount()

    def fill_pool(self, order: Ints, kept: set[int]) -> None:
        """These blocks, but for those kept, are to be placed in this order."""
        left = [b for b in order.tolist() if b not in kept][::-1]
        part(self.s, S_POOL, len(left))[:] = left
        self.s[POOLED] = len(left)

    def begin(self) -> None:
        """Everything placed where it costs least at its turn."""
        place(self.a, self.s, hardest_first(self.parts), 1000.0)
        self.recount()

    def follow(self, hint: Timetable) -> set[int]:
        """Puts down the blocks that can stand where the hint has them and displace nobody, in its rooms where they may."""
        a, rooms = self.parts, part(self.s, S_ROOM, self.lessons)
        kept: set[int] = set()
        for b in range(self.blocks):
            members = a.block_lesson[a.block_at[b] : a.block_at[b + 1]].tolist()
            start = hint.starts[members[0]]
            if start >= 0 and a.start_cost[b, start] >= 0:
                for lesson in members:
                    allowed = a.room[a.room_at[lesson] : a.room_at[lesson + 1]].tolist()
                    rooms[lesson] = hint.rooms[lesson] if hint.rooms[lesson] in allowed else -1
                if foreseen(self.a, self.s, b, start):
                    continue
                put_down(self.a, self.s, b, start, all(rooms[lesson] < 0 for lesson in members))
                kept.add(b)
        end_move(self.s)
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
        self.eject(hint)
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
            self.begin()
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
        starts = part(kept, S_BEST_START, self.blocks)
        for b, start in enumerate(starts.tolist()):
            if start >= 0:
                put_down(self.a, s, b, start, False)
        end_move(s)
        place(self.a, s, np.flatnonzero(starts < 0), 1000.0)
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
