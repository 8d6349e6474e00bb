"""Pupils in a grade on a day, as persons: for offices that act on them by right, never for a return."""

from collections.abc import Collection
from datetime import date

import polars as pl
from django.db.models import Q

from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.models import Enrolment
from xuezheng.registers.rules import GRADES_OF_STAGE

COLUMNS = {
    "student_id": "student_id",
    "student__student_number": "student_number",
    "student__name": "name",
    "student__sex": "sex",
    "institution__code": "institution_code",
    "institution_id": "institution_id",
    "stage": "stage",
    "entry_grade": "entry_grade",
    "started_on": "started_on",
    "class_number": "class_number",
    "is_boarder": "is_boarder",
}


def pupils_on(
    day: date,
    area_code: str = "",
    institution_code: str | Collection[str] = "",
    grades: tuple[str, ...] = (),
    student_id: int | None = None,
) -> pl.DataFrame:
    """Those enrolled on a day, of an area, of one institution or of several, or one pupil: student_id, student_number, name, sex, institution_code,
    institution_id, stage, grade, class_number, is_boarder; by school, grade, class, number. `grades` limits them."""
    found = Enrolment.objects.filter(Q(started_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    if area_code:
        found = in_area(found, area_code)
    if institution_code:
        codes = [institution_code] if isinstance(institution_code, str) else list(institution_code)
        found = found.filter(institution__code__in=codes)
    if student_id is not None:
        found = found.filter(student_id=student_id)
    if grades:
        found = found.filter(entered_for(grades, SchoolYear.of(day).start_year))
    frame = rows(found, tuple(COLUMNS), tuple(COLUMNS.values()))
    now = SchoolYear.of(day).start_year
    began = pl.col("started_on").dt.year() - (pl.col("started_on").dt.month() < 9).cast(pl.Int32)
    place = {f"{s}/{g}": i for s, own in GRADES_OF_STAGE.items() for i, g in enumerate(own)}
    grade = {f"{s}/{i}": g for s, own in GRADES_OF_STAGE.items() for i, g in enumerate(own)}
    at = (pl.col("stage") + "/" + pl.col("entry_grade")).replace_strict(place, default=None, return_dtype=pl.Int32)
    frame = frame.with_columns(at=at + (now - began))
    key = pl.col("stage") + "/" + pl.col("at").cast(pl.String)
    frame = frame.with_columns(grade=key.replace_strict(grade, default=None, return_dtype=pl.String)).drop("at")
    frame = frame.filter(pl.col("grade").is_in(grades) if grades else pl.col("grade").is_not_null())
    return frame.drop("entry_grade", "started_on").sort("institution_code", "grade", "class_number", "student_number")


def entered_for(grades: tuple[str, ...], now: int) -> Q:
    """Those whom entry grade and year of entry put into one of the grades in a school year."""
    ways = Q(pk__in=())
    for stage, own in GRADES_OF_STAGE.items():
        for at, grade in enumerate(own):
            for first in range(at + 1) if grade in grades else ():
                began = now - (at - first)
                days = (date(began, 9, 1), date(began + 1, 8, 31))
                ways |= Q(stage=stage, entry_grade=own[first], started_on__range=days)
    return ways
