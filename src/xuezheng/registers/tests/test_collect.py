"""What the return of 2023 (stocks on 1 September 2023, events of the year before) takes from a tiny city."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from tests.tiny_city import CITY, COUNTY, HILLS, TOWN, student, teacher, tiny_city

from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import Table
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import tables
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.lookup import history_of, institutions_as_of, pseudonym, read_once
from xuezheng.registers.models import InstitutionVersion, StaffDegree, StaffTitle, Succession, SuccessionPart

pytestmark = pytest.mark.django_db
SCOPE = ReturnScope(CITY, SchoolYear(2023))


@pytest.fixture
def city() -> SimpleNamespace:
    return tiny_city()


def collected(table: Table, scope: ReturnScope = SCOPE) -> pl.DataFrame:
    """The frame of a table, which must follow its schema and be in the order of its key."""
    frame = COLLECTORS[table.name].collect(scope)
    assert table.schema.is_valid(frame), table.schema.filter(frame).failure.invalid()
    assert frame.equals(frame.sort(table.key, nulls_last=True))
    return frame


def where(frame: pl.DataFrame, code: str, *columns: str) -> list[tuple[Any, ...]]:
    return frame.filter(pl.col("institution_code") == code).select(columns).rows()


def test_an_empty_register_gives_empty_frames_of_the_right_columns() -> None:
    for table in tables.TABLES:
        frame = collected(table)
        assert frame.height == 0
        assert frame.schema == pl.Schema(table.dtypes)


def test_institutions_stand_as_on_1_september(city: SimpleNamespace) -> None:
    old = city.east.versions.get()
    old.ended_on = date(2023, 9, 1)
    old.save()
    InstitutionVersion.objects.create(
        institution=city.east, name="城东实验小学", school_type="211", organiser="831", urban_rural="111", town_id=TOWN,
        started_on=date(2023, 9, 1),
    )  # fmt: skip
    city.hills.closed_on = date(2023, 9, 1)
    city.hills.save()
    frame = collected(tables.INSTITUTIONS)
    assert where(frame, city.east.code, "name", "pupil_count", "area_group") == [("城东实验小学", 78, "urban")]
    assert where(frame, city.garden.code, "is_private", "is_inclusive", "has_preschool") == [(True, True, True)]
    assert frame["institution_code"].to_list() == sorted([city.garden.code, city.east.code, city.college.code])
    before = collected(tables.INSTITUTIONS, ReturnScope(CITY, SchoolYear(2022)))
    assert where(before, city.east.code, "name") == [("城东小学",)]
    assert where(before, city.hills.code, "has_primary", "has_junior", "county_code", "town_code") == [
        (True, True, COUNTY, HILLS)
    ]


def test_rooms_in_use_on_the_day(city: SimpleNamespace) -> None:
    rooms = collected(tables.ROOMS)
    assert rooms.select("institution_code", "room_code", "project_code").rows() == [
        (city.east.code, "101", ""), (city.east.code, "102", "P1"), (city.hills.code, "101", "")
    ]  # fmt: skip
    assert collected(tables.ROOMS, ReturnScope(CITY, SchoolYear(2022)))["room_code"].to_list() == ["101", "103", "101"]


def test_classes_and_what_became_of_last_years(city: SimpleNamespace) -> None:
    classes = collected(tables.CLASSES)
    assert classes["pupil_count"].sum() == 40 + 38 + 20 + 30 + 25
    assert where(classes, city.hills.code, "grade", "school_type", "area_group") == [
        ("23", "312", "rural"), ("11", "312", "rural")
    ]  # fmt: skip
    gone = collected(tables.GRADUATIONS)
    assert where(gone, city.hills.code, "grade", "is_last_grade", "graduate_count", "dropout_count", "ended_on") == [
        ("23", True, 29, 1, date(2023, 8, 31)), ("11", False, None, None, date(2023, 8, 31))
    ]  # fmt: skip


def test_conditions_programmes_population_and_cohorts(city: SimpleNamespace) -> None:
    conditions = collected(tables.CONDITIONS)
    assert where(conditions, city.east.code, "site_area_m2", "pupil_count", "class_count", "has_wireless") == [
        (8000.0, 78, 2, None)
    ]
    assert where(conditions, city.college.code, "pupil_count", "has_vocational") == [(0, True)]
    assert collected(tables.PROGRAMMES).select("programme_code", "stage").rows() == [("710201", "vocational")]
    assert collected(tables.POPULATION).select("county_code", "age", "person_count").rows() == [(COUNTY, 6, 61)]
    assert collected(tables.ENTRANT_COHORTS).select("county_code", "entry_year", "entrant_count").rows() == [
        (COUNTY, 2014, 27)
    ]


def test_a_merger_is_two_rows_each_with_what_the_school_was(city: SimpleNamespace) -> None:
    event = Succession.objects.create(kind="merged", occurred_on=date(2023, 7, 1))
    SuccessionPart.objects.create(event=event, institution=city.east, side="before", ends=True)
    SuccessionPart.objects.create(event=event, institution=city.hills, side="after")
    rows = collected(tables.SUCCESSIONS).select("institution_code", "kind", "ended", "school_type", "stage").rows()
    assert rows == [
        (city.east.code, "merged", True, "211", "primary"), (city.hills.code, "merged", False, "312", "primary")
    ]  # fmt: skip
    assert collected(tables.SUCCESSIONS, ReturnScope(CITY, SchoolYear(2024))).height == 0


def test_staff_with_what_they_had_reached_by_the_day(city: SimpleNamespace) -> None:
    born_on_the_day = teacher(city.east, 2, date(1980, 9, 1))
    born_the_day_after = teacher(city.east, 4, date(1980, 9, 2))
    gone = teacher(city.east, 6, date(1963, 1, 1), ended_on=date(2023, 9, 1))
    for member, degree, on in ((born_on_the_day, "14", "2023-09-01"), (born_the_day_after, "11", "2023-09-02")):
        StaffDegree.objects.create(staff=member, attainment=degree, awarded_on=date.fromisoformat(on))
    StaffTitle.objects.create(staff=born_on_the_day, title="senior", awarded_on=date(2020, 1, 1))
    staff = collected(tables.STAFF)
    found = {row["pseudonym"]: row for row in staff.iter_rows(named=True)}
    first = found[pseudonym(born_on_the_day.person_index)]
    assert (first["age"], first["attainment"], first["attainment_rank"], first["title"]) == (43, "14", 5, "senior")
    second = found[pseudonym(born_the_day_after.person_index)]
    assert (second["age"], second["attainment_rank"], second["title"]) == (42, 4, "junior")
    assert first["is_full_time_teacher"] is True
    assert first["has_certificate"] is False
    assert pseudonym(gone.person_index) not in found


@pytest.mark.parametrize(
    ("entry_grade", "started_on", "grade", "why"),
    [
        ("11", "2023-09-01", "11", "admitted on the day"),
        ("11", "2021-09-01", "13", "two years later two grades up"),
        ("12", "2023-03-01", "13", "moved in during the second grade of 2022"),
        ("16", "2022-09-01", "", "past the last grade: for the checks to find"),
    ],
)
def test_the_grade_of_a_student(city: SimpleNamespace, entry_grade: str, started_on: str, grade: str, why: str) -> None:
    pupil = student(city.east, 11, entry_grade, date.fromisoformat(started_on))
    rows = collected(tables.STUDENTS).select("pseudonym", "grade", "is_minority").rows()
    assert rows == [(pseudonym(pupil.person_index), grade, True)], why


def test_no_name_and_no_id_is_frozen(city: SimpleNamespace) -> None:
    member, pupil = teacher(city.east, 2), student(city.east, 11, "11", date(2023, 9, 1))
    for table in tables.TABLES:
        text = str(collected(table).to_dicts())
        for secret in (member.name, member.person_index, pupil.name, pupil.person_index, pupil.student_number):
            assert secret not in text, table.name


def test_reading_twice_gives_the_same_frames(city: SimpleNamespace) -> None:
    teacher(city.east, 2)
    plain = [collected(table) for table in tables.TABLES]
    with read_once():
        assert all(a.equals(collected(table)) for a, table in zip(plain, tables.TABLES, strict=True))


def test_institutions_of_an_area_on_a_day(city: SimpleNamespace) -> None:
    codes = {
        area: institutions_as_of(date(2023, 9, 1), area)["institution_code"].to_list()
        for area in ("000000", CITY, COUNTY, HILLS, "510903")
    }
    assert codes[CITY] == codes[COUNTY] == [city.garden.code, city.east.code, city.hills.code, city.college.code]
    assert codes[HILLS] == [city.hills.code]
    assert codes["510903"] == [city.elsewhere.code]
    assert sorted(codes["000000"]) == sorted([*codes[CITY], city.elsewhere.code])
    assert institutions_as_of(date(1999, 1, 1), CITY).is_empty()


def test_the_history_of_an_institution(city: SimpleNamespace) -> None:
    event = Succession.objects.create(kind="merged", occurred_on=date(2023, 7, 1))
    SuccessionPart.objects.create(event=event, institution=city.east, side="before", ends=True)
    SuccessionPart.objects.create(event=event, institution=city.hills, side="after")
    history = history_of(city.hills)
    assert [(e.before, e.after, e.ended) for e in history.events] == [
        ((city.east,), (city.hills,), frozenset({city.east.code}))
    ]
    version = history.version_on(date(2010, 1, 1))
    assert version is not None
    assert version.name == "白马学校"
    assert history.version_on(date(1999, 1, 1)) is None
