"""Invented inspectors of two terms, and the schools each is responsible for."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.draws import any_days, some
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.supervision.models import InspectorAppointment, ResponsibleInspector

NOW = date(2024, 9, 1)
TERMS = ((date(2019, 3, 1), date(2022, 3, 1)), (date(2022, 3, 1), None))
ELSEWHERE = {"511000": 243, "510900": 187, "511100": 214}
EARLIER_SHARE, EARLIER_COVERAGE = 0.86, 0.82
CITY_TIER_SHARE, FULL_TIME_SHARE, JOINED_LATE = 0.08, 0.12, 0.04


def appointments(world: World, city: str, count: int, term: tuple[date, date | None]) -> pl.DataFrame:
    """So many inspectors of a city for a term: some of the city, the rest of the counties by their schools."""
    start, end = term
    rng = world.rng(f"inspectors {city} {start}")
    schools = world.open_on(start, city).filter(~pl.col("school_type").is_in(["411", "414"]))
    sizes = schools.group_by("county_code").len().sort("county_code")
    of_city = round(count * CITY_TIER_SHARE)
    shares = shares_of(count - of_city, sizes["len"].to_numpy().astype(np.float64), 1)
    areas = [city] * of_city + [
        c for c, n in zip(sizes["county_code"].to_list(), shares.tolist(), strict=True) for _ in range(n)
    ]
    late = rng.random(count) < JOINED_LATE
    joined = any_days(rng, date(start.year + 1, 3, 1), date(start.year + 2, 6, 30), count)
    frame = pl.DataFrame(
        {
            "number": [f"DX{area}{start.year}{i:04d}" for i, area in enumerate(areas, start=1)],
            "tier": ["city" if area == city else "county" for area in areas],
            "area_code": areas,
            "is_full_time": rng.random(count) < FULL_TIME_SHARE,
            "started_on": [day if is_late else start for day, is_late in zip(joined, late.tolist(), strict=True)],
        }
    ).with_columns(ended_on=pl.lit(end, pl.Date))
    return frame.with_columns(id=world.add(InspectorAppointment, frame))


def responsible(world: World, city: str, made: pl.DataFrame, term: tuple[date, date | None], coverage: float) -> None:
    """Name an inspector of the county at the gate of each school of the term (or of a share of them)."""
    start, end = term
    rng = world.rng(f"responsible {city} {start}")
    last = end or date(2100, 1, 1)
    there = world.institutions.filter(
        (pl.col("city_code") == city)
        & ~pl.col("school_type").is_in(["411", "414"])
        & (pl.col("opened_on") < last)
        & (pl.col("closed_on").is_null() | (pl.col("closed_on") > start))
    ).sort("id")
    there = some(rng, there, round(there.height * coverage)).sort("id")
    from_start = made.filter(pl.col("started_on") == start)
    by_area = {
        str(area): group["id"].to_list() for (area,), group in from_start.group_by("area_code", maintain_order=True)
    }
    by_county = [by_area.get(county) or by_area[city] for county in there["county_code"].to_list()]
    chosen = [ids[i % len(ids)] for i, ids in enumerate(by_county)]
    world.add(
        ResponsibleInspector,
        there.select(
            institution_id="id", started_on=pl.max_horizontal("opened_on", pl.lit(start)),
            ended_on=pl.min_horizontal("closed_on", pl.lit(end, pl.Date)),
        ).with_columns(appointment_id=pl.Series(chosen)),
    )  # fmt: skip


def build(world: World) -> None:
    """Two terms of inspectors in each city; in Nanchong as many now as printed, at every school."""
    for city in world.cities:
        is_printed = city == "511300"
        count = world.target("nc.inspectors") if is_printed else ELSEWHERE[city]
        covered = world.printed("nc.supervised_schools").value / 100 if is_printed else 0.985
        before, now = TERMS
        earlier = appointments(world, city, round(count * EARLIER_SHARE), before)
        responsible(world, city, earlier, before, EARLIER_COVERAGE)
        responsible(world, city, appointments(world, city, count, now), now, covered)
