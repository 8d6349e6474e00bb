"""Invented accounts of counties: what they spend on each stage, and their budget, product and pay around it."""

from typing import Final

import numpy as np
import polars as pl

from xuezheng.demo.facts import census
from xuezheng.demo.world import LAST_YEAR, World
from xuezheng.registers.models import CountyFinance, SchoolClass, StageFinance

YUAN_A_PUPIL: Final = {  # public budget funds in 2017; share of them for operating
    "preschool": (4300.0, 0.24), "primary": (9300.0, 0.19), "junior": (12400.0, 0.20), "senior": (11900.0, 0.22),
    "vocational": (12800.0, 0.30), "special": (39500.0, 0.205),
}  # fmt: skip
GROWTH = 1.052
FIRST = 2017
EIGHT, FOUR = 8 / 12, 4 / 12
SOURCE = "教育经费统计与财政决算（演示）"
PUPILS_A_TEACHER = 15.6


def _pupils(world: World) -> pl.DataFrame:
    """area_id, stage, year, mean_pupil_count: eight months of one school year and four of the next."""
    place = world.institutions.select("county_code", institution_id="id")
    counted = (
        world.all(SchoolClass).filter(pl.col("stage").is_in(list(YUAN_A_PUPIL))).join(place, on="institution_id")
        .group_by("county_code", "stage", "school_year").agg(n=pl.col("pupil_count").cast(pl.Int64).sum())
    )  # fmt: skip
    before = counted.select("county_code", "stage", school_year=pl.col("school_year") + 1, before="n")
    both = counted.join(before, on=("county_code", "stage", "school_year"), how="left")
    mean = (pl.coalesce("before", "n") * EIGHT + pl.col("n") * FOUR).round().cast(pl.Int64)
    frame = both.select("stage", area_id="county_code", year="school_year", mean_pupil_count=mean)
    return frame.filter(pl.col("year").is_between(FIRST, LAST_YEAR - 1)).sort("area_id", "stage", "year")


def _stages(world: World, rng: np.random.Generator) -> pl.DataFrame:
    frame = _pupils(world)
    county = np.unique(frame["area_id"].to_numpy(), return_inverse=True)[1]
    level = rng.normal(1.0, 0.07, int(county.max()) + 1)[county]
    year = frame["year"].to_numpy() - FIRST
    stages = frame["stage"].to_list()
    yuan = np.array([YUAN_A_PUPIL[s][0] for s in stages]) * level * GROWTH**year * rng.normal(1.0, 0.022, len(year))
    share = np.array([YUAN_A_PUPIL[s][1] for s in stages]) * rng.normal(1.0, 0.035, len(year))
    trained = rng.uniform(0.044, 0.066, int(county.max()) + 1)[county] * rng.normal(1.0, 0.03, len(year))
    spent = np.round(yuan * frame["mean_pupil_count"].to_numpy() / 1e4) * 1_000_000
    operating = np.round(spent * share / 1e6) * 1_000_000
    money = {
        "spent_fen": spent,
        "operating_fen": operating,
        "training_fen": np.round(operating * trained / 1e6) * 1_000_000,
    }
    return frame.with_columns(
        source=pl.lit(SOURCE), **{name: pl.Series(values.astype(np.int64)) for name, values in money.items()}
    )


def _counties(stages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    whole = stages.group_by("area_id", "year").agg(
        pl.col("spent_fen").sum(),
        compulsory=pl.col("mean_pupil_count").filter(pl.col("stage").is_in(("primary", "junior"))).sum(),
    ).sort("area_id", "year")  # fmt: skip
    people = census().select("person_count", area_id="county_code")
    whole = whole.join(people, on="area_id", how="left", maintain_order="left")
    county = np.unique(whole["area_id"].to_numpy(), return_inverse=True)[1]
    count, height = int(county.max()) + 1, whole.height
    year = whole["year"].to_numpy() - FIRST
    spent = whole["spent_fen"].to_numpy().astype(np.float64)
    education = spent / rng.uniform(0.9, 0.95, count)[county]
    budget = education / (rng.uniform(0.15, 0.19, count)[county] * rng.normal(1.0, 0.012, height))
    product = budget / (rng.uniform(0.135, 0.21, count)[county])
    teachers = np.round(whole["compulsory"].to_numpy() / PUPILS_A_TEACHER)
    officials = np.round(whole["person_count"].to_numpy() * 0.0058)
    official_pay = 78_000 * 1.045**year * rng.normal(1.0, 0.05, count)[county]
    ratio = rng.uniform(0.955, 1.035, count)[county] + 0.008 * year

    def fen(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pl.Series:
        return pl.Series((np.round(values / 1e6) * 1_000_000).astype(np.int64))

    return whole.select("area_id", "year", resident_count="person_count").with_columns(
        gdp_fen=fen(product), budget_fen=fen(budget), education_budget_fen=fen(education),
        education_funds_fen=fen(education * rng.uniform(1.06, 1.16, count)[county]),
        teacher_count=pl.Series(teachers.astype(np.int64)), teacher_pay_fen=fen(teachers * official_pay * ratio * 100),
        official_count=pl.Series(officials.astype(np.int64)), official_pay_fen=fen(officials * official_pay * 100),
        source=pl.lit(SOURCE),
    )  # fmt: skip


def build(world: World) -> None:
    """Accounts of 2017 to 2023, which the returns of 2018 to 2024 take."""
    rng = world.rng("accounts")
    stages = _stages(world, rng)
    world.add(StageFinance, stages)
    world.add(CountyFinance, _counties(stages, rng))
