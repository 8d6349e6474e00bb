"""The map of a release: where the schools lie, the county borders, a place for each city's name. Frozen with the release."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xuezheng.screens.geometry import county_shapes, frame

WIDTH, MOST_HIGH, MARGIN = 404, 350, 10


def drawn_map(
    schools: pl.DataFrame, names: Mapping[str, Mapping[str, str]], node_modules: Path | None
) -> dict[str, Any] | None:
    """`schools`: city_code, longitude, latitude. None where neither borders nor places of schools are known."""
    placed = schools.drop_nulls(["longitude", "latitude"])
    borders = _borders(set(names), node_modules)
    if borders is None and placed.is_empty():
        return None
    if borders is None:
        spots, height, km_per_pixel = _flat(placed)
        outlines: list[tuple[str, str]] = []
    else:
        spots = [borders.place(lon, lat) for lon, lat in placed.select("longitude", "latitude").iter_rows()]
        height, km_per_pixel = float(borders.height), borders.km_per_pixel
        outlines = [(outline.code, outline.path) for outline in borders.outlines]
    by_city: dict[str, list[tuple[float, float]]] = {}
    for city, spot in zip(placed["city_code"], spots, strict=True):
        by_city.setdefault(city, []).append(spot)
    counts = dict(schools.group_by("city_code").len().iter_rows())
    middles = {city: np.median(np.array(at), axis=0) for city, at in by_city.items()}
    return {
        "width": WIDTH,
        "height": height,
        "km_per_pixel": round(km_per_pixel, 4),
        "outlines": outlines,
        "dots": [(round(x, 1), round(y, 1)) for x, y in spots],
        "cities": [
            (city, names[city], round(float(m[0]), 1), round(float(m[1]), 1), counts.get(city, 0))
            for city, m in sorted(middles.items())
            if city in names
        ],
    }


def _borders(cities: set[str], node_modules: Path | None) -> Any:
    """A frame with the counties of these cities, or None where the package is not installed or does not know them."""
    if node_modules is None:
        return None
    try:
        shapes = county_shapes(node_modules, sorted(cities))
    except (FileNotFoundError, ValueError):
        return None
    return frame(shapes, width=WIDTH, max_height=MOST_HIGH) if shapes else None


def _flat(placed: pl.DataFrame) -> tuple[list[tuple[float, float]], float, float]:
    """Places of schools on a page without borders: degrees as kilometres about their middle."""
    points = placed.select("longitude", "latitude").to_numpy()
    east = (points[:, 0] - points[:, 0].mean()) * 111.32 * np.cos(np.radians(points[:, 1].mean()))
    north = (points[:, 1] - points[:, 1].mean()) * 110.57
    wide, high = max(np.ptp(east), 1.0), max(np.ptp(north), 1.0)
    scale = max(wide / (WIDTH - 2 * MARGIN), high / (MOST_HIGH - 2 * MARGIN))
    x, y = MARGIN + (east - east.min()) / scale, MARGIN + (north.max() - north) / scale
    return list(zip(x.tolist(), y.tolist(), strict=True)), high / scale + 2 * MARGIN, float(scale)
