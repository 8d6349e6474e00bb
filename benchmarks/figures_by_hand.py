"""The benchmark's figures as a good author of SQL writes them in DuckDB: one query for each table, which adds up each school
once and sums the schools to all levels at once by grouping sets. Every figure is made of sums and counts, so that those
of the schools add up."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

LEVELS = {"city": "city_code", "county": "county_code", "town": "town_code", "school": "institution_code"}
CLASSES = """
  sum(pupil_count) FILTER (stage = 'preschool' AND NOT is_private)
    / nullif(sum(pupil_count) FILTER (stage = 'preschool'), 0) AS public_kindergarten_enrolment_share,
  sum(pupil_count) FILTER (stage = 'preschool' AND (NOT is_private OR is_inclusive))
    / nullif(sum(pupil_count) FILTER (stage = 'preschool'), 0) AS inclusive_kindergarten_coverage,
  coalesce(sum(pupil_count) FILTER (stage = 'vocational'), 0)
    / nullif(sum(pupil_count) FILTER (stage IN ('senior', 'vocational')), 0) AS vocational_share_of_senior,
  coalesce(sum(pupil_count) FILTER (is_private), 0) / nullif(sum(pupil_count), 0) AS private_enrolment_share,
  sum(girl_count) / nullif(sum(pupil_count), 0) AS girls_share,
  sum(minority_count) / nullif(sum(pupil_count), 0) AS minority_pupil_share,
  sum(boarder_count) / nullif(sum(pupil_count), 0) AS boarder_share,
  sum(pupil_count) / count(*) AS average_class_size,
  count(*) FILTER (stage IN ('primary', 'junior', 'senior') AND pupil_count >= 56)
    / nullif(count(*) FILTER (stage IN ('primary', 'junior', 'senior')), 0) AS large_class_share,
  count(*) FILTER (stage IN ('primary', 'junior', 'senior') AND pupil_count >= 66)
    / nullif(count(*) FILTER (stage IN ('primary', 'junior', 'senior')), 0) AS superlarge_class_share,
  count(*) FILTER (grade = '02' AND pupil_count <= 25 OR grade = '03' AND pupil_count <= 30
      OR grade = '04' AND pupil_count <= 35 OR stage = 'primary' AND pupil_count <= 45
      OR stage IN ('junior', 'senior') AND pupil_count <= 50)
    / nullif(count(*) FILTER (stage IN ('preschool', 'primary', 'junior', 'senior')), 0) AS standard_class_share,
  sum(pupil_count) AS students_enrolled,
  count(*) AS classes_,
  coalesce(sum(pupil_count) FILTER (stage = 'preschool'), 0) AS preschool_,
  coalesce(sum(pupil_count) FILTER (stage IN ('senior', 'vocational')), 0) AS senior_
"""
STAFF = """
  count(*) FILTER (is_full_time_teacher) AS full_time_teachers,
  count(*) FILTER (is_full_time_teacher AND (stage IN ('preschool', 'primary') AND attainment_rank >= 2
      OR stage = 'junior' AND attainment_rank >= 3 OR stage IN ('senior', 'vocational') AND attainment_rank >= 4))
    / nullif(count(*) FILTER (is_full_time_teacher AND stage IN ('preschool', 'primary', 'junior', 'senior', 'vocational')), 0)
    AS teacher_qualification_rate,
  count(*) FILTER (is_full_time_teacher AND (stage IN ('preschool', 'primary') AND attainment_rank >= 3
      OR stage = 'junior' AND attainment_rank >= 4 OR stage IN ('senior', 'vocational') AND attainment_rank >= 5))
    / nullif(count(*) FILTER (is_full_time_teacher AND stage IN ('preschool', 'primary', 'junior', 'senior', 'vocational')), 0)
    AS teacher_above_requirement_rate,
  count(*) FILTER (is_full_time_teacher AND attainment_rank >= 5)
    / nullif(count(*) FILTER (is_full_time_teacher), 0) AS teacher_masters_share,
  count(*) FILTER (is_full_time_teacher AND has_certificate)
    / nullif(count(*) FILTER (is_full_time_teacher), 0) AS teacher_certificate_rate,
  count(*) FILTER (is_full_time_teacher AND title IN ('full_senior', 'senior'))
    / nullif(count(*) FILTER (is_full_time_teacher), 0) AS senior_title_teacher_share,
  count(*) FILTER (is_full_time_teacher AND age < 35)
    / nullif(count(*) FILTER (is_full_time_teacher), 0) AS teacher_under35_share,
  count(*) FILTER (is_full_time_teacher AND sex = '2')
    / nullif(count(*) FILTER (is_full_time_teacher), 0) AS female_teacher_share
