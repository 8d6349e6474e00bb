"""The four-tier network and its sessions, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, sound

from xuezheng.community.collect import collect_institutions, collect_sessions
from xuezheng.community.figures import COMMUNITY_INSTITUTION_COUNT, COMMUNITY_OLDER_SHARE, COMMUNITY_TRAINEES
from xuezheng.community.models import CommunityInstitution, CommunitySession
from xuezheng.community.rules import may_hang_on
from xuezheng.community.tables import COMMUNITY_INSTITUTIONS, SESSIONS


def body(name: str, tier: str, area: str, **more: Any) -> CommunityInstitution:
    values = {"started_on": date(2020, 1, 1), **more}
    return CommunityInstitution.objects.create(name=name, tier=tier, area_code=area, **values)


def session(of: CommunityInstitution, day: date, people: int = 40, **more: Any) -> CommunitySession:
    values = {"theme": "digital", "topic": "手机", "lesson_count": 2, **more}
    return CommunitySession.objects.create(institution=of, held_on=day, participant_count=people, **values)


@pytest.mark.django_db
def test_the_network_stands_by_area_without_schools() -> None:
    centre = body("指导中心", "centre", "511000")
    college = body("学院", "college", "511002", parent=centre)
    body("学校", "school", "511002100", parent=college)
    body("站", "station", "511002100", ended_on=date(2024, 9, 1))  # given up
    body("别市", "centre", "510900")
    rows = sound(collect_institutions(NEIJIANG_2024), COMMUNITY_INSTITUTIONS)
    assert rows.select("tier", "county_code", "town_code", "institution_code").rows() == [
        ("centre", None, None, None),
        ("college", "511002", None, None),
        ("school", "511002", "511002100", None),
    ]
    assert measured(COMMUNITY_INSTITUTION_COUNT.numerator, rows) == 3


@pytest.mark.django_db
def test_people_are_summed_over_the_sessions_of_the_school_year_before() -> None:
    here = body("学院", "college", "511002")
    for day in (date(2023, 8, 31), date(2023, 9, 1), date(2024, 8, 31), date(2024, 9, 1)):
        session(here, day, older_participant_count=10)
    rows = sound(collect_sessions(NEIJIANG_2024), SESSIONS)
    assert rows["held_on"].to_list() == [date(2023, 9, 1), date(2024, 8, 31)]
    assert measured(COMMUNITY_TRAINEES.numerator, rows) == 80
    assert measured(COMMUNITY_OLDER_SHARE.numerator, rows) == 20


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"people": 0}, {"people": 5, "older_participant_count": 6}, {"theme": "magic"}])
def test_a_session_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    here = body("学院", "college", "511002")
    with pytest.raises(IntegrityError):
        session(here, date(2024, 5, 1), **values)


@pytest.mark.parametrize(
    ("tier", "parent", "may"),
    [
        ("centre", None, True),
        ("college", None, False),
        ("station", "school", True),
        ("station", "centre", True),
        ("school", "station", False),
        ("college", "college", False),
    ],
)
def test_a_tier_hangs_on_one_above(tier: str, parent: str | None, may: bool) -> None:
    assert may_hang_on(tier, parent) is may
