"""Records that may be of one person: found across schools by ID number and by likeness, each score explained.

Likeness follows Fellegi and Sunter (A Theory for Record Linkage, 1969): what two records share adds
log2(m / u) points, m the share of true pairs that agree on it, u the share of chance pairs that do; what they do not
share adds log2((1 − m) / (1 − u)). u is counted in the records themselves, so that a common name says little and a
rare one much. Only pairs that share a block are compared: day of birth and sex; name by sound and year of birth.
"""

from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Enrolment, LifeEvent, Student
from xuezheng.registers.secrecy import blind_indexes, decrypted_id

AGREE = 0.95  # m: how often two records of one person agree on a field, by our reading of corrected registers
LEAST_POINTS = 12.0  # shown from here on
MOST_PAIRS = 200
ID_APART = 2  # characters by which a mistyped ID number differs at most
ID_SLIP_POINTS, ID_OTHER_POINTS = 10.0, -9.0  # two good ID numbers of one person are rare, one mistyped is not


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for or against, and its points."""

    what: Words
    points: float


@dataclass(frozen=True)
class Likeness:
    """Two records, the more points the likelier one person. `is_certain`: by their ID numbers."""

    first_id: int
    second_id: int
    points: float
    evidence: tuple[Evidence, ...]
    is_certain: bool = False


def _students(area_code: str) -> pl.DataFrame:
    """id, person_index, student_number, name, sex, born_on, home_town, sound of those who were ever enrolled in an area."""
    there = in_area(Enrolment.objects.all(), area_code).values("student_id")
    found = rows(
        Student.objects.filter(pk__in=there, merged_into=None),
        ("id", "person_index", "student_number", "name", "sex", "born_on", "home_town_id"),
    )
    names = found["name"].unique()
    sounds = pl.DataFrame(
        {"name": names, "sound": [sound_of(name).split(" ")[0] for name in names]},
        schema={"name": pl.String, "sound": pl.String},
    )
    return found.join(sounds, on="name", how="left")


def _told_apart() -> set[tuple[int, int]]:
    """Pairs that somebody said are two persons."""
    found = LifeEvent.objects.filter(kind="told_apart", undone_on=None).values_list("student_id", "journal")
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


def _candidates(students: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a block: a, b (a before b), with the columns of both."""
    columns = ("name", "sex", "born_on", "home_town_id", "sound")
    one = students.select("id", *columns)
    other = one.rename({name: f"{name}_2" for name in ("id", *columns)})
    blocks = (
        one.join(other, left_on=["born_on", "sex"], right_on=["born_on_2", "sex_2"], coalesce=False),
        one.with_columns(born_year=pl.col("born_on").dt.year()).join(
            other.with_columns(born_year_2=pl.col("born_on_2").dt.year()),
            left_on=["sound", "born_year"], right_on=["sound_2", "born_year_2"], coalesce=False,
        ).drop("born_year", "born_year_2"),
    )  # fmt: skip
    names = ["id", "id_2", *(f"{c}{s}" for c in columns for s in ("", "_2"))]
    both = (
        pl.concat([block.select(names) for block in blocks])
        .filter(pl.col("id") < pl.col("id_2"))
        .unique(["id", "id_2"])
    )
    # A shared birthday says nothing while the names differ in every sign and sound.
    alike = (pl.col("sound") == pl.col("sound_2")) | (pl.col("name").str.slice(1) == pl.col("name_2").str.slice(1))
    return both.filter(alike).sort("id", "id_2")


def _agreeing(zh: str, en: str, u: float) -> Evidence:
    return Evidence(Words(zh, en), round(log2(AGREE / max(u, 1e-6)), 1))


def _differing(zh: str, en: str, u: float) -> Evidence:
    return Evidence(Words(zh, en), round(log2((1 - AGREE) / (1 - min(u, 0.99))), 1))


