"""Candidates and rooms → pools → seats by lot → an independent check → tables to publish."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from xuezheng.exams.plan.reading import ROW, distinct, known, without
from xuezheng.exams.problem.seating import Seating, SeatingProblem
from xuezheng.exams.rules.draw import draw_key, roster_hash
from xuezheng.exams.rules.heads import CANDIDATES, FRONT, KINDS, ROOMS
from xuezheng.exams.rules.layouts import USUAL, most_apart, nearness, seats_of
from xuezheng.exams.rules.rows import row_words
from xuezheng.exams.solver.seating import solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

TALLEST = 6


@dataclass(frozen=True)
class SeatingPlan:
    """A drawn seating. `seats`: number, name, school, pool, site, room, place, seat, ticket; `roster` and `rooms` are the
    bytes whose hash the draw stands on; `clash` by room; `findings` what was left out or could not be kept, and why."""

    problem: SeatingProblem
    seating: Seating
    seats: pl.DataFrame
    roster: bytes
    rooms: bytes
    seed: str
    findings: tuple[Problem, ...]

    @property
    def roster_hash(self) -> str:
        return roster_hash(self.roster, self.rooms)

    @property
    def used_rooms(self) -> int:
        return len(np.unique(self.seating.room))


@dataclass
class Pools:
    """Candidates' pools and the rooms each pool takes, as they are made."""

    findings: list[Problem]
    rooms: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def take(self, pool: str, people: pl.DataFrame, free: list[dict[str, str]], spare: list[dict[str, str]]) -> bool:
        """Give the pool rooms until it has seats for its people: free ones first, then spare ones. Whether that went."""
        need, mine = people.height, list[dict[str, str]]()
        held = 0
        for source in (free, spare):
            while source and held < need:
                mine.append(source.pop(0))
                held += len(seats_of(mine[-1]["columns"]))
                if source is spare:
                    what = Words("考场不够，启用备用考场。", "Rooms do not suffice: a spare room is opened.")
                    self.findings.append(Problem("exams.spare_opened", what, which=mine[-1]["name"], got=pool))
        if held < need:
            what = Words("座位不够，这一组未编排。", "There are not enough seats: this pool is not seated.")
            cure = Words("增加考场后重做。", "Add rooms, then run it again.")
            got = f"{need} > {held}"
            self.findings.append(
                Problem("exams.seats_short", what, which=pool, where=row_words(people[ROW]), got=got, cure=cure)
            )
            free[:0] = [room for room in mine if room["kind"] != "spare"]
            return False
        self.rooms += [{"pool": pool, "room": room["name"], "columns": room["columns"]} for room in mine]
        return True


def drawn(candidates: pl.DataFrame, rooms: pl.DataFrame, seed: str, session: str = "") -> SeatingPlan:
    """Draw the seats of a session (or of all, where candidates keep one seat). Raises Refused where nobody can be seated."""
    findings: list[Problem] = []
    people = read_candidates(candidates, session, findings)
    halls = read_rooms(rooms, findings)
    people, pools = pooled(people, halls, findings)
    if people.is_empty():
        raise Refused([*findings, Problem("exams.nobody", Words("没有可编排的考生。", "There is nobody to seat."))])
    people = people.sort("number")
    room_table = pl.DataFrame(pools.rooms)
    roster = people.select("number", "school", "pool", "front").write_csv().encode()
    room_bytes = room_table.write_csv().encode()
    problem = problem_of(people, room_table)
    findings += too_many_of_one_school(problem, people)
    seating = solve(problem, draw_key(f"{seed}/{session}" if session else seed, roster, room_bytes))
    broken = check(problem, seating)
    if broken:
        raise AssertionError(f"The seating breaks its own rules: {broken[:3]}")
    return SeatingPlan(
        problem, seating, seat_table(people, halls, problem, seating), roster, room_bytes, seed, tuple(findings)
    )


def read_candidates(table: pl.DataFrame, session: str, findings: list[Problem]) -> pl.DataFrame:
    """Candidates of a session with a number of their own and a school."""
    people = known(table, CANDIDATES, ("number", "school"), "candidates")
    if session:
        sits = pl.col("sessions").str.split(";").list.contains(session)
        people = people.filter((pl.col("sessions") == "") | sits)
    twice = Words("报名号重复，这些考生均未编排。", "Several candidates have this number; none of them is seated.")
    people = distinct(people, twice, "exams.candidate", findings)
    none = Words("没有学校，未编排。", "There is no school; the candidate is not seated.")
    return without(people, pl.col("school") == "", "exams.school_missing", none, "number", findings)


