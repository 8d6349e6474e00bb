"""Mandarin assessments, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.assessment.collect import collect_mandarin_assessments
from xuezheng.assessment.figures import MANDARIN_PASS_SHARE
from xuezheng.assessment.models import MandarinAssessment
from xuezheng.assessment.tables import MANDARIN_ASSESSMENTS
from xuezheng.registers.models import Institution, SchoolClass

pytestmark = pytest.mark.django_db


def oldest_class(garden: Institution, number: int = 1) -> SchoolClass:
    return SchoolClass.objects.create(
        institution=garden, school_year=2023, stage="preschool", grade="04", number=number, pupil_count=30
    )


def assessed(one: SchoolClass, day: date, **more: Any) -> MandarinAssessment:
    values = {"language_area": "yi", "assessed_count": 28, "passed_count": 28, **more}
    return MandarinAssessment.objects.create(school_class=one, assessed_on=day, **values)


def test_the_share_is_of_those_assessed_in_the_school_year_before() -> None:
    garden, far = school("1151000001", school_type="111"), school("1151000002", "511302", "111")
    first, second = oldest_class(garden), oldest_class(garden, 2)
    assessed(first, date(2023, 8, 31), passed_count=1)  # the year before
    assessed(first, date(2024, 5, 20))
    assessed(second, date(2024, 8, 31), assessed_count=22, passed_count=20, language_area="other")
    assessed(oldest_class(far), date(2024, 5, 20), passed_count=2)  # another city
    rows = sound(collect_mandarin_assessments(NEIJIANG_2024), MANDARIN_ASSESSMENTS)
    assert rows.select("institution_code", "class_number", "assessed_count", "passed_count").rows() == [
        ("1151000001", 1, 28, 28),
        ("1151000001", 2, 22, 20),
    ]
    assert MANDARIN_PASS_SHARE.denominator is not None
    assert measured(MANDARIN_PASS_SHARE.numerator, rows) / measured(MANDARIN_PASS_SHARE.denominator, rows) == 0.96


@pytest.mark.parametrize(
    "values", [{"passed_count": 29}, {"assessed_count": 0, "passed_count": 0}, {"language_area": "x"}]
)
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    one = oldest_class(school("1151000001", school_type="111"))
    with pytest.raises(IntegrityError):
        assessed(one, date(2024, 5, 20), **values)
