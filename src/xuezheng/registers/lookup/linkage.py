"""How likely two records are one person's, after Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969).

Each field compared falls into one level. A level adds log2(m / u) points: m, how often two records of one person fall into
it; u, how often two of different persons do. m is calibrated on a generated register with known truth
(benchmarks/likeness.py, which prints this table); u is counted in the records where a level is "the same value", so that a
common name says little and a rare one much. The prior is that of a pair drawn at random. Works on frames; knows no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any, Final

import polars as pl

from xuezheng.ground.words import Words

# level → m, as counted among the true pairs of the calibration, rounded; those of a field add up to one
M: Final[dict[str, dict[str, float]]] = {
    "name": {"same": 0.83, "sound": 0.11, "given": 0.05, "other": 0.01},
    "born": {"same": 0.81, "swapped": 0.01, "digit": 0.14, "other": 0.04},
    "sex": {"same": 0.98, "other": 0.02},
    "town": {"same": 0.70, "other": 0.30},
    "number": {"slip": 0.37, "other": 0.63},
}
# level → u where it is not the share of a value: among pairs of different persons that share a block
U: Final[dict[str, dict[str, float]]] = {
    "name": {"given": 0.001, "other": 0.999},
    "born": {"swapped": 0.0001, "digit": 0.004, "other": 0.995},
    "sex": {"same": 0.5, "other": 0.5},
    "town": {"other": 0.99},
    "number": {"slip": 0.002, "other": 0.998},
}
TYPICAL: Final = {"name": 2e-4, "sound": 4e-4, "born": 2.5e-4, "town": 5e-3}  # shares before any record is seen
WEIGHT: Final = 5_000  # records that the typical shares weigh like, so that a small register is not read too closely
TWICE: Final = 0.005  # the share of records that are a second one of somebody, before anything is known
SHOWN: Final = 0.1  # pairs at least so likely are shown to somebody
ID_APART: Final = 2  # characters by which a mistyped ID number differs at most: one, and the check character after it
COLUMNS: Final = ("name", "sex", "born_on", "home_town_id", "sound")


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for or against, and its points."""

    what: Words
    points: float


@dataclass(frozen=True)
class Shares:
    """How many records have each value, and how many there are."""

    count: int
    values: Mapping[str, Mapping[Any, int]]

    @classmethod
    def of(cls, students: pl.DataFrame) -> "Shares":
        columns = {"name": "name", "sound": "sound", "born": "born_on", "town": "home_town_id"}
        counted = {key: dict(students.group_by(column).len().iter_rows()) for key, column in columns.items()}
        return cls(students.height, counted)

    def u(self, field: str, value: Any) -> float:
        """The chance that somebody else has the value that one record has."""
        others = max(self.values[field].get(value, 1) - 1, 0)
        return (others + TYPICAL[field] * WEIGHT) / (max(self.count - 1, 0) + WEIGHT)

    @property
    def prior(self) -> float:
        """log2 of the odds that a pair drawn at random is one person's: TWICE × n pairs are, of n² / 2."""
        return log2(2 * TWICE / max(self.count, 2))


def share_of(points: float) -> float:
    """The likelihood (0 to 1) that follows from log2 odds."""
    return 1 / (1 + 2 ** -max(min(points, 60.0), -60.0))


def candidates(students: pl.DataFrame) -> pl.DataFrame:
    """Pairs that share a block and whose names are not all different: id, id_2 (the smaller first), COLUMNS of both.

    Blocks: day of birth and sex; name by sound and year of birth; name by sound and home town. `students` has id and COLUMNS.
    """
    one = students.select("id", *COLUMNS).with_columns(year=pl.col("born_on").dt.year())
    other = one.rename({name: f"{name}_2" for name in ("id", *COLUMNS, "year")})
    keys = (("born_on", "sex"), ("sound", "year"), ("sound", "home_town_id"))
    names = ["id", "id_2", *(f"{c}{s}" for c in COLUMNS for s in ("", "_2"))]
    found: list[pl.DataFrame] = []
    for key in keys:
        both = one.join(other, left_on=list(key), right_on=[f"{name}_2" for name in key], coalesce=False)
        # A shared birthday says nothing while the names differ in every sign and sound.
        alike = (pl.col("sound") == pl.col("sound_2")) | (pl.col("name").str.slice(1) == pl.col("name_2").str.slice(1))
        found.append(both.filter((pl.col("id") < pl.col("id_2")) & alike).select(names))
    return pl.concat(found).unique(["id", "id_2"]).sort("id", "id_2")


