"""Institutions as planned, sited in their county, named once."""

from datetime import date

import polars as pl
import pytest
import shapely

from xuezheng.demo.plans import YEARS, plan_of
from xuezheng.demo.siting import boundaries
from xuezheng.demo.tests.worlds import four_cities, neijiang
from xuezheng.demo.world import CITIES
from xuezheng.registers.models import Succession, SuccessionPart


@pytest.mark.parametrize("city", CITIES)
def test_stock_follows_the_plan(city: str) -> None:
    world = four_cities()
    for kind, plan in plan_of(world, city).items():
        counts = [world.open_on(date(year, 9, 1), city, (kind,)).height for year in YEARS]
        assert counts == list(plan.stock), (city, kind)


@pytest.mark.parametrize(("id", "year", "kinds"), [
    ("nc.schools_2020", 2020, None), ("nc.schools_now", 2024, None), ("nc.universities_2020", 2020, ("411", "414")),
    ("nc.universities_now", 2024, ("411", "414")), ("sn.higher_vocational_colleges_2021", 2021, ("414",)),
    ("sn.higher_vocational_colleges_now", 2024, ("414",)),
])  # fmt: skip
def test_printed_counts(id: str, year: int, kinds: tuple[str, ...] | None) -> None:
    world = four_cities()
    found = world.open_on(date(year, 9, 1), world.printed(id).city_code, kinds or ())
    assert found.filter(pl.col("school_type") != "218").height == world.target(id)


def test_every_site_lies_in_its_county() -> None:
    world = four_cities()
    for code, boundary in boundaries(world.cities).items():
        here = world.institutions.filter(pl.col("county_code") == code)
        assert here.height
        near = boundary.buffer(1e-5)  # sites are rounded to five decimals
        assert shapely.contains_xy(near, here["longitude"].to_numpy(), here["latitude"].to_numpy()).all(), code


def test_names_and_codes_stand_once() -> None:
    found = four_cities().institutions
    assert not found["name"].is_duplicated().any()
    assert not found["code"].is_duplicated().any()
    assert found["code"].str.contains(r"^\d{10}$").all()
    assert (found["town_code"].str.slice(0, 6) == found["county_code"]).all()


def test_closed_and_merged_schools_are_as_many_as_printed() -> None:
    world = neijiang()
    kinds = world.institutions.select("school_type", institution_id="id")
    ended = world.all(SuccessionPart).filter("ends").join(kinds, on="institution_id")
    events = world.all(Succession).select("occurred_on", event_id="id")
    ended = ended.filter(pl.col("school_type").is_in(["211", "218", "311", "312"])).join(events, on="event_id")
    assert ended.height == world.target("nj.schools_merged")
    assert ended["occurred_on"].is_between(date(2018, 1, 1), date(2024, 8, 31)).all()


def test_a_merger_names_who_takes_in() -> None:
    world = neijiang()
    events = world.all(Succession).filter(pl.col("kind") == "merged")
    parts = world.all(SuccessionPart).filter(pl.col("event_id").is_in(events["id"].to_list()))
    sides = parts.group_by("event_id").agg(pl.col("ends").sum(), after=(pl.col("side") == "after").sum())
    assert sides.height == events.height > 100
    assert (sides["ends"] == 1).all()
    assert (sides["after"] == 1).all()
