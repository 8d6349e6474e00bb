"""All figures of all places and years at once, stored under the hash of what went in.

`compute_all` gives them, `store` keeps them as `figures/HASH/values.parquet` with a manifest, `figure_set` reads the
latest. Provinces (the sum of their frozen cities), cities and counties have a row for every indicator and year, with its
state. Towns and schools have a row where there is something to say; what has none there is zero where it is a count,
and not applicable where it is a ratio.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl

import xuezheng
from xuezheng.engine.backends import backend
from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.rollup import StoredLevel
from xuezheng.ground.provenance import canonical_json, sha256_of, sha256_of_file

VALUES = "values.parquet"
LATEST = "latest.json"
KEPT = 4096  # answers that a set keeps ready for the pages
At = tuple[str, int, float | None, str]  # place or indicator, school year, value, state


@dataclass(frozen=True)
class FigureSet:
    """A stored set of figures. `frame` has level, indicator_id, place_code, school_year, value, numerator, denominator, state."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def hash(self) -> str:
        return str(self.manifest["hash"])

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / VALUES)

    @cached_property
    def _spans(self) -> dict[tuple[str, str], tuple[int, int]]:
        levels, ids = (cast(pl.Enum, self.frame[c].dtype).categories.to_list() for c in ("level", "indicator_id"))
        number = pl.col("level").to_physical().cast(pl.Int64) * len(ids) + pl.col("indicator_id").to_physical()
        runs = self.frame.select(number.rle().alias("run")).unnest("run")
        spans: dict[tuple[str, str], tuple[int, int]] = {}
        start = 0
        for length, key in runs.iter_rows():
            spans[levels[key // len(ids)], ids[key % len(ids)]] = (start, length)
            start += length
        return spans

    def of(self, indicator_id: str, level: StoredLevel, *, within: str = "", year: int | None = None) -> pl.DataFrame:
        """The figures of one indicator at one level: those of places whose code begins with `within`, of a year if given."""
        start, length = self._spans.get((level, indicator_id), (0, 0))
        found = self.frame.slice(start, length)
        if within:
            found = found.filter(pl.col("place_code").cast(pl.String).str.starts_with(within))
        return found if year is None else found.filter(pl.col("school_year") == year)

    def at(self, place_code: str, year: int | None = None) -> pl.DataFrame:
        """Every figure of one place."""
        known = self.frame["place_code"].dtype
        if not isinstance(known, pl.Enum) or place_code not in known.categories:
            return self.frame.clear()
        found = self.frame.filter(pl.col("place_code") == place_code)
        return found if year is None else found.filter(pl.col("school_year") == year)

    def cells(
        self, indicator_id: str, level: StoredLevel, *, within: str = "", year: int | None = None
    ) -> tuple[At, ...]:
        """What `of` gives, as place, school year, value and state; kept, since a set never changes and pages ask again."""
        key = (indicator_id, level, within, year)
        if (kept := self._kept.get(key)) is None:
            found = self.of(indicator_id, level, within=within, year=year)
            kept = self._keep(key, found.select(pl.col("place_code").cast(pl.String), *AFTER))
        return kept

    def cells_at(self, place_code: str, year: int | None = None) -> tuple[At, ...]:
        """What `at` gives, as indicator, school year, value and state; kept likewise."""
        key = (place_code, year)
        if (kept := self._kept.get(key)) is None:
            found = self.at(place_code, year)
            kept = self._keep(key, found.select(pl.col("indicator_id").cast(pl.String), *AFTER))
        return kept

    @cached_property
    def _kept(self) -> dict[tuple[Any, ...], tuple[At, ...]]:
        return {}

    def _keep(self, key: tuple[Any, ...], found: pl.DataFrame) -> tuple[At, ...]:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = rows = tuple(found.iter_rows())
        return rows


AFTER = (pl.col("school_year").cast(pl.Int64), pl.col("value"), pl.col("state").cast(pl.String))
_sets: dict[str, FigureSet] = {}


def about(catalogue: Catalogue, frozen: Frozen) -> dict[str, Any]:
    """What a set of figures is made from; its hash names the set."""
    content = {
        "catalogue": catalogue.hash,
        "code_version": xuezheng.__version__,
        "inputs": [
            {"city": r.city_code, "year": r.year, "revision": r.revision, "manifest": r.manifest.hash}
            for r in frozen.returns
        ],
    }
    return {**content, "hash": sha256_of(content)}


def store(instance: Instance, catalogue: Catalogue, frozen: Frozen, frame: pl.DataFrame) -> FigureSet:
    """Keep a computed frame as the instance's latest figures; a set that is there already is left as it is."""
    made = about(catalogue, frozen)
    folder = instance.figures / made["hash"][:16]
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = folder.with_name(f".{folder.name}.{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            frame.write_parquet(draft / VALUES, compression="zstd", compression_level=1, statistics=False)
            made["values_sha256"] = sha256_of_file(draft / VALUES)
            made["row_count"] = frame.height
            made["engine"] = (
                backend().name
            )  # only DuckDB adds fractions in a fixed order, and so gives the same bytes again
            (draft / "manifest.json").write_text(canonical_json(made))
            draft.rename(folder)
        except FileExistsError:
            shutil.rmtree(draft, ignore_errors=True)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    pointer = instance.figures / f".{LATEST}.{os.getpid()}"
    pointer.write_text(canonical_json({"folder": folder.name}))
    pointer.replace(instance.figures / LATEST)
    return read_set(folder)


def read_set(folder: Path) -> FigureSet:
    """A stored set, kept in memory by its folder (it never changes)."""
    key = str(folder)
    if key not in _sets:
        if len(_sets) >= 4:
            _sets.pop(next(iter(_sets)))
        _sets[key] = FigureSet(folder, json.loads((folder / "manifest.json").read_text()))
    return _sets[key]


def figure_set(instance: Instance) -> FigureSet | None:
    """The latest figures of an instance, or None where none have been computed."""
    pointer = instance.figures / LATEST
    if not pointer.exists():
        return None
    return read_set(instance.figures / json.loads(pointer.read_text())["folder"])


def is_current(found: FigureSet, catalogue: Catalogue, frozen: Frozen) -> bool:
    """Whether a set stands on these returns and definitions."""
    return found.hash == about(catalogue, frozen)["hash"]
