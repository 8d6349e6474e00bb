"""Curves of item response: log-probabilities of an item's scores, and their first and second derivatives.

Three kinds cover all models, in slope and intercept form (no factor 1.7):

- `gpcm`, generalised partial credit (Muraki 1992): log P(c) = c·a·θ + d_c − log Σ_k exp(k·a·θ + d_k), d_0 = 0. With two
  scores it is the 2PL (Birnbaum 1968); with a fixed at 1, Rasch (1960) and partial credit (Masters 1982).
- `grm`, graded response (Samejima 1969): P(X ≥ c) = logistic(a·θ + d_c), d_1 > d_2 > …
- `3pl` (Birnbaum 1968): P(1) = g + (1 − g)·logistic(a·θ + d); the third parameter is logit g.

Shapes: `parameters` (J, p), one row an item, all of one kind and one number of scores K; `theta` (Q,). p is K for `gpcm`
and `grm` (a, d_1 … d_{K−1}), 3 for `3pl` (a, d, logit g). The derivatives have closed forms in each kind; the tests hold
them against differences.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["gpcm", "grm", "3pl"]


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(−x)) without overflow."""
    return np.exp(-np.logaddexp(0.0, -x))


def counted(size: int) -> Floats:
    """0, 1, … size − 1."""
    return np.arange(size, dtype=np.float64)


def score_count(kind: Kind, parameter_count: int) -> int:
    """K, the number of scores of an item with so many parameters."""
    return 2 if kind == "3pl" else parameter_count


def log_curves(kind: Kind, parameters: Floats, theta: Floats) -> Floats:
    """log P(score c | θ): (J, K, Q)."""
    if kind == "gpcm":
        z = _partial_credit_terms(parameters, theta)
        z -= z.max(axis=1, keepdims=True)
        share: Floats = np.exp(z)
        total: Floats = share.sum(axis=1, keepdims=True)
        z -= np.log(total)
        return z
    if kind == "grm":
        x = _above_steps(parameters, theta)
        out = np.zeros((len(parameters), parameters.shape[1], len(theta)))
        out[:, 1:] -= np.logaddexp(0.0, -x)
        out[:, :-1] -= np.logaddexp(0.0, x)
        apart: Floats = np.diff(parameters[:, 1:], axis=1)
        between: Floats = np.log(-np.expm1(apart))
        out[:, 1:-1] += between[:, :, None]
        return out
    x: Floats = parameters[:, :1] * theta
    x += parameters[:, 1:2]
    guess = logistic(parameters[:, 2:3])
    right: Floats = guess + (1.0 - guess) * logistic(x)
    out = np.empty((len(parameters), 2, len(theta)))
    out[:, 0] = -np.logaddexp(0.0, x) - np.logaddexp(0.0, parameters[:, 2:3])
    out[:, 1] = np.log(right)
    return out


def slopes(kind: Kind, parameters: Floats, theta: Floats) -> Floats:
    """First derivatives of log P by the parameters: (J, K, p, Q)."""
    count, size = parameters.shape
    out = np.zeros((count, score_count(kind, size), size, len(theta)))
    if kind == "gpcm":
        share: Floats = np.exp(log_curves(kind, parameters, theta))
        mean: Floats = np.einsum("jkq,k->jq", share, counted(size))
        for c in range(size):
            beyond: Floats = c - mean
            out[:, c, 0] = beyond * theta
            out[:, c, 1:] = -share[:, 1:]
            if c:
                out[:, c, c] += 1.0
        return out
    if kind == "grm":
        above, ratio = _graded_terms(parameters, theta)
        for c in range(size):
            if c:  # the step into c: logistic(x_c)
                short: Floats = 1.0 - above[:, c - 1]
                out[:, c, 0] += theta * short
                out[:, c, c] += short
            if c < size - 1:  # the step out of c: logistic(−x_{c+1})
                passed: Floats = above[:, c]
                out[:, c, 0] -= theta * passed
                out[:, c, c + 1] -= passed
            if 0 < c < size - 1:
                inner: Floats = ratio[:, c - 1]
                out[:, c, c] += inner
                out[:, c, c + 1] -= inner
        return out
    above, guess, right = _guessing_terms(parameters, theta)
    below: Floats = 1.0 - above
    knowing: Floats = 1.0 - guess
    by_x: Floats = knowing * above
    by_x *= below
    by_x /= right
    by_guess: Floats = knowing * guess
    out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = -above * theta, -above, -guess
    out[:, 1, 0], out[:, 1, 1] = by_x * theta, by_x
    out[:, 1, 2] = by_guess * below / right
    return out


