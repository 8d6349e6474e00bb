"""The same figures by a second way: plain loops over rows, no SQL, for every place and year of the county."""

from collections.abc import Callable
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
