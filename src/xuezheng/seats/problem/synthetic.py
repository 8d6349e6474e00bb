"""Invented histories whose future is known, to check that errors and intervals are what they claim to be.

The truth: births wander; a county's progression ratios wander slowly about one; each area keeps a small deviation of its
own; every step draws children by a negative binomial, so that small areas are noisier than binomial counts alone.
"""

from dataclasses import dataclass

import numpy as np

from xuezheng.seats.problem.history import Cohorts, Floats, History
from xuezheng.seats.problem.ladders import ladder_of


@dataclass(frozen=True, slots=True)
class Truth:
    """What an invented history is drawn from. Standard deviations are per year and relative."""

    year_count: int = 27
    area_count: int = 20
    county_count: int = 1
    grade_names: tuple[str, ...] = ("K", "1", "2", "3", "4", "5")
    by_stage: bool = False
    births: float = 1000.0  # a county's, at the start
    births_drift: float = 0.0  # a year, on the log scale
    births_wander: float = 0.03
    entry_share: float = 0.75
    entry_wander: float = 0.02  # random walk
    entry_noise: float = 0.03  # from year to year
    ratio_wander: float = 0.004
    ratio_noise: float = 0.012
    area_deviation: float = 0.03  # of an area's ratios from its county's
    share_wander: float = 0.03  # of an area's share of entrants
    overdispersion: float = 1.5  # variance ÷ mean
    first_year: int = 1998


def invented_history(truth: Truth, seed: int) -> History:
    """Draw a history. The same seed gives the same history."""
    rng = np.random.default_rng(seed)
    names, grades = ladder_of(truth.grade_names, by_stage=truth.by_stage)
    lead = max(g.birth_lag for g in grades if g.comes_from is None) + 1
    T, A, C, G = truth.year_count, truth.area_count, truth.county_count, len(names)
    county_of = np.sort(rng.integers(0, C, A)) if C > 1 else np.zeros(A, dtype=np.int64)
    county_of[:C] = np.arange(C)
    steps = rng.normal(truth.births_drift, truth.births_wander, (T + lead, C))
    births = truth.births * rng.lognormal(0, 0.3 if C > 1 else 0.0, C) * np.exp(np.cumsum(steps, axis=0))
    share = rng.dirichlet(np.full(A, 4.0))
    deviation = np.exp(rng.normal(0, truth.area_deviation, (A, G)))
    entry = truth.entry_share * np.exp(np.cumsum(rng.normal(0, truth.entry_wander, T)))
    ratio = np.exp(np.cumsum(rng.normal(0, truth.ratio_wander, (T, G)), axis=0))
    counts = np.zeros((T, A, G))
    for t in range(T):
        share = share * np.exp(rng.normal(0, truth.share_wander, A))
        within = share / np.bincount(county_of, share, C)[county_of]
        here = ratio[t] * np.exp(rng.normal(0, truth.ratio_noise, G))
        arriving = entry[t] * np.exp(rng.normal(0, truth.entry_noise))
        for g, grade in enumerate(grades):
            if grade.comes_from is None or t == 0:
                own = births[t + lead - grade.birth_lag][county_of] * within * arriving
            elif grade.is_entry:
                below = np.bincount(county_of, counts[t - 1, :, grade.comes_from], C)
                own = below[county_of] * within * here[g]
            else:
                own = counts[t - 1, :, grade.comes_from] * here[g] * deviation[:, g]
            counts[t, :, g] = _drawn(rng, own, truth.overdispersion)
    years = np.arange(truth.first_year, truth.first_year + T)
    born = np.arange(truth.first_year - lead, truth.first_year + T)
    areas = tuple(f"{county_of[a] + 1:02d}-{a + 1:03d}" for a in range(A))
    counties = tuple(f"{c + 1:02d}" for c in range(C))
    return History(years, areas, county_of, counties, grades, counts, Cohorts(born, np.rint(births)))


def _drawn(rng: np.random.Generator, mean: Floats, overdispersion: float) -> Floats:
    """Counts of a mean whose variance is `overdispersion` times it."""
    if overdispersion <= 1:
        return rng.poisson(mean).astype(np.float64)
    scale = overdispersion - 1
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-9) / scale, scale)).astype(np.float64)
