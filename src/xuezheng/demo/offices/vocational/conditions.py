"""What was measured at each secondary vocational school each year: most meet all norms by now, few did at first."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.offices.vocational.schools import SECONDARY, pupils
from xuezheng.demo.world import World
from xuezheng.registers.models import Conditions
from xuezheng.vocational.models import ConditionsAssessment

YEARS = range(2018, 2025)
MET = {2018: 0.3, 2019: 0.34, 2020: 0.42, 2021: 0.5, 2022: 0.62, 2023: 0.8}  # shares of the schools assessed
MET_ELSEWHERE = {"511000": 0.81, "511100": 0.83, "511300": 0.79}
PARTS = {
    "site_area_m2": ("sports_ground_area_m2",),
    "building_area_m2": ("dangerous_area_m2", "teaching_area_m2", "indoor_sports_area_m2", "dormitory_area_m2"),
}
SHARED = ("site_area_m2", "building_area_m2", "equipment_fen", "book_count")


def measured(pupil_count: int, is_met: bool, rng: np.random.Generator) -> dict[str, Any]:
    """Values that meet all norms, or fall short in site and books."""
    more = rng.uniform(1.04, 1.5, 5)
    values = {
        "pupil_count": pupil_count,
        "teacher_count": int(np.ceil(max(60, pupil_count / 20) * more[0])),
        "site_area_m2": float(round(max(40_000, pupil_count * 33) * more[1])),
        "building_area_m2": float(round(max(24_000, pupil_count * 20) * more[2])),
        "equipment_fen": int(np.ceil(max(300_000_000, pupil_count * 250_000) * more[3] / 1e6)) * 1_000_000,
        "book_count": int(np.ceil(pupil_count * 30 * more[4])),
    }
    if not is_met:
        values["site_area_m2"] = float(round(max(40_000, pupil_count * 33) * rng.uniform(0.55, 0.92)))
        values["book_count"] = int(pupil_count * 30 * rng.uniform(0.6, 0.95))
    return values


def assessments(world: World, city: str) -> list[dict[str, Any]]:
    """An assessment a school and year; who meets the norms does so for good."""
    rng = world.rng(f"conditions {city}")
    share_now = world.printed("sn.vocational_conditions_met").value / 100 if city == "510900" else MET_ELSEWHERE[city]
    rows: list[dict[str, Any]] = []
    for year in YEARS:
        day = date(year, 9, 1)
        schools = world.open_on(day, city, (SECONDARY,)).join(
            pupils(world, year), left_on="id", right_on="institution_id"
        )
        # those that stay and are large come first
        order = schools.sort(pl.col("closed_on").is_not_null(), "pupil_count", "id", descending=[False, True, False])
        share = MET.get(year, share_now)
        count = round(order.height * share)
        for i, (school, pupil_count) in enumerate(order.select("id", "pupil_count").iter_rows()):
            values = measured(pupil_count, i < count, rng)
            rows.append({"institution_id": school, "school_year": year, "assessed_on": date(year, 10, 20), **values})
    return rows


def same_in_register(world: World, made: pl.DataFrame) -> None:
    """The yearly report of a school says of site, buildings, equipment and books what was measured."""
    reports = world.all(Conditions)
    if reports.is_empty():
        return
    given = made.select(
        "institution_id",
        pl.col("school_year").cast(reports["school_year"].dtype),
        *(pl.col(c).alias(f"_{c}") for c in SHARED),
    )
    joined = reports.join(given, on=["institution_id", "school_year"], how="left", maintain_order="left")
    # parts of the site and of the buildings keep their share
    for whole, parts in PARTS.items():
        share = (pl.col(f"_{whole}") / pl.col(whole)).fill_null(1.0)
        joined = joined.with_columns((pl.col(part) * share).round(1) for part in parts)
    kept = joined.with_columns(pl.coalesce(f"_{c}", c).cast(reports[c].dtype).alias(c) for c in SHARED)
    world.replace(Conditions, kept.select(reports.columns))


def build(world: World) -> None:
    """Suining's share now as printed."""
    rows = [row for city in world.cities for row in assessments(world, city)]
    made = pl.DataFrame(rows)
    world.add(ConditionsAssessment, made)
    same_in_register(world, made)
