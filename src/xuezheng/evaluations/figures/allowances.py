"""Counting in a school's favour what has been shown by hand (`schemes/allowances.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xuezheng.evaluations.schemes.allowances import ALLOWANCES, PREFIX, SMALL_RURAL


@dataclass(frozen=True, slots=True)
class Allowed:
    """An allowance of a school in a school year; `number` in the unit of its kind."""

    item_id: str
    institution_code: str
    school_year: int
    number: float = 0.0


def with_allowances(parts: pl.DataFrame, allowed: Sequence[Allowed]) -> pl.DataFrame:
    """The parts with the amounts added, and `is_size_exempt`, `is_rooms_exempt`.

    Shared amounts are split as the school's own; teachers stand with the first part, and only in rural schools of 50 to 99.
    """

    def amount(id: str) -> pl.Expr:
        keys = [f"{a.school_year}/{a.institution_code}" for a in allowed if a.item_id == id]
        numbers = [a.number if ALLOWANCES[id].column else 1.0 for a in allowed if a.item_id == id]
        key = pl.format("{}/{}", "school_year", "institution_code")
        return key.replace_strict(keys, numbers, default=0.0, return_dtype=pl.Float64) if keys else pl.lit(0.0)

    first = (pl.col("part") == "primary") | (pl.col("primary_count").fill_null(0) == 0)
    small = (pl.col("area_group") == "rural") & (
        pl.col("primary_count").fill_null(0) + pl.col("junior_count").fill_null(0)
    ).is_between(*SMALL_RURAL)
    return parts.with_columns(
        sports_area_m2=pl.col("sports_area_m2") + amount(f"{PREFIX}sports_area") * pl.col("split_share"),
        pe_arts_count=pl.col("pe_arts_count") + pl.when(first & small).then(amount(f"{PREFIX}pe_arts")).otherwise(0.0),
        is_size_exempt=amount(f"{PREFIX}size") > 0,
        is_rooms_exempt=amount(f"{PREFIX}special_rooms") > 0,
    )
