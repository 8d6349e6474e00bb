"""What institutions report once a school year, as the return shows and asks it."""

from collections.abc import Mapping

import polars as pl

from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.models import Conditions, Enrolment, SchoolClass
from xuezheng.registers.rules import CLASS_COUNTS


def conditions_reported(area_code: str, school_year: int) -> pl.DataFrame:
    """institution_code and every column of the conditions, of the institutions of an area that reported any."""
    names = [f.attname for f in Conditions._meta.concrete_fields if f.name not in ("id", "institution", "school_year")]
    reported = in_area(Conditions.objects.filter(school_year=school_year), area_code)
    return rows(reported, ("institution__code", *names), ("institution_code", *names))


def class_counts(institution_code: str, school_year: int) -> list[Mapping[str, object]]:
    """The classes of a school in a school year with their counts, by stage, grade and number.

    `has_persons` tells classes whose pupils are registered as persons: their counts follow from the list.
    """
    found = SchoolClass.objects.filter(institution__code=institution_code, school_year=school_year)
    listed = set(
        Enrolment.objects.filter(institution__code=institution_code).values_list("stage", flat=True).distinct()
    )
    columns = ("id", "stage", "grade", "number", *CLASS_COUNTS)
    return [
        {**one, "has_persons": one["stage"] in listed}
        for one in found.order_by("grade", "stage", "number").values(*columns)
    ]