def bends(kind: Kind, parameters: Floats, theta: Floats) -> Floats:
    """Second derivatives of log P by the parameters: (J, K, p, p, Q)."""
    count, size = parameters.shape
    out = np.zeros((count, score_count(kind, size), size, size, len(theta)))
    if kind == "gpcm":
        share: Floats = np.exp(log_curves(kind, parameters, theta))
        statistic = np.zeros((size, size, len(theta)))  # score, parameter, node
        statistic[:, 0] = counted(size)[:, None] * theta
        for c in range(1, size):
            statistic[c, c] = 1.0
        mean: Floats = np.einsum("jkq,kpq->jpq", share, statistic)
        product: Floats = np.einsum("jpq,jrq->jprq", mean, mean)
        square: Floats = np.einsum("jkq,kpq,krq->jprq", share, statistic, statistic)
        product -= square
        out[:] = product[:, None]  # the same for every score
        return out
    if kind == "grm":
        above, ratio = _graded_terms(parameters, theta)
        spread: Floats = above - above**2
        curl: Floats = ratio + ratio**2
        for c in range(size):
            for step in (c - 1, c):  # the steps into and out of c
                if 0 <= step < size - 1:
                    v: Floats = spread[:, step]
                    pull: Floats = theta * v
                    d = step + 1
                    out[:, c, 0, 0] -= theta * pull
                    out[:, c, 0, d] -= pull
                    out[:, c, d, 0] -= pull
                    out[:, c, d, d] -= v
            if 0 < c < size - 1:
                w: Floats = curl[:, c - 1]
                out[:, c, c, c] -= w
                out[:, c, c + 1, c + 1] -= w
                out[:, c, c, c + 1] += w
                out[:, c, c + 1, c] += w
        return out
    _guessing_bends(parameters, theta, out)
    return out


def _guessing_bends(parameters: Floats, theta: Floats, out: Floats) -> None:
    above, guess, right = _guessing_terms(parameters, theta)
    spread: Floats = above - above**2
    chance: Floats = guess - guess**2
    by_x: Floats = (1.0 - guess) * spread
    by_x /= right
    by_g: Floats = chance * (1.0 - above)
    by_g /= right
    crossed: Floats = chance * spread
    crossed /= right
    xx: Floats = by_x * (1.0 - 2.0 * above)
    xx -= by_x**2
    xg: Floats = -crossed - by_x * by_g
    gg: Floats = by_g * (1.0 - 2.0 * guess)
    gg -= by_g**2
    ones, square = np.ones(len(theta)), theta * theta
    powers: tuple[tuple[int, int, Floats], ...] = ((0, 0, square), (0, 1, theta), (1, 0, theta), (1, 1, ones))
    for row, column, power in powers:
        out[:, 0, row, column] = -spread * power
        out[:, 1, row, column] = xx * power
    edges: tuple[tuple[int, Floats], ...] = ((0, theta), (1, ones))
    for row, power in edges:
        out[:, 1, row, 2] = out[:, 1, 2, row] = xg * power
    out[:, 0, 2, 2] = -chance
    out[:, 1, 2, 2] = gg


def along_trait(kind: Kind, parameters: Floats, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """log P and its first and second derivative by θ: three of (J, K, Q)."""
    log_share = log_curves(kind, parameters, theta)
    slope = parameters[:, :1, None]
    size = parameters.shape[1]
    if kind == "gpcm":
        share: Floats = np.exp(log_share)
        score: Floats = counted(size)[None, :, None]
        mean: Floats = (share * score).sum(axis=1, keepdims=True)
        gap: Floats = score - mean
        variance: Floats = (share * gap**2).sum(axis=1, keepdims=True)
        bend: Floats = -(slope**2) * variance
        return log_share, slope * gap, np.broadcast_to(bend, log_share.shape)
    if kind == "grm":
        above, _ = _graded_terms(parameters, theta)
        first, second = np.zeros(log_share.shape), np.zeros(log_share.shape)
        spread: Floats = above - above**2
        first[:, 1:] += 1.0 - above
        first[:, :-1] -= above
        second[:, 1:] -= spread
        second[:, :-1] -= spread
        return log_share, slope * first, slope**2 * second
    above, guess, right = _guessing_terms(parameters, theta)
    spread: Floats = above - above**2
    by_x: Floats = (1.0 - guess) * spread
    by_x /= right
    curl: Floats = by_x * (1.0 - 2.0 * above)
    curl -= by_x**2
    first, second = np.stack([-above, by_x], axis=1), np.stack([-spread, curl], axis=1)
    return log_share, slope * first, slope**2 * second


def _partial_credit_terms(parameters: Floats, theta: Floats) -> Floats:
    scores: Floats = counted(parameters.shape[1])[:, None] * theta
    z: Floats = parameters[:, :1, None] * scores
    z[:, 1:] += parameters[:, 1:, None]
    return z


def _above_steps(parameters: Floats, theta: Floats) -> Floats:
    """a·θ + d_c: (J, K−1, Q)."""
    pulled: Floats = parameters[:, :1, None] * theta
    steps: Floats = parameters[:, 1:, None]
    return pulled + steps


def _graded_terms(parameters: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """P(X ≥ c) for c = 1 … K−1: (J, K−1, Q), and 1/(exp(d_c − d_{c+1}) − 1) for the inner scores: (J, K−2, 1)."""
    x = _above_steps(parameters, theta)
    apart: Floats = np.diff(parameters[:, 1:], axis=1)
    ratio: Floats = 1.0 / np.expm1(-apart)
    return logistic(x), ratio[:, :, None]


def _guessing_terms(parameters: Floats, theta: Floats) -> tuple[Floats, Floats, Floats]:
    x: Floats = parameters[:, :1] * theta
    x += parameters[:, 1:2]
    above, guess = logistic(x), logistic(parameters[:, 2:3])
    return above, guess, guess + (1.0 - guess) * above
