"""Classes on 1 September, and what became of those of the year before."""

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.lookup import in_scope, institutions_known, placed, rows
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE, last_grade
from xuezheng.registers.tables import CLASSES, GRADUATIONS

LAST_GRADES = {stage: last_grade(stage) for stage in GRADES_OF_STAGE}
CLASS_COLUMNS = {
    "institution__code": "institution_code",
    "stage": "stage",
    "grade": "grade",
    "number": "class_number",
    "programme__code": "programme_code",
    **{
        name: name
        for name in (
            "pupil_count",
            "girl_count",
            "minority_count",
            "boarder_count",
            "migrant_count",
            "left_behind_count",
            "entrant_count",
            "entrant_with_preschool_count",
            "repeater_count",
        )
    },
}


def classes_of(scope: ReturnScope, year: SchoolYear) -> "object":
    """The live classes of a city and school year."""
    return in_scope(SchoolClass.objects.filter(school_year=year.start_year), scope)


def class_totals(scope: ReturnScope) -> pl.DataFrame:
    """institution_code, pupil_count, class_count of the school year."""
    counted = rows(classes_of(scope, scope.year), ("institution__code", "pupil_count"), ("institution_code", "pupils"))
    return counted.group_by("institution_code").agg(pupil_count=pl.col("pupils").sum(), class_count=pl.len())


def collect_classes(scope: ReturnScope) -> pl.DataFrame:
    """Classes of the school year, with the kind of school they belong to."""
    classes = rows(classes_of(scope, scope.year), tuple(CLASS_COLUMNS), tuple(CLASS_COLUMNS.values()))
    kinds = institutions_known(scope.city_code, scope.year.stock_on).select(
        "institution_code", "school_type", "area_group", "is_private", "is_inclusive"
    )
    classes = classes.with_columns(pl.col("programme_code").fill_null("")).join(
        kinds, on="institution_code", how="left"
    )
    return placed(classes, scope, CLASSES)


def collect_graduations(scope: ReturnScope) -> pl.DataFrame:
    """The classes of the school year before: pupils at its beginning, who graduated and who dropped out by its end."""
    names = ("institution_code", "stage", "grade", "class_number", "pupil_count", "graduate_count", "dropout_count")
    taught = rows(
        classes_of(scope, scope.year.before()), ("institution__code", "stage", "grade", "number", *names[4:]), names
    )
    taught = taught.with_columns(
        is_last_grade=pl.col("grade")
        == pl.col("stage").replace_strict(LAST_GRADES, default="", return_dtype=pl.String),
        ended_on=pl.lit(scope.year.flow[1]),
    )
    return placed(taught, scope, GRADUATIONS)
