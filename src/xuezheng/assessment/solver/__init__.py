"""Solvers of assessment: calibration of items, scores of persons, fit, and what a school adds."""

from xuezheng.assessment.problem import Grid, Normal
from xuezheng.assessment.solver.calibration import Stop
from xuezheng.assessment.solver.item_response import ItemResponse

__all__ = ["Grid", "ItemResponse", "Normal", "Stop"]
