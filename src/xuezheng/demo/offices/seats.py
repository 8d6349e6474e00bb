"""Invented building projects, and the rooms they make: a seat added is a seat of a room that carries the project's code."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.demo.drawing import days, near, some
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.publication.rows.periods import SINCE_2018, SINCE_2020, SINCE_2021, THREE_YEARS
from xuezheng.registers.models import Room
from xuezheng.registers.rules import STAGES_OF_TYPE
from xuezheng.seats.models import BuildingProject

SCHOOL_TYPES = ("211", "311", "312", "341", "342")
ROOM_SEATS = {"preschool": 30, "primary": 45, "junior": 50, "senior": 50, "vocational": 50}
FEN_A_SEAT = {"preschool": 1_600_000, "primary": 2_200_000, "junior": 2_500_000, "senior": 3_100_000, "vocational": 2_800_000}
UNTIL = date(2024, 8, 31)
TWICE = 3  # schools built in the last three years that had been built before, too
ELSEWHERE = {"510900": 74, "511100": 88, "511300": 131}  # projects since 2018


@dataclass(frozen=True)
class Window:
    """A span of days in which a city completes so many projects of kindergartens or of schools."""

    first_on: date
    last_on: date
    is_preschool: bool
    count: int
    seat_count: int  # of all its projects together


def programme(stage: str, completed_on: date) -> str:
    """The programme that pays for a project of a stage at its time."""
    is_14th = completed_on >= date(2021, 1, 1)
    match stage:
        case "preschool":
            return "preschool_plan_14" if is_14th else "preschool_plan_13"
        case "senior":
            return "county_senior_plan_14" if is_14th else ""
        case "vocational":
            return "vocational_conditions" if is_14th else ""
        case _:
            return "compulsory_weak_schools"


def windows(world: World) -> tuple[Window, ...]:
    """Neijiang's spans: what is printed of each, and what is left of the whole since 2018."""
    rng = world.rng("seats windows")
    begin, plan, recent = SINCE_2018.first_on, SINCE_2021.first_on, THREE_YEARS.first_on
    assert begin and plan and recent
    kindergartens, kindergarten_seats = world.target("nj.kindergartens_built"), world.target("nj.kindergarten_seats_added")
    schools, school_seats = world.target("nj.schools_built_3y"), near(world, rng, "nj.seats_added_3y")
    rest = world.target("nj.schools_built") - kindergartens - schools
    rest_seats = near(world, rng, "nj.seats_added") - kindergarten_seats - school_seats
    early_kindergartens = rest * 2 // 5
    early_seats = early_kindergartens * 236
    one_day = timedelta(days=1)
    return (
        Window(plan, UNTIL, True, kindergartens, kindergarten_seats),
        Window(recent, UNTIL, False, schools, school_seats),
        Window(begin, plan - one_day, True, early_kindergartens, early_seats),
        Window(begin, recent - one_day, False, rest - early_kindergartens, rest_seats - early_seats),
    )


def candidates(world: World, city: str, window: Window, taken: set[int], rng: np.random.Generator) -> pl.DataFrame:
    """Schools for a window's projects with kind and day of completion: those that opened in it first, then others."""
    types = ("111",) if window.is_preschool else SCHOOL_TYPES
    public = world.institutions.filter(
        (pl.col("city_code") == city) & pl.col("school_type").is_in(types) & ~pl.col("is_private")
        & ~pl.col("id").is_in(list(taken))
    ).sort("id")  # fmt: skip
    done = pl.col("opened_on") - pl.duration(days=12)
    new = public.with_columns(completed_on=done).filter(pl.col("completed_on").is_between(window.first_on, window.last_on))
    new = new.head(window.count).with_columns(project_kind=pl.lit("new"))
    old = public.filter(
        (pl.col("opened_on") < window.first_on - timedelta(days=700))
        & (pl.col("closed_on").is_null() | (pl.col("closed_on") > date(2024, 9, 1)))
    )
    count = window.count - new.height
    old = some(rng, old.with_columns(pull=pl.when(pl.col("urban_rural") < "13").then(3.0).otherwise(1.0)), count, "pull")
    if old.height < count:
        raise ValueError(f"{count} projects of {city} need as many schools from {window.first_on}. There are {old.height}.")
    kinds = rng.choice(np.array(["extended", "rebuilt"]), old.height, p=[0.7, 0.3]).tolist()
    old = old.with_columns(
        completed_on=pl.Series(days(rng, window.first_on, window.last_on, old.height), dtype=pl.Date),
        project_kind=pl.Series(kinds, dtype=pl.String),
    ).drop("pull")
    return pl.concat([new, old], how="diagonal_relaxed")


