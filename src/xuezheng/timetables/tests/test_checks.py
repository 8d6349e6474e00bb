"""Each check of training: rows that pass, and the smallest change by which they do not."""

from datetime import date
from typing import Any

import pytest
from tests.worlds import row

from xuezheng.registers.tables import INSTITUTIONS
from xuezheng.timetables.checks import CHECKS
from xuezheng.timetables.tables import ATTENDANCES, ROUNDS

SCHOOL, DAY = "3451000001", date(2024, 3, 14)
CASES: list[tuple[str, dict[str, Any], bool, bool]] = [
    ("timetables.rounds.days", {}, True, True),
    ("timetables.rounds.days", {"last_on": date(2024, 3, 13)}, True, False),
    ("timetables.rounds.attended", {}, True, True),
    ("timetables.rounds.attended", {"school_count": 0}, True, False),
    ("timetables.attendances.senior", {}, True, True),
    ("timetables.attendances.senior", {}, False, False),
]


@pytest.mark.parametrize(("check", "of_round", "has_senior", "passes"), CASES)
def test_rounds_and_attendances(check: str, of_round: dict[str, Any], has_senior: bool, passes: bool) -> None:
    frames = {
        INSTITUTIONS.name: row(INSTITUTIONS, institution_code=SCHOOL, has_senior=has_senior),
        ROUNDS.name: row(ROUNDS, **{"round_number": 1, "held_on": DAY, "last_on": DAY, "school_count": 1, **of_round}),
        ATTENDANCES.name: row(ATTENDANCES, institution_code=SCHOOL, round_number=1, held_on=DAY, trainee_count=3),
    }
    assert next(c for c in CHECKS if c.name == check).broken(frames).is_empty() is passes
