"""What a plan of a county's layout knows by itself: stages, bands of grades, where versions come from. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

STAGES: Final = ("primary", "junior")
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


BANDS: Final[dict[str, tuple[Band, ...]]] = {
    "primary": (Band("lower", ("11", "12", "13"), "travel.grades_1_3"), Band("upper", ("14", "15", "16"), "travel.grades_4_6")),
    "junior": (Band("junior", ("21", "22", "23"), "travel.junior"),),
}  # fmt: skip
GRADE_ORDER: Final = ("02", "03", "04", "11", "12", "13", "14", "15", "16", "21", "22", "23")


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
