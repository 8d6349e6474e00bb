"""Sets of figures on disk, and the rows behind a number."""

import json
from pathlib import Path

import polars as pl
import pytest

from xuezheng.engine.compute import compute_all
from xuezheng.engine.figure_sets import figure_set, is_current, store
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.rows_behind import rows_behind
from xuezheng.engine.tests import town
from xuezheng.engine.tests.town import CITY, COUNTY, NORTH, SOUTH

Y = Period(year=2022)


def computed(home: Path, frozen: Frozen) -> bytes:
    known = town.the_catalogue()
    made = store(Instance(home), known, frozen, compute_all(known, frozen))
    return (made.folder / "values.parquet").read_bytes()


def test_the_same_returns_give_the_same_bytes(tmp_path: Path) -> None:
    frozen = town.freeze(tmp_path)
    assert computed(tmp_path / "one", frozen) == computed(tmp_path / "two", frozen)


def test_a_set_is_found_by_what_went_in_and_is_stale_after_a_new_return(tmp_path: Path) -> None:
    known, instance = town.the_catalogue(), Instance(tmp_path)
    assert figure_set(instance) is None
    frozen = town.freeze(tmp_path, (2021, 2022))
    made = store(instance, known, frozen, compute_all(known, frozen))
    found = figure_set(instance)
    assert found is made
    assert is_current(made, known, frozen)
    assert [entry["year"] for entry in made.manifest["inputs"]] == [2021, 2022]
    later = town.freeze(tmp_path, (2023,))
    assert not is_current(made, known, later)
    again = store(instance, known, later, compute_all(known, later))
    assert again.hash != made.hash
    assert figure_set(instance) is again
    assert json.loads((made.folder / "manifest.json").read_text())["hash"] == made.hash  # the old set stays


def test_figures_are_found_by_indicator_and_by_place(tmp_path: Path) -> None:
    known, frozen = town.the_catalogue(), town.freeze(tmp_path)
    made = store(Instance(tmp_path), known, frozen, compute_all(known, frozen))
    assert made.of("clubs", "city")["value"].to_list() == [1, 3, 1]
    assert made.of("clubs", "school", year=2022).sort("place_code")["value"].to_list() == [2, 1]
    assert made.of("clubs", "county", within="5109").is_empty()
    assert made.of("nothing", "city").is_empty()
    assert made.at("5199").is_empty()
    at_north = made.at(NORTH, 2022)
    assert dict(zip(at_north["indicator_id"], at_north["value"], strict=True))["members"] == 42


@pytest.fixture
def frozen(tmp_path: Path) -> Frozen:
    return town.freeze(tmp_path)


def test_public_rows_stop_at_schools(frozen: Frozen) -> None:
    rows = rows_behind(Asked("clubs", CITY, Y), town.the_catalogue(), frozen)
    assert rows.select("institution_code", "name", "row_count", "numerator").rows() == [
        (NORTH, NORTH, 2, 2),
        (SOUTH, SOUTH, 1, 1),
    ]
    assert "leader" not in rows.columns


def test_public_rows_withhold_few_persons_and_what_would_give_them_away(frozen: Frozen) -> None:
    rows = rows_behind(Asked("members", CITY, Y), town.the_catalogue(), frozen)
    # the south has 9 pupils; showing the north's 42 would give them away, as the sum is published
    assert rows["is_withheld"].to_list() == [True, True]
    assert rows["numerator"].to_list() == [None, None]
    share = rows_behind(Asked("chess_share", CITY, Y), town.the_catalogue(), frozen)
    assert share["is_withheld"].all()


def test_whole_rows_for_those_who_may_see_them(frozen: Frozen) -> None:
    rows = rows_behind(Asked("clubs", COUNTY, Y, {"kind": ("chess",)}), town.the_catalogue(), frozen, public=False)
    assert rows["leader"].to_list() == ["wang", "wang"]
    assert set(rows.columns) == set(town.CLUBS.columns)


def test_no_rows_where_nothing_is_frozen(frozen: Frozen) -> None:
    assert rows_behind(Asked("clubs", "511300", Y), town.the_catalogue(), frozen).is_empty()
    assert isinstance(rows_behind(Asked("clubs", "511011", Y), town.the_catalogue(), frozen), pl.DataFrame)
