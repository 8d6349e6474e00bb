"""Plausible values: draws of each person's ability from its posterior, given answers and background (Mislevy 1991).

Ability is regressed on the background at the same time: θ_i ~ N(x_i·γ, σ²), fitted by expectation–maximisation with the
items known. Each set of values is drawn with its own draw of γ and σ, so that their uncertainty is in the values; and each
value from the person's own posterior on a fine grid, which need not be normal.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.solver.blocks import Block
from xuezheng.assessment.solver.expectation import CHUNK, posteriors
from xuezheng.assessment.solver.parameters import Parameters

FINE_STEP = 0.05
MOST_CYCLES = 500


@dataclass(frozen=True)
class LatentRegression:
    """θ = x·`coefficients` + e, e ~ N(0, `sd`²); x (N, p) begins with a constant. `coefficient_covariance` (p, p),
    `log_sd_error`: from the observed information. `mean` and `spread` (N,): of each person's posterior."""

    coefficients: Floats
    coefficient_covariance: Floats
    sd: float
    log_sd_error: float
    mean: Floats
    spread: Floats
    cycles: int

    @property
    def coefficient_errors(self) -> Floats:
        return np.sqrt(np.diag(self.coefficient_covariance))


@dataclass(frozen=True)
class PlausibleValues:
    """`values` (N, M) and the regression they were drawn under."""

    values: Floats
    regression: LatentRegression


def likelihoods(blocks: list[Block], parameters: Parameters, theta: Floats, people: int) -> Floats:
    """Of each person at each node, scaled to sum to 1: (N, Q)."""
    table, flat = parameters.log_curves(theta), np.zeros((len(parameters.mean), len(theta)))
    out = np.empty((people, len(theta)))
    for block in blocks:
        share = np.hstack([part for _, _, part, _ in posteriors(block, parameters, table, flat)])
        out[block.people] = share.T[block.row_of]
    return out


def regression(likelihood: Floats, theta: Floats, background: Floats, weight: Floats) -> LatentRegression:
    """Fit by expectation–maximisation. `likelihood` (N, Q); `background` (N, p) with its constant."""
    weight = weight * (len(weight) / float(weight.sum()))
    across: Floats = (background * weight[:, None]).T
    inner: Floats = across @ background
    inverted: Floats = np.asarray(np.linalg.pinv(inner, hermitian=True), dtype=np.float64)
    solve: Floats = inverted @ across
    mean, spread = moments(likelihood, theta, np.zeros(len(likelihood)), 1.0)
    coefficients, variance, cycles = np.zeros(background.shape[1]), 1.0, 0
    for cycle in range(MOST_CYCLES):
        cycles = cycle + 1
        new: Floats = solve @ mean
        fitted: Floats = background @ new
        left: Floats = (mean - fitted) ** 2
        left += spread**2
        new_variance = max(float(weight @ left) / float(weight.sum()), 1e-6)
        step: Floats = np.abs(new - coefficients)
        moved = max(float(step.max()), abs(new_variance - variance))
        coefficients, variance = new, new_variance
        mean, spread = moments(likelihood, theta, background @ coefficients, variance)
        if moved < 1e-7:
            break
    squared: Floats = spread**2
    known: Floats = weight * (1.0 / variance - squared / variance**2)
    weighted: Floats = background * known[:, None]
    told: Floats = weighted.T @ background
    covariance: Floats = np.asarray(np.linalg.pinv(told, hermitian=True), dtype=np.float64)
    residual: Floats = mean - background @ coefficients
    # variance of the squared residual in a normal posterior
    lost: Floats = 2.0 * squared**2
    lost += 4.0 * squared * residual**2
    about_log_sd = 2.0 * float(weight.sum()) - float(weight @ lost) / variance**2
    error = 1.0 / math.sqrt(max(about_log_sd, 1e-12))
    return LatentRegression(coefficients, covariance, math.sqrt(variance), error, mean, spread, cycles)


