"""Problems and answers on disk: frozen once under the hash of what they hold, and read again."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xuezheng.engine.snapshots import read_manifest, write_snapshot
from xuezheng.engine.tables import Table
from xuezheng.ground.provenance import sha256_of
from xuezheng.layout.plan.asking import Asked, asked_of
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.problem.county import Flags
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.rules.planning import TWIN
from xuezheng.layout.tables import (
    ANSWER_TABLES,
    ASSIGNMENTS,
    OPENINGS,
    PLAN_CHILDREN,
    PLAN_SITES,
    PLAN_WAYS,
    PROBLEM_TABLES,
)

VERSION = 2  # of how a problem is made from its tables; another one gives other hashes


def _written(folder: Path, frames: Mapping[str, pl.DataFrame], tables: tuple[Table, ...], about: dict[str, Any]) -> str:
    hashed = {name: frame.write_csv() for name, frame in frames.items()}
    name = sha256_of({"about": about, "tables": hashed})[:16]
    if not (folder / name).exists():
        write_snapshot(folder / name, frames, {t.name: t for t in tables}, about)
    return name


def _placed(frame: pl.DataFrame, table: Table, county_code: str) -> pl.DataFrame:
    placed = frame.with_columns(city_code=pl.lit(county_code[:4] + "00"), county_code=pl.lit(county_code))
    if "institution_code" not in placed.columns:
        placed = placed.with_columns(institution_code=pl.lit(None, pl.String))
    if "town_code" not in placed.columns:
        placed = placed.with_columns(town_code=pl.lit(None, pl.String))
    return placed.select(pl.col(name).cast(kind) for name, kind in table.dtypes.items()).sort(table.key)


def freeze_problem(folder: Path, made: Prepared, sources: Mapping[str, Any]) -> str:
    """Write a problem below `folder` under its hash; give the hash."""
    years = pl.DataFrame({"school_year": list(made.asked.years), "k": list(range(made.asked.year_count))})
    rows = made.rows.with_row_index("row_number").join(years, how="cross")
    counts = [int(made.children[k, i]) for i, k in rows.select("row_number", "k").iter_rows()]
    children = rows.with_columns(children=pl.Series(counts, dtype=pl.Int64))
    sites = made.sites.with_row_index("site_number").with_columns(
        school_year=pl.lit(made.asked.first_year),
        institution_code=pl.when(pl.col("is_there")).then(pl.col("site_code").str.strip_suffix(TWIN)),
    )
    frames = {
        PLAN_CHILDREN.name: _placed(children, PLAN_CHILDREN, made.county_code),
        PLAN_SITES.name: _placed(sites, PLAN_SITES, made.county_code),
    }
    if made.ways is not None:
        frames[PLAN_WAYS.name] = _placed(_ways(made), PLAN_WAYS, made.county_code)
    about = {
        "kind": "layout problem",
        "version": VERSION,
        "county_code": made.county_code,
        "asked": made.asked.as_dict(),
        **sources,
    }
    return _written(folder, frames, tuple(t for t in PROBLEM_TABLES if t.name in frames), about)


def _ways(made: Prepared) -> pl.DataFrame:
    """Minutes by road of each village to each base, where there is a way; rows of one village have the same."""
    assert made.ways is not None
    codes = made.sites["site_code"].to_list()[: made.base_count]
    first = made.rows.with_row_index("row_number").unique("village_code", keep="first", maintain_order=True)
    return (
        pl.DataFrame(made.ways[first["row_number"].to_numpy()], schema=codes)
        .with_columns(village_code=first["village_code"])
        .unpivot(index="village_code", variable_name="site_code", value_name="minutes")
        .filter(pl.col("minutes").is_finite())
        .with_columns(school_year=pl.lit(made.asked.first_year), minutes=pl.col("minutes").round(3))
    )


def _read_ways(folder: Path, rows: pl.DataFrame, sites: pl.DataFrame) -> Floats | None:
    file = folder / f"{PLAN_WAYS.name}.parquet"
    if not file.exists():
        return None
    place = {code: j for j, code in enumerate(sites.filter(pl.col("of_code") == "")["site_code"].to_list())}
    ways = np.full((rows.height, len(place)), np.inf)
    at: dict[str, list[int]] = {}
    for i, code in enumerate(rows["village_code"].to_list()):
        at.setdefault(code, []).append(i)
    for village, site, minutes in pl.read_parquet(file).select("village_code", "site_code", "minutes").iter_rows():
        ways[at[village], place[site]] = minutes
    return ways


@lru_cache(maxsize=8)
def read_problem(folder: Path) -> Prepared:
    """A frozen problem."""
    about = read_manifest(folder).about
    asked: Asked = asked_of(about["asked"])
    sites = pl.read_parquet(folder / f"{PLAN_SITES.name}.parquet").sort("site_number")
    table = pl.read_parquet(folder / f"{PLAN_CHILDREN.name}.parquet").sort("row_number", "school_year")
    rows = table.filter(pl.col("school_year") == asked.first_year)
    children = table["children"].to_numpy().astype(np.int64).reshape(-1, asked.year_count).T.copy()
    return Prepared(asked, str(about["county_code"]), rows, children, sites, (), _read_ways(folder, rows, sites))


def freeze_answer(folder: Path, made: Prepared, is_open: Flags, school_of: Ints, about: Mapping[str, Any]) -> str:
    """Write an answer below `folder` under its hash; give the hash."""
    codes = made.sites["site_code"].to_list()
    years = list(made.asked.years)
    opened = pl.DataFrame({
        "school_year": np.repeat(years, len(codes)), "site_code": codes * len(years), "is_open": is_open.ravel(),
    })  # fmt: skip
    n = made.rows.height
    given = pl.DataFrame({
        "school_year": np.repeat(years, n), "row_number": np.tile(np.arange(n), len(years)),
        "site_code": [codes[j] if j >= 0 else "" for j in school_of.ravel().tolist()],
    })  # fmt: skip
    frames = {
        OPENINGS.name: _placed(opened, OPENINGS, made.county_code),
        ASSIGNMENTS.name: _placed(given, ASSIGNMENTS, made.county_code),
    }
    return _written(folder, frames, ANSWER_TABLES, {"kind": "layout answer", **about})


@lru_cache(maxsize=64)
def read_answer(folder: Path, problem_folder: Path) -> tuple[Flags, Ints]:
    """What is open (T × m) and the school of each row (T × n, -1 for none) in a frozen answer."""
    made = read_problem(problem_folder)
    place, years = made.place_of, made.asked.year_count
    opened = pl.read_parquet(folder / f"{OPENINGS.name}.parquet")
    is_open = np.zeros((years, made.sites.height), dtype=bool)
    first = made.asked.first_year
    for year, code, flag in opened.select("school_year", "site_code", "is_open").iter_rows():
        is_open[year - first, place[code]] = flag
    given = pl.read_parquet(folder / f"{ASSIGNMENTS.name}.parquet").sort("school_year", "row_number")
    school_of = np.array([place.get(code, -1) for code in given["site_code"].to_list()], dtype=np.int64).reshape(
        years, -1
    )
    return is_open, school_of
