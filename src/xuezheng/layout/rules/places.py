"""Coordinates that cannot be right: missing, swapped, outside the county, in the shifted Chinese datum."""

import numpy as np
from numpy.typing import NDArray

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

Floats = NDArray[np.float64]
Degrees = NDArray[np.float64]


def inside(outline: Degrees, lonlat: Degrees) -> NDArray[np.bool_]:
    """Which places (n × 2) lie in the ring `outline` (k × 2), by counting crossings."""
    x, y = lonlat[:, 0][:, None], lonlat[:, 1][:, None]
    x1, y1 = outline[:, 0][None], outline[:, 1][None]
    x2, y2 = np.roll(outline[:, 0], -1)[None], np.roll(outline[:, 1], -1)[None]
    crosses = (y1 > y) != (y2 > y)
    rise = np.where(y2 == y1, 1.0, y2 - y1)
    return (crosses & (x < (x2 - x1) * (y - y1) / rise + x1)).sum(axis=1) % 2 == 1


def place_problems(names: list[str], lonlat: Degrees, outline: Degrees) -> list[Problem]:
    """Places without coordinates, with longitude and latitude swapped, or outside their county."""
    found: list[Problem] = []

    def tell(rule: str, which: NDArray[np.bool_], zh: str, en: str, cure: Words) -> None:
        at = np.flatnonzero(which)
        if at.size:
            named = "、".join(name for name, bad in zip(names, which.tolist(), strict=True) if bad)
            got = str(lonlat[at[0]].tolist())
            what = Words(f"{at.size} 处{zh}", f"{at.size} places {en}")
            found.append(Problem(f"layout.place.{rule}", what, which=named, got=got, cure=cure))

    missing = np.isnan(lonlat.sum(axis=1))
    there = np.where(missing[:, None], outline.mean(axis=0)[None], lonlat)
    outside = ~missing & ~inside(outline, there)
    swapped = outside & inside(outline, there[:, ::-1])
    tell("missing", missing, "没有坐标", "have no coordinates", Words("补上经纬度。", "Give longitude and latitude."))
    tell(
        "swapped",
        swapped,
        "经纬度颠倒",
        "have longitude and latitude swapped",
        Words("经度在前，纬度在后。", "Longitude first, then latitude."),
    )
    cure = Words("核对坐标与所属县。", "Check the coordinates, and the county they are said to be in.")
    tell("outside", outside & ~swapped, "在县域之外", "lie outside their county", cure)
    return found


def shift_problem(known: Degrees, given: Degrees, back: Degrees) -> Problem | None:
    """Whether places are in GCJ-02: `given` is far from the `known` places of the same names (WGS84), `back` (turned back) near."""
    if len(known) < 3:
        return None
    metres = np.array([96_000.0, 111_000.0])  # of a degree, at 30° N
    before = float(np.median(np.hypot(*((given - known) * metres).T)))
    after = float(np.median(np.hypot(*((back - known) * metres).T)))
    if before < 150 or after > before / 3:
        return None
    what = Words(
        f"坐标偏移 {before:.0f} 米，像是 GCJ-02（火星坐标）",
        f"Places are {before:.0f} m off, as if in GCJ-02, the shifted datum",
    )
    cure = Words("按 GCJ-02 导入，由系统换算为 WGS84。", "Import them as GCJ-02; they are turned into WGS84.")
    return Problem("layout.place.shifted", what, got=f"{after:.0f} m", cure=cure)
