"""The whole forecast of a city: children by scenario, seats, warnings, and how well it would have done; frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from xuezheng.engine.frozen import Frozen
from xuezheng.ground.provenance import sha256_of
from xuezheng.seats.plan.children import Children, children_of
from xuezheng.seats.plan.supply import Supply, no_conversions, supply_of
from xuezheng.seats.plan.warnings import need_of, warnings_of
from xuezheng.seats.problem import History, Scenario
from xuezheng.seats.problem.history import Floats
from xuezheng.seats.solver.backtest import PEERS, Backtest, Report, gathered, run_backtest
from xuezheng.seats.solver.intervals import Width
from xuezheng.seats.solver.shares import SharesAhead, shares_ahead
from xuezheng.seats.tables import TOWN_CHILDREN, TOWN_GRADES, TOWN_WARNINGS
from xuezheng.standards.dated import value

HORIZON = 15  # years
NORMS = {
    "preschool": "kindergarten.class_size.middle", "primary": "class_size.primary", "junior": "class_size.junior",
    "senior": "class_size.senior", "vocational": "class_size.vocational",
}  # fmt: skip


@dataclass(frozen=True)
class Own:
    """What a planner supposes: births after the last known change by a share a year; children move from villages to towns,
    and into the city (negative: away), by a share a year; more dwellings are handed over (town_code, year, count)."""

    births_change: float = 0.0
    town_drift: float = 0.0
    migration: float = 0.0
    dwellings: tuple[tuple[str, int, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "dwellings": [list(one) for one in self.dwellings]}


@dataclass(frozen=True)
class Inputs:
    """What people registered: births (area_code, year, birth_count); dwellings (town_code, year, dwelling_count); projects
    (town_code, stage, seat_count, step, planned_open_on); closings (institution_code, closed_on); `urban` town codes; rooms
    turned to another stage (town_code, from_stage, to_stage, room_count, year); a planner's own scenario.
    """

    births: pl.DataFrame
    dwellings: pl.DataFrame
    projects: pl.DataFrame
    closings: pl.DataFrame
    urban: frozenset[str] = frozenset()
    conversions: pl.DataFrame = field(default_factory=no_conversions)
    own: Own | None = None


@dataclass(frozen=True)
class Made:
    """A forecast: frames of its tables, what it rests on, and its back-test."""

    city_code: str
    base_year: int
    frames: Mapping[str, pl.DataFrame]
    about: Mapping[str, Any]

    @property
    def hash(self) -> str:
        return sha256_of(dict(self.about))


def norms_on(day: date, area: str) -> dict[str, float]:
    """Class-size norms by stage, as they hold on a day at a place."""
    return {stage: value(id, on=day, area=area) for stage, id in NORMS.items()}


def housing_of(
    children: Children, dwellings: pl.DataFrame, day: date, area: str, horizon: int
) -> dict[tuple[str, int, str], float]:
    """Children that new dwellings bring, by township, year and grade: dwellings × children per hundred, alike over grades."""
    history, last = children.history, int(children.history.years[-1])
    size = np.nan_to_num(history.counts[-1])
    at = {t: i for i, t in enumerate(history.areas)}
    added: dict[tuple[str, int, str], float] = {}
    for town, year, count in dwellings.select("town_code", "year", "dwelling_count").iter_rows():
        if town not in at or not last < year <= last + horizon:
            continue
        for stage in children.stages:
            grades = [g for g, grade in enumerate(history.grades) if grade.stage == stage]
            each = count / 100 * value(f"housing.children_per_hundred.{stage}", on=day, area=area) / len(grades)
            for code, share in _served_by(history, size[:, grades].sum(axis=1), at[town]).items():
                for g in grades:
                    key = (code, int(year), history.grades[g].name)
                    added[key] = added.get(key, 0.0) + each * share
    return added


def _served_by(history: History, taught: Floats, town: int) -> dict[str, float]:
    """Who teaches a township's children of a stage: itself, or where it has no such school the others of its county by size."""
    if taught[town] > 0:
        return {history.areas[town]: 1.0}
    inside = np.where(history.county_of == history.county_of[town], taught, 0)
    return {history.areas[i]: float(inside[i] / inside.sum()) for i in np.flatnonzero(inside)}


