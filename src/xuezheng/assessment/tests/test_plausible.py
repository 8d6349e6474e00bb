"""Plausible values carry what a population's figures need: its mean, its spread, and its ties to the background."""

import numpy as np
import pytest

from xuezheng.assessment import ItemResponse
from xuezheng.assessment.problem import Floats, Item
from xuezheng.assessment.solver.plausible import drawn

ITEMS = [Item(str(j), "2pl", 1, (1.2, -1.2 * level)) for j, level in enumerate(np.linspace(-2, 2, 12))]


def pupils(count: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Answers, background and ability of invented pupils: 0.3 + 0.5·x + e, e of spread 0.8."""
    random = np.random.default_rng(seed)
    background = random.normal(size=(count, 1))
    theta = 0.3 + 0.5 * background[:, 0] + random.normal(0.0, 0.8, count)
    level = np.linspace(-2, 2, 12)
    return (
        (random.random((count, 12)) < 1 / (1 + np.exp(-1.2 * (theta[:, None] - level)))).astype(float),
        background,
        theta,
    )


def test_the_population_is_recovered_where_single_scores_shrink_it() -> None:
    answers, background, theta = pupils(20_000, 1)
    scale = ItemResponse.calibrated(ITEMS)
    found = scale.plausible_values(answers, background, count=5, seed=2)
    assert found.regression.coefficients == pytest.approx([0.3, 0.5], abs=0.04)
    assert found.regression.sd == pytest.approx(0.8, abs=0.03)
    assert found.values.mean() == pytest.approx(theta.mean(), abs=0.03)
    assert found.values.std() == pytest.approx(theta.std(), abs=0.03)
    assert scale.score(answers).score.std() < theta.std() - 0.05


def test_the_same_seed_draws_the_same() -> None:
    answers, background, _ = pupils(300, 3)
    scale = ItemResponse.calibrated(ITEMS)
    once, again = (scale.plausible_values(answers, background, seed=9).values for _ in range(2))
    assert (once == again).all()
    assert not (once == scale.plausible_values(answers, background, seed=10).values).all()


def test_weights_count_persons() -> None:
    answers, background, _ = pupils(400, 4)
    scale = ItemResponse.calibrated(ITEMS)
    twice = scale.plausible_values(
        np.vstack([answers, answers[:100]]), np.vstack([background, background[:100]]), count=1
    )
    weighted = scale.plausible_values(answers, background, [2.0] * 100 + [1.0] * 300, count=1)
    assert weighted.regression.coefficients == pytest.approx(twice.regression.coefficients, abs=1e-5)
    assert weighted.regression.sd == pytest.approx(twice.regression.sd, abs=1e-5)


def test_draws_follow_the_density() -> None:
    nodes = np.linspace(0.0, 2.0, 5)
    density = np.broadcast_to(nodes, (9, 5))  # a straight rise: the share below x is (x / 2)²
    uniform = np.linspace(0.1, 0.9, 9)
    assert drawn(density, nodes, uniform) == pytest.approx(2.0 * np.sqrt(uniform))


def test_gaps_in_the_background_are_refused() -> None:
    answers, background, _ = pupils(10, 5)
    background[2] = np.nan
    with pytest.raises(ValueError, match="known for every person"):
        ItemResponse.calibrated(ITEMS).plausible_values(answers, background)
