"""The rows behind a figure: whole for those who may see them, by school and with small cells suppressed for the public."""

from typing import Any

import polars as pl

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.cells import shared_known
from xuezheng.engine.compiling import Compiled
from xuezheng.engine.figures import Asked
from xuezheng.engine.frozen import Frozen, read
from xuezheng.engine.questions import Reading, places_table, question
from xuezheng.engine.tables import Table

SMALLEST_SHOWN = 10  # of persons; fewer are withheld, none at all is shown
PERSON_COLUMNS = (
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
    "person_count",
    "student_count",
    "teacher_count",
    "learner_count",
    "child_count",
    "enrolled_count",
    "illiterate_count",
    "day_pupil_count",
    "zoned_pupil_count",
    "after_school_count",
    "fitness_tested_count",
    "fitness_passed_count",
    "fitness_good_count",
    "vision_screened_count",
    "myopic_count",
    "aided_count",
    "eligible_count",
    "eligible_aided_count",
    "full_time_teacher_count",
    "trained_count",
    "platform_teacher_count",
    "enterprise_teacher_count",
    "certified_graduate_count",
    "intern_count",
    "matched_intern_count",
)


def counts_persons(table: Table, compiled: Compiled) -> bool:
    """Whether a measure counts persons, by what it reads."""
    return "pseudonym" in table.columns or any(c in PERSON_COLUMNS for c in compiled.columns)


def rows_behind(
    asked: Asked, catalogue: Catalogue, frozen: Frozen, public: bool = True, is_suppressed: bool = True
) -> pl.DataFrame:
    """The rows of the numerator.

    public: one row an institution (or area, for what belongs to none): city_code, county_code, town_code,
    institution_code, name, row_count, numerator, denominator (of a ratio), is_withheld. Cells of 1 to 9 persons are
    withheld, and where one alone is, the next smallest too, unless `is_suppressed` is false (a release withholds over all
    its tables at once). Not public: the frozen rows as they are.

    Raises Refused where the question is asked wrongly. Empty where nothing is frozen.
    """
    q = question(asked, catalogue, frozen)
    if q.missing:
        return pl.DataFrame()
    if not public:
        return _whole(q.readings[0], catalogue, frozen)
    known = shared_known(q.indicator, catalogue)
    found = _by_institution(q.readings[0], known[0], "numerator", catalogue, frozen)
    if len(q.readings) > 1:
        other = _by_institution(
            q.readings[1], known[0] if q.indicator.change else known[1], "denominator", catalogue, frozen
        ).drop("row_count")
        places = ["city_code", "county_code", "town_code", "institution_code"]
        found = found.join(other, on=places, how="full", nulls_equal=True, coalesce=True)
    kept = _withheld(found, q.readings, catalogue) if is_suppressed else found
    return _named(kept, catalogue, frozen)


def _conditions(reading: Reading, compiled: Compiled, known: str) -> str:
    parts = [c for c in (compiled.where, known, *reading.all_conditions) if c]
    return " AND ".join(f"({part})" for part in parts)


def _whole(reading: Reading, catalogue: Catalogue, frozen: Frozen) -> pl.DataFrame:
    compiled = catalogue.sql.of(reading.measure)
    source = frozen.source(reading.measure.table, reading.returns)
    where = _conditions(reading, compiled, "")
    return read(f"SELECT * FROM {source} WHERE {where}")


def _by_institution(reading: Reading, known: str, name: str, catalogue: Catalogue, frozen: Frozen) -> pl.DataFrame:
    compiled = catalogue.sql.of(reading.measure)
    source = frozen.source(reading.measure.table, reading.returns)
    keys = ", ".join(f'"t0"."{c}"' for c in ("city_code", "county_code", "town_code", "institution_code"))
    where = _conditions(reading, compiled, known)
    return read(
        f'SELECT {keys}, COUNT(*) AS row_count, CAST({compiled.over([])} AS DOUBLE) AS "{name}" '
        f"FROM {source} WHERE {where} GROUP BY {keys} ORDER BY {keys}"
    )


def _withheld(found: pl.DataFrame, readings: tuple[Reading, ...], catalogue: Catalogue) -> pl.DataFrame:
    """Withhold small cells of persons. A share is given away by its complement, so that is looked at too."""
    is_small: Any = pl.lit(False)
    names = ("numerator", "denominator")
    for name, reading in zip(names, readings, strict=False):
        if counts_persons(reading.measure.table, catalogue.sql.of(reading.measure)):
            is_small = is_small | pl.col(name).is_between(1, SMALLEST_SHOWN - 1)
    if len(readings) > 1 and all(
        counts_persons(r.measure.table, catalogue.sql.of(r.measure)) and r.measure.table == readings[0].measure.table
        for r in readings
    ):
        rest = pl.col("denominator") - pl.col("numerator").fill_null(0)
        is_small = is_small | rest.is_between(1, SMALLEST_SHOWN - 1)
    found = found.with_columns(is_withheld=is_small.fill_null(False))
    hidden = [c for c in ("row_count", "numerator", "denominator") if c in found.columns]
    if found["is_withheld"].sum() == 1:  # one alone could be had by taking the rest from the total
        next_smallest = found.with_row_index("row").filter(~pl.col("is_withheld") & (pl.col("numerator") != 0))
        second = next_smallest.sort("numerator", "row", nulls_last=True)["row"].head(1)
        found = found.with_columns(is_withheld=pl.col("is_withheld") | pl.int_range(pl.len()).is_in(second.implode()))
    return found.with_columns(pl.when(~pl.col("is_withheld")).then(pl.col(c)).alias(c) for c in hidden)


def _named(found: pl.DataFrame, catalogue: Catalogue, frozen: Frozen) -> pl.DataFrame:
    table = places_table(catalogue)
    places = frozen.places(table) if table else pl.DataFrame()
    if places.is_empty():
        return found
    names = places.sort("school_year").group_by("institution_code").agg(pl.col("name").last())
    return found.join(names, on="institution_code", how="left").sort(
        "city_code", "county_code", "town_code", "institution_code", nulls_last=True
    )