def read_rooms(table: pl.DataFrame, findings: list[Problem]) -> pl.DataFrame:
    """Rooms with name, layout and kind; those that are none are named and left out."""
    halls = known(table, ROOMS, ("room",), "rooms").with_columns(
        name=pl.concat_str("site", "room", separator="-").str.strip_prefix("-"),
        kind=pl.col("kind").replace_strict(KINDS, default="?"),
    )
    twice = Words("考场重复，均未使用。", "This room stands there twice; neither is used.")
    halls = distinct(halls, twice, "exams.room", findings, "name")
    kinds = Words("考场类别须为 普通、特殊 或 备用。", "A room is ordinary, special or spare.")
    halls = without(halls, pl.col("kind") == "?", "exams.room_kind", kinds, "name", findings)
    columns = [layout_of(c, s) for c, s in halls.select("columns", "seats").iter_rows()]
    halls = halls.with_columns(columns=pl.Series(columns, dtype=pl.String))
    none = Words("座位数或布局读不懂，考场未使用。", "Seats or layout cannot be read; the room is not used.")
    return without(halls, pl.col("columns") == "", "exams.room_seats", none, "name", findings)


def layout_of(columns: str, seats: str) -> str:
    """A layout from what stands there: itself, columns of six for a number of seats, the usual one for nothing; "" if unreadable."""
    if columns:
        try:
            seats_of(columns)
        except Refused:
            return ""
        return columns
    if not seats:
        return USUAL
    if not seats.isdigit() or not 0 < int(seats) <= 100:
        return ""
    full, rest = divmod(int(seats), TALLEST)
    return "-".join(["6"] * full + ([str(rest)] if rest else []))


def pooled(people: pl.DataFrame, halls: pl.DataFrame, findings: list[Problem]) -> tuple[pl.DataFrame, Pools]:
    """Who sits with whom: one pool for each area (or site, where it is given) and group; special needs apart, each need in
    special rooms of its own. A room never holds two pools."""
    where, column = ("site", "site") if (people["site"] != "").any() else ("area", "area")
    special = (pl.col("need") != "") & ~pl.col("need").is_in(list(FRONT))
    has_special = set(halls.filter(kind="special")[column].unique())
    if not (halls[column] != "").any() and has_special:
        has_special = set(people[where].unique())
    people = people.with_columns(
        front=pl.when(pl.col("need").is_in(list(FRONT))).then(pl.lit("1")).otherwise(pl.lit("0")),
        is_special=special & pl.col(where).is_in(list(has_special)),
    )
    lacking = people.filter(special & ~pl.col("is_special"))
    if lacking.height:
        what = Words(
            "没有特殊考场，编在普通考场。", "There is no special room: the candidate is seated in an ordinary one."
        )
        findings.append(
            Problem(
                "exams.special_missing", what, which=", ".join(lacking["number"][:8]), where=row_words(lacking[ROW])
            )
        )
    need = pl.when("is_special").then(pl.concat_str(pl.lit("+"), "need")).otherwise(pl.lit(""))
    people = people.with_columns(
        pool=pl.concat_str(where, "group", need, separator="/")
        .str.replace_all("//", "/", literal=True)
        .str.strip_chars("/")
    )
    made, kept = Pools(findings), list[str]()
    is_parted = (halls[column] != "").any()
    free: dict[tuple[str, str], list[dict[str, str]]] = {}
    for room in halls.to_dicts():
        free.setdefault((room[column] if is_parted else "", room["kind"]), []).append(room)
    for (area, pool, is_special), part in sorted(
        people.group_by(where, "pool", "is_special"), key=lambda found: found[0]
    ):
        at = str(area) if is_parted else ""
        ordinary = free.setdefault((at, "special" if is_special else "ordinary"), [])
        if made.take(str(pool), part, ordinary, free.setdefault((at, "spare"), [])):
            kept.append(str(pool))
    made.rooms.sort(key=lambda room: room["pool"])
    return people.filter(pl.col("pool").is_in(kept)), made


def problem_of(people: pl.DataFrame, rooms: pl.DataFrame) -> SeatingProblem:
    pools, schools = rooms["pool"].unique().sort(), people["school"].unique().sort()
    pool_code, school_code = pl.Enum(pools), pl.Enum(schools)
    return SeatingProblem(
        tuple(people["number"]),
        people["pool"].cast(pool_code).to_physical().to_numpy().astype(np.int64),
        people["school"].cast(school_code).to_physical().to_numpy().astype(np.int64),
        (people["front"] == "1").to_numpy(),
        tuple(pools),
        tuple(schools),
        tuple(rooms["room"]),
        rooms["pool"].cast(pool_code).to_physical().to_numpy().astype(np.int64),
        tuple(rooms["columns"]),
    )


