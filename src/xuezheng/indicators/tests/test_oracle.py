"""The same figures by a second way: plain loops over rows, no SQL, for every place and year of the county."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from xuezheng.engine.evaluate import answers
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.indicators.tests import county

Row = dict[str, Any]
Rows = list[Row]
Counted = Callable[[dict[str, Rows]], float]
PLACES = {
    "511000": "city_code", "511002": "county_code", "511011": "county_code", "511002001": "town_code",
    "511002002": "town_code", "1151100001": "institution_code", "2151100004": "institution_code",
    "3151100005": "institution_code", "3451100006": "institution_code", "3651100008": "institution_code",
}  # fmt: skip
LEVELS = {"city_code": "city", "county_code": "county", "town_code": "town", "institution_code": "school"}
COMPULSORY = ("primary", "junior")
BANDED = ("primary", "junior", "senior")
PE_ARTS = ("体育与健康", "音乐", "美术")


def total(table: str, column: str, where: Callable[[Row], bool] = lambda r: True) -> Counted:
    return lambda world: sum(r[column] for r in world[table] if where(r))


def number(table: str, where: Callable[[Row], bool] = lambda r: True) -> Counted:
    return lambda world: sum(1 for r in world[table] if where(r))


def stage(*stages: str) -> Callable[[Row], bool]:
    return lambda r: r["stage"] in stages


def teacher(where: Callable[[Row], bool] = lambda r: True) -> Counted:
    return number("staff", lambda r: r["is_full_time_teacher"] and where(r))


def per_pupil(column: str) -> tuple[Counted, Counted]:
    def reported(row: Row) -> bool:
        return row[column] is not None

    return total("conditions", column, reported), total("conditions", "pupil_count", reported)


def part(count: str, whole: str, where: Callable[[Row], bool] = lambda r: True) -> tuple[Counted, Counted, float]:
    """One count of the services over another, of the schools that report both."""

    def told(row: Row) -> bool:
        return where(row) and row[count] is not None and row[whole] is not None

    return total("services", count, told), total("services", whole, told), 1


def is_rotated(row: Row) -> bool:
    window = date(row["school_year"] - 1, 9, 2), date(row["school_year"], 9, 1)
    return (
        row["stage"] in COMPULSORY and row["start_reason"] == "rotated" and window[0] <= row["started_on"] <= window[1]
    )


def is_overage(row: Row) -> bool:
    first = {"primary": (11, 6), "junior": (21, 12)}.get(row["stage"])
    return first is not None and row["age"] - 2 >= int(row["grade"]) - first[0] + first[1]


PUPILS = total("classes", "pupil_count")
ORACLE: dict[str, tuple[Counted, Counted | None, float]] = {
    "inclusive_kindergarten_coverage": (
        total("classes", "pupil_count", lambda r: r["stage"] == "preschool" and (not r["is_private"] or r["is_inclusive"])),
        total("classes", "pupil_count", stage("preschool")), 1,
    ),
    "vocational_share_of_senior": (
        total("classes", "pupil_count", stage("vocational")), total("classes", "pupil_count", stage("senior", "vocational")), 1,
    ),
    "private_enrolment_share": (total("classes", "pupil_count", lambda r: r["is_private"]), PUPILS, 1),
    "girls_share": (total("classes", "girl_count"), PUPILS, 1),
    "boarder_share": (total("classes", "boarder_count"), PUPILS, 1),
    "primary_entry_with_preschool_share": (
        total("classes", "entrant_with_preschool_count", stage("primary")), total("classes", "entrant_count", stage("primary")), 1,
    ),
    "dropout_rate": (
        total("graduations", "dropout_count", stage(*COMPULSORY)), total("graduations", "pupil_count", stage(*COMPULSORY)), 1,
    ),
    "graduation_rate": (
        total("graduations", "graduate_count", lambda r: r["is_last_grade"]),
        total("graduations", "pupil_count", lambda r: r["is_last_grade"]), 1,
    ),
    "average_school_size": (total("conditions", "pupil_count"), number("conditions"), 1),
    "average_class_size": (PUPILS, number("classes"), 1),
    "large_class_share": (
        number("classes", lambda r: r["stage"] in BANDED and r["pupil_count"] > 55), number("classes", stage(*BANDED)), 1,
    ),
    "pupil_teacher_ratio": (PUPILS, teacher(), 1),
    "staff_pupil_ratio": (number("staff"), PUPILS, 1),
    "teacher_class_ratio": (teacher(), number("classes"), 1),
    "full_time_teachers": (teacher(), None, 1),
    "teacher_certificate_rate": (teacher(lambda r: r["has_certificate"]), teacher(), 1),
    "female_teacher_share": (teacher(lambda r: r["sex"] == "2"), teacher(), 1),
    "teacher_masters_share": (teacher(lambda r: r["attainment_rank"] > 4), teacher(), 1),
    "senior_title_teacher_share": (teacher(lambda r: r["title"].endswith("senior")), teacher(), 1),
    "pe_arts_teachers_per_100": (
        teacher(lambda r: r["stage"] in COMPULSORY and r["subject"] in PE_ARTS),
        total("classes", "pupil_count", stage(*COMPULSORY)), 100,
    ),
    "books_per_pupil": (*per_pupil("book_count"), 1),
    "site_area_per_pupil": (*per_pupil("site_area_m2"), 1),
    "broadband_school_share": (
        number("conditions", lambda r: (r["bandwidth_mbps"] or 0) >= 100),
        number("conditions", lambda r: r["bandwidth_mbps"] is not None), 1,
    ),
    "multimedia_classroom_share": (
        number("rooms", lambda r: r["kind"] == "classroom" and r["is_multimedia"]),
        number("rooms", lambda r: r["kind"] == "classroom"), 1,
    ),
    "pupil_trained_teacher_ratio": (PUPILS, teacher(lambda r: r["has_certificate"]), 1),
    "overage_boy_share": (number("students", lambda r: r["sex"] == "1" and is_overage(r)), number("students", lambda r: r["sex"] == "1"), 1),
    "overage_girl_share": (number("students", lambda r: r["sex"] == "2" and is_overage(r)), number("students", lambda r: r["sex"] == "2"), 1),
    "platform_school_share": (
        number("conditions", lambda r: bool(r["uses_national_platform"])), number("conditions", lambda r: r["uses_national_platform"] is not None), 1,
    ),
    "institutions": (number("institutions"), None, 1),
    "students_enrolled": (PUPILS, None, 1),
    "programmes": (number("programmes"), None, 1),
    "programme_industry_fit_share": (number("programmes", lambda r: r["industry"]), number("programmes"), 1),
    "teacher_rotation_rate": (
        teacher(is_rotated), teacher(lambda r: is_rotated(r) or (r["stage"] in COMPULSORY and r["started_on"].year <= r["school_year"] - 6)), 1,
    ),
    "backbone_rotation_share": (teacher(lambda r: is_rotated(r) and r["is_backbone"]), teacher(is_rotated), 1),
    "afterschool_service_coverage": part("after_school_count", "pupil_count", lambda r: r["has_primary"] or r["has_junior"]),
    "student_fitness_pass_rate": part("fitness_passed_count", "fitness_tested_count"),
    "myopia_rate": part("myopic_count", "vision_screened_count"),
    "training_360_completion_rate": part("trained_count", "full_time_teacher_count"),
    "nearby_enrolment_rate": part("zoned_pupil_count", "day_pupil_count", lambda r: r["area_group"] != "rural" and not r["is_private"]),
    "vocational_certificate_rate": part("certified_graduate_count", "graduate_count", lambda r: r["has_vocational"]),
    "aid_target_coverage": part("eligible_aided_count", "eligible_count"),
    "labour_education_compliance": (
        number("services", lambda r: r["has_labour_lessons"]), number("services", lambda r: r["has_labour_lessons"] is not None), 1,
    ),
    "training_stations_per_pupil": (total("bases", "station_count"), total("classes", "pupil_count", stage("vocational")), 1),
    "mean_years_of_schooling_15plus": (
        total("attainment", "schooling_years", lambda r: r["age"] >= 15), total("attainment", "person_count", lambda r: r["age"] >= 15), 1,
    ),
    "completion_rate_senior": (
        total("attainment", "person_count", lambda r: r["age"] in (20, 21, 22) and r["level"] in ("senior", "tertiary")),
        total("attainment", "person_count", lambda r: r["age"] in (20, 21, 22)), 1,
    ),
    "out_of_school_rate_primary": (
        lambda w: sum(r["person_count"] - r["enrolled_count"] for r in w["population"] if 6 <= r["age"] <= 11 and r["enrolled_count"] is not None),
        total("population", "person_count", lambda r: 6 <= r["age"] <= 11 and r["enrolled_count"] is not None), 1,
    ),
    "education_budget_share": (total("county_finance", "education_budget_fen"), total("county_finance", "budget_fen"), 1),
    "training_fund_share": (
        total("stage_finance", "training_fen", stage(*COMPULSORY)), total("stage_finance", "operating_fen", stage(*COMPULSORY)), 1,
    ),
    "disabled_children_enrolment_rate": (total("disabled", "person_count", lambda r: r["placement"] != "none"), total("disabled", "person_count"), 1),
    "schools_ended": (number("successions", lambda r: r["ended"] and r["kind"] in ("closed", "merged")), None, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return county.freeze(tmp_path_factory.mktemp("oracle"))


@pytest.mark.parametrize("indicator_id", ORACLE)
def test_figure_agrees_with_plain_loops_at_every_place_and_year(indicator_id: str, frozen: Frozen) -> None:
    numerator, denominator, multiplier = ORACLE[indicator_id]
    questions = [Asked(indicator_id, p, Period(year=y)) for p in PLACES for y in county.YEARS]
    seen = 0
    for asked, found in zip(questions, answers(questions, county.national(), frozen), strict=True):
        column = PLACES[asked.place_code]
        if LEVELS[column] not in county.national()[indicator_id].levels:
            assert found.state == "not_applicable"
            continue
        world = {
            name: [r for r in county.rows_of(name, asked.period.year or 0) if r[column] == asked.place_code]
            for name in (*county.TABLES, "institutions")
        }
        if denominator is None:
            assert found.value == numerator(world), asked
        elif denominator(world):
            assert found.value == pytest.approx(numerator(world) / denominator(world) * multiplier, rel=1e-12), asked
        else:
            assert found.value is None, asked
            continue
        seen += 1
    assert seen  # the world says something about this indicator
