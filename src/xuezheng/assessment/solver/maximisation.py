"""The maximisation step: Newton steps for each item, alone, on the counts expected of its scores."""

import math
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
    people: Floats = np.maximum(expected.groups.sum(axis=1), 1e-12)
    centre: Floats = expected.groups @ theta / people
    mean: Floats = np.where(parameters.free_mean, centre, parameters.mean)
    gap: Floats = (theta - mean[:, None]) ** 2
    squares: Floats = np.einsum("gq,gq->g", expected.groups, gap)
    log_spread: Floats = 0.5 * np.log(np.maximum(squares / people, 1e-4))
    log_sd: Floats = np.where(parameters.free_sd, log_spread, parameters.log_sd)
    return replace(parameters, families=families, mean=mean, log_sd=log_sd)


def improved(family: Family, counts: Floats, theta: Floats, steps: int) -> Family:
    """Newton steps on counts (J, K, Q), halved for the items that they would make worse."""
    if not family.free.any():
        return family
    for _ in range(steps):
        gradient, curvature = item_derivatives(family, counts, theta)
        step = newton_step(gradient, curvature, family.free)
        before = objective(family, counts, theta)
        floor: Floats = before - 1e-9 * np.abs(before)
        size, better = np.ones(len(before)), family
        for _ in range(8):
            tried: Floats = size[:, None] * step
            better = bounded(replace(family, values=family.values + tried))
            worse: Flags = ~(objective(better, counts, theta) >= floor)
            if not worse.any():
                break
            size[worse] *= 0.25
            better = replace(better, values=np.where(worse[:, None], family.values, better.values))
        family = better
        gone: Floats = np.abs(size[:, None] * step)
        if float(gone.max()) < 1e-9:
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
        needed: Floats = worth + 1e-6 * np.abs(worth)
        better = value > needed
        best = replace(best, values=np.where(better[:, None], other.values, best.values))
        worth = np.maximum(worth, value)
    return best


def guessing_from(family: Family, counts: Floats, guess: float) -> Family:
    """First values with this guessing: slope 1, intercept from the share of right answers."""
    whole: Floats = counts.sum(axis=(1, 2))
    right: Floats = counts[:, 1].sum(axis=1) / whole
    known: Floats = np.clip((right - guess) / (1.0 - guess), 0.05, 0.95)
    values = np.ones((len(right), 3))
    values[:, 1] = np.log(known / (1.0 - known))
    values[:, 2] = math.log(guess / (1.0 - guess))
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
    gradient: Floats = np.einsum("jkq,jkpq->jp", counts, first)
    curvature: Floats = np.einsum("jkq,jkprq->jpr", counts, second)
    curvature *= -1.0
    beyond: Floats = family.values - family.prior_mean
    gradient -= family.prior_weight * beyond
    for p in range(curvature.shape[1]):
        curvature[:, p, p] += family.prior_weight[:, p]
    return gradient, curvature


def newton_step(gradient: Floats, curvature: Floats, free: Flags) -> Floats:
    """The step of each item (J, p): curvature made positive where it is not, fixed parameters kept."""
    both: Flags = free[:, :, None] & free[:, None, :]
    square: Floats = np.where(both, curvature, np.eye(free.shape[1]))
    values: Floats
    vectors: Floats
    values, vectors = np.linalg.eigh(square)
    size: Floats = np.abs(values)
    least: Floats = 1e-4 * size.max(axis=1, keepdims=True)
    aimed: Floats = np.where(free, gradient, 0.0)
    turned: Floats = np.einsum("jpr,jp->jr", vectors, aimed)
    turned /= np.maximum(size, least)
    step: Floats = np.einsum("jpr,jr->jp", vectors, turned)
    return np.clip(np.where(free, step, 0.0), -LONGEST_STEP, LONGEST_STEP)


def objective(family: Family, counts: Floats, theta: Floats) -> Floats:
    """Expected log-posterior of each item (J,); minus infinity where graded intercepts are out of order."""
    with np.errstate(invalid="ignore", divide="ignore"):
        table = curves.log_curves(family.kind, family.values, theta)
        value: Floats = np.einsum("jkq,jkq->j", counts, table)
        value -= family.penalty()
    allowed = ordered(family.values) if family.kind == "grm" else np.ones(len(value), dtype=bool)
    return np.where(allowed & np.isfinite(value), value, -np.inf)


def bounded(family: Family) -> Family:
    """Slopes and guessing held where numbers still mean something."""
    values = family.values.copy()
    values[:, 0] = np.clip(values[:, 0], -STEEPEST, STEEPEST)
    if family.kind == "3pl":
        values[:, 2] = np.clip(values[:, 2], *BOUNDS_OF_GUESSING)
    return replace(family, values=np.where(family.free, values, family.values))
