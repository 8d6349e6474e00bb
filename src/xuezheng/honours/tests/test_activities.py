"""Lessons of the library and study trips, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.honours.collect import collect_lessons, collect_study_trips
from xuezheng.honours.figures import CIVICS_LESSONS, STUDY_TRIP_STUDENTS, STUDY_TRIPS_HELD
from xuezheng.honours.models import Designation, LibraryLesson, StudyTrip
from xuezheng.honours.tables import LESSONS, STUDY_TRIPS

pytestmark = pytest.mark.django_db


def test_a_lesson_is_in_the_library_until_it_is_withdrawn_even_if_its_school_closes() -> None:
    hill = school("2151000001", closed_on=date(2023, 7, 10))
    spans = {
        "accepted": (date(2022, 9, 1), None),
        "withdrawn": (date(2022, 9, 1), date(2024, 9, 1)),
        "to come": (date(2024, 9, 2), None),
    }
    for title, (start, end) in spans.items():
        values = {"institution": hill, "stage": "primary", "title": title, "started_on": start, "ended_on": end}
        LibraryLesson.objects.create(subject="civics", **values)
    LibraryLesson.objects.create(
        institution=hill, subject="labour", stage="primary", title="accepted", started_on=date(2022, 9, 1)
    )
    lessons = sound(collect_lessons(NEIJIANG_2024), LESSONS)
    assert lessons["subject"].to_list() == ["civics", "labour"]
    assert measured(CIVICS_LESSONS.numerator, lessons) == 1


def trip(day: date, students: int, **more: Any) -> StudyTrip:
    return StudyTrip.objects.create(**{"held_on": day, "student_count": students, "teacher_count": 3, **more})


def test_trips_and_their_pupils_are_summed_over_the_school_year_before() -> None:
    hill = school("2151000001")
    museum = Designation.objects.create(
        site_name="馆", area_code="511002", title="study_base", level="provincial", started_on=date(2020, 5, 1)
    )
    trip(date(2023, 9, 1), 120, institution=hill, base=museum)
    trip(date(2024, 8, 31), 80, institution=hill)
    trip(date(2024, 9, 1), 500, institution=hill)
    trips = sound(collect_study_trips(NEIJIANG_2024), STUDY_TRIPS)
    assert trips.select("student_count", "is_to_base").rows() == [(120, True), (80, False)]
    assert measured(STUDY_TRIPS_HELD.numerator, trips) == 2
    assert measured(STUDY_TRIP_STUDENTS.numerator, trips) == 200


@pytest.mark.parametrize(
    "values", [{"students": 0}, {"students": 5, "teacher_count": 0}, {"students": 5, "day_count": 0}]
)
def test_a_trip_has_pupils_teachers_and_days(values: dict[str, Any]) -> None:
    hill = school("2151000001")
    with pytest.raises(IntegrityError):
        trip(date(2024, 5, 1), institution=hill, **values)
