"""Plans and offerings of the after-school service, from records to rows and figures."""

from datetime import date

import polars as pl
import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.after_school.collect import collect_offerings, collect_plans
from xuezheng.after_school.figures import SCHOOLS_SERVED
from xuezheng.after_school.models import Offering, Plan


@pytest.mark.django_db
def test_plans_of_the_year_and_offerings_of_the_day_are_read() -> None:
    one = school("2151000001")
    for year, days in ((2023, 3), (2024, 5)):
        Plan.objects.create(institution=one, school_year=year, days_per_week=days, hours_per_day=2)
    for name, end in (("舞龙", None), ("剪纸", date(2024, 9, 1))):
        Offering.objects.create(
            institution=one, kind="club", field="art", name=name, started_on=date(2022, 9, 1), ended_on=end
        )
    assert collect_plans(NEIJIANG_2024).select("institution_code", "days_per_week").rows() == [("2151000001", 5)]
    assert collect_offerings(NEIJIANG_2024)["name"].to_list() == ["舞龙"]


@pytest.mark.parametrize(
    ("days", "hours", "is_served"),
    [(5, 2.0, 1), (5, 2.5, 1), (4, 2.0, 0), (5, 1.5, 0)],
    ids=["five days of two hours", "longer", "a day short", "half an hour short"],
)
def test_the_service_runs_five_days_a_week_and_two_hours_a_day(days: int, hours: float, is_served: int) -> None:
    plan = pl.DataFrame({"institution_code": ["2151000001"], "days_per_week": [days], "hours_per_day": [hours]})
    assert measured(SCHOOLS_SERVED.numerator, plan) == is_served
