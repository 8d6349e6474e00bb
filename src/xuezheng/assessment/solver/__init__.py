"""Solvers of assessment: calibration of items, scores of persons, fit, and what a school adds."""

from xuezheng.assessment.problem import Grid, Item, Normal
from xuezheng.assessment.solver.calibration import Stop
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.assessment.solver.value_added import value_added
from xuezheng.assessment.solver.value_added_years import value_added_years

__all__ = ["Grid", "Item", "ItemResponse", "Normal", "Stop", "value_added", "value_added_years"]
