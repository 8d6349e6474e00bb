"""What may become of a county's schools in plans: given one by one or as a file, every cell checked, all rows or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import require
from xuezheng.layout.actions.sheets import read_rows
from xuezheng.layout.actions.villages import ring_of
from xuezheng.layout.models import LayoutOption
from xuezheng.layout.models.villages import schools_by_code
from xuezheng.layout.rules.places import inside
from xuezheng.layout.rules.planning import OPTION_KINDS, stages_of
from xuezheng.registers.lookup import institutions_as_of

KINDS: Final = {
    "extend": Words("扩建", "more seats"), "board": Words("办寄宿", "a boarding house"), "point": Words("改教学点（留1—3年级）", "a teaching point (grades 1 to 3)"),
    "convert": Words("改办另一学段", "turn to the other stage"), "site": Words("新建备选点", "a possible new school"),
}  # fmt: skip
COLUMNS: Final[tuple[tuple[str, Words, bool, str], ...]] = (
    ("kind", Words("变动", "What"), True, "extend"), ("stage", Words("学段", "Stage"), True, "primary"), ("school_code", Words("学校标识码", "School code"), False, ""),
    ("name", Words("新校名称", "Name of a new school"), False, ""), ("longitude", Words("经度", "Longitude"), False, ""), ("latitude", Words("纬度", "Latitude"), False, ""),
    ("seats", Words("学位", "Seats"), False, "270"), ("beds", Words("床位", "Beds"), False, ""), ("cost_wan", Words("一次投入（万元）", "Once (10,000 yuan)"), True, "420"),
    ("running_wan", Words("每年多支出（万元，可为负）", "More a year (10,000 yuan, may be negative)"), False, "12"),
    ("ready_year", Words("最早启用学年", "Ready in school year"), False, "2028"),
)  # fmt: skip
EXAMPLES: Final = (
    ("extend", "primary", "2151000001", "", "", "", "270", "", "420", "12", "2028"),
    ("board", "primary", "2151000001", "", "", "", "", "60", "180", "9", ""),
    ("point", "primary", "2151000002", "", "", "", "45", "", "6", "-18", ""),
    ("convert", "primary", "2151000003", "", "", "", "400", "", "150", "20", "2028"),
    ("site", "junior", "", "城东新校", "105.06120", "29.58810", "900", "120", "5200", "", "2029"),
)
CHOICES: Final[dict[str, Sequence[str]]] = {"kind": tuple(KINDS), "stage": ("primary", "junior")}
YUAN_OF_WAN: Final = 10_000


@dataclass(frozen=True)
class TakenOptions:
    """What a file would do, or did."""

    added: int
    replaced: int


class _Row:
    """One row while it is checked."""

    def __init__(
        self, cells: dict[str, str], where: str, county_code: str, schools: dict[str, tuple[str, bool, bool]]
    ) -> None:
        self.cells, self.where, self.county_code, self.schools = cells, where, county_code, schools
        self.problems: list[Problem] = []

    def wrong(self, key: str, zh: str, en: str, cure: Words | None = None) -> None:
        got = self.cells.get(key, "")
        self.problems.append(
            Problem(f"layout.option.{key}", Words(zh, en), where=f"{self.where} {key}".strip(), got=got, cure=cure)
        )

    def number(self, key: str, least: float, most: float) -> float:
        text = self.cells.get(key, "").replace(",", "")
        if not text:
            return 0.0
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not least <= found <= most:
            self.wrong(key, f"要一个{least:g}到{most:,g}的数。", f"This must be a number from {least:g} to {most:,g}.")
            return 0.0
        return found

    def values(self) -> dict[str, Any]:
        kind, stage = self.cells.get("kind", ""), self.cells.get("stage", "")
        kind = next((k for k, words in KINDS.items() if kind in (k, words.zh, words.en)), kind)
        stage = {"小学": "primary", "初中": "junior"}.get(stage, stage)
        if kind not in KINDS:
            self.wrong("kind", f"变动应为：{'、'.join(KINDS)}。", f"It is one of {', '.join(KINDS)}.")
        if stage not in stages_of("both"):
            self.wrong("stage", "学段应为 primary（小学）或 junior（初中）。", "The stage is primary or junior.")
        seats, beds = int(self.number("seats", 0, 6000)), int(self.number("beds", 0, 6000))
        if (
            kind in ("extend", "convert", "site")
            and not seats
            and not any(p.rule.endswith("seats") for p in self.problems)
        ):
            self.wrong("seats", "这种变动要写学位数。", "Give the seats of it.")
        if kind == "board" and not beds and not any(p.rule.endswith("beds") for p in self.problems):
            self.wrong("beds", "寄宿要写床位数。", "Give the beds of it.")
        if kind == "point" and stage == "junior":
            self.wrong("kind", "只有小学可改教学点。", "Only a primary school becomes a teaching point.")
        ready = int(self.number("ready_year", 0, 2100))
        if 0 < ready < 2000:
            self.wrong("ready_year", "启用学年是四位年份，或空着。", "The school year has four digits, or is left out.")
        place = self.site() if kind == "site" else {"institution_id": self.school(stage)}
        return {
            "kind": kind, "stage": stage, "seat_count": seats, "bed_count": beds, "cost_fen": round(self.number("cost_wan", 0, 1e6) * YUAN_OF_WAN * 100),
            "running_fen": round(self.number("running_wan", -1e5, 1e5) * YUAN_OF_WAN * 100), "ready_year": ready, **place,
        }  # fmt: skip

    def school(self, stage: str) -> int | None:
        code = self.cells.get("school_code", "")
        found = next((c for c, (name, *_) in self.schools.items() if code and code in (c, name)), "")
        if not found:
            cure = Words(
                "写本县公办学校的标识码或全称。", "Give the code or the full name of a public school of this county."
            )
            self.wrong("school_code", "本县没有这所公办学校。", "The county has no such public school.", cure)
            return None
        _, primary, junior = self.schools[found]
        if stage in stages_of("both") and not (primary if stage == "primary" else junior):
            self.wrong("school_code", "这所学校不办这个学段。", "The school does not teach this stage.")
        return schools_by_code(self.county_code)[found]

    def site(self) -> dict[str, Any]:
        name = self.cells.get("name", "")
        if len(name) < 2:
            self.wrong("name", "新建备选点要有名称。", "A possible new school has a name.")
        lon, lat = self.number("longitude", -180, 180), self.number("latitude", -180, 180)
        ring = ring_of(self.county_code)
        if not lon or not lat:
            self.wrong("longitude", "备选点要有经纬度。", "A possible new school needs a place.")
        elif ring is not None and not inside(ring, np.array([[lon, lat]]))[0]:
            if inside(ring, np.array([[lat, lon]]))[0]:
                self.wrong(
                    "longitude",
                    "经纬度颠倒。",
                    "Longitude and latitude are swapped.",
                    Words("经度在前。", "Longitude first."),
                )
            else:
                self.wrong("longitude", "落在县域之外。", "It lies outside the county.")
        return {"institution_id": None, "name": name[:60], "longitude": lon or None, "latitude": lat or None}


def schools_for(county_code: str) -> dict[str, tuple[str, bool, bool]]:
    """The public schools of a county: name, whether they teach primary, junior."""
    known = institutions_as_of(timezone.localdate(), county_code)
    public = known.filter((known["has_primary"] | known["has_junior"]) & ~known["is_private"])
    return {
        c: (n, p, j)
        for c, n, p, j in public.select("institution_code", "name", "has_primary", "has_junior").iter_rows()
    }


def do_take_options(account: Any, county_code: str, lines: list[list[str]], file: str, *, apply: bool) -> TakenOptions:
    """Take a file of options in the place of all that the county has; all rows or none, none without `apply`."""
    require(account, "plan.make", county_code)
    schools, problems, wanted = schools_for(county_code), list[Problem](), list[dict[str, Any]]()
    seen: dict[tuple[Any, ...], int] = {}
    for line, cells in enumerate(read_rows(lines, COLUMNS, file), start=2):
        row = _Row(cells, f"{file}:{line}", county_code, schools)
        values = row.values()
        key = tuple(values.get(k) for k in ("kind", "stage", "institution_id", "name", "seat_count", "bed_count"))
        if key in seen and not row.problems:
            row.wrong("kind", f"与第{seen[key]}行重复。", f"It repeats line {seen[key]}.")
        seen[key] = line
        problems += row.problems
        wanted.append(values)
    if problems:
        raise Refused(problems[:100])
    old = LayoutOption.objects.filter(county_code=county_code)
    found = TakenOptions(len(wanted), old.count())
    if apply:
        with transaction.atomic():
            old.delete()
            now = timezone.now()
            LayoutOption.objects.bulk_create(
                [LayoutOption(county_code=county_code, made_at=now, made_by=account, **values) for values in wanted]
            )
            detail = {"added": found.added, "replaced": found.replaced}
            record("layout.options.taken", account=account, area_code=county_code, subject=file[:80], detail=detail)
    return found


def do_add_option(account: Any, county_code: str, cells: dict[str, str]) -> LayoutOption:
    """Add one option by the form. Raises Refused naming each field that is wrong."""
    require(account, "plan.make", county_code)
    row = _Row(cells, "", county_code, schools_for(county_code))
    values = row.values()
    if row.problems:
        raise Refused(row.problems)
    with transaction.atomic():
        made = LayoutOption.objects.create(county_code=county_code, made_at=timezone.now(), made_by=account, **values)
        detail = {"id": made.pk, **{k: values[k] for k in ("kind", "stage", "seat_count", "bed_count", "cost_fen")}}
        record(
            "layout.option.added", account=account, area_code=county_code, subject=f"option {made.pk}", detail=detail
        )
    return made


def do_remove_option(account: Any, option: LayoutOption) -> None:
    """Take an option off the list; plans made before keep it."""
    require(account, "plan.make", option.county_code)
    with transaction.atomic():
        record(
            "layout.option.removed", account=account, area_code=option.county_code, subject=f"option {option.pk}",
            detail={"id": option.pk, "kind": option.kind},
        )  # fmt: skip
        option.delete()


def options_for(county_code: str, stage: str) -> dict[str, tuple[dict[str, Any], ...]]:
    """What a plan of a stage takes of the county's options: `options` and `sites` of what is asked."""
    options: list[dict[str, Any]] = []
    sites: list[dict[str, Any]] = []
    stages = stages_of(stage)
    for one in LayoutOption.objects.filter(county_code=county_code, stage__in=stages).select_related("institution"):
        money = {"ready_year": one.ready_year, "seats": one.seat_count, "beds": one.bed_count}
        if one.kind == "site":
            sites.append({
                "name": one.name, "stage": one.stage, "longitude": one.longitude, "latitude": one.latitude, "building_yuan": one.cost_fen / 100, **money,
            })  # fmt: skip
        elif one.institution is not None and (one.kind in OPTION_KINDS):
            options.append({
                "of": one.institution.code, "kind": one.kind, "cost_yuan": one.cost_fen / 100, "running_yuan": one.running_fen / 100, **money,
            })  # fmt: skip
    return {"options": tuple(options), "sites": tuple(sites)}
