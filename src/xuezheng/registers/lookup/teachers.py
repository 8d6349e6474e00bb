"""Teachers on a day, as persons: for offices that call on them by right, never for a return."""

from datetime import date

import polars as pl

from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.models import StaffPost

COLUMNS = {
    "staff_id": "staff_id",
    "staff__name": "name",
    "institution__code": "institution_code",
    "stage": "stage",
    "subject": "subject",
}


def teachers_on(day: date, area_code: str, stages: tuple[str, ...] = ()) -> pl.DataFrame:
    """Those who hold a teaching post on a day in an area: staff_id, name, institution_code, stage, subject; by school and
    person. Whoever holds several posts stands there once, with the first."""
    found = in_area(StaffPost.objects.as_of(day).filter(post="teacher"), area_code)
    if stages:
        found = found.filter(stage__in=stages)
    frame = rows(found, tuple(COLUMNS), tuple(COLUMNS.values()))
    return frame.sort("institution_code", "staff_id").unique("staff_id", keep="first", maintain_order=True)
