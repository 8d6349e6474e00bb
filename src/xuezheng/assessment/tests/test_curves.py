"""The curves' closed derivatives against differences."""

import numpy as np
import pytest

from xuezheng.assessment.rules.curves import Kind, along_trait, bends, log_curves, slopes

THETA = np.linspace(-3.0, 3.0, 7)
STEP = 1e-6
CASES: list[tuple[Kind, list[float]]] = [
    ("gpcm", [1.2, 0.5]),
    ("gpcm", [0.8, 1.0, 0.4, -1.1]),
    ("grm", [1.2, 2.0, 0.5, -1.0]),
    ("grm", [0.7, -0.3]),
    ("3pl", [1.4, -0.6, -1.3]),
]


@pytest.mark.parametrize(("kind", "row"), CASES)
def test_shares_sum_to_one(kind: Kind, row: list[float]) -> None:
    assert np.exp(log_curves(kind, np.array([row]), THETA)).sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize(("kind", "row"), CASES)
def test_derivatives_by_parameters(kind: Kind, row: list[float]) -> None:
    at = np.array([row])
    for p in range(len(row)):
        up, down = at.copy(), at.copy()
        up[0, p] += STEP
        down[0, p] -= STEP
        first = (log_curves(kind, up, THETA) - log_curves(kind, down, THETA)) / (2 * STEP)
        second = (slopes(kind, up, THETA) - slopes(kind, down, THETA)) / (2 * STEP)
        assert slopes(kind, at, THETA)[:, :, p] == pytest.approx(first, abs=1e-7)
        assert bends(kind, at, THETA)[:, :, p] == pytest.approx(second, abs=1e-7)


@pytest.mark.parametrize(("kind", "row"), CASES)
def test_derivatives_by_ability(kind: Kind, row: list[float]) -> None:
    at = np.array([row])
    value, first, second = along_trait(kind, at, THETA)
    up, down = along_trait(kind, at, THETA + STEP), along_trait(kind, at, THETA - STEP)
    assert value == pytest.approx(log_curves(kind, at, THETA))
    assert first == pytest.approx((up[0] - down[0]) / (2 * STEP), abs=1e-7)
    assert second == pytest.approx((up[1] - down[1]) / (2 * STEP), abs=1e-7)


def test_two_scores_make_one_model_of_two() -> None:
    row = np.array([[1.1, -0.4]])
    assert log_curves("grm", row, THETA) == pytest.approx(log_curves("gpcm", row, THETA))
