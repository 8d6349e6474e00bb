"""Where graduates went to work: batches of each school and year, honest shares of those who graduated."""

from datetime import date

import polars as pl

from xuezheng.demo.draws import any_days
from xuezheng.demo.offices.vocational.schools import VOCATIONAL_STAGES
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.registers.models import Programme, SchoolClass
from xuezheng.vocational.models import Placement

# shares of the graduates who take up work inside the city, and elsewhere; the rest go on to study or look for work
PLACED = {"vocational": (0.31, 0.12), "higher_vocational": (0.52, 0.37)}
SUMMERS = range(2018, 2025)
LARGEST = 4  # industries a school's local batches go to


def graduates(world: World) -> pl.DataFrame:
    """institution_id, stage, summer, graduate_count."""
    return (
        world.all(SchoolClass).filter(pl.col("stage").is_in(VOCATIONAL_STAGES))
        .group_by("institution_id", "stage", summer=pl.col("school_year") + 1)
        .agg(pl.col("graduate_count").cast(pl.Int64).sum())
        .filter((pl.col("graduate_count") > 0) & pl.col("summer").is_in(list(SUMMERS))).sort("institution_id", "stage", "summer")
    )  # fmt: skip


def build(world: World) -> None:
    """Local batches by the industries of a school's programmes, and one batch of those who left the city."""
    rng = world.rng("placements")
    offered = (
        world.all(Programme)
        .filter(pl.col("industry") != "")
        .group_by("institution_id")
        .agg(pl.col("industry").unique().sort())
    )
    industries: dict[int, list[str]] = dict(offered.rows())
    rows: list[tuple[int, str, str, bool, int, date]] = []
    for school, stage, summer, count in (
        graduates(world).select("institution_id", "stage", "summer", "graduate_count").iter_rows()
    ):
        local, away = PLACED[stage]
        names = industries.get(school, ["现代服务"])[:LARGEST]
        share = count * local * rng.uniform(0.85, 1.15)
        parts = shares_of(round(share), rng.uniform(0.5, 1.5, len(names)))
        (day,) = any_days(rng, date(summer, 6, 25), date(summer, 8, 25), 1)
        rows += [(school, stage, name, True, int(n), day) for name, n in zip(names, parts.tolist(), strict=True) if n]
        gone = round(count * away * rng.uniform(0.85, 1.15))
        if gone:
            rows.append((school, stage, names[0], False, gone, day))
    columns = ["institution_id", "stage", "industry", "is_local", "graduate_count", "placed_on"]
    world.add(Placement, pl.DataFrame(rows, schema=columns, orient="row"))
