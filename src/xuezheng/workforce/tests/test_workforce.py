"""Studios, trainings, lessons and recruitment, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.registers.models import StaffMember, StaffPost
from xuezheng.workforce.collect import (
    collect_exchange_reach,
    collect_exchanges,
    collect_recruitments,
    collect_studios,
    collect_trainings,
)
from xuezheng.workforce.figures import EXCHANGE_SCHOOLS, EXCHANGE_TEACHERS, TEACHERS_RECRUITED, TEACHERS_TRAINED
from xuezheng.workforce.models import ExchangeActivity, ExchangeReach, Studio, TrainingEvent

BORN = date(1990, 1, 1)


@pytest.mark.django_db
def test_a_city_training_stands_in_no_county_and_a_county_training_in_its_own() -> None:
    for area, people in (("511000", 300), ("511002", 120), ("511302", 999)):
        TrainingEvent.objects.create(
            area_code=area, organiser="教师发展中心", kind="subject", title="学科培训", held_on=date(2024, 3, 1),
            hour_count=24, participant_count=people,
        )  # fmt: skip
    found = collect_trainings(NEIJIANG_2024)
    assert found.select("county_code", "participant_count").rows() == [(None, 300), ("511002", 120)]
    assert measured(TEACHERS_TRAINED.numerator, found) == 420


@pytest.mark.django_db
def test_a_school_reached_by_two_lessons_counts_once_and_its_teachers_twice() -> None:
    host, reached, far = school("2151000001"), school("2151000002"), school("2151000003", county="511302")
    for day in (date(2023, 11, 1), date(2024, 4, 1)):
        lesson = ExchangeActivity.objects.create(
            institution=host, kind="visiting_lesson", subject="math", held_on=day, teacher_count=40
        )
        ExchangeReach.objects.create(activity=lesson, institution=reached)
        ExchangeReach.objects.create(activity=lesson, institution=far)
    reach = collect_exchange_reach(NEIJIANG_2024)
    assert reach["institution_code"].to_list() == ["2151000002", "2151000002"]
    assert measured(EXCHANGE_SCHOOLS.numerator, reach) == 1
    assert measured(EXCHANGE_TEACHERS.numerator, collect_exchanges(NEIJIANG_2024)) == 80


@pytest.mark.django_db
def test_a_recruit_with_two_posts_counts_once_and_a_transfer_not_at_all() -> None:
    one = school("2151000001")
    posts = (
        ("甲", "recruited", date(2023, 9, 1), "primary"),
        ("甲", "recruited", date(2024, 2, 1), "junior"),
        ("乙", "transferred", date(2024, 2, 1), "primary"),
        ("丙", "recruited", date(2024, 9, 1), "primary"),
    )
    for name, reason, day, stage in posts:
        member, _ = StaffMember.objects.get_or_create(
            name=name,
            defaults={"person_cipher": b"x", "person_index": name, "sex": "2", "born_on": BORN, "ethnicity": "HA"},
        )
        StaffPost.objects.create(
            staff=member, institution=one, post="teacher", stage=stage, start_reason=reason, started_on=day
        )
    found = collect_recruitments(NEIJIANG_2024)
    assert found.select("started_on", "stage").rows() == [
        (date(2023, 9, 1), "primary"),
        (date(2024, 2, 1), "junior"),
    ]
    assert found["pseudonym"].n_unique() == 1
    assert "甲" not in found["pseudonym"].to_list()
    assert measured(TEACHERS_RECRUITED.numerator, found) == 1


@pytest.mark.django_db
def test_studios_stand_at_their_host() -> None:
    host = school("1151000001", school_type="111")
    Studio.objects.create(
        institution=host, kind="teacher_workshop", level="provincial", stage="preschool", started_on=date(2021, 5, 1)
    )
    Studio.objects.create(
        institution=host, kind="principal_studio", level="city", stage="preschool", started_on=date(2019, 5, 1),
        ended_on=date(2022, 5, 1),
    )  # fmt: skip
    found = collect_studios(NEIJIANG_2024).select("institution_code", "kind", "level").rows()
    assert found == [("1151000001", "teacher_workshop", "provincial")]
