"""Villages, schools and a forecast → the problem of a county, frozen as tables and read from them again.

What cannot be placed is named and left out; what is beyond its limit today keeps its way of today, and is named. A community
with more children than two classes a grade is dealt with in parts, which may go to different schools.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.plan.asking import Asked
from xuezheng.layout.plan.optional import forms_of
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.problem.county import Flags
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.rules.planning import BANDS, TWIN, TYPE_WITHOUT, grades_of, moved_up, stages_of

Ways = Callable[[Prepared, list[Problem]], Floats]
PART: Final = 150  # children of a row at most
TOLD: Final = 12


def prepare(
    villages: pl.DataFrame, schools: pl.DataFrame, forecast: pl.DataFrame | None, asked: Asked, county_code: str
) -> Prepared:
    """The problem of a county.

    `villages`: code, name, town_code, longitude, latitude, terrain, counted_year, present_code, and a column of children for
    each grade (null where not counted). `schools`: code, name, town_code, longitude, latitude, seats, pupils, boarders,
    school_type, area_group. `forecast`: town_code, grade, school_year, children of public schools; or None.
    """
    return prepare_stages({asked.stage: Given(villages, schools, forecast)}, asked, county_code)


@dataclass(frozen=True, eq=False)
class Given:
    """What a plan of one stage is made from, as `prepare` takes it."""

    villages: pl.DataFrame
    schools: pl.DataFrame
    forecast: pl.DataFrame | None


def prepare_stages(
    given: Mapping[str, Given], asked: Asked, county_code: str, road_ways: Ways | None = None
) -> Prepared:
    """The problem of a county whose stages are given, one or both; `road_ways` gives minutes by road."""
    notes: list[Problem] = []
    rows: list[pl.DataFrame] = []
    children: list[Ints] = []
    bases: list[dict[str, Any]] = []
    for stage in stages_of(asked.stage):
        own, part = replace(asked, stage=stage, options=()), given[stage]
        villages, schools = _placed(part.villages, notes), _usable(part.schools, asked, notes)
        made, counts = _rows(villages, _children(villages, part.forecast, own), own)
        serves = (
            ",".join(sorted(set(made["band"].to_list()) | {b.key for b in BANDS[stage]}))
            if asked.stage == "both"
            else ""
        )
        sites = _sites(schools, own, stage, serves).rows(named=True)
        taken = {row["site_code"] for row in bases}
        twins = {code: code + TWIN for code in (row["site_code"] for row in sites) if code in taken}
        bases += [{**row, "site_code": twins.get(row["site_code"], row["site_code"])} for row in sites]
        rows.append(made.with_columns(present_code=pl.col("present_code").replace(twins)))
        children.append(counts)
    bases.sort(key=lambda row: not row["is_there"])
    forms = forms_of(asked, bases, notes)
    sites = pl.DataFrame([*bases, *forms], schema=SITES)
    prepared = Prepared(asked, county_code, pl.concat(rows), np.concatenate(children, axis=1), sites)
    if road_ways is not None and prepared.rows.height and prepared.base_count:
        prepared = replace(prepared, ways=road_ways(prepared, notes))
    return _within_reach(_large_enough(prepared, notes), notes)


def _placed(villages: pl.DataFrame, notes: list[Problem]) -> pl.DataFrame:
    lost = villages.filter(pl.col("longitude").is_null() | pl.col("latitude").is_null())
    if lost.height:
        what = Words(
            f"{lost.height} 个村没有坐标，未列入方案", f"{lost.height} villages have no coordinates and are left out"
        )
        cure = Words("补上经纬度后重新立项。", "Give their coordinates, and make the plan anew.")
        notes.append(Problem("layout.plan.unplaced", what, which="、".join(lost["name"].to_list()[:TOLD]), cure=cure))
    return villages.drop_nulls(["longitude", "latitude"]).sort("code")


def _usable(schools: pl.DataFrame, asked: Asked, notes: list[Problem]) -> pl.DataFrame:
    lost = schools.filter(pl.col("longitude").is_null() | pl.col("latitude").is_null())
    if lost.height:
        what = Words(
            f"{lost.height} 所学校没有坐标，未列入方案", f"{lost.height} schools have no coordinates and are left out"
        )
        notes.append(Problem("layout.plan.school_unplaced", what, which="、".join(lost["name"].to_list()[:TOLD])))
    schools = schools.drop_nulls(["longitude", "latitude"])
    crowded = schools.filter((pl.col("pupils") > pl.col("seats")) & (pl.col("seats") > 0))
    if asked.counts_crowding:
        schools = schools.with_columns(seats=pl.max_horizontal("seats", "pupils"))
        if crowded.height:
            over = int((crowded["pupils"] - crowded["seats"]).sum())
            what = Words(
                f"{crowded.height} 所学校现在超员 {over} 人，方案里按现有人数计学位",
                f"{crowded.height} schools are over their seats by {over} now; the plan lets them stay so",
            )
            notes.append(Problem("layout.plan.crowded", what, which="、".join(crowded["name"].to_list()[:TOLD])))
    empty = schools.filter(pl.col("seats") <= 0)
    if empty.height:
        what = Words(
            f"{empty.height} 所学校没有教室学位，未列入方案", f"{empty.height} schools have no seats and are left out"
        )
        cure = Words(
            "在登记册补上教室；确无学位的按停办处理。",
            "Give their rooms in the register; one that has none counts as closed.",
        )
        notes.append(Problem("layout.plan.no_seats", what, which="、".join(empty["name"].to_list()[:TOLD]), cure=cure))
    return schools.filter(pl.col("seats") > 0).sort("code")


def _children(villages: pl.DataFrame, forecast: pl.DataFrame | None, asked: Asked) -> dict[str, Floats]:
    """Children by band (T × villages), not yet whole."""
    made: dict[str, Floats] = {}
    grades = [g for g in grades_of(asked.stage) if g in villages.columns]
    own = (
        villages.select(pl.sum_horizontal((pl.col("counted_year") * 0), *(pl.col(g).fill_null(0) for g in grades)))
        .to_series()
        .to_numpy()
        .astype(np.float64)
    )
    for band in BANDS[asked.stage]:
        if forecast is not None and forecast.height:
            made[band.key] = _by_forecast(villages, own, forecast.filter(pl.col("grade").is_in(band.grades)), asked)
        else:
            made[band.key] = _by_cohorts(villages, band.grades, asked)
    return made


def _by_forecast(villages: pl.DataFrame, own: Floats, forecast: pl.DataFrame, asked: Asked) -> Floats:
    """Each township's forecast shared among its villages as its children are now; a township that the forecast lacks as its county."""
    towns = villages["town_code"].to_list()
    total: dict[str, float] = {}
    for town, count in zip(towns, own.tolist(), strict=True):
        total[town] = total.get(town, 0.0) + count
    ahead = {
        (t, y): c for t, y, c in forecast.group_by("town_code", "school_year").agg(pl.col("children").sum()).iter_rows()
    }
    known = {t for t, _ in ahead}
    last = max(y for _, y in ahead)
    made = np.zeros((asked.year_count, villages.height))
    for k, year in enumerate(asked.years):
        seen = min(year, last)
        inside = sum(ahead.get((t, seen), 0.0) for t in total if t in known)
        rate = inside / max(1e-9, sum(v for t, v in total.items() if t in known))
        for i, town in enumerate(towns):
            made[k, i] = (
                own[i] / total[town] * ahead.get((town, seen), 0.0)
                if town in known and total[town] > 0
                else own[i] * rate
            )
    return made


