# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""A few neighbouring catchments drawn anew together, exactly, on HiGHS: the large neighbourhoods of `catchments.py`.

Where places are scarce, children must pass through several full schools at once, which moves of single cells hardly find.
Whole cells are assigned among some schools that touch; one piece is kept by asking that each cell has a neighbour nearer to
the school in the same catchment (as Caro, Shirabe, Guignard and Weintraub 2004 for school districts), which suffices.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from xuezheng.layout.problem.catchments import Catchments
from xuezheng.layout.problem.location import Floats, Ints

CHOICES = 3  # schools that a cell may go to, besides its own


def steps_from_seat(problem: Catchments, owner: Ints, j: int, cells: Ints) -> Ints:
    """How many cells each cell is from school j's seat (n), through its catchment as it is drawn, and then on through `cells`;
    n + 1 where there is no way. As it is drawn, each cell so has a neighbour that is nearer."""
    n = problem.cell_count
    steps = np.full(n, n + 1, dtype=np.int64)
    usable = np.zeros(n, dtype=bool)
    usable[cells] = True
    usable[problem.is_exempt] = False
    own = usable & (owner == j)
    steps[problem.seat[j]] = 0
    edge, reached = [int(problem.seat[j])], [int(problem.seat[j])]
    for inside in (own, usable):
        edge = reached.copy() if inside is usable else edge
        while edge:
            following: list[int] = []
            for i in edge:
                for c in problem.neighbour[problem.start[i] : problem.start[i + 1]].tolist():
                    if inside[c] and steps[c] > n:
                        steps[c] = steps[i] + 1
                        following.append(c)
            reached += following
            edge = following
    return steps


def beside(problem: Catchments, owner: Ints) -> list[list[int]]:
    """The schools whose catchments touch each school's."""
    here = np.repeat(np.arange(problem.cell_count), np.diff(problem.start))
    a, b = owner[here], owner[problem.neighbour]
    pairs = np.unique(np.stack([a[a != b], b[a != b]], axis=1), axis=0)
    return [pairs[pairs[:, 0] == j, 1].tolist() for j in range(problem.school_count)]


def some_together(problem: Catchments, owner: Ints, count: int, random: np.random.Generator) -> list[int]:
    """`count` schools whose catchments hang together, drawn at random."""
    touching = beside(problem, owner)
    chosen = [int(random.integers(problem.school_count))]
    while len(chosen) < count:
        around = sorted({c for j in chosen for c in touching[j]} - set(chosen))
        if not around:
            break
        chosen.append(int(random.choice(around)))
    return chosen


def redraw(problem: Catchments, wish: Floats, owner: Ints, schools: list[int], seconds: float) -> Ints | None:
    """The catchments of these schools drawn anew, all others as they are; None where nothing better was found in time."""
    cells = np.flatnonzero(np.isin(owner, schools))
    own = np.array(schools)
    best = np.argsort(wish[np.ix_(cells, own)], axis=1)[:, :CHOICES]
    arcs = {(int(cells[row]), int(own[c])) for row in range(cells.size) for c in best[row]}
    arcs |= {(int(i), int(owner[i])) for i in cells}
    steps = {j: steps_from_seat(problem, owner, j, cells) for j in schools}
    seats = {int(problem.seat[j]): j for j in schools}
    listed = sorted(
        (i, j)
        for i, j in arcs
        if np.isfinite(problem.cost[i, j])
        and seats.get(i, j) == j
        and (steps[j][i] <= cells.size or problem.is_exempt[i])
    )
    at = {arc: a for a, arc in enumerate(listed)}
    row, column, value = [], [], []
    low, high = [], []

    def rule(terms: list[tuple[int, float]], least: float, most: float) -> None:
        row.extend([len(low)] * len(terms))
        column.extend(a for a, _ in terms)
        value.extend(v for _, v in terms)
        low.append(least)
        high.append(most)

    of_cell: dict[int, list[tuple[int, float]]] = {}
    of_school: dict[int, list[tuple[int, float]]] = {}
    for (i, j), a in at.items():
        of_cell.setdefault(i, []).append((a, 1.0))
        of_school.setdefault(j, []).append((a, float(problem.children[i])))
        if steps[j][i] > 0 and not problem.is_exempt[i]:
            near = problem.neighbour[problem.start[i] : problem.start[i + 1]]
            nearer = [
                at[int(c), j]
                for c in near
                if steps[j][c] < steps[j][i] and not problem.is_exempt[c] and (int(c), j) in at
            ]
            rule([(a, 1.0), *((b, -1.0) for b in nearer)], -np.inf, 0.0)
    for terms in of_cell.values():
        rule(terms, 1.0, 1.0)
    for j, terms in of_school.items():
        rule(terms, float(problem.least[j]), float(problem.capacity[j]))
    cost = np.array([problem.cost[i, j] for i, j in listed])
    matrix = coo_array((value, (row, column)), shape=(len(low), len(listed))).tocsr()
    options = {"time_limit": seconds, "mip_rel_gap": 1e-4}
    found = milp(
        cost,
        integrality=np.ones(cost.size),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options=options,
    )
    before = float(problem.cost[cells, owner[cells]].sum())
    if found.x is None or float(found.fun) >= before - 1e-9 * abs(before):
        return None
    drawn = owner.copy()
    for a in np.flatnonzero(found.x > 0.5):
        drawn[listed[a][0]] = listed[a][1]
    return drawn
