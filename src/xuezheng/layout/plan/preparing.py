"""Villages, schools and a forecast → the problem of a county, frozen as tables and read from them again.

What cannot be placed is named and left out; what is beyond its limit today keeps its way of today, and is named. A community
with more children than two classes a grade is dealt with in parts, which may go to different schools.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.plan.asking import YUAN, Asked
from xuezheng.layout.problem.county import County
from xuezheng.layout.problem.location import Floats, Ints
from xuezheng.layout.rules.planning import BANDS, grades_of, moved_up
from xuezheng.layout.rules.travel import straight_km, straight_minutes

PART: Final = 150  # children of a row at most
FEN: Final = 100 * YUAN
TOLD: Final = 12


@dataclass(frozen=True, eq=False)
class Prepared:
    """A county's problem with its names. `rows`: one a village, band and part; `sites`: one a school or possible site."""

    asked: Asked
    county_code: str
    rows: pl.DataFrame
    children: Ints  # T × n
    sites: pl.DataFrame
    notes: tuple[Problem, ...] = field(default=())

    @cached_property
    def minutes(self) -> Floats:
        at = self.rows.select("longitude", "latitude").to_numpy()
        to = self.sites.select("longitude", "latitude").to_numpy()
        return straight_minutes(at, to, self.rows["terrain"].to_list(), self.asked.km_h)

    @cached_property
    def km(self) -> Floats:
        """Straight distances in kilometres."""
        return straight_km(
            self.rows.select("longitude", "latitude").to_numpy(), self.sites.select("longitude", "latitude").to_numpy()
        )

    @cached_property
    def place_of(self) -> dict[str, int]:
        return {code: j for j, code in enumerate(self.sites["site_code"].to_list())}

    @cached_property
    def present(self) -> Ints:
        place = self.place_of
        return np.array([place.get(code, -1) for code in self.rows["present_code"].to_list()], dtype=np.int64)

    @cached_property
    def county(self) -> County:
        asked, sites = self.asked, self.sites
        years = asked.year_count
        budgets = [np.inf if b is None else b / YUAN for b in asked.budgets] or [np.inf] * years
        return County(
            children=self.children.astype(np.float64), minutes=self.minutes, limit=self.rows["limit_minutes"].to_numpy(),
            capacity=np.tile(sites["seats"].to_numpy().astype(np.float64), (years, 1)),
            running=sites["running_fen"].to_numpy() / FEN, building=sites["building_fen"].to_numpy() / FEN,
            closing=sites["closing_fen"].to_numpy() / FEN, is_there=sites["is_there"].to_numpy(),
            decided=np.zeros(sites.height, dtype=np.int8),
            earliest=np.maximum(0, sites["earliest_year"].to_numpy().astype(np.int64) - asked.first_year),
            present=self.present, budget=np.array(budgets), travel=asked.minute_yuan / YUAN, disruption=asked.move_yuan / YUAN,
        )  # fmt: skip


def prepare(
    villages: pl.DataFrame, schools: pl.DataFrame, forecast: pl.DataFrame | None, asked: Asked, county_code: str
) -> Prepared:
    """The problem of a county.

    `villages`: code, name, town_code, longitude, latitude, terrain, counted_year, present_code, and a column of children for
    each grade (null where not counted). `schools`: code, name, town_code, longitude, latitude, seats, pupils, boarders,
    school_type, area_group. `forecast`: town_code, grade, school_year, children of public schools; or None.
    """
    notes: list[Problem] = []
    villages = _placed(villages, notes)
    schools = _usable(schools, asked, notes)
    by_band = _children(villages, forecast, asked)
    rows, children = _rows(villages, by_band, asked)
    sites = _sites(schools, asked)
    made = Prepared(asked, county_code, rows, children, sites)
    return _within_reach(made, notes)


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
        villages.select(pl.sum_horizontal([pl.col(g).fill_null(0) for g in grades]))
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


def _sites(schools: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    there = schools.select(
        site_code="code", site_name="name", town_code="town_code", longitude="longitude", latitude="latitude", is_there=pl.lit(True),
        school_type="school_type", area_group="area_group", pupils=pl.col("pupils").cast(pl.Int64), boarders=pl.col("boarders").cast(pl.Int64),
        seats=pl.col("seats").cast(pl.Int64), building_fen=pl.lit(0, pl.Int64), closing_fen=pl.lit(round(asked.closing_yuan * 100), pl.Int64),
        earliest_year=pl.lit(max(asked.first_closing, asked.first_year), pl.Int64),
    )  # fmt: skip
    new = [
        {"site_code": f"+{k}", "site_name": site["name"], "town_code": site.get("town_code") or None, "longitude": float(site["longitude"]),
         "latitude": float(site["latitude"]), "is_there": False, "school_type": "", "area_group": "", "pupils": 0, "boarders": 0,
         "seats": int(site["seats"]), "building_fen": round(float(site["building_yuan"]) * 100), "closing_fen": 0, "earliest_year": asked.first_year}
        for k, site in enumerate(asked.sites, start=1)
    ]  # fmt: skip
    both = pl.concat([there, pl.DataFrame(new, schema=there.schema)]) if new else there
    running = (asked.school_yuan + asked.seat_yuan * pl.col("seats")) * 100
    return both.with_columns(running_fen=running.round(0).cast(pl.Int64))


def _within_reach(made: Prepared, notes: list[Problem]) -> Prepared:
    """Who is beyond the limit even of the nearest school, and who has no known school, told; present ways and schools kept."""
    rows, county = made.rows, made.minutes
    there = made.sites["is_there"].to_numpy()
    if not there.any() or rows.is_empty():
        return Prepared(made.asked, made.county_code, rows, made.children, made.sites, tuple(notes))
    ways = np.where(there[None, :], county, np.inf)
    nearest = ways.min(axis=1)
    limit = rows["limit_minutes"].to_numpy()
    far = nearest > limit
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
    codes = made.sites["site_code"].to_list()
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
    return Prepared(made.asked, made.county_code, rows, made.children, made.sites, tuple(notes))
