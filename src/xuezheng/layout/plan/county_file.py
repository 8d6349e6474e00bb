"""A county's layout from COUNTY.json, without a register: places looked at, ways found, options made, solved, checked, written.

What is wrong is named, and the rest goes on where that is sound: a village without a place is left out, a swapped or shifted
one turned, a school without seats closed, an island of the network measured by the straight line, a village beyond every
limit planned to its nearest school. The format is told in docs/algorithms/layout.md.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.county import reached, unsound
from xuezheng.layout.plan.county_check import faults
from xuezheng.layout.plan.limits import BANDS, Limits, limits_of
from xuezheng.layout.plan.placing import Places, placed
from xuezheng.layout.plan.roads import islands, kept_minutes, read_roads
from xuezheng.layout.problem.county import CLOSED, FREE, OPEN, Boarding, County, Layout
from xuezheng.layout.problem.location import Floats
from xuezheng.layout.problem.options import Option, with_options
from xuezheng.layout.rules.travel import BUS_KM_H, TERRAINS, straight_minutes

DECIDED = {"": FREE, "free": FREE, "open": OPEN, "closed": CLOSED}
Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True, eq=False)
class Read:
    """A county of a file, the names of its villages and of its columns (schools, then options), and what was found wrong."""

    county: County
    villages: list[str]
    schools: list[str]
    first_year: int
    notes: list[Problem] = field(default_factory=list[Problem])


def problem(rule: str, zh: str, en: str, which: str = "", got: str = "", cure: Words | None = None) -> Problem:
    return Problem(f"layout.file.{rule}", Words(zh, en), which=which, got=got, cure=cure)


def read_county(path: Path, keep: Path) -> Read:
    """The county of a file; ways by road are kept in the folder `keep`. Raises `Refused` where nothing sound is left."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            [problem("unread", "文件读不出来", "The file cannot be read", path.name, str(error)[:100])]
        ) from None
    try:
        return _county(cast("dict[str, Any]", given), path.parent, keep)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        cure = Words("格式见 docs/algorithms/layout.md。", "The format is told in docs/algorithms/layout.md.")
        what = ("缺少字段或类型不对", "A field is missing or of the wrong kind")
        raise Refused([problem("field", *what, path.name, repr(error)[:100], cure)]) from None


def _county(given: dict[str, Any], folder: Path, keep: Path) -> Read:
    notes: list[Problem] = []
    first_year = int(given.get("first_year", 2025))
    limits = limits_of(date.fromisoformat(given.get("on", f"{first_year}-09-01")), str(given.get("area", "000000")))
    all_villages, all_schools = cast("Rows", given["villages"]), cast("Rows", given["schools"])
    wrong = _codes(all_villages, all_schools)
    if wrong:
        raise Refused(wrong)
    outline = np.array(given["outline"], dtype=np.float64) if given.get("outline") else None
    known = cast("Rows", given.get("known_places", []))
    at_home = placed(all_villages, outline, str(given.get("datum", "wgs84")), known, notes)
    at_school = placed(all_schools, outline, str(given.get("datum", "wgs84")), known, notes)
    villages: Rows = [all_villages[i] for i in at_home.kept.tolist()]
    schools: Rows = [all_schools[j] for j in at_school.kept.tolist()]
    if not villages or not schools:
        raise Refused([*notes, problem("nothing", "没有可用的村或学校", "No village or no school is left")])
    minutes = ways(given, folder, keep, at_home, at_school, villages, limits, notes)
    plain = _plain(given, villages, schools, served(minutes, villages, schools), limits)
    county, names = _grown(given, plain, minutes, villages, schools, limits)
    named = [str(village["name"]) for village in villages]
    return _sound(Read(county, named, names, first_year, notes))


