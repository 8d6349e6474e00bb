"""Grade-one entrants by county from 2009: the base of the nine-year rates, so that the printed one comes out."""

from typing import Final

import numpy as np
import polars as pl

from xuezheng.demo.population import children
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import LAST_YEAR, World
from xuezheng.registers.models import EntrantCohort, SchoolClass

RATES: Final = {  # nine-year rates in the returns of 2018 … 2024
    "511000": (1.0042, 1.0058, 1.0071, 1.0089, 1.0106, 1.0, 1.0131),
    "510900": (0.9968, 0.9981, 0.9994, 1.0012, 1.0031, 1.0052, 1.0064),
    "511100": (0.9921, 0.9934, 0.9949, 0.9968, 0.9986, 1.0007, 1.0021),
    "511300": (0.9957, 0.9969, 0.9988, 1.0003, 1.0018, 1.0036, 1.0049),
}
SOURCE = "当年教育事业统计报表（演示）"


def _past(world: World, city: str, graduates: pl.DataFrame, rng: np.random.Generator) -> list[tuple[str, int, int]]:
    """Entrants nine years before each return, from its graduates and the city's rate."""
    rows: list[tuple[str, int, int]] = []
    here = graduates.filter(pl.col("county_code").str.starts_with(city[:4]))
    for at, year in enumerate(range(2018, LAST_YEAR + 1)):
        own = here.filter(pl.col("school_year") == year - 1).sort("county_code")
        is_printed = city == "511000" and year == 2023
        rate = world.printed("nj.compulsory_retention").value / 100 if is_printed else RATES[city][at]
        total = round(int(own["graduate_count"].sum()) / rate)
        weights = own["graduate_count"].to_numpy() * rng.uniform(0.985, 1.015, own.height)
        rows += list(
            zip(own["county_code"].to_list(), [year - 9] * own.height, shares_of(total, weights).tolist(), strict=True)
        )
    return rows


def build(world: World) -> None:
    """2009 to 2015 from the rates, 2016 and 2017 from the cohorts, later ones as the classes counted them."""
    rng = world.rng("entrants")
    place = world.institutions.select("county_code", institution_id="id")
    classes = world.all(SchoolClass).join(place, on="institution_id", how="left", maintain_order="left")
    graduates = (
        classes.filter((pl.col("stage") == "junior") & (pl.col("grade") == "23"))
        .group_by("county_code", "school_year")
        .agg(pl.col("graduate_count").sum())
    )
    rows: list[tuple[str, int, int]] = []
    for city in world.cities:
        rows += _past(world, city, graduates, rng)
    counties = place["county_code"].unique().sort().to_list()
    rows += [(county, year, children(county, year, 6)) for county in counties for year in (2016, 2017)]
    counted = (
        classes.filter((pl.col("grade") == "11") & (pl.col("stage") == "primary") & (pl.col("school_year") > 2017))
        .group_by("county_code", "school_year")
        .agg(pl.col("entrant_count").sum())
        .sort("county_code", "school_year")
    )
    rows += counted.select("county_code", "school_year", "entrant_count").rows()
    frame = pl.DataFrame(rows, schema=["area_id", "entry_year", "entrant_count"], orient="row")
    world.add(EntrantCohort, frame.sort("area_id", "entry_year").with_columns(source=pl.lit(SOURCE)))
