"""Invented Mandarin assessments: every oldest class in Yi areas, samples elsewhere."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.assessment.models import MandarinAssessment
from xuezheng.demo.draws import pick
from xuezheng.demo.world import World
from xuezheng.registers.models import Area, SchoolClass

L = "511100"
YI_COUNTIES = ("511113", "511132", "511133")  # Jinkouhe, Ebian, Mabian
OLDEST_CLASS = "04"
SAMPLE = 40  # kindergartens elsewhere in each city
# school year of the class → share who pass in Yi areas (the action began in 2019); the last is printed
YI_PATH = {2019: 0.842, 2020: 0.931, 2021: 0.978, 2022: 0.995}
ELSEWHERE = (0.965, 0.995)


def yi_towns(world: World) -> list[str]:
    """Townships whose name says that Yi live there, besides the Yi counties."""
    areas = world.all(Area)
    return areas.filter((pl.col("level") == "town") & pl.col("name").str.contains("彝族"))["code"].to_list()


def kindergartens(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """institution_id, language_area of the kindergartens that are assessed."""
    found = world.institutions.filter(pl.col("school_type") == "111").sort("id")
    in_yi = pl.col("county_code").is_in(YI_COUNTIES) | pl.col("town_code").is_in(yi_towns(world))
    found = found.with_columns(is_yi=in_yi & (pl.col("city_code") == L))
    parts = [found.filter(pl.col("is_yi")).select(institution_id="id", language_area=pl.lit("yi"))]
    for city in world.cities:
        others = found.filter((pl.col("city_code") == city) & ~pl.col("is_yi"))
        chosen = pick(rng, others, min(SAMPLE, others.height), f"kindergartens in {city}")
        parts.append(chosen.select(institution_id="id", language_area=pl.lit("other")))
    return pl.concat(parts)


def build(world: World) -> None:
    """Assessments in May and June of each school year since the action began."""
    rng = world.rng("assessment")
    last_share = world.printed("ls.preschool_mandarin_pass").value / 100 if world.has_city(L) else 1.0
    path = {**YI_PATH, 2023: last_share}
    classes = (
        world.all(SchoolClass)
        .filter(
            (pl.col("grade") == OLDEST_CLASS) & pl.col("school_year").is_in(list(path)) & (pl.col("pupil_count") > 0)
        )
        .join(kindergartens(world, rng), on="institution_id")
        .sort("id")
    )
    pupils = classes["pupil_count"].to_numpy().astype(np.int64)
    years, is_yi = classes["school_year"].to_list(), (classes["language_area"] == "yi").to_numpy()
    assessed = np.maximum(1, pupils - rng.binomial(pupils, 0.03))
    shares = np.where(is_yi, [path[y] for y in years], rng.uniform(*ELSEWHERE, len(years)))
    offsets = rng.integers(0, 40, len(years))
    world.add(
        MandarinAssessment,
        pl.DataFrame(
            {
                "school_class_id": classes["id"],
                "assessed_on": [
                    date(y + 1, 5, 10) + timedelta(days=int(d)) for y, d in zip(years, offsets, strict=True)
                ],
                "language_area": classes["language_area"],
                "assessed_count": assessed,
                "passed_count": rng.binomial(assessed, shares),
            }
        ),
    )
