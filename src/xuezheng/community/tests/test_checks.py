"""Each check of community education: rows that pass, and the smallest change by which they do not."""

from typing import Any

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.community.checks import CHECKS
from xuezheng.community.tables import COMMUNITY_INSTITUTIONS, SESSIONS


def body(number: int, tier: str, parent: int | None, county: str | None = "511002") -> pl.DataFrame:
    return row(COMMUNITY_INSTITUTIONS, community_number=number, tier=tier, parent_number=parent, county_code=county)


NETWORK = [
    body(1, "centre", None, None),
    body(2, "centre", 1),
    body(3, "college", 2),
    body(4, "school", 3),
    body(5, "station", 4),
]


def broken_by(name: str, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return next(c for c in CHECKS if c.name == f"community.{name}").broken(frames)


@pytest.mark.parametrize(
    ("extra", "passes"),
    [
        (body(6, "station", 2), True),  # straight under a centre
        (body(6, "college", 5), False),  # under a station
        (body(6, "school", 4), False),  # under a school
        (body(6, "school", None), False),  # under nobody
        (body(6, "school", 9), False),  # under one that is not there
        (body(6, "centre", 1, None), False),  # a second centre of the city
    ],
)
def test_bodies_hang_on_a_tier_above(extra: pl.DataFrame, passes: bool) -> None:
    frames = {COMMUNITY_INSTITUTIONS.name: pl.concat([*NETWORK, extra])}
    found = broken_by("institutions.tier", frames)
    assert found["community_number"].to_list() == ([] if passes else [6])


@pytest.mark.parametrize(
    ("check", "values", "passes"),
    [
        ("sessions.older", {"older_participant_count": 5}, True),
        ("sessions.older", {"older_participant_count": 6}, False),
        ("sessions.theme", {"theme": "digital"}, True),
        ("sessions.theme", {"theme": "magic"}, False),
    ],
)
def test_sessions_are_possible(check: str, values: dict[str, Any], passes: bool) -> None:
    session = row(SESSIONS, session_number=1, participant_count=5, **values)
    assert broken_by(check, {SESSIONS.name: session}).is_empty() is passes
