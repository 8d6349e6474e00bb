"""Aggregates by place and school year: each table is read once at its finest place, and summed upwards from there.

A leaf is the finest place a row stands in (an institution, or the town, county or city of what belongs to none). What
adds up is summed from leaves to towns, counties and cities; what does not (a count of distinct things, a mean) is
computed at each level by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.engine.figures import Level
from xuezheng.engine.frozen import Frozen, read
from xuezheng.engine.questions import PLACE_COLUMN
from xuezheng.engine.tables import Table

LEAF = ("school_year", "city_code", "county_code", "town_code", "institution_code")
LEVELS: tuple[Level, ...] = ("city", "county", "town", "school")
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass
class Wanted:
    """The aggregates wanted of one table: those that add up, and those that do not."""

    table: Table
    additive: dict[str, int] = field(default_factory=dict[str, int])  # SQL → column
    other: dict[str, int] = field(default_factory=dict[str, int])

    def want(self, sql: str, is_additive: bool) -> None:
        chosen = self.additive if is_additive else self.other
        chosen.setdefault(sql, len(chosen))


@dataclass(frozen=True)
class Places:
    """The places of one level and year: `frame` has school_year, place_code, city_code, in order."""

    level: Level
    frame: pl.DataFrame
    of_leaf: Indices  # leaf → place, -1 where the leaf lies in none of this level


@dataclass(frozen=True)
class Spine:
    """Every leaf that any table has, and the places they lie in."""

    leaves: pl.DataFrame
    levels: Mapping[Level, Places]


def leaf_frame(wanted: Wanted, frozen: Frozen) -> pl.DataFrame:
    """One row a leaf, with the additive aggregates as columns "0", "1", …"""
    keys = ", ".join(f'"t0"."{c}"' for c in LEAF)
    cells = "".join(f', CAST({sql} AS DOUBLE) AS "{position}"' for sql, position in wanted.additive.items())
    source = frozen.source(wanted.table)
    return read(f"SELECT {keys}{cells} FROM {source} GROUP BY {keys}")


def level_frame(wanted: Wanted, frozen: Frozen, level: Level) -> pl.DataFrame:
    """One row a place of the level, with the other aggregates as columns "0", "1", …"""
    column = f'"t0"."{PLACE_COLUMN[level]}"'
    cells = "".join(f', CAST({sql} AS DOUBLE) AS "{position}"' for sql, position in wanted.other.items())
    return read(
        f'SELECT "t0"."school_year", {column} AS place_code{cells} FROM {frozen.source(wanted.table)} '
        f'WHERE {column} IS NOT NULL GROUP BY "t0"."school_year", {column}'
    )


def spine_of(frames: list[pl.DataFrame], frozen: Frozen) -> Spine:
    """The spine of all leaf frames and of the frozen returns themselves (a city with no rows is still a place)."""
    empty = pl.DataFrame(
        [(r.year, r.city_code, None, None, None) for r in frozen.returns],
        schema={LEAF[0]: pl.Int16, **dict.fromkeys(LEAF[1:], pl.String)}, orient="row",
    )
    parts = [empty, *(f.select(LEAF) for f in frames)]
    leaves = pl.concat(parts).unique().sort(*LEAF, nulls_last=True).with_row_index("leaf")
    levels: dict[Level, Places] = {}
    for level in LEVELS:
        column = PLACE_COLUMN[level]
        places = (
            leaves.filter(pl.col(column).is_not_null())
            .select("school_year", place_code=column, city_code="city_code")
            .unique(["school_year", "place_code"], keep="first", maintain_order=True)
            .sort("school_year", "place_code")
            .with_row_index("place")
        )
        found = leaves.select("school_year", place_code=column).join(
            places, on=["school_year", "place_code"], how="left", maintain_order="left"
        )
        of_leaf = found["place"].cast(pl.Int64).fill_null(-1).to_numpy()
        levels[level] = Places(level, places.drop("place"), of_leaf)
    return Spine(leaves, levels)


def leaf_index(frame: pl.DataFrame, spine: Spine) -> Indices:
    """The leaf of each row of a leaf frame."""
    found = frame.select(LEAF).join(spine.leaves, on=LEAF, how="left", nulls_equal=True, maintain_order="left")
    return found["leaf"].cast(pl.Int64).to_numpy()


def summed(frame: pl.DataFrame, leaf: Indices, places: Places, width: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Leaf values summed over the places of a level (places × aggregates), and which places have rows at all.

    Rows are summed in the order of their leaves, so that the same input gives the same bits.
    """
    out = np.zeros((places.frame.height, width))
    has_rows = np.zeros(places.frame.height, dtype=bool)
    order = np.argsort(leaf, kind="stable")
    place = places.of_leaf[leaf[order]]
    order, place = order[place >= 0], place[place >= 0]
    if not len(order):
        return out, has_rows
    if np.any(np.diff(place) < 0):
        again = np.argsort(place, kind="stable")
        order, place = order[again], place[again]
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    values = frame.select(pl.exclude(LEAF).fill_null(0.0)).to_numpy() if width else np.zeros((frame.height, 0))
    out[place[starts]] = np.add.reduceat(values[order], starts, axis=0)
    has_rows[place[starts]] = True
    return out, has_rows


def placed_values(frame: pl.DataFrame, places: Places, width: int) -> Floats:
    """Values of a level frame laid out by the places of the level (NaN where there is none)."""
    found = places.frame.select("school_year", "place_code").join(
        frame, on=["school_year", "place_code"], how="left", maintain_order="left"
    )
    return found.select(str(i) for i in range(width)).cast(pl.Float64).fill_null(np.nan).to_numpy()
