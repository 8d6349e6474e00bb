"""Aggregates by place and school year: each table is read once at its finest place, and summed upwards from there.

A leaf is the finest place a row stands in (an institution, or the town, county or city of what belongs to none). What
adds up is summed from leaves to towns, counties, cities and the province; what does not (a count of distinct things, a
mean) is computed at each level by itself. Codes are handled as integers: 0 stands for none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.engine.backends import backend
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.leaves import LEAF, Floats, Indices, Leaves, Wanted
from xuezheng.engine.tables import Table

StoredLevel = Literal["province", "city", "county", "town", "school"]
LEVELS: tuple[StoredLevel, ...] = ("province", "city", "county", "town", "school")
LEVEL_COLUMNS: Mapping[StoredLevel, str] = {
    "province": "province_code",
    "city": "city_code",
    "county": "county_code",
    "town": "town_code",
    "school": "institution_code",
}
YEAR_STEP = 10**11  # above every code, so that year and code fit one integer
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Places:
    """The places of one level and year, in the order of their leaves: year, code and city of each."""

    level: StoredLevel
    year: Indices
    code: Indices
    city: Indices
    of_leaf: Indices  # leaf → place, -1 where the leaf lies in none of this level

    def __len__(self) -> int:
        return len(self.year)

    @property
    def key(self) -> Indices:
        """Year and code of each place as one integer."""
        return self.year * YEAR_STEP + self.code

    def find(self, key: Indices) -> tuple[Indices, Flags]:
        """The place of each key, and whether there is one."""
        if not len(self):
            return np.zeros(len(key), dtype=np.int64), np.zeros(len(key), dtype=bool)
        order = np.argsort(self.key)
        place = order[np.minimum(np.searchsorted(self.key, key, sorter=order), len(order) - 1)]
        return place, self.key[place] == key

    def codes(self) -> list[str]:
        """The code of each place as text."""
        width = 10 if self.level == "school" else 9 if self.level == "town" else 6
        return [f"{code:0{width}}" for code in self.code.tolist()]


def others_of(wanted: Wanted, frozen: Frozen, levels: Mapping[StoredLevel, Places]) -> dict[StoredLevel, Floats]:
    """The aggregates that do not add up, over each place of every level (aggregates × places; NaN where there is none).

    One scan: each level is a grouping set of its own.
    """
    out: dict[StoredLevel, Floats] = {
        level: np.full((len(wanted.other), len(places)), np.nan) for level, places in levels.items()
    }
    if not wanted.other or not frozen.row_count(wanted.table):
        return out
    province = "left(city_code, 2) || '0000' AS province_code"
    sets = ", ".join(f'("t0"."school_year", "t0"."{column}")' for column in LEVEL_COLUMNS.values())
    listed = ", ".join(f'"t0"."{column}"' for column in LEVEL_COLUMNS.values())
    cells = ", ".join(f'CAST({sql} AS DOUBLE) AS "{position}"' for sql, position in wanted.other.items())
    source = frozen.source(wanted.table).removesuffix(' AS "t0"')
    found = backend().columns(
        f'SELECT * FROM (SELECT CAST("t0"."school_year" AS BIGINT) * {YEAR_STEP} + CAST(COALESCE({listed}) AS BIGINT) AS "key", '
        f'GROUPING("t0"."school_year", {listed}) AS "set", {cells} FROM (SELECT *, {province} FROM {source}) AS "t0" '
        f'GROUP BY GROUPING SETS ({sets})) AS "found" WHERE "key" IS NOT NULL',
        2 + len(wanted.other),
    )
    all_sets = 2 ** len(LEVEL_COLUMNS) - 1
    for number, (level, places) in enumerate(levels.items()):
        mine = np.asarray(found["set"]) == all_sets - 2 ** (len(LEVEL_COLUMNS) - 1 - number)
        place, is_there = places.find(np.asarray(found["key"])[mine])
        for position in range(len(wanted.other)):
            values = _floats(found[str(position)])
            out[level][position, place[is_there]] = values[mine][is_there]
    return out


def _floats(column: Any) -> Floats:
    """A column of an answer with NaN for what is missing."""
    if isinstance(column, pl.Series):
        return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


@dataclass(frozen=True)
class Index:
    """Leaves that can be found quickly: `keys` is 5 × leaves; `year_code` are year and finest code, in `order`."""

    keys: Indices
    year_code: Indices
    order: Indices

    @classmethod
    def of(cls, keys: Indices) -> "Index":
        year_code = _year_code(keys)
        order = np.argsort(year_code, kind="stable")
        return cls(keys, year_code[order], order)

    def find(self, keys: Indices) -> tuple[Indices, Flags]:
        """The number of each leaf, and whether it is here just so (a school may stand elsewhere in another table)."""
        if not len(self.order):
            count = len(keys[0])
            return np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
        at: Indices = np.searchsorted(self.year_code, _year_code(keys))
        leaf: Indices = self.order[np.minimum(at, len(self.order) - 1)]
        is_there: Flags = np.all(self.keys[:, leaf] == keys, axis=0)
        return leaf, is_there


def _year_code(keys: Indices) -> Indices:
    """Year and finest code as one integer."""
    finest: Indices = keys[1]
    for code in keys[2:]:
        finest = np.where(code > 0, code, finest)
    return keys[0] * YEAR_STEP + finest


@dataclass(frozen=True)
class Spine:
    """Every leaf that any table has, in order, and the places they lie in."""

    index: Index
    levels: Mapping[StoredLevel, Places]
    town_of_leaf: Indices  # numbers the towns of each year, and what has no town, in the order of the leaves

    def find(self, keys: Indices) -> Indices:
        """The number of each leaf."""
        leaf, is_there = self.index.find(keys)
        if np.all(is_there):
            return leaf
        own, all_leaves = (pl.DataFrame(dict(zip(LEAF, k, strict=True))) for k in (keys, self.index.keys))
        numbered = all_leaves.with_columns(leaf=pl.int_range(0, all_leaves.height, dtype=pl.Int64))
        return own.join(numbered, on=LEAF, how="left", maintain_order="left")["leaf"].to_numpy()


def spine_of(tables: Sequence[Leaves], frozen: Frozen) -> Spine:
    """The spine of all tables' leaves and of the frozen returns themselves (a city with no rows is still a place)."""
    bare = np.array([[r.year, int(r.city_code), 0, 0, 0] for r in frozen.returns], dtype=np.int64).reshape(-1, 5).T
    largest: Indices = bare
    for table in tables:
        largest = table.keys if table.keys.shape[1] > largest.shape[1] else largest
    first = Index.of(largest)
    others: list[Indices] = [keys[:, ~first.find(keys)[1]] for keys in (bare, *(t.keys for t in tables))]
    together: Indices = np.concatenate([largest, *others], axis=1)
    found = pl.DataFrame(dict(zip(LEAF, together, strict=True)))
    leaves = found.unique().sort(*LEAF)
    columns = {c: leaves[c].to_numpy() for c in LEAF}
    codes: dict[StoredLevel, Indices] = {
        "province": columns["city_code"] // 10_000 * 10_000,
        "city": columns["city_code"],
        "county": columns["county_code"],
        "town": columns["town_code"],
        "school": columns["institution_code"],
    }
    changes = np.any([np.diff(columns[c], prepend=-1) != 0 for c in LEAF[:-1]], axis=0)
    levels: dict[StoredLevel, Places] = {level: _places(level, codes[level], columns) for level in LEVELS}
    return Spine(Index.of(np.array(list(columns.values()))), levels, np.cumsum(changes))


