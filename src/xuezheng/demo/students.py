"""Pupils as persons for one county or for Neijiang: on every 1 September as many in each class as the class counts.

A class through the years of its stage is a line of seats; a seat taken from one year to another is an enrolment. Who loses
a seat takes one that falls free for the same cohort: in the same school, then the same town, then anywhere in the area; so
a child goes from kindergarten to senior school as one person.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.classes import BOARDERS, LEFT_BEHIND, MIGRANTS, MINORITY, MINORITY_ELSEWHERE
from xuezheng.demo.people import id_numbers, region_of, registered
from xuezheng.demo.staffing import FIRST, LAST, Ints, matched
from xuezheng.demo.world import World
from xuezheng.ground.codes import id_check_character
from xuezheng.registers.models import Enrolment, SchoolClass, Student
from xuezheng.registers.rules import GRADES_OF_STAGE

COUNTY: Final = "511083"  # 隆昌市
AREAS: Final = {"none": "", "county": COUNTY, "city": "5110"}
FIRST_AGE: Final = {"preschool": 3, "primary": 6, "junior": 12, "senior": 15, "vocational": 15, "special": 6}
OVERAGE = 0.012  # children a year older than their cohort
NEW = -1


@dataclass
class Spells:
    """Enrolments as arrays: the line, first and last year on whose 1 September the seat is taken, and the person."""

    line: Ints
    first: Ints
    last: Ints
    person: Ints


def lines(world: World, prefix: str) -> tuple[pl.DataFrame, Ints]:
    """Lines (institution_id, stage, entry_year, number and the school's place) and pupils by line and year."""
    about = world.institutions.filter(pl.col("county_code").str.starts_with(prefix)).select(
        "county_code", "town_code", "rank", "closing_year", "receiver_id", institution_id="id"
    )
    grade = {code: i for stage in FIRST_AGE for i, code in enumerate(GRADES_OF_STAGE[stage]) if stage != "special"}
    special = {code: i for i, code in enumerate(GRADES_OF_STAGE["special"])}
    index = pl.when(pl.col("stage") == "special").then(
        pl.col("grade").replace_strict(special, default=0, return_dtype=pl.Int64)
    )
    found = (
        world.all(SchoolClass)
        .filter((pl.col("school_year") >= FIRST) & pl.col("stage").is_in(list(FIRST_AGE)))
        .join(about, on="institution_id", maintain_order="left")
        .with_columns(
            grade_index=index.otherwise(pl.col("grade").replace_strict(grade, default=0, return_dtype=pl.Int64))
        )
        .with_columns(entry_year=pl.col("school_year") - pl.col("grade_index"))
    )
    wide = found.sort("school_year").pivot(
        on="school_year", values="pupil_count",
        index=["institution_id", "stage", "entry_year", "number", *about.drop("institution_id").columns],
    )  # fmt: skip
    years = [str(year) for year in range(FIRST, LAST + 1)]
    wide = wide.with_columns(pl.col(years).fill_null(0)).sort("institution_id", "stage", "entry_year", "number")
    return wide.drop(years), wide.select(years).to_numpy().astype(np.int64)


def spells_of(pupils: Ints) -> Spells:
    """Runs of years in which each seat of each line is taken."""
    most = pupils.max(axis=1)
    line = np.repeat(np.arange(len(most)), most)
    seat = np.arange(len(line)) - np.repeat(np.cumsum(most) - most, most)
    taken = seat[:, None] < pupils[line]
    never = np.zeros((len(taken), 1), np.bool_)
    at, first = np.nonzero(taken & ~np.hstack([never, taken[:, :-1]]))
    last = np.nonzero(taken & ~np.hstack([taken[:, 1:], never]))[1]
    return Spells(line[at], first + FIRST, last + FIRST, np.full(len(at), NEW, np.int64))


def link(frame: pl.DataFrame, spells: Spells, rng: np.random.Generator) -> int:
    """Give every spell its person, in place; gives the number of persons."""
    cohort = (frame["entry_year"] - frame["stage"].replace_strict(FIRST_AGE, return_dtype=pl.Int64)).to_numpy()
    family = cohort * 2 + (frame["stage"] == "special").to_numpy()
    town = frame["town_code"].rank("dense").to_numpy().astype(np.int64)
    keys = (family * 1_000_000 + frame["institution_id"].to_numpy(), family * 1_000_000 + town, family)
    count = 0
    for year in range(FIRST, LAST + 1):
        joins = np.flatnonzero(spells.first == year)
        joins = joins[rng.permutation(len(joins))]
        leaves = np.flatnonzero(spells.last == year - 1)
        for key in keys:
            mine, theirs = matched(key[spells.line[leaves]], key[spells.line[joins]])
            spells.person[joins[theirs]] = spells.person[leaves[mine]]
            leaves, joins = np.delete(leaves, mine), np.delete(joins, theirs)
        joins = np.sort(joins)
        spells.person[joins] = np.arange(count, count + len(joins))
        count += len(joins)
    return count


def _per_stage(table: dict[str, int], stages: npt.NDArray[Any]) -> Ints:
    names = np.array(sorted(FIRST_AGE))
    return np.array([table[name] for name in names])[np.searchsorted(names, stages.astype(str))]


def _by_rank(
    table: dict[str, tuple[float, float, float]], stages: npt.NDArray[Any], rank: Ints
) -> npt.NDArray[np.float64]:
    names = np.array(sorted(FIRST_AGE))
    known = np.array([table.get(str(name), (0.0, 0.0, 0.0)) for name in names])
    return known[np.searchsorted(names, stages.astype(str)), rank]


def _people(
    world: World, frame: pl.DataFrame, spells: Spells, count: int
) -> tuple[pl.DataFrame, npt.NDArray[np.float64]]:
    """Students, and for each the chance that decides whether it is of a group (migrant or left behind)."""
    rng = world.rng("students")
    first = np.unique(spells.person, return_index=True)[1]
    line = spells.line[first]
    cohort = (frame["entry_year"] - frame["stage"].replace_strict(FIRST_AGE, return_dtype=pl.Int64)).to_numpy()[line]
    born = np.array([f"{year}-09-02" for year in range(1990, 2030)], "datetime64[D]")[cohort - 1 - 1990]
    born = born + rng.integers(0, 364, count).astype("timedelta64[D]")
    born -= np.where(rng.random(count) < OVERAGE, 365, 0).astype("timedelta64[D]")
    is_girl = rng.random(count) < 0.476
    county = frame["county_code"].to_numpy()[line]
    likely = np.array([MINORITY.get(code, MINORITY_ELSEWHERE) for code in county])
    ethnicity = np.where(
        rng.random(count) < likely, np.where(np.char.startswith(county.astype(str), "5111"), "07", "03"), "01"
    )
    numbers = id_numbers(region_of(county), born, is_girl)
    people = registered(rng, county, born, is_girl, ethnicity, numbers)
    stems = [f"{c}{y}{i:07d}" for i, (c, y) in enumerate(zip(county, spells.first[first], strict=True), start=1)]
    return (
        people.with_columns(
            student_number=pl.Series([f"L{stem}{id_check_character(stem)}" for stem in stems]),
            home_town_id=pl.Series(frame["town_code"].to_numpy()[line].astype(object), dtype=pl.String),
        ),
        rng.random(count),
    )


def _enrolments(world: World, frame: pl.DataFrame, spells: Spells, chance: npt.NDArray[np.float64]) -> pl.DataFrame:
    """Enrolments from the first day of the first year to the summer after the last."""
    rng = world.rng("enrolments")
    stage = frame["stage"].to_numpy()[spells.line]
    rank = frame["rank"].to_numpy()[spells.line]
    entry = frame["entry_year"].to_numpy()[spells.line]
    begun = np.where(spells.first == FIRST, entry, spells.first)
    length = _per_stage({s: len(GRADES_OF_STAGE[s]) for s in FIRST_AGE}, stage)
    is_over = spells.last < LAST
    is_last_grade = spells.last - entry >= length - 1
    closing = frame["closing_year"].to_numpy()[spells.line] == spells.last + 1
    end = np.where(is_last_grade, "graduated", np.where(closing, "merged", "transferred"))
    days = {
        md: np.array([f"{year}-{md}" for year in range(2000, 2030)], "datetime64[D]")
        for md in ("09-01", "07-08", "08-22")
    }
    ended = np.where(is_last_grade, days["07-08"][spells.last + 1 - 2000], days["08-22"][spells.last + 1 - 2000])
    ended[~is_over] = np.datetime64("NaT")
    grades = pl.DataFrame(
        [(s, i, g) for s in FIRST_AGE for i, g in enumerate(GRADES_OF_STAGE[s])],
        schema=["stage", "index", "entry_grade"],
        orient="row",
    )
    migrant, left = _by_rank(MIGRANTS, stage, rank), _by_rank(LEFT_BEHIND, stage, rank)
    own = chance[spells.person]
    found = pl.DataFrame(
        {
            "student_id": spells.person + 1,
            "institution_id": frame["institution_id"].to_numpy()[spells.line],
            "stage": pl.Series(stage.astype(object), dtype=pl.String),
            "index": begun - entry,
            "class_number": frame["number"].to_numpy()[spells.line],
            "is_boarder": rng.random(len(own)) < _by_rank(BOARDERS, stage, rank),
            "is_migrant": own < migrant,
            "is_left_behind": own > 1 - left,
            "started_on": days["09-01"][begun - 2000],
            "ended_on": ended,
            "start_reason": np.where(begun == entry, "admitted", "transferred"),
            "end_reason": np.where(is_over, end, ""),
        }
    )
    return found.join(grades, on=["stage", "index"], how="left", maintain_order="left").drop("index")


def _recount(world: World, frame: pl.DataFrame, spells: Spells, people: pl.DataFrame, enrolments: pl.DataFrame) -> None:
    """Classes of the area count the girls, minorities, boarders and others that their pupils are."""
    span = spells.last - spells.first + 1
    at = np.repeat(np.arange(len(span)), span)
    year = spells.first[at] + np.arange(len(at)) - np.repeat(np.cumsum(span) - span, span)
    who = spells.person[at]
    flags = {
        "girl_count": (people["sex"] == "2").to_numpy()[who],
        "minority_count": (people["ethnicity"] != "01").to_numpy()[who],
        "boarder_count": enrolments["is_boarder"].to_numpy()[at],
        "migrant_count": enrolments["is_migrant"].to_numpy()[at],
        "left_behind_count": enrolments["is_left_behind"].to_numpy()[at],
    }
    cell = spells.line[at] * 10 + (year - FIRST)
    size = frame.height * 10
    sums = {name: np.bincount(cell, weights=flag, minlength=size).astype(np.int64) for name, flag in flags.items()}
    lines_years = np.flatnonzero(np.bincount(cell, minlength=size))
    key = ["institution_id", "stage", "school_year", "grade", "number"]
    grades = {s: GRADES_OF_STAGE[s] for s in FIRST_AGE}
    line, when = lines_years // 10, lines_years % 10 + FIRST
    stage = frame["stage"].to_numpy()[line]
    index = when - frame["entry_year"].to_numpy()[line]
    counted = pl.DataFrame(
        {
            "institution_id": frame["institution_id"].to_numpy()[line],
            "stage": pl.Series(stage.astype(object), dtype=pl.String),
            "school_year": when,
            "grade": [grades[s][i] for s, i in zip(stage, index, strict=True)],
            "number": frame["number"].to_numpy()[line],
            **{f"new_{name}": values[lines_years] for name, values in sums.items()},
        }
    )
    classes = world.all(SchoolClass).join(counted, on=key, how="left", maintain_order="left")
    world.replace(
        SchoolClass,
        classes.with_columns(pl.coalesce(f"new_{name}", name).alias(name) for name in sums).drop(
            f"new_{n}" for n in sums
        ),
    )


def build(world: World) -> None:
    """Students and enrolments of the area that `world.pupils` names; nothing for "none" or a world without Neijiang."""
    prefix = AREAS[world.pupils]
    if not prefix or not world.has_city("511000"):
        return
    frame, pupils = lines(world, prefix)
    spells = spells_of(pupils)
    count = link(frame, spells, world.rng("links"))
    people, chance = _people(world, frame, spells, count)
    enrolments = _enrolments(world, frame, spells, chance)
    world.add(Student, people)
    world.add(Enrolment, enrolments)
    _recount(world, frame, spells, people, enrolments)
