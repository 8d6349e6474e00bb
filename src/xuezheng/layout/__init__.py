"""Layout (M05): school districts with their members, how the party organisations of schools were reordered, and the planning
of which schools to keep, merge, open or close, and of catchments.

The work of a bureau's planning and party sections. Mergers and closures are the registers' events of succession.
The live records start with `models.py`; `tables.py` says what a return freezes. The engine is a plain library and needs no
Django: start with `problem/location.py` and `solver/packed.py`; in prose, docs/algorithms/layout.md. Bound by
国办发〔2012〕48号 and 国办发〔2018〕27号 (limits of travel, small rural schools, notice of mergers).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuezheng.layout.problem.catchments import Catchments as Catchments
    from xuezheng.layout.problem.county import County as County
    from xuezheng.layout.problem.location import location as location
    from xuezheng.layout.solver.catchments import solve_catchments as solve_catchments
    from xuezheng.layout.solver.county import solve_county as solve_county
    from xuezheng.layout.solver.p_median import solve_p_median as solve_p_median
    from xuezheng.layout.solver.packed import solve_packed as solve_packed
    from xuezheng.layout.solver.stopping import Stop as Stop

LIBRARY = frozenset("Catchments County Stop location solve_catchments solve_county solve_p_median solve_packed".split())


def __getattr__(name: str) -> Any:
    """The library's names, imported when first asked for: the website need not load it to start."""
    if name not in LIBRARY:
        raise AttributeError(f"The module xuezheng.layout has no {name}.")
    import xuezheng.layout.solver as solver  # noqa: PLR0402 - the from form asks this very function

    return getattr(solver, name)
