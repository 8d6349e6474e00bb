"""Records that may be of one person: found across schools by ID number and by likeness (`linkage.py`), each explained."""

from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any, Literal

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.lookup.linkage import (
    SHOWN,
    Evidence,
    Shares,
    candidates,
    evidence_of,
    most_by_number,
    number_evidence,
    share_of,
)
from xuezheng.registers.lookup.sound import person_sound
from xuezheng.registers.models import Enrolment, LifeEvent, StaffMember, StaffPost, Student
from xuezheng.registers.secrecy import blind_indexes, decrypted_id

Person = Student | StaffMember
MOST_PAIRS = 200
PRIOR = Words("先验：任取两份登记是一人的机会", "before anything is known: two records drawn at random")


@dataclass(frozen=True)
class Likeness:
    """Two records: `points` is log2 of the odds that they are one person's, `share` the likelihood that follows (0 to 1).

    `evidence` adds up to the points, the prior included. `is_certain`: by their ID numbers.
    """

    first_id: int
    second_id: int
    points: float
    evidence: tuple[Evidence, ...]
    is_certain: bool = False

    @property
    def share(self) -> float:
        return share_of(self.points)


Kind = Literal["student", "staff"]


def _students(area_code: str) -> pl.DataFrame:
    """id, person_index, student_number, name, sex, born_on, home_town, sound of those who were ever enrolled in an area."""
    there = in_area(Enrolment.objects.all(), area_code).values("student_id")
    return _sounding(
        rows(
            Student.objects.filter(pk__in=there, merged_into=None),
            ("id", "person_index", "student_number", "name", "sex", "born_on", "home_town_id"),
        )
    )


def _staff(area_code: str) -> pl.DataFrame:
    """The same of those who ever held a post in an area; they have no student number, and no home town is registered."""
    there = in_area(StaffPost.objects.all(), area_code).values("staff_id")
    found = rows(
        StaffMember.objects.filter(pk__in=there, merged_into=None), ("id", "person_index", "name", "sex", "born_on")
    )
    lacking = [pl.lit(None, pl.String).alias(name) for name in ("student_number", "home_town_id")]
    return _sounding(found.with_columns(lacking))


def _sounding(found: pl.DataFrame) -> pl.DataFrame:
    """Persons with their names by sound."""
    names = found["name"].unique()
    sounds = pl.DataFrame(
        {"name": names, "sound": [person_sound(name) for name in names]},
        schema={"name": pl.String, "sound": pl.String},
    )
    return found.join(sounds, on="name", how="left")


def _told_apart(kind: Kind) -> set[tuple[int, int]]:
    """Pairs that somebody said are two persons."""
    found = LifeEvent.objects.filter(kind="told_apart", undone_on=None).values_list(f"{kind}_id", "journal")
    return {_pair(one, journal[0]["other"]) for one, journal in found if one is not None}


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _by_number(students: pl.DataFrame) -> list[Likeness]:
    """A student number that carries the ID number of another record (G before it; L is given to who had none)."""
    numbered = students.filter(pl.col("student_number").str.starts_with("G"))
    indexes = pl.Series(blind_indexes(numbered["student_number"].str.slice(1)), dtype=pl.String)
    numbered = numbered.with_columns(index=indexes)
    crossed = numbered.select("id", "index").join(
        students.select("person_index", other="id"), left_on="index", right_on="person_index"
    )
    what = Words(
        "学籍号里的身份证号是另一份登记的身份证号。",
        "The ID number within the student number is that of the other record.",
    )
    pairs = {_pair(one, other) for one, _, other in crossed.iter_rows() if one != other}
    return [Likeness(*pair, 99.0, (Evidence(what, 99.0),), True) for pair in sorted(pairs)]


def _id_evidence(one: Person, other: Person) -> Evidence:
    """What the ID numbers say; they are read, compared and forgotten."""
    return number_evidence(*(decrypted_id(s.person_cipher, s.person_index) for s in (one, other)))


def likely_same(area_code: str, kind: Kind = "student") -> list[Likeness]:
    """Pairs of records that may be of one person, the likeliest first; without those said to be two persons."""
    students = _students(area_code) if kind == "student" else _staff(area_code)
    if students.is_empty():
        return []
    apart, found = _told_apart(kind), _by_number(students)
    certain, shares = {(one.first_id, one.second_id) for one in found}, Shares.of(students)
    prior = Evidence(PRIOR, round(shares.prior, 1))
    least = log2(SHOWN / (1 - SHOWN))
    scored: list[tuple[float, tuple[int, int], list[Evidence]]] = []
    for row in candidates(students).iter_rows(named=True):
        evidence = [prior, *evidence_of(row, shares)]
        points = sum(one.points for one in evidence)
        pair = (row["id"], row["id_2"])
        if pair not in certain and pair not in apart and points + most_by_number() >= least:
            scored.append((points, pair, evidence))
    scored.sort(key=lambda one: (-one[0], one[1]))
    model: Any = Student if kind == "student" else StaffMember
    people = model.objects.in_bulk({number for _, pair, _ in scored[: MOST_PAIRS * 2] for number in pair})
    for points, pair, evidence in scored[: MOST_PAIRS * 2]:
        by_id = _id_evidence(people[pair[0]], people[pair[1]])
        if points + by_id.points >= least:
            told = (*evidence[1:], by_id, prior)
            found.append(Likeness(*pair, round(points + by_id.points, 1), told))
    found = [one for one in found if (one.first_id, one.second_id) not in apart]
    return sorted(found, key=lambda one: (-one.points, one.first_id, one.second_id))[:MOST_PAIRS]


def enrolled_twice(area_code: str, day: date) -> list[tuple[Student, list[Enrolment]]]:
    """Students enrolled at two schools on a day: one record, two seats."""
    enrolled = in_area(Enrolment.objects.as_of(day), area_code).select_related("student", "institution")
    frame = rows(in_area(Enrolment.objects.as_of(day), area_code), ("student_id",))
    twice = frame.filter(pl.col("student_id").is_duplicated())["student_id"].unique().to_list()
    seats: dict[int, list[Enrolment]] = {}
    for enrolment in enrolled.filter(student_id__in=twice).order_by("student_id", "started_on"):
        seats.setdefault(enrolment.student_id, []).append(enrolment)
    return [(found[0].student, found) for found in seats.values()]


def on_two_quotas(area_code: str, day: date) -> list[tuple[StaffMember, list[StaffPost]]]:
    """Staff on the quota of two schools on a day, with their posts on quotas: one post is counted twice."""
    held = in_area(StaffPost.objects.as_of(day), area_code).filter(is_on_quota=True)
    frame = rows(held, ("staff_id", "institution_id")).unique()
    twice = frame.filter(pl.col("staff_id").is_duplicated())["staff_id"].unique().to_list()
    found: dict[int, list[StaffPost]] = {}
    for post in (
        held.filter(staff_id__in=twice).select_related("staff", "institution").order_by("staff_id", "started_on")
    ):
        found.setdefault(post.staff_id, []).append(post)
    return [(posts[0].staff, posts) for posts in found.values()]
