"""Cloud lessons, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.cloud_lessons.collect import collect_receptions
from xuezheng.cloud_lessons.figures import CLOUD_LESSON_CLASSES, CLOUD_LESSON_SCHOOLS
from xuezheng.cloud_lessons.models import Reception, Sender
from xuezheng.cloud_lessons.tables import RECEPTIONS
from xuezheng.registers.models import Institution

pytestmark = pytest.mark.django_db


def sender() -> Sender:
    return Sender.objects.get_or_create(name="远方中学", platform="provincial_cloud", area_code="510107")[0]


def receives(one: Institution, stage: str = "primary", **more: Any) -> Reception:
    values = {"mode": "live", "class_count": 2, "started_on": date(2018, 9, 1), **more}
    return Reception.objects.create(institution=one, sender=sender(), stage=stage, **values)


def test_a_school_that_receives_in_two_stages_counts_once_and_its_classes_all() -> None:
    hill = school("3151000001", school_type="312")
    receives(hill)
    receives(hill, "junior", class_count=3)
    receives(school("2151000002"), started_on=date(2024, 9, 1))
    rows = sound(collect_receptions(NEIJIANG_2024), RECEPTIONS)
    assert rows.select("institution_code", "stage").rows() == [
        ("2151000002", "primary"),
        ("3151000001", "primary"),
        ("3151000001", "junior"),
    ]
    assert measured(CLOUD_LESSON_SCHOOLS.numerator, rows) == 2
    assert measured(CLOUD_LESSON_CLASSES.numerator, rows) == 7


GONE: list[tuple[str, dict[str, Any], date | None, str]] = [
    ("it begins a day later", {"started_on": date(2024, 9, 2)}, None, "511002"),
    ("it ended that day", {"ended_on": date(2024, 9, 1)}, None, "511002"),
    ("the school has closed", {}, date(2024, 7, 9), "511002"),
    ("it is in another city", {}, None, "511302"),
]


@pytest.mark.parametrize(("values", "closed_on", "county"), [case[1:] for case in GONE], ids=[case[0] for case in GONE])
def test_what_is_not_received_on_1_september_is_no_row(
    values: dict[str, Any], closed_on: date | None, county: str
) -> None:
    receives(school("2151000001", county=county, closed_on=closed_on), **values)
    assert collect_receptions(NEIJIANG_2024).is_empty()


@pytest.mark.parametrize("values", [{"class_count": 0}, {"mode": "post"}, {"ended_on": date(2018, 8, 31)}])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    hill = school("2151000001")
    with pytest.raises(IntegrityError):
        receives(hill, **values)
