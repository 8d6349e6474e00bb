"""Answers in a town of two schools: states, periods, places, filters."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.compute import compute_all
from xuezheng.engine.evaluate import answer
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.tests import town
from xuezheng.engine.tests.town import CITY, COUNTY, NORTH, SOUTH, TOWN
from xuezheng.ground.errors import Refused

Y = Period(year=2022)
BOTH_YEARS = Period(first_on=date(2021, 9, 1), last_on=date(2022, 9, 1))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return town.freeze(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return town.the_catalogue()


@pytest.mark.parametrize(
    ("indicator_id", "place", "period", "filters", "value", "state"),
    [
        ("clubs", CITY, Y, {}, 3, "known"),
        ("clubs", COUNTY, Y, {}, 3, "known"),
        ("clubs", TOWN, Y, {}, 3, "known"),
        ("clubs", TOWN + "000", Y, {}, 3, "known"),  # the same township by its 12 digits
        ("clubs", NORTH, Y, {}, 2, "known"),
        ("clubs", "510000", Y, {}, 3, "known"),
        ("clubs", "000000", Y, {}, 3, "known"),
        ("clubs", "511011", Y, {}, 0, "known"),  # the city's return is frozen and has none there
        ("clubs", NORTH, Period(year=2023), {}, 0, "known"),
        ("clubs", "511300", Y, {}, None, "unknown"),
        ("clubs", CITY, Period(year=2019), {}, None, "unknown"),
        ("clubs", "2151199999", Y, {}, None, "unknown"),
        ("clubs", CITY, Y, {"kind": ("chess",)}, 2, "known"),
        ("clubs", CITY, Y, {"kind": ("chess", "choir"), "is_open": ("false",)}, 1, "known"),
        ("clubs", CITY, Y, {"opened_on": ("2021-09-01",)}, 1, "known"),
        ("clubs", CITY, Y, {"pupil_count": ("30",)}, 1, "known"),
        ("members", CITY, Y, {}, 51, "known"),
        ("leaders", CITY, Y, {}, 1, "known"),  # one leads all three clubs of both schools
        ("mean_members", CITY, Y, {}, 17, "known"),
        ("mean_members", "511011", Y, {}, None, "not_applicable"),
        ("area", CITY, Y, {}, None, "unknown"),  # one club did not report: a sum of some is not the sum
        ("area", CITY, Period(year=2023), {}, None, "unknown"),  # nobody reported: not zero
        ("area", "511011", Y, {}, 0, "known"),
        ("open_share", CITY, Y, {}, 0.5, "known"),  # of the two that said
        ("open_share", CITY, Period(year=2023), {}, None, "unknown"),
        ("open_share", "511011", Y, {}, None, "not_applicable"),
        ("prizes", CITY, Y, {}, 2, "known"),
        ("prizes", CITY, BOTH_YEARS, {}, 3, "known"),  # both days of the window included
        ("prizes", SOUTH, BOTH_YEARS, {}, 2, "known"),
        ("prizes", CITY, Period(first_on=date(2020, 8, 31), last_on=date(2022, 9, 1)), {}, None, "unknown"),
        ("prizes", CITY, Period(first_on=date(2022, 9, 1), last_on=date(2023, 9, 1)), {}, None, "unknown"),
        ("clubs_begun", CITY, Y, {}, 2, "known"),  # 1 September 2021 and 1 March 2022
        ("clubs_begun", CITY, Period(first_on=date(2022, 1, 1), last_on=date(2022, 6, 1)), {}, 1, "known"),
        ("members_growth", CITY, Period(year=2022, since=2021), {}, 11.75, "known"),
        ("members_growth", CITY, Period(year=2023), {}, 5 / 51 - 1, "known"),
        ("members_growth", SOUTH, Period(year=2022, since=2021), {}, None, "not_applicable"),
        ("members_to_last_year", CITY, Y, {}, 12.75, "known"),
        ("members_to_last_year", CITY, Period(year=2021), {}, None, "unknown"),
        ("members_to_last_year", NORTH, Y, {}, None, "not_applicable"),
    ],
)
def test_answer(
    indicator_id: str, place: str, period: Period, filters: dict[str, tuple[str, ...]], value: float | None,
    state: str, catalogue: Catalogue, frozen: Frozen,
) -> None:  # fmt: skip
    found = answer(Asked(indicator_id, place, period, filters), catalogue, frozen)
    assert (found.state, found.value) == (state, value), found.reason
    assert (found.reason is None) == (state == "known" and place not in ("510000", "000000"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("club", CITY, Y), "clubs"),
        (Asked("clubs", CITY, Y, {"leader": ("wang",)}), "kind, is_open, opened_on, pupil_count"),
        (Asked("clubs", CITY, Y, {"kind": ("ches",)}), "chess, choir"),
        (Asked("clubs", CITY, Y, {"is_open": ("yes",)}), "is_open = yes"),
        (Asked("clubs", CITY, Y, {"pupil_count": ("x",)}), "pupil_count = x"),
        (Asked("clubs", CITY, Y, {"opened_on": ("2021-13-01",)}), "opened_on = 2021-13-01"),
        (Asked("clubs", CITY, Y, {"kind": ()}), "chess, choir"),
        (Asked("clubs", "5110", Y), "6 or 9 digits"),
        (Asked("clubs", "51100'--", Y), "6 or 9 digits"),
        (Asked("clubs", "' OR 1=1;", Y), "6 or 9 digits"),
        (Asked("clubs", CITY, Period()), "first and a last day"),
        (Asked("clubs", CITY, Period(year=2022, first_on=date(2022, 1, 1))), "first and a last day"),
        (Asked("clubs", CITY, Period(first_on=date(2022, 1, 1))), "first and a last day"),
        (Asked("prizes", CITY, Period(first_on=date(2022, 2, 1), last_on=date(2022, 1, 1))), "must not come after"),
        (Asked("clubs", CITY, Period(year=2022, since=2021)), "indicator of change"),
        (Asked("members_growth", CITY, BOTH_YEARS), "school year"),
    ],
)
def test_a_question_asked_wrongly_is_refused_with_what_would_be_right(
    asked: Asked, says: str, catalogue: Catalogue, frozen: Frozen
) -> None:
    with pytest.raises(Refused) as refusal:
        answer(asked, catalogue, frozen)
    assert says in refusal.value.problems[0].sentence("en")


def test_a_filter_value_cannot_leave_its_quotes(catalogue: Catalogue, frozen: Frozen) -> None:
    with pytest.raises(Refused):
        answer(Asked("clubs", CITY, Y, {"kind": ("chess') OR ('1'='1",)}), catalogue, frozen)


def test_answer_names_its_definition_and_its_inputs(catalogue: Catalogue, frozen: Frozen) -> None:
    one = answer(Asked("clubs", CITY, Y), catalogue, frozen)
    assert [r.label for r in one.inputs] == [frozen.by_place[CITY, 2022].label]
    assert one.manifest_hash == frozen.by_place[CITY, 2022].manifest.hash
    assert one.definition_hash == catalogue.definition_hash("clubs")
    two = answer(Asked("prizes", CITY, BOTH_YEARS), catalogue, frozen)
    assert [r.year for r in two.inputs] == [2022, 2023]
    assert two.manifest_hash not in (one.manifest_hash, "")


def test_a_province_is_the_sum_of_its_frozen_cities(tmp_path: Path, catalogue: Catalogue) -> None:
    town.freeze(tmp_path)
    both = town.freeze(tmp_path, (2022,), "510900")
    found = answer(Asked("clubs", "510000", Y), catalogue, both)
    assert (found.value, len(found.inputs)) == (6, 2)
    assert found.reason
    assert "510900, 511000" in found.reason.en
    assert (
        answer(Asked("leaders", "510000", Y), catalogue, both).value == 1
    )  # the same person in both cities counts once
    assert (
        answer(Asked("clubs", "510000", Period(year=2023)), catalogue, both).state == "unknown"
    )  # one city lacks 2023


def test_all_at_once_agrees_with_each_answer(catalogue: Catalogue, frozen: Frozen) -> None:
    frame = compute_all(catalogue, frozen)
    rows = {(r["indicator_id"], r["place_code"], r["school_year"]): r for r in frame.iter_rows(named=True)}
    levels = {CITY: "city", COUNTY: "county", TOWN: "town", NORTH: "school", SOUTH: "school", "510000": "province"}
    compared = 0
    for indicator in catalogue:
        for place, level in levels.items():
            for year in frozen.years:
                found = answer(Asked(indicator.id, place, Period(year=year)), catalogue, frozen)
                row: dict[str, Any] | None = rows.get((indicator.id, place, year))
                if row is None:
                    assert level in ("town", "school") or found.state == "not_applicable"
                    assert found.state in ("not_applicable", "unknown") or found.value == 0
                    continue
                assert row["level"] == level
                assert (row["state"], row["value"]) == (found.state, found.value), (indicator.id, place, year)
                compared += 1
    assert compared > 100


def test_a_school_that_two_tables_place_differently_counts_where_each_places_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    frozen = town.freeze(tmp_path, (2022,), prize_town="511011001")
    frame = compute_all(catalogue, frozen)
    for indicator_id, county, value in (
        ("prizes", "511011", 2),
        ("prizes", COUNTY, 0),
        ("clubs", COUNTY, 3),
        ("clubs", "511011", 0),
    ):
        row = frame.filter(indicator_id=indicator_id, place_code=county, level="county").row(0, named=True)
        assert row["value"] == value == answer(Asked(indicator_id, county, Y), catalogue, frozen).value
