"""Invented studios, trainings, and joint and visiting lessons. Recruits are posts of the core."""

from datetime import date

import numpy as np
import polars as pl

from xuezheng.demo.draws import any_days, over, some
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.workforce.models import ExchangeActivity, ExchangeReach, Studio, TrainingEvent
from xuezheng.workforce.rules import EXCHANGE_KINDS, TRAINING_KINDS

YEARS = range(2018, 2025)  # flows of these returns
NOW = date(2024, 9, 1)
TRAINED = {"511000": 48_700, "510900": 41_300, "511100": 45_900}  # person-times in the last year
LESSONS = {"511000": 213, "510900": 164, "511100": 187}  # lessons in the last year
TITLES = {
    "induction": "新教师岗前培训", "subject": "学科教学能力培训", "principal": "校（园）长任职培训", "backbone": "骨干教师研修",
    "ethics": "师德师风专题培训", "digital": "信息技术应用能力培训",
}  # fmt: skip
SUBJECTS = ("chinese", "math", "english", "physics", "science", "ethics", "sports", "art", "preschool")
GROWTH = 0.055  # what a year had less than the year after


def flow(year: int) -> tuple[date, date]:
    """First and last day of the flow of the return of a year, without the summer holidays."""
    return date(year - 1, 9, 5), date(year, 6, 28)


def studios(world: World, city: str) -> None:
    """Provincial preschool studios of Neijiang as printed; provincial ones of other stages and lower ones everywhere."""
    rng = world.rng(f"studios {city}")
    wanted = [("teacher_workshop", "provincial", "primary", 2), ("principal_studio", "provincial", "senior", 2)]
    wanted += [("teacher_workshop", "city", "junior", 7), ("teacher_workshop", "city", "preschool", 4)]
    if city == "511000":
        wanted.append(("teacher_workshop", "provincial", "preschool", world.target("nj.teacher_workshops")))
        wanted.append(("principal_studio", "provincial", "preschool", world.target("nj.principal_studios")))
    types = {"preschool": ("111",), "primary": ("211",), "junior": ("311", "312"), "senior": ("342", "341")}
    for kind, level, stage, count in wanted:
        hosts = world.open_on(NOW, city, types[stage]).filter(
            ~pl.col("is_private") & (pl.col("opened_on") < date(2018, 1, 1))
        )
        for ended, number in ((None, count), (date(2022, 6, 30), 1)):
            chosen = some(rng, hosts, number)
            begun = any_days(rng, date(2019, 3, 1), date(2021, 12, 31), chosen.height)
            world.add(
                Studio,
                chosen.select(institution_id="id").with_columns(
                    kind=pl.lit(kind), level=pl.lit(level), stage=pl.lit(stage), document=pl.lit("工作坊（室）名单公布文件"),
                    started_on=pl.Series(begun, dtype=pl.Date), ended_on=pl.lit(ended, pl.Date),
                ),
            )  # fmt: skip


def trainings(world: World, city: str, year: int, people: int) -> None:
    """Trainings of a city and its counties in the flow of a year, with so many person-times together."""
    rng = world.rng(f"trainings {city} {year}")
    counties = sorted(set(world.institutions.filter(pl.col("city_code") == city)["county_code"].to_list()))
    count = max(20, people // 260)
    areas = [city if i % 6 == 0 else counties[int(rng.integers(len(counties)))] for i in range(count)]
    kinds = rng.choice(np.array(TRAINING_KINDS), count, p=[0.1, 0.42, 0.08, 0.14, 0.1, 0.16]).tolist()
    world.add(
        TrainingEvent,
        pl.DataFrame(
            {
                "area_code": areas,
                "organiser": ["市教师发展中心" if area == city else "县教师发展中心" for area in areas],
                "kind": kinds,
                "title": [TITLES[kind] for kind in kinds],
                "held_on": any_days(rng, *flow(year), count),
                "hour_count": rng.choice([8, 16, 24, 40, 80], count, p=[0.3, 0.3, 0.2, 0.15, 0.05]),
                "participant_count": shares_of(people, rng.lognormal(0, 0.6, count), 20),
            }
        ),
    )


def lessons(world: World, city: str, year: int, count: int, reached: int, teachers: int) -> None:
    """So many lessons in the flow of a year that reach so many different schools and so many person-times."""
    rng = world.rng(f"lessons {city} {year}")
    first, last = flow(year)
    there = world.open_on(last, city).filter(
        ~pl.col("school_type").is_in(["411", "414"]) & (pl.col("opened_on") < first)
    )
    targets = some(rng, there, reached)["id"].to_numpy()
    hosts = there.filter(~pl.col("school_type").is_in(["218"]) & ~pl.col("is_private"))["id"].to_numpy()
    ids = world.add(
        ExchangeActivity,
        pl.DataFrame(
            {
                "institution_id": rng.choice(hosts, count),
                "kind": rng.choice(np.array(EXCHANGE_KINDS), count, p=[0.55, 0.45]).tolist(),
                "subject": rng.choice(np.array(SUBJECTS), count).tolist(),
                "held_on": any_days(rng, first, last, count),
                "teacher_count": shares_of(teachers, rng.lognormal(0, 0.4, count), 8),
            }
        ),
    ).to_numpy()
    # every school once, then more by chance
    pairs = {(int(ids[i % count]), int(school)) for i, school in enumerate(targets)}
    more = count * 3
    pairs |= set(zip(rng.choice(ids, more).tolist(), rng.choice(targets, more).tolist(), strict=True))
    links = pl.DataFrame(sorted(pairs), schema=["activity_id", "institution_id"], orient="row")
    world.add(ExchangeReach, links)


def build(world: World) -> None:
    """Nanchong's last year as printed, the years before with less; smaller numbers elsewhere."""
    rng = world.rng("workforce")
    for city in world.cities:
        studios(world, city)
        if city == "511300":
            people = over(world, rng, "nc.training_a_year")
            activities = over(world, rng, "nc.exchange_activities")
            reached, teachers = over(world, rng, "nc.exchange_schools"), over(world, rng, "nc.exchange_teachers")
        else:
            people, activities = TRAINED[city], LESSONS[city]
            reached, teachers = round(activities * 1.3), activities * 47
        for year in YEARS:
            part = (1 - GROWTH) ** (2024 - year)
            trainings(world, city, year, round(people * part))
            lessons(world, city, year, round(activities * part), round(reached * part), round(teachers * part))
