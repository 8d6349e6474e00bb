"""Births → entry → grade by grade: the cohort model, at the level of the county and of its areas.

What is estimated, each with recent years weighing more (`half_life`): progression ratios of the county; deviations of
areas from them, shrunk (`shrinkage`); entrants per birth; how entrants spread over areas.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xuezheng.seats.problem import History, Scenario
from xuezheng.seats.problem.history import Flags
from xuezheng.seats.solver.shrinkage import Floats, divided, pooled_ratio, shrunk_deviation, weights

RECENT = 2.0  # years


@dataclass(frozen=True, slots=True)
class Model:
    """A way of forecasting. `kind` cohort, or a peer to compare with: no_change, unshrunk, trend.

    A ratio h years ahead is that of all years plus `recent` × `damping` ** (h − 1) of what the last years (half-life
    `RECENT`) lie above it (a damped level, after Gardner and McKenzie 1985): 0 is the mean of all years, 1 undamped is
    the recent level carried on. `entry_…` the same of entrants per birth. `entry` from births, carried on from the last
    years, or half and half.
    """

    id: str
    kind: str = "cohort"
    recent: float = 0.5
    damping: float = 0.7
    entry_recent: float = 0.5
    entry_damping: float = 0.7
    entry: str = "births"
    share_half_life: float = 2.0
    half_life: float = np.inf


@dataclass(frozen=True)
class Forecast:
    """`counties` (H, C, G) and `areas` (H, A, G) children 1 … H years after the origin. They need not add up yet."""

    counties: Floats
    areas: Floats


def cohort_forecast(history: History, model: Model, horizon: int, scenario: Scenario | None = None) -> Forecast:
    """Forecast from the last year of a history that was counted. Areas that were not there then stay at 0."""
    return Forecast(*_Projection(history, model, scenario or Scenario()).run(horizon))


def births_ahead(history: History, lag: int, horizon: int, change: float) -> Floats:
    """(T + horizon, C) births `lag` years before each year; beyond those known the last known, changing by `change` a year."""
    born, known = history.births.years, history.births.counties
    wanted = [int(history.years[0]) + i - lag for i in range(len(history.years) + horizon)]
    found = np.full((len(wanted), len(history.counties)), np.nan)
    for c in range(min(len(history.counties), known.shape[1])):
        have = np.flatnonzero(np.isfinite(known[:, c]))
        if not len(have):
            continue
        last = int(have[-1])
        for i, year in enumerate(wanted):
            at = int(year - born[0])
            if 0 <= at <= last:
                found[i, c] = known[at, c]
            elif at > last:
                found[i, c] = known[last, c] * (1 + change) ** (at - last)
    return found


def _damped(below: Floats, above: Floats, recent: float, damping: float) -> Callable[[int], Floats]:
    """The ratio (C,) by how many years ahead, from 0; 1 where nothing is known."""
    long = np.nan_to_num(pooled_ratio(below, above, np.inf), nan=1.0)
    late = np.nan_to_num(pooled_ratio(below, above, RECENT), nan=1.0)
    return lambda ahead: long + recent * damping**ahead * (late - long)


class _Projection:
    """One model fitted to one history, ready to be carried forward."""

    def __init__(self, history: History, model: Model, scenario: Scenario) -> None:
        self.history, self.model, self.scenario = history, model, scenario
        self.here = history.present[-1]
        self.ratio: dict[int, Callable[[int], Floats]] = {}
        self.deviation: dict[int, Floats] = {}
        self.share: dict[int, Floats] = {}
        for g, grade in enumerate(history.grades):
            if grade.comes_from is not None:
                below, above = self._pairs(g, grade.comes_from)
                whole_below, whole_above = below @ history.gathering.T, above @ history.gathering.T
                both = self._counted()[:, None]
                whole_below, whole_above = np.where(both, whole_below, np.nan), np.where(both, whole_above, np.nan)
                self.ratio[g] = _damped(whole_below, whole_above, model.recent, model.damping)
                if not grade.is_entry:
                    self.deviation[g] = self._deviation(g, grade.comes_from, whole_below, whole_above)
            if grade.is_entry:
                self.share[g] = self._shares(g)

    def _counted(self) -> Flags:
        counted = self.history.is_counted
        return counted[:-1] & counted[1:]

    def _pairs(self, g: int, f: int) -> tuple[Floats, Floats]:
        """(T−1, A) children below and a year later above; 0 where an area is missing only for a gap, so that it cancels."""
        counts = self.history.seen
        present = np.asarray(~np.isnan(counts).all(axis=2), dtype=np.bool_)
        began = np.maximum.accumulate(present, axis=0)
        goes_on = np.maximum.accumulate(present[::-1], axis=0)[::-1]
        gap = ~present & began & goes_on
        out = gap[:-1] | gap[1:]
        below, above = np.nan_to_num(counts[:-1, :, f]), np.nan_to_num(counts[1:, :, g])
        return np.where(out, 0, below), np.where(out, 0, above)

    def _deviation(self, g: int, f: int, whole_below: Floats, whole_above: Floats) -> Floats:
        counts, county_of = self.history.seen, self.history.county_of
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = (whole_above / whole_below)[:, county_of]
        return shrunk_deviation(counts[:-1, :, f], counts[1:, :, g], yearly, self.model.half_life, county_of)

    def _shares(self, g: int) -> Floats:
        """(A,) shares of the county's entrants among the areas that are there now; of recent years more than of old ones.

        The grades just above tell of earlier entrants, so an area's share rests on more than one small class.
        """
        history = self.history
        entrants = np.nan_to_num(history.counts[:, :, g])
        if history.births.areas is not None and history.grades[g].comes_from is None:
            entrants = self._by_births(g, entrants)
        whole = entrants @ history.gathering.T
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = entrants / whole[:, history.county_of]
        known = np.isfinite(yearly) & ~np.isnan(history.counts[:, :, g])
        weight = weights(len(yearly), self.model.share_half_life)[:, None] * known
        mass = weight.sum(axis=0)
        share = divided((weight * np.where(known, yearly, 0)).sum(axis=0), mass)
        stage = [i for i, grade in enumerate(history.grades) if grade.stage == history.grades[g].stage]
        lately = np.nan_to_num(history.counts[:, :, g])[np.flatnonzero(history.is_counted)[-2:]].sum(axis=0) > 0
        teaches = np.nan_to_num(history.counts[-1][:, stage]).sum(axis=1) > 0
        share = np.where(self.here & lately & teaches, share, 0)  # who took nobody for two years takes nobody now
        over = (history.gathering @ share)[history.county_of]
        return divided(share, over)

    def _by_births(self, g: int, entrants: Floats) -> Floats:
        """Entrants as the births of each area would have them, with its own shrunk ratio: for areas that count births."""
        born = self.history.births
        assert born.areas is not None
        lag = self.history.grades[g].birth_lag
        at = self.history.years - lag - born.years[0]
        inside = (at >= 0) & (at < len(born.years))
        below = np.full(entrants.shape, np.nan)
        below[inside] = born.areas[at[inside]]
        whole = np.nan_to_num(below) @ self.history.gathering.T
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = ((entrants @ self.history.gathering.T) / whole)[:, self.history.county_of]
        own = shrunk_deviation(
            below, self.history.counts[:, :, g], yearly, self.model.half_life, self.history.county_of
        )
        usual = np.nan_to_num(pooled_ratio(whole, entrants @ self.history.gathering.T, self.model.half_life), nan=1.0)
        made = below * np.maximum(usual[self.history.county_of] + own, 0)
        return np.where(np.isfinite(made), made, entrants)

    def run(self, horizon: int) -> tuple[Floats, Floats]:
        history, gather = self.history, self.history.gathering
        area = np.nan_to_num(history.counts[-1])
        county = gather @ area
        entering = {g: self._entering(g, horizon) for g, grade in enumerate(history.grades) if grade.comes_from is None}
        areas: list[Floats] = []
        counties: list[Floats] = []
        for h in range(horizon):
            next_area, next_county = np.zeros_like(area), np.zeros_like(county)
            for g, grade in enumerate(history.grades):
                if grade.comes_from is None:
                    next_county[:, g] = entering[g][h]
                    next_area[:, g] = entering[g][h][history.county_of] * self.share[g]
                    continue
                ratio = self.ratio[g](h)
                next_county[:, g] = county[:, grade.comes_from] * ratio
                if grade.is_entry:
                    next_area[:, g] = next_county[history.county_of, g] * self.share[g]
                else:
                    next_area[:, g] = self._progressed(area[:, grade.comes_from], ratio, self.deviation[g])
            area, county = self._supposed(next_area, next_county, int(history.years[-1]) + h + 1)
            areas.append(area)
            counties.append(county)
        return np.array(counties), np.array(areas)

    def _progressed(self, below: Floats, ratio: Floats, deviation: Floats) -> Floats:
        """(A,) the next grade: areas deviate from their county's ratio, which is better known, but not all one way."""
        county_of, gather = self.history.county_of, self.history.gathering
        whole = gather @ below
        shift = divided(gather @ (below * deviation), whole)
        return below * np.maximum(ratio[county_of] + deviation - shift[county_of], 0)

    def _supposed(self, area: Floats, county: Floats, year: int) -> tuple[Floats, Floats]:
        """What the scenario supposes for one year: moving in or out, and children of new dwellings."""
        history, scenario = self.history, self.scenario
        factor = np.array([1 + scenario.migration.get(c, 0.0) for c in history.counties])
        area, county = area * factor[history.county_of][:, None], county * factor[:, None]
        more = np.zeros_like(area)
        for i, code in enumerate(history.areas):
            more[i] += area[i] * scenario.area_migration.get(code, 0.0)
            for g, grade in enumerate(history.grades):
                more[i, g] += scenario.added.get((code, year, grade.name), 0.0)
        return np.maximum(area + more, 0), np.maximum(county + history.gathering @ more, 0)

    def _entering(self, g: int, horizon: int) -> Floats:
        """(horizon, C) entrants of the county: by births, carried on, or the mean of both."""
        history, model = self.history, self.model
        seen = history.by_county[:, :, g]
        level = pooled_ratio(np.ones_like(seen), seen, RECENT)
        carried = np.repeat(np.nan_to_num(level)[None], horizon, axis=0)
        if model.entry == "carried":
            return carried
        born = births_ahead(history, history.grades[g].birth_lag, horizon, self.scenario.births_change)
        per_birth = _damped(born[: len(seen)], seen, model.entry_recent, model.entry_damping)
        by_births = np.array([born[len(seen) + h] * per_birth(h) for h in range(horizon)])
        by_births = np.where(np.isfinite(by_births), by_births, carried)
        return by_births if model.entry == "births" else (by_births + carried) / 2
