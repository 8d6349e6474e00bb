"""Ways and places: a small road network, detours by terrain, coordinates that cannot be right."""

from pathlib import Path

import numpy as np
import pytest

from xuezheng.layout.plan.roads import islands, kept_minutes, read_roads
from xuezheng.layout.rules.places import inside, place_problems, shift_problem
from xuezheng.layout.rules.travel import straight_km, straight_minutes
from xuezheng.screens.geometry.gcj02 import from_wgs84, to_wgs84

# A road east along a parallel, a path across a motorway's way, and a track apart.
OSM = """<osm>
<node id="1" lon="105.00" lat="30.0"/><node id="2" lon="105.01" lat="30.0"/><node id="3" lon="105.02" lat="30.0"/>
<node id="8" lon="105.50" lat="30.0"/><node id="9" lon="105.51" lat="30.0"/>
<way><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/></way>
<way><nd ref="2"/><nd ref="3"/><tag k="highway" v="path"/></way>
<way><nd ref="1"/><nd ref="3"/><tag k="highway" v="motorway"/></way>
<way><nd ref="8"/><nd ref="9"/><tag k="highway" v="track"/></way>
</osm>"""
SQUARE = np.array([[104.9, 29.9], [105.6, 29.9], [105.6, 30.1], [104.9, 30.1]])


def test_ways_on_foot_and_by_bus(tmp_path: Path) -> None:
    path = tmp_path / "county.osm"
    path.write_text(OSM)
    villages, schools = np.array([[105.0, 30.0], [105.51, 30.0]]), np.array([[105.02, 30.0]])
    km = float(straight_km(villages[:1], schools)[0, 0])
    walked = kept_minutes(path, "walking", villages, schools, tmp_path / "kept")
    assert walked[0, 0] == pytest.approx(km / 4 * 60, rel=1e-3)
    assert np.isinf(walked[1, 0])
    assert kept_minutes(path, "walking", villages, schools, tmp_path / "kept")[0, 0] == walked[0, 0]
    assert kept_minutes(path, "bus", villages[:1], schools, tmp_path / "kept")[0, 0] == pytest.approx(
        km, rel=1e-3
    )  # 60 km/h
    (island,) = islands(read_roads(path, "walking"), villages, schools)
    assert island.which == "[1]"


def test_the_straight_line_is_longer_in_the_mountains() -> None:
    place = np.array([[105.0, 30.0], [105.0, 30.0]])
    minutes = straight_minutes(place, np.array([[105.1, 30.0]]), ["plain", "mountain"])[:, 0]
    assert minutes[1] / minutes[0] == pytest.approx(1.8 / 1.25)
    assert minutes[0] == pytest.approx(9.63 * 1.25 * 60 / 25, rel=1e-2)


def test_places_that_cannot_be_right_are_named() -> None:
    lonlat = np.array([[105.0, 30.0], [30.0, 105.0], [np.nan, 30.0], [110.0, 30.0]])
    assert inside(SQUARE, lonlat[:1]).tolist() == [True]
    told = {problem.rule: problem.which for problem in place_problems(["甲村", "乙村", "丙村", "丁村"], lonlat, SQUARE)}
    assert told == {"layout.place.missing": "丙村", "layout.place.swapped": "乙村", "layout.place.outside": "丁村"}


def test_the_shifted_datum_is_recognised() -> None:
    known = np.array([[105.0, 30.0], [105.1, 30.05], [105.2, 29.95]])
    shifted = from_wgs84(known)
    problem = shift_problem(known, shifted, to_wgs84(shifted))
    assert problem is not None
    assert problem.rule == "layout.place.shifted"
    assert shift_problem(known, known, to_wgs84(known)) is None
