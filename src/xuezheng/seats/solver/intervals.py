"""Intervals that hold what they promise on the past: conformal prediction over a panel of areas and grades.

Split conformal (Vovk, Gammerman and Shafer 2005; Lei et al. 2018) on errors of past origins, one quantile for each horizon:
what share of areas × grades lay within. Errors are put on one scale by size, |error| ÷ size^p, with p read off the errors
themselves between ½ (counting noise) and 1 (what befalls all alike). Errors of one year move together, so that a few past
years are few observations however many areas they hold: the level asked is raised by the number of years (as in the
two-layer correction of Dunn, Wasserman and Ramdas 2023). A horizon that has not been seen yet is carried from shorter ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from xuezheng.seats.solver.shrinkage import Floats

ENOUGH = 3  # years of errors at a horizon before its own quantile is used
MOST = 0.99  # the level is never raised above this
RULE_OF_THUMB = 2.5  # standard deviations of counting noise, a year ahead, where there is no past to learn from


@dataclass(frozen=True)
class Errors:
    """Errors of one horizon: `error` and `size` (the forecast) and the `origin` each came from, all (N,)."""

    error: Floats
    size: Floats
    origin: Floats


@dataclass(frozen=True)
class Width:
    """Half the width of an interval: `factor` × max(size, 1) ** `power`."""

    factor: float
    power: float
    is_assumed: bool = False  # no past error could be had: a rule of thumb

    def around(self, forecast: Floats) -> tuple[Floats, Floats]:
        half = self.factor * np.maximum(forecast, 1) ** self.power
        return np.maximum(forecast - half, 0), forecast + half


def power_of(errors: Mapping[int, Errors]) -> float:
    """How errors grow with size, over all horizons: the slope of log |error| on log size, within ½ and 1."""
    x: list[Floats] = []
    y: list[Floats] = []
    for one in errors.values():
        kept = one.size > 2
        if int(kept.sum()) >= 10:
            own_x, own_y = np.log(one.size[kept]), np.log(np.abs(one.error[kept]) + 0.5)
            x.append(own_x - own_x.mean())
            y.append(own_y - own_y.mean())
    if not x:
        return 0.5
    across, along = np.concatenate(x), np.concatenate(y)
    spread = float((across**2).sum())
    return float(np.clip((across * along).sum() / spread, 0.5, 1.0)) if spread > 0 else 0.5


def widths(errors: Mapping[int, Errors], horizons: int, level: float = 0.9) -> dict[int, Width]:
    """The width at each horizon from 1; a rule of thumb, marked so, where there are no past errors at all."""
    if not any(len(one.error) for one in errors.values()):
        return {h: Width(RULE_OF_THUMB * float(np.sqrt(h)), 0.5, is_assumed=True) for h in range(1, horizons + 1)}
    power = power_of(errors)
    found: dict[int, Width] = {}
    for h in range(1, horizons + 1):
        one = errors.get(h)
        years = len(np.unique(one.origin)) if one is not None else 0
        if one is not None and years >= ENOUGH:
            found[h] = Width(_quantile(np.abs(one.error) / np.maximum(one.size, 1) ** power, level, years), power)
        elif known := [k for k in found if k < h]:
            nearest = max(known)
            found[h] = Width(found[nearest].factor * float(np.sqrt(h / nearest)), power)
        elif one is not None and len(one.error):
            found[h] = Width(_quantile(np.abs(one.error) / np.maximum(one.size, 1) ** power, level, years), power)
    for h in range(2, horizons + 1):  # the further ahead, the less is known
        if h in found and h - 1 in found and found[h].factor < found[h - 1].factor:
            found[h] = found[h - 1]
    return found


def _quantile(scores: Floats, level: float, years: int) -> float:
    raised = min(max(level + (1 - level) / (years + 1), level * (len(scores) + 1) / len(scores)), MOST)
    return float(np.quantile(scores, raised, method="higher"))
