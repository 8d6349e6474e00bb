# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""Ways by a road network: an OpenStreetMap extract (.osm, .osm.gz), read offline, shortest times kept on disk."""

import gzip
import hashlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal
from xml.etree.ElementTree import iterparse

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.rules.travel import WALKING_KM_H, straight_km

By = Literal["walking", "bus"]
# Kilometres an hour of a bus with its stops; what is not named here a bus does not use, and motorways nobody walks on.
BUS_KM_H: Final = {
    "motorway": 60,
    "trunk": 45,
    "primary": 40,
    "secondary": 32,
    "tertiary": 28,
    "unclassified": 22,
    "residential": 18,
}
ON_FOOT: Final = {
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "service",
    "track",
    "path",
    "footway",
    "steps",
}


@dataclass(frozen=True, eq=False)
class Roads:
    """Nodes (k × 2, degrees) and links with their minutes, both ways."""

    lonlat: Floats
    ends: Ints  # e × 2
    minutes: Floats  # e


def read_roads(path: Path, by: By) -> Roads:
    """The links that one may use; raises `Refused` where the file has none."""
    place: dict[str, tuple[float, float]] = {}
    links: list[tuple[str, str, float]] = []
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for _, element in iterparse(file, events=("end",)):
            if element.tag == "node":
                place[element.attrib["id"]] = (float(element.attrib["lon"]), float(element.attrib["lat"]))
            elif element.tag == "way":
                kind = next((tag.attrib["v"] for tag in element.iter("tag") if tag.attrib["k"] == "highway"), "")
                kind = kind.removesuffix("_link")
                speed = (WALKING_KM_H if kind in ON_FOOT else 0.0) if by == "walking" else float(BUS_KM_H.get(kind, 0))
                if speed:
                    nodes = [node.attrib["ref"] for node in element.iter("nd")]
                    links += [(a, b, speed) for a, b in pairwise(nodes) if a in place and b in place]
                element.clear()
    if not links:
        what = Words("路网文件里没有可用的路", "The road network has no road to use")
        raise Refused([Problem("layout.roads.empty", what, which=path.name, got=by)])
    names = {name: k for k, name in enumerate(dict.fromkeys(end for a, b, _ in links for end in (a, b)))}
    lonlat = np.array([place[name] for name in names])
    ends = np.array([(names[a], names[b]) for a, b, _ in links], dtype=np.int64)
    first, second = lonlat[ends[:, 0]], lonlat[ends[:, 1]]
    km = np.hypot((first[:, 0] - second[:, 0]) * np.cos(np.radians(first[:, 1])), first[:, 1] - second[:, 1]) * 111.195
    return Roads(lonlat, ends, km / np.array([speed for _, _, speed in links]) * 60.0)


def road_minutes(roads: Roads, villages: Floats, schools: Floats) -> Floats:
    """Minutes (n × m) by road, and on foot to and from the nearest node; infinite where there is no way."""
    k = len(roads.lonlat)
    graph = csr_array((np.maximum(roads.minutes, 1e-9), (roads.ends[:, 0], roads.ends[:, 1])), shape=(k, k))
    start, walk_to = _nearest(roads.lonlat, villages)
    end, walk_from = _nearest(roads.lonlat, schools)
    ways = np.asarray(dijkstra(graph, directed=False, indices=end))[:, start].T
    return ways + walk_to[:, None] + walk_from[None, :]


def _nearest(nodes: Floats, places: Floats) -> tuple[Ints, Floats]:
    at = np.empty(len(places), dtype=np.int64)
    walk = np.empty(len(places))
    for first in range(0, len(places), 256):
        km = straight_km(places[first : first + 256], nodes)
        at[first : first + 256] = km.argmin(axis=1)
        walk[first : first + 256] = km.min(axis=1) * 60.0 / WALKING_KM_H
    return at, walk


def islands(roads: Roads, villages: Floats, schools: Floats) -> list[Problem]:
    """Villages on a piece of the network without a school."""
    k = len(roads.lonlat)
    graph = csr_array((np.ones(len(roads.ends)), (roads.ends[:, 0], roads.ends[:, 1])), shape=(k, k))
    _, piece = connected_components(graph, directed=False)
    start, _ = _nearest(roads.lonlat, villages)
    end, _ = _nearest(roads.lonlat, schools)
    alone = np.flatnonzero(~np.isin(piece[start], piece[end]))
    if alone.size == 0:
        return []
    what = Words(
        f"{alone.size} 个村所在的路网与任何学校都不相通", f"{alone.size} villages lie on roads that lead to no school"
    )
    cure = Words(
        "补上缺失的路段；在此之前按直线距离估计。", "Add the missing roads; until then the straight line is taken."
    )
    return [Problem("layout.roads.island", what, which=str(alone[:20].tolist()), cure=cure)]


def kept_minutes(path: Path, by: By, villages: Floats, schools: Floats, keep: Path) -> Floats:
    """`road_minutes` of a file, computed once: kept in the folder `keep` by the hash of all that goes in."""
    digest = hashlib.sha256(path.read_bytes() + by.encode() + villages.tobytes() + b"|" + schools.tobytes()).hexdigest()
    kept = keep / f"minutes-{digest[:24]}.npy"
    if kept.exists():
        return np.load(kept)
    minutes = road_minutes(read_roads(path, by), villages, schools)
    keep.mkdir(parents=True, exist_ok=True)
    np.save(kept, minutes)
    return minutes
