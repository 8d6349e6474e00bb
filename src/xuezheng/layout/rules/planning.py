"""What a plan of a county's layout knows by itself: stages, bands of grades, where versions come from. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

STAGES: Final = ("primary", "junior", "both")
TERRAINS: Final = ("plain", "hill", "mountain")
ORIGINS: Final = ("present", "solved", "changed")
COMMENT_STATES: Final = ("waiting", "shown", "hidden")
SHOWN_FROM: Final = 10  # children: the public sees no smaller count


@dataclass(frozen=True)
class Band:
    """Grades of one limit of travel, by the standard that holds it."""

    key: str
    grades: tuple[str, ...]
    standard: str


_BANDS: Final[dict[str, tuple[Band, ...]]] = {
    "primary": (Band("lower", ("11", "12", "13"), "travel.grades_1_3"), Band("upper", ("14", "15", "16"), "travel.grades_4_6")),
    "junior": (Band("junior", ("21", "22", "23"), "travel.junior"),),
}  # fmt: skip
BANDS: Final = {**_BANDS, "both": (*_BANDS["primary"], *_BANDS["junior"])}
GRADE_ORDER: Final = ("02", "03", "04", "11", "12", "13", "14", "15", "16", "21", "22", "23")


# What may become of a school besides staying and merging: it grows, has a boarding house, becomes a teaching point of
# grades 1 to 3, or turns to the other stage.
OPTION_KINDS: Final = ("extend", "board", "point", "convert")
GROWING: Final = ("extend", "board")  # these may be had together
TWIN: Final = "~"  # parts the code of a school from the stage it is meant with, where a plan has it in both


# The type of a school that gives up a stage, of those that have one (办学类型, GB/T 33782 table 4).
TYPE_WITHOUT: Final = {
    ("312", "primary"): "311", ("312", "junior"): "211", ("341", "junior"): "342", ("345", "primary"): "341",
}  # fmt: skip
TYPE_OF_STAGE: Final = {"primary": "211", "junior": "311"}
POINT_TYPE: Final = "218"


def stages_of(stage: str) -> tuple[str, ...]:
    """The stages that a plan is made of."""
    return tuple(_BANDS) if stage == "both" else (stage,)


def institution_code(site_code: str) -> str:
    """The code of the school that a form of a plan is of."""
    return site_code.partition("+")[0].partition(TWIN)[0]


def grades_of(stage: str) -> tuple[str, ...]:
    return tuple(grade for band in BANDS[stage] for grade in band.grades)


def begins_on(school_year: int) -> date:
    """The first day of a school year."""
    return date(school_year, 9, 1)


def first_closing_year(announced_on: date, notice_years: float) -> int:
    """The first school year at whose beginning a school may close that is announced on a day."""
    after = announced_on + timedelta(days=round(365.25 * notice_years))
    year = after.year
    return year if begins_on(year) >= after else year + 1


def moved_up(counted: dict[str, float], years: int, grade: str) -> float:
    """Children of a grade some years after they were counted by grade: each cohort moves up a grade a year.

    Who is too young to have been counted enters as many as the mean of the three youngest cohorts that were.
    """
    known = [g for g in GRADE_ORDER if g in counted]
    place = GRADE_ORDER.index(grade) - years
    if place >= 0 and GRADE_ORDER[place] in counted:
        return counted[GRADE_ORDER[place]]
    youngest = known[:3]
    return sum(counted[g] for g in youngest) / len(youngest) if youngest else 0.0
