"""Invented cloud lessons: who receives them since when, as many in the first and the last year as the page prints."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from xuezheng.cloud_lessons.models import Reception, Sender
from xuezheng.demo.draws import Chance, days, pick, records
from xuezheng.demo.world import World
from xuezheng.registers.rules import STAGES_OF_TYPE

N, S, L, C = "511000", "510900", "511100", "511300"
FIRST, TODAY = date(2018, 9, 1), date(2024, 9, 1)
GENERAL = ("211", "311", "312", "341", "342", "345")
SENDERS = (
    ("成都七中（云教）", "510107", "provincial_cloud"), ("成都七中初中学校（云教）", "510107", "provincial_cloud"),
    ("成都市实验小学（云教）", "510105", "provincial_cloud"), ("成都市石室中学（云教）", "510104", "provincial_cloud"),
    ("市教育资源中心", "511000", "city_cloud"),
)  # fmt: skip
SCHOOLS: dict[str, tuple[int | str, int | str]] = {  # on 1 September 2018, and of 2024
    N: (41, 96),
    S: (35, 82),
    L: ("ls.remote_schools_2018", "ls.remote_schools_2024"),
    C: (108, 203),
}
MOST_CLASSES = {"primary": 6, "junior": 3, "senior": 3}  # as many as there are grades: every school has those
LEFT_SHARE = 0.13  # of those who received in 2018, that no longer do


def receptions(school: dict[str, Any], start: date, end: date | None, rng: Chance) -> list[dict[str, Any]]:
    """What one school receives: lessons of one stage, some of two stages or two senders."""
    stages = [s for s in STAGES_OF_TYPE[school["school_type"]] if s != "preschool"]
    made: list[dict[str, Any]] = []
    for place in range(2 if rng.random() < 0.25 else 1):
        stage = stages[place % len(stages)]
        sender = 3 if stage == "primary" else 2 if stage == "junior" else (1, 4)[place % 2]
        if place and stage == stages[0] and sender == made[0]["sender_id"]:
            break
        made.append(
            {
                "institution_id": school["id"], "sender_id": sender, "stage": stage, "started_on": start, "ended_on": end,
                "mode": ("live", "recorded", "material")[int(rng.integers(3))], "class_count": int(rng.integers(1, MOST_CLASSES[stage] + 1)),
            }
        )  # fmt: skip
    return made


def left_on(school: dict[str, Any], rng: Chance) -> date:
    """The day a school stopped receiving: when it closed, or some summer before."""
    closed = school["closed_on"]
    day = date(int(rng.integers(2020, 2024)), 7, 5) + timedelta(days=int(rng.integers(0, 20)))
    return min(day, closed) if closed and closed > FIRST + timedelta(days=30) else day


def city(world: World, code: str, first: int, last: int, rng: Chance) -> list[dict[str, Any]]:
    """Schools that receive from the province, from the first to the last count, and a few that receive from the city."""
    gone = round(first * LEFT_SHARE)
    today = world.open_on(TODAY, code, GENERAL).filter(pl.col("opened_on") < date(2018, 1, 1))
    chosen = pick(rng, today, last + 12, f"schools that receive cloud lessons in {code}")
    order = rng.permutation(chosen.height)
    joined = days(rng, date(2018, 9, 10), date(2024, 8, 28), last - first + gone)
    began = days(rng, date(2015, 9, 1), date(2018, 8, 30), first)
    starts = [*began[: first - gone], *joined]
    made: list[dict[str, Any]] = []
    for place, i in enumerate(order):
        school = chosen.row(int(i), named=True)
        if place < last:
            made += receptions(school, starts[place], None, rng)
            continue
        start = days(rng, date(2020, 9, 1), date(2024, 5, 1), 1)[0]
        made.append({**receptions(school, start, None, rng)[0], "sender_id": len(SENDERS)})
    then = world.open_on(FIRST, code, GENERAL).filter(
        (pl.col("opened_on") < date(2015, 1, 1))
        & ~pl.col("id").is_in(chosen["id"].implode())
        & (pl.col("closed_on").is_null() | (pl.col("closed_on") > date(2019, 6, 1)))
    )
    leaving = pick(rng, then, gone, f"schools that received cloud lessons in {code}")
    for school, start in zip(leaving.iter_rows(named=True), began[first - gone :], strict=True):
        made += receptions(school, start, left_on(school, rng), rng)
    return made


def build(world: World) -> None:
    """Senders and receptions of every city."""
    rng = world.rng("cloud_lessons")
    names = ("name", "area_code", "platform")
    world.add(Sender, records([dict(zip(names, sender, strict=True)) for sender in SENDERS]))
    made: list[dict[str, Any]] = []
    for code in world.cities:
        first, last = (world.target(n) if isinstance(n, str) else n for n in SCHOOLS[code])
        made += city(world, code, first, last, rng)
    world.add(Reception, records(made, {"ended_on": pl.Date}))
