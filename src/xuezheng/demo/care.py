"""What invented schools report of their care for pupils and teachers, a little better every year."""

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.ahead import is_ahead
from xuezheng.demo.staffing import FIRST, LAST
from xuezheng.demo.world import World
from xuezheng.registers.models import SchoolClass, SchoolServices, StaffPost
from xuezheng.registers.rules import PRIVATE_ORGANISER

Reals = npt.NDArray[np.float64]
STAGES: Final = ("primary", "junior", "senior", "vocational")
MYOPIC: Final = {"primary": 0.37, "junior": 0.67, "senior": 0.8, "vocational": 0.62}
NEEDY: Final = {"primary": 0.075, "junior": 0.105, "senior": 0.17, "vocational": 0.24}
FLAGS: Final = {
    "has_labour_lessons": (0.84, 0.99),
    "has_arts_lessons": (0.8, 0.985),
    "has_family_guidance": (0.62, 0.95),
}
AFTER_SCHOOL: Final = {2018: 0.14, 2019: 0.19, 2020: 0.3, 2021: 0.81, 2022: 0.9, 2023: 0.93, 2024: 0.935}


def _teachers(world: World) -> pl.DataFrame:
    """institution_id, school_year, teachers: full-time teachers on 1 September."""
    posts = world.all(StaffPost).filter((pl.col("post") == "teacher") & pl.col("is_full_time"))
    frames = []
    for year in range(FIRST, LAST + 1):
        day = date(year, 9, 1)
        held = posts.filter((pl.col("started_on") <= day) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > day)))
        frames.append(held.group_by("institution_id").agg(teachers=pl.len()).with_columns(school_year=pl.lit(year)))
    return pl.concat(frames).cast({"teachers": pl.Int64, "school_year": pl.Int64})


def _schools(world: World) -> pl.DataFrame:
    """One row a school and year: pupils by stage, boarders, graduates of the vocational year before, teachers, county."""
    classes = (
        world.all(SchoolClass)
        .filter(pl.col("stage").is_in(STAGES))
        .cast({"school_year": pl.Int64, "pupil_count": pl.Int64})
    )
    n = pl.col("pupil_count")
    by_year = classes.group_by("institution_id", "school_year").agg(
        pupils=n.sum(), boarders=pl.col("boarder_count").cast(pl.Int64).sum(),
        entrants=n.filter(pl.col("grade") == "31").sum(), interns=n.filter(pl.col("grade") == "43").sum(),
        **{stage: n.filter(pl.col("stage") == stage).sum() for stage in STAGES},
    )  # fmt: skip
    last = classes.filter(pl.col("grade") == "43").group_by("institution_id", school_year=pl.col("school_year") + 1)
    graduated = last.agg(graduates=pl.col("graduate_count").cast(pl.Int64).sum())
    about = world.institutions.select("organiser", "rank", "school_type", "county_code", institution_id="id")
    return (
        by_year.filter((pl.col("school_year") >= FIRST) & (pl.col("pupils") > 0))
        .join(_teachers(world), on=("institution_id", "school_year"), how="left")
        .join(graduated, on=("institution_id", "school_year"), how="left")
        .join(about, on="institution_id", how="left")
        .with_columns(pl.col("teachers", "graduates").fill_null(0))
        .sort("institution_id", "school_year")
    )


