"""Calibrations of published data, and tiny worlds whose answer is known otherwise."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from xuezheng.assessment import Grid, ItemResponse, Normal
from xuezheng.assessment.problem import Floats
from xuezheng.assessment.solver.blocks import blocks
from xuezheng.assessment.solver.calibration import inverse
from xuezheng.assessment.solver.expectation import expect
from xuezheng.assessment.solver.information import gradient, information
from xuezheng.assessment.tests.published import LSAT6, LSAT7, MIRT, SCIENCE, answers

DATA = {"LSAT6": answers(LSAT6), "LSAT7": answers(LSAT7), "Science": answers(SCIENCE, lowest=1)}


@pytest.mark.parametrize(("name", "model"), MIRT)
def test_agrees_with_mirt(name: str, model: str) -> None:
    loglik, estimates, errors = MIRT[name, model]
    found = ItemResponse(model).fit(DATA[name])
    assert found.is_converged_
    assert found.loglik_ == pytest.approx(loglik, abs=1e-5)
    ours = np.array([[item.slope, *item.intercepts] for item in found.items_])
    # with graded items mirt stops 1e-4 from the top (our log-likelihood is higher by 1e-8)
    assert ours == pytest.approx(np.array(estimates), abs=2e-4 if model == "grm" else 1e-4)
    our_errors = np.array([[item.slope_error, *item.intercept_errors] for item in found.items_])
    assert our_errors == pytest.approx(np.array(errors), abs=1e-3, nan_ok=True)


def test_partial_credit_stands_at_least_as_high_as_mirt() -> None:
    """mirt stops at −1612.681600, its estimates up to 8e-4 from the top; ours must have no slope left."""
    found = ItemResponse("gpcm").fit(DATA["Science"])
    assert found.loglik_ == pytest.approx(-1612.681600, abs=1e-5)
    state = found.calibration_
    left = gradient(state.parameters, expect(state.blocks, state.parameters, state.theta), state.theta)
    assert np.abs(left).max() < 1e-5


def test_common_slope_is_rasch_told_otherwise() -> None:
    rasch, common = ItemResponse("rasch").fit(DATA["LSAT7"]), ItemResponse("1pl").fit(DATA["LSAT7"])
    assert common.loglik_ == pytest.approx(rasch.loglik_, abs=1e-9)
    assert {round(item.slope, 9) for item in common.items_} == {round(rasch.groups_[0].sd, 9)}
    eap = rasch.score(DATA["LSAT7"]).score / rasch.groups_[0].sd
    assert common.score(DATA["LSAT7"]).score == pytest.approx(eap, abs=1e-6)


def simulated(model: str, people: int, items: int, seed: int) -> tuple[Floats, Floats]:
    """Scores of invented persons, and the abilities behind them."""
    random = np.random.default_rng(seed)
    theta, level = random.normal(size=people), np.linspace(-1.5, 1.5, items)
    right = random.random((people, items)) < 1 / (1 + np.exp(-1.2 * (theta[:, None] - level)))
    if model == "3pl":
        right |= random.random((people, items)) < 0.2
    scores = right.astype(np.float64)
    if model in ("grm", "gpcm"):
        scores += random.random((people, items)) < 1 / (1 + np.exp(-1.2 * (theta[:, None] - level - 0.7)))
    return scores, theta


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl", "grm", "gpcm"])
def test_information_is_the_falling_of_the_gradient(model: str) -> None:
    """Louis's observed information against differences of the gradient, with blanks, weights and two groups."""
    scores, _ = simulated(model, 300, 5, 3)
    random = np.random.default_rng(5)
    scores[random.random(scores.shape) < 0.2] = np.nan
    groups, weights = ["a", "b"] * 150, random.uniform(0.5, 2.0, 300)
    fitted = ItemResponse(model, grid=Grid(31, 5.0), priors={"logit_g": Normal(-1.4, 1.0)}).fit(
        scores, groups, list(weights)
    )
    problem, theta = fitted.problem_, fitted.grid.nodes
    parts = blocks(problem)
    at = fitted.calibration_.parameters
    at = at.at(at.vector + 0.02)
    # away from the top, the curvature of the groups' own parameters is left out; so only the items' part is compared
    count = sum(int(family.free.sum()) for family in at.families)
    observed = information(parts, at, expect(parts, at, theta), theta).observed
    for p in range(count):
        step = np.zeros(len(at.vector))
        step[p] = 1e-5
        up, down = at.at(at.vector + step), at.at(at.vector - step)
        fall = gradient(down, expect(parts, down, theta), theta) - gradient(up, expect(parts, up, theta), theta)
        assert observed[p] == pytest.approx(fall / 2e-5, rel=1e-4, abs=1e-3)


