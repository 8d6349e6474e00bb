"""Each check of exam sites: rows that pass, and the smallest change by which they do not."""

from typing import Any

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.exams.checks import CHECKS
from xuezheng.exams.tables import EXAM_SITES
from xuezheng.registers.tables import ROOMS

SCHOOL = "3451000001"
SITE: dict[str, Any] = {
    "institution_code": SCHOOL, "site_number": 1, "site_code": "001", "exam": "junior_leaving", "room_count": 2,
    "seat_count": 60,
}  # fmt: skip
CASES: list[tuple[str, dict[str, Any]]] = [
    ("exam", {"exam": "driving"}),
    ("seats", {"seat_count": 61}),
    ("rooms", {"room_count": 0, "seat_count": 0}),
    ("code_once", {"site_number": 2}),
    ("classrooms", {"room_count": 3}),
]


def found(check: str, *sites: dict[str, Any]) -> pl.DataFrame:
    rooms = [row(ROOMS, institution_code=SCHOOL, room_code=code, kind=kind) for code, kind in
             (("101", "classroom"), ("102", "classroom"), ("201", "library"))]  # fmt: skip
    frames = {EXAM_SITES.name: pl.concat([row(EXAM_SITES, **site) for site in sites]), ROOMS.name: pl.concat(rooms)}
    return next(c for c in CHECKS if c.name == f"exams.sites.{check}").broken(frames)


@pytest.mark.parametrize(("check", "change"), CASES)
def test_a_sound_site_passes_and_a_small_change_breaks_it(check: str, change: dict[str, Any]) -> None:
    assert found(check, SITE, {**SITE, "site_number": 3, "exam": "college_entrance"}).is_empty()
    assert not found(check, SITE, {**SITE, **change}).is_empty()
