"""Invented villages and communities around the public schools that teach their children today.

Each primary school's pupils of the last year are shared among one village to sixteen about it; its junior pupils come from
the villages nearest to it that have room left. A few villages lie far out, so that a layout has something to decide.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.naming import VILLAGE_WORDS, ordinal
from xuezheng.demo.siting import around, boundaries
from xuezheng.demo.world import LAST_YEAR, World
from xuezheng.layout.models import Village, VillageChildren
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE

NOW = date(2024, 9, 1)
Floats = npt.NDArray[np.float64]
MOUNTAINS = ("511113", "511129", "511132", "511133")
CHILDREN = 95  # of a village, about
MOST = 16  # villages of one school
FAR_SHARE, FAR_KM = 0.05, 9.0


def pupils_by_grade(world: World, stage: str) -> pl.DataFrame:
    """institution_id, and a column of pupils for each grade of a stage, of the public schools of the last year."""
    public = world.open_on(NOW).filter(~pl.col("is_private"))
    classes = world.all(SchoolClass).filter((pl.col("school_year") == LAST_YEAR) & (pl.col("stage") == stage))
    kept = classes.filter(pl.col("institution_id").is_in(public["id"].implode()))
    counts = kept.group_by("institution_id", "grade").agg(pl.col("pupil_count").cast(pl.Int64).sum())
    wide = counts.pivot(on="grade", index="institution_id", values="pupil_count").fill_null(0)
    grades = [g for g in GRADES_OF_STAGE[stage] if g in wide.columns]
    place = public.select(
        institution_id="id", town_code="town_code", county_code="county_code", longitude="longitude", latitude="latitude", urban_rural="urban_rural"
    )  # fmt: skip
    return wide.select("institution_id", *grades).join(place, on="institution_id").sort("institution_id")


def villages(
    world: World, county: str, schools: pl.DataFrame, rng: np.random.Generator, outline: object
) -> pl.DataFrame:
    """Villages of one county's primary schools with their children by grade."""
    grades = [g for g in GRADES_OF_STAGE["primary"] if g in schools.columns]
    found: list[dict[str, object]] = []
    serial: dict[tuple[str, bool], int] = {}
    for school in schools.iter_rows(named=True):
        pupils = sum(int(school[g]) for g in grades)
        if not pupils:
            continue
        count = int(np.clip(round(pupils / CHILDREN), 1 if pupils < 25 else 2, MOST))
        share = rng.dirichlet(np.full(count, 6.0))
        is_urban = str(school["urban_rural"]) < "13"
        radius = np.where(rng.random(count) < FAR_SHARE, FAR_KM, 1.0 if is_urban else 2.4)
        centre = np.tile(np.array([[school["longitude"], school["latitude"]]]), (count, 1))
        at = around(centre, outline, radius, rng)  # type: ignore[arg-type]
        counts = {g: rng.multinomial(int(school[g]), share) for g in grades}
        for k in range(count):
            key = (str(school["town_code"]), is_urban)
            serial[key] = number = serial.get(key, 0) + 1
            word = VILLAGE_WORDS[(number * 7 + int(key[0][-3:]) * 13) % len(VILLAGE_WORDS)]
            again = (number - 1) // len(VILLAGE_WORDS)
            name = word + (ordinal(again + 1) if again else "") + ("社区" if is_urban else "村")
            found.append({
                "code": f"{key[0]}{number + (0 if is_urban else 199):03d}", "town_id": key[0], "name": name, "longitude": float(at[k, 0]),
                "latitude": float(at[k, 1]), "terrain": "mountain" if county in MOUNTAINS else "hill", "counted_year": LAST_YEAR,
                "primary_school_id": int(school["institution_id"]), **{g: int(counts[g][k]) for g in grades},
            })  # fmt: skip
    return pl.DataFrame(found)


def junior(villages: pl.DataFrame, schools: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The villages with a junior school each, the nearest with room left, and its pupils shared among them."""
    grades = [g for g in GRADES_OF_STAGE["junior"] if g in schools.columns]
    if schools.is_empty():
        return villages.with_columns(pl.lit(None, pl.Int64).alias("junior_school_id"))
    primary = villages.select(pl.sum_horizontal("^1[1-6]$")).to_series().to_numpy().astype(np.float64)
    totals = schools.select(pl.sum_horizontal(grades)).to_series().to_numpy().astype(np.float64)
    room = totals * primary.sum() / max(1.0, totals.sum())
    at, to = villages.select("longitude", "latitude").to_numpy(), schools.select("longitude", "latitude").to_numpy()
    away: Floats = np.hypot(*((at[:, None] - to[None]) * np.array([96.0, 111.0])).transpose(2, 0, 1))
    chosen = np.full(len(at), -1)
    for i in np.argsort(away.min(axis=1), kind="stable"):
        order = np.argsort(away[i], kind="stable")
        fitting = [int(j) for j in order if room[j] > 0]
        chosen[i] = fitting[0] if fitting else int(order[0])
        room[chosen[i]] -= primary[i]
    counts = np.zeros((len(at), len(grades)), dtype=np.int64)
    for j in range(schools.height):
        own = np.flatnonzero(chosen == j)
        if not own.size:
            continue
        share = (primary[own] + 0.5) / (primary[own] + 0.5).sum()
        for k, grade in enumerate(grades):
            counts[own, k] = rng.multinomial(int(schools[grade][j]), share)
    ids = schools["institution_id"].to_numpy()
    return villages.with_columns(
        junior_school_id=pl.Series(ids[chosen]), **{grade: pl.Series(counts[:, k]) for k, grade in enumerate(grades)}
    )


def build(world: World) -> None:
    """Villages of every county, in the order of their codes."""
    shapes = boundaries(world.cities)
    primary, lower = pupils_by_grade(world, "primary"), pupils_by_grade(world, "junior")
    made: list[pl.DataFrame] = []
    for (county,), schools in primary.group_by("county_code", maintain_order=True):
        rng = world.rng(f"villages {county}")
        own = villages(world, str(county), schools, rng, shapes[str(county)])
        made.append(junior(own, lower.filter(pl.col("county_code") == county), rng))
    every = pl.concat(made, how="diagonal_relaxed").sort("code")
    grades = [c for c in every.columns if c.isdigit()]
    ids = world.add(Village, every.drop(grades))
    counts = (
        every.select(grades)
        .with_columns(village_id=ids)
        .unpivot(index="village_id", variable_name="grade", value_name="child_count")
    )
    kept = counts.filter(pl.col("child_count") > 0).sort("village_id", "grade")
    world.add(VillageChildren, kept.with_columns(pl.col("child_count").cast(pl.Int64)))