def _evidence(row: dict[str, Any], shares: dict[str, dict[Any, float]]) -> list[Evidence]:
    """What speaks for and against two records being one person's, ID numbers aside."""
    names, sounds, towns = shares["name"], shares["sound"], shares["home_town_id"]
    told: list[Evidence] = []
    if row["name"] == row["name_2"]:
        told.append(_agreeing(f"姓名相同：{row['name']}", f"same name: {row['name']}", names[row["name"]]))
    elif row["sound"] == row["sound_2"]:
        told.append(
            _agreeing(
                f"姓名同音：{row['name']}、{row['name_2']}",
                f"names sound the same: {row['name']}, {row['name_2']}",
                sounds[row["sound"]],
            )
        )
    else:
        told.append(_agreeing("名同姓不同", "same given name, other family name", min(0.5, 20 * names[row["name"]])))
        told.append(_differing("姓不同", "other family name", 0.05))
    if row["born_on"] == row["born_on_2"]:
        told.append(_agreeing("出生日期相同", "same day of birth", shares["born_on"][row["born_on"]]))
    elif _swapped(row["born_on"], row["born_on_2"]):
        told.append(Evidence(Words("出生月、日对调", "month and day of birth swapped"), 6.0))
    else:
        told.append(_differing("出生日期不同", "other day of birth", 0.001))
    same_sex = row["sex"] == row["sex_2"]
    told.append(_agreeing("性别相同", "same sex", 0.5) if same_sex else _differing("性别不同", "other sex", 0.5))
    one, other = row["home_town_id"], row["home_town_id_2"]
    if one and other:
        same = one == other
        told.append(
            _agreeing("户籍地相同", "same home town", towns[one])
            if same
            else _differing("户籍地不同", "other home town", 0.05)
        )
    return told


def _swapped(one: date, other: date) -> bool:
    return one.year == other.year and (one.month, one.day) == (other.day, other.month)


def _apart(one: str, other: str) -> int:
    """Characters by which two ID numbers differ; a swapped neighbouring pair counts as one."""
    if len(one) != len(other):
        return max(len(one), len(other))
    differ = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = (
        len(differ) >= 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )
    return len(differ) - swapped


def _id_evidence(one: Student, other: Student) -> Evidence:
    """What the ID numbers say; they are read, compared and forgotten."""
    numbers = [decrypted_id(s.person_cipher, s.person_index) for s in (one, other)]
    apart = _apart(*numbers)
    # The check character follows from the rest, so that one slip may show in two places.
    if apart <= ID_APART:
        return Evidence(Words(f"身份证号只差{apart}位", f"ID numbers differ in {apart} places only"), ID_SLIP_POINTS)
    return Evidence(Words("两个身份证号都有效而不同", "two good ID numbers, different ones"), ID_OTHER_POINTS)


def _shares(students: pl.DataFrame) -> dict[str, dict[Any, float]]:
    """How often each value stands in the records: the chance that two records agree on it without being one person's."""
    total = max(students.height, 1)
    shares: dict[str, dict[Any, float]] = {}
    for name in ("name", "sound", "born_on", "home_town_id"):
        counts = students.group_by(name).len()
        shares[name] = {value: count / total for value, count in counts.iter_rows()}
    return shares


def likely_same(area_code: str) -> list[Likeness]:
    """Pairs of records that may be of one person, the likeliest first; without those said to be two persons."""
    students = _students(area_code)
    if students.is_empty():
        return []
    apart, found = _told_apart(), _by_number(students)
    certain = {(one.first_id, one.second_id) for one in found}
    shares = _shares(students)
    scored: list[tuple[float, tuple[int, int], list[Evidence]]] = []
    for row in _candidates(students).iter_rows(named=True):
        evidence = _evidence(row, shares)
        points = sum(one.points for one in evidence)
        if (row["id"], row["id_2"]) not in certain and points + ID_SLIP_POINTS >= LEAST_POINTS:
            scored.append((points, (row["id"], row["id_2"]), evidence))
    scored.sort(key=lambda one: (-one[0], one[1]))
    people = Student.objects.in_bulk({number for _, pair, _ in scored[: MOST_PAIRS * 2] for number in pair})
    for points, pair, evidence in scored[: MOST_PAIRS * 2]:
        by_id = _id_evidence(people[pair[0]], people[pair[1]])
        if points + by_id.points >= LEAST_POINTS:
            found.append(Likeness(*pair, round(points + by_id.points, 1), (*evidence, by_id)))
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
