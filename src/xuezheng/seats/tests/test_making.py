"""A city's forecast from its frozen returns: children, seats, housing, projects, warnings and their reasons."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from xuezheng.engine.frozen import Frozen
from xuezheng.ground.errors import Refused
from xuezheng.seats.plan.keeping import freeze
from xuezheng.seats.plan.making import Inputs, Made, Own, made
from xuezheng.seats.plan.supply import CONVERSIONS
from xuezheng.seats.rules import colour_of, delay_days, opening_year, rounded_ten
from xuezheng.seats.tables import PLAN_TABLES, TOWN_CHILDREN, TOWN_WARNINGS
from xuezheng.seats.tests.city import CITY, FAR, TOWN, TOWNS, frozen_city

SCHEMAS = {
    "births": {"area_code": pl.String, "year": pl.Int64, "birth_count": pl.Int64},
    "dwellings": {"town_code": pl.String, "year": pl.Int64, "dwelling_count": pl.Int64},
    "projects": {"town_code": pl.String, "stage": pl.String, "seat_count": pl.Int64, "step": pl.String, "planned_open_on": pl.Date},
    "closings": {"institution_code": pl.String, "closed_on": pl.Date},
}  # fmt: skip


def inputs(**given: list[tuple[object, ...]]) -> Inputs:
    births, dwellings, projects, closings = (
        pl.DataFrame(given.get(k, []), schema=schema, orient="row") for k, schema in SCHEMAS.items()
    )
    return Inputs(births, dwellings, projects, closings)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return frozen_city(tmp_path_factory.mktemp("city"))


def one(forecast: Made, town: str, stage: str, year: int) -> dict[str, object]:
    found = forecast.frames[TOWN_WARNINGS.name]
    return found.filter(
        (pl.col("town_code") == town) & (pl.col("stage") == stage) & (pl.col("school_year") == year)
    ).row(0, named=True)


def test_children_fall_with_births_and_all_levels_add_up(frozen: Frozen) -> None:
    forecast = made(frozen, CITY, inputs(), 4)
    found = forecast.frames[TOWN_CHILDREN.name].filter(
        (pl.col("scenario") == "middle") & (pl.col("school_year") == 2027)
    )
    by_level = found.group_by("level").agg(pl.col("children").sum()).sort("level")["children"]
    assert by_level.max() == pytest.approx(by_level.min())
    expected = sum(TOWNS.values()) * sum(0.96 ** (2027 - age - 2008) for age in range(6, 12))
    primary = found.filter((pl.col("level") == "city") & (pl.col("stage") == "primary"))["children"][0]
    assert primary == pytest.approx(expected, rel=0.03)
    assert forecast.frames[TOWN_CHILDREN.name].columns == TOWN_CHILDREN.columns
    for table in PLAN_TABLES:
        assert table.schema.is_valid(forecast.frames[table.name]), table.name


def test_dwellings_bring_children_and_a_warning_that_says_so(frozen: Frozen) -> None:
    bare, built = made(frozen, CITY, inputs(), 3), made(frozen, CITY, inputs(dwellings=[(TOWN, 2026, 3000)]), 3)
    assert one(bare, TOWN, "primary", 2026)["colour"] == "green"
    found = one(built, TOWN, "primary", 2026)
    assert found["colour"] == "red"
    assert float(found["housing"]) == pytest.approx(480, rel=0.05)  # type: ignore[arg-type]  # 16 to a hundred dwellings
    assert "新建住房带来" in str(found["reason_zh"])
    assert "from new housing" in str(found["reason_en"])


@pytest.mark.parametrize(
    ("step", "opens", "added"),
    [
        ("building", date(2026, 9, 1), [0, 270, 270]),
        ("building", date(2026, 10, 1), [0, 0, 270]),  # opens after the year began
        ("funded", date(2023, 9, 1), [270, 270, 270]),  # late: it comes at the next beginning of a year
        ("idea", date(2026, 9, 1), [0, 0, 0]),  # an idea is no seat
        ("stopped", date(2026, 9, 1), [0, 0, 0]),
        ("building", None, [0, 0, 0]),
    ],
)
def test_a_project_adds_its_seats_when_it_opens(
    frozen: Frozen, step: str, opens: date | None, added: list[int]
) -> None:
    forecast = made(frozen, CITY, inputs(projects=[(TOWN, "primary", 270, step, opens)]), 3)
    assert [one(forecast, TOWN, "primary", year)["seats_added"] for year in (2025, 2026, 2027)] == added


def test_rooms_turned_to_another_stage_move_their_seats(frozen: Frozen) -> None:
    turned = pl.DataFrame([(TOWN, "preschool", "primary", 2, 2026)], CONVERSIONS, orient="row")
    forecast = made(frozen, CITY, replace(inputs(), conversions=turned), 3)
    assert [one(forecast, TOWN, "primary", year)["seats_added"] for year in (2025, 2026)] == [0, 90]
    assert [one(forecast, TOWN, "preschool", year)["seats_lost"] for year in (2025, 2026)] == [0, 60]


def test_a_planners_own_scenario_stands_beside_the_others(frozen: Frozen) -> None:
    own = Own(births_change=-0.2, migration=0.05, dwellings=((TOWN, 2026, 3000),))
    forecast = made(frozen, CITY, replace(inputs(), own=own), 8)
    found = forecast.frames[TOWN_CHILDREN.name].filter((pl.col("level") == "city") & (pl.col("stage") == "primary"))
    by = {(s, y): c for s, y, c in found.select("scenario", "school_year", "children").iter_rows()}
    assert by["own", 2026] > by["middle", 2026] + 400  # dwellings and those who move in
    assert forecast.about["own"]["births_change"] == -0.2
    assert "own" not in set(made(frozen, CITY, inputs(), 2).frames[TOWN_CHILDREN.name]["scenario"])


def test_a_school_whose_end_is_registered_takes_its_seats_along(frozen: Frozen) -> None:
    forecast = made(frozen, CITY, inputs(closings=[(f"21{FAR[1:]}", date(2026, 8, 31))]), 3)
    lost = [one(forecast, FAR, "primary", year)["seats_lost"] for year in (2025, 2026, 2027)]
    assert lost == [0, 270, 270]
    assert one(forecast, FAR, "primary", 2026)["colour"] == "red"


def test_births_that_were_reported_go_before_residents(frozen: Frozen) -> None:
    more = inputs(births=[("511002", 2022, 400), ("511011", 2022, 60)])
    small = one(made(frozen, CITY, inputs(), 2), TOWN, "preschool", 2025)["children"]
    large = one(made(frozen, CITY, more, 2), TOWN, "preschool", 2025)["children"]
    assert float(large) > 1.5 * float(small)  # type: ignore[arg-type]


def test_the_same_inputs_are_frozen_once_under_one_hash(frozen: Frozen, tmp_path: Path) -> None:
    first, second = made(frozen, CITY, inputs(), 2), made(frozen, CITY, inputs(), 2)
    assert freeze(tmp_path, first) == freeze(tmp_path, second)
    assert len(list(tmp_path.iterdir())) == 1
    assert made(frozen, CITY, inputs(births=[("511002", 2022, 400)]), 2).hash != first.hash


def test_two_years_are_too_few(frozen: Frozen) -> None:
    with pytest.raises(Refused, match="three school years"):
        made(Frozen(frozen.returns[:2]), CITY, inputs(), 2)


@pytest.mark.parametrize(
    ("seats", "colour"), [(79, "red"), (80, "orange"), (99, "orange"), (100, "yellow"), (119, "yellow"), (120, "green")]
)
def test_a_colour_says_which_end_of_the_interval_lacks_seats(seats: float, colour: str) -> None:
    assert colour_of(seats, 80, 100, 120) == colour


def test_days_of_a_project() -> None:
    assert opening_year(date(2026, 9, 15)) == 2026
    assert opening_year(date(2026, 9, 16)) == 2027
    assert delay_days(date(2025, 9, 1), date(2026, 9, 1), None) == 365
    assert delay_days(None, date(2026, 9, 1), None) is None
    assert [rounded_ten(n) for n in (4, 15, 96)] == [0, 20, 100]