def _codes(villages: Rows, schools: Rows) -> list[Problem]:
    found: list[Problem] = []
    for rows, what in ((villages, Words("村", "village")), (schools, Words("学校", "school"))):
        names = [str(row["name"]) for row in rows]
        if twice := sorted({name for name in names if names.count(name) > 1 and what.en == "school"}):
            found.append(problem("twice", f"{what.zh}重名", f"A {what.en} stands twice", "、".join(twice[:20])))
    for village in villages:
        if village.get("band", BANDS[0]) not in BANDS:
            got = str(village["band"])
            cure = Words("、".join(BANDS), ", ".join(BANDS))
            found.append(
                problem("band", "没有这个年级段", "There is no such band of grades", str(village["name"]), got, cure)
            )
        if village.get("terrain", "hill") not in TERRAINS:
            cure = Words("、".join(TERRAINS), ", ".join(TERRAINS))
            found.append(
                problem(
                    "terrain",
                    "没有这种地形",
                    "There is no such terrain",
                    str(village["name"]),
                    str(village["terrain"]),
                    cure,
                )
            )
        if min(np.atleast_1d(np.asarray(village["children"], dtype=np.float64))) < 0:
            found.append(
                problem(
                    "children",
                    "儿童数不得为负",
                    "Children must not be negative",
                    str(village["name"]),
                    str(village["children"]),
                )
            )
    for school in schools:
        if str(school.get("decided", "")) not in DECIDED:
            cure = Words("open、closed 或不写", "open, closed, or nothing")
            found.append(
                problem(
                    "decided",
                    "没有这种决定",
                    "There is no such decision",
                    str(school["name"]),
                    str(school["decided"]),
                    cure,
                )
            )
    return found[:20]


def ways(
    given: dict[str, Any], folder: Path, keep: Path, homes: Places, sites: Places, villages: Rows, limits: Limits, notes: list[Problem]
) -> Floats:  # fmt: skip
    """Minutes (n × m): by the road network where one is given, else, and on islands of it, by the straight line."""
    terrain = [str(village.get("terrain", "hill")) for village in villages]
    straight = straight_minutes(homes.lonlat, sites.lonlat, terrain, float(given.get("km_h", BUS_KM_H)), limits.detour)
    if not given.get("roads"):
        return straight
    by = given.get("by", "bus")
    if by not in ("walking", "bus"):
        raise ValueError(f"by: {by!r}; it is walking or bus")
    file = folder / str(given["roads"])
    if not file.exists():
        what = ("没有这个路网文件", "There is no such road network")
        raise Refused([problem("roads", *what, str(file))])
    minutes = kept_minutes(file, by, homes.lonlat, sites.lonlat, keep)
    for island in islands(read_roads(file, by), homes.lonlat, sites.lonlat) if not np.isfinite(minutes).all() else []:
        alone: list[int] = np.flatnonzero(~np.isfinite(minutes).any(axis=1)).tolist()
        notes.append(replace(island, which="、".join(str(villages[i]["name"]) for i in alone[:20])))
    apart = np.flatnonzero(~np.isfinite(minutes).any(axis=1))
    minutes[apart] = straight[apart]
    return minutes


def served(minutes: Floats, villages: Rows, schools: Rows) -> Floats:
    """Ways to schools that say which bands they serve, closed to others."""
    found = minutes.copy()
    bands = [village.get("band", BANDS[0]) for village in villages]
    for j, school in enumerate(schools):
        if school.get("serves"):
            found[[band not in school["serves"] for band in bands], j] = np.inf
    return found


def _plain(given: dict[str, Any], villages: Rows, schools: Rows, minutes: Floats, limits: Limits) -> County:
    years = int(given.get("years", 1))
    place = {str(school["name"]): j for j, school in enumerate(schools)}

    def of(key: str, otherwise: float) -> Floats:
        return np.array([float(school.get(key, otherwise)) for school in schools])

    def by_year(value: Any) -> Floats:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (years,))

    budget = given.get("budget")
    seats = np.stack([by_year(school["seats"]) for school in schools], axis=1)
    notice = int(np.ceil(limits.notice_years))
    return County(
        children=np.stack([by_year(village["children"]) for village in villages], axis=1),
        minutes=minutes,
        limit=np.array([float(v.get("limit", limits.minutes[v.get("band", BANDS[0])])) for v in villages]),
        capacity=np.minimum(seats, limits.most_pupils),
        running=of("running", 0.0),
        building=of("building", 0.0),
        closing=of("closing", 0.0),
        is_there=np.array([bool(school.get("is_there", True)) for school in schools]),
        decided=np.array([DECIDED[str(school.get("decided", ""))] for school in schools], dtype=np.int8),
        earliest=np.array([int(school.get("earliest", notice)) for school in schools], dtype=np.int64),
        present=np.array([place.get(str(village.get("present", "")), -1) for village in villages], dtype=np.int64),
        budget=np.full(years, np.inf) if budget is None else np.array(by_year(budget)),
        travel=float(given.get("travel", 1.0)),
        disruption=float(given.get("disruption", 0.0)),
    )


