"""Scores of persons against those of mirt 1.47 (LSAT 7, 2PL and Science, GRM)."""

import numpy as np
import pytest

from xuezheng.assessment import ItemResponse
from xuezheng.assessment.tests.published import LSAT7, SCIENCE, answers

# answers, EAP, MAP, WLE by mirt
LSAT7_2PL = [([0, 0, 0, 0, 0], -1.869784, -1.816390, -4.137062), ([0, 0, 1, 0, 0], -1.094046, -1.095236, -1.717054)]
SCIENCE_GRM = [([3, 3, 2, 1], 0.400713, 0.420731, 0.691511), ([2, 1, 3, 0], -0.040666, 0.011914, 0.088664)]


@pytest.mark.parametrize(
    ("model", "data", "cases"),
    [("2pl", answers(LSAT7), LSAT7_2PL), ("grm", answers(SCIENCE, lowest=1), SCIENCE_GRM)],
)
def test_agrees_with_mirt(model: str, data: object, cases: list[tuple[list[int], float, float, float]]) -> None:
    fitted = ItemResponse(model).fit(data)
    rows = [case[0] for case in cases]
    for column, method in enumerate(("eap", "map", "wle"), 1):
        assert fitted.score(rows, method=method).score == pytest.approx([case[column] for case in cases], abs=3e-4)


def test_a_person_without_answers_has_no_score() -> None:
    fitted = ItemResponse("2pl").fit(answers(LSAT7))
    for method in ("eap", "map", "wle"):
        found = fitted.score([[np.nan] * 5, [1, 1, 1, 1, 1]], method=method)
        assert np.isnan(found.score[0])
        assert np.isfinite(found.score[1])