def test_a_weight_is_so_many_persons() -> None:
    twice = ItemResponse("2pl").fit(np.vstack([DATA["LSAT7"], DATA["LSAT7"][:200]]))
    weighted = ItemResponse("2pl").fit(DATA["LSAT7"], weights=[2.0] * 200 + [1.0] * 800)
    assert weighted.loglik_ == pytest.approx(twice.loglik_, abs=1e-6)
    assert [item.slope for item in weighted.items_] == pytest.approx([item.slope for item in twice.items_], abs=1e-6)


def test_known_items_put_new_ones_on_their_scale() -> None:
    scores, theta = simulated("2pl", 3000, 12, 7)
    first = ItemResponse("2pl").fit(scores[theta < 0.5])
    known = {item.name: item.parameters for item in first.items_[:8]}
    other = ItemResponse("2pl", known=known).fit(scores[theta > -0.5])
    assert other.groups_[0].mean > first.groups_[0].mean + 0.5
    assert [item.is_known for item in other.items_] == [True] * 8 + [False] * 4
    assert other.items_[0].slope == first.items_[0].slope


def test_groups_stand_apart_on_one_scale() -> None:
    random = np.random.default_rng(11)
    theta = np.concatenate([random.normal(0, 1, 2000), random.normal(0.8, 1.2, 2000)])
    level = np.linspace(-2, 2.5, 20)
    scores = (random.random((4000, 20)) < 1 / (1 + np.exp(-1.3 * (theta[:, None] - level)))).astype(float)
    scores[:2000, 14:] = np.nan
    scores[2000:, :6] = np.nan
    found = ItemResponse("2pl").fit(scores, groups=["low"] * 2000 + ["high"] * 2000)
    low, high = found.groups_
    assert (low.mean, low.sd) == (0.0, 1.0)
    assert abs(high.mean - 0.8) < 3 * high.mean_error
    assert abs(high.sd - 1.2) < 3 * high.sd_error


def test_many_persons_are_calibrated_on_a_sample_first() -> None:
    scores, _ = simulated("2pl", 20_000, 15, 1)
    found = ItemResponse("2pl").fit(scores)
    assert found.calibration_.sampled > 0
    small = replace(found.grid, count=61)
    assert small == found.grid
    assert [item.slope for item in found.items_] == pytest.approx([1.2] * 15, abs=0.12)


def test_the_library_needs_no_django() -> None:
    script = (
        "import sys; from xuezheng.assessment import ItemResponse; ItemResponse(); sys.exit('django' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", script], check=False, env=environment).returncode == 0


def test_an_item_that_says_what_the_rest_says_is_named() -> None:
    """A step: right exactly for who has most right, in a test too short to say more."""
    random = np.random.default_rng(4)
    theta = random.normal(size=400)
    scores = (random.random((400, 4)) < 1 / (1 + np.exp(-theta[:, None]))).astype(float)
    scores[:, 3] = scores[:, :3].sum(axis=1) >= 2
    found = ItemResponse("2pl").fit(scores)
    assert [(finding.rule, finding.which) for finding in found.findings_] == [("slope_without_end", "4")]


def test_errors_are_unknown_where_the_data_say_nothing() -> None:
    observed = np.diag([4.0, 0.0, 9.0])
    found = inverse(observed)
    assert found[[0, 2], [0, 2]] == pytest.approx([0.25, 1 / 9])
    assert np.isnan(found[1]).all()


def test_a_score_that_few_got_survives_the_sample() -> None:
    scores, _ = simulated("gpcm", 20_000, 6, 9)
    scores[scores[:, 2] == 2, 2] = 1
    scores[[5, 17_003], 2] = 2
    found = ItemResponse("gpcm").fit(scores)
    assert found.is_converged_
    assert found.items_[2].intercepts[1] < -4


def test_a_group_whose_persons_do_not_differ_is_named() -> None:
    """Everybody has three of six right."""
    random = np.random.default_rng(8)
    scores = np.array([random.permutation([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]) for _ in range(60)])
    found = ItemResponse("rasch").fit(scores)
    assert [finding.rule for finding in found.findings_] == ["group_without_spread"]
    assert found.is_converged_
    assert found.groups_[0].sd == pytest.approx(0.1)
