"""Each check of assessments: rows that pass, and the smallest change by which they do not."""

from typing import Any

import pytest
from tests.worlds import row

from xuezheng.assessment.checks import CHECKS
from xuezheng.assessment.tables import MANDARIN_ASSESSMENTS
from xuezheng.engine.offices import last_year
from xuezheng.registers.tables import CLASSES

CLASS = {"institution_code": "1151000001", "grade": "04", "class_number": 1}
SOUND = {"assessment_number": 1, "language_area": "yi", "assessed_count": 28, "passed_count": 28}
CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("passed", {}, True),
    ("passed", {"passed_count": 29}, False),
    ("language_area", {}, True),
    ("language_area", {"language_area": "moon"}, False),
    ("within_class", {}, True),
    ("within_class", {"assessed_count": 29}, False),
]


@pytest.mark.parametrize(("check", "change", "passes"), CASES)
def test_assessments_are_possible(check: str, change: dict[str, Any], passes: bool) -> None:
    frames = {
        MANDARIN_ASSESSMENTS.name: row(MANDARIN_ASSESSMENTS, **{**CLASS, **SOUND, **change}),
        last_year(CLASSES): row(CLASSES, **CLASS, stage="preschool", pupil_count=28),
    }
    chosen = next(c for c in CHECKS if c.name == f"assessment.mandarin.{check}")
    assert chosen.broken(frames).is_empty() is passes
