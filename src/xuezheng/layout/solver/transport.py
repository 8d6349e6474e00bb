# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""The transport programme beneath catchments, on HiGHS; only its prices are used, so its tolerances harm no bound."""

from typing import Any

import numpy as np
from scipy.sparse import coo_array, vstack

from xuezheng.layout.problem.catchments import Catchments
from xuezheng.layout.problem.location import Floats

NEAREST = 12


def place_prices(problem: Catchments) -> tuple[Floats, Floats]:
    """Prices not negative of each school's places, and of children it must have, from the cells' nearest schools."""
    n, k = problem.cost.shape
    near = np.argsort(problem.cost, axis=1)[:, : min(k, NEAREST)]
    cell, school = np.repeat(np.arange(n), near.shape[1]), near.ravel()
    there = np.isfinite(problem.cost[cell, school])
    cell, school = cell[there], school[there]
    arcs = cell.size
    whole = coo_array((np.ones(arcs), (cell, np.arange(arcs))), shape=(n, arcs))
    load = coo_array((problem.children[cell], (school, np.arange(arcs))), shape=(k, arcs))
    # Children without a place within reach are let off at a price above all others, so that the programme has an answer.
    lack = coo_array((np.full(k, -1.0), (np.arange(k), np.arange(k))), shape=(k, k))
    spare = coo_array((np.ones(k), (np.arange(k), np.arange(k))), shape=(k, k))
    nothing = coo_array((n, k))
    from scipy.sparse import hstack

    matrix = vstack([hstack([whole, nothing, nothing]), hstack([load, lack, spare])]).tocsr()
    per_child = problem.cost[cell, school] / np.maximum(problem.children[cell], 1e-9)
    steep = (
        10.0 * float(np.quantile(per_child[problem.children[cell] > 0], 0.99)) if (problem.children > 0).any() else 1.0
    )
    objective = np.concatenate([problem.cost[cell, school], np.full(2 * k, steep)])
    lower = np.concatenate([np.ones(n), problem.least])
    upper = np.concatenate([np.ones(n), problem.capacity])
    duals = _duals(matrix, objective, lower, upper)[n:]
    return np.maximum(0.0, -duals), np.maximum(0.0, duals)


def _duals(matrix: Any, objective: Floats, lower: Floats, upper: Floats) -> Floats:
    import highspy

    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = objective
    model.col_lower_, model.col_upper_ = np.zeros(objective.size), np.full(objective.size, highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    solver.run()
    return np.array(solver.getSolution().row_dual)
