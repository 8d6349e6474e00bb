"""Shares that are private or that board, ahead: of several plain forecasts the one that back-tests best.

Private and boarding shares move slowly and jump rarely; which plain forecast carries them on best differs by city. So each is
judged on the history itself: standing at each past year, with what was known then, by the children put in the wrong place.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from xuezheng.seats.problem.history import Floats

RECENT, WINDOW, DAMPING = 3, 5, 0.8
FIRST = "recent"  # stands unless another is better by more than a twentieth: with few years the least error is luck
BETTER: Final = 0.95
FORECASTS: Final = ("recent", "last", "drift", "county_drift")


@dataclass(frozen=True)
class SharesAhead:
    """Shares (H, A, S), which forecast they are, and the mean error in points of each (children counted) over the back-test."""

    values: Floats
    model: str
    errors: dict[str, float]


def ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole; 0 where nobody is."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def carried(model: str, part: Floats, whole: Floats, gathering: Floats, horizon: int) -> Floats:
    """(H, A, S) shares after the last year of counts (T, A, S), by one of `FORECASTS`; `gathering` (C, A) ones."""
    if model == "recent":
        return np.repeat(ratio(part[-RECENT:].sum(axis=0), whole[-RECENT:].sum(axis=0))[None], horizon, axis=0)
    last = ratio(part[-1], whole[-1])
    if model == "last" or len(part) < RECENT:
        return np.repeat(last[None], horizon, axis=0)
    seen = part[-WINDOW:], whole[-WINDOW:]
    slope = _slope(*seen)
    if model == "county_drift":  # a township's own slope is mostly noise; its county's is not
        county = _slope(*(np.einsum("ca,tas->tcs", gathering, one) for one in seen))
        slope = gathering.T @ county
    run = np.cumsum(DAMPING ** np.arange(1, horizon + 1))
    return np.clip(last[None] + run[:, None, None] * slope[None], 0.0, 1.0)


def _slope(part: Floats, whole: Floats) -> Floats:
    """The mean change of shares a year between years in which anybody was there."""
    share = ratio(part, whole)
    there = (whole[1:] > 0) & (whole[:-1] > 0)
    return ratio(np.where(there, np.diff(share, axis=0), 0.0).sum(axis=0), there.sum(axis=0).astype(np.float64))


def shares_ahead(part: Floats, whole: Floats, gathering: Floats, horizon: int) -> SharesAhead:
    """Counts (T, A, S) of some and of all children, consecutive years → shares ahead by the forecast that back-tests best."""
    years = len(part)
    errors: dict[str, float] = {}
    for model in FORECASTS:
        wrong, of = 0.0, 0.0
        for origin in range(RECENT, years):
            ahead = carried(model, part[:origin], whole[:origin], gathering, min(horizon, years - origin))
            for h, share in enumerate(ahead):
                wrong += float(np.abs(share * whole[origin + h] - part[origin + h]).sum())
                of += float(whole[origin + h].sum())
        if of:
            errors[model] = wrong / of
    best = min(errors, key=lambda model: errors[model], default=FIRST)
    model = best if errors and errors[best] < BETTER * errors[FIRST] else FIRST
    return SharesAhead(carried(model, part, whole, gathering, horizon), model, errors)
