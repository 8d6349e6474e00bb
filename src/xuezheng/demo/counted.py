"""What the statistical bureau counts of the invented counties: levels of schooling, residents at school, children with disabilities."""

from typing import Final

import numpy as np
import polars as pl

from xuezheng.demo.areas import counties
from xuezheng.demo.facts import census
from xuezheng.demo.plans import YEARS
from xuezheng.demo.population import CENSUS_YEAR, children
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.registers.models import Attainment, DisabledChildren, Population, SchoolClass
from xuezheng.registers.rules import ATTAINMENT_LEVELS, GRADES_OF_STAGE

SURVEYS: Final = {2015: "1%人口抽样调查分学历推算（演示）", CENSUS_YEAR: "第七次全国人口普查分学历（演示）"}
FIRST_AGE, LAST_AGE = 14, 90
FIRST_AGE_OF: Final = {"preschool": 3, "primary": 6, "junior": 12, "senior": 15, "vocational": 15, "special": 6}
AGE_OF: Final = {
    (stage, grade): first + place
    for stage, first in FIRST_AGE_OF.items()
    for place, grade in enumerate(GRADES_OF_STAGE[stage])
}
DISABLED_SHARE = 0.0042  # of children of compulsory age
PLACED: Final = {"special_school": 0.27, "regular_class": 0.47, "attached_class": 0.04, "home": 0.19, "none": 0.03}


def _levels(age: int, year: int, ahead: float) -> list[float]:
    """Shares of the levels of schooling at an age: later cohorts stayed longer, some counties are ahead."""
    born = year - age
    later = np.clip((born - 1930) / 75 + ahead, 0.0, 1.15)
    tertiary = 0.42 * later**3.2 if age >= 19 else 0.0
    senior = 0.30 * later**1.6 if age >= 18 else (0.55 if age == 17 else 0.0)
    none = max(0.0015, 0.34 * (1 - min(later, 1.0)) ** 2.2)
    primary = 0.55 * (1 - min(later, 1.0)) ** 0.9 + 0.01
    if age == FIRST_AGE:
        none, primary, senior, tertiary = 0.003, 0.9, 0.0, 0.0
    junior = max(0.05, 1 - none - primary - senior - tertiary)
    return [none, primary, junior, senior, tertiary]


def _attainment(world: World) -> None:
    rng = world.rng("attainment")
    people = dict(census().select("county_code", "person_count").rows())
    rows: list[tuple[str, int, int, str, int, int, str]] = []
    for code in counties(world.cities)["code"].to_list():
        ahead = float(rng.normal(0.0, 0.05))
        young = sum(children(code, CENSUS_YEAR, age) for age in range(FIRST_AGE))
        ages = np.arange(FIRST_AGE, LAST_AGE + 1)
        weights = np.where(ages < 60, 1.0 + 0.25 * np.sin((ages - 20) / 9), np.exp(-(ages - 60) / 16))
        for year, source in SURVEYS.items():
            for age, persons in zip(ages.tolist(), shares_of(people[code] - young, weights).tolist(), strict=True):
                counts = shares_of(persons, np.array(_levels(age, year, ahead)))
                unread = [0.78 * counts[0], 0.012 * counts[1], 0, 0, 0]
                rows += [
                    (code, year, age, level, int(count), int(illiterate), source)
                    for level, count, illiterate in zip(ATTAINMENT_LEVELS, counts, unread, strict=True)
                    if count
                ]
    columns = ["area_id", "year", "age", "level", "person_count", "illiterate_count", "source"]
    world.add(Attainment, pl.DataFrame(rows, schema=columns, orient="row"))


def _enrolled(world: World) -> None:
    """Residents at school, by age: pupils of the grade of that age, at most all residents but a few."""
    rng = world.rng("enrolled")
    place = world.institutions.select("county_code", institution_id="id")
    grades = pl.DataFrame(
        [(stage, grade, age) for (stage, grade), age in AGE_OF.items()], schema=["stage", "grade", "age"], orient="row"
    )
    pupils = (
        world.all(SchoolClass).join(grades, on=("stage", "grade")).join(place, on="institution_id")
        .group_by(area_id="county_code", year="school_year", age="age").agg(pupils=pl.col("pupil_count").cast(pl.Int64).sum())
    )  # fmt: skip
    people = world.all(Population).join(pupils, on=("area_id", "year", "age"), how="left", maintain_order="left")
    most = (people["person_count"].to_numpy() * rng.uniform(0.989, 0.9995, people.height)).astype(np.int64)
    known = pl.min_horizontal("pupils", pl.Series(most))
    world.replace(Population, people.with_columns(enrolled_count=known).drop("pupils"))


def _disabled(world: World) -> None:
    rng = world.rng("disabled")
    rows: list[tuple[str, int, str, str, int, str]] = []
    for code in counties(world.cities)["code"].to_list():
        left_out = float(rng.uniform(0.3, 2.6))
        for year in YEARS[1:]:
            for stage, ages in (("primary", range(6, 12)), ("junior", range(12, 15))):
                total = round(sum(children(code, year, age) for age in ages) * DISABLED_SHARE)
                weights = np.array(list(PLACED.values()))
                weights[-1] *= left_out * (1.35 - 0.1 * (year - YEARS[1]))
                counts = shares_of(total, weights)
                rows += [
                    (code, year, stage, placement, int(count), "残联登记与教育部门核对（演示）")
                    for placement, count in zip(PLACED, counts, strict=True)
                ]
    columns = ["area_id", "year", "stage", "placement", "person_count", "source"]
    world.add(DisabledChildren, pl.DataFrame(rows, schema=columns, orient="row"))


def build(world: World) -> None:
    """Attainment of two counts; residents at school and children with disabilities of every year."""
    _attainment(world)
    _enrolled(world)
    _disabled(world)
