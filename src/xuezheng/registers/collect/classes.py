"""Classes on 1 September, and what became of those of the year before."""

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.lookup import in_area, institutions_known, once, placed, rows
from xuezheng.registers.models import SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE, last_grade
from xuezheng.registers.tables import CLASSES, GRADUATIONS

LAST_GRADES = {stage: last_grade(stage) for stage in GRADES_OF_STAGE}
COUNTS = (
    "pupil_count",
    "girl_count",
    "minority_count",
    "boarder_count",
    "migrant_count",
    "left_behind_count",
    "entrant_count",
    "entrant_with_preschool_count",
    "repeater_count",
    "graduate_count",
    "dropout_count",
)


def _classes(city_code: str) -> pl.DataFrame:
    """Every class a city ever had."""
    return rows(
        in_area(SchoolClass.objects.all(), city_code),
        ("institution__code", "school_year", "stage", "grade", "number", "programme__code", *COUNTS),
        ("institution_code", "taught_year", "stage", "grade", "class_number", "programme_code", *COUNTS),
    ).with_columns(pl.col("programme_code").fill_null(""))


def classes_of(scope: ReturnScope, year: SchoolYear) -> pl.DataFrame:
    """The classes of a city and school year."""
    return once(_classes, scope.city_code).filter(pl.col("taught_year") == year.start_year)


def class_totals(scope: ReturnScope) -> pl.DataFrame:
    """institution_code, pupil_count, class_count of the school year."""
    counted = classes_of(scope, scope.year).group_by("institution_code")
    return counted.agg(pl.col("pupil_count").sum(), class_count=pl.len())


def collect_classes(scope: ReturnScope) -> pl.DataFrame:
    """Classes of the school year, with the kind of school they belong to."""
    kinds = institutions_known(scope.city_code, scope.year.stock_on).select(
        "institution_code", "school_type", "area_group", "is_private", "is_inclusive"
    )
    return placed(classes_of(scope, scope.year).join(kinds, on="institution_code", how="left"), scope, CLASSES)


def collect_graduations(scope: ReturnScope) -> pl.DataFrame:
    """The classes of the school year before: pupils at its beginning, who graduated and who dropped out by its end."""
    last = pl.col("stage").replace_strict(LAST_GRADES, default="", return_dtype=pl.String)
    taught = classes_of(scope, scope.year.before()).with_columns(
        is_last_grade=pl.col("grade") == last, ended_on=pl.lit(scope.year.flow[1])
    )
    return placed(taught, scope, GRADUATIONS)
