"""Rooms: a classroom for each class that was ever taught at once, functional rooms by size, and rebuilding in Neijiang.

Neijiang rebuilds rooms in as many schools and with as many seats as the page prints, and some more: the builder of
building projects picks from them.
"""

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.ahead import is_ahead
from xuezheng.demo.plans import YEARS
from xuezheng.demo.world import World
from xuezheng.registers.models import Room, SchoolClass

Ints = npt.NDArray[np.int64]
SEATS: Final = {
    "preschool": 30, "primary": 45, "junior": 50, "senior": 50, "vocational": 50, "special": 12, "higher_vocational": 60, "higher": 60,
}  # fmt: skip
LETTER: Final = {
    "preschool": "Y", "primary": "X", "junior": "C", "senior": "G", "vocational": "Z", "special": "T", "higher_vocational": "H",
    "higher": "D",
}  # fmt: skip
AREA_A_SEAT: Final = {"preschool": 2.6, "special": 4.5}
MULTIMEDIA: Final = {  # share of rooms with multimedia from the start of the demonstration, by stage
    "preschool": 0.35, "primary": 0.62, "junior": 0.7, "senior": 0.78, "vocational": 0.72, "special": 0.6, "higher_vocational": 0.9,
    "higher": 0.95,
}  # fmt: skip
UPGRADED = 0.75  # of the rest get it between 2018 and 2024
FUNCTIONAL: Final = {  # kind → pupils for each room, area of one (m²), stages that have it
    "laboratory": (420, 96.0, ("primary", "junior", "senior", "vocational")),
    "computer": (600, 110.0, ("primary", "junior", "senior", "vocational", "higher_vocational")),
    "music": (560, 98.0, ("preschool", "primary", "junior", "senior")),
    "art": (560, 92.0, ("primary", "junior", "senior")),
    "library": (1500, 180.0, ("primary", "junior", "senior", "vocational", "special")),
    "workshop": (170, 220.0, ("vocational", "higher_vocational")),
    "dormitory": (160, 640.0, ("junior", "senior", "vocational")),
}
SMALLEST_WITH_ROOMS = 60  # pupils: below, a school has no functional room
SMALLEST_TWELVE = 330  # pupils whom twelve classes have at least, in schools of some size
SCHOOL_STAGES: Final = ("primary", "junior", "senior")
MARGIN = 1.12


def needed(world: World) -> pl.DataFrame:
    """institution_id, stage, one column a year with the number of classes."""
    counted = world.all(SchoolClass).group_by("institution_id", "stage", "school_year").len()
    wide = counted.sort("school_year", "institution_id", "stage").pivot(
        on="school_year", index=["institution_id", "stage"], values="len"
    )
    return wide.fill_null(0).sort("institution_id", "stage")


def _classrooms(world: World) -> pl.DataFrame:
    """One row a room: institution_id, stage, nth, built_year (2017: with the school or before)."""
    wide = needed(world)
    counts = wide.select([str(year) for year in YEARS]).to_numpy().astype(np.int64)
    most = np.maximum.accumulate(counts, axis=1)
    total = most[:, -1]
    at = np.repeat(np.arange(len(total)), total)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(total) - total, total)
    built = np.array(YEARS)[(most[at] <= nth[:, None]).sum(axis=1)]
    about = world.institutions.select(
        "campus_id", "city_code", "county_code", "opened_on", "closed_on", "opening_year", institution_id="id"
    )
    frame = wide.select("institution_id", "stage")[at].with_columns(nth=nth, built_year=built)
    return frame.join(about, on="institution_id", how="left", maintain_order="left")


