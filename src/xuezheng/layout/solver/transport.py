# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""The transport programme beneath catchments, on HiGHS; only its prices are used, so its tolerances harm no bound."""

from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack, vstack

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
    few, nothing = identity(k), coo_array((k, k))
    limits = vstack([hstack([load, -few, nothing]), hstack([-load, nothing, -few])]).tocsr()
    per_child = problem.cost[cell, school] / np.maximum(problem.children[cell], 1e-9)
    steep = (
        10.0 * float(np.quantile(per_child[problem.children[cell] > 0], 0.99)) if (problem.children > 0).any() else 1.0
    )
    found = linprog(
        np.concatenate([problem.cost[cell, school], np.full(2 * k, steep)]),
        A_ub=limits,
        b_ub=np.concatenate([problem.capacity, -problem.least]),
        A_eq=hstack([whole, coo_array((n, 2 * k))]).tocsr(),
        b_eq=np.ones(n),
        method="highs",
    )
    prices = (
        np.zeros(2 * k) if found.ineqlin is None or found.status != 0 else np.maximum(0.0, -found.ineqlin.marginals)
    )
    return prices[:k], prices[k:]


def identity(k: int) -> Any:
    return coo_array((np.ones(k), (np.arange(k), np.arange(k))), shape=(k, k))