def scenarios_of(
    children: Children, added: Mapping[tuple[str, int, str], float], inputs: Inputs, day: date, area: str
) -> list[Scenario]:
    """Middle, low and high births, and children moving from villages to towns."""
    change = {k: value(f"forecast.births_change.{k}", on=day, area=area) for k in ("middle", "low", "high")}
    found = [Scenario(k, births_change=change[k], added=added) for k in ("middle", "low", "high")]
    drift = value("forecast.town_drift", on=day, area=area)
    moving = moving_of(children, inputs, drift)
    found.append(Scenario("to_town", births_change=change["middle"], area_migration=moving, added=added))
    if (own := inputs.own) is None:
        return found
    more = pl.DataFrame(
        list(own.dwellings), {"town_code": pl.String, "year": pl.Int64, "dwelling_count": pl.Int64}, orient="row"
    )
    both = dict(added)
    for key, count in housing_of(children, more, day, area, HORIZON).items():
        both[key] = both.get(key, 0.0) + count
    everywhere = dict.fromkeys(children.history.counties, own.migration)
    moving = moving_of(children, inputs, own.town_drift)
    return [*found, Scenario("own", own.births_change, everywhere, moving, both)]


def moving_of(children: Children, inputs: Inputs, drift: float) -> dict[str, float]:
    """By township the share that comes or goes a year where `drift` of the villages' children move to the county's towns."""
    history = children.history
    size = dict(zip(history.areas, np.nansum(history.counts[-1], axis=1), strict=True))
    moving: dict[str, float] = {}
    for county in history.counties:
        towns = [t for t in history.areas if t[:6] == county]
        to = sum(size[t] for t in towns if t in inputs.urban)
        away = sum(size[t] for t in towns if t not in inputs.urban)
        if to and away:
            moving |= {t: drift * away / to if t in inputs.urban else -drift for t in towns}
    return moving


def made(frozen: Frozen, city_code: str, inputs: Inputs, horizon: int = HORIZON) -> Made:
    """Forecast a city from its frozen returns. Raises Refused where too little is frozen."""
    children = children_of(frozen, city_code, inputs.births)
    history, last = children.history, int(children.history.years[-1])
    day = date(last, 9, 1)
    test = Backtest(history, horizon)
    origin = test.origins[-1]
    levels = {
        level: test.widths_at(origin, level=level) for level in ("cells", "area_stages", "county_stages", "city_stages")
    }
    added = housing_of(children, inputs.dwellings, day, city_code, horizon)
    supply = supply_of(
        frozen,
        city_code,
        last,
        horizon,
        norms_on(day, city_code),
        history.areas,
        children.stages,
        inputs.projects,
        inputs.closings,
        inputs.conversions,
    )
    forecasts = {s.id: test.ahead(s).areas for s in scenarios_of(children, added, inputs, day, city_code)}
    bare = test.ahead(Scenario(births_change=value("forecast.births_change.middle", on=day, area=city_code))).areas
    housing = np.array(
        [gathered(history, m - b, "area_stages") for m, b in zip(forecasts["middle"], bare, strict=True)]
    )
    warned = warnings_of(
        children, need_of(children, forecasts["middle"], levels["area_stages"]), supply, np.maximum(housing, 0)
    )
    report = _judged(children, test)
    shares = {
        name: shares_ahead(part, children.counted, history.gathering, horizon)
        for name, part in (("private", children.private), ("boarding", children.boarders))
    }
    frames = {
        TOWN_CHILDREN.name: _children_frame(children, forecasts, levels, supply, shares, city_code),
        TOWN_GRADES.name: _grades_frame(children, forecasts["middle"], levels["cells"], city_code),
        TOWN_WARNINGS.name: _placed(warned, city_code, TOWN_WARNINGS.dtypes),
    }
    about = {
        "kind": "seats forecast", "city_code": city_code, "base_year": last, "horizon": horizon, "model": test.model_at(origin).id,
        "returns": frozen_hash(frozen, city_code), "inputs": {k: _hash(getattr(inputs, k)) for k in ("births", "dwellings", "projects", "closings", "conversions")},
        "own": inputs.own.as_dict() if inputs.own else None,
        "births_until": int(history.births.years[-1]) if len(history.births.years) else None, "backtest": report,
        "is_assumed": levels["area_stages"][1].is_assumed, "notices": [{"zh": n.what.zh, "en": n.what.en} for n in children.notices],
        "norms": norms_on(day, city_code), "shares": {k: {"model": x.model, "errors": x.errors} for k, x in shares.items()},
    }  # fmt: skip
    return Made(city_code, last, frames, about)


def frozen_hash(frozen: Frozen, city_code: str) -> str:
    return sha256_of([[r.year, r.manifest.hash] for r in frozen.returns if r.city_code == city_code])


def _hash(frame: pl.DataFrame) -> str:
    return sha256_of([[str(cell) for cell in row] for row in frame.sort(frame.columns).iter_rows()])


