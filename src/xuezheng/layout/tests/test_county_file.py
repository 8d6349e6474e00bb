"""COUNTY.json: what is wrong is named and the rest goes on; ways by road; options, boarding and budgets through the file."""

import json
from pathlib import Path
from typing import Any

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.county_file import read_county, solve_read, written
from xuezheng.layout.tests.test_travel import OSM
from xuezheng.screens.geometry.gcj02 import from_wgs84

RIVER: dict[str, Any] = {  # two villages at the river, a hamlet above; two schools
    "years": 2,
    "on": "2025-09-01",
    "outline": [[104.9, 29.9], [105.6, 29.9], [105.6, 30.1], [104.9, 30.1]],
    "villages": [
        {"name": "柳村", "lon": 105.0, "lat": 30.0, "children": [60, 55], "present": "河小学"},
        {"name": "桥村", "lon": 105.01, "lat": 30.0, "band": "grades_4_6", "children": 40, "present": "河小学"},
        {"name": "山村", "lon": 105.05, "lat": 30.02, "children": 8, "terrain": "mountain", "present": "山小学"},
    ],
    "schools": [
        {"name": "河小学", "lon": 105.0, "lat": 30.0, "seats": 135, "running": 300},
        {"name": "山小学", "lon": 105.05, "lat": 30.02, "seats": 45, "running": 250},
    ],
}


def read(tmp_path: Path, **changed: Any) -> Any:
    path = tmp_path / "county.json"
    path.write_text(json.dumps(RIVER | changed))
    return read_county(path, tmp_path / "kept")


def villages(k: int, **changed: Any) -> list[dict[str, Any]]:
    rows = [dict(row) for row in RIVER["villages"]]
    rows[k] |= changed
    return rows


def schools(k: int, **changed: Any) -> list[dict[str, Any]]:
    rows = [dict(row) for row in RIVER["schools"]]
    rows[k] |= changed
    return rows


def test_limits_and_notice_come_from_the_standards_of_the_day(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.county.limit.tolist() == [30, 40, 30]
    assert found.county.earliest.tolist() == [1, 1]
    plan = solve_read(found, 0.3, 0)
    told = written(found, plan, 0)
    assert [year["closed"] for year in told["years"]] == [[], ["山小学"]]  # not before a year's notice
    assert told["years"][1]["school_of"]["山村"] == "河小学"


@pytest.mark.parametrize(
    ("changed", "rule", "which", "left"),
    [
        ({"villages": villages(1, lon=None)}, "layout.place.missing", "桥村", 2),
        ({"villages": villages(1, lon=30.0, lat=105.0)}, "layout.place.swapped", "桥村", 3),
        ({"villages": villages(1, lon=110.0)}, "layout.place.outside", "桥村", 2),
        ({"schools": schools(1, seats=0)}, "layout.county.no_room", "山小学", 3),
        ({"villages": villages(2, lon=105.4)}, "layout.county.beyond", "山村", 3),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_goes_on(
    tmp_path: Path, changed: dict[str, Any], rule: str, which: str, left: int
) -> None:
    found = read(tmp_path, **changed)
    assert [(note.rule, note.which) for note in found.notes] == [(rule, which)]
    assert found.county.village_count == left
    assert solve_read(found, 0.2, 0).gap < 1


def test_the_shifted_datum_is_recognised_by_known_places_and_turned_back(tmp_path: Path) -> None:
    import numpy as np

    moved = from_wgs84(np.array([[v["lon"], v["lat"]] for v in RIVER["villages"]]))
    shifted = [dict(v, lon=lon, lat=lat) for v, (lon, lat) in zip(RIVER["villages"], moved.tolist(), strict=True)]
    found = read(tmp_path, villages=shifted, known_places=RIVER["villages"])
    assert [note.rule for note in found.notes] == ["layout.place.shifted"]
    assert found.county.minutes[0, 0] == pytest.approx(0, abs=0.01)
    said = read(tmp_path, villages=shifted, datum="gcj02", schools=schools(0))
    assert said.county.minutes[0, 0] > 0.5  # the schools were not in GCJ-02, though it was said


def test_more_children_than_seats_within_reach_are_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, schools=schools(0, seats=60))
    (problem,) = [p for p in refusal.value.problems if p.rule == "layout.county.shortage"][:1]
    assert "missing" in problem.sentence("en")
    assert "河小学" in problem.sentence("zh")


def test_an_island_of_the_network_is_named_and_measured_straight(tmp_path: Path) -> None:
    (tmp_path / "county.osm").write_text(OSM)
    found = read(
        tmp_path,
        villages=villages(2, lon=105.5, lat=30.0),
        schools=schools(1, lon=105.02, lat=30.0),
        roads="county.osm",
        by="walking",
    )
    assert ("layout.roads.island", "山村") in [(note.rule, note.which) for note in found.notes]
    assert (tmp_path / "kept").exists()
    with pytest.raises(Refused):
        read(tmp_path, roads="nowhere.osm")


def test_a_boarding_house_and_an_extension_through_the_file(tmp_path: Path) -> None:
    options = [
        {"of": "河小学", "name": "河小学扩建", "seats": 45, "cost": 50},
        {"of": "河小学扩建", "name": "河小学宿舍", "beds": 20, "cost": 80},
    ]
    found = read(tmp_path, options=options, boarding={"cost": 1}, budget=[60, 90], schools=schools(0, seats=100))
    assert found.county.boarding.may_board.tolist() == [False, True, False]
    plan = solve_read(found, 0.5, 0)
    assert "河小学扩建" in [name for year in written(found, plan, 0)["years"] for name in year["open"]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"villages": villages(0, band="grade 9")}, "no such band"),
        ({"villages": villages(0, terrain="sea")}, "no such terrain"),
        ({"villages": villages(0, children=-1)}, "not be negative"),
        ({"schools": schools(1, name="河小学")}, "stands twice"),
        ({"schools": schools(1, decided="maybe")}, "no such decision"),
        ({"options": [{"of": "nowhere", "seats": 5}]}, "no such school"),
        ({"datum": "bd09"}, "no such datum"),
        ({"villages": 7}, "missing or of the wrong kind"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, **changed)
    assert said in refusal.value.problems[0].sentence("en")
