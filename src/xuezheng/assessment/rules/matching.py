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
    cells = Cells.of(score[:, None], match, is_focal.astype(np.int64), 2)
    return cells.compared(0, 1, bool(np.isin(score[np.isfinite(score)], (0.0, 1.0)).all()))


@dataclass(frozen=True)
class Cells:
    """Of many items at once, by group, level of the match and item: persons who had it, sums of scores, sums of their squares,
    each (G, L, J)."""

    persons: Floats
    sums: Floats
    squares: Floats

    @classmethod
    def of(cls, scores: Floats, match: Whole, group: Whole, groups: int) -> "Cells":
        """`scores` (N, J), NaN where not given; `match` (N,) whole; `group` (N,) 0 … G−1, others left out."""
        known = (group >= 0) & (group < groups)
        scores, match, group = scores[known], match[known], group[known]
        levels, place = np.unique(match, return_inverse=True)
        cell = group * len(levels) + place.reshape(-1)
        order = np.argsort(cell, kind="stable")
        found, first = np.unique(cell[order], return_index=True)
        given: Floats = np.isfinite(scores[order]).astype(np.float64)
        values: Floats = np.nan_to_num(scores[order])
        shape = (groups, len(levels), scores.shape[1])
        made: list[Floats] = []
        for part in (given, values, values * values):
            out = np.zeros((groups * len(levels), scores.shape[1]))
            if len(found):
                out[found] = np.add.reduceat(part, first, axis=0)
            made.append(out.reshape(shape))
        return cls(*made)

    def compared(self, item: int, focal: int, is_binary: bool) -> Matched:
        """One item: the focal group against all the others together."""
        n_foc, sum_foc = self.persons[focal, :, item], self.sums[focal, :, item]
        n_ref: Floats = self.persons[:, :, item].sum(axis=0) - n_foc
        sum_ref: Floats = self.sums[:, :, item].sum(axis=0) - sum_foc
        squares: Floats = self.squares[:, :, item].sum(axis=0)
        return matched(n_ref, n_foc, sum_ref, sum_foc, squares, is_binary)


def matched(
    n_ref: Floats, n_foc: Floats, sum_ref: Floats, sum_foc: Floats, squares: Floats, is_binary: bool
) -> Matched:  # fmt: skip
    """From what stands at each level of the match, (L,): persons and sums of scores of both groups, sums of squares of both."""
    used = (n_ref > 0) & (n_foc > 0)
    n_ref, n_foc, sum_ref, sum_foc, squares = (x[used] for x in (n_ref, n_foc, sum_ref, sum_foc, squares))
    n: Floats = n_ref + n_foc
    s: Floats = sum_ref + sum_foc
    expected: Floats = n_ref * s / n
    both: Floats = n_ref * n_foc
    left: Floats = n * squares - s**2
    variance: Floats = both * left / (n**2 * np.maximum(n - 1.0, 1.0))
    gap = abs(float(sum_ref.sum()) - float(expected.sum())) - (0.5 if is_binary else 0.0)
    total_variance = float(variance.sum())
    chi_square = max(gap, 0.0) ** 2 / total_variance if total_variance > 0 else float("nan")
    weight: Floats = n_foc / max(float(n_foc.sum()), 1.0)
    apart: Floats = sum_foc / n_foc - sum_ref / n_ref
    standardised = float(weight @ apart)
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
