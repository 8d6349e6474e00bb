"""Districts and party organisations, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.layout.collect import collect_districts, collect_members, collect_party_changes
from xuezheng.layout.figures import PARTY_ORGANISATIONS_REORDERED, SCHOOL_DISTRICTS
from xuezheng.layout.models import District, DistrictMember, PartyChange


@pytest.mark.django_db
def test_districts_stand_between_their_days_and_their_members_with_them() -> None:
    first, second = school("2151000001"), school("2151000002")
    day = date(2021, 9, 1)
    standing = District.objects.create(name="城东学区", area_code="511002", started_on=day)
    dissolved = District.objects.create(name="城西学区", area_code="511002", started_on=day, ended_on=date(2024, 9, 1))
    District.objects.create(name="顺庆学区", area_code="511302", started_on=day)
    for district, member in ((standing, first), (standing, second), (dissolved, second)):
        DistrictMember.objects.create(district=district, institution=member, started_on=day)
    districts = collect_districts(NEIJIANG_2024)
    assert districts.select("county_code", "district_number", "name").rows() == [("511002", standing.pk, "城东学区")]
    members = collect_members(NEIJIANG_2024).select("district_number", "institution_code").rows()
    assert members == [(standing.pk, "2151000001"), (standing.pk, "2151000002")]
    assert measured(SCHOOL_DISTRICTS.numerator, districts) == 1


@pytest.mark.django_db
def test_party_changes_are_those_of_the_school_year_before() -> None:
    one = school("2151000001")
    for kind, day in (("merged", date(2023, 9, 1)), ("reordered", date(2024, 8, 31)), ("merged", date(2024, 9, 1))):
        PartyChange.objects.create(institution=one, kind=kind, occurred_on=day)
    found = collect_party_changes(NEIJIANG_2024)
    assert found.select("kind", "occurred_on").rows() == [
        ("merged", date(2023, 9, 1)),
        ("reordered", date(2024, 8, 31)),
    ]
    assert measured(PARTY_ORGANISATIONS_REORDERED.numerator, found) == 2
