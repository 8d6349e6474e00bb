"""Invented lessons of the library and study trips."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.draws import Chance, above, days, fitted, pick, records, school_days
from xuezheng.demo.world import World
from xuezheng.honours.models import Designation, LibraryLesson, StudyTrip
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import STAGES_OF_TYPE

N, S, L, C = "511000", "510900", "511100", "511300"
TODAY = date(2024, 9, 1)
LESSONS: dict[str, int | str] = {N: 146, S: 118, L: "ls.civics_lessons", C: 205}
OTHER_LESSONS = {"labour": 24, "heritage": 31}
THEMES = {
    "civics": (
        "红军渡口的一堂课", "一粒种子的力量", "国旗下的约定", "家乡的路", "中国天眼", "长江大保护", "我们的节日", "英雄就在身边",
        "劳动最光荣", "小小法官", "中国式现代化在身边", "石榴籽的故事", "从三线建设到新质生产力", "粮食安全", "袁隆平爷爷的稻田",
    ),
    "labour": ("校园里的一分田", "我会做家乡菜", "木工坊", "蚕桑课堂"),
    "heritage": ("川剧脸谱", "剪纸里的年味", "夹江年画", "诗经里的草木"),
}  # fmt: skip
TRIP_SHARE, STUDENT_SHARE = 0.043, 0.051  # how far above the printed “more than”
# trips a year of the cities for which none are printed, and of all before the three years; the epidemic kept 2020 at home
TRIPS_A_YEAR = {N: 150, S: 120, L: 210, C: 260}
SCHOOL_YEARS = {2017: 0.7, 2018: 0.8, 2019: 0.3, 2020: 0.5, 2021: 0.9, 2022: 1.0, 2023: 1.1}
SMALLEST_SCHOOL = 200  # smaller ones go on trips that others hold


def stage_of(school_type: str, chance: float) -> str:
    stages = STAGES_OF_TYPE[school_type]
    return stages[int(chance * len(stages))]


def lessons(world: World, city: str, subject: str, count: int, rng: Chance) -> list[dict[str, Any]]:
    """One lesson a school, all stages; a few more were withdrawn."""
    types = tuple(kind for kind in STAGES_OF_TYPE if kind != "218")
    found = world.open_on(TODAY, city, types).filter(pl.col("opened_on") < date(2021, 1, 1))
    gone = round(count * 0.04)
    weights = np.where((found["school_type"] == "111").to_numpy(), 0.35, 1.0)
    chosen = pick(rng, found, count + gone, f"schools for {subject} lessons in {city}", weights)
    accepted = days(rng, date(2020, 10, 1), date(2024, 6, 20), chosen.height)
    made: list[dict[str, Any]] = []
    for place, i in enumerate(rng.permutation(chosen.height)):
        school = chosen.row(int(i), named=True)
        theme = THEMES[subject][int(rng.integers(len(THEMES[subject])))]
        day = accepted[place] if place < count else days(rng, date(2020, 10, 1), date(2022, 6, 1), 1)[0]
        ended = day + timedelta(days=int(rng.integers(250, 700))) if place >= count else None
        made.append(
            {
                "institution_id": school["id"], "subject": subject, "title": theme, "started_on": day, "ended_on": ended,
                "stage": stage_of(school["school_type"], float(rng.random())),
            }
        )  # fmt: skip
    return made


def pupils(world: World) -> pl.DataFrame:
    """institution_id, pupil_count in the school year with the fewest, of institutions that taught from 2018 to 2024."""
    classes = world.all(SchoolClass).filter(pl.col("school_year").is_between(2018, 2024))
    a_year = classes.group_by("institution_id", "school_year").agg(pl.col("pupil_count").cast(pl.Int64).sum())
    whole = a_year.filter(pl.len().over("institution_id") == 7)
    return whole.group_by("institution_id").agg(pl.col("pupil_count").min()).sort("institution_id")


def travellers(world: World, city: str, counts: pl.DataFrame) -> pl.DataFrame:
    """Schools large enough to go on a trip of their own, open in all the years."""
    types = ("211", "311", "312", "341", "342", "345", "361")
    found = world.open_on(TODAY, city, types).filter(pl.col("opened_on") <= date(2017, 9, 1))
    large = counts.filter(pl.col("pupil_count") >= SMALLEST_SCHOOL)
    return found.join(large, left_on="id", right_on="institution_id").sort("id")


def trips(
    schools: pl.DataFrame, dates: list[date], students: int | None, bases: pl.DataFrame, rng: Chance
) -> pl.DataFrame:
    """A trip on each of the days; with `students`, together they take so many. Larger schools go more often."""
    count = len(dates)
    size = schools["pupil_count"].to_numpy().astype(np.float64)
    which = rng.choice(schools.height, count, p=np.sqrt(size) / np.sqrt(size).sum())
    most = size[which].astype(np.int64)
    raw = most * rng.uniform(0.15, 0.75, count)
    taken = fitted(raw, students or int(raw.sum()), 30, most)
    spans: list[tuple[int, date, date | None]] = bases.select("id", "started_on", "ended_on").rows()
    base: list[int | None] = []
    for day, chance in zip(dates, rng.random(count), strict=True):
        there = [id for id, start, end in spans if start <= day and (end is None or end > day)]
        base.append(there[int(chance / 0.6 * len(there))] if there and chance < 0.6 else None)
    return pl.DataFrame(
        {
            "institution_id": schools["id"].to_numpy()[which], "held_on": dates, "student_count": taken,
            "teacher_count": np.maximum(2, taken // 18), "day_count": rng.choice([1, 1, 1, 2, 3], count),
            "base_id": pl.Series(base, dtype=pl.Int64),
        }
    )  # fmt: skip


def city_trips(world: World, city: str, counts: pl.DataFrame, rng: Chance) -> list[pl.DataFrame]:
    """All trips of a city: as printed for Nanchong's three years, by the year elsewhere and before."""
    schools = travellers(world, city, counts)
    bases = world.all(Designation).filter(
        (pl.col("title") == "study_base") & pl.col("area_code").str.starts_with(city[:4])
    )
    made: list[pl.DataFrame] = []
    for year, share in SCHOOL_YEARS.items():
        if city == C and year >= 2021:
            continue
        dates = school_days(rng, date(year, 9, 1), date(year + 1, 8, 31), round(TRIPS_A_YEAR[city] * share))
        made.append(trips(schools, dates, None, bases, rng))
    if city == C:
        count = above(world.target("nc.study_trips"), TRIP_SHARE)
        students = above(world.target("nc.study_trip_students"), STUDENT_SHARE)
        dates = school_days(rng, date(2021, 9, 1), date(2024, 8, 31), count)
        made.append(trips(schools, dates, students, bases, rng))
    return made


def build(world: World) -> None:
    """Lessons and trips of every city."""
    rng = world.rng("honours: activities")
    made: list[dict[str, Any]] = []
    counts = pupils(world)
    all_trips: list[pl.DataFrame] = []
    for city in world.cities:
        wanted = LESSONS[city]
        made += lessons(world, city, "civics", world.target(wanted) if isinstance(wanted, str) else wanted, rng)
        for subject, count in OTHER_LESSONS.items():
            made += lessons(world, city, subject, count, rng)
        all_trips += city_trips(world, city, counts, rng)
    world.add(LibraryLesson, records(made, {"ended_on": pl.Date}))
    world.add(StudyTrip, pl.concat(all_trips).sort("held_on", "institution_id"))
