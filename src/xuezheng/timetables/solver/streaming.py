"""Administrative and teaching classes from choices: the programme of `forming.py` solved, and students dealt to what it found.

First with the spread that is asked, everybody moving at once, then each first subject at times of its own, for the fewest classes. Where
that cannot be, for the smallest spread; where that cannot be either, the smallest set of demands in conflict is named (`conflict.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment

from xuezheng.ground.errors import Refused
from xuezheng.timetables.problem.senior.choosing import Chosen
from xuezheng.timetables.problem.senior.classes import Classes, Cohort, Mode, TeachingClass, wrong_with
from xuezheng.timetables.solver.conflict import conflict
from xuezheng.timetables.solver.forming import NEAR, NOTHING, ClassModel, Pinned, PinnedStudent, Stream, Way
from xuezheng.timetables.solver.sections import FOUND, taken_apart


class Solved(NamedTuple):
    """A programme with the values found, and the bound on the spread that was proven."""

    model: ClassModel
    solver: cp_model.CpSolver
    spread_bound: int


@dataclass
class Seat:
    """A student while being dealt: `pinned` is who stays where they are."""

    stream: Stream
    way: Way
    pinned: PinnedStudent | None = None
    home: int = -1


def form_classes(cohort: Cohort, seconds: float = 60.0, seed: int = 0, pinned: Pinned = NOTHING) -> Classes:
    """Classes that honour every choice; those of `pinned` come first, in their order, where they are.

    Raises Refused with what is in conflict, or where time ran out before anything was found.
    """
    fewest = fewest_classes(cohort)
    solved = search(cohort, fewest, seconds, seed, pinned)
    found = replace(dealt(solved), fewest=fewest, spread_bound=solved.spread_bound)
    if wrong := wrong_with(found):
        raise AssertionError("; ".join(wrong[:5]))
    return found


def search(cohort: Cohort, fewest: int, seconds: float, seed: int, pinned: Pinned) -> Solved:
    """The programme solved in the first way that works."""
    sides = (pinned.by_side,) if pinned.students else (False, True)
    proven: list[int] = []
    for by_side in sides:
        status = cp_model.UNKNOWN
        for fills in (True, False) if cohort.mode == Mode.TWO_FIXED else (False,):
            model = ClassModel(cohort, by_side, cohort.spread, pinned, fills)
            model.model.add(model.classes() >= fewest)
            model.model.minimize(model.classes())
            status, solver = model.solve(seconds / 6, seed, NEAR)
            if status in FOUND:
                return Solved(model, solver, 0)
        proven.append(cohort.spread + 1 if status == cp_model.INFEASIBLE else 0)
    best: Solved | None = None
    for at, by_side in enumerate(sides):
        model = ClassModel(cohort, by_side, None, pinned)
        assert model.gap is not None
        model.model.minimize(model.gap)
        status, solver = model.solve(seconds / 4, seed)
        if status in FOUND:
            proven[at] = max(proven[at], round(solver.best_objective_bound))
            if best is None or solver.objective_value < best.solver.objective_value:
                best = Solved(model, solver, 0)
        elif status == cp_model.INFEASIBLE:
            proven[at] = cohort.most
    if best is not None:
        return best._replace(spread_bound=min(proven))
    raise Refused([conflict(cohort, sides[-1], seconds / 3, seed, pinned)])


def fewest_classes(cohort: Cohort) -> int:
    """No plan has fewer classes: sizes alone, without blocks, teachers and rooms."""
    free = replace(cohort, rooms=10**6, teachers=dict.fromkeys(all_subjects(cohort), 10**6), loads={})
    model = ClassModel(free, False, cohort.students)
    model.model.minimize(model.classes())
    status, solver = model.solve(5.0, 0)
    return int(np.ceil(solver.best_objective_bound - 1e-6)) if status in FOUND else 0


def all_subjects(cohort: Cohort) -> set[str]:
    return {cohort.taught_as(subject) for chosen in cohort.counts for subject in chosen}


def dealt(solved: Solved) -> Classes:
    """Students one by one: ways dealt to administrative classes of their kind, way after way, then to teaching classes."""
    model, pinned = solved.model, solved.model.pinned
    seats = [Seat(one.stream, one.way, one, one.home) for one in pinned.students]
    seats += list(free_seats(solved))
    fixed = deal_homes(solved, seats)
    teaching = deal_teaching(solved, seats)
    found = Classes(
        model.cohort, tuple(seat.stream.chosen for seat in seats), tuple(seat.home for seat in seats), tuple(fixed),
        tuple(teaching), 0,
    )  # fmt: skip
    return replace(with_rooms(found), bound=size_bound(found))


def free_seats(solved: Solved) -> Iterator[Seat]:
    """Of each stream, its students who are not pinned, each with a way through the blocks."""
    model, solver = solved.model, solved.solver
    for i, stream in enumerate(model.streams):
        locked = model.pinned.ways.get(stream, {})
        count = solver.value(model.n[i]) - sum(locked.values())
        table = {
            (s, p): solver.value(model.g[i, s, p]) if p in model.allowed[i] else 0
            for s in stream.moving
            for p in range(model.blocks)
        }
        for way, n in locked.items():
            for p, s in enumerate(way):
                if s:
                    table[s, p] -= n
        ways = (
            taken_apart(table, stream.moving, model.blocks, count) if stream.moving else {("",) * model.blocks: count}
        )
        for way, n in sorted(ways.items()):
            yield from (Seat(stream, way) for _ in range(n))


def deal_homes(solved: Solved, seats: list[Seat]) -> list[Chosen]:
    """Gives each seat its administrative class; pinned classes keep their numbers, sizes of a kind differ by one at most where they can."""
    fixed = list(solved.model.pinned.homes)
    for kind, count in solved.model.k.items():
        own = [at for at, known in enumerate(fixed) if known == kind]
        added = solved.solver.value(count) - len(own)
        own += range(len(fixed), len(fixed) + added)
        fixed += [kind] * added
        members = [seat for seat in seats if seat.stream.fixed == kind]
        free = sorted(
            (seat for seat in members if seat.pinned is None), key=lambda seat: (seat.way, seat.stream.chosen)
        )
        held = [sum(seat.home == at for seat in members) for at in own]
        for at, room in zip(own, evenly(held, len(free)), strict=True):
            for seat in free[:room]:
                seat.home = at
            free = free[room:]
    return fixed


def evenly(held: Sequence[int], more: int) -> list[int]:
    """How many more each gets, so that all are as even as can be."""
    found = [0] * len(held)
    for _ in range(more):
        at = min(range(len(held)), key=lambda k: (held[k] + found[k], k))
        found[at] += 1
    return found


def deal_teaching(solved: Solved, seats: list[Seat]) -> list[TeachingClass]:
    """Each subject and block: pinned classes keep their members, the rest is dealt by administrative class."""
    pinned = solved.model.pinned
    members: list[list[int]] = [[] for _ in pinned.teaching]
    free: dict[tuple[str, int], list[int]] = {}
    order = sorted(range(len(seats)), key=lambda i: (seats[i].home, i))
    for i in order:
        seat = seats[i]
        for block, subject in enumerate(seat.way):
            at = seat.pinned.classes[block] if seat.pinned else -1
            if at >= 0:
                members[at].append(i)
            elif subject:
                free.setdefault((subject, block), []).append(i)
    labels = list(pinned.teaching)
    for (subject, block), count in sorted(solved.model.x.items()):
        own = [at for at, label in enumerate(pinned.teaching) if label == (subject, block)]
        added = solved.solver.value(count) - len(own)
        own += range(len(labels), len(labels) + added)
        labels += [(subject, block)] * added
        members += [[] for _ in range(added)]
        waiting = free.get((subject, block), [])
        for at, room in zip(own, evenly([len(members[at]) for at in own], len(waiting)), strict=True):
            members[at] += waiting[:room]
            waiting = waiting[room:]
    return [
        TeachingClass(subject, block, tuple(sorted(own))) for (subject, block), own in zip(labels, members, strict=True)
    ]


def with_rooms(classes: Classes) -> Classes:
    """Each teaching class in the room of the administrative class of which it has most, where that class is away as a whole."""
    teaching = list(classes.teaching)
    for block in range(classes.blocks):
        there = [at for at, one in enumerate(teaching) if one.block == block]
        overlap = np.zeros((len(there), len(classes.fixed)), dtype=np.int64)
        for row, at in enumerate(there):
            for student in teaching[at].students:
                overlap[row, classes.home[student]] += 1
        away = overlap.sum(axis=0) == np.array(classes.home_sizes)
        found = linear_sum_assignment(np.where(away, overlap, -1), maximize=True)
        rows, columns = cast("tuple[list[int], list[int]]", [part.tolist() for part in found])
        for row, home in zip(rows, columns, strict=True):
            teaching[there[row]] = replace(teaching[there[row]], home=home if away[home] else -1)
    return replace(classes, teaching=tuple(teaching))


def size_bound(classes: Classes) -> int:
    """The least that the largest class can be, with so many classes of each subject."""
    kinds: dict[str, list[int]] = {}
    for one in classes.teaching:
        kinds.setdefault(one.subject, []).append(len(one.students))
    sizes = [-(-sum(own) // len(own)) for own in kinds.values()] or list(classes.home_sizes)
    return max(sizes, default=0)


def pinned_of(classes: Classes, students: Sequence[int], by_side: bool | None = None) -> Pinned:
    """What stays when these students stay where they are; in the order given."""
    homes = sorted({classes.home[i] for i in students})
    of: dict[int, dict[int, int]] = {}
    for at, one in enumerate(classes.teaching):
        for i in one.students:
            of.setdefault(i, {})[one.block] = at
    teaching = sorted({at for i in students for at in of.get(i, {}).values()})
    found: list[PinnedStudent] = []
    for i in students:
        own, kind = of.get(i, {}), classes.fixed[classes.home[i]]
        way = tuple(classes.teaching[own[p]].subject if p in own else "" for p in range(classes.blocks))
        numbers = tuple(teaching.index(own[p]) if p in own else -1 for p in range(classes.blocks))
        found.append(PinnedStudent(Stream(classes.chosen[i], kind), homes.index(classes.home[i]), way, numbers))
    each = max(
        (len(chosen) - len(classes.fixed[at]) for chosen, at in zip(classes.chosen, classes.home, strict=True)),
        default=0,
    )
    side = classes.blocks > each if by_side is None else by_side
    labels = tuple((classes.teaching[at].subject, classes.teaching[at].block) for at in teaching)
    return Pinned(tuple(found), tuple(classes.fixed[at] for at in homes), labels, side)
