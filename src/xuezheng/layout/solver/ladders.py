"""Ladders from primary to junior: junior catchments made of whole primary catchments, as far as rooms allow.

Each primary catchment is one unit, so that its children stay together and few of them move. A unit is drawn cell by cell only
where it must be: two junior schools stand in it, it holds more children than any junior school's places, or, while no plan
of whole units fits, a unit of a junior school that has too many, beside one that has room.
"""

from dataclasses import dataclass, replace

import numpy as np

from xuezheng.layout.problem.catchments import Catching, Catchments, neighbours, priced_bound
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.solver.catchments import solve_catchments
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.transport import place_prices

TRIES, SHARE = 30, 0.06


@dataclass(frozen=True, eq=False)
class Ladder:
    """Junior catchments by cell, and the primary catchments that had to be drawn cell by cell, with why (`cause`)."""

    catching: Catching
    divided: Ints
    cause: tuple[str, ...]  # of each divided one: schools, size, room


def units_of(problem: Catchments, primary_of: Ints, divided: Ints) -> Ints:
    """The unit of each cell: its primary catchment, or itself where that is divided, or it is an island by name."""
    alone = np.isin(primary_of, divided) | problem.is_exempt | (primary_of < 0)
    label = np.where(alone, primary_of.max(initial=0) + 1 + np.arange(primary_of.size), primary_of)
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def gathered(problem: Catchments, unit_of: Ints) -> Catchments:
    """The same problem with units for cells."""
    units = int(unit_of.max()) + 1
    cost = np.zeros((units, problem.school_count))
    np.add.at(cost, unit_of, problem.cost)
    here = np.repeat(np.arange(problem.cell_count), np.diff(problem.start))
    pairs = np.stack([unit_of[here], unit_of[problem.neighbour]], axis=1)
    start, near = neighbours(units, pairs)
    exempt = np.bincount(unit_of, weights=~problem.is_exempt, minlength=units) == 0
    children = np.bincount(unit_of, weights=problem.children, minlength=units)
    return replace(
        problem, cost=cost, children=children, seat=unit_of[problem.seat], start=start, neighbour=near, is_exempt=exempt
    )


def must_divide(problem: Catchments, primary_of: Ints) -> dict[int, str]:
    """Primary catchments that cannot stay whole, and why."""
    found: dict[int, str] = {}
    seats = primary_of[problem.seat]
    for unit in np.unique(primary_of[primary_of >= 0]).tolist():
        if (seats == unit).sum() > 1:
            found[unit] = "schools"
        else:
            rooms = problem.capacity[seats == unit] if (seats == unit).any() else problem.capacity
            if problem.children[primary_of == unit].sum() > rooms.max():
                found[unit] = "size"
    return found


def solve_ladders(problem: Catchments, primary_of: Ints, stop: Stop, seed: int = 0) -> Ladder:
    """Junior catchments of whole primary catchments; `primary_of` is the primary school of each cell, -1 for none.

    The bound is of all catchments, whole units or not. `catching.is_complete` is false where no plan was found in time.
    """
    divided = must_divide(problem, primary_of)
    full, empty = place_prices(problem)
    bound = priced_bound(problem, full, empty)
    answer: Catching | None = None
    unit_of = units_of(problem, primary_of, np.array(sorted(divided), dtype=np.int64))
    for _ in range(TRIES):
        answer = solve_catchments(gathered(problem, unit_of), stop.part(SHARE), seed)
        if answer.is_complete or stop():
            break
        more = to_divide(problem, primary_of, sorted(divided), full, empty)
        if not more:
            break
        divided |= dict.fromkeys(more, "room")
        unit_of = units_of(problem, primary_of, np.array(sorted(divided), dtype=np.int64))
    assert answer is not None
    if answer.is_complete and not stop():  # the units are settled: the time that is left is theirs
        again = solve_catchments(gathered(problem, unit_of), stop, seed + 1)
        answer = again if again.is_complete and again.objective < answer.objective else answer
    owner = answer.school_of[unit_of]
    is_complete = answer.is_complete
    total = float(problem.cost[np.arange(owner.size), owner].sum()) if is_complete else np.inf
    catching = Catching(owner, total, min(bound, total), full, empty, stop.used, is_complete)
    order = sorted(divided)
    return Ladder(catching, np.array(order, dtype=np.int64), tuple(divided[unit] for unit in order))


def to_divide(problem: Catchments, primary_of: Ints, divided: list[int], full: Floats, empty: Floats) -> list[int]:
    """Where whole units do not fit: those on the border of the priced drawing, of the school most in excess."""
    wish = problem.cost + problem.children[:, None] * (full - empty)[None, :]
    unit_of = units_of(problem, primary_of, np.array(divided, dtype=np.int64))
    units = gathered(problem, unit_of)
    wished = np.zeros((int(unit_of.max()) + 1, problem.school_count))
    np.add.at(wished, unit_of, wish)
    owner = wished.argmin(axis=1)
    load = np.bincount(owner, weights=units.children, minlength=problem.school_count)
    by_cell = wish.argmin(axis=1)
    for j in np.argsort(-(load - problem.capacity)):
        mine = [u for u in np.unique(primary_of[owner[unit_of] == j]).tolist() if u >= 0 and u not in divided]
        # The unit whose cells disagree most about their school has its border through it.
        torn = [(float(problem.children[(primary_of == u) & (by_cell != j)].sum()), u) for u in mine]
        if torn and max(torn)[0] > 0:
            return [max(torn)[1]]
    rest = [u for u in np.unique(primary_of[primary_of >= 0]).tolist() if u not in divided]
    return rest[:1]
