"""Invented building projects, and the rooms they make: a seat added is a seat of a room that carries the project's code.

The core rebuilds classrooms of so many schools of Neijiang in the summers; here they, and the first rooms of schools that
opened, get the project that made them.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.demo.draws import any_days, near, some
from xuezheng.demo.offices.seats import coming
from xuezheng.demo.offices.seats.rooms import Site
from xuezheng.demo.offices.seats.schools import ANY_KIND, Window, chosen_schools, project_rows
from xuezheng.demo.world import World
from xuezheng.publication.rows.periods import SINCE_2018, SINCE_2020, SINCE_2021, THREE_YEARS, UNTIL
from xuezheng.registers.models import Campus
from xuezheng.seats.models import BuildingProject

BEGIN = SINCE_2018.first_on or date.min
PLAN = SINCE_2021.first_on or date.min
RECENT = THREE_YEARS.first_on or date.min
ONE_DAY = timedelta(days=1)
EARLY_KINDERGARTEN_SEATS = 228
TWICE = 3  # schools built in the last three years that had been built before, too
ELSEWHERE = {"510900": 74, "511100": 88, "511300": 131}  # projects since 2018
CAMPUS_SEATS = 2140


def windows(world: World) -> tuple[Window, ...]:
    """Neijiang's spans: what is printed of each, and what is left of the whole since 2018."""
    rng = world.rng("seats windows")
    kindergartens, kindergarten_seats = (
        world.target("nj.kindergartens_built"),
        world.target("nj.kindergarten_seats_added"),
    )
    schools, school_seats = world.target("nj.schools_built_3y"), near(world, rng, "nj.seats_added_3y")
    rest = world.target("nj.schools_built") - kindergartens - schools
    rest_seats = near(world, rng, "nj.seats_added") - kindergarten_seats - school_seats
    early = rest * 3 // 8
    return (
        Window(PLAN, UNTIL, True, kindergartens, kindergarten_seats),
        Window(RECENT, UNTIL, False, schools, school_seats),
        Window(BEGIN, PLAN - ONE_DAY, True, early, early * EARLY_KINDERGARTEN_SEATS),
        Window(BEGIN, RECENT - ONE_DAY, False, rest - early, rest_seats - early * EARLY_KINDERGARTEN_SEATS),
    )


def again(world: World, window: Window, rng: np.random.Generator) -> pl.DataFrame:
    """Schools built in the last three years that had a first project in the earlier window."""
    built = world.all(BuildingProject).filter(
        (pl.col("stage") != "preschool") & (pl.col("kind") != "new") & (pl.col("completed_on") > window.last_on)
    )
    first = some(rng, built.sort("institution_id"), TWICE).select(id="institution_id")
    return first.join(world.institutions, on="id").with_columns(
        completed_on=pl.Series(any_days(rng, window.first_on, window.last_on, first.height), dtype=pl.Date),
        project_kind=pl.lit("extended"),
    )


def neijiang(world: World, site: Site) -> None:
    """The printed projects, three schools built twice, and some before the window or not completed."""
    city, taken = "511000", set[int]()
    for window in windows(world):
        rng = world.rng(f"seats {window.first_on} {window.is_preschool}")
        chosen = chosen_schools(world, city, window, site.rebuilt(window), taken, rng)
        taken |= set(chosen["id"].to_list())
        if not window.is_preschool and window.first_on == BEGIN:
            chosen = pl.concat([chosen, again(world, window, rng)], how="diagonal_relaxed")
        site.lay_out(project_rows(chosen, site.serial, rng), window.seat_count, rng)
    rng = world.rng("seats besides")
    before = Window(date(2017, 9, 5), date(2017, 12, 20), False, 5, 2300)
    earlier = chosen_schools(world, city, before, site.rebuilt(before), taken, rng)
    site.lay_out(project_rows(earlier, site.serial, rng), before.seat_count, rng)
    unfinished = Window(UNTIL, UNTIL, False, 4, 0)
    going_on = project_rows(chosen_schools(world, city, unfinished, site.rebuilt(before), taken, rng), site.serial, rng)
    site.record(going_on.with_columns(completed_on=pl.lit(None, pl.Date), seat_count=pl.lit(900)), rng)


def elsewhere(world: World, site: Site, city: str) -> None:
    """Ordinary projects of a city since 2018, of schools and kindergartens."""
    for is_preschool, part in ((True, 0.35), (False, 0.65)):
        count = round(ELSEWHERE[city] * part)
        rng = world.rng(f"seats {city} {is_preschool}")
        window = Window(BEGIN, UNTIL, is_preschool, count, count * (245 if is_preschool else 520))
        chosen = chosen_schools(world, city, window, ANY_KIND, set(), rng)
        site.lay_out(project_rows(chosen, site.serial, rng), window.seat_count, rng)


def vocational_campuses(world: World, site: Site) -> None:
    """New campuses of secondary vocational schools of Suining: a second site with the rooms of the project."""
    rng = world.rng("seats campuses")
    schools = world.open_on(date(2024, 9, 1), "510900", ("361",)).filter(~pl.col("is_private"))
    first_on = (SINCE_2020.first_on or date.min) + timedelta(days=300)
    chosen = some(rng, schools, world.target("sn.vocational_campuses_built"))
    chosen = chosen.with_columns(
        completed_on=pl.Series(any_days(rng, first_on, date(2023, 8, 20), chosen.height), dtype=pl.Date),
        project_kind=pl.lit("new_campus"),
    )
    before = world.all(Campus).height
    sites = chosen.select(
        institution_id="id", town_id="town_code", started_on="completed_on", number=pl.lit(2), name=pl.lit("新校区"),
        longitude=pl.col("longitude") + 0.015, latitude=pl.col("latitude") - 0.008,
        id=pl.int_range(before + 1, before + 1 + chosen.height),
    )  # fmt: skip
    world.add(Campus, sites)
    chosen = chosen.with_columns(campus_id=sites["id"])
    site.lay_out(project_rows(chosen, site.serial, rng), chosen.height * CAMPUS_SEATS, rng)


def build(world: World) -> None:
    """Neijiang and the vocational campuses of Suining as printed; ordinary projects elsewhere."""
    site = Site(world)
    for city in world.cities:
        if city == "511000":
            neijiang(world, site)
        else:
            elsewhere(world, site, city)
        if city == "510900":
            vocational_campuses(world, site)
    site.stamp()
    coming.build(world)
