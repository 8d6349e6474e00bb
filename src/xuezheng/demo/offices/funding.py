"""Invented allocations of operating funds: each budget year, each public school and stage, by the norms of the year."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.world import World
from xuezheng.funding.models import OperatingAllocation
from xuezheng.registers.models import SchoolClass

# yuan a pupil: the norm of compulsory schools rose in spring 2023; seniors have at least the printed floor
NORMS = {"primary": (650, 720), "junior": (850, 940), "vocational": (1500, 1600)}
RAISED_IN = 2023
BUDGET_YEARS = range(2018, 2025)


def norm(world: World, stage: str, year: int) -> int:
    """Yuan a pupil of a stage in a budget year."""
    if stage == "senior":
        return world.target("nj.funding_per_student_floor")
    before, after = NORMS[stage]
    return after if year >= RAISED_IN else before


def build(world: World) -> None:
    """An allocation in March for the pupils of the school year that runs, a little above the norm where a county can, short of it in a few."""
    rng = world.rng("funding")
    public = world.institutions.filter(~pl.col("is_private")).select("id", "county_code", "closed_on")
    pupils = (
        world.all(SchoolClass).filter(pl.col("stage").is_in(["senior", *NORMS]))
        .group_by("institution_id", "stage", "school_year").agg(pl.col("pupil_count").cast(pl.Int64).sum())
        .join(public, left_on="institution_id", right_on="id").filter(pl.col("pupil_count") > 0)
        .sort("school_year", "institution_id", "stage")
    )  # fmt: skip
    generous = {
        c: float(g) for c, g in zip(sorted(set(public["county_code"])), rng.uniform(0.985, 1.08, 200), strict=False)
    }
    for year in BUDGET_YEARS:
        paid = date(year, 3, 20)
        here = pupils.filter(
            (pl.col("school_year") == year - 1) & (pl.col("closed_on").is_null() | (pl.col("closed_on") > paid))
        )
        yuan = np.array([norm(world, stage, year) for stage in here["stage"].to_list()]) * np.array(
            [
                max(generous[c], 1.0) if s == "senior" else generous[c]
                for c, s in here.select("county_code", "stage").rows()
            ]
        )
        fen = np.ceil(yuan).astype(np.int64) * 100 * here["pupil_count"].to_numpy()
        world.add(
            OperatingAllocation,
            here.select("institution_id", "stage", "pupil_count").with_columns(
                budget_year=pl.lit(year), allocated_on=pl.lit(paid), source=pl.lit("county"), amount_fen=pl.Series(fen)
            ),
        )