def _parts(frame: pl.DataFrame, rng: np.random.Generator, leads: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The counts of each school and year; counties that are ahead admit by zone and train everybody by now."""
    done = leads & (frame["school_year"].to_numpy() >= LAST - 1)
    school, county = (np.unique(frame[c].to_numpy(), return_inverse=True)[1] for c in ("institution_id", "county_code"))
    year = frame["school_year"].to_numpy() - FIRST
    pupils, teachers = frame["pupils"].to_numpy(), frame["teachers"].to_numpy()

    def each(low: float, high: float, gain: float = 0.0, *, of: Any = school) -> Reals:
        """A share that a school (or county) keeps, better by `gain` each year."""
        return np.minimum(rng.uniform(low, high, int(of.max()) + 1)[of] + gain * year, 1.0)

    def part(whole: Any, share: Reals | float) -> npt.NDArray[np.int64]:
        return np.floor(np.asarray(whole) * share).astype(np.int64)

    day = pupils - frame["boarders"].to_numpy()
    after = np.array([AFTER_SCHOOL[y] for y in frame["school_year"].to_list()]) * each(0.93, 1.06)
    tested = part(pupils, each(0.95, 1.0))
    passed = part(tested, each(0.87, 0.95, 0.006))
    screened = part(pupils, each(0.94, 1.0))
    mix = {s: frame[s].to_numpy() / pupils for s in STAGES}
    myopic = sum(mix[s] * share for s, share in MYOPIC.items()) * each(0.92, 1.07) - 0.004 * year
    eligible = part(pupils, sum(mix[s] * share for s, share in NEEDY.items()) * each(0.6, 1.6))
    helped = part(eligible, each(0.965, 1.0, 0.003))
    interns = part(frame["interns"].to_numpy(), each(0.85, 0.98))
    places = frame["entrants"].to_numpy()
    return {
        "day_pupil_count": day, "zoned_pupil_count": part(day, np.where(done, 1.0, each(0.92, 1.0, 0.006, of=county) * each(0.985, 1.0))),
        "place_count": places, "quota_place_count": part(places, each(0.44, 0.56, 0.012, of=county)),
        "after_school_count": part(pupils, np.minimum(after, 1.0)), "fitness_tested_count": tested, "fitness_passed_count": passed,
        "fitness_good_count": part(passed, each(0.28, 0.52, 0.012)), "vision_screened_count": screened,
        "myopic_count": part(screened, np.clip(myopic, 0.0, 0.95)), "aided_count": part(helped, 1.0) + part(pupils, 0.012),
        "eligible_count": eligible, "eligible_aided_count": helped,
        "trained_count": part(
            teachers, np.where(done, 1.0, np.minimum(each(0.86, 1.02, 0.02, of=county), each(0.93, 1.1)))
        ),
        "platform_teacher_count": part(teachers, np.minimum(0.1 + 0.12 * year, 0.82) * each(0.75, 1.15)),
        "enterprise_teacher_count": part(teachers, each(0.08, 0.24)),
        "certified_graduate_count": part(frame["graduates"].to_numpy(), each(0.66, 0.93, 0.008)), "intern_count": interns,
        "matched_intern_count": part(interns, each(0.7, 0.93, 0.008)),
    }  # fmt: skip


def build(world: World) -> None:
    """One row for each primary, secondary and vocational school and school year; what a kind of school has not stays empty."""
    rng = world.rng("care")
    frame = _schools(world)
    counts = frame.with_columns(
        **{
            name: pl.Series(values)
            for name, values in _parts(frame, rng, is_ahead(world, frame["county_code"])).items()
        }
    )
    school = np.unique(frame["institution_id"].to_numpy(), return_inverse=True)[1]
    progress = (frame["school_year"].to_numpy() - FIRST) / (LAST - FIRST)
    flags = {
        name: pl.Series(rng.random(int(school.max()) + 1)[school] < low + (high - low) * progress)
        for name, (low, high) in FLAGS.items()
    }
    is_compulsory = (pl.col("primary") + pl.col("junior")) > 0
    is_public, is_vocational = pl.col("organiser") != PRIVATE_ORGANISER, pl.col("vocational") > 0
    is_good = is_public & (pl.col("senior") > 0) & (pl.col("rank") == 0)
    lacking = {
        "day_pupil_count": is_compulsory & is_public, "zoned_pupil_count": is_compulsory & is_public, "place_count": is_good,
        "quota_place_count": is_good, "after_school_count": is_compulsory, "platform_teacher_count": ~is_vocational,
        "enterprise_teacher_count": is_vocational, "certified_graduate_count": is_vocational, "intern_count": is_vocational,
        "matched_intern_count": is_vocational,
    }  # fmt: skip
    kept = counts.with_columns(pl.when(has).then(pl.col(name)).alias(name) for name, has in lacking.items())
    names = [f.attname for f in SchoolServices._meta.concrete_fields if f.attname.endswith("_count")]
    world.add(SchoolServices, kept.select("institution_id", "school_year", *names).with_columns(**flags))
