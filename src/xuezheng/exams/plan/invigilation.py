"""People, rooms and who sits there → duties by lot → an independent check → a table of duties."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.exams.plan.reading import ROW, distinct, known
from xuezheng.exams.problem.invigilation import Invigilation, InvigilationProblem
from xuezheng.exams.rules.draw import draw_key, roster_hash
from xuezheng.exams.rules.heads import RELATIVES, ROOMS, STAFF
from xuezheng.exams.rules.rows import row_words
from xuezheng.exams.rules.travel import kilometres
from xuezheng.exams.solver.invigilation import solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class DutyPlan:
    """Duties: session, room, site, turn (1 or 2), staff, name, school, km. `counted` has one row a person."""

    problem: InvigilationProblem
    invigilation: Invigilation
    duties: pl.DataFrame
    counted: pl.DataFrame
    findings: tuple[Problem, ...]
    roster_hash: str = ""


def drawn(
    staff: pl.DataFrame,
    rooms: pl.DataFrame,
    seats: pl.DataFrame,
    sessions: Sequence[str],
    seed: str,
    relatives: pl.DataFrame | None = None,
) -> DutyPlan:
    """Draw the invigilators of every session. `seats` as `plan.seating` made them; a session's name is its subject."""
    findings: list[Problem] = []
    people = known(staff, STAFF, ("number", "school"), "staff")
    twice = Words("工号重复，均未安排。", "Several people have this number; none of them is on duty.")
    people = distinct(people, twice, "exams.staff", findings).sort("number")
    if people.is_empty():
        raise Refused([*findings, Problem("exams.nobody", Words("没有监考人员。", "There is nobody to watch."))])
    used = seats.select("room", pl.col("site").fill_null("")).unique().sort("room")
    problem = problem_of(people, used, known(rooms, ROOMS, ("room",), "rooms"), seats, sessions)
    if relatives is not None:
        problem = with_relatives(problem, known(relatives, RELATIVES, ("staff",), "relatives"), seats, findings)
    roster = people.select("number", "school", "subject").write_csv().encode()
    rosters = (roster, "\n".join(used["room"]).encode())
    found = solve(problem, draw_key(seed, *rosters))
    broken = check(problem, found)
    if broken:
        raise AssertionError(f"The duties break their own rules: {broken[:3]}")
    findings += short(problem, found)
    table = duty_table(problem, found, people)
    return DutyPlan(problem, found, table, counted(people, table), tuple(findings), roster_hash(*rosters))


def problem_of(
    people: pl.DataFrame, used: pl.DataFrame, halls: pl.DataFrame, seats: pl.DataFrame, sessions: Sequence[str]
) -> InvigilationProblem:
    schools = sorted({*people["school"], *seats["school"]} - {""})
    subjects = sorted({*people["subject"], *sessions} - {""})
    site_names = sorted(set(used["site"]))
    school_at = {name: k for k, name in enumerate(schools)}
    subject_at = {name: k for k, name in enumerate(subjects)}
    room_at = {name: k for k, name in enumerate(used["room"])}
    room_schools = np.zeros((used.height, len(schools)), np.bool_)
    for room, school in seats.select("room", "school").unique().iter_rows():
        room_schools[room_at[room], school_at[school]] = True
    away = np.zeros((people.height, len(sessions)), np.bool_)
    for k, text in enumerate(people["absent"]):
        for session in filter(None, str(text).split(";")):
            away[k] |= np.array([session in (name, "*") for name in sessions])
    return InvigilationProblem(
        staff=tuple(people["number"]),
        school=np.array([school_at.get(name, -1) for name in people["school"]], np.int64),
        subject=np.array([subject_at.get(name, -1) for name in people["subject"]], np.int64),
        room_names=tuple(used["room"]),
        site=np.array([site_names.index(name) for name in used["site"]], np.int64),
        site_names=tuple(site_names),
        room_schools=room_schools,
        session_names=tuple(sessions),
        session_subject=np.array([subject_at[name] for name in sessions], np.int64),
        km=distances(people, halls, schools, site_names),
        away=away,
    )


def places(table: pl.DataFrame, column: str, names: Sequence[str]) -> NDArray[np.float64]:
    """Longitude and latitude by name, the middle of what stands there; NaN where none does. Shape (n, 2)."""
    number = table.with_columns(pl.col("longitude", "latitude").cast(pl.Float64, strict=False))
    middle = number.group_by(column).agg(pl.col("longitude", "latitude").mean()).rows()
    at = {str(name): (lon, lat) for name, lon, lat in middle}
    return np.array([at.get(name, (None, None)) for name in names], np.float64).reshape(-1, 2)


def distances(
    people: pl.DataFrame, halls: pl.DataFrame, schools: Sequence[str], sites: Sequence[str]
) -> NDArray[np.float64]:
    """Kilometres as the crow flies from school to site (haversine); the mean of those known where a place is not. (K, S)."""
    km = kilometres(places(people, "school", schools), places(halls, "site", sites))
    known_km = km[np.isfinite(km)]
    return np.where(np.isfinite(km), km, known_km.mean() if known_km.size else 0.0)


