"""Solvers of assessment: calibration of items, scores of persons, fit, and what a school adds."""

from xuezheng.assessment.problem import Grid, Item, Normal
from xuezheng.assessment.solver.calibration import Stop
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.assessment.solver.value_added import value_added

__all__ = ["Grid", "Item", "ItemResponse", "Normal", "Stop", "value_added"]
