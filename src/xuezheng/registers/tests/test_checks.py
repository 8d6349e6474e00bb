"""Each check of the registers' tables: a return that passes, and the smallest change by which it does not."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from xuezheng.engine.offices import Check, last_year
from xuezheng.engine.tables import Table
from xuezheng.registers import tables as t
from xuezheng.registers.checks import CHECKS

SCHOOL = "2151000001"
PLACE = {"school_year": 2023, "city_code": "511000", "county_code": "511002", "town_code": "511002001"}
ROWS: dict[str, dict[str, Any]] = {
    t.INSTITUTIONS.name: {
        "institution_code": SCHOOL, "name": "城东小学", "school_type": "211", "organiser": "831", "urban_rural": "111",
        "area_group": "urban", "has_primary": True, "has_junior": False, "opened_on": date(2000, 9, 1),
        "longitude": 105.0, "latitude": 29.6, "pupil_count": 40,
    },
    t.CONDITIONS.name: {
        "institution_code": SCHOOL, "school_type": "211", "area_group": "urban", "pupil_count": 40, "class_count": 1,
        "site_area_m2": 9000.0, "building_area_m2": 5000.0, "teaching_area_m2": 3000.0, "indoor_sports_area_m2": 300.0,
        "sports_ground_area_m2": 4000.0, "dormitory_area_m2": None, "dangerous_area_m2": 0.0, "has_network": True,
        "bandwidth_mbps": 1000, "meets_science_equipment": True, "equipment_fen": 1, "book_count": 1200, "terminal_count": 40,
    },
    t.ROOMS.name: {
        "institution_code": SCHOOL, "campus_number": 1, "room_code": "101", "kind": "classroom", "stage": "primary",
        "seat_count": 45, "area_m2": 60.0, "started_on": date(2000, 9, 1),
    },
    t.PROGRAMMES.name: {
        "institution_code": SCHOOL, "stage": "vocational", "programme_code": "710201", "name": "计算机应用",
        "started_on": date(2020, 9, 1),
    },
    t.SUCCESSIONS.name: {
        "institution_code": "2151000002", "event_number": 1, "kind": "merged", "occurred_on": date(2023, 7, 1),
        "side": "before", "ended": True, "school_type": "211", "stage": "primary",
    },
    t.POPULATION.name: {"institution_code": None, "age": 6, "person_count": 50},
    t.ENTRANT_COHORTS.name: {"institution_code": None, "entry_year": 2014, "entrant_count": 40},
    t.CLASSES.name: {
        "institution_code": SCHOOL, "school_type": "211", "area_group": "urban", "stage": "primary", "grade": "11",
        "class_number": 1, "pupil_count": 40, "girl_count": 20, "entrant_count": 39, "repeater_count": 1,
        "entrant_with_preschool_count": 39,
    },
    t.GRADUATIONS.name: {
        "institution_code": SCHOOL, "stage": "primary", "grade": "16", "class_number": 1, "is_last_grade": True,
        "pupil_count": 38, "graduate_count": 38, "dropout_count": 0, "ended_on": date(2023, 8, 31),
    },
    t.STAFF.name: {
        "institution_code": SCHOOL, "pseudonym": "a", "post": "teacher", "stage": "primary", "subject": "chinese",
        "is_full_time_teacher": True, "is_on_quota": True, "sex": "2", "age": 40, "attainment": "21",
        "attainment_rank": 4, "title": "senior", "has_certificate": True, "started_on": date(2010, 9, 1),
        "area_group": "urban",
    },
    t.STUDENTS.name: {
        "institution_code": SCHOOL, "pseudonym": "s", "stage": "primary", "grade": "11", "class_number": 1, "sex": "2",
        "age": 6,
    },
}  # fmt: skip
MERGED_INTO = {"institution_code": SCHOOL, "side": "after", "ended": False}
EMPTY_SCHOOL = {"institution_code": "2151000003"}


def frame(table: Table, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a table, each the usual row with some values changed; what is not named is false, 0 or empty."""
    blank: dict[str, Any] = {
        name: False if dtype == pl.Boolean else "" if dtype == pl.String else None if dtype.is_float() else 0
        for name, dtype in table.dtypes.items()
    }
    nullable = {name for name, column in table.schema.columns().items() if column.nullable}
    blank |= dict.fromkeys(nullable)
    return pl.DataFrame(
        [blank | PLACE | ROWS[table.name] | row for row in rows] or None, schema=table.dtypes, orient="row"
    )