def moments(likelihood: Floats, theta: Floats, centre: Floats, variance: float) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each posterior."""
    mean, spread = np.empty(len(likelihood)), np.empty(len(likelihood))
    powers = np.stack([np.ones_like(theta), theta, theta**2], axis=1)
    for start in range(0, len(likelihood), CHUNK):
        rows = slice(start, start + CHUNK)
        share = np.exp((theta - centre[rows, None]) ** 2 * (-0.5 / variance))
        share *= likelihood[rows]
        total = share @ powers
        mean[rows] = total[:, 1] / total[:, 0]
        spread[rows] = np.sqrt(np.maximum(total[:, 2] / total[:, 0] - mean[rows] ** 2, 1e-12))
    return mean, spread


def plausible_values(
    blocks: list[Block],
    parameters: Parameters,
    theta: Floats,
    background: Floats,
    weight: Floats,
    count: int,
    seed: int,
) -> PlausibleValues:
    """`count` values a person. `background` (N, p) without a constant, (N, 0) for none; `weight` (N,)."""
    people = len(background)
    design = np.column_stack([np.ones(people), background])
    found = regression(likelihoods(blocks, parameters, theta, people), theta, design, weight)
    random = np.random.default_rng(seed)
    root = np.linalg.svd(found.coefficient_covariance, hermitian=True)
    half = root[0] * np.sqrt(root[1])
    gammas = found.coefficients + random.standard_normal((count, design.shape[1])) @ half.T
    variances = (found.sd * np.exp(found.log_sd_error * random.standard_normal(count))) ** 2
    centres = design @ gammas.T  # (N, M)
    fine = np.arange(theta[0], theta[-1] + 0.5 * FINE_STEP, FINE_STEP)
    values = np.empty((people, count))
    for rows, share in by_ability(blocks, parameters, fine, found.mean):
        reach = 7.0 * float(found.spread[rows].max()) + 2.0 * FINE_STEP
        near = np.abs(fine - 0.5 * (found.mean[rows[0]] + found.mean[rows[-1]])) < (
            reach + 0.5 * (found.mean[rows[-1]] - found.mean[rows[0]])
        )
        for m in range(count):
            density = np.exp((fine[near] - centres[rows, m, None]) ** 2 * (-0.5 / variances[m])) * share[:, near]
            values[rows, m] = drawn(density, fine[near], random.random(len(rows)))
    return PlausibleValues(values, found)


def by_ability(
    blocks: list[Block], parameters: Parameters, fine: Floats, ability: Floats
) -> Iterator[tuple[Whole, Floats]]:
    """Chunks of persons of like ability, lowest first: rows (n,) and likelihoods (n, Q) on the fine grid."""
    table, flat = parameters.log_curves(fine), np.zeros((len(parameters.mean), len(fine)))
    for block in blocks:
        order = np.argsort(ability[block.people], kind="stable")
        part = replace(block, indicators=block.indicators[block.row_of[order]])
        for start, answers, share, _ in posteriors(part, parameters, table, flat):
            yield block.people[order[start : start + len(answers)]], share.T


def drawn(density: Floats, nodes: Floats, uniform: Floats) -> Floats:
    """One draw a person (n,) from densities (n, Q) that are straight between equally spaced nodes, by inversion."""
    middle: Floats = density[:, 1:] + density[:, :-1]
    cells: Floats = np.cumsum(0.5 * middle, axis=1)
    aim: Floats = uniform * cells[:, -1]
    passed: Whole = (cells < aim[:, None]).sum(axis=1)
    cell: Whole = np.minimum(passed, len(nodes) - 2)
    rows: Whole = np.arange(len(density), dtype=np.int64)
    before: Floats = cells[rows, np.maximum(cell - 1, 0)]
    rest: Floats = aim - np.where(cell > 0, before, 0.0)
    left: Floats = density[rows, cell]
    right: Floats = density[rows, cell + 1]
    inside: Floats = left**2
    inside += 2.0 * (right - left) * rest
    root: Floats = np.sqrt(np.maximum(inside, 0.0))
    share: Floats = 2.0 * rest / np.maximum(left + root, 1e-300)
    start: Floats = nodes[cell]
    return start + float(nodes[1] - nodes[0]) * np.clip(share, 0.0, 1.0)
