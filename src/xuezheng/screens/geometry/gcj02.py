"""GCJ-02, the shifted datum of Chinese map services, back to WGS84.

The shift is the widely published polynomial and sine series on the Krasovsky 1940 ellipsoid (a = 6,378,245 m,
e² = 0.00669342162296594323); it is some 300–600 m in Sichuan. The inverse has no closed form: it is found by iteration.
"""

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]

_A = 6_378_245.0
_E2 = 0.00669342162296594323


def _waves(t: Degrees, *terms: tuple[float, float]) -> Degrees:
    total = np.zeros_like(t)
    for amplitude, frequency in terms:
        total += amplitude * np.sin(t * frequency * np.pi)
    return total * 2.0 / 3.0


def _shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """How far GCJ-02 lies from WGS84 at a WGS84 place, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    shared = _waves(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += shared + _waves(y, (20.0, 1.0), (40.0, 1 / 3)) + _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += shared + _waves(x, (20.0, 1.0), (40.0, 1 / 3)) + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    phi = np.radians(lat)
    w2 = 1.0 - _E2 * np.sin(phi) ** 2
    meridian = _A * (1.0 - _E2) / w2**1.5
    parallel = _A / np.sqrt(w2) * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def from_wgs84(lonlat: Degrees) -> Degrees:
    """WGS84 → GCJ-02; `lonlat` is n × 2, in degrees, inside China."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    east, north = _shift(lon, lat)
    return np.column_stack([lon + east, lat + north])


def to_wgs84(lonlat: Degrees, tolerance_degrees: float = 1e-7) -> Degrees:
    """GCJ-02 → WGS84 to the tolerance (1e-7° is about a centimetre); n × 2 in degrees.

    Fixed-point iteration: the shift varies so slowly that each round gains two to three digits. Raises ValueError for a
    place outside 72–138° E, 0–56° N.
    """
    guess = lonlat.astype(np.float64, copy=True)
    lon, lat = guess[:, 0], guess[:, 1]
    outside = ~((lon > 72) & (lon < 138) & (lat > 0) & (lat < 56))
    if outside.any():
        raise ValueError(
            f"A place in GCJ-02 must lie in 72–138° E, 0–56° N. Got {guess[outside][0].tolist()}. "
            "Check that the order is longitude, latitude."
        )
    for _ in range(20):
        miss = from_wgs84(guess) - lonlat
        guess -= miss
        if not len(miss) or np.abs(miss).max() < tolerance_degrees:
            return guess
    raise ArithmeticError(f"GCJ-02 could not be undone to {tolerance_degrees}° in 20 rounds near {lonlat[0].tolist()}.")
