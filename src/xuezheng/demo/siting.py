"""Where townships and schools stand: points inside their county, spread as far from each other as chance allows.

The registry has no boundaries of townships, so a township is a point in its county, and its schools lie around it.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry import MultiPolygon

from xuezheng.demo.areas import ZONE_COUNTY
from xuezheng.demo.world import CITIES
from xuezheng.ground.packages import node_modules
from xuezheng.screens.geometry import WITHOUT_BOUNDARY, county_shapes

Points = npt.NDArray[np.float64]
KM_PER_DEGREE = 111.2


def boundaries(cities: tuple[str, ...]) -> dict[str, MultiPolygon]:
    """The boundary of each county in WGS84; the zone has that of the county it lies in."""
    names = {code: name for code, name in CITIES.items() if code in cities}
    found = {shape.code: shape.polygons for shape in county_shapes(node_modules(), names)}
    if "511000" in cities:
        found[ZONE_COUNTY] = found[WITHOUT_BOUNDARY[ZONE_COUNTY][0]]
    return found


def spread(boundary: MultiPolygon, count: int, rng: np.random.Generator) -> Points:
    """`count` points inside a boundary (degrees), each far from those before it: the best of some chance candidates."""
    west, south, east, north = boundary.bounds
    inner = boundary.buffer(-0.012)
    room = inner if not inner.is_empty else boundary
    found: list[npt.NDArray[np.float64]] = []
    candidates = np.empty((0, 2))
    while len(candidates) < 40 * count:
        drawn = rng.uniform((west, south), (east, north), (60 * count + 200, 2))
        candidates = np.concatenate([candidates, drawn[shapely.contains_xy(room, drawn[:, 0], drawn[:, 1])]])
    nearest = np.full(len(candidates), np.inf)
    chosen = int(rng.integers(len(candidates)))
    for _ in range(count):
        found.append(candidates[chosen])
        nearest = np.minimum(nearest, ((candidates - candidates[chosen]) ** 2).sum(axis=1))
        chosen = int(np.argmax(nearest * rng.uniform(0.4, 1.0, len(nearest))))
    return np.array(found)


def town_points(towns: pl.DataFrame, shapes: Mapping[str, MultiPolygon], rng: np.random.Generator) -> dict[str, Points]:
    """A point for each township. Subdistricts, which make the county's seat, take the places nearest to one of them."""
    placed: dict[str, Points] = {}
    for (county,), group in towns.sort("code").group_by("county_code", maintain_order=True):
        codes, names = group["code"].to_list(), group["name"].to_list()
        if county == ZONE_COUNTY:
            _, lon, lat = WITHOUT_BOUNDARY[ZONE_COUNTY]
            placed[codes[0]] = np.array([lon, lat])
            continue
        boundary = shapes[str(county)]
        points = spread(boundary, len(codes), rng)
        middle = np.array(boundary.centroid.coords[0])
        seat = points[np.argmin(((points - middle) ** 2).sum(axis=1))]
        by_distance = list(np.argsort(((points - seat) ** 2).sum(axis=1), kind="stable"))
        urban_first = sorted(range(len(codes)), key=lambda i: (not names[i].endswith("街道"), i))
        for town_index, point_index in zip(urban_first, by_distance, strict=True):
            pull = 0.65 if names[town_index].endswith("街道") else 0.0
            drawn = points[point_index] + pull * (seat - points[point_index])
            placed[codes[town_index]] = drawn if shapely.contains_xy(boundary, *drawn) else points[point_index]
    return placed


def around(centre: Points, boundary: MultiPolygon, radii_km: Points, rng: np.random.Generator) -> Points:
    """One point for each radius, about so far from its centre (n × 2, degrees) and inside the boundary."""
    result = np.array(centre, dtype=np.float64, copy=True)
    todo = np.arange(len(result))
    scale = np.column_stack(
        [1 / (KM_PER_DEGREE * np.cos(np.radians(centre[:, 1]))), np.full(len(centre), 1 / KM_PER_DEGREE)]
    )
    for _ in range(12):
        if not len(todo):
            break
        moved = centre[todo] + rng.normal(0, 0.7, (len(todo), 2)) * radii_km[todo, None] * scale[todo]
        inside = shapely.contains_xy(boundary, moved[:, 0], moved[:, 1])
        result[todo[inside]] = moved[inside]
        todo = todo[~inside]
    return np.round(result, 5)