def levels_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Field → level of a pair; without a field that one of the records lacks. The number is compared apart."""
    name = "same" if row["name"] == row["name_2"] else "sound" if row["sound"] == row["sound_2"] else ""
    levels = {
        "name": name or ("given" if row["name"][1:] == row["name_2"][1:] else "other"),
        "born": _born_level(row["born_on"], row["born_on_2"]),
        "sex": "same" if row["sex"] == row["sex_2"] else "other",
    }
    if row["home_town_id"] and row["home_town_id_2"]:
        levels["town"] = "same" if row["home_town_id"] == row["home_town_id_2"] else "other"
    return levels


def _born_level(one: date, other: date) -> str:
    if one == other:
        return "same"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "swapped"
    apart = sum(a != b for a, b in zip(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"), strict=True))
    return "digit" if apart == 1 else "other"


def number_level(one: str, other: str) -> tuple[str, int]:
    """The level of two ID numbers, and how many characters they are apart; a swapped neighbouring pair counts as one."""
    if len(one) != len(other):
        return "other", max(len(one), len(other))
    differ = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = (
        len(differ) >= 2 and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
    )  # fmt: skip
    apart = len(differ) - swapped
    return ("slip" if apart <= ID_APART else "other"), apart


def points_of(field: str, level: str, row: Mapping[str, Any], shares: Shares) -> float:
    """log2(m / u) of a level."""
    value = {"name": row["name"], "born": row["born_on"], "town": row["home_town_id"]}.get(field)
    if field == "name" and level == "sound":
        u = shares.u("sound", row["sound"])
    elif level == "same" and field in ("name", "born", "town"):
        u = shares.u(field, value)
    else:
        u = U[field][level]
    return log2(M[field][level] / u)


def evidence_of(row: Mapping[str, Any], shares: Shares) -> list[Evidence]:
    """What speaks for and against two records being one person's, ID numbers aside."""
    return [
        Evidence(_words(field, level, row), round(points_of(field, level, row, shares), 1))
        for field, level in levels_of(row).items()
    ]


def number_evidence(one: str, other: str) -> Evidence:
    """What two ID numbers say."""
    level, apart = number_level(one, other)
    what = (
        Words(f"身份证号只差{apart}位", f"ID numbers differ in {apart} places only") if level == "slip"
        else Words("两个身份证号都有效而不同", "two good ID numbers, different ones")
    )  # fmt: skip
    return Evidence(what, round(log2(M["number"][level] / U["number"][level]), 1))


def most_by_number() -> float:
    """The most points that ID numbers can add."""
    return log2(M["number"]["slip"] / U["number"]["slip"])


SAID: Final = {
    ("name", "given"): Words("名同姓不同", "same given name, other family name"), ("name", "other"): Words("姓名不同", "other name"),
    ("born", "same"): Words("出生日期相同", "same day of birth"), ("born", "swapped"): Words("出生月、日对调", "month and day of birth swapped"),
    ("born", "digit"): Words("出生日期差一位", "day of birth differs in one digit"), ("born", "other"): Words("出生日期不同", "other day of birth"),
    ("sex", "same"): Words("性别相同", "same sex"), ("sex", "other"): Words("性别不同", "other sex"),
    ("town", "same"): Words("户籍地相同", "same home town"), ("town", "other"): Words("户籍地不同", "other home town"),
}  # fmt: skip


def _words(field: str, level: str, row: Mapping[str, Any]) -> Words:
    if (field, level) == ("name", "same"):
        return Words(f"姓名相同：{row['name']}", f"same name: {row['name']}")
    if (field, level) == ("name", "sound"):
        return Words(
            f"姓名同音：{row['name']}、{row['name_2']}", f"names sound the same: {row['name']}, {row['name_2']}"
        )
    return SAID[field, level]
