"""Files of villages and their children: every row checked, all or nothing, and a dry run unless asked to write."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.gathering import outline_of
from xuezheng.layout.actions.sheets import csv_template, read_rows
from xuezheng.layout.models import Village, VillageChildren
from xuezheng.layout.models.villages import known_places, schools_by_code
from xuezheng.layout.rules.places import place_problems, shift_problem
from xuezheng.layout.rules.planning import GRADE_ORDER, TERRAINS
from xuezheng.registers.lookup import names_of
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens.geometry import gcj02

DATUMS: Final = {
    "wgs84": Words("WGS84（GPS）", "WGS84 (GPS)"),
    "gcj02": Words("GCJ-02（高德、腾讯地图）", "GCJ-02 (Chinese map services)"),
}
COLUMNS: Final[tuple[tuple[str, Words, bool, str], ...]] = (
    ("code", Words("村代码", "Village code"), True, "511321100201"), ("name", Words("村名", "Village"), True, "柳树村"),
    ("longitude", Words("经度", "Longitude"), True, "106.05217"), ("latitude", Words("纬度", "Latitude"), True, "31.35402"),
    ("terrain", Words("地形", "Terrain"), False, "hill"), ("counted_year", Words("学年", "School year"), True, "2024"),
    ("primary_code", Words("现就读小学", "Primary school now"), False, ""), ("junior_code", Words("现就读初中", "Junior school now"), False, ""),
    *((f"grade_{g}", Words(f"{GRADE_WORDS[g].zh}人数", f"{GRADE_WORDS[g].en}"), False, "8") for g in GRADE_ORDER),
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What a file would do, or did."""

    added: int
    changed: int
    unchanged: int
    children: int


def template() -> str:
    """An empty file with headings in both languages and one example row."""
    return csv_template(COLUMNS)


class _Reading:
    """The rows of a file while they are checked."""

    def __init__(self, account: Any, county_code: str, file: str) -> None:
        self.account, self.county_code, self.file = account, county_code, file
        self.problems: list[Problem] = []
        self.towns = names_of(county_code, "town")
        self.schools = schools_by_code(county_code[:4])
        self.seen: set[str] = set()

    def wrong(self, key: str, line: int, zh: str, en: str, got: str, cure: Words | None = None) -> None:
        self.problems.append(
            Problem(f"layout.villages.{key}", Words(zh, en), where=f"{self.file}:{line} {key}", got=got, cure=cure)
        )

    def row(self, cells: dict[str, str], line: int) -> dict[str, Any]:
        code, name = cells.get("code", ""), cells.get("name", "")
        if len(code) != 12 or not code.isdigit():
            self.wrong("code", line, "村代码是12位数字。", "A village code has twelve digits.", code)
        elif code[:9] not in self.towns:
            self.wrong(
                "code",
                line,
                "前九位不是本县的乡镇代码。",
                "The first nine digits are no township of this county.",
                code,
            )
        elif code in self.seen:
            self.wrong("code", line, "这个村代码重复了。", "This village code stands twice.", code)
        self.seen.add(code)
        if not name:
            self.wrong("name", line, "没有村名。", "The village has no name.", "")
        terrain = cells.get("terrain") or "hill"
        if terrain not in TERRAINS:
            self.wrong(
                "terrain",
                line,
                f"地形应为：{'、'.join(TERRAINS)}。",
                f"The terrain is one of {', '.join(TERRAINS)}.",
                terrain,
            )
        counts = {
            g: self.whole(cells.get(f"grade_{g}", ""), f"grade_{g}", line)
            for g in GRADE_ORDER
            if cells.get(f"grade_{g}")
        }
        return {
            "code": code, "name": name[:60], "town_id": code[:9], "longitude": self.degrees(cells.get("longitude", ""), "longitude", line),
            "latitude": self.degrees(cells.get("latitude", ""), "latitude", line), "terrain": terrain,
            "counted_year": self.whole(cells.get("counted_year", ""), "counted_year", line, 2000, 2100), "counts": counts,
            "primary_school_id": self.school(cells.get("primary_code", ""), "primary_code", line),
            "junior_school_id": self.school(cells.get("junior_code", ""), "junior_code", line),
        }  # fmt: skip

    def whole(self, text: str, key: str, line: int, least: int = 0, most: int = 99_999) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self.wrong(
                key,
                line,
                f"要一个{least}到{most:,}的整数。",
                f"This must be a whole number from {least} to {most:,}.",
                text,
            )
            return least
        return int(text)

    def degrees(self, text: str, key: str, line: int) -> float | None:
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            self.wrong(key, line, "经纬度是小数，如 106.05217。", "Degrees are a decimal number: 106.05217.", text)
            return None

    def school(self, code: str, key: str, line: int) -> int | None:
        if code and code not in self.schools:
            self.wrong(
                key,
                line,
                "本市登记册里没有这个学校标识码。",
                "The register of this city has no school of this code.",
                code,
            )
        return self.schools.get(code)


