"""Seats (M04): where children will be, what seats there are, and the building projects that add them.

The work of a bureau's planning and building section. Bound by the preschool action plan of the 14th five-year plan
and the building standards for schools. The live records start with `models.py`; `tables.py` says what a return freezes.
The forecast is a plain library and needs no Django: start with `problem/history.py`, `solver/cohort.py` and
`solver/backtest.py`; in prose, docs/algorithms/seats.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuezheng.seats.problem import Cohorts as Cohorts
    from xuezheng.seats.problem import Grade as Grade
    from xuezheng.seats.problem import History as History
    from xuezheng.seats.problem import Scenario as Scenario
    from xuezheng.seats.problem import Truth as Truth
    from xuezheng.seats.problem import invented_history as invented_history
    from xuezheng.seats.solver.backtest import Backtest as Backtest
    from xuezheng.seats.solver.backtest import run_backtest as run_backtest

OF_PROBLEM = frozenset({"Cohorts", "Grade", "History", "Scenario", "Truth", "invented_history"})
OF_SOLVER = frozenset({"Backtest", "run_backtest"})


def __getattr__(name: str) -> Any:
    """The library's names, imported when first asked for: the website need not load it to start."""
    if name in OF_PROBLEM:
        import xuezheng.seats.problem as problem  # noqa: PLR0402 - the from form asks this very function

        return getattr(problem, name)
    if name in OF_SOLVER:
        import xuezheng.seats.solver.backtest as backtest  # noqa: PLR0402

        return getattr(backtest, name)
    raise AttributeError(f"The module xuezheng.seats has no {name}.")
