"""How long a way takes where no road network is given: the straight line, longer by terrain."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from xuezheng.layout.rules.places import Degrees, Floats

# Network over straight distance. Ballou, Rahardja and Sakai (2002) find 1.2–1.6 by country; mountains are a local setting.
DETOUR: Final = {"plain": 1.25, "hill": 1.45, "mountain": 1.8}
TERRAINS: Final = tuple(DETOUR)
WALKING_KM_H: Final = 4.0
BUS_KM_H: Final = 25.0
EARTH_KM: Final = 6371.0088


def straight_km(origins: Degrees, places: Degrees) -> Floats:
    """Great-circle distances (n × m) between longitudes and latitudes in degrees (haversine)."""
    lon1, lat1 = np.radians(origins[:, 0])[:, None], np.radians(origins[:, 1])[:, None]
    lon2, lat2 = np.radians(places[:, 0])[None], np.radians(places[:, 1])[None]
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(half))


def straight_minutes(
    origins: Degrees, places: Degrees, terrain: list[str], km_h: float = BUS_KM_H, detour: Mapping[str, float] = DETOUR
) -> Floats:
    """Minutes (n × m) by straight lines and the detour factor of each origin's terrain."""
    factor = np.array([detour[kind] for kind in terrain])
    return straight_km(origins, places) * factor[:, None] * 60.0 / km_h
