"""Every indicator for every city, county, town and school of every frozen year, in one pass over each table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.engine.catalogue import Catalogue, measures
from xuezheng.engine.compiling import Compiled
from xuezheng.engine.evaluate import cells_of, shared_known
from xuezheng.engine.figures import Indicator, Level, Measure
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.rollup import (
    LEVELS,
    Floats,
    Places,
    Spine,
    Wanted,
    leaf_frame,
    leaf_index,
    level_frame,
    placed_values,
    spine_of,
    summed,
)
from xuezheng.engine.tables import Table

KNOWN, UNKNOWN, NOT_APPLICABLE = 0, 1, 2
STATES = pl.Enum(["known", "unknown", "not_applicable", "withheld"])
States = NDArray[np.uint8]


@dataclass(frozen=True)
class Cell:
    """One aggregate of a measure: its SQL, and whether it adds up."""

    sql: str
    is_additive: bool


@dataclass(frozen=True)
class Plan:
    """A measure, what must be known for it, and its aggregates: the value and any row counts."""

    measure: Measure
    compiled: Compiled
    known: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AtLevel:
    """All aggregates of one table at one level."""

    additive: Floats
    other: Floats
    has_rows: NDArray[np.bool_]
    is_frozen: NDArray[np.bool_]


def flow_condition(measure: Measure) -> tuple[str, ...]:
    """For a stock narrowed by a date column: the flow year of the return."""
    if not measure.dated_by:
        return ()
    year = '"t0"."school_year"'
    first, last = f"make_date({year} - 1, 9, 1)", f"make_date({year}, 8, 31)"
    return (f'"t0"."{measure.dated_by}" BETWEEN {first} AND {last}',)


def plans(indicator: Indicator, catalogue: Catalogue) -> tuple[Plan, ...]:
    """The measures of an indicator as aggregates."""
    made: list[Plan] = []
    known = shared_known(indicator, catalogue)
    for position, measure in enumerate(measures(indicator)):
        compiled = catalogue.sql.of(measure)
        sql = cells_of(compiled, flow_condition(measure), known[position])
        cells = tuple(Cell(s, compiled.is_additive or i > 0) for i, s in enumerate(sql))
        made.append(Plan(measure, compiled, known[position], cells))
    return tuple(made)


def compute_all(catalogue: Catalogue, frozen: Frozen) -> pl.DataFrame:
    """level, indicator_id, place_code, school_year, value, numerator, denominator, state; ordered by the first four.

    Towns and schools have no row for a count of zero and none for a ratio with nothing to divide by.
    """
    by_indicator = {i.id: plans(i, catalogue) for i in sorted(catalogue, key=lambda i: i.id)}
    catalogue.sql.save()
    wanted: dict[str, Wanted] = {}
    for made in by_indicator.values():
        for plan in made:
            of_table = wanted.setdefault(plan.measure.table.name, Wanted(plan.measure.table))
            for cell in plan.cells:
                of_table.want(cell.sql, cell.is_additive)
    wanted = {name: w for name, w in wanted.items() if frozen.source(w.table)}
    leaves = {name: leaf_frame(w, frozen) for name, w in wanted.items()}
    spine = spine_of(list(leaves.values()), frozen)
    indices = {name: leaf_index(frame, spine) for name, frame in leaves.items()}
    parts: list[Part] = []
    for level in LEVELS:
        places = spine.levels[level]
        tables = {
            name: _at_level(w, leaves[name], indices[name], places, frozen) for name, w in wanted.items()
        }
        for indicator_id, made in by_indicator.items():
            indicator = catalogue[indicator_id]
            if level in indicator.levels:
                parts.append(_figures(indicator, made, tables, wanted, places))
    return _frame(parts, list(by_indicator), spine)


def _at_level(w: Wanted, frame: pl.DataFrame, leaf: NDArray[np.int64], places: Places, frozen: Frozen) -> AtLevel:
    additive, has_rows = summed(frame, leaf, places, len(w.additive))
    other = np.zeros((places.frame.height, 0))
    if w.other:
        other = placed_values(level_frame(w, frozen, places.level), places, len(w.other))
    return AtLevel(additive, other, has_rows, _is_frozen(w.table, places, frozen))


def _is_frozen(table: Table, places: Places, frozen: Frozen) -> NDArray[np.bool_]:
    holding = {key for key, r in frozen.by_place.items() if table.name in r.manifest.tables}
    if len(holding) == len(frozen.by_place):
        return np.ones(places.frame.height, dtype=bool)
    pairs = zip(places.frame["city_code"], places.frame["school_year"], strict=True)
    return np.fromiter((pair in holding for pair in pairs), dtype=bool, count=places.frame.height)


@dataclass(frozen=True)
class Part:
    """The figures of one indicator at one level; `place` indexes the places of the level."""

    level: Level
    indicator_id: str
    place: NDArray[np.int64]
    value: Floats
    numerator: Floats
    denominator: Floats
    state: States


def _measured(plan: Plan, tables: Mapping[str, AtLevel], wanted: Mapping[str, Wanted], height: int) -> tuple[Floats, States]:
    """Value and state of a measure at every place of a level, in its own year."""
    name = plan.measure.table.name
    if name not in tables:
        return np.full(height, np.nan), np.full(height, UNKNOWN, dtype=np.uint8)
    table, w = tables[name], wanted[name]

    def column(cell: Cell) -> Floats:
        return table.additive[:, w.additive[cell.sql]] if cell.is_additive else table.other[:, w.other[cell.sql]]

    value = column(plan.cells[0]).copy()
    state = np.full(height, KNOWN, dtype=np.uint8)
    absent = np.isnan(value)
    if plan.compiled.is_sum:
        value[absent] = 0.0
    elif plan.known:
        state[absent] = np.where(column(plan.cells[1])[absent] > 0, UNKNOWN, NOT_APPLICABLE)
    else:
        state[absent] = NOT_APPLICABLE
    if plan.known:
        state[(column(plan.cells[1]) > 0) & (column(plan.cells[2]) == 0)] = UNKNOWN
    state[~table.is_frozen] = UNKNOWN
    value[state != KNOWN] = np.nan
    return value, state


def _lagged(value: Floats, state: States, places: Places, years: int) -> tuple[Floats, States]:
    """What stood at each place so many years before; unknown where that return is not frozen."""
    if not years:
        return value, state
    now = places.frame.select("place_code", pl.col("school_year") - years)
    before = places.frame.select("place_code", "school_year").with_row_index("row")
    row = now.join(before, on=["place_code", "school_year"], how="left", maintain_order="left")["row"]
    index = row.cast(pl.Int64).fill_null(-1).to_numpy()
    found = index >= 0
    return np.where(found, value[index], np.nan), np.where(found, state[index], UNKNOWN).astype(np.uint8)


def _figures(
    indicator: Indicator, made: Sequence[Plan], tables: Mapping[str, AtLevel], wanted: Mapping[str, Wanted], places: Places
) -> Part:
    height = places.frame.height
    raw, raw_state = _measured(made[0], tables, wanted, height)
    numerator, state = _lagged(raw, raw_state, places, made[0].measure.lag_years)
    denominator = np.full(height, np.nan)
    if indicator.change:
        denominator, other = _lagged(raw, raw_state, places, 1)
        value = _ratio(numerator, denominator) - 1
    elif len(made) > 1:
        denominator, other = _lagged(*_measured(made[1], tables, wanted, height), places, made[1].measure.lag_years)
        value = _ratio(numerator, denominator) * indicator.multiplier
    else:
        value, other = numerator * indicator.multiplier, np.full(height, KNOWN, dtype=np.uint8)
    is_ratio = indicator.change or len(made) > 1
    state = np.where((state == UNKNOWN) | (other == UNKNOWN), UNKNOWN, np.maximum(state, other)).astype(np.uint8)
    if is_ratio:
        state[(state == KNOWN) & ~(denominator != 0)] = NOT_APPLICABLE
    value[state != KNOWN] = np.nan
    if indicator.unit == "fen":
        value = np.round(value)
    place = np.arange(height)
    if places.level in ("town", "school"):
        said = state == UNKNOWN if is_ratio else (state == UNKNOWN) & (numerator != 0)
        place = np.flatnonzero(said | ((state == KNOWN) & (is_ratio | (value != 0))))
    return Part(
        places.level, indicator.id, place, value[place], numerator[place], denominator[place], state[place]
    )


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return numerator / denominator


def _frame(parts: Sequence[Part], indicator_ids: Sequence[str], spine: Spine) -> pl.DataFrame:
    """The parts as one frame, with codes as enumerations."""
    if not parts:
        return pl.DataFrame()
    codes = sorted({code for p in spine.levels.values() for code in p.frame["place_code"].unique()})
    place_enum, id_enum, level_enum = pl.Enum(codes), pl.Enum(indicator_ids), pl.Enum(LEVELS)
    frames: list[pl.DataFrame] = []
    for level in LEVELS:
        places = spine.levels[level].frame.with_columns(pl.col("place_code").cast(place_enum))
        own = [p for p in parts if p.level == level]
        if not own:
            continue
        place = np.concatenate([p.place for p in own])
        ids = np.repeat(np.array([indicator_ids.index(p.indicator_id) for p in own], dtype=np.uint32), [len(p.place) for p in own])
        frames.append(
            pl.DataFrame(
                {
                    "indicator_id": _enumerated(ids, id_enum),
                    "place_code": places["place_code"].gather(place),
                    "school_year": places["school_year"].gather(place),
                    "value": np.concatenate([p.value for p in own]),
                    "numerator": np.concatenate([p.numerator for p in own]),
                    "denominator": np.concatenate([p.denominator for p in own]),
                    "state": _enumerated(np.concatenate([p.state for p in own]), STATES),
                }
            )
            .with_columns(pl.col("value", "numerator", "denominator").fill_nan(None))
            .select(pl.lit(level, level_enum).alias("level"), pl.all())
        )
    return pl.concat(frames)


def _enumerated(codes: NDArray[np.generic], categories: pl.Enum) -> pl.Series:
    return pl.Series(categories.categories, dtype=categories).gather(pl.Series(codes))
