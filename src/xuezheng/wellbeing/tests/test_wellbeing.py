"""Centres and secondments, from records to rows and figures."""

from datetime import date

import polars as pl
import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.wellbeing.collect import collect_centres, collect_secondments
from xuezheng.wellbeing.figures import COUNSELLING_ROOM_COVERAGE, COUNSELLING_ROOMS
from xuezheng.wellbeing.models import Centre, Secondment


@pytest.mark.django_db
def test_a_city_centre_stands_in_no_county() -> None:
    day = date(2022, 1, 1)
    for name, tier, area in (
        ("市中心", "city", "511000"),
        ("市中区分中心", "county", "511002"),
        ("外市", "city", "511300"),
    ):
        Centre.objects.create(name=name, tier=tier, area_code=area, started_on=day)
    Centre.objects.create(name="已撤中心", tier="county", area_code="511011", started_on=day, ended_on=date(2024, 1, 1))
    found = collect_centres(NEIJIANG_2024).select("county_code", "name", "tier").rows()
    assert found == [(None, "市中心", "city"), ("511002", "市中区分中心", "county")]


@pytest.mark.django_db
def test_a_secondment_is_a_role_without_a_name() -> None:
    Secondment.objects.create(institution=school("2151000001"), hospital="第一医院", started_on=date(2023, 9, 1))
    found = collect_secondments(NEIJIANG_2024)
    assert found.select("institution_code", "hospital").rows() == [("2151000001", "第一医院")]
    assert not {"name", "person"} & set(found.columns)


def test_two_rooms_at_one_school_are_two_rooms_and_one_school() -> None:
    rooms = pl.DataFrame({"institution_code": ["a", "a", "b"], "kind": ["counselling", "counselling", "library"]})
    assert measured(COUNSELLING_ROOMS.numerator, rooms) == 2
    assert measured(COUNSELLING_ROOM_COVERAGE.numerator, rooms) == 1
