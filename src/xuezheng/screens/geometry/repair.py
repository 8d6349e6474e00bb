"""Polygons as they come, made valid and measured on a local plane."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from xuezheng.screens.geometry.gcj02 import to_wgs84

EARTH_RADIUS_KM = 6371.0072  # the sphere of the same surface as the GRS 80 ellipsoid
DEFAULT_SLIVER_KM2 = 0.2


@dataclass(frozen=True, slots=True)
class Plane:
    """Lambert's azimuthal equal-area projection about a place; Snyder, Map Projections (USGS PP 1395), eq. 24-2 to 24-4."""

    lon: float
    lat: float

    def place(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees (n × 2) to kilometres east and north of the centre (n × 2)."""
        lam = np.radians(lonlat[:, 0] - self.lon)
        phi, phi0 = np.radians(lonlat[:, 1]), np.radians(self.lat)
        cos_c = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam)
        k = EARTH_RADIUS_KM * np.sqrt(2.0 / (1.0 + cos_c))
        x = k * np.cos(phi) * np.sin(lam)
        y = k * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam))
        return np.column_stack([x, y])

    def project(self, geometry: BaseGeometry) -> Any:
        return shapely.transform(geometry, self.place)


def plane_about(geometries: list[BaseGeometry]) -> Plane:
    """A plane centred on the middle of all the geometries' bounds (degrees)."""
    low_lon, low_lat, high_lon, high_lat = shapely.total_bounds(np.array(geometries, dtype=object))
    return Plane((low_lon + high_lon) / 2, (low_lat + high_lat) / 2)


def polygonal(geometry: BaseGeometry) -> MultiPolygon:
    """The polygons of whatever `make_valid` returned; lines and points fall away. Raises ValueError if none is left."""
    parts = [g for g in shapely.get_parts(geometry) if not g.is_empty]
    polygons: list[Polygon] = []
    for part in parts:
        if isinstance(part, Polygon):
            polygons.append(part)
        elif isinstance(part, MultiPolygon):
            polygons += list(part.geoms)
    if not polygons:
        raise ValueError(f"A boundary must hold at least one polygon. Got {geometry.geom_type} without area.")
    return MultiPolygon(polygons)


def repaired(geometry: BaseGeometry, sliver_km2: float = DEFAULT_SLIVER_KM2) -> MultiPolygon:
    """A valid multipolygon without slivers: the largest part, and every other part of at least `sliver_km2`."""
    valid = polygonal(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    plane = plane_about([valid])
    sizes = [plane.project(part).area for part in valid.geoms]
    largest = max(sizes)
    return MultiPolygon(
        [p for p, size in zip(valid.geoms, sizes, strict=True) if size == largest or size >= sliver_km2]
    )


def unshifted(geometry: BaseGeometry) -> Any:
    """The same geometry with its GCJ-02 coordinates turned into WGS84."""
    return shapely.transform(geometry, to_wgs84)


def area_km2(geometry: BaseGeometry) -> float:
    return float(plane_about([geometry]).project(geometry).area)
