"""What changed between two revisions of a return, table by table. Pure."""

from dataclasses import dataclass

import polars as pl

from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.engine.tables import Table


@dataclass(frozen=True)
class TableDifference:
    """Rows of one table that only the later revision has, only the earlier had, or both have with other values.

    `changed` holds key columns, `column`, `before`, `after` (as text): one row a changed value.
    """

    table: str
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        return self.added.is_empty() and self.removed.is_empty() and self.changed.is_empty()


def table_difference(name: str, key: tuple[str, ...], before: pl.DataFrame, after: pl.DataFrame) -> TableDifference:
    """Compare two frames of one table by its key; rows alike are numbered, so that a key need not be unique."""
    shared = [c for c in before.columns if c in after.columns]
    by = [*key, "_nth"]
    before, after = (_numbered(frame.select(shared), key) for frame in (before, after))
    added = after.join(before, on=by, how="anti", nulls_equal=True).drop("_nth")
    removed = before.join(after, on=by, how="anti", nulls_equal=True).drop("_nth")
    values = [c for c in shared if c not in key]
    both = before.join(after, on=by, how="inner", nulls_equal=True, suffix=" after")
    changes = [
        both.filter(pl.col(c).ne_missing(pl.col(f"{c} after"))).select(
            *key,
            column=pl.lit(c),
            before=pl.col(c).cast(pl.String),
            after=pl.col(f"{c} after").cast(pl.String),
        )
        for c in values
    ]
    return TableDifference(name, added, removed, pl.concat(changes).sort(*key, "column", nulls_last=True))


def _numbered(frame: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    return frame.sort(frame.columns, nulls_last=True).with_columns(_nth=pl.int_range(pl.len()).over(key))


def difference(before: FrozenReturn, after: FrozenReturn, tables: dict[str, Table]) -> list[TableDifference]:
    """The tables that differ between two frozen returns of one city and year, by name.

    A table that only one of them has counts as empty in the other. Tables of equal hash are not read.
    """
    found: list[TableDifference] = []
    for name in sorted(before.manifest.tables.keys() | after.manifest.tables.keys()):
        entries = before.manifest.tables.get(name), after.manifest.tables.get(name)
        if entries[0] and entries[1] and entries[0]["sha256"] == entries[1]["sha256"]:
            continue
        frames = [
            pl.read_parquet(frozen.folder / f"{name}.parquet") if entry else None
            for frozen, entry in zip((before, after), entries, strict=True)
        ]
        old, new = frames
        if old is None:
            old = new.clear() if new is not None else pl.DataFrame()
        if new is None:
            new = old.clear()
        key = tables[name].key if name in tables else tuple(old.columns)
        one = table_difference(name, key, old, new)
        if not one.is_empty:
            found.append(one)
    return found
