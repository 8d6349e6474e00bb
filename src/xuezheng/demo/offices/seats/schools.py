"""Which schools get a project in a span of days, and the projects as records."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.demo.draws import any_days, some
from xuezheng.demo.world import World
from xuezheng.registers.rules import STAGES_OF_TYPE

SCHOOL_TYPES = ("211", "311", "312", "341", "342")
ANY_KIND = pl.DataFrame(schema={"id": pl.Int64, "rebuilt_on": pl.Date, "stage": pl.String})
NOW = date(2024, 9, 1)


@dataclass(frozen=True)
class Window:
    """A span of days in which a city completes so many projects of kindergartens or of schools."""

    first_on: date
    last_on: date
    is_preschool: bool
    count: int
    seat_count: int  # of all its projects together


def programme(stage: str, completed_on: date) -> str:
    """The programme that pays for a project of a stage at its time."""
    is_14th = completed_on >= date(2021, 1, 1)
    match stage:
        case "preschool":
            return "preschool_plan_14" if is_14th else "preschool_plan_13"
        case "senior":
            return "county_senior_plan_14" if is_14th else ""
        case "vocational":
            return "vocational_conditions" if is_14th else ""
        case _:
            return "compulsory_weak_schools"


def _opened(public: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Schools that opened in the window: their projects were completed a little before."""
    found = public.with_columns(completed_on=pl.col("opened_on") - pl.duration(days=12))
    found = found.filter(pl.col("completed_on").is_between(window.first_on, window.last_on))
    return found.head(window.count).with_columns(project_kind=pl.lit("new"))


def chosen_schools(
    world: World, city: str, window: Window, rebuilt: pl.DataFrame, taken: set[int], rng: np.random.Generator
) -> pl.DataFrame:
    """Schools for a window's projects with kind and day: those that opened in it, those rebuilt in it, then any.

    Raises ValueError where there are too few.
    """
    types = ("111",) if window.is_preschool else SCHOOL_TYPES
    public = world.institutions.filter(
        (pl.col("city_code") == city) & pl.col("school_type").is_in(types) & ~pl.col("is_private")
        & ~pl.col("id").is_in(list(taken))
    ).sort("id")  # fmt: skip
    new = _opened(public, window)
    stays = pl.col("closed_on").is_null() | (pl.col("closed_on") > NOW)
    there = public.filter((pl.col("opened_on") < window.first_on - timedelta(days=700)) & stays)
    of_core = some(rng, there.join(rebuilt, on="id").sort("id"), window.count - new.height)
    weeks = [int(n) for n in rng.integers(4, 28, of_core.height)]
    of_core = of_core.with_columns(
        completed_on=pl.Series(
            [d - timedelta(days=n) for d, n in zip(of_core["rebuilt_on"], weeks, strict=True)], dtype=pl.Date
        )
    )
    count = window.count - new.height - of_core.height
    others = there.filter(~pl.col("id").is_in(of_core["id"].to_list()))
    others = some(
        rng, others.with_columns(pull=pl.when(pl.col("urban_rural") < "13").then(3.0).otherwise(1.0)), count, "pull"
    )
    if others.height < count:
        raise ValueError(
            f"{count} projects of {city} need as many schools from {window.first_on}. There are {others.height}."
        )
    others = others.with_columns(
        completed_on=pl.Series(any_days(rng, window.first_on, window.last_on, count), dtype=pl.Date)
    )
    old = pl.concat([of_core, others.drop("pull")], how="diagonal_relaxed")
    kinds = rng.choice(np.array(["extended", "rebuilt"]), old.height, p=[0.6, 0.4]).tolist()
    return pl.concat([new, old.with_columns(project_kind=pl.Series(kinds, dtype=pl.String))], how="diagonal_relaxed")


def project_rows(chosen: pl.DataFrame, serial: int, rng: np.random.Generator) -> pl.DataFrame:
    """Projects of the chosen schools: code, stage, programme, when they began."""
    if "stage" not in chosen.columns:
        chosen = chosen.with_columns(stage=pl.lit(None, pl.String))
    rows = chosen.select("county_code", "school_type", "completed_on", "stage").rows()
    # a school of several stages is built for its last one as often as for its first
    stages = [stage or STAGES_OF_TYPE[kind][-1 if i % 2 else 0] for i, (_, kind, _, stage) in enumerate(rows)]
    began = [
        day - timedelta(days=int(n)) for (_, _, day, _), n in zip(rows, rng.integers(260, 800, len(rows)), strict=True)
    ]
    return chosen.select(
        "campus_id", "completed_on", "project_kind", institution_id="id",
        code=pl.Series([f"{county}-{day.year}-{serial + i:04d}" for i, (county, _, day, _) in enumerate(rows)], dtype=pl.String),
        stage=pl.Series(stages, dtype=pl.String),
        programme=pl.Series([programme(s, row[2]) for s, row in zip(stages, rows, strict=True)], dtype=pl.String),
        started_on=pl.Series(began, dtype=pl.Date),
    )  # fmt: skip