"""
ROOMS = """
  count(*) FILTER (kind = 'classroom' AND is_multimedia)
    / nullif(count(*) FILTER (kind = 'classroom'), 0) AS multimedia_classroom_share
"""
CONDITIONS = """
  sum(site_area_m2) / nullif(sum(pupil_count) FILTER (site_area_m2 IS NOT NULL), 0) AS site_area_per_pupil,
  sum(building_area_m2) / nullif(sum(pupil_count) FILTER (building_area_m2 IS NOT NULL), 0) AS building_area_per_pupil,
  sum(dangerous_area_m2) FILTER (building_area_m2 IS NOT NULL)
    / nullif(sum(building_area_m2) FILTER (dangerous_area_m2 IS NOT NULL), 0) AS dangerous_building_share,
  round_even(sum(equipment_fen) / nullif(sum(pupil_count) FILTER (equipment_fen IS NOT NULL), 0), 0) AS equipment_value_per_pupil,
  sum(book_count) / nullif(sum(pupil_count) FILTER (book_count IS NOT NULL), 0) AS books_per_pupil,
  100 * sum(terminal_count) / nullif(sum(pupil_count) FILTER (terminal_count IS NOT NULL), 0) AS terminals_per_100,
  count(*) FILTER (bandwidth_mbps >= 100) / nullif(count(bandwidth_mbps), 0) AS broadband_school_share,
  count(*) FILTER (has_wireless) / nullif(count(has_wireless), 0) AS wireless_campus_share,
  count(*) FILTER (has_safe_water) / nullif(count(has_safe_water), 0) AS drinking_water_share,
  count(*) FILTER (has_sanitary_toilets) / nullif(count(has_sanitary_toilets), 0) AS sanitation_share,
  count(*) FILTER (has_clinic) / nullif(count(has_clinic), 0) AS school_clinic_share,
  count(*) FILTER (has_guards) / nullif(count(has_guards), 0) AS safety_staff_share,
  sum(pupil_count) / count(*) AS average_school_size
"""
GRADUATIONS = """
  sum(dropout_count) FILTER (stage IN ('primary', 'junior'))
    / nullif(sum(pupil_count) FILTER (stage IN ('primary', 'junior') AND dropout_count IS NOT NULL), 0) AS dropout_rate,
  sum(graduate_count) FILTER (is_last_grade)
    / nullif(sum(pupil_count) FILTER (is_last_grade AND graduate_count IS NOT NULL), 0) AS graduation_rate
"""
INSTITUTIONS = "count(*) AS institutions"
OVERAGE = "(stage = 'primary' AND age >= grade::INT - 3 OR stage = 'junior' AND age >= grade::INT - 7)"
STUDENTS = f"""
  count(*) FILTER ({OVERAGE}) / nullif(count(*) FILTER (stage IN ('primary', 'junior')), 0) AS overage_pupil_share,
  count(*) FILTER (sex = '2' AND {OVERAGE}) / nullif(count(*) FILTER (sex = '2'), 0) AS overage_girl_share,
  count(*) FILTER (sex = '1' AND {OVERAGE}) / nullif(count(*) FILTER (sex = '1'), 0) AS overage_boy_share,
  sum((age BETWEEN 6 AND 11)::INT) FILTER (stage = 'primary') AS primary_aged_,
  sum((age BETWEEN 12 AND 14)::INT) FILTER (stage = 'junior') AS junior_aged_
"""
POPULATION = """
  sum(person_count) FILTER (age BETWEEN 3 AND 5) AS aged_3_5_,
  sum(person_count) FILTER (age BETWEEN 15 AND 17) AS aged_15_17_,
  sum(person_count) FILTER (age BETWEEN 6 AND 11) AS aged_6_11_,
  sum(person_count) FILTER (age BETWEEN 12 AND 14) AS aged_12_14_
