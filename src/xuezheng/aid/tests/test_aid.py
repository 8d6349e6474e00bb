"""Batches of aid, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.aid.collect import collect_batches
from xuezheng.aid.figures import FEES_WAIVED, GRANTS_PAID, STUDENTS_AIDED
from xuezheng.aid.models import AidBatch


@pytest.mark.django_db
def test_batches_are_summed_by_kind_and_by_the_day_they_were_paid() -> None:
    one = school("3451000001", school_type="342")
    batches = (
        ("national_grant", date(2023, 11, 20), 100, 10_000_000),
        ("fee_waiver", date(2024, 4, 20), 80, 6_400_000),
        ("national_grant", date(2024, 9, 1), 999, 99_900_000),  # in the flow of the next return
    )
    for kind, day, students, amount in batches:
        AidBatch.objects.create(
            institution=one, kind=kind, stage="senior", school_year=2023, term="autumn", paid_on=day,
            student_count=students, amount_fen=amount,
        )  # fmt: skip
    found = collect_batches(NEIJIANG_2024)
    assert found.select("kind", "student_count", "amount_fen").rows() == [
        ("national_grant", 100, 10_000_000),
        ("fee_waiver", 80, 6_400_000),
    ]
    sums = [measured(figure.numerator, found) for figure in (GRANTS_PAID, FEES_WAIVED, STUDENTS_AIDED)]
    assert sums == [10_000_000, 6_400_000, 180]
