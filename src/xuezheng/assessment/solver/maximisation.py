"""The maximisation step: Newton steps for each item, alone, on the counts expected of its scores."""

from dataclasses import replace

import numpy as np

from xuezheng.assessment.problem import Floats
from xuezheng.assessment.rules import curves
from xuezheng.assessment.solver.expectation import Expected
from xuezheng.assessment.solver.parameters import STEEPEST, Family, Flags, Parameters, ordered

LONGEST_STEP = 1.0
BOUNDS_OF_GUESSING = (-8.0, 2.0)  # as logit
NARROWEST = float(np.log(0.1))  # half a step of the usual grid: a narrower spread cannot be told from none
ENDLESS = -5.0  # guessing below 0.007 that no prior holds is taken as none
FIRST_GUESSES = (0.08, 0.2, 0.35)


def maximise(parameters: Parameters, expected: Expected, theta: Floats, steps: int = 2) -> Parameters:
    """Better parameters for these counts; never worse."""
    families = tuple(
        improved(family, expected.scores[parameters.rows(family)], theta, steps) for family in parameters.families
    )
    people = np.maximum(expected.groups.sum(axis=1), 1e-12)
    mean = np.where(parameters.free_mean, expected.groups @ theta / people, parameters.mean)
    spread = np.einsum("gq,gq->g", expected.groups, (theta - mean[:, None]) ** 2) / people
    log_sd = np.where(parameters.free_sd, 0.5 * np.log(np.maximum(spread, 1e-4)), parameters.log_sd)
    return replace(parameters, families=families, mean=mean, log_sd=log_sd)


def improved(family: Family, counts: Floats, theta: Floats, steps: int) -> Family:
    """Newton steps on counts (J, K, Q), halved for the items that they would make worse."""
    if not family.free.any():
        return family
    for _ in range(steps):
        gradient, curvature = item_derivatives(family, counts, theta)
        step = newton_step(gradient, curvature, family.free)
        before = objective(family, counts, theta)
        size, better = np.ones(len(before)), family
        for _ in range(8):
            better = bounded(replace(family, values=family.values + size[:, None] * step))
            worse = ~(objective(better, counts, theta) >= before - 1e-9 * np.abs(before))
            if not worse.any():
                break
            size[worse] *= 0.25
            better = replace(better, values=np.where(worse[:, None], family.values, better.values))
        family = better
        if np.abs(size[:, None] * step).max() < 1e-9:
            break
    return family


def reconsidered(parameters: Parameters, expected: Expected, theta: Floats) -> Parameters:
    """For items with guessing, whose likelihood has more than one top: the best of several first guesses, an item each."""
    return replace(
        parameters,
        families=tuple(
            best_of_guesses(family, expected.scores[parameters.rows(family)], theta) if family.kind == "3pl" else family
            for family in parameters.families
        ),
    )


def best_of_guesses(family: Family, counts: Floats, theta: Floats) -> Family:
    best = improved(family, counts, theta, 4)
    worth = objective(best, counts, theta)
    for guess in FIRST_GUESSES:
        other = improved(guessing_from(family, counts, guess), counts, theta, 12)
        value = objective(other, counts, theta)
        better = value > worth + 1e-6 * np.abs(worth)
        best = replace(best, values=np.where(better[:, None], other.values, best.values))
        worth = np.maximum(worth, value)
    return best


def guessing_from(family: Family, counts: Floats, guess: float) -> Family:
    """First values with this guessing: slope 1, intercept from the share of right answers."""
    right = counts[:, 1].sum(axis=1) / counts.sum(axis=(1, 2))
    known = np.clip((right - guess) / (1.0 - guess), 0.05, 0.95)
    values = np.column_stack(
        [np.ones(len(right)), np.log(known / (1.0 - known)), np.full(len(right), np.log(guess / (1.0 - guess)))]
    )
    return replace(family, values=np.where(family.free, values, family.values))


def pinned(parameters: Parameters) -> Parameters:
    """What runs to an edge where its logarithm has no end is held there and no longer free: guessing that goes to zero, and
    the spread of a group whose persons do not differ."""
    families = tuple(without_endless(family) for family in parameters.families)
    narrow = parameters.free_sd & (parameters.log_sd < NARROWEST)
    log_sd = np.where(narrow, NARROWEST, parameters.log_sd)
    return replace(parameters, families=families, log_sd=log_sd, free_sd=parameters.free_sd & ~narrow)


def without_endless(family: Family) -> Family:
    if family.kind != "3pl":
        return family
    low = family.free[:, 2] & (family.values[:, 2] < ENDLESS) & (family.prior_weight[:, 2] == 0)
    values, free = family.values.copy(), family.free.copy()
    values[low, 2], free[low, 2] = BOUNDS_OF_GUESSING[0], False
    return replace(family, values=values, free=free)


def item_derivatives(family: Family, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Gradient (J, p) and minus second derivatives (J, p, p) of the expected log-posterior of each item."""
    first = curves.slopes(family.kind, family.values, theta)
    second = curves.bends(family.kind, family.values, theta)
    gradient = np.einsum("jkq,jkpq->jp", counts, first)
    curvature = -np.einsum("jkq,jkprq->jpr", counts, second)
    gradient -= family.prior_weight * (family.values - family.prior_mean)
    for p in range(curvature.shape[1]):
        curvature[:, p, p] += family.prior_weight[:, p]
    return gradient, curvature


def newton_step(gradient: Floats, curvature: Floats, free: Flags) -> Floats:
    """The step of each item (J, p): curvature made positive where it is not, fixed parameters kept."""
    both = free[:, :, None] & free[:, None, :]
    values, vectors = np.linalg.eigh(np.where(both, curvature, np.eye(free.shape[1])))
    floor = 1e-4 * np.abs(values).max(axis=1, keepdims=True)
    turned = np.einsum("jpr,jp->jr", vectors, np.where(free, gradient, 0.0)) / np.maximum(np.abs(values), floor)
    return np.clip(np.where(free, np.einsum("jpr,jr->jp", vectors, turned), 0.0), -LONGEST_STEP, LONGEST_STEP)


def objective(family: Family, counts: Floats, theta: Floats) -> Floats:
    """Expected log-posterior of each item (J,); minus infinity where graded intercepts are out of order."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.einsum("jkq,jkq->j", counts, curves.log_curves(family.kind, family.values, theta)) - family.penalty()
    allowed = ordered(family.values) if family.kind == "grm" else np.ones(len(value), dtype=bool)
    return np.where(allowed & np.isfinite(value), value, -np.inf)


def bounded(family: Family) -> Family:
    """Slopes and guessing held where numbers still mean something."""
    values = family.values.copy()
    values[:, 0] = np.clip(values[:, 0], -STEEPEST, STEEPEST)
    if family.kind == "3pl":
        values[:, 2] = np.clip(values[:, 2], *BOUNDS_OF_GUESSING)
    return replace(family, values=np.where(family.free, values, family.values))