def _places(level: StoredLevel, code: Indices, columns: Mapping[str, Indices]) -> Places:
    """The places of a level, numbered as their first leaves come."""
    inside = np.flatnonzero(code > 0)
    key = columns["school_year"][inside] * YEAR_STEP + code[inside]
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(first))
    of_leaf = np.full(len(code), -1, dtype=np.int64)
    of_leaf[inside] = rank[inverse]
    at = inside[first[order]]
    return Places(level, columns["school_year"][at], code[at], columns["city_code"][at], of_leaf)


@dataclass(frozen=True)
class Ordered:
    """The leaves of a table in the order of the spine, ready to be summed over any level.

    `town_leaf` and `town_values` are the same already summed within each town (or within what has no town).
    """

    leaf: Indices
    values: Floats
    town_leaf: Indices
    town_values: Floats

    @classmethod
    def of(cls, leaves: Leaves, spine: Spine) -> "Ordered":
        leaf = spine.find(leaves.keys)
        order = np.argsort(leaf, kind="stable")
        leaf, values = leaf[order], np.take(leaves.values, order, axis=1)
        starts = np.flatnonzero(np.diff(spine.town_of_leaf[leaf], prepend=-1))
        town_values = np.add.reduceat(values, starts, axis=1) if len(starts) else values
        return cls(leaf, values, leaf[starts], town_values)

    def summed(self, places: Places) -> Floats:
        """Aggregates × places, summed in the order of the leaves, so that the same input gives the same bits."""
        is_school = places.level == "school"
        leaf, values = (self.leaf, self.values) if is_school else (self.town_leaf, self.town_values)
        out = np.zeros((len(values), len(places)))
        place = places.of_leaf[leaf]
        if np.any(place < 0):
            values, place = values[:, place >= 0], place[place >= 0]
        if np.any(np.diff(place) < 0):  # a table that places an institution elsewhere than the others do
            order = np.argsort(place, kind="stable")
            values, place = values[:, order], place[order]
        if not len(place):
            return out
        starts = np.flatnonzero(np.diff(place, prepend=-1))
        out[:, place[starts]] = values if len(starts) == len(place) else np.add.reduceat(values, starts, axis=1)
        return out


