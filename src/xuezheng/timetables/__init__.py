"""Subject choice, teaching classes and timetables (M10); and the rounds in which schools are trained for the exam reform.

The work of the office for basic education and of each school's academic director. Bound by the provincial plan for the
3+1+2 college entrance examination. The live records start with `models/`. The engine is a plain library and needs no
Django: start with `problem/instance.py`, `problem/evaluation.py` and `problem/sections.py`, then `solver/`; in prose,
docs/algorithms/timetables.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuezheng.timetables.problem import Archive as Archive
    from xuezheng.timetables.problem import Choices as Choices
    from xuezheng.timetables.problem import Instance as Instance
    from xuezheng.timetables.problem import Solution as Solution
    from xuezheng.timetables.problem import evaluate as evaluate
    from xuezheng.timetables.problem import read_archive as read_archive
    from xuezheng.timetables.problem import written_archive as written_archive
    from xuezheng.timetables.problem.sections import read_choices as read_choices
    from xuezheng.timetables.solver.search.driver import Stop as Stop
    from xuezheng.timetables.solver.search.driver import Timetabled as Timetabled
    from xuezheng.timetables.solver.search.driver import solve_timetable as solve_timetable
    from xuezheng.timetables.solver.sections import Sectioning as Sectioning
    from xuezheng.timetables.solver.sections import solve_sections as solve_sections

LIBRARY = frozenset(
    "Archive Choices Instance Sectioning Solution Stop Timetabled evaluate read_archive read_choices solve_sections "
    "solve_timetable written_archive".split()
)


def __getattr__(name: str) -> Any:
    """The library's names, imported when first asked for: the website need not load it to start."""
    if name not in LIBRARY:
        raise AttributeError(f"The module xuezheng.timetables has no {name}.")
    import xuezheng.timetables.solver as solver  # noqa: PLR0402 - the from form asks this very function

    return getattr(solver, name)
