"""Which titles exist at which level, for whom."""

import pytest

from xuezheng.honours.rules import Holder, title_fits

CASES: list[tuple[str, str, Holder, str, bool]] = [
    ("model_kindergarten", "provincial", "institution", "", True),
    ("model_kindergarten", "national", "institution", "", False),  # there is none
    ("model_senior", "provincial", "institution", "first", True),
    ("model_senior", "provincial", "institution", "", False),  # first or second, one of them
    ("study_base", "provincial", "site", "camp", True),
    ("study_base", "provincial", "programme", "camp", False),
    ("model_programme", "provincial", "programme", "", True),
    ("model_programme", "provincial", "institution", "", False),
    ("best_school", "provincial", "institution", "", False),
]


@pytest.mark.parametrize(("title", "level", "holder", "grade", "fits"), CASES)
def test_a_title_fits_level_holder_and_grade(title: str, level: str, holder: Holder, grade: str, fits: bool) -> None:
    assert title_fits(title, level, holder, grade) is fits
