"""Differential item functioning of matched persons: Mantel and Haenszel (1959), as ETS uses it (Holland and Thayer 1988).

For items of more than two scores Mantel's (1963) test of the mean, with Dorans and Kulick's standardised difference.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.rules.curves import Floats

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Matched:
    """Of one item: chi-square (1 degree of freedom, with correction for continuity where there are two scores); log of the
    common odds ratio (above 0: easier for the reference group), its standard error, the same on ETS's delta scale
    (−2.35·log odds), ETS's class A, B or C, and the standardised difference of mean scores, focal less reference."""

    chi_square: float
    log_odds: float
    log_odds_error: float
    delta: float
    ets_class: Literal["A", "B", "C", ""]
    standardised: float


def mantel_haenszel(score: Floats, match: Whole, is_focal: NDArray[np.bool_]) -> Matched:
    """`score` (N,) of the item, NaN where not given; `match` (N,) whole scores to match on, the item included."""
    known = np.isfinite(score)
    score, match, focal = score[known], match[known], is_focal[known]
    levels, place = np.unique(match, return_inverse=True)
    count = len(levels)

    def totals(values: Floats, who: NDArray[np.bool_]) -> Floats:
        return np.bincount(place[who], weights=values[who], minlength=count).astype(np.float64)

    ones = np.ones(len(score))
    n_ref, n_foc = totals(ones, ~focal), totals(ones, focal)
    sum_ref, sum_foc = totals(score, ~focal), totals(score, focal)
    squares = totals(score**2, ~focal) + totals(score**2, focal)
    used = (n_ref > 0) & (n_foc > 0)
    n_ref, n_foc, sum_ref, sum_foc, squares = (x[used] for x in (n_ref, n_foc, sum_ref, sum_foc, squares))
    n, s = n_ref + n_foc, sum_ref + sum_foc
    expected = n_ref * s / n
    variance = n_ref * n_foc * (n * squares - s**2) / (n**2 * np.maximum(n - 1.0, 1.0))
    is_binary = bool(np.isin(score, (0.0, 1.0)).all())
    gap = abs(float((sum_ref - expected).sum())) - (0.5 if is_binary else 0.0)
    total_variance = float(variance.sum())
    chi_square = max(gap, 0.0) ** 2 / total_variance if total_variance > 0 else float("nan")
    weight = n_foc / max(float(n_foc.sum()), 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        standardised = float(np.nansum(weight * (sum_foc / n_foc - sum_ref / n_ref)))
    if not is_binary:
        return Matched(chi_square, float("nan"), float("nan"), float("nan"), "", standardised)
    log_odds, error = common_odds(n_ref, n_foc, sum_ref, sum_foc)
    return Matched(chi_square, log_odds, error, -2.35 * log_odds, ets_class(log_odds, error), standardised)


def common_odds(n_ref: Floats, n_foc: Floats, right_ref: Floats, right_foc: Floats) -> tuple[float, float]:
    """Log of the common odds ratio and its standard error (Phillips and Holland 1987)."""
    n = n_ref + n_foc
    wrong_ref, wrong_foc = n_ref - right_ref, n_foc - right_foc
    up, down = right_ref * wrong_foc / n, wrong_ref * right_foc / n
    if up.sum() <= 0 or down.sum() <= 0:
        return float("nan"), float("nan")
    odds = float(up.sum() / down.sum())
    terms = (right_ref * wrong_foc + odds * wrong_ref * right_foc) * (
        right_ref + wrong_foc + odds * (wrong_ref + right_foc)
    )
    error = np.sqrt(float((terms / n**2).sum()) / 2.0) / float(up.sum())
    return float(np.log(odds)), float(error)


def ets_class(log_odds: float, error: float) -> Literal["A", "B", "C"]:
    """A: |delta| under 1 or not apart from 0; C: at least 1.5 and significantly above 1; B: between (Zieky 1993)."""
    size, spread = abs(2.35 * log_odds), 2.35 * error
    if size < 1.0 or not size > 1.96 * spread:
        return "A"
    return "C" if size >= 1.5 and size - 1.645 * spread > 1.0 else "B"
