"""Scores of persons on the scale: expected and modal a posteriori, and weighted likelihood."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xuezheng.assessment.problem import NOT_GIVEN, CalibrationProblem, Floats, Scores, Whole
from xuezheng.assessment.rules import curves
from xuezheng.assessment.solver.blocks import Block
from xuezheng.assessment.solver.expectation import posteriors
from xuezheng.assessment.solver.parameters import Parameters

ROWS = 4096
FARTHEST = 20.0


@dataclass(frozen=True)
class PersonScores:
    """`score` (N,) and its standard error `error` (N,)."""

    score: Floats
    error: Floats


@dataclass(frozen=True)
class Terms:
    """Of each person (n,): slope of the log-likelihood, test information, and Σ P′P″/P over items and scores."""

    slope: Floats
    information: Floats
    bias: Floats


# abilities (n,), terms, rows (n,) → slope of what is climbed and its steepness
Pull = Callable[[Floats, Terms, Whole], tuple[Floats, Floats]]


def expected_scores(blocks: list[Block], parameters: Parameters, theta: Floats, people: int) -> PersonScores:
    """EAP: mean and standard deviation of each person's posterior (Bock and Mislevy 1982)."""
    table, prior = parameters.log_curves(theta), parameters.log_weights(theta)
    score, error = np.full(people, np.nan), np.full(people, np.nan)
    powers = np.stack([theta, theta**2])
    for block in blocks:
        moments = np.hstack([powers @ share for _, _, share, _ in posteriors(block, parameters, table, prior)])
        spread = np.sqrt(np.maximum(moments[1] - moments[0] ** 2, 0.0))
        score[block.people], error[block.people] = moments[0][block.row_of], spread[block.row_of]
    return PersonScores(score, error)


def modal_scores(problem: CalibrationProblem, parameters: Parameters, start: Floats) -> PersonScores:
    """MAP: the mode of each person's posterior, from `start` (N,); its error from the curvature there."""
    mean, sd = parameters.mean[problem.group], np.exp(parameters.log_sd)[problem.group]

    def pull(theta: Floats, terms: Terms, rows: Whole) -> tuple[Floats, Floats]:
        return terms.slope - (theta - mean[rows]) / sd[rows] ** 2, terms.information + 1.0 / sd[rows] ** 2

    return climbed(problem.scores, parameters, start, pull)


def weighted_scores(problem: CalibrationProblem, parameters: Parameters, start: Floats) -> PersonScores:
    """WLE (Warm 1989): the zero of slope + J / (2·I), I the test information and J = Σ P′P″/P, from `start` (N,).

    Finite for persons with all or nothing right.
    """

    def pull(_: Floats, terms: Terms, __: Whole) -> tuple[Floats, Floats]:
        return terms.slope + terms.bias / (2.0 * terms.information), terms.information

    return climbed(problem.scores, parameters, start, pull)


def likelihood_terms(scores: Scores, parameters: Parameters, theta: Floats) -> Terms:
    """Terms at each person's own ability; `scores` (n, J), `theta` (n,)."""
    slope, information, bias = np.zeros_like(theta), np.zeros_like(theta), np.zeros_like(theta)
    for family in parameters.families:
        log_share, first, second = curves.along_trait(family.kind, family.values, theta)
        got = scores[:, family.items].T  # (J, n)
        given = got != NOT_GIVEN
        share = np.exp(log_share)
        chosen = np.take_along_axis(first, np.where(given, got, 0)[:, None].astype(np.int64), axis=1)[:, 0]
        slope += (chosen * given).sum(axis=0)
        squares = share * first * first
        information += (squares.sum(axis=1) * given).sum(axis=0)
        bias += ((squares * first + share * first * second).sum(axis=1) * given).sum(axis=0)
    return Terms(slope, np.maximum(information, 1e-12), bias)


def climbed(scores: Scores, parameters: Parameters, start: Floats, pull: Pull) -> PersonScores:
    """Scoring steps for all persons, each until it stands; those without answers get NaN."""
    score, error = np.full(len(scores), np.nan), np.full(len(scores), np.nan)
    items = np.concatenate([family.items for family in parameters.families])
    answered = np.flatnonzero((scores[:, items] != NOT_GIVEN).any(axis=1))
    for first in range(0, len(answered), ROWS):
        rows = answered[first : first + ROWS]
        theta, longest = np.clip(start[rows], -4.0, 4.0), np.full(len(rows), 1.0)
        last = np.zeros(len(rows))
        active = np.arange(len(rows))
        for _ in range(200):
            terms = likelihood_terms(scores[rows[active]], parameters, theta[active])
            slope, steepness = pull(theta[active], terms, rows[active])
            error[rows[active]] = 1.0 / np.sqrt(steepness)
            step = slope / steepness
            turned = step * last[active] < 0.0  # over the top: go less far
            longest[active[turned]] *= 0.5
            step = np.clip(step, -longest[active], longest[active])
            theta[active], last[active] = np.clip(theta[active] + step, -FARTHEST, FARTHEST), step
            active = active[np.abs(step) > 1e-7]
            if not len(active):
                break
        score[rows] = theta
    return PersonScores(score, error)


def residuals(scores: Scores, parameters: Parameters, theta: Floats) -> Floats:
    """Score less expected score of each person and item (N, J) at the person's ability; NaN where not given."""
    out = np.full(scores.shape, np.nan)
    for family in parameters.families:
        share = np.exp(curves.log_curves(family.kind, family.values, theta))
        mean = np.einsum("jkn,k->nj", share, curves.counted(family.scores))
        own = scores[:, family.items]
        out[:, family.items] = np.where(own != NOT_GIVEN, own - mean, np.nan)
    return out
