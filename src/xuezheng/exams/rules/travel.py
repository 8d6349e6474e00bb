"""Kilometres as the crow flies (haversine, on a sphere)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EARTH_KM: Final = 6371.0


def kilometres(here: Floats, there: Floats) -> Floats:
    """From places (K, 2) to places (S, 2), each longitude and latitude in degrees; NaN where one is not known. (K, S)."""
    a, b = np.radians(here), np.radians(there)
    half = (a[:, None] - b[None]) / 2
    inner = np.sin(half[..., 1]) ** 2 + np.cos(a[:, None, 1]) * np.cos(b[None, :, 1]) * np.sin(half[..., 0]) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(inner))
