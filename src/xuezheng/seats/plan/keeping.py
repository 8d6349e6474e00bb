"""Forecasts on disk: frozen once under the hash of what went in, and read again."""

from functools import lru_cache
from pathlib import Path

import polars as pl

from xuezheng.engine.snapshots import write_snapshot
from xuezheng.seats.plan.making import Made
from xuezheng.seats.tables import PLAN_TABLES, TOWN_CHILDREN, TOWN_GRADES, TOWN_WARNINGS


def freeze(folder: Path, forecast: Made) -> str:
    """Write the forecast's tables below `folder` under its hash; give the hash. The same forecast is written once."""
    place = folder / forecast.hash[:16]
    if not place.exists():
        write_snapshot(place, forecast.frames, {t.name: t for t in PLAN_TABLES}, forecast.about)
    return forecast.hash[:16]


def children_in(folder: Path) -> pl.DataFrame:
    """Children by area of every level, stage, scenario and year, of a frozen forecast."""
    return _table(folder, TOWN_CHILDREN.name)


def grades_in(folder: Path) -> pl.DataFrame:
    """Children by township, grade and year."""
    return _table(folder, TOWN_GRADES.name)


def warnings_in(folder: Path) -> pl.DataFrame:
    """Warnings by township, stage and year."""
    return _table(folder, TOWN_WARNINGS.name)


@lru_cache(maxsize=6)
def _table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")
