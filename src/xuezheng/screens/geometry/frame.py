"""Boundaries on a page: one scale for all, y downwards, in pixels of the drawing, as paths of SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from xuezheng.screens.geometry.counties import Shape
from xuezheng.screens.geometry.repair import Plane, plane_about, polygonal


@dataclass(frozen=True, slots=True)
class Outline:
    """An area on the page: the `d` of its path, where a label sits best, how wide the land is there (pixels)."""

    code: str
    name: str
    path: str
    label_x: float
    label_y: float
    room: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's page. `place` puts a longitude and latitude on it; `km_per_pixel` is the same everywhere."""

    width: int
    height: int
    km_per_pixel: float
    plane: Plane
    origin_km: tuple[float, float]
    outlines: tuple[Outline, ...]
    city_borders: tuple[str, ...]  # paths, where the frame shows more than one city
    land: MultiPolygon = field(repr=False, compare=False)

    def outline(self, code: str) -> Outline | None:
        return next((outline for outline in self.outlines if outline.code == code), None)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels right and down of the upper left corner."""
        east, north = self.plane.place(np.array([[lon, lat]]))[0]
        return (east - self.origin_km[0]) / self.km_per_pixel, (self.origin_km[1] - north) / self.km_per_pixel

    def is_land(self, x: float, y: float) -> bool:
        return bool(self.land.contains(Point(x, y)))


def frame(
    shapes: Sequence[Shape], width: int = 404, max_height: int = 560, margin: int = 12, detail_pixels: float = 0.6
) -> Frame:
    """Project the shapes together onto a page `width` wide, or narrower in scale where they would grow too high.

    Shared borders are simplified once for both neighbours (to `detail_pixels`), so no gap opens between them; where the
    shapes overlap and cannot be a coverage, each is simplified alone. Raises ValueError for no shapes.
    """
    if not shapes:
        raise ValueError("A map must have at least one area. Got none.")
    plane = plane_about([s.polygons for s in shapes])
    flat = [plane.project(s.polygons) for s in shapes]
    west, south, east, north = shapely.total_bounds(np.array(flat, dtype=object))
    scale = max((east - west) / (width - 2 * margin), (north - south) / (max_height - 2 * margin))
    height = round((north - south) / scale) + 2 * margin
    left = (west + east) / 2 - scale * width / 2
    top = (north + south) / 2 + scale * height / 2

    def to_page(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 0] - left) / scale, (top - points[:, 1]) / scale])

    page = [shapely.transform(geometry, to_page) for geometry in _simplified(flat, detail_pixels * scale)]
    outlines = tuple(_outline(s, polygonal(drawn)) for s, drawn in zip(shapes, page, strict=True))
    land = polygonal(shapely.union_all(np.array(page, dtype=object)))
    return Frame(width, height, scale, plane, (left, top), outlines, _city_borders(shapes, page), land)


def _simplified(geometries: list[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    array = np.array(geometries, dtype=object)
    if len(geometries) > 1 and shapely.coverage_is_valid(array):
        return list(shapely.coverage_simplify(array, tolerance))
    return [polygonal(shapely.make_valid(g)) for g in shapely.simplify(array, tolerance)]


def _city_borders(shapes: Sequence[Shape], page: list[BaseGeometry]) -> tuple[str, ...]:
    cities = sorted({s.code[:4] for s in shapes})
    if len(cities) < 2:
        return ()
    parts = [[g for s, g in zip(shapes, page, strict=True) if s.code[:4] == city] for city in cities]
    return tuple(_path(polygonal(shapely.union_all(np.array(part, dtype=object)))) for part in parts)


def _outline(source: Shape, drawn: MultiPolygon) -> Outline:
    largest = max(drawn.geoms, key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    (x, y), _ = circle.coords[0], circle.coords[1]
    return Outline(source.code, source.name, _path(drawn), round(x, 1), round(y, 1), round(2 * circle.length, 1))


def _path(drawn: MultiPolygon) -> str:
    return "".join(_ring(ring.coords) for part in drawn.geoms for ring in (part.exterior, *part.interiors))


def _ring(coords: Iterable[tuple[float, ...]]) -> str:
    """A closed ring in steps of a tenth of a pixel, relative, which is the shortest writing."""
    tenths = np.rint(np.array(list(coords))[:-1, :2] * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    start = f"M{_tenth(tenths[0, 0])} {_tenth(tenths[0, 1])}"
    return start + "l" + " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps) + "z"


def _tenth(value: int) -> str:
    return f"{value / 10:g}"
