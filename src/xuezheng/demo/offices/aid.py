"""Invented payment batches of student aid: each term, each school of the senior stage, grants and fee waivers."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.aid.models import AidBatch
from xuezheng.aid.rules import FEE_WAIVER, NATIONAL_GRANT
from xuezheng.demo.draws import any_days, near
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.registers.models import SchoolClass

# shares of the pupils of a stage who are aided in a term
AIDED = {NATIONAL_GRANT: {"senior": 0.17, "vocational": 0.225}, FEE_WAIVER: {"senior": 0.07, "vocational": 0.625}}
YUAN_A_TERM = {NATIONAL_GRANT: 1000, FEE_WAIVER: 990}  # aid.yaml: a norm of 2,000 yuan a year for both
STEP_FEN = 5000  # amounts go by 50 yuan
FIRST_IN_WINDOW = date(2018, 1, 1)


@dataclass(frozen=True)
class Totals:
    """What the batches of a city since 2018 add up to."""

    grant_count: int
    waiver_count: int
    grant_fen: int
    waiver_fen: int


def terms(world: World, city: str) -> pl.DataFrame:
    """One row a term, school and stage: whom a batch may aid (pupils of the school year), and when it is paid."""
    rng = world.rng(f"aid terms {city}")
    pupils = (
        world.all(SchoolClass).filter(pl.col("stage").is_in(["senior", "vocational"]))
        .group_by("institution_id", "stage", "school_year").agg(pl.col("pupil_count").cast(pl.Int64).sum())
        .join(world.institutions.filter(pl.col("city_code") == city).select("id", "closed_on"), left_on="institution_id", right_on="id")
        .filter((pl.col("school_year") < 2024) & (pl.col("pupil_count") > 30))
    )  # fmt: skip
    parts: list[pl.DataFrame] = []
    for term, first, last, later in (("autumn", (11, 5), (12, 20), 0), ("spring", (4, 10), (6, 20), 1)):
        here = pupils.with_columns(term=pl.lit(term)).sort("institution_id", "stage", "school_year")
        paid = [
            any_days(rng, date(year + later, *first), date(year + later, *last), 1)[0]
            for year in here["school_year"].to_list()
        ]
        parts.append(here.with_columns(paid_on=pl.Series(paid, dtype=pl.Date)))
    found = pl.concat(parts)
    return found.filter(pl.col("closed_on").is_null() | (pl.col("paid_on") < pl.col("closed_on"))).drop("closed_on")


def amounts(rng: np.random.Generator, counts: npt.NDArray[np.int64], total_fen: int) -> npt.NDArray[np.int64]:
    """Fen of each batch, in steps of 50 yuan, in proportion to its students but for some chance; they add up exactly."""
    weights = counts.astype(np.float64) * rng.normal(1.0, 0.015, len(counts)).clip(0.95, 1.05)
    return shares_of(total_fen // STEP_FEN, weights, 1) * STEP_FEN


def batches(world: World, city: str, totals: Totals | None) -> pl.DataFrame:
    """Batches of a city; those since 2018 add up to the totals, where there are any."""
    rng = world.rng(f"aid {city}")
    found = terms(world, city)
    parts: list[pl.DataFrame] = []
    for kind, shares in AIDED.items():
        raw = found["pupil_count"].to_numpy() * found["stage"].replace_strict(shares).to_numpy()
        raw = raw * rng.normal(1.0, 0.05, len(raw)).clip(0.85, 1.12)
        counts = np.maximum(1, np.round(raw)).astype(np.int64)
        fen = np.round(counts * YUAN_A_TERM[kind] * rng.normal(1.0, 0.015, len(raw)) / 50).astype(np.int64) * STEP_FEN
        inside = (found["paid_on"] >= FIRST_IN_WINDOW).to_numpy()
        if totals:
            is_grant = kind == NATIONAL_GRANT
            counts[inside] = shares_of(totals.grant_count if is_grant else totals.waiver_count, raw[inside], 1)
            fen[inside] = amounts(rng, counts[inside], totals.grant_fen if is_grant else totals.waiver_fen)
        parts.append(found.with_columns(kind=pl.lit(kind), student_count=pl.Series(counts), amount_fen=pl.Series(fen)))
    return pl.concat(parts).drop("pupil_count").sort("paid_on", "institution_id", "kind", "stage")


def printed_totals(world: World) -> Totals:
    """Neijiang's: grants and waivers in yuan, and student-times shared between them as a grant of 1,000 yuan a term asks."""
    rng = world.rng("aid totals")
    grant_yuan, waiver_yuan = near(world, rng, "nj.grants_paid"), near(world, rng, "nj.fees_waived")
    students = near(world, rng, "nj.students_aided")
    grants = round(grant_yuan / YUAN_A_TERM[NATIONAL_GRANT])
    return Totals(grants, students - grants, grant_yuan * 100, waiver_yuan * 100)


def build(world: World) -> None:
    """Neijiang as printed since 2018; by the pupils elsewhere."""
    for city in world.cities:
        world.add(AidBatch, batches(world, city, printed_totals(world) if city == "511000" else None))
