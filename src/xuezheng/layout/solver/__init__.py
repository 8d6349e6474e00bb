"""Search and bounds: Lagrangian relaxation, local search, branch and bound, annealing of borders."""

from xuezheng.layout.problem.catchments import Catchments
from xuezheng.layout.problem.county import County
from xuezheng.layout.problem.location import location
from xuezheng.layout.solver.catchments import solve_catchments
from xuezheng.layout.solver.county import solve_county
from xuezheng.layout.solver.p_median import solve_p_median
from xuezheng.layout.solver.packed import solve_packed
from xuezheng.layout.solver.stopping import Stop

__all__ = [
    "Catchments",
    "County",
    "Stop",
    "location",
    "solve_catchments",
    "solve_county",
    "solve_p_median",
    "solve_packed",
]
