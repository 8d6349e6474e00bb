"""What adds up, at the finest places: each frozen table read once, with a row of sums for each leaf.

A leaf is the finest place a row stands in: an institution, or the town, county or city of what belongs to none. Codes
are handled as integers: 0 stands for none. What was read of a return can be kept (`leaf_store`), for it never changes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuezheng.engine.backends import backend
from xuezheng.engine.frozen import Frozen, connection
from xuezheng.engine.leaf_store import LeafStore, Leaves
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.engine.tables import Table
from xuezheng.ground.provenance import sha256_of

LEAF = ("school_year", "city_code", "county_code", "town_code", "institution_code")
FEW_ROWS = 4_000  # of a return: up to here rows are read as they are and added up here: grouping would cost more
SAMPLE, FOLDS = 20_000, 4  # rows are put together where so many of them hold so many of a kind
AT_ONCE = 50  # returns that one query reads
READING = 1  # raised when the sums of a leaf are made differently, so that those kept are not used
COLUMN = re.compile(r'"t0"\."(\w+)"')
SEVERAL_TEXTS = re.compile(r"""("t0"\."\w+") IN \(('[^'|]*'(?:, '[^'|]*')+)\)""")
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


NO_LEAVES = Leaves(np.zeros((len(LEAF), 0), dtype=np.int64), np.zeros((0, 0)))


@dataclass
class Wanted:
    """The aggregates wanted of one table: those that add up, and those that do not (SQL → row of the matrix).

    `leaf` gives the SQL of an additive aggregate over one leaf, `one_row` of what one row adds to it ("" for none).
    """

    table: Table
    additive: dict[str, int] = field(default_factory=dict[str, int])
    other: dict[str, int] = field(default_factory=dict[str, int])
    leaf: dict[str, str] = field(default_factory=dict[str, str])
    one_row: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def hash(self) -> str:
        """Names what adds up: the same sums of the same return are the same numbers."""
        return sha256_of([READING, backend().name, [[self.leaf[sql], self.one_row[sql]] for sql in self.additive]])


def leaves_of(wanted: Wanted, frozen: Frozen, store: LeafStore | None = None) -> Leaves:
    """Read one table: the additive aggregates over each of its leaves. What the store has is not read again."""
    name, kind = wanted.table.name, wanted.hash if store else ""
    holding = [r for r in frozen.returns if name in r.manifest.tables and r.manifest.tables[name]["row_count"]]
    kept = {r: found for r in holding if store and (found := store.get(r, name, kind))}
    lacking = [r for r in holding if r not in kept]
    can_be_rows = bool(wanted.additive) and all(wanted.one_row[sql] for sql in wanted.additive)
    few = [r for r in lacking if can_be_rows and r.manifest.tables[name]["row_count"] <= FEW_ROWS]
    parts: list[Leaves] = []
    is_few = set(few)
    queries = [(batch, True) for batch in _batches(few)]
    queries += [(batch, False) for batch in _batches([r for r in lacking if r not in is_few])]
    for chosen, as_rows in queries:
        found = _read(wanted, frozen, chosen, as_rows=as_rows)
        if store is None:
            parts.append(found)
            continue
        own = _by_return(found, chosen)
        kept |= own
        for r, leaves in own.items():
            store.put(r, name, kind, leaves)
    parts += [kept[r] for r in holding if r in kept]
    if len(parts) == 1:
        return parts[0]
    empty = Leaves(np.zeros((len(LEAF), 0), dtype=np.int64), np.zeros((len(wanted.additive), 0)))
    together = [empty, *parts]
    return Leaves(
        np.concatenate([p.keys for p in together], axis=1), np.concatenate([p.values for p in together], axis=1)
    )


def _batches(returns: Sequence[FrozenReturn]) -> list[Sequence[FrozenReturn]]:
    """So many returns as one query reads, so that a nation needs no more memory for it than a province."""
    return [returns[first : first + AT_ONCE] for first in range(0, len(returns), AT_ONCE)]


def _by_return(found: Leaves, returns: Sequence[FrozenReturn]) -> Mapping[FrozenReturn, Leaves]:
    """The leaves of each return: those of its year and city."""
    own: dict[FrozenReturn, Leaves] = {}
    for r in returns:
        mine = np.flatnonzero((found.keys[0] == r.year) & (found.keys[1] == int(r.city_code)))
        own[r] = Leaves(found.keys[:, mine], found.values[:, mine])
    return own


def _read(wanted: Wanted, frozen: Frozen, returns: Sequence[FrozenReturn], *, as_rows: bool) -> Leaves:
    """Read the table from some returns."""
    folds = not as_rows and backend().puts_alike_rows_together
    folded = folded_source(wanted, frozen, returns) if folds else ""
    weight = ' * "t0"."folded"' if folded else ""
    cells = "".join(f', {_cell(sql, wanted, weight, as_rows=as_rows)} AS "{i}"' for sql, i in wanted.additive.items())
    codes = ", ".join(f'CAST(COALESCE("t0"."{c}", \'0\') AS BIGINT) AS "{c}"' for c in LEAF[1:])
    year = 'CAST("t0"."school_year" AS BIGINT) AS "school_year"'
    group = "" if as_rows else "GROUP BY " + ", ".join(f'"t0"."{c}"' for c in LEAF)
    source = folded or frozen.source(wanted.table, returns)
    found = backend().columns(f"SELECT {year}, {codes}{cells} FROM {source} {group}", len(LEAF) + len(wanted.additive))
    values = np.array([found[str(position)] for position in range(len(wanted.additive))], dtype=np.float64)
    keys = np.array([found[c] for c in LEAF], dtype=np.int64)
    return Leaves(keys, values.reshape(len(wanted.additive), keys.shape[1]))


def folded_source(wanted: Wanted, frozen: Frozen, returns: Sequence[FrozenReturn]) -> str:
    """What to write after FROM to read a table with rows that are alike put together (how many they were: `folded`).

    Of persons many are alike in all that is asked: then conditions are tested once for all of them. "" where it would not
    pay (by the first rows of the largest return), where an aggregate is not that of rows added up, or where it adds up
    fractions, whose sum depends on how they are added.
    """
    sqls = [wanted.one_row[sql] for sql in wanted.additive]
    used = sorted({name for sql in sqls for name in COLUMN.findall(sql)} - {*LEAF})
    if not sqls or not all(sqls) or any(wanted.table.dtypes[name].is_float() for name in used):
        return ""
    largest = max(returns, key=lambda r: r.manifest.tables[wanted.table.name]["row_count"])
    columns = ", ".join(f'"t0"."{c}"' for c in (*LEAF, *used))
    first = f'(SELECT * FROM {frozen.source(wanted.table, [largest])} LIMIT {SAMPLE}) AS "t0"'
    rows, kinds = connection().execute(f"SELECT COUNT(*), COUNT(DISTINCT ({columns})) FROM {first}").fetchall()[0]
    if rows < FOLDS * kinds:
        return ""
    each = (
        f'SELECT {columns}, COUNT(*) AS "folded" FROM {frozen.source(wanted.table, [r])} GROUP BY ALL' for r in returns
    )
    return f'({" UNION ALL ".join(each)}) AS "t0"'


def _cell(sql: str, wanted: Wanted, weight: str, *, as_rows: bool) -> str:
    """An additive aggregate over a leaf, or of a row; whole numbers stay exact in doubles up to 2^53."""
    one_row = wanted.one_row[sql]
    if as_rows:
        return f"COALESCE(CAST({one_row} AS DOUBLE), 0)"
    # adding up what each row gives costs a third less than an aggregate with a filter
    added = f"SUM(CAST({one_row} AS DOUBLE){weight})" if one_row else f"CAST({wanted.leaf[sql]} AS DOUBLE)"
    return f"COALESCE({_by_dictionary(added)}, 0)"


def _by_dictionary(sql: str) -> str:
    """`column IN ('a', 'b')` as `contains('|a|b|', '|' || column || '|')`, which says the same of codes without a bar.

    DuckDB works a function of one column out once for each word of the column's dictionary, an IN for each row.
    """
    return SEVERAL_TEXTS.sub(lambda m: f"contains('|{_words(m[2])}|', '|' || {m[1]} || '|')", sql)


def _words(listed: str) -> str:
    return "|".join(text.strip("'") for text in listed.split(", "))
