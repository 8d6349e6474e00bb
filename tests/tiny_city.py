"""A tiny city to test on: one county with two townships, a primary school, a nine-year school, a kindergarten.

Dates are given so that each register has something that changes between the return of 2022 and that of 2023.
"""

from datetime import date
from types import SimpleNamespace
from typing import Any

from xuezheng.ground.codes import id_check_character
from xuezheng.registers.models import (
    Area,
    Campus,
    Conditions,
    Enrolment,
    EntrantCohort,
    Institution,
    InstitutionVersion,
    Population,
    Programme,
    Room,
    SchoolClass,
    StaffDegree,
    StaffMember,
    StaffPost,
    StaffTitle,
    Student,
)
from xuezheng.registers.secrecy import sealed

CITY, COUNTY, TOWN, HILLS = "511000", "511002", "511002001", "511002100"
OPENED = date(2000, 9, 1)


def areas() -> None:
    """The city, one county, its town seat and a hill township; and another city, to be left out of scope."""
    for code, level, name in (
        ("510000", "province", "四川省"),
        (CITY, "city", "内江市"),
        (COUNTY, "county", "市中区"),
        (TOWN, "town", "城东街道"),
        (HILLS, "town", "白马镇"),
        ("510900", "city", "遂宁市"),
        ("510903", "county", "船山区"),
        ("510903001", "town", "南津路街道"),
    ):
        Area.objects.create(code=code, level=level, name=name, started_on=date(1990, 1, 1))


def institution(
    code: str, name: str, kind: str, town: str = TOWN, opened_on: date = OPENED, **more: Any
) -> Institution:
    """An open institution with one version and one campus."""
    made = Institution.objects.create(code=code, county_code=town[:6], opened_on=opened_on)
    version = {"organiser": "831", "urban_rural": "111" if town == TOWN else "220", **more}
    InstitutionVersion.objects.create(
        institution=made, name=name, school_type=kind, town_id=town, started_on=opened_on, **version
    )
    Campus.objects.create(
        institution=made, town_id=town, started_on=opened_on, longitude=105.05, latitude=29.58, number=1
    )
    return made


def school_class(school: Institution, year: int, stage: str, grade: str, pupils: int, **more: Any) -> SchoolClass:
    """A class, half of its pupils girls; first-grade pupils are entrants."""
    first = grade in ("02", "11", "21", "31", "41")
    counts = {"girl_count": pupils // 2, "entrant_count": pupils if first else 0, "number": 1, **more}
    return SchoolClass.objects.create(
        institution=school, school_year=year, stage=stage, grade=grade, pupil_count=pupils, **counts
    )


def room(school: Institution, code: str, seats: int, **more: Any) -> Room:
    """A classroom on the first campus."""
    campus = school.campuses.order_by("number").first()
    assert campus is not None
    values = {"kind": "classroom", "stage": "primary", "started_on": campus.started_on, **more}
    return Room.objects.create(campus=campus, code=code, seat_count=seats, **values)


def id_number(serial: int, born_on: date) -> str:
    first = f"511002{born_on:%Y%m%d}{serial:03d}"
    return first + id_check_character(first)


def teacher(school: Institution, serial: int, born_on: date = date(1980, 9, 1), **more: Any) -> StaffMember:
    """A full-time teacher with a bachelor's degree of 2003."""
    (cipher,), (index,) = sealed([id_number(serial, born_on)])
    member = StaffMember.objects.create(
        person_cipher=cipher, person_index=index, name=f"教师{serial}", sex="2", born_on=born_on, ethnicity="01"
    )
    post = {"post": "teacher", "stage": "primary", "subject": "chinese", "started_on": date(2003, 9, 1), **more}
    StaffPost.objects.create(staff=member, institution=school, **post)
    StaffDegree.objects.create(staff=member, attainment="21", awarded_on=date(2003, 7, 1))
    StaffTitle.objects.create(staff=member, title="junior", awarded_on=date(2005, 1, 1))
    return member


def student(school: Institution, serial: int, entry_grade: str, started_on: date, **more: Any) -> Student:
    """A pupil of a primary school, in class 1."""
    born_on = date(started_on.year - 6, 3, 1)
    number = id_number(serial, born_on)
    (cipher,), (index,) = sealed([number])
    pupil = Student.objects.create(
        person_cipher=cipher, person_index=index, name=f"学生{serial}", sex="1", born_on=born_on, ethnicity="07",
        student_number="G" + number,
    )  # fmt: skip
    enrolment = {"stage": "primary", "class_number": 1, "start_reason": "admitted", **more}
    Enrolment.objects.create(
        student=pupil, institution=school, entry_grade=entry_grade, started_on=started_on, **enrolment
    )
    return pupil


def tiny_city() -> SimpleNamespace:
    """Everything above, in one county; gives its schools by name."""
    areas()
    east = institution("2151000001", "城东小学", "211")
    hills = institution("3151000002", "白马学校", "312", HILLS)
    garden = institution("1151000003", "城东幼儿园", "111", organiser="999", is_inclusive=True)
    college = institution("3651000004", "内江职业中学", "361")
    elsewhere = institution("2151000009", "南津路小学", "211", "510903001")
    for year in (2022, 2023):
        school_class(east, year, "primary", "11", 40, repeater_count=0)
        school_class(east, year, "primary", "16", 38, graduate_count=38)
        school_class(hills, year, "primary", "11", 20)
        school_class(hills, year, "junior", "23", 30, graduate_count=29, dropout_count=1)
        school_class(garden, year, "preschool", "02", 25)
        school_class(elsewhere, year, "primary", "11", 45)
    for school in (east, hills, garden, college, elsewhere):
        Conditions.objects.create(institution=school, school_year=2023, site_area_m2=8000.0, has_network=True)
    room(east, "101", 45)
    room(east, "102", 45, started_on=date(2023, 3, 1), project_code="P1")
    room(east, "103", 45, ended_on=date(2023, 9, 1))
    room(hills, "101", 30)
    room(elsewhere, "101", 45)
    Programme.objects.create(institution=college, code="710201", name="计算机应用", started_on=date(2021, 9, 1))
    Population.objects.create(area_id=COUNTY, year=2023, age=6, person_count=61, source="census")
    EntrantCohort.objects.create(area_id=COUNTY, entry_year=2014, entrant_count=27, source="return of 2014")
    return SimpleNamespace(east=east, hills=hills, garden=garden, college=college, elsewhere=elsewhere)
