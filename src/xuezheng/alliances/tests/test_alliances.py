"""Alliances and their members, from records to rows and figures."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.alliances.collect import collect_alliances, collect_members
from xuezheng.alliances.figures import COMMUNITIES, LEADING_COMMUNITIES, SCHOOL_ALLIANCES, SCHOOLS_LED
from xuezheng.alliances.models import Alliance, AllianceMember, Partner
from xuezheng.alliances.tables import ALLIANCES, MEMBERS
from xuezheng.registers.models import Institution

pytestmark = pytest.mark.django_db
BEGAN = date(2022, 9, 1)


def alliance(kind: str, *institutions: Institution, area: str = "511002", **more: Any) -> Alliance:
    """An alliance of these schools; the first is its lead."""
    count = Alliance.objects.count()
    made = Alliance.objects.create(
        **{
            "name": f"{kind} {count}",
            "kind": kind,
            "pairing": "strong_weak",
            "area_code": area,
            "started_on": BEGAN,
            **more,
        }
    )
    for place, one in enumerate(institutions):
        join(made, one, "member" if place else "lead")
    return made


def join(into: Alliance, one: Institution | None, role: str = "member", **more: Any) -> AllianceMember:
    return AllianceMember.objects.create(
        **{"alliance": into, "institution": one, "role": role, "started_on": BEGAN, **more}
    )


def found() -> tuple[pl.DataFrame, pl.DataFrame]:
    return sound(collect_alliances(NEIJIANG_2024), ALLIANCES), sound(collect_members(NEIJIANG_2024), MEMBERS)


def test_an_alliance_stands_with_its_lead_and_counts_its_members() -> None:
    alliance("school_alliance", school("2151000002"), school("2151000001", county="511011"))
    alliances, members = found()
    assert alliances.select("institution_code", "county_code", "member_count", "county_count").rows() == [
        ("2151000002", "511002", 2, 2)
    ]
    assert members.select("institution_code", "county_code", "role").rows() == [
        ("2151000002", "511002", "lead"),
        ("2151000001", "511011", "member"),
    ]
    assert measured(SCHOOL_ALLIANCES.numerator, alliances) == 1
    assert measured(COMMUNITIES.numerator, alliances) == 0


def test_an_alliance_needs_two_members_that_are_there() -> None:
    lead, gone, left = school("2151000001"), school("2151000002", closed_on=date(2024, 7, 1)), school("2151000003")
    alone = alliance("school_alliance", lead, gone)
    join(alone, left, ended_on=date(2024, 9, 1))
    alliance("school_alliance", lead, left, ended_on=date(2024, 9, 1))  # over
    alliance("school_alliance", lead, left, started_on=date(2024, 9, 2))  # to come
    alliances, members = found()
    assert alliances.is_empty()
    assert members.is_empty()


def test_partners_outside_the_register_are_members_too() -> None:
    with_partner = alliance("community", school("2151000001"))
    join(with_partner, None, partner=Partner.objects.create(name="外校", kind="school", area_code="500106"))
    alliances, members = found()
    assert alliances["member_count"].to_list() == [2]
    assert members.select("institution_code", "county_code").rows() == [("2151000001", "511002"), (None, "511002")]


def test_members_stand_in_the_return_of_their_own_city() -> None:
    alliance("community", school("2151000001", county="511302"), school("2151000002"), area="511302")
    alliances, members = found()
    assert alliances.is_empty()  # registered in Nanchong
    assert members["institution_code"].to_list() == ["2151000002"]


def test_a_leading_school_counts_from_the_day_of_its_recognition() -> None:
    for place, day in enumerate((date(2024, 9, 1), date(2024, 9, 2), None), start=1):
        one = alliance("community", school(f"215100001{place}"), school(f"215100002{place}"))
        if day:
            one.members.filter(role="lead").update(recognised_level="provincial", recognised_on=day)
    _, members = found()
    assert measured(LEADING_COMMUNITIES.numerator, members) == 1


def test_schools_led_are_the_members_of_groups_without_their_lead() -> None:
    alliance("group", school("3451000001"), school("3451000002"), school("3451000003"))
    alliance("community", school("2151000001"), school("2151000002"))
    _, members = found()
    assert measured(SCHOOLS_LED.numerator, members) == 2


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("a second lead", {"role": "lead"}),
    ("neither school nor partner", {"institution": None}),
    ("a member recognised as leading", {"recognised_level": "provincial", "recognised_on": BEGAN}),
    ("out before in", {"ended_on": BEGAN}),
    ("an unknown role", {"role": "guest"}),
]


@pytest.mark.parametrize("values", [values for _, values in NONSENSE], ids=[name for name, _ in NONSENSE])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    made = alliance("community", school("2151000001"))
    values = {"institution": school("2151000002"), **values}
    with pytest.raises(IntegrityError):
        join(made, values.pop("institution"), **values)
