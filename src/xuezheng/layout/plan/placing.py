"""Where villages and schools of a file lie: what cannot be right is named, turned where it can be, left out where not."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.rules.places import inside, place_problems, shift_problem
from xuezheng.screens.geometry.gcj02 import to_wgs84

DATUMS = ("wgs84", "gcj02")


@dataclass(frozen=True, eq=False)
class Places:
    """The rows of a file that have a place, and their longitudes and latitudes (WGS84)."""

    kept: Ints
    lonlat: Floats


def placed(
    rows: list[dict[str, Any]], outline: Floats | None, datum: str, known: list[dict[str, Any]], notes: list[Problem]
) -> Places:
    """Places of rows with `name`, `lon`, `lat`, and what was wrong with them in `notes`.

    `known` are places of the same names in WGS84, by which the shifted datum is recognised. Raises `Refused` for a datum
    that there is not.
    """
    if datum not in DATUMS:
        what = Words("没有这种坐标系", "There is no such datum")
        raise Refused([Problem("layout.file.datum", what, got=datum, cure=Words("wgs84、gcj02", "wgs84, gcj02"))])
    lonlat = np.array([[_degrees(row.get("lon")), _degrees(row.get("lat"))] for row in rows]).reshape(-1, 2)
    names = [str(row["name"]) for row in rows]
    ring = outline if outline is not None else np.array([[-180.0, -90], [180, -90], [180, 90], [-180, 90]])
    for found in place_problems(names, lonlat, ring):
        many = found.which.split("、")
        notes.append(replace(found, which="、".join(many[:20]) + ("…" if len(many) > 20 else ""), cure=_done(found)))
    there: NDArray[np.bool_] = ~np.isnan(lonlat.sum(axis=1))
    swapped, kept = there.copy(), there.copy()
    swapped[there] = ~inside(ring, lonlat[there]) & inside(ring, lonlat[there][:, ::-1])
    lonlat[swapped] = lonlat[swapped][:, ::-1]
    kept[there] = inside(ring, lonlat[there])
    if datum == "wgs84" and (shifted := _shifted(names, lonlat, kept, known)) is not None:
        notes.append(shifted)
        datum = "gcj02"
    if datum == "gcj02" and kept.any():
        lonlat[kept] = to_wgs84(lonlat[kept])
    return Places(np.flatnonzero(kept), lonlat[kept])


def _degrees(value: Any) -> float:
    return float("nan") if value in (None, "") else float(value)


def _shifted(names: list[str], lonlat: Floats, kept: NDArray[np.bool_], known: list[dict[str, Any]]) -> Problem | None:
    at = {name: i for i, name in enumerate(names) if kept[i]}
    pairs = [(row, at[str(row["name"])]) for row in known if str(row["name"]) in at]
    if not pairs:
        return None
    given = lonlat[[i for _, i in pairs]]
    right = np.array([[float(row["lon"]), float(row["lat"])] for row, _ in pairs])
    found = shift_problem(right, given, to_wgs84(given))
    return None if found is None else replace(found, cure=Words("已换算为 WGS84。", "They were turned into WGS84."))


def _done(found: Problem) -> Words:
    """What was done about it, and what should be."""
    if found.rule.endswith("swapped"):
        return Words("已按经度在前读。", "They were read longitude first.")
    more = found.cure or Words("", "")
    return Words(f"已略去。{more.zh}", f"They are left out. {more.en}")
