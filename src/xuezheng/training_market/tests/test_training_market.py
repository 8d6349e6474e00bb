"""Licences of training institutions, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured

from xuezheng.training_market.collect import collect_licences
from xuezheng.training_market.figures import FOR_PROFIT, ON_PLATFORM, PREPAID_SUPERVISED, TRAINING_INSTITUTIONS
from xuezheng.training_market.models import Licence, PlatformRegistration, PrepaidSupervision, TrainingInstitution

TURNED = date(2022, 1, 1)


@pytest.mark.django_db
def test_a_licence_is_read_with_what_else_holds_for_the_institution_on_the_day() -> None:
    made = {
        name: TrainingInstitution.objects.create(code=name, name=name, area_code=area)
        for name, area in (("turned", "511002"), ("closed", "511002"), ("art", "511011"), ("far", "511302"))
    }
    began = date(2019, 1, 1)
    for name, kind, profit, start, end in (
        ("turned", "subject", True, began, TURNED),
        ("turned", "subject", False, TURNED, None),
        ("closed", "subject", True, began, TURNED),
        ("art", "non_subject", True, began, None),
        ("far", "subject", True, began, None),
    ):
        Licence.objects.create(institution=made[name], kind=kind, is_for_profit=profit, started_on=start, ended_on=end)
    PlatformRegistration.objects.create(institution=made["turned"], platform="national", started_on=TURNED)
    PrepaidSupervision.objects.create(institution=made["turned"], mode="bank_custody", bank="银行", started_on=TURNED)
    found = collect_licences(NEIJIANG_2024)
    columns = ("county_code", "kind", "is_for_profit", "is_on_platform", "prepaid_mode")
    assert found.select(columns).rows() == [
        ("511002", "subject", False, True, "bank_custody"),
        ("511011", "non_subject", True, False, ""),
    ]
    share = PREPAID_SUPERVISED
    assert share.denominator is not None
    measures = (TRAINING_INSTITUTIONS.numerator, FOR_PROFIT.numerator, ON_PLATFORM.numerator)
    assert [measured(m, found) for m in (*measures, share.numerator, share.denominator)] == [2, 1, 1, 1, 2]
