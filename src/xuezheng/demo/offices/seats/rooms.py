"""The rooms of the world while projects are laid out: rooms that stand get the code of the project that made them."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.demo.draws import some
from xuezheng.demo.offices.seats.schools import Window
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.world import World
from xuezheng.registers.models import Room
from xuezheng.seats.models import BuildingProject

ROOM_SEATS = {"preschool": 30, "primary": 45, "junior": 50, "senior": 50, "vocational": 50}
FEN_A_SEAT = {
    "preschool": 1_600_000,
    "primary": 2_200_000,
    "junior": 2_500_000,
    "senior": 3_100_000,
    "vocational": 2_800_000,
}
NEW_SHARE = 0.6  # of a window's seats may stand in schools that opened, so that something is left for the others
REBUILT_DAY = (8, 10)  # of a summer: when the core's rebuilt rooms begin
SHORT_SEATS = 90
LOOK_AHEAD = timedelta(days=40)
UNFINISHED_UNTIL = date(2025, 9, 1)


def room_rows(projects: pl.DataFrame) -> pl.DataFrame:
    """Classrooms that a project adds, alike in size, for its `seat_count`."""
    rows: list[tuple[int, str, str, int, str, date]] = []
    for r in projects.iter_rows(named=True):
        count = -(-r["seat_count"] // ROOM_SEATS[r["stage"]])
        for i in range(count):
            seats = r["seat_count"] // count + (i < r["seat_count"] % count)
            rows.append(
                (r["campus_id"], f"N{r['code'][-4:]}{i + 1:03d}", r["stage"], seats, r["code"], r["completed_on"])
            )
    columns = ["campus_id", "code", "stage", "seat_count", "project_code", "started_on"]
    return pl.DataFrame(rows, schema=columns, orient="row")


class Site:
    """Rooms, and which project made which."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stamps: dict[int, str] = {}
        self.serial = 1
        self.rooms = world.all(Room).filter(pl.col("kind") == "classroom").sort("id")
        self.campuses = world.institutions.select("campus_id", "id")

    def rebuilt(self, window: Window) -> pl.DataFrame:
        """Institutions whose rooms the core rebuilt in the summers of a window: id, stage, rebuilt_on."""
        month, day = REBUILT_DAY
        found = self.rooms.filter(
            (pl.col("started_on").dt.month() == month) & (pl.col("started_on").dt.day() == day)
            & pl.col("started_on").is_between(window.first_on + LOOK_AHEAD, window.last_on)
        )  # fmt: skip
        first = found.group_by("campus_id", maintain_order=True).agg(
            rebuilt_on=pl.col("started_on").first(), stage=pl.col("stage").first()
        )
        return first.join(self.campuses, on="campus_id", how="left", maintain_order="left").drop("campus_id")

    def made(self, projects: pl.DataFrame) -> pl.DataFrame:
        """Rooms that may be a project's work, as they began just then: id, made_by, seats, kind of project."""
        asked = projects.select("campus_id", "stage", "project_kind", "completed_on", made_by="code")
        found = self.rooms.filter(~pl.col("id").is_in(list(self.stamps))).join(asked, on=["campus_id", "stage"])
        found = found.filter(
            pl.col("started_on").is_between("completed_on", pl.col("completed_on") + pl.duration(days=40))
        )
        found = found.unique(["campus_id", "code"], keep="first", maintain_order=True)
        return found.select("id", "made_by", "project_kind", pl.col("seat_count").cast(pl.Int64)).sort("made_by", "id")

    def _stamp_new(self, rooms: pl.DataFrame, seat_count: int) -> int:
        """All first rooms of schools that opened, as far as their share goes; gives the seats."""
        seats = 0
        groups = rooms.filter(pl.col("project_kind") == "new").group_by("made_by", maintain_order=True)
        for made_by, own, ids in groups.agg(pl.col("seat_count").sum(), "id").iter_rows():
            if seats + own > seat_count * NEW_SHARE:
                break
            seats += own
            self.stamps |= {int(i): made_by for i in ids}
        return seats

    def _stamp_old(self, rooms: pl.DataFrame, left: int) -> int:
        """Rooms of other projects in turn, one of each, then the next, until no other fits; gives the seats."""
        seats = 0
        old = rooms.filter(pl.col("project_kind") != "new").with_columns(nth=pl.int_range(pl.len()).over("made_by"))
        for number, made_by, own in old.sort("nth", "made_by").select("id", "made_by", "seat_count").iter_rows():
            if seats + own <= left:
                seats += own
                self.stamps[int(number)] = made_by
        return seats

    def lay_out(self, projects: pl.DataFrame, seat_count: int, rng: np.random.Generator) -> None:
        """Record projects whose rooms have so many seats together (within half a room)."""
        rooms = self.made(projects)
        left = seat_count - self._stamp_new(rooms, seat_count)
        have = set(rooms.filter(pl.col("project_kind") != "new")["made_by"].to_list()) | set(self.stamps.values())
        bare = projects.filter(~pl.col("code").is_in(list(have)))  # nothing of the core's began with them
        added = bare.with_columns(seat_count=pl.lit(0, pl.Int64))
        if bare.height:
            share = (
                left
                * bare.height
                // max(1, projects.height - len(set(self.stamps.values()) & set(projects["code"].to_list())))
            )
            added = bare.with_columns(seat_count=pl.Series(shares_of(share, rng.lognormal(0, 0.35, bare.height), 60)))
            left -= share
        left -= self._stamp_old(rooms, left)
        if left >= min(ROOM_SEATS.values()):  # the core's rooms did not suffice: some projects add what is short
            extra = some(rng, projects.sort("code"), max(1, left // SHORT_SEATS))
            extra = extra.with_columns(seat_count=pl.Series(shares_of(left, np.ones(extra.height))))
            added = pl.concat([added, extra]).group_by(*projects.columns, maintain_order=True)
            added = added.agg(pl.col("seat_count").sum())
        self.world.add(
            Room,
            room_rows(added).with_columns(
                kind=pl.lit("classroom"), is_multimedia=True, area_m2=pl.col("seat_count") * 1.5
            ),
        )
        self.record(projects.join(self._seats(projects, added), on="code", how="left", maintain_order="left"), rng)

    def _seats(self, projects: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
        """code, seat_count of each project: stamped rooms and added ones."""
        stamped = pl.DataFrame(
            {"id": list(self.stamps), "code": list(self.stamps.values())}, schema={"id": pl.Int64, "code": pl.String}
        )
        of_rooms = stamped.join(self.rooms.select("id", pl.col("seat_count").cast(pl.Int64)), on="id").select(
            "code", "seat_count"
        )
        both = pl.concat([of_rooms, added.select("code", pl.col("seat_count").cast(pl.Int64))])
        return (
            both.filter(pl.col("code").is_in(projects["code"].to_list()))
            .group_by("code")
            .agg(pl.col("seat_count").sum())
        )

    def record(self, projects: pl.DataFrame, rng: np.random.Generator) -> None:
        """Add project records with a budget by their seats."""
        price = projects["stage"].replace_strict(FEN_A_SEAT, default=3_000_000).to_numpy()
        fen = np.round(
            projects["seat_count"].fill_null(0).to_numpy() * price * rng.uniform(0.85, 1.2, projects.height), -6
        )
        self.world.add(
            BuildingProject,
            projects.select(
                "code", "institution_id", "stage", "programme", "started_on", "completed_on", kind="project_kind",
                seat_count=pl.col("seat_count").fill_null(0),
            ).with_columns(
                step=pl.when(pl.col("completed_on").is_null()).then(pl.lit("building")).otherwise(pl.lit("opened")),
                planned_open_on=pl.coalesce("completed_on", pl.lit(UNFINISHED_UNTIL)),
                budget_fen=pl.Series(fen.astype(np.int64)),
            ),
        )  # fmt: skip
        self.serial += projects.height

    def stamp(self) -> None:
        """Write the project codes onto the rooms."""
        rooms = self.world.all(Room)
        given = pl.DataFrame(
            {"id": list(self.stamps), "made_by": list(self.stamps.values())},
            schema={"id": pl.Int64, "made_by": pl.String},
        )
        rooms = rooms.join(given, on="id", how="left", maintain_order="left")
        code = pl.coalesce("made_by", "project_code") if "project_code" in rooms.columns else pl.col("made_by")
        self.world.replace(Room, rooms.with_columns(project_code=code.fill_null("")).drop("made_by"))