def _by_cohorts(villages: pl.DataFrame, grades: Sequence[str], asked: Asked) -> Floats:
    made = np.zeros((asked.year_count, villages.height))
    counted = [c for c in villages.columns if len(c) == 2 and c.isdigit()]
    for i, village in enumerate(villages.iter_rows(named=True)):
        known = {g: float(village[g]) for g in counted if village[g] is not None}
        for k, year in enumerate(asked.years):
            made[k, i] = sum(moved_up(known, max(0, year - int(village["counted_year"])), g) for g in grades)
    return made


def _whole(values: Floats) -> Ints:
    """Whole numbers with about the same sum, the largest remainders rounded up."""
    low = np.floor(values)
    short = round(float(values.sum() - low.sum()))
    low[np.argsort(-(values - low), kind="stable")[:short]] += 1
    return low.astype(np.int64)


def _rows(villages: pl.DataFrame, by_band: Mapping[str, Floats], asked: Asked) -> tuple[pl.DataFrame, Ints]:
    bands = list(BANDS[asked.stage])
    if not asked.bands_apart and len(bands) > 1:
        together = np.sum([by_band[b.key] for b in bands], axis=0)
        groups = [("all", min(asked.limits[b.key] for b in bands), together)]
    else:
        groups = [(b.key, asked.limits[b.key], by_band[b.key]) for b in bands]
    kept: list[dict[str, Any]] = []
    columns: list[Ints] = []
    for key, limit, values in groups:
        whole = np.stack([_whole(year) for year in values])
        for i, village in enumerate(villages.iter_rows(named=True)):
            if not whole[:, i].any():
                continue
            parts = int(np.ceil(whole[:, i].max() / PART))
            share = whole[:, i][:, None] // parts + (np.arange(parts)[None, :] < whole[:, i][:, None] % parts)
            for part in range(parts):
                kept.append({
                    "village_code": village["code"], "village_name": village["name"], "town_code": village["town_code"], "band": key,
                    "part": part + 1, "longitude": village["longitude"], "latitude": village["latitude"], "terrain": village["terrain"],
                    "limit_minutes": float(limit), "present_code": village["present_code"] or "",
                })  # fmt: skip
                columns.append(share[:, part])
    schema = {
        "village_code": pl.String, "village_name": pl.String, "town_code": pl.String, "band": pl.String, "part": pl.Int16, "longitude": pl.Float64,
        "latitude": pl.Float64, "terrain": pl.String, "limit_minutes": pl.Float64, "present_code": pl.String,
    }  # fmt: skip
    children = np.stack(columns, axis=1) if columns else np.zeros((asked.year_count, 0), dtype=np.int64)
    return pl.DataFrame(kept, schema=schema), children


