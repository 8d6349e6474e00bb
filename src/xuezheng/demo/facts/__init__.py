"""Facts with their sources (README.md beside this file), read once."""

from functools import cache
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent


@cache
def census() -> pl.DataFrame:
    """Residents and children by age band of each county on 1 November 2020."""
    return pl.read_csv(FOLDER / "census2020.csv", schema_overrides={"county_code": pl.String})


@cache
def births() -> dict[int, int]:
    """Births in China by year, in ten thousands."""
    frame = pl.read_csv(FOLDER / "births.csv")
    return dict(zip(frame["year"].to_list(), frame["birth_10k_count"].to_list(), strict=True))