def _judged(children: Children, test: Backtest) -> dict[str, Any]:
    """The back-test of the city as plain data; empty where the history is too short for it."""
    counted = [int(y) for y, c in zip(children.history.years, children.history.is_counted, strict=True) if c]
    reach = [h for h in (1, 2, 3, 5) if any(o + h in counted for o in test.origins)]
    if not reach:
        return {}
    report: Report = run_backtest(children.history, reach, first_origin=test.origins[0])
    return {
        "horizons": reach, "origins": list(report.origins), "coverage": report.coverage,
        "coverage_by_horizon": {str(k): v for k, v in report.coverage_by_horizon.items()},
        "coverage_by_size": dict(report.coverage_by_size), "models": {str(k): v for k, v in report.models.items()},
        "scores": [
            {"model": s.model, "horizon": s.horizon, "mape": s.mape, "cell_mape": s.cell_mape, "bias": s.bias, "origin_count": s.origin_count}
            for s in report.scores if s.model in ("shown", *PEERS)
        ],
    }  # fmt: skip


def _children_frame(
    children: Children, forecasts: Mapping[str, Floats], levels: Mapping[str, Mapping[int, Width]], supply: Supply,
    shares: Mapping[str, SharesAhead], city_code: str,
) -> pl.DataFrame:  # fmt: skip
    """Children by scenario, area of every level, stage and year, counted years included, with seats and shares."""
    history, stages = children.history, children.stages
    lists: list[tuple[str, str, Sequence[str]]] = [
        ("area_stages", "town", history.areas), ("county_stages", "county", history.counties), ("city_stages", "city", (city_code,)),
    ]  # fmt: skip
    seats = np.concatenate([supply.now[None], supply.by_year])
    rows: list[tuple[object, ...]] = []
    for level, name, codes in lists:
        fold = {
            "town": np.eye(len(history.areas)),
            "county": history.gathering,
            "city": np.ones((1, len(history.areas))),
        }[name]
        for t, year in enumerate(history.years):
            if history.is_counted[t]:
                seen = gathered(history, history.counts[t], level)
                rows += [("counted", name, codes[i], stage, int(year), float(seen[i, s]), None, None, None, None, None)
                         for i in range(len(codes)) for s, stage in enumerate(stages) if np.isfinite(seen[i, s])]  # fmt: skip
        for scenario, areas in forecasts.items():
            for h, one in enumerate(areas):
                by_town = gathered(history, one, "area_stages")
                made_here, offered = fold @ by_town, fold @ seats[h + 1]
                low, high = levels[level][h + 1].around(made_here)
                for i, s in product(range(len(codes)), range(len(stages))):
                    whole = made_here[i, s]
                    share = [
                        float(fold[i] @ (by_town[:, s] * x.values[h, :, s]) / whole) if whole > 0 else 0.0
                        for x in shares.values()
                    ]
                    rows.append((scenario, name, codes[i], stages[s], int(history.years[-1]) + h + 1, float(whole), float(low[i, s]),
                                 float(high[i, s]), float(offered[i, s]), *share))  # fmt: skip
    names = (
        "scenario",
        "level",
        "area_code",
        "stage",
        "year",
        "children",
        "low",
        "high",
        "seats",
        "private_share",
        "boarder_share",
    )
    types = [pl.String] * 4 + [pl.Int16] + [pl.Float64] * 6
    frame = pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
    return _placed(frame, city_code, TOWN_CHILDREN.dtypes, area="area_code")


def _grades_frame(children: Children, areas: Floats, widths: Mapping[int, Width], city_code: str) -> pl.DataFrame:
    history = children.history
    rows: list[tuple[object, ...]] = []
    for h, one in enumerate(areas):
        low, high = widths[h + 1].around(one)
        for a, g in product(range(len(history.areas)), range(len(history.grades))):
            if one[a, g] > 0.05:
                grade = history.grades[g]
                rows.append(
                    (
                        history.areas[a],
                        grade.stage,
                        grade.name,
                        int(history.years[-1]) + h + 1,
                        float(one[a, g]),
                        float(low[a, g]),
                        float(high[a, g]),
                    )
                )
    names = ("town_code", "stage", "grade", "year", "children", "low", "high")
    types = [pl.String] * 3 + [pl.Int16] + [pl.Float64] * 3
    return _placed(
        pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row"), city_code, TOWN_GRADES.dtypes
    )


def _placed(frame: pl.DataFrame, city_code: str, dtypes: Mapping[str, Any], area: str = "town_code") -> pl.DataFrame:
    """The frame with the columns that say where a row stands, in the table's order."""
    code = pl.col(area)
    placed = frame.with_columns(
        school_year=pl.col("year"), city_code=pl.lit(city_code), institution_code=pl.lit(None, pl.String),
        county_code=pl.when(code != city_code).then(code.str.slice(0, 6)),
        town_code=pl.when(code.str.len_chars() == 9).then(code),
    )  # fmt: skip
    return placed.select(pl.col(name).cast(kind) for name, kind in dtypes.items())