def with_relatives(
    problem: InvigilationProblem, relatives: pl.DataFrame, seats: pl.DataFrame, findings: list[Problem]
) -> InvigilationProblem:
    """The problem with relatives barred; relatives who are not known are named."""
    staff_at = {name: k for k, name in enumerate(problem.staff)}
    room_at = {name: k for k, name in enumerate(problem.room_names)}
    room_of = dict(seats.select("number", "room").iter_rows())
    rooms, kin, unknown = list[tuple[int, int]](), list[tuple[int, int]](), list[int]()
    for row in relatives.iter_rows(named=True):
        one, other, candidate = (
            staff_at.get(row["staff"]),
            staff_at.get(row["other_staff"]),
            room_of.get(row["candidate"]),
        )
        if one is not None and candidate is not None:
            rooms.append((one, room_at[candidate]))
        elif one is not None and other is not None:
            kin.append((one, other))
        else:
            unknown.append(row[ROW])
    if unknown:
        what = Words("亲属关系中的人不在名单上，该行未用。", "A relative is on no list; the row is not used.")
        findings.append(Problem("exams.relative_unknown", what, where=row_words(unknown)))
    return replace(problem, relative=tuple(rooms), kin=tuple(kin))


def check(problem: InvigilationProblem, found: Invigilation) -> list[str]:
    """What duties break, found without the solver: nobody twice in a session, no bar of school, subject, family, absence."""
    broken: list[str] = []
    relative, kin = set(problem.relative), {frozenset(pair) for pair in problem.kin}
    for session, duty in enumerate(found.duty):
        serving = duty[duty >= 0]
        if len(np.unique(serving)) != len(serving):
            broken.append(f"{problem.session_names[session]}: somebody is on duty twice")
        room, _ = np.nonzero(duty >= 0)
        school = problem.school[serving]
        if (problem.room_schools[room, np.maximum(school, 0)] & (school >= 0)).any():
            broken.append(f"{problem.session_names[session]}: somebody watches candidates of the own school")
        subject = problem.session_subject[session]
        if subject >= 0 and (problem.subject[serving] == subject).any():
            broken.append(f"{problem.session_names[session]}: somebody watches the own subject")
        if problem.away is not None and problem.away[serving, session].any():
            broken.append(f"{problem.session_names[session]}: somebody cannot come")
        if relative & set(zip(serving.tolist(), room.tolist(), strict=True)):
            broken.append(f"{problem.session_names[session]}: somebody watches a relative")
        for pair in duty[(duty >= 0).all(axis=1)]:
            schools = problem.school[pair]
            if frozenset(pair.tolist()) in kin or (len(set(schools.tolist())) < len(pair) and (schools >= 0).all()):
                broken.append(f"{problem.session_names[session]}: two of one school or family are together")
    return broken


def short(problem: InvigilationProblem, found: Invigilation) -> list[Problem]:
    """Sessions with places that nobody may take."""
    what = Words("监考人员不足，有缺岗。", "There are not enough people who may serve: places are empty.")
    cure = Words("增派外校、外学科人员后重做。", "Send people of other schools and subjects, then run it again.")
    return [
        Problem(
            "exams.duties_short", what, which=name, got=str(int((duty < 0).sum())), cure=cure,
            where=", ".join(problem.room_names[int(j)] for j in np.flatnonzero((duty < 0).any(axis=1))[:8]),
        )
        for name, duty in zip(problem.session_names, found.duty, strict=True)
        if (duty < 0).any()
    ]  # fmt: skip


def duty_table(problem: InvigilationProblem, found: Invigilation, people: pl.DataFrame) -> pl.DataFrame:
    session, room, turn = np.nonzero(found.duty >= 0)
    person: NDArray[np.int64] = found.duty[session, room, turn]
    site = problem.site[room]
    away = problem.km[np.maximum(problem.school[person], 0), site].astype(np.float64)
    km: NDArray[np.float64] = np.where(problem.school[person] >= 0, away, np.nan)
    columns: dict[str, Any] = {
        "session": [problem.session_names[k] for k in session],
        "site": [problem.site_names[k] for k in site],
        "room": [problem.room_names[k] for k in room],
        "turn": np.asarray(turn + 1, np.int64),
        "staff": [problem.staff[k] for k in person],
        "name": people["name"].gather(pl.Series(person)),
        "school": people["school"].gather(pl.Series(person)),
        "km": pl.Series(km).round(1),
    }
    return pl.DataFrame(columns)


def counted(people: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Duties and kilometres of each person, those without any as well."""
    own = duties.group_by("staff").agg(pl.len().alias("duties"), pl.col("km").sum().round(1))
    return (
        people.select(staff="number", name="name", school="school")
        .join(own, on="staff", how="left")
        .with_columns(pl.col("duties").fill_null(0), pl.col("km").fill_null(0.0))
    )


def spread(plan: DutyPlan) -> Counter[int]:
    """How many people have how many duties."""
    return Counter(plan.counted["duties"].to_list())
