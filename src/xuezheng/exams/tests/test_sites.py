"""Exam sites and rooms, from records to rows and figures."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.exams.collect import collect_exam_sites
from xuezheng.exams.figures import EXAM_SEATS, STANDARDISED_SITE_SHARE
from xuezheng.exams.models import ExamRoom, ExamSite
from xuezheng.exams.tables import EXAM_SITES
from xuezheng.registers.models import Institution

pytestmark = pytest.mark.django_db
BEGAN = date(2015, 3, 1)


def site(at: Institution, code: str, *seats: int, **more: Any) -> ExamSite:
    """A site with rooms of so many seats."""
    made = ExamSite.objects.create(
        **{"institution": at, "code": code, "exam": "junior_leaving", "started_on": BEGAN, **more}
    )
    for number, count in enumerate(seats, start=1):
        ExamRoom.objects.create(site=made, number=number, seat_count=count, started_on=BEGAN)
    return made


def share(rows: pl.DataFrame) -> float:
    assert STANDARDISED_SITE_SHARE.denominator is not None
    return measured(STANDARDISED_SITE_SHARE.numerator, rows) / measured(STANDARDISED_SITE_SHARE.denominator, rows)


def test_a_site_is_standardised_from_the_day_it_was_accepted() -> None:
    hill, river = school("3451000001", school_type="341"), school("3451000002", school_type="341")
    with_old_room = site(hill, "001", 30, 30, 24, standardised_on=date(2024, 9, 1))
    with_old_room.rooms.filter(number=3).update(ended_on=date(2024, 9, 1))
    site(river, "002", standardised_on=date(2024, 9, 2))
    site(river, "003", 30, ended_on=date(2024, 9, 1))  # no longer a site
    site(school("3451000003", closed_on=date(2024, 7, 1)), "004", 30)
    rows = sound(collect_exam_sites(NEIJIANG_2024), EXAM_SITES)
    assert rows.select("site_code", "is_standardised", "room_count", "seat_count").rows() == [
        ("001", True, 2, 60),
        ("002", False, 0, 0),
    ]
    assert share(rows) == 0.5
    assert measured(EXAM_SEATS.numerator, rows) == 60


def test_a_city_without_sites_has_no_rows() -> None:
    assert sound(collect_exam_sites(NEIJIANG_2024), EXAM_SITES).is_empty()


NONSENSE = [
    {"exam": "driving"},
    {"ended_on": BEGAN},
    {"ended_on": date(2020, 1, 1), "standardised_on": date(2020, 1, 1)},
]


@pytest.mark.parametrize("values", NONSENSE)
def test_a_site_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    hill = school("3451000001", school_type="341")
    with pytest.raises(IntegrityError):
        site(hill, "001", **values)


@pytest.mark.parametrize("seats", [0, 31])
def test_a_room_holds_one_to_thirty(seats: int) -> None:
    hill = school("3451000001", school_type="341")
    with pytest.raises(IntegrityError):
        site(hill, "001", seats)