def do_take_villages(
    account: Any, county_code: str, lines: list[list[str]], file: str, *, datum: str, apply: bool
) -> Taken:
    """Take a file of villages: all rows or none, and none without `apply`.

    Raises Refused naming every cell that is wrong, and every place that cannot be: without coordinates, swapped, outside the
    county, in the shifted datum while WGS84 is said.
    """
    if account is not None and not may(account, "record.edit", Place(county_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.right", what, which=county_code)])
    reading = _Reading(account, county_code, file)
    wanted = [reading.row(cells, line) for line, cells in enumerate(read_rows(lines, COLUMNS, file), start=2)]
    problems = reading.problems or _places(wanted, county_code, datum)
    if problems:
        raise Refused(problems[:100])
    with transaction.atomic():
        taken = _written(wanted)
        if not apply:
            transaction.set_rollback(True)
            return taken
        record(
            "layout.villages.taken", account=account, area_code=county_code, subject=file,
            detail={"added": taken.added, "changed": taken.changed, "rows": len(wanted), "children": taken.children, "datum": datum},
        )  # fmt: skip
    return taken


def _places(wanted: list[dict[str, Any]], county_code: str, datum: str) -> list[Problem]:
    """Turn the shifted datum back where it is said; name what cannot be right."""
    lonlat = np.array([[v["longitude"], v["latitude"]] for v in wanted], dtype=np.float64)
    there: NDArray[np.bool_] = ~np.isnan(lonlat.sum(axis=1))
    if datum == "gcj02" and there.any():
        lonlat[there] = _back(lonlat[there])
    names = [f"{v['name']}（{v['code']}）" for v in wanted]
    ring = ring_of(county_code)
    found: list[Problem] = []
    if ring is not None:
        found = place_problems(names, lonlat, ring)
    elif not there.all():
        found = place_problems(
            [n for n, ok in zip(names, there, strict=True) if not ok],
            lonlat[~there],
            np.array([[0.0, 0], [1, 0], [1, 1]]),
        )
    if datum == "wgs84" and (told := _shifted(wanted, lonlat, there)):
        found.append(told)
    for village, (lon, lat) in zip(wanted, lonlat.tolist(), strict=True):
        village["longitude"], village["latitude"] = (None, None) if np.isnan(lon) else (round(lon, 6), round(lat, 6))
    return found


def _back(
    lonlat: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    inside = (lonlat[:, 0] > 72) & (lonlat[:, 0] < 138) & (lonlat[:, 1] > 0) & (lonlat[:, 1] < 56)
    made = lonlat.copy()
    made[inside] = gcj02.to_wgs84(lonlat[inside])
    return made


def _shifted(wanted: list[dict[str, Any]], lonlat: Any, there: Any) -> Problem | None:
    """Whether known places (the same villages, or schools called after them) show that the file is in GCJ-02."""
    known = known_places([(v["code"], v["town_id"], v["name"]) for v in wanted])
    at = [i for i, v in enumerate(wanted) if there[i] and v["code"] in known]
    if not at:
        return None
    given = lonlat[at]
    return shift_problem(np.array([known[wanted[i]["code"]] for i in at]), given, _back(given))


def _written(wanted: list[dict[str, Any]]) -> Taken:
    fields = (
        "name",
        "town_id",
        "longitude",
        "latitude",
        "terrain",
        "counted_year",
        "primary_school_id",
        "junior_school_id",
    )
    old = {v.code: v for v in Village.objects.filter(code__in=[w["code"] for w in wanted]).prefetch_related("children")}
    added = changed = 0
    touched: list[Village] = []
    for one in wanted:
        found = old.get(one["code"])
        values = {f: one[f] for f in fields}
        if found is None:
            added += 1
            touched.append(Village.objects.create(code=one["code"], **values))
            continue
        counts = {c.grade: c.child_count for c in found.children.all()}
        if counts != one["counts"] or any(getattr(found, f) != v for f, v in values.items()):
            changed += 1
            Village.objects.filter(pk=found.pk).update(**values)
            touched.append(found)
    VillageChildren.objects.filter(village__in=touched).delete()
    by_code = {w["code"]: w["counts"] for w in wanted}
    VillageChildren.objects.bulk_create(
        [VillageChildren(village=v, grade=g, child_count=n) for v in touched for g, n in by_code[v.code].items()]
    )
    children = sum(n for w in wanted for n in w["counts"].values())
    return Taken(added, changed, len(wanted) - added - changed, children)


def ring_of(county_code: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]] | None":
    """The outer boundary of a county with some 400 m about it, as villages on the border lie on either side of a line drawn
    to 1/1024°; None where there is no boundary."""
    outline = outline_of(county_code)
    if outline is None:
        return None
    wide = outline.buffer(0.004)
    largest = max(getattr(wide, "geoms", [wide]), key=lambda part: part.area)
    return np.array(largest.exterior.coords)[:-1, :2]
