"""Children by county and single year of age from 2017 to 2024: the cohorts of the census of 2020, each a year older.

A cohort is named by the year in whose 1 September its children are 0 years old; it stays the same over the years (no
migration). Within a census band the ages share alike; under five they follow the births in China.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.areas import counties
from xuezheng.demo.facts import births, census
from xuezheng.demo.plans import YEARS
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.registers.models import Population

CENSUS_YEAR = 2020
FIRST_COHORT, LAST_COHORT = 1997, 2024
ADULT_AGE = 99  # stands for everybody of 20 and more, whom no indicator tells apart
SOURCE = "国家统计局第七次全国人口普查分县资料；按年龄推移，2021年起按全国出生人口推算（演示）"


@cache
def cohorts() -> dict[str, npt.NDArray[np.int64]]:
    """Children of each cohort (1997 … 2024) by county, as counted in 2020 or carried on from it by births."""
    found: dict[str, npt.NDArray[np.int64]] = {}
    national = births()
    for row in census().iter_rows(named=True):
        sizes: dict[int, int] = {CENSUS_YEAR: row["age_0"]}
        early = np.array([national[CENSUS_YEAR - age] for age in range(1, 5)], np.float64)
        for age, count in enumerate(shares_of(row["age_1_4"], early), start=1):
            sizes[CENSUS_YEAR - age] = int(count)
        for band, first in (("age_5_9", 5), ("age_10_14", 10), ("age_15_19", 15)):
            for age, count in enumerate(shares_of(row[band], np.ones(5)), start=first):
                sizes[CENSUS_YEAR - age] = int(count)
        for cohort in range(CENSUS_YEAR + 1, LAST_COHORT + 1):
            sizes[cohort] = round(row["age_0"] * national[cohort] / national[CENSUS_YEAR])
        oldest = sizes[CENSUS_YEAR - 19]
        found[row["county_code"]] = np.array([sizes.get(c, oldest) for c in range(FIRST_COHORT, LAST_COHORT + 1)])
    return found


def children(county_code: str, year: int, age: int) -> int:
    """Children of an age in a county on 1 September of a year."""
    return int(cohorts()[county_code][year - age - FIRST_COHORT])


def build(world: World) -> None:
    """Residents by county, year and age; one row of age 99 for the grown-up, constant since the census."""
    adults = dict(census().select("county_code", "person_count").rows())
    rows: list[tuple[str, int, int, int]] = []
    for code in counties(world.cities)["code"].to_list():
        young = sum(children(code, CENSUS_YEAR, age) for age in range(20))
        for year in YEARS[1:]:
            rows += [(code, year, age, children(code, year, age)) for age in range(20)]
            rows.append((code, year, ADULT_AGE, adults[code] - young))
    frame = pl.DataFrame(rows, schema=["area_id", "year", "age", "person_count"], orient="row")
    world.add(Population, frame.with_columns(source=pl.lit(SOURCE)))
