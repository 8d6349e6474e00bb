"""Small parts of the builders of offices."""

from types import SimpleNamespace

import numpy as np
import pytest
from stdnum.cn import uscc

from xuezheng.demo.offices.layout import numeral
from xuezheng.demo.offices.vocational.conditions import measured
from xuezheng.demo.offices.vocational.partners import credit_code
from xuezheng.vocational.rules import shortfalls


@pytest.mark.parametrize(("n", "wanted"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_districts_are_numbered_in_chinese(n: int, wanted: str) -> None:
    assert numeral(n) == wanted


@pytest.mark.parametrize("kind", ["enterprise", "association", "department"])
def test_invented_credit_codes_have_a_valid_check_character(kind: str) -> None:
    assert uscc.is_valid(credit_code(kind, "510903", 12))


@pytest.mark.parametrize("pupil_count", [300, 900, 1200, 2100, 4800])
@pytest.mark.parametrize("is_met", [True, False])
def test_invented_conditions_meet_all_norms_or_fall_short(pupil_count: int, is_met: bool) -> None:
    for seed in range(20):
        values = SimpleNamespace(**measured(pupil_count, is_met, np.random.default_rng(seed)))
        assert (not shortfalls(values)) is is_met