def judged(check: Check, **changed: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows a check finds in the usual return with the rows of some tables changed (`LAST_…`: of the year before)."""
    usual: dict[str, list[dict[str, Any]]] = {
        "SUCCESSIONS": [{}, MERGED_INTO], "PROGRAMMES": [{}], "LAST_INSTITUTIONS": [{}], "LAST_STAFF": [{}],
        "LAST_CLASSES": [{"pupil_count": 38}], "LAST_CONDITIONS": [{}],
    }  # fmt: skip
    frames: dict[str, pl.DataFrame] = {}
    for table in check.tables:
        name = next(name for name, value in vars(t).items() if value is table)
        frames[table.name] = frame(table, *changed.pop(name, usual.get(name, [{}])))
    for table in check.last_tables:
        name = "LAST_" + next(name for name, value in vars(t).items() if value is table)
        frames[last_year(table)] = frame(table, *changed.pop(name, usual[name]))
    assert not changed, f"{check.name} does not read {sorted(changed)}"
    return check.broken(frames)


def many(count: int, **row: Any) -> list[dict[str, Any]]:
    return [row | {"pseudonym": f"p{number}"} for number in range(count)]


Case = tuple[str, dict[str, list[dict[str, Any]]]]
BROKEN: list[Case] = [
    ("institution.code_once", {"INSTITUTIONS": [{}, {"name": "城西小学"}]}),
    ("institution.type_known", {"INSTITUTIONS": [{"school_type": "999"}]}),
    ("institution.category_fits_type", {"INSTITUTIONS": [{"school_type": "311"}]}),
    ("institution.code_of_province", {"INSTITUTIONS": [{"institution_code": "2150000001"}]}),
    ("institution.urban_rural_known", {"INSTITUTIONS": [{"urban_rural": "110"}]}),
    ("institution.inclusive_is_private_kindergarten", {"INSTITUTIONS": [{"is_inclusive": True}]}),
    ("institution.town_in_county", {"INSTITUTIONS": [{"town_code": "511011001"}]}),
    ("institution.town_in_county", {"INSTITUTIONS": [{"county_code": "510903", "town_code": "510903001"}]}),
    ("institution.named", {"INSTITUTIONS": [{"name": "  "}]}),
    ("institution.site_complete", {"INSTITUTIONS": [{"latitude": None}]}),
    ("institution.site_plausible", {"INSTITUTIONS": [{"longitude": 29.6, "latitude": 105.0}]}),
    ("institution.site_near_city", {"INSTITUTIONS": [{}, {}, {"longitude": 107.0}]}),
    ("institution.site_known", {"INSTITUTIONS": [{"longitude": None, "latitude": None}]}),
    ("institution.address_told", {"INSTITUTIONS": [{"address": "本镇"}]}),
    ("institution.site_once", {"INSTITUTIONS": [{}, {"institution_code": "2151000002"}]}),
    ("institution.has_pupils", {"INSTITUTIONS": [{"pupil_count": 0}]}),
    ("conditions.not_negative", {"CONDITIONS": [{"book_count": -1}]}),
    ("conditions.dangerous_at_most_building", {"CONDITIONS": [{"dangerous_area_m2": 5000.5}]}),
    ("conditions.teaching_at_most_building", {"CONDITIONS": [{"teaching_area_m2": 5000.5}]}),
    ("conditions.dormitory_at_most_building", {"CONDITIONS": [{"dormitory_area_m2": 5000.5}]}),
    ("conditions.indoor_sports_at_most_teaching", {"CONDITIONS": [{"indoor_sports_area_m2": 3000.5}]}),
    ("conditions.sports_ground_at_most_site", {"CONDITIONS": [{"sports_ground_area_m2": 9000.5}]}),
    ("conditions.network_has_bandwidth", {"CONDITIONS": [{"bandwidth_mbps": None}]}),
    ("conditions.equipment_has_value", {"CONDITIONS": [{"equipment_fen": 0}]}),
    ("room.kind_known", {"ROOMS": [{"kind": "cellar"}]}),
    ("room.stage_known", {"ROOMS": [{"stage": "middle"}]}),
    ("room.classroom_has_seats", {"ROOMS": [{"seat_count": 0}]}),
    ("room.area_positive", {"ROOMS": [{"area_m2": 0.0}]}),
    ("programme.code_form", {"PROGRAMMES": [{"programme_code": "7102"}]}),
    ("programme.taught_at_stage", {"PROGRAMMES": [{"stage": ""}]}),
    ("programme.code_of_stage", {"PROGRAMMES": [{"programme_code": "510201"}]}),
    ("class.girl_at_most_pupils", {"CLASSES": [{"girl_count": 41}]}),
    ("class.minority_at_most_pupils", {"CLASSES": [{"minority_count": 41}]}),
    ("class.boarder_at_most_pupils", {"CLASSES": [{"boarder_count": 41}]}),
    ("class.migrant_at_most_pupils", {"CLASSES": [{"migrant_count": 41}]}),
    ("class.left_behind_at_most_pupils", {"CLASSES": [{"left_behind_count": 41}]}),
    ("class.repeater_at_most_pupils", {"CLASSES": [{"repeater_count": 41}]}),
    ("class.entrants_are_the_first_grade", {"CLASSES": [{"entrant_count": 40}]}),
    ("class.entrants_are_the_first_grade", {"CLASSES": [{"grade": "12"}]}),
    ("class.preschooled_at_most_entrants", {"CLASSES": [{"entrant_with_preschool_count": 40}]}),
    ("class.has_pupils", {"CLASSES": [{"pupil_count": 0}]}),
    ("class.not_oversize", {"CLASSES": [{"pupil_count": 66}]}),
    ("class.grade_of_stage", {"CLASSES": [{"grade": "21"}]}),
    ("class.stage_of_type", {"CLASSES": [{"stage": "senior"}]}),
    ("class.once", {"CLASSES": [{}, {"pupil_count": 39}]}),
    ("class.teaching_point_grades", {"CLASSES": [{"school_type": "218", "stage": "junior"}]}),
    ("graduation.left_at_most_pupils", {"GRADUATIONS": [{"dropout_count": 1}]}),
    ("graduation.last_grade_only", {"GRADUATIONS": [{"is_last_grade": False}]}),
    ("graduation.outcome_known", {"GRADUATIONS": [{"graduate_count": None}]}),
    ("staff.age_plausible", {"STAFF": [{"age": 15}]}),
    ("staff.age_plausible", {"STAFF": [{"age": 76}]}),
    ("staff.sex_known", {"STAFF": [{"sex": "F"}]}),
    ("staff.post_known", {"STAFF": [{"post": "boss"}]}),
    ("staff.title_known", {"STAFF": [{"title": "professor"}]}),
    ("staff.stage_known", {"STAFF": [{"stage": "middle"}]}),
    ("staff.teacher_has_stage", {"STAFF": [{"stage": ""}]}),
    ("staff.attainment_known", {"STAFF": [{"attainment": "", "attainment_rank": 0}]}),
    ("staff.teacher_certified", {"STAFF": [{"has_certificate": False}]}),
    ("staff.post_once", {"STAFF": [{}, {"age": 41}]}),
    ("staff.on_one_quota", {"STAFF": [{}, {"institution_code": "2151000002"}]}),
    ("student.enrolled_once", {"STUDENTS": [{}, {"institution_code": "2151000002"}]}),
    ("student.sex_known", {"STUDENTS": [{"sex": ""}]}),
    ("student.grade_of_stage", {"STUDENTS": [{"grade": ""}]}),
    ("student.age_fits_stage", {"STUDENTS": [{"age": 17}]}),
    ("student.persons_are_the_class_counts", {"STUDENTS": [{}], "CLASSES": [{"pupil_count": 2, "girl_count": 1}]}),
    ("student.persons_are_the_class_counts", {"STUDENTS": [{}], "CLASSES": [{"pupil_count": 1, "girl_count": 0}]}),
    (
        "student.persons_are_the_class_counts",
        {"STUDENTS": [{"class_number": 2}], "CLASSES": [{"pupil_count": 1, "girl_count": 1}]},
    ),
    ("population.age_plausible", {"POPULATION": [{"age": 121}]}),
    ("classes.institution_open", {"CLASSES": [EMPTY_SCHOOL]}),
    ("staff.institution_open", {"STAFF": [EMPTY_SCHOOL]}),
    ("students.institution_open", {"STUDENTS": [EMPTY_SCHOOL]}),
    ("succession.ended_is_gone", {"SUCCESSIONS": [{"institution_code": SCHOOL}, MERGED_INTO]}),
    ("succession.merger_complete", {"SUCCESSIONS": [{}]}),
    ("succession.merger_complete", {"SUCCESSIONS": [{"ended": False}, MERGED_INTO]}),
    ("succession.kind_known", {"SUCCESSIONS": [{"kind": "swallowed"}]}),
    ("conditions.reported", {"CONDITIONS": []}),
    (
        "conditions.parties_at_most_staff",
        {"CONDITIONS": [{"party_member_count": 1, "league_member_count": 1, "democratic_party_count": 0}]},
    ),
    ("conditions.examined_most_pupils", {"CONDITIONS": [{"examined_count": 41}]}),
    ("conditions.examined_most_pupils", {"CONDITIONS": [{"examined_count": 31}]}),
    ("room.seats_for_all", {"ROOMS": [{"seat_count": 39}]}),
    ("class.programme_offered", {"CLASSES": [{"programme_code": "720101"}]}),
    ("population.every_county", {"POPULATION": [{"county_code": "511011"}]}),
    ("entrant_cohorts.every_county", {"INSTITUTIONS": [{"has_junior": True}], "ENTRANT_COHORTS": []}),
    ("institution.gone_by_event", {"LAST_INSTITUTIONS": [{}, EMPTY_SCHOOL]}),
    ("institution.new_by_event", {"INSTITUTIONS": [{}, EMPTY_SCHOOL]}),
    ("institution.pupils_steady", {"INSTITUTIONS": [{"pupil_count": 140}]}),
    ("staff.steady", {"STAFF": many(21)}),
    ("class.cohort_moves_up", {"CLASSES": [{"grade": "12", "pupil_count": 600}], "LAST_CLASSES": [{}]}),
    ("graduation.past_as_frozen", {"LAST_CLASSES": [{"pupil_count": 40}]}),
]
# Rows that look like the ones above and are right all the same.
RIGHT: list[Case] = [
    ("institution.inclusive_is_private_kindergarten",
     {"INSTITUTIONS": [{"is_inclusive": True, "is_private": True, "has_preschool": True}]}),
    ("institution.site_plausible", {"INSTITUTIONS": [{"longitude": None, "latitude": None}]}),
    ("institution.site_once", {"INSTITUTIONS": [{"longitude": None, "latitude": None}, {"longitude": None, "latitude": None}]}),
    ("conditions.parties_at_most_staff", {"CONDITIONS": [{"party_member_count": 1}]}),
    ("conditions.examined_most_pupils", {"CONDITIONS": [{"examined_count": 32}]}),
    ("conditions.dangerous_at_most_building", {"CONDITIONS": [{"dangerous_area_m2": 1.0, "building_area_m2": None}]}),
    ("class.entrants_are_the_first_grade", {"CLASSES": [{"stage": "preschool", "grade": "03", "entrant_count": 5}]}),
    ("class.stage_of_type", {"CLASSES": [{"stage": "preschool"}, {"school_type": "312", "stage": "junior"}]}),
    ("class.teaching_point_grades", {"CLASSES": [{"school_type": "218"}]}),
    ("staff.teacher_certified", {"STAFF": [{"has_certificate": False, "is_full_time_teacher": False}]}),
    ("staff.post_once", {"STAFF": [{}, {"subject": "music"}]}),
    ("staff.on_one_quota", {"STAFF": [{}, {"institution_code": "2151000002", "is_on_quota": False}]}),
    ("student.persons_are_the_class_counts", {"STUDENTS": [{}], "CLASSES": [EMPTY_SCHOOL, {"pupil_count": 1, "girl_count": 1}]}),
    ("student.persons_are_the_class_counts", {"STUDENTS": []}),
    ("institution.gone_by_event", {"LAST_INSTITUTIONS": [{}, {"institution_code": "2151000002"}]}),
    ("institution.new_by_event", {"LAST_INSTITUTIONS": []}),
    ("institution.pupils_steady", {"INSTITUTIONS": [{"pupil_count": 139}]}),
    ("neighbours.site_area_m2", {"CONDITIONS": [{"institution_code": str(n), "site_area_m2": (n and 9000.0) or 26000.0} for n in range(9)]}),
    ("neighbours.site_area_m2", {"CONDITIONS": [{"institution_code": str(n), "site_area_m2": (n and 9000.0) or 1.0} for n in range(7)]}),
]  # fmt: skip
PEERS = [f"21510000{n:02}" for n in range(1, 10)]


def beside(**odd: float) -> list[dict[str, Any]]:
    """Nine schools alike, the last of them with other values."""
    return [{"institution_code": code, **(odd if code == PEERS[-1] else {})} for code in PEERS]


BROKEN += [(f"neighbours.{column}", {"CONDITIONS": beside(**{column: value})}) for column, value in {
    "site_area_m2": 90000.0, "building_area_m2": 50000.0, "teaching_area_m2": 300.0, "sports_ground_area_m2": 40.0,
    "equipment_fen": 5, "book_count": 9, "terminal_count": 400,
}.items()]  # fmt: skip
BROKEN += [(f"conditions.{column}_steady", {"CONDITIONS": [{column: value}], "LAST_CONDITIONS": [{column: before}]})
           for column, value, before in (
    ("site_area_m2", 9000.0, 13.5), ("building_area_m2", 4000.0, 1000.0), ("teaching_area_m2", 300.0, 3000.0), ("sports_ground_area_m2", 3000.0, 900.0),
    ("dormitory_area_m2", 10.0, 100.0), ("equipment_fen", 5_000_000, 500), ("book_count", 9, 4000), ("terminal_count", 400, 40),
)]  # fmt: skip
RIGHT += [
    ("conditions.book_count_steady", {"CONDITIONS": [{"book_count": 3000}], "LAST_CONDITIONS": [{"book_count": 1000}]}),
    ("conditions.book_count_steady", {"CONDITIONS": [{"book_count": 9}], "LAST_CONDITIONS": [{"book_count": 0}]}),
    ("conditions.book_count_steady", {"CONDITIONS": [{"book_count": None}], "LAST_CONDITIONS": [{"book_count": 4000}]}),
    ("conditions.book_count_steady", {"CONDITIONS": [{"book_count": 9}], "LAST_CONDITIONS": []}),
]
BROKEN += [
    ("neighbours.class_size", {"CLASSES": beside(pupil_count=160)}),
    ("neighbours.girls", {"CLASSES": [row | {"pupil_count": 200} for row in beside(girl_count=160)]}),
    ("neighbours.pupils_a_teacher", {"INSTITUTIONS": beside(pupil_count=800), "STAFF": beside()}),
]
BY_NAME = {check.name.removeprefix("registers."): check for check in CHECKS}


@pytest.mark.parametrize(("name", "changed"), BROKEN, ids=lambda value: value if isinstance(value, str) else "")
def test_what_breaks_a_rule_is_found(name: str, changed: dict[str, list[dict[str, Any]]]) -> None:
    found = judged(BY_NAME[name], **changed)
    assert found.height > 0
    assert {"institution_code", "county_code", "city_code"} & set(found.columns), "a reader must see which one it is"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_usual_return_passes(name: str) -> None:
    check = BY_NAME[name]
    students = (
        {"STUDENTS": many(20, sex="1") + many(20)} if t.STUDENTS in check.tables and t.CLASSES in check.tables else {}
    )
    if students:
        students["STUDENTS"] = [row | {"pseudonym": str(n)} for n, row in enumerate(students["STUDENTS"])]
    found = judged(check, **students)
    assert found.is_empty(), found


@pytest.mark.parametrize(("name", "changed"), RIGHT, ids=lambda value: value if isinstance(value, str) else "")
def test_what_only_looks_wrong_passes(name: str, changed: dict[str, list[dict[str, Any]]]) -> None:
    found = judged(BY_NAME[name], **changed)
    assert found.is_empty(), found


def test_every_check_is_named_once_said_in_both_languages_and_broken_by_a_case() -> None:
    assert len(BY_NAME) == len(CHECKS) >= 60
    assert {name for name, _ in BROKEN} == set(BY_NAME)
    for check in CHECKS:
        assert check.sentence.zh.endswith("。"), check.name
        assert check.sentence.en.endswith("."), check.name
        assert check.severity in ("error", "warning")
