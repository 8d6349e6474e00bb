"""Shares ahead: the forecast that back-tests best, and the mean of three years where none is clearly better."""

import numpy as np
import pytest

from xuezheng.seats.problem.history import Floats
from xuezheng.seats.solver.shares import FORECASTS, carried, shares_ahead

ONE = np.ones((1, 2))  # two townships of one county


def counts(shares: list[list[float]]) -> tuple[Floats, Floats]:
    """(T, 2, 1) counts of some and of all, a thousand children in each township."""
    whole = np.full((len(shares), 2, 1), 1000.0)
    return np.array(shares)[:, :, None] * whole, whole


@pytest.mark.parametrize(
    ("shares", "models", "next_one"),
    [
        ([[0.5, 0.3]] * 8, {"recent"}, 0.5),  # nothing moves: the first stands
        ([[0.60 - 0.03 * t, 0.50 - 0.03 * t] for t in range(8)], {"drift", "county_drift"}, 0.60 - 0.03 * 7.8),
        ([[0.5 + 0.02 * (-1) ** t, 0.3] for t in range(9)], {"recent"}, 0.5 + 0.02 / 3),  # to and fro: the mean
        ([[0.2, 0.1]], {"recent"}, 0.2),  # one year: nothing to judge by
    ],
)
def test_the_forecast_that_back_tests_best(shares: list[list[float]], models: set[str], next_one: float) -> None:
    part, whole = counts(shares)
    found = shares_ahead(part, whole, ONE, 5)
    assert found.model in models
    assert found.values.shape == (5, 2, 1)
    assert found.values[0, 0, 0] == pytest.approx(next_one, abs=0.008)
    assert ((found.values >= 0) & (found.values <= 1)).all()


@pytest.mark.parametrize("model", FORECASTS)
def test_nobody_anywhere_gives_no_share(model: str) -> None:
    assert not carried(model, np.zeros((4, 2, 1)), np.zeros((4, 2, 1)), ONE, 3).any()
