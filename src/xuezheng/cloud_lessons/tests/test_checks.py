"""The check of cloud lessons: how many classes may receive."""

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.cloud_lessons.checks import CHECKS
from xuezheng.cloud_lessons.tables import RECEPTIONS
from xuezheng.registers.tables import CLASSES

SCHOOL = "2151000001"


@pytest.mark.parametrize(
    ("stage", "class_count", "passes"), [("primary", 2, True), ("primary", 3, False), ("junior", 1, False)]
)
def test_no_more_classes_receive_than_are_taught(stage: str, class_count: int, passes: bool) -> None:
    classes = [row(CLASSES, institution_code=SCHOOL, stage="primary", class_number=n) for n in (1, 2)]
    received = row(RECEPTIONS, institution_code=SCHOOL, reception_number=1, stage=stage, class_count=class_count)
    (check,) = CHECKS
    assert check.broken({CLASSES.name: pl.concat(classes), RECEPTIONS.name: received}).is_empty() is passes
