"""Administrative and teaching classes from choices, by constraint programming; which subjects move is the mode's.

Students of one combination are one number. Of combination i, with some subjects fixed in its administrative class, g[i, s, p] students
take the moving subject s in block p; rows sum to the combination's count, columns to at most that, so that ways exist (Birkhoff 1946,
as in `sections.py`). With x[s, p] classes of s in block p and c classes of s in all:

    lo · x[s, p] ≤ Σᵢ g[i, s, p] ≤ hi · x[s, p]      Σₚ x[s, p] = c      x[s, p] ≤ teachers of s      Σₛ x[s, p] ≤ rooms

lo and hi stand `spread` apart around the subject's mean, so that the classes of a subject are nearly even.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ortools.sat.python import cp_model

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.senior.choosing import Chosen
from xuezheng.timetables.problem.senior.classes import Classes, Cohort, Mode, TeachingClass, wrong_with
from xuezheng.timetables.solver.sections import FOUND, taken_apart


@dataclass(frozen=True)
class Stream:
    """Students of one combination in administrative classes of one kind: what is fixed there, what moves."""

    chosen: Chosen
    fixed: Chosen
    students: int

    @property
    def moving(self) -> Chosen:
        return tuple(subject for subject in self.chosen if subject not in self.fixed)


class Placing(NamedTuple):
    status: cp_model.CpSolverStatus
    ways: dict[int, dict[tuple[str, ...], int]]  # of each stream
    running: dict[tuple[str, int], int]  # subject, block → classes


def form_classes(cohort: Cohort, seconds: float = 60.0, seed: int = 0) -> Classes:
    """Classes that honour every choice. Raises Refused with what is in conflict, or where time ran out."""
    streams = streams_of(cohort, seconds / 3, seed)
    moving = moving_counts(streams)
    if not moving:
        return with_homes(cohort, streams, Placing(cp_model.OPTIMAL, {}, {}), 0)
    each = max(len(stream.moving) for stream in streams)
    sides = sorted({stream.chosen[0] for stream in streams})
    ways = (together(streams, each), by_side(streams, sides, each))
    uneven = replace(cohort, spread=2 * cohort.most)
    tries = [(allowed, extra, as_even) for as_even in (cohort, uneven) for allowed in ways for extra in (0, 1, 2)]
    for allowed, extra, as_even in tries:
        # More, smaller classes, then each side at its own time, then classes less even: what did not fit may fit then.
        counts = {s: -(-n // cohort.most) + extra for s, n in moving.items()}
        placing = place_in_blocks(as_even, streams, counts, allowed, seconds / 4, seed)
        if placing.status in FOUND:
            break
    else:
        raise Refused([conflict(uneven, streams, moving, ways[1], seconds / 4, seed)])
    found = with_homes(cohort, streams, placing, max(-(-n // counts[s]) for s, n in moving.items()))
    if wrong := wrong_with(found):
        raise AssertionError("; ".join(wrong[:5]))
    return found


def together(streams: list[Stream], each: int) -> list[range]:
    """The blocks of each stream where everybody moves at once."""
    return [range(each) for _ in streams]


def by_side(streams: list[Stream], sides: list[str], each: int) -> list[range]:
    """The blocks of each stream where each first subject has blocks of its own, so that teachers serve one side after the other."""
    firsts = [sides.index(stream.chosen[0]) * each for stream in streams]
    return [range(first, first + each) for first in firsts]


def moving_counts(streams: list[Stream]) -> dict[str, int]:
    found: dict[str, int] = {}
    for stream in streams:
        for subject in stream.moving:
            found[subject] = found.get(subject, 0) + stream.students
    return found


def streams_of(cohort: Cohort, seconds: float, seed: int) -> list[Stream]:
    """Which subjects are fixed for whom."""
    if cohort.mode == Mode.TWO_FIXED:
        return two_fixed(cohort, seconds, seed)
    kept = {Mode.PACKAGES: 9, Mode.ONE_FIXED: 1, Mode.ALL_MOVING: 0}[cohort.mode]
    return [Stream(chosen, chosen[:kept], n) for chosen, n in cohort.counts.items()]


def two_fixed(cohort: Cohort, seconds: float, seed: int) -> list[Stream]:
    """Each combination keeps its first subject and one other; chosen so that the fewest kinds of classes and seats are needed."""
    model = cp_model.CpModel()
    n = {
        (chosen, subject): model.new_int_var(0, count, f"n {chosen} {subject}")
        for chosen, count in cohort.counts.items()
        for subject in chosen[1:]
    }
    for chosen, count in cohort.counts.items():
        model.add(sum(n[chosen, subject] for subject in chosen[1:]) == count)
    kinds = {(chosen[0], subject) for chosen, subject in n}
    classes = {kind: model.new_int_var(0, cohort.students // 10 + 1, f"k {kind}") for kind in sorted(kinds)}
    for kind, count in classes.items():
        there = sum(var for (chosen, subject), var in n.items() if (chosen[0], subject) == kind)
        model.add(there <= cohort.most * count)
        model.add(there >= (cohort.most - 3 * cohort.spread) * count)
    for first, subject in kinds:  # who keeps the other one moves for this one: no more than its teachers take at once
        moving = [
            var for (chosen, kept), var in n.items() if chosen[0] == first and subject in chosen[1:] and kept != subject
        ]
        model.add(sum(moving) <= (cohort.most - cohort.spread) * cohort.teachers.get(subject, 0))
    model.minimize(sum(classes.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    if solver.solve(model) not in FOUND:  # small combinations: each keeps its first two
        return [Stream(chosen, chosen[:2], count) for chosen, count in cohort.counts.items()]
    return [
        Stream(chosen, (chosen[0], subject), solver.value(var))
        for (chosen, subject), var in n.items()
        if solver.value(var)
    ]


def place_in_blocks(
    cohort: Cohort, streams: list[Stream], counts: Mapping[str, int], allowed: list[range], seconds: float, seed: int,
    without: frozenset[str] = frozenset(),
) -> Placing:  # fmt: skip
    """How many of each stream go which way through the blocks; `without`: demands left out to find what is in conflict."""
    model = cp_model.CpModel()
    blocks = max(own.stop for own in allowed)
    slots = range(blocks)
    x = {(s, p): model.new_int_var(0, count, f"x {s} {p}") for s, count in counts.items() for p in slots}
    g = {
        (i, s, p): model.new_int_var(0, stream.students, f"g {i} {s} {p}")
        for i, stream in enumerate(streams)
        for s in stream.moving
        for p in allowed[i]
    }
    for i, stream in enumerate(streams):
        for s in stream.moving:
            model.add(sum(g[i, s, p] for p in allowed[i]) == stream.students)
        for p in allowed[i]:
            model.add(sum(g[i, s, p] for s in stream.moving) <= stream.students)
    for s, count in counts.items():
        model.add(sum(x[s, p] for p in slots) == count)
        there = {p: sum(var for (_, subject, at), var in g.items() if (subject, at) == (s, p)) for p in slots}
        total = sum(stream.students for stream in streams if s in stream.moving)
        low, high = around(total, count, cohort)
        for p in slots:
            if "teachers" not in without:
                model.add(x[s, p] <= cohort.teachers.get(s, 0))
            if f"size {s}" not in without:
                model.add(there[p] <= high * x[s, p])
                model.add(there[p] >= low * x[s, p])
            else:
                model.add(there[p] <= cohort.students * x[s, p])
    for p in slots if "rooms" not in without else ():
        model.add(sum(x[s, p] for s in counts) <= cohort.rooms)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    status = solver.solve(model)
    ways: dict[int, dict[tuple[str, ...], int]] = {}
    for i, stream in enumerate(streams) if status in FOUND else ():
        table = {(s, p): solver.value(g[i, s, p]) if p in allowed[i] else 0 for s in stream.moving for p in slots}
        ways[i] = dict(taken_apart(table, stream.moving, blocks, stream.students))
    running = {at: solver.value(count) for at, count in x.items()} if status in FOUND else {}
    return Placing(status, ways, running)


def around(total: int, classes: int, cohort: Cohort) -> tuple[int, int]:
    """The smallest and the largest class of a subject: within the spread around the mean."""
    low = max(1, total // classes - cohort.spread // 2)
    return low, min(cohort.most, low + cohort.spread)


def conflict(
    cohort: Cohort, streams: list[Stream], moving: Mapping[str, int], allowed: list[range], seconds: float, seed: int
) -> Problem:
    """A smallest set of demands that cannot be met together, in words."""
    counts = {s: -(-n // cohort.most) for s, n in moving.items()}
    demands = ["rooms", "teachers", *(f"size {s}" for s in counts)]
    dropped: set[str] = set()
    for demand in demands:
        trying = frozenset({*dropped, demand})
        tried = place_in_blocks(cohort, streams, counts, allowed, seconds / len(demands), seed, trying)
        if tried.status == cp_model.INFEASIBLE:
            dropped.add(demand)
    kept = [demand for demand in demands if demand not in dropped]
    zh = {"rooms": f"每个时段至多 {cohort.rooms} 间教室", "teachers": "每位教师同一时段只教一个班"}
    en = {"rooms": f"at most {cohort.rooms} rooms at once", "teachers": "each teacher one class at a time"}
    what = Words(
        "下列要求不能同时满足：" + "、".join(zh.get(one, f"{one[5:]} 每班不超过 {cohort.most} 人且均衡") for one in kept) + "。",
        "These demands cannot be met together: "
        + "; ".join(en.get(one, f"even classes of {one[5:]}, at most {cohort.most}") for one in kept) + ".",
    )  # fmt: skip
    got = "; ".join(f"{s}: {moving[s]} / {counts[s]}, {cohort.teachers.get(s, 0)}" for s in counts)
    cure = Words(
        "增加教师或教室、放宽班额，或停开人数少的组合。",
        "More teachers or rooms, larger classes, or fewer combinations.",
    )
    return Problem("classes_conflict", what, got=got, cure=cure)


def with_homes(cohort: Cohort, streams: list[Stream], placing: Placing, bound: int) -> Classes:
    """Students one by one: ways dealt to teaching classes, and, way after way, to administrative classes of their kind."""
    chosen: list[Chosen] = []
    groups: dict[Chosen, list[tuple[tuple[str, ...], int]]] = {}
    for i, stream in enumerate(streams):
        for way, n in sorted(placing.ways.get(i, {(): stream.students}).items()):
            for _ in range(n):
                groups.setdefault(stream.fixed, []).append((way, len(chosen)))
                chosen.append(stream.chosen)
    home = [0] * len(chosen)
    fixed: list[Chosen] = []
    seats: dict[tuple[str, int], list[int]] = {}
    for kind, members in sorted(groups.items()):
        members.sort()
        classes = -(-len(members) // cohort.most)
        for k in range(classes):
            for way, student in members[len(members) * k // classes : len(members) * (k + 1) // classes]:
                home[student] = len(fixed)
                for block, subject in enumerate(way):
                    if subject:
                        seats.setdefault((subject, block), []).append(student)
            fixed.append(kind)
    teaching: list[TeachingClass] = []
    for (subject, block), students in sorted(seats.items()):
        parts = placing.running[subject, block]
        for k in range(parts):
            own = students[len(students) * k // parts : len(students) * (k + 1) // parts]
            teaching.append(TeachingClass(subject, block, tuple(own)))
    return Classes(cohort, tuple(chosen), tuple(home), tuple(fixed), tuple(teaching), bound)
