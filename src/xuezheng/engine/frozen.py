"""The frozen returns that figures are computed from."""

import atexit
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import duckdb
import polars as pl
import pyarrow  # noqa: F401 # pyright: ignore[reportMissingTypeStubs, reportUnusedImport] - DuckDB hands its answers to Polars by it: loaded here, not amid the first of them

from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import FrozenReturn, frozen_returns
from xuezheng.engine.tables import Table
from xuezheng.ground.provenance import sha256_of
from xuezheng.ground.words import Words

_lock = Lock()
_root: list[duckdb.DuckDBPyConnection] = []


def _close() -> None:
    while _root:
        _root.pop().close()


def connection() -> duckdb.DuckDBPyConnection:
    """A cursor of this process's one DuckDB, which keeps the footers of frozen files (they never change)."""
    with _lock:
        if not _root:
            # One thread costs a quarter less CPU than two, and the site runs a process a core anyway.
            made = duckdb.connect(":memory:", config={"threads": 1})
            made.execute("SET parquet_metadata_cache = true")
            _root.append(made)
            atexit.register(_close)
        return _root[0].cursor()


def read(sql: str) -> pl.DataFrame:
    """The result of a query as a frame."""
    return connection().sql(sql).pl()


@dataclass(frozen=True)
class Frozen:
    """The latest frozen return of each city and school year."""

    returns: tuple[FrozenReturn, ...]

    @classmethod
    def of(cls, instance: Instance) -> "Frozen":
        """Those of an instance."""
        return cls(tuple(frozen_returns(instance)))

    @cached_property
    def by_place(self) -> dict[tuple[str, int], FrozenReturn]:
        return {(r.city_code, r.year): r for r in self.returns}

    @cached_property
    def cities(self) -> tuple[str, ...]:
        return tuple(sorted({r.city_code for r in self.returns}))

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({r.year for r in self.returns}))

    @cached_property
    def hash(self) -> str:
        """A hash over the manifests of all returns."""
        return hash_of_inputs(self.returns)

    def has(self, table: Table, city_code: str, year: int) -> bool:
        """Whether the city's return of the year is frozen and holds the table."""
        found = self.by_place.get((city_code, year))
        return found is not None and table.name in found.manifest.tables

    def files(self, table: Table, returns: Iterable[FrozenReturn] | None = None) -> list[Path]:
        """The Parquet files of a table."""
        chosen = self.returns if returns is None else returns
        return [r.folder / f"{table.name}.parquet" for r in chosen if table.name in r.manifest.tables]

    def row_count(self, table: Table) -> int:
        """How many rows all returns together hold of a table, by their manifests."""
        return sum(r.manifest.tables[table.name]["row_count"] for r in self.returns if table.name in r.manifest.tables)

    def source(self, table: Table, returns: Iterable[FrozenReturn] | None = None) -> str:
        """What to write after FROM to read a table; "" where no return holds it. Files without rows are not opened."""
        holding = [r for r in (self.returns if returns is None else returns) if table.name in r.manifest.tables]
        if not holding:
            return ""
        chosen = [r for r in holding if r.manifest.tables[table.name]["row_count"]] or holding[:1]
        shapes = {tuple(r.manifest.tables[table.name]["columns"]) for r in chosen}
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self.files(table, chosen))
        return f'read_parquet([{paths}], union_by_name={str(len(shapes) > 1).lower()}) AS "t0"'

    def places(self, table: Table) -> pl.DataFrame:
        """school_year, city_code, county_code, town_code, institution_code, name, pupils (null where the table does not count them) of every institution listed."""
        kept = self._places.get(table.name)
        if kept is None:
            source = self.source(table)
            pupils = f'"{table.pupils}"' if table.pupils else "NULL"
            columns = f"school_year, city_code, county_code, town_code, institution_code, name, CAST({pupils} AS BIGINT) AS pupils"
            kept = read(f"SELECT {columns} FROM {source}") if source else pl.DataFrame()
            self._places[table.name] = kept
        return kept

    def reporters(self, table: Table, year: int) -> frozenset[str]:
        """The codes of those who report a table (counties or schools) that have rows of it in a year; a city as a whole, too."""
        kept = self._reporters.get((table.name, year))
        if kept is None:
            source = self.source(table, [r for r in self.returns if r.year == year])
            column = "institution_code" if table.reported_by == "school" else "COALESCE(county_code, city_code)"
            kept = (
                frozenset(read(f"SELECT DISTINCT {column} AS code FROM {source}")["code"])
                if source
                else frozenset[str]()
            )
            self._reporters[table.name, year] = kept
        return kept

    @cached_property
    def silence(self) -> dict[tuple[object, ...], Words | None]:
        """What was found of who has not reported a table at a place in some years."""
        return {}

    @cached_property
    def _reporters(self) -> dict[tuple[str, int], frozenset[str]]:
        return {}

    @cached_property
    def _places(self) -> dict[str, pl.DataFrame]:
        return {}


def hash_of_inputs(returns: Iterable[FrozenReturn]) -> str:
    """The hash that names what went in: the manifest's own where it is one return, else a hash over all of them."""
    chosen = list(returns)
    if len(chosen) == 1:
        return chosen[0].manifest.hash
    return sha256_of([[r.city_code, r.year, r.manifest.hash] for r in chosen]) if chosen else ""
