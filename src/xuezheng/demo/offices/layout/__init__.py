"""Invented school districts with their members, reordered party organisations of schools, and villages with their children."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.draws import any_days, some
from xuezheng.demo.offices.layout import villages
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.layout.models import District, DistrictMember, PartyChange
from xuezheng.layout.rules import PARTY_CHANGES
from xuezheng.publication.rows.periods import THREE_YEARS

COMPULSORY = ("211", "218", "311", "312")
ELSEWHERE = {"510900": (15, 7), "511100": (18, 9), "511300": (34, 0), "511000": (0, 11)}  # districts, party changes
NUMERALS = "一二三四五六七八九十"
NOW = date(2024, 9, 1)


def numeral(n: int) -> str:
    """1 … 99 in Chinese, as districts are numbered."""
    tens, units = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[units - 1] if units else "")


def districts(world: World, city: str, count: int) -> None:
    """So many standing districts of a city, by its counties' schools, and two that were dissolved before."""
    rng = world.rng(f"districts {city}")
    schools = world.open_on(NOW, city, COMPULSORY).filter(~pl.col("is_private"))
    sizes = schools.group_by("county_code").len().sort("county_code")
    counts = shares_of(count, sizes["len"].to_numpy().astype(np.float64), 1)
    began = dict(
        zip(
            sizes["county_code"].to_list(),
            any_days(rng, date(2019, 3, 1), date(2022, 8, 31), sizes.height),
            strict=True,
        )
    )
    for county, number in zip(sizes["county_code"].to_list(), counts.tolist(), strict=True):
        start = began[county]
        ids = world.add(
            District,
            pl.DataFrame({"name": [f"第{numeral(i)}学区" for i in range(1, number + 1)]}).with_columns(
                area_code=pl.lit(county), started_on=pl.lit(start), ended_on=pl.lit(None, pl.Date)
            ),
        ).to_list()
        here = schools.filter(pl.col("county_code") == county).sort("longitude", "id")
        part = [ids[i * number // here.height] for i in range(here.height)]
        members = here.select("id", "opened_on").with_columns(district_id=pl.Series(part))
        world.add(
            DistrictMember,
            members.select(
                "district_id", institution_id="id", is_leading=pl.col("id") == pl.col("id").min().over("district_id"),
                started_on=pl.max_horizontal("opened_on", pl.lit(start)),
            ),
        )  # fmt: skip
    old = sizes["county_code"].to_list()[:2]
    world.add(
        District,
        pl.DataFrame({"name": [f"试点学区{numeral(i + 1)}" for i in range(len(old))], "area_code": old}).with_columns(
            started_on=pl.lit(date(2017, 9, 1)), ended_on=pl.lit(date(2019, 2, 15))
        ),
    )


def party_changes(world: World, city: str, count: int, first_on: date, last_on: date) -> None:
    """So many changes between two days, each at a school of its own."""
    rng = world.rng(f"party {city} {first_on}")
    public = world.open_on(last_on, city, ("211", "311", "312", "341", "342", "361")).filter(~pl.col("is_private"))
    chosen = some(rng, public.filter(pl.col("opened_on") < first_on), count)
    kinds = rng.choice(np.array(PARTY_CHANGES), chosen.height, p=[0.5, 0.2, 0.3])
    world.add(
        PartyChange,
        pl.DataFrame(
            {
                "institution_id": chosen["id"],
                "kind": kinds.tolist(),
                "occurred_on": any_days(rng, first_on, last_on, chosen.height),
                "document": "规范党组织设置通知",
            }
        ),
    )


def build(world: World) -> None:
    """Districts of Neijiang and party changes of Nanchong as printed; fewer of both elsewhere; villages everywhere."""
    first_on, last_on = THREE_YEARS.first_on, THREE_YEARS.last_on
    assert first_on and last_on
    for city in world.cities:
        standing, changed = ELSEWHERE[city]
        districts(world, city, world.target("nj.school_districts") if city == "511000" else standing)
        in_window = world.target("nc.party_units_reordered") if city == "511300" else changed
        party_changes(world, city, in_window, first_on, last_on)
        party_changes(world, city, 4 + changed // 3, date(2018, 3, 1), date(2021, 8, 31))
    villages.build(world)