def project_rows(chosen: pl.DataFrame, serial: int, rng: np.random.Generator) -> pl.DataFrame:
    """Projects of the chosen schools: code, stage, programme, when they began."""
    rows = chosen.select("county_code", "school_type", "completed_on").rows()
    # a school of several stages is built for its last one as often as for its first
    stages = [STAGES_OF_TYPE[kind][-1 if i % 2 else 0] for i, (_, kind, _) in enumerate(rows)]
    return chosen.select(
        "campus_id", "completed_on", "project_kind", institution_id="id",
        code=pl.Series([f"{county}-{day.year}-{serial + i:04d}" for i, (county, _, day) in enumerate(rows)], dtype=pl.String),
        stage=pl.Series(stages, dtype=pl.String),
        programme=pl.Series([programme(s, day) for s, (*_, day) in zip(stages, rows, strict=True)], dtype=pl.String),
        started_on=pl.Series(
            [day - timedelta(days=int(n)) for (*_, day), n in zip(rows, rng.integers(260, 800, len(rows)), strict=True)],
            dtype=pl.Date,
        ),
    )  # fmt: skip


def room_rows(projects: pl.DataFrame) -> pl.DataFrame:
    """The classrooms a project adds, alike in size, for its `seat_count`."""
    rows: list[tuple[int, str, str, int, str, date]] = []
    for r in projects.iter_rows(named=True):
        count = -(-r["seat_count"] // ROOM_SEATS[r["stage"]])
        for i in range(count):
            seats = r["seat_count"] // count + (i < r["seat_count"] % count)
            rows.append((r["campus_id"], f"N{r['code'][-4:]}-{i + 1:02d}", r["stage"], seats, r["code"], r["completed_on"]))
    columns = ["campus_id", "code", "stage", "seat_count", "project_code", "started_on"]
    return pl.DataFrame(rows, schema=columns, orient="row")


class Site:
    """The rooms of the world while projects are laid out: the first rooms of new schools are stamped, others added."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stamps: dict[int, str] = {}
        self.serial = 1
        rooms = world.all(Room)
        self.rooms = rooms.filter(pl.col("kind") == "classroom") if not rooms.is_empty() else rooms

    def first_rooms(self, projects: pl.DataFrame) -> pl.DataFrame:
        """Rooms that new schools opened with, of the projects' stages: id, project code, seats."""
        new = projects.filter(pl.col("project_kind") == "new").select("campus_id", "stage", made_by="code")
        if self.rooms.is_empty() or new.is_empty():
            return pl.DataFrame(schema={"id": pl.Int64, "made_by": pl.String, "seat_count": pl.Int64})
        return self.rooms.join(new, on=["campus_id", "stage"]).select("id", "made_by", pl.col("seat_count").cast(pl.Int64))

    def lay_out(self, projects: pl.DataFrame, seat_count: int, rng: np.random.Generator) -> None:
        """Record projects whose rooms have so many seats together."""
        own = self.first_rooms(projects).group_by("made_by", maintain_order=True).agg(pl.col("seat_count").sum(), rooms="id")
        budget = seat_count * 0.6  # the rooms of new schools take no more, so that something is left for the others
        stamped: dict[str, int] = {}
        for made_by, seats, rooms in own.sort("made_by").select("made_by", "seat_count", "rooms").iter_rows():
            if sum(stamped.values()) + seats > budget:
                break
            stamped[made_by] = seats
            self.stamps |= {int(room): made_by for room in rooms}
        other = projects.filter(~pl.col("code").is_in(list(stamped)))
        size = np.array([2.0 if kind == "new" else 1.0 for kind in other["project_kind"].to_list()])
        most = pl.Series(shares_of(seat_count - sum(stamped.values()), size * rng.lognormal(0, 0.35, other.height), 60))
        other = other.with_columns(seat_count=most)
        self.world.add(
            Room,
            room_rows(other).with_columns(kind=pl.lit("classroom"), is_multimedia=True, area_m2=pl.col("seat_count") * 1.5),
        )
        seats_of = {**stamped, **dict(other.select("code", "seat_count").rows())}
        self.record(projects.with_columns(seat_count=pl.col("code").replace_strict(seats_of, return_dtype=pl.Int64)), rng)

    def record(self, projects: pl.DataFrame, rng: np.random.Generator) -> None:
        """Add project records with a budget by their seats."""
        price = projects["stage"].replace_strict(FEN_A_SEAT, default=3_000_000).to_numpy()
        fen = np.round(projects["seat_count"].to_numpy() * price * rng.uniform(0.85, 1.2, projects.height), -6)
        self.world.add(
            BuildingProject,
            projects.select("code", "institution_id", "stage", "programme", "started_on", "completed_on", kind="project_kind")
            .with_columns(budget_fen=pl.Series(fen.astype(np.int64))),
        )  # fmt: skip
        self.serial += projects.height

    def stamp(self) -> None:
        """Write the project codes onto the rooms that new schools opened with."""
        if self.stamps:
            rooms = self.world.all(Room)
            given = pl.DataFrame({"id": list(self.stamps), "made_by": list(self.stamps.values())})
            rooms = rooms.join(given, on="id", how="left", maintain_order="left")
            if "project_code" not in rooms.columns:
                rooms = rooms.with_columns(project_code=pl.lit(""))
            rooms = rooms.with_columns(project_code=pl.coalesce("made_by", "project_code")).drop("made_by")
            self.world.replace(Room, rooms)


def neijiang(world: World, site: Site) -> None:
    """The printed projects, three schools built twice, and some before the window or not completed."""
    city, taken = "511000", set[int]()
    for window in windows(world):
        rng = world.rng(f"seats {window.first_on} {window.is_preschool}")
        chosen = candidates(world, city, window, taken, rng)
        taken |= set(chosen["id"].to_list())
        if not window.is_preschool and window.first_on == SINCE_2018.first_on:
            chosen = pl.concat([chosen, again(world, window, rng)], how="diagonal_relaxed")
        site.lay_out(project_rows(chosen, site.serial, rng), window.seat_count, rng)
    before = Window(date(2017, 9, 5), date(2017, 12, 20), False, 5, 2300)
    rng = world.rng("seats before")
    site.lay_out(project_rows(candidates(world, city, before, taken, rng), site.serial, rng), before.seat_count, rng)
    going_on = project_rows(candidates(world, city, Window(UNTIL, UNTIL, False, 4, 0), taken, rng), site.serial, rng)
    site.record(going_on.with_columns(completed_on=pl.lit(None, pl.Date), seat_count=pl.lit(900)), rng)


def again(world: World, window: Window, rng: np.random.Generator) -> pl.DataFrame:
    """Schools built in the last three years that had a first project in the earlier window."""
    built = world.all(BuildingProject).filter(
        (pl.col("stage") != "preschool") & (pl.col("kind") != "new") & (pl.col("completed_on") > window.last_on)
    )
    first = some(rng, built.sort("institution_id"), TWICE).select(id="institution_id")
    return first.join(world.institutions, on="id").with_columns(
        completed_on=pl.Series(days(rng, window.first_on, window.last_on, first.height), dtype=pl.Date),
        project_kind=pl.lit("extended"),
    )


def elsewhere(world: World, site: Site, city: str) -> None:
    """Ordinary projects of a city since 2018, of schools and kindergartens."""
    first_on = SINCE_2018.first_on
    assert first_on
    for is_preschool, part in ((True, 0.35), (False, 0.65)):
        count = round(ELSEWHERE[city] * part)
        rng = world.rng(f"seats {city} {is_preschool}")
        window = Window(first_on, UNTIL, is_preschool, count, count * (245 if is_preschool else 520))
        site.lay_out(project_rows(candidates(world, city, window, set(), rng), site.serial, rng), window.seat_count, rng)


def vocational_campuses(world: World, site: Site) -> None:
    """New campuses of Suining's secondary vocational schools, at the largest of them."""
    first_on = SINCE_2020.first_on
    assert first_on
    rng = world.rng("seats campuses")
    schools = world.open_on(date(2024, 9, 1), "510900", ("361",)).filter(~pl.col("is_private"))
    count = world.target("sn.vocational_campuses_built")
    chosen = some(rng, schools, count).with_columns(
        completed_on=pl.Series(days(rng, date(2021, 6, 1), date(2023, 8, 20), count), dtype=pl.Date),
        project_kind=pl.lit("new_campus"),
    )
    site.lay_out(project_rows(chosen, site.serial, rng), count * 2150, rng)


def build(world: World) -> None:
    """Neijiang and the vocational campuses of Suining as printed; ordinary projects elsewhere."""
    site = Site(world)
    for city in world.cities:
        if city == "511000":
            neijiang(world, site)
        else:
            elsewhere(world, site, city)
        if city == "510900":
            vocational_campuses(world, site)
    site.stamp()
