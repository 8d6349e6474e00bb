"""Standing at each past year, forecasting with what was known then, and comparing with what came.

`Backtest` forecasts once for each model and origin, from `history.upto(origin)` alone. Which model an origin would have
shown, how its levels add up and how wide its intervals are, rest only on errors that had come out by that origin (nested),
so that nothing is chosen by what it is judged on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from xuezheng.seats.problem import History, Scenario
from xuezheng.seats.solver import peers
from xuezheng.seats.solver.adding_up import added_up
from xuezheng.seats.solver.choosing import OURS, chosen
from xuezheng.seats.solver.cohort import Forecast, Model, cohort_forecast
from xuezheng.seats.solver.intervals import Errors, Width, widths
from xuezheng.seats.solver.shrinkage import Floats

PEERS = ("no_change", "unshrunk", "trend")
LEAST_YEARS = 2  # of history before anything can be forecast


@dataclass
class Backtest:
    """The past forecasts of a history, made when first asked for. `horizon` is the furthest year ahead."""

    history: History
    horizon: int = 5
    models: Sequence[Model] = OURS
    _base: dict[tuple[str, int], Forecast] = field(default_factory=dict[tuple[str, int], Forecast])
    _added: dict[tuple[str, int], Forecast] = field(default_factory=dict[tuple[str, int], Forecast])
    _chosen: dict[int, Model] = field(default_factory=dict[int, Model])

    @property
    def origins(self) -> list[int]:
        """The years from which a forecast could be made: counted, with two counted years up to them."""
        years = [
            int(y) for y, is_counted in zip(self.history.years, self.history.is_counted, strict=True) if is_counted
        ]
        return years[LEAST_YEARS:] or years[-1:]

    def base(self, model: str, origin: int) -> Forecast:
        """A forecast of one model before its levels are made to add up."""
        if (model, origin) not in self._base:
            known = self.history.upto(origin)
            if model in PEERS:
                self._base[model, origin] = getattr(peers, model)(known, self.horizon)
            else:
                ours = next(m for m in self.models if m.id == model)
                self._base[model, origin] = cohort_forecast(known, ours, self.horizon)
        return self._base[model, origin]

    def added_up(self, model: str, origin: int) -> Forecast:
        """The forecast as shown: its levels add up. Peers' forecasts are sums as they are."""
        if model in PEERS:
            return self.base(model, origin)
        if (model, origin) not in self._added:
            past = [self._one_step(model, s) for s in self.origins if s < origin and self._is_seen(s, 1, origin)]
            self._added[model, origin] = added_up(self.history.upto(origin), self.base(model, origin), past)
        return self._added[model, origin]

    def _is_seen(self, origin: int, ahead: int, by: int) -> bool:
        """Whether the year `ahead` of an origin was counted, by a year."""
        year = origin + ahead
        return (
            year <= by
            and year <= int(self.history.years[-1])
            and bool(self.history.is_counted[self.history.index(year)])
        )

    def _one_step(self, model: str, origin: int) -> Forecast:
        return self.errors_of(self.base(model, origin), origin, 1)

    def errors_of(self, made: Forecast, origin: int, ahead: int) -> Forecast:
        """Counted less forecast, `ahead` years after an origin (H = 1); NaN where an area was not there at either end."""
        was = self.history.at(origin)
        counted = self.history.seen[self.history.index(origin + ahead)]  # an estimate is no outcome to be judged by
        areas = np.where(np.isnan(was), np.nan, counted) - made.areas[ahead - 1]
        counties = self.history.by_county[self.history.index(origin + ahead)] - made.counties[ahead - 1]
        return Forecast(counties[None], areas[None])

    def model_at(self, origin: int) -> Model:
        """The model that had back-tested best by an origin."""
        if origin not in self._chosen:
            losses = [loss for s in self.origins if s < origin and (loss := self._loss(s, origin)) is not None]
            self._chosen[origin] = chosen(self.models, losses)
        return self._chosen[origin]

    def _loss(self, origin: int, by: int) -> Floats | None:
        """(M, H, 2) absolute errors of the whole and of areas × grades of each model, at horizons that had come out; NaN else."""
        seen = [h for h in range(1, self.horizon + 1) if self._is_seen(origin, h, by)]
        if not seen:
            return None
        found = np.full((len(self.models) + 1, self.horizon, 2), np.nan)
        for m, model in enumerate([*(m.id for m in self.models), "no_change"]):
            made = self.base(model, origin)
            for h in seen:
                errors = self.errors_of(made, origin, h)
                found[m, h - 1] = abs(float(errors.counties.sum())), float(np.nansum(np.abs(errors.areas)))
        return found

    def shown(self, origin: int) -> Forecast:
        """What the product would have shown at an origin."""
        return self.added_up(self.model_at(origin).id, origin)

    def errors_by(self, origin: int, level: str = "cells") -> dict[int, Errors]:
        """Errors known by an origin, of the model shown there, by horizon: of one of `LEVELS`."""
        model = self.model_at(origin).id
        found: dict[int, Errors] = {}
        for h in range(1, self.horizon + 1):
            parts: list[tuple[Floats, Floats, Floats]] = []
            for s in self.origins:
                if s < origin and self._is_seen(s, h, origin):
                    made = self.added_up(model, s)
                    missed = self.errors_of(made, s, h).areas[0]
                    error = gathered(self.history, missed, level)
                    size = gathered(self.history, np.where(np.isnan(missed), np.nan, made.areas[h - 1]), level)
                    kept = np.isfinite(error)
                    parts.append((error[kept], size[kept], np.full(int(kept.sum()), float(s))))
            if parts:
                found[h] = Errors(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        return found

    def widths_at(self, origin: int, coverage: float = 0.9, level: str = "cells") -> dict[int, Width]:
        return widths(self.errors_by(origin, level), self.horizon, coverage)

    def ahead(self, scenario: Scenario | None = None) -> Forecast:
        """The forecast from the last year counted, by the model that back-tests best, its levels adding up."""
        origin = self.origins[-1]
        model = self.model_at(origin)
        if scenario is None:
            return self.added_up(model.id, origin)
        past = [self._one_step(model.id, s) for s in self.origins if s < origin and self._is_seen(s, 1, origin)]
        known = self.history.upto(origin)
        return added_up(known, cohort_forecast(known, model, self.horizon, scenario), past)


LEVELS = ("cells", "area_stages", "county_stages", "city_stages", "whole")


def gathered(history: History, areas: Floats, level: str) -> Floats:
    """Values of areas × grades (A, G) added up to a level; NaN where nothing of a sum is known."""
    if level == "cells":
        return areas
    stages = np.array([g.stage for g in history.grades])
    known = np.isfinite(areas)
    if level == "whole":
        return np.array([np.nansum(areas)]) if known.any() else np.array([np.nan])
    by_stage = np.array([stages == stage for stage in dict.fromkeys(stages)], dtype=np.float64)
    sums, seen = np.where(known, areas, 0) @ by_stage.T, known.astype(np.float64) @ by_stage.T
    if level == "county_stages":
        sums, seen = history.gathering @ sums, history.gathering @ seen
    if level == "city_stages":
        sums, seen = sums.sum(axis=0, keepdims=True), seen.sum(axis=0, keepdims=True)
    return np.where(seen > 0, sums, np.nan)


@dataclass(frozen=True)
class Score:
    """How one model did at one horizon: mean absolute percentage error of the whole, of areas × grades, and how often."""

    model: str
    horizon: int
    mape: float
    cell_mape: float
    bias: float
    origin_count: int


@dataclass(frozen=True)
class Report:
    """A back-test: scores by model and horizon, and coverage of the shown intervals."""

    scores: tuple[Score, ...]
    coverage: float
    coverage_by_horizon: dict[int, float]
    coverage_by_size: dict[str, float]
    models: dict[int, str]
    origins: tuple[int, ...]

    def mape(self, model: str, horizon: int) -> float:
        return next(s.mape for s in self.scores if s.model == model and s.horizon == horizon)


def run_backtest(
    history: History, horizons: Iterable[int] = (1, 3, 5), *, first_origin: int | None = None, level: float = 0.9,
    models: Sequence[Model] = OURS, with_intervals: bool = True,
) -> Report:  # fmt: skip
    """Back-test a history at some horizons, from the eighth counted year on unless `first_origin` says otherwise.

    Raises ValueError where no origin has a target.
    """
    asked = tuple(sorted(set(horizons)))
    test = Backtest(history, max(asked), models)
    counted = [int(y) for y, is_counted in zip(history.years, history.is_counted, strict=True) if is_counted]
    first = first_origin if first_origin is not None else counted[min(7, len(counted) - 1)]
    origins = tuple(o for o in test.origins if o >= first)
    scores: list[Score] = []
    inside: list[tuple[int, float, bool]] = []
    for h in asked:
        pairs = [o for o in origins if o + h in counted]
        for name in ("shown", *PEERS):
            made = [(o, test.shown(o) if name == "shown" else test.base(name, o)) for o in pairs]
            scores.append(_score(test, name, h, made))
        if with_intervals:
            for o in pairs:
                inside += _within(test, o, h, level)
    if not any(s.origin_count for s in scores):
        raise ValueError("no origin has a target")
    hits = np.array([hit for *_, hit in inside], dtype=np.float64)
    ahead = np.array([h for h, *_ in inside])
    size = np.array([s for _, s, _ in inside])
    cuts = np.quantile(size, [1 / 3, 2 / 3]) if len(size) else np.zeros(2)
    by_size = {"small": size <= cuts[0], "middle": (size > cuts[0]) & (size <= cuts[1]), "large": size > cuts[1]}
    return Report(
        tuple(scores), float(hits.mean()) if len(hits) else float("nan"),
        {h: float(hits[ahead == h].mean()) for h in asked if (ahead == h).any()},
        {k: float(hits[v].mean()) for k, v in by_size.items() if len(size) and v.any()},
        {o: test.model_at(o).id for o in origins}, origins,
    )  # fmt: skip


def _score(test: Backtest, name: str, h: int, made: list[tuple[int, Forecast]]) -> Score:
    whole: list[float] = []
    cells: list[float] = []
    for origin, forecast in made:
        errors = test.errors_of(forecast, origin, h)
        seen = float(np.nansum(test.history.at(origin + h)))
        whole.append(float(errors.counties.sum()) / seen)
        own = test.history.at(origin + h)
        cells.append(
            float(np.nansum(np.abs(errors.areas)))
            / max(float(np.nansum(np.where(np.isnan(errors.areas[0]), 0, own))), 1)
        )
    if not whole:
        return Score(name, h, float("nan"), float("nan"), float("nan"), 0)
    off = np.array(whole)
    return Score(name, h, float(np.abs(off).mean()), float(np.mean(cells)), float(off.mean()), len(off))


def _within(test: Backtest, origin: int, h: int, level: float) -> list[tuple[int, float, bool]]:
    width = test.widths_at(origin, level).get(h)
    if width is None:
        return []
    made = test.shown(origin).areas[h - 1]
    low, high = width.around(made)
    seen = np.where(np.isnan(test.history.at(origin)), np.nan, test.history.seen[test.history.index(origin + h)])
    kept = np.isfinite(seen)
    hit = (low <= seen) & (seen <= high)
    return [(h, float(f), bool(x)) for f, x in zip(made[kept], hit[kept], strict=True)]


__all__ = ["Backtest", "Report", "Scenario", "Score", "run_backtest"]