"""
QUERIES = {
    "classes": CLASSES, "staff": STAFF, "rooms": ROOMS, "conditions": CONDITIONS, "graduations": GRADUATIONS,
    "institutions": INSTITUTIONS, "students": STUDENTS, "population": POPULATION,
}  # fmt: skip
ACROSS = {
    "pupil_teacher_ratio": "students_enrolled / nullif(full_time_teachers, 0)",
    "teacher_class_ratio": "full_time_teachers / nullif(classes_, 0)",
    "preschool_gross_enrolment_ratio": "preschool_ / aged_3_5_",
    "senior_gross_enrolment_ratio": "senior_ / aged_15_17_",
    "primary_net_enrolment_rate": "CASE WHEN level = 'county' THEN primary_aged_ / aged_6_11_ END",
    "junior_net_enrolment_rate": "CASE WHEN level = 'county' THEN junior_aged_ / aged_12_14_ END",
}
NEEDED = {"students_enrolled", "full_time_teachers"}  # by the figures across tables
FIGURE = re.compile(r",\n  (?=\S)")  # figures are told apart by the indent of their first line


def chosen(figures: str, wanted: set[str]) -> list[str]:
    """The figures that are wanted, with the quantities that figures across tables need."""
    named = [(f.strip(), f.rsplit(" AS ", 1)[1].strip()) for f in FIGURE.split(figures)]
    needed = wanted | (NEEDED if wanted & ACROSS.keys() else set())
    return [f.replace("FILTER (", "FILTER (WHERE ") for f, name in named if name in needed or name.endswith("_")]


AGGREGATE = re.compile(r"\b(sum|count)\(")


def closing(text: str, opening: int) -> int:
    """Where a bracket is closed."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError(text)


def added_up(figures: str) -> tuple[str, str]:
    """The sums and counts of the figures for one school, and the figures over the sums of those: `count(*)` becomes the
    school's `a0`, and `sum(a0)` in the figure."""
    parts: dict[str, str] = {}
    over, place = "", 0
    while found := AGGREGATE.search(figures, place):
        end = closing(figures, found.end() - 1) + 1
        if figures[end:].startswith(" FILTER ("):
            end = closing(figures, end + len(" FILTER ")) + 1
        name = parts.setdefault(figures[found.start() : end], f"a{len(parts)}")
        over += figures[place : found.start()] + f"sum({name})"
        place = end
    return ", ".join(f"{sql} AS {name}" for sql, name in parts.items()), over + figures[place:]


def run(returns: Path, only: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The figures asked for: table → columns level, school_year, place_code and figures, as arrays."""
    session = duckdb.connect(":memory:", config={"threads": 2})
    sets = ", ".join(f"(school_year, {column})" for column in LEVELS.values())
    columns = ", ".join(LEVELS.values())
    wanted, found = set(only), dict[str, dict[str, Any]]()
    for name, figures in QUERIES.items():
        written = ", ".join(chosen(figures, wanted))
        of_school, over = added_up(written or "NULL AS nothing_")
        files = sorted(str(p) for p in returns.glob(f"*/*/r1/return_registers__yearly_{name}.parquet"))
        session.execute(
            f"""CREATE TEMP TABLE {name} AS SELECT
              CASE grouping({", ".join(LEVELS.values())}) WHEN 7 THEN 'city' WHEN 11 THEN 'county' WHEN 13 THEN 'town' ELSE 'school' END AS level,
              school_year, coalesce({", ".join(LEVELS.values())}) AS place_code, {over}
            FROM (SELECT school_year, {columns}{", " + of_school if of_school else ""} FROM read_parquet({files}) GROUP BY school_year, {columns})
            GROUP BY GROUPING SETS ({sets}) HAVING place_code IS NOT NULL"""
        )
    for name in QUERIES:
        found[name] = session.execute(f"SELECT * FROM {name}").fetchnumpy()
    across = ", ".join(f"{sql} AS {name}" for name, sql in ACROSS.items() if name in wanted)
    place = "(level, school_year, place_code)"
    found["across"] = session.execute(
        f"SELECT level, school_year, place_code, {across} FROM classes LEFT JOIN staff USING {place} "
        f"LEFT JOIN population USING {place} LEFT JOIN students USING {place}"
    ).fetchnumpy()
    return found
