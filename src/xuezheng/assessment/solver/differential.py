"""Differential item functioning by likelihood ratio: does an item fit better with parameters of its own in each group?

Thissen, Steinberg and Wainer (1993), with all other items as anchors: the calibration is climbed again, from where it
stands, with one item split in as many as there are groups. The groups' means and spreads stay free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuezheng.assessment.problem import NOT_GIVEN, CalibrationProblem, Grid
from xuezheng.assessment.solver.calibration import Calibration, Stop, calibrate
from xuezheng.assessment.solver.estimates import ItemEstimate, item_estimates
from xuezheng.assessment.solver.fit import chi_square_tail
from xuezheng.assessment.solver.parameters import Parameters, starting


@dataclass(frozen=True)
class Differential:
    """Of one item: twice the gain of log-likelihood, its degrees of freedom and p-value; each group's own estimate."""

    item: str
    statistic: float
    freedom: int
    p_value: float
    by_group: tuple[ItemEstimate, ...]


def differential(
    problem: CalibrationProblem, calibration: Calibration, items: Sequence[int], grid: Grid, stop: Stop
) -> tuple[Differential, ...]:
    """Test these items (their places) of a calibrated problem of two or more groups. Items that fewer than two groups
    can tell apart are passed over."""
    out: list[Differential] = []
    for item in items:
        groups = telling_groups(problem, item)
        if len(groups) < 2:
            continue
        split, places = split_item(problem, item, groups)
        found = calibrate(split, grid, stop, start=begun(split, calibration.parameters, item))
        free = problem.items[item].size - (0 if problem.items[item].has_free_slope else 1)
        statistic = 2.0 * (found.loglik - calibration.loglik)
        freedom = free * (len(groups) - 1)
        p_value = float(chi_square_tail(np.array([max(statistic, 0.0)]), np.array([freedom]))[0])
        estimates = item_estimates(split.items, found)
        out.append(
            Differential(problem.items[item].name, statistic, freedom, p_value, tuple(estimates[j] for j in places))
        )
    return tuple(out)


def telling_groups(problem: CalibrationProblem, item: int) -> list[int]:
    """Groups in which the item has more than one score."""
    out: list[int] = []
    for g in range(len(problem.group_names)):
        mine = problem.scores[problem.group == g, item]
        if len(np.unique(mine[mine != NOT_GIVEN])) == problem.items[item].top + 1:
            out.append(g)
    return out


def split_item(problem: CalibrationProblem, item: int, groups: Sequence[int]) -> tuple[CalibrationProblem, list[int]]:
    """The problem with the item as an item of its own in each of these groups, and those items' places; the first stands
    in the old place and serves all other groups."""
    columns, items, places = [problem.scores.copy()], list(problem.items), [item]
    old = problem.items[item]
    items[item] = replace(old, name=f"{old.name}@{problem.group_names[groups[0]]}")
    for g in groups[1:]:
        mine = np.flatnonzero(problem.group == g)
        own = np.full((len(problem.scores), 1), NOT_GIVEN, dtype=np.int8)
        own[mine, 0] = problem.scores[mine, item]
        columns[0][mine, item] = NOT_GIVEN
        columns.append(own)
        places.append(len(items))
        items.append(replace(old, name=f"{old.name}@{problem.group_names[g]}"))
    return replace(problem, scores=np.hstack(columns), items=tuple(items)), places


def begun(split: CalibrationProblem, parameters: Parameters, item: int) -> Parameters:
    """Parameters of the split problem to begin with: those of the whole one, the new items as the old one."""
    first = starting(split)
    known = {int(index): family.values[row] for family in parameters.families for row, index in enumerate(family.items)}
    families = tuple(
        replace(family, values=np.array([known.get(int(index), known[item]) for index in family.items]))
        for family in first.families
    )
    return replace(first, families=families, mean=parameters.mean, log_sd=parameters.log_sd)
