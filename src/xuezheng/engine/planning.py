"""A measure as the aggregates that must be computed for it, over places, leaves and single rows."""

from dataclasses import dataclass

from xuezheng.engine.catalogue import Catalogue, measures
from xuezheng.engine.cells import cells_of, shared_known
from xuezheng.engine.compiling import Compiled, row_count_of_one
from xuezheng.engine.figures import Indicator, Measure
from xuezheng.engine.questions import flow_condition


@dataclass(frozen=True)
class Cell:
    """One aggregate of a measure: its SQL over a place, over a leaf, and over one row ("" for none); whether it adds up."""

    sql: str
    leaf: str
    one_row: str
    is_additive: bool


@dataclass(frozen=True)
class Plan:
    """A measure, what must be known for it, and its aggregates: the value and any row counts.

    Of a mean the value is the sum, and `divisor` the count it is divided by: both add up, where a mean does not. A
    measure whose sum over no rows is nothing has its row count as the second of `cells`.
    """

    measure: Measure
    compiled: Compiled
    known: str
    cells: tuple[Cell, ...]
    divisor: Cell | None = None

    @property
    def all_cells(self) -> tuple[Cell, ...]:
        return (*self.cells, self.divisor) if self.divisor else self.cells


def plans(indicator: Indicator, catalogue: Catalogue) -> tuple[Plan, ...]:
    """The measures of an indicator as aggregates."""
    made: list[Plan] = []
    known = shared_known(indicator, catalogue)
    for position, measure in enumerate(measures(indicator)):
        compiled = catalogue.sql.of(measure)
        conditions = flow_condition(measure), known[position]
        _, *counts = cells_of(compiled, *conditions)
        halves = compiled.halves()
        value, divisor = (
            (_cell(halves[0], conditions), _cell(halves[1], conditions))
            if halves
            else (_cell(compiled, conditions), None)
        )
        cells = (value, *(Cell(count, count, row_count_of_one(count), True) for count in counts))
        made.append(Plan(measure, compiled, known[position], cells, divisor))
    return tuple(made)


def _cell(compiled: Compiled, conditions: tuple[tuple[str, ...], str]) -> Cell:
    return Cell(
        compiled.over(*conditions), compiled.over_leaf(*conditions), compiled.of_one_row(*conditions), compiled.is_additive
    )  # fmt: skip
