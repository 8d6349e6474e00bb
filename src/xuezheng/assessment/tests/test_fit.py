"""Fit of items and pairs against mirt 1.47 and against the plain formula."""

import numpy as np
import pytest

from xuezheng.assessment import ItemResponse
from xuezheng.assessment.solver.fit import chi_square_tail, total_scores
from xuezheng.assessment.solver.scoring import residuals
from xuezheng.assessment.tests.published import LSAT6, LSAT7, SCIENCE, answers

# model, data, S-X² and degrees of freedom by mirt
CASES = [
    ("2pl", answers(LSAT7), [4.750527, 14.453446, 1.272637, 5.236492, 0.940940], [2, 2, 2, 2, 2]),
    ("2pl", answers(LSAT6), [0.450353, 1.691036, 0.666273, 0.175302, 0.111045], [2, 2, 1, 2, 2]),
    ("rasch", answers(LSAT7), [5.592713, 12.188550, 8.588079, 8.987254, 4.877296], [2, 2, 2, 2, 2]),
    ("gpcm", answers(SCIENCE, lowest=1), [5.539971, 11.282496, 8.183565, 10.670706], [6, 10, 8, 11]),
]


@pytest.mark.parametrize(("model", "data", "statistic", "freedom"), CASES)
def test_agrees_with_mirt(model: str, data: object, statistic: list[float], freedom: list[int]) -> None:
    found = ItemResponse(model).fit(data).item_fit()
    assert found.statistic == pytest.approx(statistic, abs=1e-3)
    assert found.freedom.tolist() == freedom


def test_p_value() -> None:
    assert chi_square_tail(np.array([4.75052684631754]), np.array([2])) == pytest.approx(0.0929899902670402)


def test_total_scores_are_those_of_all_answers() -> None:
    shares = [np.array([[0.4], [0.6]]), np.array([[0.2], [0.3], [0.5]])]
    assert total_scores(shares, np.zeros(1))[:, 0] == pytest.approx([0.08, 0.24, 0.38, 0.30])


def test_q3_is_the_correlation_of_what_is_left() -> None:
    fitted = ItemResponse("2pl").fit(answers(LSAT7))
    score = fitted.score(answers(LSAT7)).score
    left = residuals(fitted.problem_.scores, fitted.calibration_.parameters, score)
    assert fitted.local_dependence() == pytest.approx(np.corrcoef(left.T))


def test_q3_finds_a_pair_that_belongs_together() -> None:
    random = np.random.default_rng(2)
    theta = random.normal(size=2000)
    data = (random.random((2000, 8)) < 1 / (1 + np.exp(-theta[:, None]))).astype(float)
    data[:, 7] = np.where(random.random(2000) < 0.7, data[:, 6], data[:, 7])
    data[random.random(data.shape) < 0.1] = np.nan
    q3 = ItemResponse("rasch").fit(data).local_dependence()
    pairs = q3[np.triu_indices(8, 1)]
    assert q3[6, 7] == pairs.max()
    assert np.sort(pairs)[-2] < 0.1 < q3[6, 7]


def test_an_item_that_favours_a_group_is_found() -> None:
    random = np.random.default_rng(3)
    theta = np.concatenate([random.normal(0.0, 1.0, 1500), random.normal(-0.4, 1.0, 1500)])
    level = np.tile(np.linspace(-2, 2, 10), (3000, 1))
    level[1500:, 4] += 0.6
    data = (random.random((3000, 10)) < 1 / (1 + np.exp(-1.2 * (theta[:, None] - level)))).astype(float)
    fitted = ItemResponse("2pl").fit(data, groups=["town"] * 1500 + ["country"] * 1500)
    fair, unfair = fitted.differential(["2", "5"])
    assert fair.p_value > 0.01
    assert unfair.p_value < 1e-6
    assert unfair.freedom == 2
    town, country = unfair.by_group
    assert country.difficulties[0] - town.difficulties[0] == pytest.approx(0.6, abs=0.2)
