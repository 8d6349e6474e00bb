"""Every indicator for every city, county, town and school of every frozen year, in one pass over each table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.figures import Indicator
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.gaps import Told, gaps_of
from xuezheng.engine.leaf_store import LeafStore
from xuezheng.engine.leaves import NO_LEAVES, Floats, Indices, Wanted, leaves_of
from xuezheng.engine.planning import Cell, Plan, plans
from xuezheng.engine.rollup import (
    LEVELS,
    YEAR_STEP,
    Flags,
    Ordered,
    Places,
    Spine,
    StoredLevel,
    not_reported,
    others_of,
    spine_of,
)
from xuezheng.engine.tables import Table

KNOWN, NOT_APPLICABLE, UNKNOWN, ABSENT = 0, 1, 2, 3  # the larger goes first where two meet; absent: nothing is frozen
STATES = pl.Enum(["known", "not_applicable", "unknown", "withheld"])
States = NDArray[np.uint8]


@dataclass(frozen=True)
class AtLevel:
    """All aggregates of one table at one level (aggregates × places)."""

    wanted: Wanted
    additive: Floats
    other: Floats
    is_frozen: Flags
    is_lacking: Flags  # some who report the table have not

    def row(self, cell: Cell) -> Floats:
        if cell.is_additive:
            return self.additive[self.wanted.additive[cell.sql]]
        return self.other[self.wanted.other[cell.sql]]


@dataclass(frozen=True)
class Part:
    """The figures of one indicator at one level; `place` numbers the places of the level."""

    level: StoredLevel
    indicator_id: str
    place: Indices
    value: Floats
    numerator: Floats
    denominator: Floats
    state: States


def compute_all(catalogue: Catalogue, frozen: Frozen, store: LeafStore | None = None) -> pl.DataFrame:
    """level, indicator_id, place_code, school_year, value, numerator, denominator, state; ordered by level and indicator.

    Provinces (the sum of their frozen cities), cities and counties have a row for every year. Towns and schools have no
    row for a count of zero, none for a ratio with nothing to divide by, and none where nothing is frozen. With a store
    only returns are read that it does not know, and it is told of them.
    """
    by_indicator = {i.id: plans(i, catalogue) for i in sorted(catalogue, key=lambda i: i.id)}
    catalogue.sql.save()
    wanted = {name: w for name, w in wanted_of(by_indicator.values()).items() if frozen.source(w.table)}
    leaves = {name: leaves_of(w, frozen, store) for name, w in wanted.items()}
    if store:
        store.save()
    listed = next((leaves[name] for name, w in wanted.items() if w.table.lists_places), NO_LEAVES)
    spine = spine_of(list(leaves.values()), frozen)
    ordered = {name: Ordered.of(own, spine) for name, own in leaves.items()}
    gaps = gaps_of(by_indicator, catalogue, Told(wanted, leaves, ordered, listed, spine, frozen))
    others = {name: others_of(w, frozen, spine.levels) for name, w in wanted.items()}
    parts: list[Part] = []
    for level in LEVELS:
        places = spine.levels[level]
        tables = {
            name: AtLevel(
                w,
                ordered[name].summed(places),
                others[name][level],
                _is_frozen(w.table, places, frozen),
                not_reported(w.table, leaves[name], listed, places),
            )
            for name, w in wanted.items()
        }
        for indicator_id, made in by_indicator.items():
            indicator = catalogue[indicator_id]
            if ("city" if level == "province" else level) in indicator.levels:
                parts.append(_figures(indicator, made, gaps.get(indicator_id, ()), tables, places))
    return _frame(parts, list(by_indicator), spine)


def wanted_of(made: Iterable[tuple[Plan, ...]]) -> dict[str, Wanted]:
    """The aggregates of all plans by table, each once."""
    wanted: dict[str, Wanted] = {}
    for plan in (p for of_indicator in made for p in of_indicator):
        w = wanted.setdefault(plan.measure.table.name, Wanted(plan.measure.table))
        for cell in plan.all_cells:
            chosen = w.additive if cell.is_additive else w.other
            chosen.setdefault(cell.sql, len(chosen))
            w.leaf[cell.sql], w.one_row[cell.sql] = cell.leaf, cell.one_row
    return wanted


def _is_frozen(table: Table, places: Places, frozen: Frozen) -> Flags:
    """Where a return that holds the table is frozen; for a province, where those of all its frozen cities are."""
    lacking = [key for key, r in frozen.by_place.items() if table.name not in r.manifest.tables]
    gone = np.array([year * YEAR_STEP + int(city) for city, year in lacking], dtype=np.int64)
    city = places.city
    if places.level == "province":
        gone, city = gone // 10_000, city // 10_000 * 10_000
        return ~np.isin((places.year * YEAR_STEP + city) // 10_000, gone)
    return ~np.isin(places.year * YEAR_STEP + city, gone)


def _measured(plan: Plan, tables: Mapping[str, AtLevel], height: int) -> tuple[Floats, States]:
    """Value and state of a measure at every place of a level, in its own year."""
    name = plan.measure.table.name
    if name not in tables:
        return np.full(height, np.nan), np.full(height, ABSENT, dtype=np.uint8)
    table = tables[name]
    value = table.row(plan.cells[0]).copy()
    if plan.divisor:
        count = table.row(plan.divisor)
        value = np.divide(value, count, out=np.full(height, np.nan), where=count > 0)
    elif plan.cells[0].is_additive and not plan.compiled.is_sum:
        value[table.row(plan.cells[1]) == 0] = np.nan
    state = np.full(height, KNOWN, dtype=np.uint8)
    absent = np.isnan(value)
    if plan.compiled.is_sum:
        value[absent] = 0.0
    elif plan.known or plan.measure.of_none == "unknown":
        state[absent] = np.where(table.row(plan.cells[1])[absent] > 0, UNKNOWN, NOT_APPLICABLE)
    else:
        state[absent] = NOT_APPLICABLE
    if plan.known:
        state[(table.row(plan.cells[1]) > 0) & (table.row(plan.cells[2]) == 0)] = UNKNOWN
    state[table.is_lacking] = UNKNOWN
    state[~table.is_frozen] = ABSENT
    value[state != KNOWN] = np.nan
    return value, state


def _lagged(found: tuple[Floats, States], places: Places, years: int) -> tuple[Floats, States]:
    """What stood at each place so many years before; absent where that return is not frozen."""
    value, state = found
    if not years:
        return found
    index, is_there = places.find(places.key - years * YEAR_STEP)
    return np.where(is_there, value[index], np.nan), np.where(is_there, state[index], ABSENT).astype(np.uint8)


def _figures(
    indicator: Indicator, made: Sequence[Plan], gaps: Sequence[Indices], tables: Mapping[str, AtLevel], places: Places
) -> Part:
    height = len(places)
    measured = [_measured(plan, tables, height) for plan in made]
    for (value, state), silent in zip(measured, gaps, strict=False):
        around = np.unique(places.of_leaf[silent])
        around = around[around >= 0]
        around = around[state[around] == KNOWN]
        value[around], state[around] = np.nan, UNKNOWN
    numerator, state = _lagged(measured[0], places, made[0].measure.lag_years)
    denominator = np.full(height, np.nan)
    if indicator.change:
        denominator, other = _lagged(measured[0], places, 1)
    elif len(made) > 1:
        denominator, other = _lagged(measured[1], places, made[1].measure.lag_years)
    else:
        other = np.zeros(height, dtype=np.uint8)
    is_ratio = indicator.change or len(made) > 1
    state = np.maximum(state, other)
    if is_ratio:
        state[(state == KNOWN) & ~(denominator != 0)] = NOT_APPLICABLE
        with np.errstate(divide="ignore", invalid="ignore"):
            value = numerator / denominator - 1 if indicator.change else numerator / denominator * indicator.multiplier
    else:
        value = numerator * indicator.multiplier
    value[state != KNOWN] = np.nan
    if indicator.unit == "fen":
        value = np.round(value)
    place = np.arange(height)
    if places.level in ("town", "school"):
        place = np.flatnonzero((state == UNKNOWN) | ((state == KNOWN) & (is_ratio | (value != 0))))
    return Part(places.level, indicator.id, place, value[place], numerator[place], denominator[place], state[place])


def _frame(parts: Sequence[Part], indicator_ids: Sequence[str], spine: Spine) -> pl.DataFrame:
    """The parts as one frame, with codes as enumerations."""
    codes = {level: places.codes() for level, places in spine.levels.items()}
    place_enum = pl.Enum(sorted({code for of_level in codes.values() for code in of_level}))
    id_enum, level_enum = pl.Enum(indicator_ids), pl.Enum(LEVELS)
    position = {id: i for i, id in enumerate(indicator_ids)}
    frames: list[pl.DataFrame] = []
    for level in LEVELS:
        own = [p for p in parts if p.level == level]
        if not own:
            continue
        places = spine.levels[level]
        place = np.concatenate([p.place for p in own])
        of_part = np.array([position[p.indicator_id] for p in own])
        state = np.concatenate([p.state for p in own])
        numbers = {n: pl.Series(np.concatenate([getattr(p, n) for p in own]), nan_to_null=True) for n in NUMBERS}
        frame = pl.DataFrame(
            {
                "indicator_id": _enumerated(np.repeat(of_part, [len(p.place) for p in own]), id_enum),
                "place_code": pl.Series(codes[level], dtype=place_enum).gather(place),
                "school_year": places.year.astype(np.int16)[place],
                **numbers,
                "state": _enumerated(np.minimum(state, UNKNOWN), STATES),
            }
        )
        frames.append(frame.select(pl.lit(level, level_enum).alias("level"), pl.all()))
    return pl.concat(frames) if frames else pl.DataFrame()


NUMBERS = ("value", "numerator", "denominator")


def _enumerated(codes: NDArray[np.generic], categories: pl.Enum) -> pl.Series:
    return pl.Series(categories.categories, dtype=categories).gather(pl.Series(codes))
