"""The conditions of every secondary vocational school, against the standard that holds for it."""

import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.evaluations.law import law_of
from xuezheng.evaluations.rules.verdicts import NEARLY
from xuezheng.evaluations.schemes.vocational import CONDITIONS
from xuezheng.registers.tables import CONDITIONS as CONDITIONS_TABLE
from xuezheng.registers.tables import INSTITUTIONS, STAFF

AT_MOST = frozenset({"students_per_teacher"})
SKILLED_WORKERS = "366"  # judged by its own standard for site and building
OWN_STANDARD = {
    "site_area": "technician_school.site_area",
    "building_area": "technician_school.building_area",
    "building_area_per_student": "technician_school.building_area_per_student",
    "equipment": "technician_school.equipment",
}
KEY = ("school_year", "institution_code")


def school_conditions(frozen: Frozen) -> pl.DataFrame:
    """school_year, county_code, institution_code, name, condition, value, limit, is_key, is_met (null where not known)."""
    sources = [frozen.source(t).replace('"t0"', "t") for t in (INSTITUTIONS, CONDITIONS_TABLE, STAFF)]
    if not all(sources):
        return pl.DataFrame()
    base = read(
        f"SELECT school_year, county_code, institution_code, name, school_type FROM {sources[0]} "
        "WHERE has_vocational AND NOT has_senior AND NOT has_junior AND NOT has_higher"
    )
    held = read(
        "SELECT school_year, institution_code, pupil_count, site_area_m2, building_area_m2, equipment_fen, book_count, "
        f"terminal_count FROM {sources[1]} WHERE has_vocational"
    )
    staff = read(
        "SELECT school_year, institution_code, count(*) AS teachers, "
        "count(*) FILTER (title IN ('senior', 'full_senior')) AS senior, count(*) FILTER (is_double_qualified) AS double, "
        f"count(*) FILTER (subject = '专业课') AS specialised FROM {sources[2]} "
        "WHERE stage = 'vocational' AND is_full_time_teacher GROUP BY ALL"
    )
    joined = base.join(held, on=KEY, how="left").join(staff, on=KEY, how="left")
    students = pl.when(pl.col("pupil_count") > 0).then(pl.col("pupil_count").cast(pl.Float64))
    values = {
        "site_area": pl.col("site_area_m2"), "site_area_per_student": pl.col("site_area_m2") / students,
        "building_area": pl.col("building_area_m2"), "building_area_per_student": pl.col("building_area_m2") / students,
        "teachers": pl.col("teachers"), "students_per_teacher": students / pl.col("teachers"),
        "equipment": pl.col("equipment_fen"), "equipment_per_student": pl.col("equipment_fen") / students,
        "books_per_student": pl.col("book_count") / students, "enrolment": students,
        "senior_titles": pl.col("senior") / pl.col("teachers"),
        "double_qualified": pl.col("double") / pl.when(pl.col("specialised") > 0).then(pl.col("specialised")),
        "computers_per_100": 100 * pl.col("terminal_count") / students,
    }  # fmt: skip
    frames: list[pl.DataFrame] = []
    for (year,), rows in joined.group_by("school_year"):
        law = law_of(int(str(year)))
        for condition, value in values.items():
            limit = pl.lit(law.value(f"vocational.{condition}"))
            if condition in OWN_STANDARD:
                own = law.value(OWN_STANDARD[condition])
                limit = pl.when(pl.col("school_type") == SKILLED_WORKERS).then(own).otherwise(limit)
            number = value.cast(pl.Float64)
            met = number <= limit * (1 + NEARLY) if condition in AT_MOST else number >= limit * (1 - NEARLY)
            frames.append(
                rows.select(
                    *KEY, "county_code", "name", pl.lit(condition).alias("condition"), number.alias("value"),
                    limit.cast(pl.Float64).alias("limit"), pl.lit(CONDITIONS[condition][1]).alias("is_key"), met.alias("is_met"),
                )
            )  # fmt: skip
    return pl.concat(frames).sort(*KEY, "condition") if frames else pl.DataFrame()