SITES: Final = {
    "site_code": pl.String, "site_name": pl.String, "town_code": pl.String, "longitude": pl.Float64, "latitude": pl.Float64, "is_there": pl.Boolean,
    "school_type": pl.String, "area_group": pl.String, "pupils": pl.Int64, "boarders": pl.Int64, "seats": pl.Int64, "building_fen": pl.Int64,
    "closing_fen": pl.Int64, "earliest_year": pl.Int64, "running_fen": pl.Int64, "of_code": pl.String, "kind": pl.String, "serves": pl.String,
    "beds": pl.Int64, "ready_year": pl.Int64, "kept_by": pl.String,
}  # fmt: skip


def _sites(schools: pl.DataFrame, asked: Asked, stage: str, serves: str) -> pl.DataFrame:
    there = schools.select(
        site_code="code", site_name="name", town_code="town_code", longitude="longitude", latitude="latitude", is_there=pl.lit(True),
        school_type="school_type", area_group="area_group", pupils=pl.col("pupils").cast(pl.Int64), boarders=pl.col("boarders").cast(pl.Int64),
        seats=pl.col("seats").cast(pl.Int64), building_fen=pl.lit(0, pl.Int64), closing_fen=pl.lit(round(asked.closing_yuan * 100), pl.Int64),
        earliest_year=pl.lit(max(asked.first_closing, asked.first_year), pl.Int64), kind=_kinds(schools), beds=pl.col("boarders").cast(pl.Int64),
        ready_year=pl.lit(0, pl.Int64),
    ).with_columns(kept_by=_kept_by_rule(schools, asked, stage, bool(serves)))  # fmt: skip
    new = [
        {"site_code": f"+{k}", "site_name": site["name"], "town_code": site.get("town_code") or None, "longitude": float(site["longitude"]),
         "latitude": float(site["latitude"]), "is_there": False, "school_type": "", "area_group": "", "pupils": 0, "boarders": 0,
         "seats": min(int(site["seats"]), int(asked.most_pupils)), "building_fen": round(float(site["building_yuan"]) * 100), "closing_fen": 0,
         "earliest_year": asked.first_year, "kind": "site", "beds": int(site.get("beds", 0) or 0), "ready_year": int(site.get("ready_year", 0) or 0),
         "kept_by": ""}
        for k, site in enumerate(asked.sites, start=1) if (site.get("stage") or stage) == stage
    ]  # fmt: skip
    both = pl.concat([there, pl.DataFrame(new, schema=there.schema)]) if new else there
    running = (asked.school_yuan + asked.seat_yuan * pl.col("seats")) * 100
    made = both.with_columns(running_fen=running.round(0).cast(pl.Int64), of_code=pl.lit(""), serves=pl.lit(serves))
    return made.select(list(SITES))


def _kinds(schools: pl.DataFrame) -> "pl.Series | pl.Expr":
    """`section`: a school that teaches another stage, too, and only gives up this one where the plan says it merges."""
    if "teaches_more" not in schools.columns:
        return pl.lit("school")
    return pl.Series("kind", ["section" if more else "school" for more in schools["teaches_more"]], dtype=pl.String)


