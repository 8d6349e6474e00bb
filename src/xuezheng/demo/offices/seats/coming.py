"""Invented projects that are still on their way, new dwellings, and births by county, so that a forecast has what it rests on."""

from datetime import date, timedelta

import polars as pl

from xuezheng.demo.draws import some
from xuezheng.demo.offices.seats.rooms import FEN_A_SEAT
from xuezheng.demo.population import children
from xuezheng.demo.world import World
from xuezheng.seats.models import Births, BuildingProject, Dwellings, ProjectFunding, ProjectStep

NOW = date(2024, 9, 1)
STEPS = ("idea", "approved", "funded", "designing", "building", "building")
STAGES = ("preschool", "primary", "primary", "junior", "junior", "senior")
TYPE_OF = {"preschool": "111", "primary": "211", "junior": "311", "senior": "342"}
WAY = ("idea", "approved", "funded", "designing", "building")
BIRTH_YEARS = range(2016, 2025)
HOMES = ("滨江新城", "城南家园", "西城府", "站前花园", "学府里")
LATE_SHARE = 0.4


def births(world: World) -> None:
    """Births by county as the residents of age 0 say."""
    counties = sorted(set(world.institutions["county_code"].to_list()))
    rows = [(c, y, children(c, y, 0)) for c in counties for y in BIRTH_YEARS]
    frame = pl.DataFrame(rows, schema=["area_id", "year", "birth_count"], orient="row")
    world.add(Births, frame.with_columns(source=pl.lit("市卫生健康委员会（演示）")))


def dwellings(world: World, city: str) -> None:
    """New dwellings in five townships with many schools."""
    rng = world.rng(f"seats dwellings {city}")
    open_now = world.open_on(NOW, city).filter(pl.col("urban_rural") < "13")
    towns = (
        open_now.group_by("town_code")
        .len()
        .sort(["len", "town_code"], descending=[True, False])["town_code"]
        .to_list()[:5]
    )
    counts = [int(n) * 10 for n in rng.integers(40, 220, len(towns))]
    years = [int(y) for y in rng.integers(2025, 2029, len(towns))]
    frame = pl.DataFrame({"town_id": towns, "name": list(HOMES[: len(towns)]), "year": years, "dwelling_count": counts})
    world.add(Dwellings, frame.with_columns(source=pl.lit("市住房和城乡建设局（演示）")))


def projects(world: World, city: str, first: int) -> None:
    """Six projects from idea to building, some of them late, most with money, with the steps they took."""
    rng = world.rng(f"seats coming {city}")
    number = world.all(BuildingProject).height
    for i, (step, stage) in enumerate(zip(STEPS, STAGES, strict=True)):
        fitting = world.open_on(NOW, city, (TYPE_OF[stage],)).filter(~pl.col("is_private"))
        school = some(rng, fitting, 1).row(0, named=True)
        began = NOW - timedelta(days=int(rng.integers(120, 900)))
        promised = date(2025 + int(rng.integers(0, 3)), 9, 1)
        is_late = step != "idea" and rng.random() < LATE_SHARE
        planned = promised.replace(year=promised.year + 1) if is_late else promised
        seats = int(rng.integers(6, 25)) * 45
        budget = seats * FEN_A_SEAT[stage]
        made = world.add(BuildingProject, pl.DataFrame({
            "code": [f"{school['county_code']}-plan-{first + i:03d}"], "name": [""], "institution_id": [school["id"]], "kind": ["extended"],
            "stage": [stage], "programme": [""], "step": [step], "seat_count": [seats], "started_on": [began], "first_planned_on": [promised],
            "planned_open_on": [planned], "completed_on": pl.Series([None], dtype=pl.Date), "budget_fen": [budget],
        }))  # fmt: skip
        taken = WAY[: WAY.index(step) + 1]
        days = [began + (NOW - began) * k // len(taken) for k in range(len(taken))]
        world.add(ProjectStep, pl.DataFrame({
            "project_id": [int(made[0])] * len(taken), "step": list(taken), "taken_on": days,
            "planned_open_on": [promised] * (len(taken) - 1) + [planned], "reason": [""] * (len(taken) - 1) + ["用地调整" if is_late else ""],
        }))  # fmt: skip
        if step in WAY[2:]:
            share = round(float(rng.uniform(0.3, 0.7)), 2)
            world.add(ProjectFunding, pl.DataFrame({
                "project_id": [int(made[0])] * 2, "source": ["bond", "county"],
                "amount_fen": [int(round(budget * share, -6)), int(round(budget * (1 - share) * 0.8, -6))],
            }))  # fmt: skip
    assert world.all(BuildingProject).height == number + len(STEPS)


def build(world: World) -> None:
    """Births of every county; dwellings and projects of every city."""
    births(world)
    for n, city in enumerate(world.cities):
        dwellings(world, city)
        projects(world, city, 1 + n * len(STEPS))
