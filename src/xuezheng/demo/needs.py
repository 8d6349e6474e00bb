"""How many people each institution needs: teachers by stage and pupils, a principal, some support; printed totals met."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.sizes import shares_of
from xuezheng.demo.staffing import FIRST, LAST
from xuezheng.demo.world import World
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE, TEACHING_POINT

RATIOS: Final = {  # pupils a teacher in 2018 and in 2024
    "preschool": (19.5, 15.5), "primary": (18.9, 18.1), "junior": (14.6, 13.9), "senior": (14.9, 14.1), "vocational": (19.4, 18.2),
    "special": (5.5, 5.2), "higher_vocational": (27.0, 25.0), "higher": (20.0, 19.5),
}  # fmt: skip
SENIOR_WAY: Final = (0.945, 0.971)  # Neijiang's senior teachers in 2018 and 2019, as parts of those of 2020
SUPPORT_PUPILS = 260
GIRL_SHARES: Final = {
    "preschool": 0.975, "primary": 0.66, "junior": 0.55, "senior": 0.52, "vocational": 0.52, "special": 0.7,
    "higher_vocational": 0.53, "higher": 0.5,
}  # fmt: skip
Ints = npt.NDArray[np.int64]


def pupils_by_stage(world: World) -> pl.DataFrame:
    """institution_id, stage, one column a year 2018 … 2024."""
    counted = (
        world.all(SchoolClass).filter(pl.col("school_year") >= FIRST).group_by("institution_id", "stage", "school_year")
    )
    frame = counted.agg(pl.col("pupil_count").sum()).sort("school_year", "institution_id", "stage")
    wide = frame.pivot(on="school_year", index=["institution_id", "stage"], values="pupil_count")
    return wide.fill_null(0).sort("institution_id", "stage")


def _teachers(
    pupils: Ints, stages: list[str], is_point: npt.NDArray[np.bool_], plenty: npt.NDArray[np.float64]
) -> Ints:
    """Teachers of each line and year, by the ratio of its stage and what its county affords; at least two, one at a point."""
    needed = np.zeros_like(pupils)
    stage = np.array(stages)
    for name, (first, last) in RATIOS.items():
        here = stage == name
        ratio = first + (last - first) * np.arange(LAST - FIRST + 1) / (LAST - FIRST)
        needed[here] = np.round(pupils[here] / ratio * plenty[here, None]).astype(np.int64)
    floor = np.where(is_point, 1, 2)[:, None]
    return np.where(pupils > 0, np.maximum(needed, floor), 0)


def _senior_total(world: World, year: int) -> int:
    in_2020, now = world.target("nj.senior_teachers_2020"), world.target("nj.senior_teachers_now")
    if year < 2020:
        return round(in_2020 * SENIOR_WAY[year - FIRST])
    return round(in_2020 + (now - in_2020) * (year - 2020) / (LAST - 2020))


def _meet_printed(world: World, needed: Ints, pupils: Ints, frame: pl.DataFrame) -> None:
    """Neijiang's senior teachers are as many as printed: shared among its schools by pupils, in place."""
    ours = np.flatnonzero(((frame["stage"] == "senior") & (frame["city_code"] == "511000")).to_numpy())
    for year in range(FIRST, LAST + 1) if len(ours) else ():
        at = year - FIRST
        needed[ours, at] = shares_of(_senior_total(world, year), pupils[ours, at].astype(np.float64))


def lines(world: World) -> tuple[pl.DataFrame, Ints]:
    """The lines (institution_id, stage, post and what is known of the institution) and their needs (lines × 7 years)."""
    about = world.institutions.select(
        "city_code",
        "county_code",
        "school_type",
        "is_private",
        "opened_on",
        "opening_year",
        "closing_year",
        institution_id="id",
    )
    frame = pupils_by_stage(world).join(about, on="institution_id", how="left", maintain_order="left")
    years = [str(year) for year in range(FIRST, LAST + 1)]
    pupils = frame.select(years).to_numpy().astype(np.int64)
    is_point = (frame["school_type"] == TEACHING_POINT).to_numpy()
    rng = world.rng("plenty")
    afforded = {code: rng.uniform(0.94, 1.07) for code in frame["county_code"].unique().sort().to_list()}
    plenty = np.array([afforded[code] for code in frame["county_code"].to_list()])
    teachers = _teachers(pupils, frame["stage"].to_list(), is_point, plenty)
    _meet_printed(world, teachers, pupils, frame)
    order = pl.col("stage").replace_strict({s: i for i, s in enumerate(GRADES_OF_STAGE)}, return_dtype=pl.Int64)
    first = (
        frame.with_row_index("at")
        .sort("institution_id", order)
        .unique("institution_id", keep="first", maintain_order=True)
    )
    first = first.filter(pl.col("school_type") != TEACHING_POINT)
    whole = frame.select("institution_id", *years).group_by("institution_id", maintain_order=True).sum()
    total = first.select("institution_id").join(whole, on="institution_id", how="left", maintain_order="left")
    everybody = total.select(years).to_numpy().astype(np.int64)
    keep = ["institution_id", "stage", "city_code", "county_code", "school_type", "is_private", "opened_on"]
    parts = [
        frame.select(keep).with_columns(post=pl.lit("teacher")),
        first.select(keep).with_columns(post=pl.lit("principal")),
        first.select(keep).with_columns(post=pl.lit("support")),
    ]
    needed = np.concatenate(
        [teachers, (everybody > 0).astype(np.int64), np.round(everybody / SUPPORT_PUPILS).astype(np.int64)]
    )
    return pl.concat(parts), needed
