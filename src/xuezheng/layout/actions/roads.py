"""Road networks that planners give for a county: taken once, kept in the instance, and the ways that a plan needs by them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast
from xml.etree.ElementTree import ParseError

import numpy as np
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.asking import Asked
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.plan.roads import By, islands, kept_minutes, read_roads
from xuezheng.layout.rules.places import Floats
from xuezheng.layout.rules.travel import straight_minutes

MOST_BYTES: Final = 200 * 1024 * 1024
ENDINGS: Final = (".osm", ".osm.gz")


def roads_folder(instance: Instance, county_code: str) -> Path:
    return instance.home / "plans" / "layout" / county_code / "roads"


def kept_roads(instance: Instance, county_code: str) -> list[tuple[str, str]]:
    """Road networks of a county, the newest first: hash and name of the file."""
    files = sorted(roads_folder(instance, county_code).glob("*.name"), key=lambda f: -f.stat().st_mtime)
    return [(f.stem, f.read_text(encoding="utf-8")) for f in files]


def _file(instance: Instance, county_code: str, digest: str) -> Path:
    found = list(roads_folder(instance, county_code).glob(f"{digest}.osm*")) if digest.isalnum() else []
    if not found:
        what = Words("没有这个路网文件。", "There is no such road network.")
        raise Refused([Problem("layout.roads.unknown", what, which=county_code, got=digest)])
    return found[0]


def do_take_roads(account: Any, instance: Instance, county_code: str, name: str, content: bytes) -> tuple[str, int]:
    """Take an OpenStreetMap extract; gives its hash and how many links a bus may use. Raises Refused for what is none."""
    if account is not None and not may(account, "plan.make", Place(county_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.right", what, which=county_code)])
    ending = next((e for e in reversed(ENDINGS) if name.lower().endswith(e)), "")
    if not ending or not 0 < len(content) <= MOST_BYTES:
        what = Words(
            "路网是 OpenStreetMap 摘取的 .osm 或 .osm.gz 文件，不超过200MB。",
            "A road network is an OpenStreetMap extract, .osm or .osm.gz, of 200 MB at most.",
        )
        cure = Words(".osm.pbf 先用 osmium 转成 .osm.gz。", "Turn .osm.pbf into .osm.gz with osmium first.")
        raise Refused([Problem("layout.roads.file", what, where=name, got=f"{len(content):,} B", cure=cure)])
    digest = hashlib.sha256(content).hexdigest()[:16]
    folder = roads_folder(instance, county_code)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{digest}{ending}"
    if not file.exists():
        file.write_bytes(content)
    try:
        links = len(read_roads(file, "bus").ends)
    except (ParseError, OSError, EOFError, KeyError, ValueError) as error:
        file.unlink()
        what = Words("这个文件不是 OpenStreetMap 的 XML。", "The file is no XML of OpenStreetMap.")
        raise Refused([Problem("layout.roads.file", what, where=name, got=str(error)[:80])]) from None
    except Refused:
        file.unlink()
        raise
    (folder / f"{digest}.name").write_text(name[:80], encoding="utf-8")
    record(
        "layout.roads.taken", account=account, area_code=county_code, subject=name[:80],
        detail={"hash": digest, "bytes": len(content), "links": links, "at": timezone.localdate().isoformat()},
    )  # fmt: skip
    return digest, links


def roads_for(
    instance: Instance, county_code: str, asked: Asked
) -> "Callable[[Prepared, list[Problem]], Floats] | None":
    """What gives a plan its ways by road; None where it asks for straight lines."""
    if not asked.roads.get("hash"):
        return None
    file, by = _file(instance, county_code, asked.roads["hash"]), cast("By", asked.roads.get("by", "bus"))

    def ways(made: Prepared, notes: list[Problem]) -> Floats:
        bases = made.sites.head(made.base_count)
        at = made.rows.select("longitude", "latitude").to_numpy().astype(np.float64)
        to = bases.select("longitude", "latitude").to_numpy().astype(np.float64)
        minutes = kept_minutes(file, by, at, to, roads_folder(instance, county_code) / "kept").copy()
        apart = np.flatnonzero(~np.isfinite(minutes).any(axis=1))
        if apart.size:
            names = list(dict.fromkeys(made.rows["village_name"][i] for i in apart.tolist()))
            told = islands(read_roads(file, by), at, to)
            notes += [replace(one, which="、".join(names[:12])) for one in told[:1]]
            straight = straight_minutes(at[apart], to, [made.rows["terrain"][i] for i in apart.tolist()], asked.km_h)
            minutes[apart] = straight
        return minutes

    return ways
