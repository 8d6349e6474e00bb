"""Partnerships, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.alliances.collect import collect_partnerships
from xuezheng.alliances.figures import PAIRED_VOCATIONAL_SCHOOLS, UNIVERSITY_PARTNER_KINDERGARTENS
from xuezheng.alliances.models import Partner, Partnership
from xuezheng.alliances.tables import PARTNERSHIPS
from xuezheng.registers.models import Institution

pytestmark = pytest.mark.django_db


def partner(name: str, area: str = "330602", kind: str = "vocational_school") -> Partner:
    return Partner.objects.create(name=name, kind=kind, area_code=area)


def works(one: Institution, other: Partner, kind: str = "paired_vocational", **more: Any) -> Partnership:
    values = {"mode": "order_classes", "started_on": date(2022, 9, 1), **more}
    return Partnership.objects.create(institution=one, partner=other, kind=kind, **values)


def test_both_sides_of_a_pair_count_each_school_once() -> None:
    here, there = school("3651000001", school_type="361"), [partner("a"), partner("b"), partner("old")]
    also = school("3651000002", school_type="361", closed_on=date(2024, 7, 1))
    works(here, there[0])
    works(here, there[1])
    works(here, there[2], ended_on=date(2024, 9, 1))
    works(also, there[2])  # closed: it works with nobody
    rows = sound(collect_partnerships(NEIJIANG_2024), PARTNERSHIPS)
    assert rows.select("partner_area_code", "is_partner_local").rows() == [("330602", False)] * 2
    assert measured(PAIRED_VOCATIONAL_SCHOOLS.numerator, rows) == 3


def test_a_kindergarten_with_two_universities_counts_once() -> None:
    garden = school("1151000001", school_type="111")
    for name in ("师范学院", "职业技术学院"):
        works(garden, partner(name, "511011", "university"), "university_kindergarten", mode="practice")
    rows = collect_partnerships(NEIJIANG_2024)
    assert rows["is_partner_local"].to_list() == [True, True]
    assert measured(UNIVERSITY_PARTNER_KINDERGARTENS.numerator, rows) == 1


@pytest.mark.parametrize("values", [{"kind": "friends"}, {"mode": "letters"}, {"ended_on": date(2022, 9, 1)}])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    garden, other = school("1151000001", school_type="111"), partner("a")
    with pytest.raises(IntegrityError):
        works(garden, other, **values)