def not_reported(table: Table, own: Leaves, listed: Leaves, places: Places) -> Flags:
    """Where a table that every county (or school) reports is not whole: those without rows, and the areas they lie in.

    `listed` are the leaves of the table of institutions. A city that reports as a whole lacks no county.
    """
    none = np.zeros(len(places), dtype=np.bool_)
    if table.reported_by == "school":
        gone = np.setdiff1d(_keys(listed, "institution_code"), _keys(own, "institution_code"))
        return np.isin(places.key, gone) if places.level == "school" else none
    if table.reported_by != "county" or places.level in ("town", "school"):
        return none
    year, city, county = listed.keys[0], listed.keys[1], listed.keys[2]
    is_gone = (county > 0) & ~np.isin(year * YEAR_STEP + county, _keys(own, "county_code"))
    if places.level == "county":
        return np.isin(places.key, (year * YEAR_STEP + county)[is_gone])
    whole = own.keys[0] * YEAR_STEP + own.keys[1]
    is_gone &= ~np.isin(year * YEAR_STEP + city, whole[own.keys[2] == 0])
    area = city if places.level == "city" else city // 10_000 * 10_000
    return np.isin(places.key, (year * YEAR_STEP + area)[is_gone])


def silent_schools(own: Leaves, listed: Leaves, spine: Spine, has_pupils: Callable[[Indices], Flags]) -> Indices:
    """The leaves of institutions that have pupils (asked of their years and codes) and no row of a table."""
    gone = np.setdiff1d(_keys(listed, "institution_code"), _keys(own, "institution_code"))
    gone = gone[has_pupils(gone)] if len(gone) else gone
    year, code = spine.index.keys[0], spine.index.keys[LEAF.index("institution_code")]
    return np.flatnonzero((code > 0) & np.isin(year * YEAR_STEP + code, gone))


def _keys(leaves: Leaves, column: str) -> Indices:
    """Year and code of what stands in a column, where anything does."""
    code = leaves.keys[LEAF.index(column)]
    return (leaves.keys[0] * YEAR_STEP + code)[code > 0]