def _grown(
    given: dict[str, Any], plain: County, minutes: Floats, villages: Rows, schools: Rows, limits: Limits
) -> tuple[County, list[str]]:
    """Options as forms; who may board by the standards of the day."""
    boarding = None
    if (asked := given.get("boarding")) is not None:
        beds = np.tile(np.array([float(school.get("beds", 0)) for school in schools]), (plain.year_count, 1))
        may = np.array([limits.may_board[village.get("band", BANDS[0])] for village in villages])
        boarding = Boarding(beds, may, float(asked.get("limit", limits.weekly_way)), float(asked.get("cost", 0.0)))
    names = [str(school["name"]) for school in schools]
    options: list[Option] = []
    stands_on = list(range(len(schools)))  # the school at whose place each column is
    for option in cast("Rows", given.get("options", [])):
        of = names.index(str(option["of"])) if str(option["of"]) in names else -1
        if of < 0:
            raise Refused(
                [
                    problem(
                        "option",
                        "没有这所学校可扩建或改办",
                        "There is no such school to extend or turn",
                        str(option["of"]),
                    )
                ]
            )
        turned = None
        if option.get("serves"):
            serves = np.array([village.get("band", BANDS[0]) in option["serves"] for village in villages])
            turned = np.where(serves, minutes[:, stands_on[of]], np.inf)
        options.append(
            Option(of, float(option.get("cost", 0)), float(option.get("seats", 0)), float(option.get("beds", 0)),
                   float(option.get("running", 0)), int(option.get("ready", 0)), turned)
        )  # fmt: skip
        stands_on.append(stands_on[of])
        names.append(str(option.get("name", f"{option['of']}+{len(options)}")))
    if not options and boarding is None:
        return plain, names
    return with_options(plain, options, boarding), names


def _sound(read: Read) -> Read:
    """What no plan can serve is refused; what only needs saying is noted, and the county made fit."""
    county = read.county
    empty = county.is_there & (county.capacity.max(axis=0) <= 0)
    if empty.any():
        county = replace(
            county,
            decided=np.where(empty, CLOSED, county.decided).astype(np.int8),
            earliest=np.where(empty, 0, county.earliest),
        )
    found = unsound(read.county, read.villages, read.schools)
    grave = [one for one in found if one.rule == "layout.county.unplaced"]
    notes = [*read.notes, *(one for one in found if one.rule in ("layout.county.no_room", "layout.county.beyond"))]
    county = reached(county)
    grave += [one for one in unsound(county, read.villages, read.schools) if one.rule == "layout.county.shortage"]
    if grave:
        raise Refused([*grave, *notes])
    return replace(read, county=county, notes=notes)


def solve_read(read: Read, seconds: float, seed: int) -> Layout:
    """The best plan found, checked; raises `Refused` where none was found in time."""
    from xuezheng.layout.solver.county import solve_county
    from xuezheng.layout.solver.stopping import Stop

    solve_county(read.county, Stop(0.01), seed)  # so that the kernels are there before the clock runs
    plan = solve_county(read.county, Stop(seconds), seed)
    if not np.isfinite(plan.objective):
        what = Words(f"{plan.seconds:.0f} 秒内没有找到方案", f"No plan was found in {plan.seconds:.0f} s")
        cure = Words(
            "延长时间（--seconds），或放宽预算、学位。", "Give more time (--seconds), more money, or more seats."
        )
        raise Refused([Problem("layout.no_answer", what, cure=cure)])
    if found := faults(read.county, plan):
        raise Refused(found)
    return plan


def written(read: Read, plan: Layout, seed: int) -> dict[str, Any]:
    """The plan as plain data: by year what is open, what changed, and each village's school, by name."""
    county, years = read.county, range(read.county.year_count)
    before = county.is_there
    told: Rows = []
    for t in years:
        now = plan.is_open[t]
        told.append({
            "year": read.first_year + t,
            "open": [read.schools[j] for j in np.flatnonzero(now)],
            "closed": [read.schools[j] for j in np.flatnonzero(before & ~now) if not now[county.form.site == county.form.site[j]].any()],
            "entered": [read.schools[j] for j in np.flatnonzero(now & ~before)],
            "school_of": {name: read.schools[j] for name, j in zip(village_keys(read.villages), plan.school_of[t].tolist(), strict=True)},
        })  # fmt: skip
        before = now
    return {
        "seed": seed, "objective": plan.objective, "bound": plan.bound, "gap": plan.gap, "seconds": round(plan.seconds, 3), "years": told,
    }  # fmt: skip


def village_keys(names: list[str]) -> list[str]:
    """Names, told apart by number where a village has several age bands."""
    return [name if names.count(name) == 1 else f"{name}#{i}" for i, name in enumerate(names)]
