"""The schools and colleges that vocational records stand at."""

from datetime import date

import polars as pl

from xuezheng.demo.world import World
from xuezheng.registers.models import SchoolClass

NOW = date(2024, 9, 1)
SECONDARY, HIGHER = "361", "414"
VOCATIONAL_STAGES = ("vocational", "higher_vocational")


def pupils(world: World, year: int) -> pl.DataFrame:
    """institution_id, pupil_count on 1 September of a year."""
    return (
        world.all(SchoolClass).filter(pl.col("school_year") == year).group_by("institution_id")
        .agg(pl.col("pupil_count").cast(pl.Int64).sum()).sort("institution_id")
    )  # fmt: skip


def standing(world: World, city: str, *types: str) -> pl.DataFrame:
    """Vocational schools (and colleges) of a city open now, with their pupils, the largest first."""
    found = world.open_on(NOW, city, types or (SECONDARY, HIGHER))
    found = found.join(pupils(world, NOW.year), left_on="id", right_on="institution_id", how="left")
    return found.with_columns(pl.col("pupil_count").fill_null(1)).sort("pupil_count", "id", descending=[True, False])