def _rebuild_plan(world: World, rooms: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """institution_id, stage, rebuilt_year: the schools of Neijiang whose rooms are built anew, with seats to spare."""
    target = world.target
    size = rooms.filter(
        (pl.col("city_code") == "511000") & (pl.col("opening_year") == YEARS[0]) & pl.col("closed_on").is_null()
    )
    size = size.group_by("institution_id", "stage", maintain_order=True).len().sort("len", descending=True)
    kindergartens = size.filter(pl.col("stage") == "preschool")["institution_id"].to_numpy()
    schools = size.filter(pl.col("stage").is_in(SCHOOL_STAGES)).unique(
        "institution_id", keep="first", maintain_order=True
    )
    stages = dict(schools.select("institution_id", "stage").rows())
    ordered = schools["institution_id"].to_numpy()
    late_schools, late_kindergartens = target("nj.schools_built_3y") + 4, target("nj.kindergartens_built") + 3
    rest = target("nj.schools_built") + 8 - late_schools - late_kindergartens
    early_kindergartens = rest // 3
    early_schools = rest - early_kindergartens
    picks: list[tuple[Ints, tuple[int, ...]]] = [
        (ordered[:late_schools], (2022, 2023, 2024)),
        (kindergartens[:late_kindergartens], (2021, 2022, 2023, 2024)),
        (ordered[late_schools:][:early_schools], (2018, 2019, 2020, 2021)),
        (kindergartens[late_kindergartens:][:early_kindergartens], (2018, 2019, 2020)),
    ]
    rows: list[tuple[int, str, int]] = []
    for ids, years in picks:
        rows += [(int(i), stages.get(int(i), "preschool"), int(rng.choice(years))) for i in ids]
    return pl.DataFrame(rows, schema=["institution_id", "stage", "rebuilt_year"], orient="row")


def _limit(world: World) -> dict[bool, int]:
    """Rooms rebuilt in a school (False) and in a kindergarten (True) at most, so that seats do not run far beyond the page."""
    target = world.target
    schools = target("nj.seats_added_3y") * MARGIN / target("nj.schools_built_3y") / SEATS["primary"]
    kindergartens = (
        target("nj.kindergarten_seats_added") * MARGIN / target("nj.kindergartens_built") / SEATS["preschool"]
    )
    return {False: int(np.ceil(schools)), True: int(np.ceil(kindergartens))}


def _dated(world: World, rooms: pl.DataFrame) -> pl.DataFrame:
    """Rooms with first and last day; rebuilt ones as two rows, upgraded ones (multimedia) as two rows."""
    rng = world.rng("rooms")
    day = np.array([date(year, 8, 6) for year in range(2017, 2026)], "datetime64[D]")
    built = rooms["built_year"].to_numpy()
    opened = rooms["opened_on"].to_numpy().astype("datetime64[D]")
    started = np.where(built > rooms["opening_year"].to_numpy(), day[built - 2017], opened)
    frame = rooms.with_columns(started_on=pl.Series(started), ended_on=pl.col("closed_on"))
    has = rng.random(frame.height) < np.array([MULTIMEDIA[s] for s in frame["stage"].to_list()])
    has |= is_ahead(world, frame["county_code"])
    gets = ~has & (rng.random(frame.height) < UPGRADED)
    ours = ((frame["city_code"] == "511000") & (frame["stage"] == "senior")).to_numpy()
    gets |= ours & ~has  # every senior classroom of Neijiang has it by 2024
    upgrade = day[rng.integers(1, 7, frame.height)] + np.timedelta64(14, "D")
    late = started >= upgrade
    has |= gets & late
    gets &= ~late
    frame = frame.with_columns(is_multimedia=has, upgraded_on=pl.when(pl.Series(gets)).then(pl.Series(upgrade)))
    frame = frame.with_columns(
        upgraded_on=pl.when(pl.col("ended_on").is_null() | (pl.col("upgraded_on") < pl.col("ended_on"))).then(
            "upgraded_on"
        ),
        rebuilt_on=pl.lit(None, pl.Date),
    )
    if world.has_city("511000"):
        plan, limit = _rebuild_plan(world, rooms, rng), _limit(world)
        frame = frame.join(plan, on=["institution_id", "stage"], how="left", maintain_order="left")
        most = pl.when(pl.col("stage") == "preschool").then(limit[True]).otherwise(limit[False])
        is_rebuilt = (pl.col("nth") < most) & (pl.col("started_on") < pl.date(pl.col("rebuilt_year"), 8, 10))
        frame = frame.with_columns(rebuilt_on=pl.when(is_rebuilt).then(pl.date(pl.col("rebuilt_year"), 8, 10))).drop(
            "rebuilt_year"
        )
        frame = frame.with_columns(upgraded_on=pl.when(pl.col("rebuilt_on").is_null()).then("upgraded_on"))
    return _halves(frame)


def _halves(frame: pl.DataFrame) -> pl.DataFrame:
    """A room that changes is two rows: until the day, and from it."""
    changed_on = pl.coalesce("rebuilt_on", "upgraded_on")
    before = frame.with_columns(ended_on=pl.when(changed_on.is_null()).then("ended_on").otherwise(changed_on))
    after = frame.filter(changed_on.is_not_null()).with_columns(started_on=changed_on, is_multimedia=pl.lit(True))
    return pl.concat([before, after])


def _functional(world: World) -> pl.DataFrame:
    """Functional rooms as the largest year asks for them; they are there from the start."""
    counted = world.all(SchoolClass).group_by("institution_id", "stage", "school_year").agg(pl.col("pupil_count").sum())
    largest = (
        counted.group_by("institution_id", "stage").agg(pl.col("pupil_count").max()).sort("institution_id", "stage")
    )
    about = world.institutions.select("campus_id", "opened_on", "closed_on", "county_code", institution_id="id")
    largest = largest.join(about, on="institution_id", how="left", maintain_order="left")
    parts: list[pl.DataFrame] = []
    for kind, (pupils, area, stages) in FUNCTIONAL.items():
        having = largest.filter(pl.col("stage").is_in(stages) & (pl.col("pupil_count") >= SMALLEST_WITH_ROOMS))
        pupil_count, keeps = having["pupil_count"].to_numpy(), is_ahead(world, having["county_code"])
        usual, most = np.round(pupil_count / pupils), np.ceil(pupil_count / SMALLEST_TWELVE)
        count = np.maximum(1, np.where(keeps & np.isin(kind, ("music", "art")), most, usual)).astype(np.int64)
        at = np.repeat(np.arange(len(count)), count)
        nth = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        parts.append(
            having[at]
            .select("campus_id", "stage", started_on="opened_on", ended_on="closed_on")
            .with_columns(
                code=pl.Series(
                    [
                        f"{kind[:3].upper()}{LETTER[s]}{n + 1:03d}"
                        for s, n in zip(having["stage"].gather(at), nth, strict=True)
                    ]
                ),
                kind=pl.lit(kind),
                area_m2=pl.lit(area),
                is_multimedia=pl.Series(
                    (kind == "computer") | (keeps[at] & np.isin(kind, ("music", "art", "laboratory")))
                ),
                seat_count=pl.lit(0),
            )
        )
    return pl.concat(parts)


def build(world: World) -> None:
    """Classrooms and functional rooms of every campus."""
    frame = _dated(world, _classrooms(world))
    area: dict[str, Any] = {s: round(seats * AREA_A_SEAT.get(s, 1.45), 1) for s, seats in SEATS.items()}
    classrooms = frame.select(
        "campus_id",
        "stage",
        "started_on",
        "ended_on",
        "is_multimedia",
        code=pl.col("stage").replace_strict(LETTER) + (pl.col("nth") + 1).cast(pl.String).str.zfill(3),
        kind=pl.lit("classroom"),
        area_m2=pl.col("stage").replace_strict(area, return_dtype=pl.Float64),
        seat_count=pl.col("stage").replace_strict(SEATS, return_dtype=pl.Int32),
    )
    functional = _functional(world).select(classrooms.columns)
    functional = functional.with_columns(pl.col(name).cast(dtype) for name, dtype in classrooms.schema.items())
    world.add(Room, pl.concat([classrooms, functional]).sort("campus_id", "code", "started_on"))
