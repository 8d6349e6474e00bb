"""The kernels compiled, or read from disk, before a clock runs: the first call on a machine takes some seconds more."""

import numpy as np

from xuezheng.layout.problem.location import location
from xuezheng.layout.solver.p_median import solve_p_median
from xuezheng.layout.solver.packed import solve_packed
from xuezheng.layout.solver.stopping import Stop


def warm() -> None:
    """Solve a tiny instance, so that every kernel is there."""
    place = np.random.default_rng(0).random((12, 2))
    away = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    solve_p_median(location(away, open_count=3), Stop(5.0))
    weight, room = np.arange(1.0, 13.0), np.full(12, 31.0)
    solve_packed(location(away, weight=weight, capacity=room, open_count=3), Stop(5.0))
    solve_packed(location(away, weight=weight, capacity=room, opening=np.ones(12)), Stop(5.0))
