"""Operating funds, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.funding.collect import collect_allocations
from xuezheng.funding.figures import PER_PUPIL_OPERATING
from xuezheng.funding.models import OperatingAllocation


@pytest.mark.django_db
def test_operating_funds_are_set_beside_the_pupils_they_are_meant_for() -> None:
    for code, day, pupils, amount in (
        ("3451000001", date(2024, 3, 15), 1000, 110_000_000),
        ("3451000002", date(2024, 3, 15), 3000, 310_000_000),
        ("3451000003", date(2023, 3, 15), 5000, 100_000_000),
    ):
        OperatingAllocation.objects.create(
            institution=school(code, school_type="342"), stage="senior", budget_year=day.year, allocated_on=day,
            source="county", pupil_count=pupils, amount_fen=amount,
        )  # fmt: skip
    found = collect_allocations(NEIJIANG_2024)
    assert found.select("institution_code", "pupil_count").rows() == [("3451000001", 1000), ("3451000002", 3000)]
    assert PER_PUPIL_OPERATING.denominator is not None
    each = measured(PER_PUPIL_OPERATING.numerator, found) / measured(PER_PUPIL_OPERATING.denominator, found)
    assert each == 105_000  # fen: 1,050 yuan a pupil
