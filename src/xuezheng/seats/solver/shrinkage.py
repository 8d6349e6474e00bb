"""Ratios of small areas, drawn towards their county's as far as their own counts are too few to be believed.

Empirical Bayes with a normal–normal model: an area's ratio deviates from its county's by u with variance τ²; what is seen
of u has variance σ² / (children counted), more than binomial because σ² is estimated. τ² by the moments of DerSimonian
and Laird (1986); shrinkage factor τ² / (τ² + σ²/n) as in Morris (1983, Parametric empirical Bayes inference).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FAR = 4.0  # a jump of more than so many standard deviations (a boundary redrawn, a school closed) counts as this many


def divided(part: Floats, whole: Floats, otherwise: float = 0.0) -> Floats:
    """`part` ÷ `whole` where the whole is above zero, else `otherwise`; of the shape of both."""
    part, whole = np.broadcast_arrays(part, whole)
    found = np.full(whole.shape, otherwise)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def weights(year_count: int, half_life: float) -> Floats:
    """(year_count,) of years up to the last: 1 for it, one half `half_life` years earlier; all 1 where it is infinite."""
    ages = np.arange(year_count - 1, -1, -1, dtype=np.float64)
    return np.ones(year_count) if np.isinf(half_life) else 0.5 ** (ages / half_life)


def pooled_ratio(below: Floats, above: Floats, half_life: float) -> Floats:
    """(C,) weighted mean of `above` ÷ `below` over years (T, C), leaving out years in which either is not known.

    The mean of yearly ratios rather than the ratio of sums: a county's error is mostly of the year, not of the count.
    NaN where no year is known.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = above / below
    known = np.isfinite(ratio)
    weight = weights(len(ratio), half_life)[:, None] * known
    whole = weight.sum(axis=0)
    return divided((weight * np.where(known, ratio, 0)).sum(axis=0), whole, np.nan)


def shrunk_deviation(
    below: Floats, above: Floats, yearly: Floats, half_life: float, group: NDArray[np.int64]
) -> Floats:
    """(A,) how far each area's ratio lies from its county's, after shrinkage; 0 where nothing is known.

    `below`, `above` (T, A) counts of a grade and of the next grade a year later; `yearly` (T, A) the county's ratio of
    that year, so that what the whole county went through in a year is nobody's own deviation; `group` (A,) the county.
    """
    known = np.isfinite(below) & np.isfinite(above) & np.isfinite(yearly) & (below > 0)
    size = np.where(known, below, 0.0)
    gap = np.where(known, above - np.where(known, yearly, 0) * size, 0.0)
    root = np.sqrt(np.maximum(size, 1))
    usual: Floats = gap[known] / root[known]
    if not known.any():
        return np.zeros(int(below.shape[1]))
    middle = float(np.median(usual))
    spread = max(1.4826 * float(np.median(np.abs(usual - middle))), 1e-6)
    gap = np.clip(gap, -FAR * spread * root, FAR * spread * root)
    weight = weights(len(below), half_life)[:, None] * known
    mass = (weight * size).sum(axis=0)
    own = divided((weight * gap).sum(axis=0), mass)
    left = np.where(known, (gap - own * size) ** 2 / np.maximum(size, 1), 0).sum()
    variance = left / max(int(known.sum()) - int((mass > 0).sum()), 1)
    noise = divided(variance * (weight**2 * size).sum(axis=0), mass**2, np.inf)
    kept = np.zeros_like(mass)
    for c in np.unique(group):
        inside = (group == c) & (mass > 0)
        between = between_variance(own[inside], noise[inside])
        kept[inside] = own[inside] * between / (between + noise[inside]) if between > 0 else 0.0
    return kept


def between_variance(seen: Floats, noise: Floats) -> float:
    """τ² of deviations about their common mean, by moments; 0 where what is seen is no more than noise."""
    sure = noise > 0
    if int(sure.sum()) < 3:
        return 0.0
    precision = 1 / noise[sure]
    mean = float((precision * seen[sure]).sum() / precision.sum())
    spread = float((precision * (seen[sure] - mean) ** 2).sum())
    scale = float(precision.sum() - (precision**2).sum() / precision.sum())
    return max(0.0, (spread - (int(sure.sum()) - 1)) / scale) if scale > 0 else 0.0
