# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""Nearest sites for schools' candidates, as an integer programme on HiGHS.

    x_gs   candidates of school g at site s                 Σ_s x_gs + u_g = n_g          (1) everybody once; u_g without a seat
                                                            Σ_g x_gs ≤ c_s                (2) seats
    e_gs   candidates beyond the share m of one school      e_gs ≥ x_gs − m Σ_h x_hs      (3) schools mixed, as far as it pays

    least  Σ km_gs x_gs + w Σ e_gs + M Σ u_g                w: kilometres that mixing one candidate is worth

A school's sites are its nearest `NEAREST` ones; who finds no seat there goes to the nearest that is left. Transport with side constraints; HiGHS proves the gap that is told.
"""

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from xuezheng.exams.problem.siting import Siting, SitingProblem, Whole

NEAREST = 10
NOWHERE_KM = 10_000.0
SECONDS, GAP = 20.0, 0.005


def solve(problem: SitingProblem, seconds: float = SECONDS) -> Siting:
    """How many of each school go to each site."""
    count, sites = problem.km.shape
    near = np.argsort(problem.km, axis=1, kind="stable")[:, : min(NEAREST, sites)]
    school, site = np.repeat(np.arange(count), near.shape[1]), near.ravel()
    arcs = len(school)
    columns = 2 * arcs + count  # x, e, u
    rows, at, value = list[Any](), list[Any](), list[Any]()
    low, high = list[Any](), list[Any]()
    arc = np.arange(arcs)
    rows += [school, np.arange(count)]
    at += [arc, 2 * arcs + np.arange(count)]
    value += [np.ones(arcs), np.ones(count)]
    low.append(problem.size)
    high.append(problem.size)
    rows.append(count + site)
    at.append(arc)
    value.append(np.ones(arcs))
    low.append(np.full(sites, -np.inf))
    high.append(problem.capacity)
    one, other = np.nonzero(site[:, None] == site[None, :])  # (3): arcs of one site
    base = count + sites
    rows += [base + arc, base + arc, base + one]
    at += [arc, arcs + arc, other]
    value += [np.ones(arcs), -np.ones(arcs), np.full(len(one), -problem.most_share)]
    low.append(np.full(arcs, -np.inf))
    high.append(np.zeros(arcs))
    shape = (base + arcs, columns)
    matrix = coo_array((np.concatenate(value), (np.concatenate(rows), np.concatenate(at))), shape=shape).tocsr()
    cost = np.concatenate([problem.km[school, site], np.full(arcs, problem.mixing_km), np.full(count, NOWHERE_KM)])
    found: Any = milp(
        cost, constraints=LinearConstraint(matrix, np.concatenate(low), np.concatenate(high)),
        integrality=np.concatenate([np.ones(arcs), np.zeros(arcs), np.ones(count)]), bounds=Bounds(0, np.inf),
        options={"time_limit": seconds, "mip_rel_gap": GAP},
    )  # fmt: skip
    flow = np.zeros((count, sites), np.int64)
    if found.x is None:
        return Siting(filled(problem, flow), np.inf, 0.0)
    flow[school, site] = np.round(found.x[:arcs]).astype(np.int64)
    flow = filled(problem, flow)
    return Siting(flow, float(found.fun), float(found.mip_dual_bound))


def filled(problem: SitingProblem, flow: Whole) -> Whole:
    """Those who have no seat yet to the nearest seats that are left, school after school."""
    flow = flow.copy()
    left = problem.capacity - flow.sum(axis=0)
    for g in np.flatnonzero(flow.sum(axis=1) < problem.size):
        for s in np.argsort(problem.km[g], kind="stable"):
            more = min(int(problem.size[g] - flow[g].sum()), int(left[s]))
            flow[g, s] += more
            left[s] -= more
    return flow
