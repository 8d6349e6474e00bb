"""Classes follow the cohorts, meet the printed shares, and are filled by the pupils who are persons."""

from datetime import date

import polars as pl
import pytest

from xuezheng.demo import build
from xuezheng.demo.population import children
from xuezheng.demo.students import COUNTY
from xuezheng.demo.tests.worlds import SEED, neijiang
from xuezheng.demo.world import World
from xuezheng.publication.compare import compare
from xuezheng.registers.models import (
    Enrolment,
    EntrantCohort,
    Population,
    SchoolClass,
    StaffDegree,
    StaffPost,
    Student,
)


def classes() -> pl.DataFrame:
    world = neijiang()
    place = world.institutions.select("county_code", "school_type", institution_id="id")
    return world.all(SchoolClass).join(place, on="institution_id", maintain_order="left")


def held(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    return frame.filter((pl.col("started_on") <= day) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > day)))


def test_primary_pupils_are_the_children_of_their_age() -> None:
    by_grade = (
        classes()
        .filter(pl.col("stage") == "primary")
        .group_by("county_code", "school_year", "grade")
        .agg(pl.col("pupil_count").sum())
    )
    for county, year, grade, count in by_grade.iter_rows():
        of_age = children(county, year, int(grade) - 11 + 6)
        assert abs(count / of_age - 1) < 0.06, (county, year, grade)


def test_a_school_s_cohort_moves_up() -> None:
    """Where nothing opens or closes nearby, last year's grade two is this year's grade three, school by school."""
    primary = classes().filter((pl.col("stage") == "primary") & (pl.col("school_type") == "211"))
    counts = primary.group_by("institution_id", "school_year", "grade").agg(pl.col("pupil_count").sum())
    before = counts.filter(pl.col("grade") == "12").select(
        "institution_id", pl.col("school_year") + 1, was="pupil_count"
    )
    both = counts.filter(pl.col("grade") == "13").join(before, on=["institution_id", "school_year"])
    change = ((both["pupil_count"] - both["was"]).abs() / both["was"]).to_numpy()
    assert (change < 0.05).mean() > 0.8


@pytest.mark.parametrize(("id", "year", "which"), [
    ("nj.public_preschool_share_2018", 2018, "public"), ("nj.public_preschool_share_2023", 2023, "public"),
    ("nj.inclusive_preschool_coverage_2018", 2018, "covered"), ("nj.inclusive_preschool_coverage_2023", 2023, "covered"),
])  # fmt: skip
def test_preschool_shares(id: str, year: int, which: str) -> None:
    world = neijiang()
    kind = pl.col("is_private").not_() if which == "public" else ~pl.col("is_private") | pl.col("is_inclusive")
    now = (
        classes()
        .filter((pl.col("stage") == "preschool") & (pl.col("school_year") == year))
        .join(world.kindergartens.filter(pl.col("year") == year), on="institution_id")
    )
    share = int(now.filter(kind)["pupil_count"].sum()) / int(now["pupil_count"].sum())
    assert compare(world.printed(id), share * 100).agrees


def test_preschool_gross_enrolment_and_retention() -> None:
    world = neijiang()
    known = (
        world.all(Population).filter((pl.col("year") == 2023) & pl.col("age").is_in([3, 4, 5]))["person_count"].sum()
    )
    young = classes().filter((pl.col("stage") == "preschool") & (pl.col("school_year") == 2023))["pupil_count"].sum()
    assert compare(world.printed("nj.preschool_gross_enrolment"), int(young) / int(known) * 100).agrees
    left = classes().filter((pl.col("grade") == "23") & (pl.col("school_year") == 2022) & (pl.col("stage") == "junior"))
    entered = world.all(EntrantCohort).filter(pl.col("entry_year") == 2014)["entrant_count"].sum()
    rate = int(left["graduate_count"].sum()) / int(entered)
    assert compare(world.printed("nj.compulsory_retention"), rate * 100).agrees


@pytest.mark.parametrize(("year", "suffix"), [(2020, "2020"), (2024, "now")])
def test_senior_teachers_and_their_masters(year: int, suffix: str) -> None:
    world, day = neijiang(), date(year, 9, 1)
    posts = held(world.all(StaffPost), day).filter((pl.col("stage") == "senior") & (pl.col("post") == "teacher"))
    assert posts.height == posts["staff_id"].n_unique() == world.target(f"nj.senior_teachers_{suffix}")
    masters = world.all(StaffDegree).filter((pl.col("awarded_on") <= day) & pl.col("attainment").is_in(["11", "14"]))
    share = posts["staff_id"].is_in(masters["staff_id"].unique().to_list()).mean()
    assert compare(world.printed(f"nj.senior_masters_share_{suffix}"), float(str(share)) * 100).agrees


@pytest.mark.parametrize("year", [2018, 2021, 2024])
def test_pupils_fill_their_classes(year: int) -> None:
    world = neijiang()
    enrolled = held(world.all(Enrolment), date(year, 9, 1))
    assert enrolled["student_id"].n_unique() == enrolled.height > 50_000
    sex = world.all(Student).select("sex", student_id="id")
    key = ["institution_id", "stage", "number"]
    persons = (
        enrolled.rename({"class_number": "number"})
        .join(sex, on="student_id")
        .with_columns(place=pl.int_range(pl.len()))
        .group_by(key)
        .agg(pl.len(), girls=(pl.col("sex") == "2").sum())
        .sort(key)
    )
    own = (
        (pl.col("county_code") == COUNTY) & (pl.col("school_year") == year) & ~pl.col("stage").str.starts_with("higher")
    )
    counted = classes().filter(own).group_by(key).agg(pl.col("pupil_count").sum(), pl.col("girl_count").sum()).sort(key)
    assert persons["len"].to_list() == counted["pupil_count"].to_list()
    assert persons["girls"].to_list() == counted["girl_count"].to_list()


def test_the_same_seed_gives_the_same_world() -> None:
    again = World(SEED, ("511000",))
    for builder in build.CORE[:7]:
        builder(again)
    assert again.institutions.equals(neijiang().institutions)
    other = [c for c in again.all(SchoolClass).columns if not c.endswith("_count") and c != "programme_id"] + [
        "pupil_count"
    ]
    assert again.all(SchoolClass).select(other).equals(neijiang().all(SchoolClass).select(other))
