"""The constraint programme of classes: which subjects each combination keeps, which classes there are, who moves when.

Students of one combination are one number. Of combination c with the subjects F fixed in its administrative class, n[c, F] students are
in classes of kind F, and g[c, F, s, p] of them take the moving subject s in block p. Rows sum to n[c, F], columns to at most that, so that
ways exist (Birkhoff 1946, as in `sections.py`). With k[F] administrative classes, x[s, p] classes of s in block p, and b[s] the least size
of a class of s:

    Σc n[c, F] ≤ most · k[F]        b[s] · x[s, p] ≤ Σ g[c, F, s, p] ≤ min(most, b[s] + spread) · x[s, p]
    Σ x[s, p] over the levels of one subject ≤ its teachers        Σs x[s, p] ≤ rooms        Σ k[F] ≤ rooms
    Σ k[F ∋ s] + Σp x[s, p] ≤ teachers of s · classes each takes

Every demand hangs on a literal, so that CP-SAT can name those that are in conflict.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from xuezheng.timetables.problem.senior.choosing import Chosen
from xuezheng.timetables.problem.senior.classes import Cohort, Mode

NEAR = 0.03  # so near to the fewest classes is near enough
LEAST_SHARE = 0.4  # no class is made for fewer than this share of the most, while that can be

Way = tuple[str, ...]


class Stream(NamedTuple):
    """Students of one combination in administrative classes of one kind."""

    chosen: Chosen
    fixed: Chosen

    @property
    def moving(self) -> Chosen:
        return tuple(subject for subject in self.chosen if subject not in self.fixed)


class Demand(NamedTuple):
    """Something that can be in conflict: what kind, of which subject."""

    kind: str  # rooms, homes, teachers, load, size, spread
    of: str = ""


class PinnedStudent(NamedTuple):
    """Who stays where they are: the number of the administrative class among those that stay, and, of each block, of the teaching class."""

    stream: Stream
    home: int
    way: Way
    classes: tuple[int, ...]  # by block, among the teaching classes that stay; -1: none


@dataclass(frozen=True)
class Pinned:
    """What is locked: students, the kinds of the administrative classes they are in, subject and block of their teaching classes."""

    students: tuple[PinnedStudent, ...] = ()
    homes: tuple[Chosen, ...] = ()
    teaching: tuple[tuple[str, int], ...] = ()
    by_side: bool = False

    @cached_property
    def ways(self) -> Mapping[Stream, Mapping[Way, int]]:
        found: dict[Stream, dict[Way, int]] = {}
        for one in self.students:
            own = found.setdefault(one.stream, {})
            own[one.way] = own.get(one.way, 0) + 1
        return found


NOTHING = Pinned()


def kept_of(cohort: Cohort, chosen: Chosen) -> Iterator[Chosen]:
    """The sets of subjects that a combination may keep in its administrative class."""
    own = [subject for subject in chosen if subject not in cohort.levels]
    if cohort.mode == Mode.PACKAGES:
        yield tuple(own)
        return
    count = {Mode.ALL_MOVING: 0, Mode.ONE_FIXED: 1, Mode.TWO_FIXED: 2}[cohort.mode]
    if len(own) < count:
        yield tuple(own)
        return
    for kept in combinations(own, count):
        if not count or not cohort.firsts or kept[0] in cohort.firsts:
            yield kept


def blocks_of(cohort: Cohort, streams: Sequence[Stream], by_side: bool) -> list[range]:
    """The blocks of each stream: all move at once; or, `by_side`, each first subject at times of its own (one more block without firsts)."""
    each = max((len(stream.moving) for stream in streams), default=0)
    if not by_side:
        return [range(each) for _ in streams]
    if not cohort.firsts:
        return [range(each + 1) for _ in streams]
    starts = [cohort.firsts.index(stream.chosen[0]) * each for stream in streams]
    return [range(start, start + each) for start in starts]


class ClassModel:
    """The programme for one cohort and one arrangement of blocks. `demands` are literals where `explains`."""

    def __init__(
        self,
        cohort: Cohort,
        by_side: bool,
        spread: int | None,
        pinned: Pinned = NOTHING,
        fills: bool = False,
        explains: bool = False,
    ) -> None:
        self.cohort, self.spread, self.pinned, self.fills, self.explains = cohort, spread, pinned, fills, explains
        self.model = cp_model.CpModel()
        self.demands: dict[Demand, cp_model.IntVar] = {}
        self.streams = [Stream(chosen, kept) for chosen in cohort.counts for kept in kept_of(cohort, chosen)]
        self.streams += [stream for stream in pinned.ways if stream not in self.streams]
        self.allowed = blocks_of(cohort, self.streams, by_side)
        self.blocks = max((own.stop for own in self.allowed), default=0)
        self.moving = sorted({s for stream in self.streams for s in stream.moving})
        self.n = [self.whole(cohort.counts.get(stream.chosen, 0), f"n {i}") for i, stream in enumerate(self.streams)]
        self.g = {
            (i, s, p): self.whole(cohort.counts.get(stream.chosen, 0), f"g {i} {s} {p}")
            for i, stream in enumerate(self.streams)
            for s in stream.moving
            for p in self.allowed[i]
        }
        most = -(-cohort.students // max(1, round(cohort.most * LEAST_SHARE))) + len(cohort.counts)
        self.k = {kind: self.whole(most, f"k {kind}") for kind in sorted({s.fixed for s in self.streams})}
        self.x = {(s, p): self.whole(most, f"x {s} {p}") for s in self.moving for p in range(self.blocks)}
        self.honour_choices()
        self.form_homes()
        self.form_teaching()
        self.fit_rooms_and_teachers()

    def whole(self, most: int, name: str, least: int = 0) -> cp_model.IntVar:
        return self.model.new_int_var(least, max(least, most), name)

    def need(self, demand: Demand, held: Any) -> None:
        constraint = self.model.add(held)
        if self.explains:
            literal = self.demands.setdefault(demand, self.model.new_bool_var(" ".join(demand)))
            constraint.only_enforce_if(literal)  # pyright: ignore[reportUnknownMemberType]

    def honour_choices(self) -> None:
        for chosen, count in self.cohort.counts.items():
            self.model.add(sum(self.n[i] for i, stream in enumerate(self.streams) if stream.chosen == chosen) == count)
        for i, stream in enumerate(self.streams):
            locked = self.pinned.ways.get(stream, {})
            self.model.add(self.n[i] >= sum(locked.values()))
            for s in stream.moving:
                self.model.add(sum(self.g[i, s, p] for p in self.allowed[i]) == self.n[i])
            for p in self.allowed[i]:
                there = {s: sum(n for way, n in locked.items() if p < len(way) and way[p] == s) for s in stream.moving}
                for s, n in there.items():
                    self.model.add(self.g[i, s, p] >= n)
                free = sum(locked.values()) - sum(there.values())
                self.model.add(sum(self.g[i, s, p] for s in stream.moving) <= self.n[i] - free)

    def form_homes(self) -> None:
        most, least = self.cohort.most, round(self.cohort.most * LEAST_SHARE)
        for kind, count in self.k.items():
            there = sum(self.n[i] for i, stream in enumerate(self.streams) if stream.fixed == kind)
            self.need(Demand("size", "home"), there <= most * count)
            self.model.add(count <= there)
            self.model.add(count >= self.pinned.homes.count(kind))
            if self.fills:  # a kind may be left out: then make no small one
                self.small_or_none(kind, there, least)

    def small_or_none(self, kind: Chosen, there: cp_model.LinearExprT, least: int) -> None:
        """A kind of which there is a class fills it, unless even everybody who could be there would not."""
        could = sum(n for chosen, n in self.cohort.counts.items() if kind in set(kept_of(self.cohort, chosen)))
        self.model.add(there >= min(least, could) * self.k[kind])

    def form_teaching(self) -> None:
        most = self.cohort.most
        self.gap = self.whole(most, "spread") if self.spread is None else None
        for s in self.moving:
            base = self.whole(most, f"b {s}", least=1)
            for p in range(self.blocks):
                count = self.x[s, p]
                there = sum(var for (_, subject, at), var in self.g.items() if (subject, at) == (s, p))
                self.model.add(count >= self.pinned.teaching.count((s, p)))
                self.need(Demand("size", s), there <= most * count)
                self.model.add(count <= there)
                if self.spread is None or self.spread < most:
                    self.keep_even(s, base, count, there)

    def keep_even(self, s: str, base: cp_model.IntVar, count: cp_model.IntVar, there: cp_model.LinearExprT) -> None:
        least = self.whole(self.cohort.students, f"least {s} {count.name}")
        self.model.add_multiplication_equality(least, [base, count])
        self.need(Demand("spread", s), there >= least)
        if self.gap is None:
            self.need(Demand("spread", s), there <= least + (self.spread or 0) * count)
        else:
            wide = self.whole(self.cohort.students, f"wide {s} {count.name}")
            self.model.add_multiplication_equality(wide, [self.gap, count])
            self.model.add(there <= least + wide)

    def fit_rooms_and_teachers(self) -> None:
        cohort = self.cohort
        self.need(Demand("homes"), sum(self.k.values()) <= cohort.rooms)
        together: dict[str, list[str]] = {}
        for s in self.moving:
            together.setdefault(cohort.taught_as(s), []).append(s)
        for p in range(self.blocks):
            staying = [count for kind, count in self.k.items() if self.stays(kind, p)]
            self.need(Demand("rooms"), sum([*staying, *(self.x[s, p] for s in self.moving)]) <= cohort.rooms)
            for subject, own in together.items():
                self.need(
                    Demand("teachers", subject), sum(self.x[s, p] for s in own) <= cohort.teachers.get(subject, 0)
                )
        for subject, each in cohort.loads.items():
            homes = [count for kind, count in self.k.items() if subject in kind]
            moving = [self.x[s, p] for s in together.get(subject, ()) for p in range(self.blocks)]
            if homes or moving:
                self.need(Demand("load", subject), sum([*homes, *moving]) <= each * cohort.teachers.get(subject, 0))

    def stays(self, kind: Chosen, block: int) -> bool:
        """Whether somebody of a kind of class may be in its room in a block."""
        own = [i for i, stream in enumerate(self.streams) if stream.fixed == kind]
        return any(block not in self.allowed[i] or len(self.allowed[i]) > len(self.streams[i].moving) for i in own)

    def classes(self) -> cp_model.LinearExprT:
        return sum([*self.k.values(), *self.x.values()])

    def solve(self, seconds: float, seed: int, gap: float = 0.0) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, seed
        solver.parameters.max_time_in_seconds = max(seconds, 0.05)
        solver.parameters.relative_gap_limit = gap
        return solver.solve(self.model), solver
