# pyright: basic
"""One change of what is open, and who goes where then: the rest of the answer stands."""

from dataclasses import replace

import numpy as np

from xuezheng.layout.problem.county import OPEN, County, Flags
from xuezheng.layout.problem.location import Ints, location
from xuezheng.layout.solver.assignment import descend, settle_in, wake
from xuezheng.layout.solver.ground import empty_state, ground_of, put, set_open


def tried(county: County, t: int, is_open: Flags, school_of: Ints, grows: tuple[int, ...] = ()) -> Ints:
    """The school of each village in year t with these schools open; -1 where none is within its limit. To schools that grow
    others may come, too."""
    # Columns of closed schools are dropped: only open ones can take anybody.
    opened = np.flatnonzero(is_open)
    place = np.full(is_open.size, -1, dtype=np.int64)
    place[opened] = np.arange(opened.size)
    cost = county.cost(t)
    problem = location(
        cost[:, opened], weight=county.children[t], capacity=county.capacity[t][opened],
        status=np.full(opened.size, OPEN, dtype=np.int8),
    )  # fmt: skip
    if county.boarding is not None:
        problem = replace(problem, boards=county.boards(t)[:, opened], beds=county.boarding.beds[t][opened])
    ground = ground_of(problem, 20)
    n, m = problem.cost.shape
    state = empty_state(n, m)
    set_open(ground, state, np.arange(m))
    fine = 10.0 * float(ground.cost[np.isfinite(problem.cost)].max(initial=1.0))
    homeless = np.flatnonzero(place[school_of] < 0)
    for i in np.flatnonzero(place[school_of] >= 0):
        put(ground, state, int(i), int(place[school_of[i]]))
    awake, touched = np.zeros(n, dtype=np.int8), np.zeros(m, dtype=np.int8)
    queue, ends = np.zeros(n, dtype=np.int64), np.zeros(2, dtype=np.int64)
    for i in homeless[np.argsort(-problem.weight[homeless])]:
        settle_in(ground, state, int(i), fine)
        wake(ground, state, int(state.site_of[i]), fine, awake, queue, ends)
    if homeless.size == 0 and m > 0:  # only opened: those near a new school may come
        for j in np.flatnonzero(np.bincount(state.site_of, minlength=m) == 0):
            wake(ground, state, int(j), fine, awake, queue, ends)
    for j in grows:
        wake(ground, state, int(place[j]), fine, awake, queue, ends)
    descend(ground, state, fine, awake, queue, ends, touched)
    found = opened[state.site_of]
    beyond = ~np.isfinite(cost[np.arange(n), found])
    return np.where(beyond, -1, found)