def _kept_by_rule(schools: pl.DataFrame, asked: Asked, stage: str, in_both: bool) -> pl.Series:
    """`teaches`: a school of several stages that cannot give up this one (no type is left to it; or both stages are planned).
    `township`: the last junior school of a township; of several, the one with most pupils is held, so that at least one
    stays whatever else is decided."""
    held: dict[str, str] = {}
    if "teaches_more" in schools.columns:
        for code, kind, more in schools.select("code", "school_type", "teaches_more").iter_rows():
            if more and (in_both or (kind, stage) not in TYPE_WITHOUT):
                held[str(code)] = "teaches"
    if stage == "junior" and asked.keeps_junior_in_town:
        ranked = schools.sort("pupils", "code", descending=[True, False]).filter(pl.col("town_code").is_not_null())
        for code in ranked.unique("town_code", keep="first", maintain_order=True)["code"]:
            held.setdefault(str(code), "township")
    return pl.Series("kept_by", [held.get(str(code), "") for code in schools["code"]], dtype=pl.String)


def _large_enough(made: Prepared, notes: list[Problem]) -> Prepared:
    """No form is made larger than a school may be; who is larger already may stay so."""
    most = int(made.asked.most_pupils)
    seats = made.sites["seats"].to_list()
    grown = made.parent >= 0
    cut = [j for j in np.flatnonzero(grown).tolist() if seats[j] > max(most, seats[made.ground[j]])]
    if not cut:
        return made
    named = "、".join(dict.fromkeys(made.sites["site_name"][j] for j in cut))
    what = Words(
        f"扩建后不超过{most}人，多的学位不计", f"No school grows above {most} pupils; seats beyond are not counted"
    )
    notes.append(Problem("layout.option.size", what, which=named))
    kept = [max(most, seats[made.ground[j]]) if j in set(cut) else n for j, n in enumerate(seats)]
    return replace(made, sites=made.sites.with_columns(seats=pl.Series(kept, dtype=pl.Int64)))


def _within_reach(made: Prepared, notes: list[Problem]) -> Prepared:
    """Who is beyond the limit even of the nearest school, and who has no known school, told; present ways and schools kept."""
    rows, bases = made.rows, made.sites.head(made.base_count)
    there = bases["is_there"].to_numpy()
    if not there.any() or rows.is_empty():
        return replace(made, notes=tuple(notes))
    ways = np.where(there[None, :], made.base_minutes, np.inf)
    nearest = ways.min(axis=1)
    limit = rows["limit_minutes"].to_numpy()
    far = (nearest > limit) & ~_board(made, nearest > limit, notes)
    if far.any():
        children = int(made.children[0][far].sum())
        named = list(dict.fromkeys(rows.filter(pl.Series(far))["village_name"].to_list()))
        what = Words(
            f"{len(named)} 个村的 {children} 名儿童离最近的学校也超过上限；方案保持到最近学校的路程，另须寄宿或校车",
            f"{children} children of {len(named)} villages are beyond the limit of even the nearest school; the plan keeps them that way: "
            "they need boarding or a bus",
        )
        notes.append(
            Problem("layout.plan.beyond", what, which="、".join(named[:TOLD]), got=f"{nearest[far].max():.0f} min")
        )
    place = made.place_of
    known = [code if code in place else "" for code in rows["present_code"].to_list()]
    unknown = [i for i, code in enumerate(known) if not code]
    codes = bases["site_code"].to_list()
    for i in unknown:
        known[i] = codes[int(ways[i].argmin())]
    if unknown:
        what = Words(
            f"{len(unknown)} 处没有登记现在就读的学校，按最近的算",
            f"{len(unknown)} places have no school registered as theirs; the nearest is taken",
        )
        notes.append(Problem("layout.plan.present", what))
    raised = np.where(far, np.ceil(nearest), limit)
    rows = rows.with_columns(limit_minutes=pl.Series(raised), present_code=pl.Series(known, dtype=pl.String))
    return replace(made, rows=rows, notes=tuple(notes))


def _board(made: Prepared, far: Flags, notes: list[Problem]) -> Flags:
    """Who of those far from every school can live at one: beds are given out in turn, to the nearest school with some left."""
    found = np.zeros(far.size, dtype=bool)
    county = made.county
    if county.boarding is None:
        return found
    left = np.zeros(made.base_count)
    np.maximum.at(left, made.ground, made.sites["beds"].to_numpy().astype(np.float64))
    most = made.children.max(axis=0)
    for i in np.flatnonzero(far & county.boarding.may_board):
        for j in np.argsort(made.base_minutes[i], kind="stable"):
            if made.base_minutes[i, j] <= county.boarding.limit and left[j] >= most[i]:
                left[j] -= most[i]
                found[i] = True
                break
    if found.any():
        what = Words(
            f"{int(found.sum())} 处的 {int(made.children[0][found].sum())} 名儿童离最近的学校超过上限，可住校",
            f"{int(made.children[0][found].sum())} children of {int(found.sum())} places are beyond the limit of the nearest school; they may board",
        )
        notes.append(Problem("layout.plan.boarders", what))
    return found
