# pyright: basic
"""One change of what is open, and who goes where then: the rest of the answer stands."""

import numpy as np

from xuezheng.layout.problem.county import CLOSED, OPEN, County, Flags
from xuezheng.layout.problem.location import Ints, location
from xuezheng.layout.solver.assignment import descend, empty_state, ground_of, put, settle_in, wake


def tried(county: County, t: int, is_open: Flags, school_of: Ints) -> Ints:
    """The school of each village in year t with these schools open; -1 where none is within its limit."""
    status = np.where(is_open, OPEN, CLOSED).astype(np.int8)
    problem = location(county.cost(t), weight=county.children[t], capacity=county.capacity[t], status=status)
    # Columns of closed schools are dropped: only open ones can take anybody.
    opened = np.flatnonzero(is_open)
    place = np.full(is_open.size, -1, dtype=np.int64)
    place[opened] = np.arange(opened.size)
    problem = location(
        problem.cost[:, opened], weight=problem.weight, capacity=problem.capacity[opened],
        status=np.full(opened.size, OPEN, dtype=np.int8),
    )  # fmt: skip
    ground = ground_of(problem, 20)
    n, m = problem.cost.shape
    state = empty_state(n, m)
    state.is_open[:] = 1
    fine = 10.0 * float(ground.cost[np.isfinite(problem.cost)].max(initial=1.0))
    homeless = np.flatnonzero(place[school_of] < 0)
    for i in np.flatnonzero(place[school_of] >= 0):
        put(ground, state, int(i), int(place[school_of[i]]))
    awake, touched = np.zeros(n, dtype=np.int8), np.zeros(m, dtype=np.int8)
    queue, ends = np.zeros(n, dtype=np.int64), np.zeros(2, dtype=np.int64)
    for i in homeless[np.argsort(-problem.weight[homeless])]:
        settle_in(ground, state, int(i), fine)
        wake(ground, state, int(state.site_of[i]), awake, queue, ends)
    if homeless.size == 0 and m > 0:  # only opened: those near a new school may come
        for j in np.flatnonzero(np.bincount(state.site_of, minlength=m) == 0):
            wake(ground, state, int(j), awake, queue, ends)
    descend(ground, state, fine, awake, queue, ends, touched)
    found = opened[state.site_of]
    beyond = ~np.isfinite(county.cost(t)[np.arange(n), found])
    return np.where(beyond, -1, found)