def too_many_of_one_school(problem: SeatingProblem, people: pl.DataFrame) -> list[Problem]:
    """Schools with more candidates in a pool than its rooms have seats apart, computed before anybody is placed."""
    found: list[Problem] = []
    for pool, name in enumerate(problem.pool_names):
        mine = np.flatnonzero(problem.pool == pool)
        left, apart, beside = len(mine), 0, 0
        for j in np.flatnonzero(problem.room_pool == pool):
            layout = problem.room_layout[j]
            count = min(left, len(seats_of(layout)))
            left -= count
            apart += most_apart(layout, count)
            beside += most_apart(layout, count, sides=4)
        size = np.bincount(problem.school[mine], minlength=len(problem.school_names))
        for school in np.flatnonzero(size > apart):
            number = int(size[school])
            what = Words(
                f"本校考生多于可错开的座位：八邻至多{apart}人，前后左右至多{beside}人；其余{number - apart}人必有同校相邻。",
                f"More candidates of this school than seats apart: {apart} on eight sides, {beside} on four; {number - apart} must have one of their own beside them.",
            )
            cure = Words("并入别的考区混编，或启用更多考场。", "Mix with another area, or use more rooms.")
            rows = people[ROW].to_numpy()[mine[problem.school[mine] == school]]
            which = problem.school_names[school] + (f" ({name})" if name else "")
            found.append(
                Problem(
                    "exams.school_beyond_apart", what, which=which, where=row_words(rows), got=str(number), cure=cure
                )
            )
    return found


def check(problem: SeatingProblem, seating: Seating) -> list[str]:
    """What a seating breaks, found without the solver: everybody once, in a room of the pool, on a seat that is there and
    is nobody else's; in front who must be, as far as there is room; the clashes as they are said."""
    broken: list[str] = []
    if (seating.room < 0).any():
        broken.append("somebody has no room")
    if (problem.room_pool[seating.room] != problem.pool).any():
        broken.append("somebody sits in a room of another pool")
    if len(np.unique(seating.room * 1000 + seating.seat)) != len(seating.seat):
        broken.append("two sit on one seat")
    order = np.argsort(seating.room, kind="stable")
    bounds = np.searchsorted(seating.room[order], np.arange(len(problem.room_names) + 1))
    for room, layout in enumerate(problem.room_layout):
        mine = order[bounds[room] : bounds[room + 1]]
        if not len(mine):
            continue
        seats = seats_of(layout)
        if seating.seat[mine].min() < 1 or seating.seat[mine].max() > len(seats):
            broken.append(f"{problem.room_names[room]} has no such seat")
            continue
        place = np.array([seats[int(n) - 1] for n in seating.seat[mine]], np.int64)
        across, along = (np.abs(place[:, None, k] - place[None, :, k]) for k in (0, 1))
        near = np.where(np.maximum(across, along) == 1, 3 - across - along, 0)
        same = problem.school[mine][:, None] == problem.school[mine][None, :]
        if int((near * same).sum() // 2) != seating.clash[room]:
            broken.append(f"{problem.room_names[room]} has another number of neighbours of one school")
        front, first = problem.front[mine], place[:, 1] == 0
        if (front & first).sum() < min(front.sum(), first.sum()):
            broken.append(f"{problem.room_names[room]} has somebody behind who must sit in front")
    return broken


def seat_table(people: pl.DataFrame, halls: pl.DataFrame, problem: SeatingProblem, seating: Seating) -> pl.DataFrame:
    """One row a candidate, by room and seat; the ticket is the site, the room in three digits and the seat in two."""
    names = pl.Series("room", problem.room_names, dtype=pl.String)
    about = halls.select(room="name", site="site", place="room").unique("room")
    seat = pl.Series("seat", seating.seat)
    made = people.select("number", "name", "school", "pool", "need").with_columns(names[seating.room], seat)
    ticket = pl.concat_str(
        "site", pl.col("place").str.zfill(3), pl.col("seat").cast(pl.String).str.zfill(2), separator=""
    )
    return made.join(about, on="room", how="left").with_columns(ticket=ticket).sort("room", "seat")


def statistics(plan: SeatingPlan) -> pl.DataFrame:
    """One row a room: candidates, schools, the most of one school and how many could sit apart, neighbours of one school left."""
    counted = plan.seats.group_by("room").agg(
        pl.len().alias("candidates"),
        pl.col("school").n_unique().alias("schools"),
        pl.col("school").value_counts(sort=True).first().struct.field("count").alias("most_of_one_school"),
    )
    layouts = dict(zip(plan.problem.room_names, plan.problem.room_layout, strict=True))
    clash = pl.DataFrame({"room": plan.problem.room_names, "clash": plan.seating.clash})
    apart = [most_apart(layouts[room], count) for room, count in counted.select("room", "candidates").iter_rows()]
    return counted.with_columns(apart=pl.Series(apart, dtype=pl.Int64)).join(clash, on="room").sort("room")


def neighbours(plan: SeatingPlan, names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of one school who sit beside each other in these rooms."""
    found: list[tuple[str, str]] = []
    layouts = dict(zip(plan.problem.room_names, plan.problem.room_layout, strict=True))
    for name in names:
        seats = seats_of(layouts[name])
        there: list[tuple[str, str, int]] = plan.seats.filter(room=name).select("number", "school", "seat").rows()
        found += [
            (a, b)
            for i, (a, one, n) in enumerate(there)
            for b, other, m in there[:i]
            if one == other and nearness(seats[n - 1], seats[m - 1])
        ]
    return found
