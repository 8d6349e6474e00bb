"""Invented exam sites and rooms; where all are standardised, as the page prints."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.draws import Chance, days, pick, records
from xuezheng.demo.world import World
from xuezheng.exams.models import ExamRoom, ExamSite
from xuezheng.registers.models import Room

N, S, L, C = "511000", "510900", "511100", "511300"
TODAY = date(2024, 9, 1)
SENIOR, JUNIOR = ("341", "342", "345"), ("311", "312")
JUNIOR_SITES = {N: 24, S: 21, L: 23, C: 34}  # at junior schools, besides every senior school
STANDARDISED = {N: 0.81, S: 0.88, L: 0.74}  # of the sites of the junior-leaving exam, today
ROOMS_A_SITE = (12, 40)


def standardised(share: float, last: date, rng: Chance) -> date | None:
    """The day of acceptance, if the site is among those that have it."""
    return days(rng, date(2015, 6, 1), last, 1)[0] if rng.random() < share else None


def sites(world: World, city: str, share: float, rng: Chance) -> list[dict[str, Any]]:
    """Sites of both exams; a few are no longer used, and were never brought up to the standard."""
    senior = world.open_on(TODAY, city, SENIOR).filter(pl.col("opened_on") < date(2018, 1, 1))
    junior = world.open_on(TODAY, city, JUNIOR).filter(pl.col("opened_on") < date(2018, 1, 1))
    in_town = np.where(junior["urban_rural"].str.starts_with("1").to_numpy(), 8.0, 1.0)
    chosen = pick(rng, junior, JUNIOR_SITES[city] + 6, f"junior schools that serve as exam sites in {city}", in_town)
    used, given_up = chosen["id"].to_list()[6:], chosen["id"].to_list()[:6]
    made: list[dict[str, Any]] = []

    def add(exam: str, school: int, ended_on: date | None, accepted: date | None) -> None:
        serial = sum(site["exam"] == exam for site in made) + 1
        made.append(
            {
                "institution_id": school, "exam": exam, "code": f"{city[:4]}{serial:03d}", "started_on": date(2014, 3, 1),
                "ended_on": ended_on, "standardised_on": accepted,
            }
        )  # fmt: skip

    for school in [*senior["id"].to_list(), *used]:
        add("junior_leaving", school, None, standardised(share, date(2022, 5, 20), rng))
    for school in given_up:
        add("junior_leaving", school, date(2021, 3, 1) + timedelta(days=int(rng.integers(0, 400))), None)
    for school in senior["id"].to_list():
        add("college_entrance", school, None, days(rng, date(2014, 5, 1), date(2017, 5, 1), 1)[0])
    return made


def rooms_of(site: dict[str, Any], classrooms: list[tuple[int, date]], rng: Chance) -> list[dict[str, Any]]:
    """The rooms of a site: classrooms of its campus, the oldest first, each from the day it was there."""
    count = int(rng.integers(*ROOMS_A_SITE))
    return [
        {
            "site_id": site["id"], "number": n, "room_id": room, "seat_count": 30,
            "started_on": max(site["started_on"], built_on), "ended_on": site["ended_on"],
        }
        for n, (room, built_on) in enumerate(classrooms[:count], start=1)
        if site["ended_on"] is None or built_on < site["ended_on"]
    ]  # fmt: skip


def classrooms(world: World) -> dict[int, list[tuple[int, date]]]:
    """Classrooms that are in use to this day and the day of each, oldest first, by institution."""
    used = world.all(Room).filter((pl.col("kind") == "classroom") & pl.col("ended_on").is_null())
    own = used.join(world.institutions.select("campus_id", institution_id="id"), on="campus_id").sort(
        "started_on", "id"
    )
    return {
        int(key[0]): part.select("id", "started_on").rows()
        for key, part in own.group_by("institution_id", maintain_order=True)
    }


def build(world: World) -> None:
    """Sites and rooms of every city."""
    rng = world.rng("exams")
    made: list[dict[str, Any]] = []
    for city in world.cities:
        share = world.printed("nc.standard_exam_rooms").value / 100 if city == C else STANDARDISED[city]
        made += sites(world, city, share, rng)
    made = [{"id": i, **site} for i, site in enumerate(made, start=1)]
    known = classrooms(world)
    rooms = [room for site in made for room in rooms_of(site, known.get(site["institution_id"], []), rng)]
    world.add(ExamSite, records(made, {"ended_on": pl.Date, "standardised_on": pl.Date}))
    world.add(ExamRoom, records(rooms, {"ended_on": pl.Date, "room_id": pl.Int64}))
