"""Quality monitoring (M13): tests of many grades and years on one scale, what a school adds, and Mandarin before school.

The work of the monitoring centre and, for Mandarin, of the language office. Bound by the national plan for learning
Mandarin before school (学前学会普通话) in regions of minorities. The live records start with `models.py`. The engine of
item response is a plain library and needs no Django: start with `ItemResponse`, then `rules/curves.py` and
`solver/calibration.py`; in prose, docs/algorithms/item_response.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuezheng.assessment.problem import Grid as Grid
    from xuezheng.assessment.problem import Item as Item
    from xuezheng.assessment.problem import Normal as Normal
    from xuezheng.assessment.solver.calibration import Stop as Stop
    from xuezheng.assessment.solver.item_response import ItemResponse as ItemResponse
    from xuezheng.assessment.solver.value_added import value_added as value_added
    from xuezheng.assessment.solver.value_added_years import value_added_years as value_added_years


LIBRARY = frozenset({"Grid", "Item", "ItemResponse", "Normal", "Stop", "value_added", "value_added_years"})


def __getattr__(name: str) -> Any:
    """The library's names, imported when first asked for: the website need not load it to start."""
    if name not in LIBRARY:
        raise AttributeError(f"The module xuezheng.assessment has no {name}.")
    import xuezheng.assessment.solver as solver  # noqa: PLR0402 - the from form asks this very function

    return getattr(solver, name)
