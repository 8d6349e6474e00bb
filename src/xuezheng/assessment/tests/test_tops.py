"""Science's four items: that mirt's figures stop short of the top and ours do not, held by a likelihood written out anew."""

import numpy as np
import pytest

from xuezheng.assessment import ItemResponse
from xuezheng.assessment.problem import Floats
from xuezheng.assessment.solver.expectation import expect
from xuezheng.assessment.solver.maximisation import maximise
from xuezheng.assessment.tests.published import SCIENCE, answers

SCORES = answers(SCIENCE, lowest=1)
# what mirt 1.47 printed: slope, intercepts; partial credit after 1,639 iterations, graded after 219
PRINTED = {
    "gpcm": [
        [0.861182733836657, 2.82244077118591, 5.31329095732349, 3.98901213363104],
        [0.839982261764062, 1.70992941022488, 2.57770344913651, 0.848248762358695],
        [2.23702799136201, 4.66011208728329, 6.84085472446351, 4.98082160799351],
        [0.720407896938508, 2.09485750573135, 2.89395626755612, 1.71864169106766],
    ],
    "grm": [
        [1.04065136771055, 4.86273381229313, 2.6391709085717, -1.4654615046455],
        [1.22583397422483, 2.92400034794339, 0.901131029108304, -2.26643099435965],
        [2.30053027726076, 5.2450754694831, 2.21859925223329, -1.96746252201967],
        [1.09380977642966, 3.34689338207926, 0.991421882646159, -1.68753711010953],
    ],
}


def height(model: str, table: Floats) -> float:
    """The marginal log-likelihood by its definition, a person and an item at a time; nothing of the solver's."""
    theta = np.linspace(-6.0, 6.0, 61)
    weight = np.exp(-0.5 * theta**2)
    likelihood = np.tile(weight / weight.sum(), (len(SCORES), 1))
    for item, (slope, *intercepts) in enumerate(table):
        if model == "gpcm":
            terms = np.exp([k * slope * theta + d for k, d in enumerate([0.0, *intercepts])])
            shares = terms / terms.sum(axis=0)
        else:
            above = [np.ones(61), *(1.0 / (1.0 + np.exp(-(slope * theta + d))) for d in intercepts), np.zeros(61)]
            shares = -np.diff(above, axis=0)
        likelihood *= shares[SCORES[:, item].astype(int)]
    return float(np.log(likelihood.sum(axis=1)).sum())


def steepest(model: str, table: Floats, step: float = 1e-4) -> float:
    """The largest slope of `height`, by differences."""
    found: list[float] = []
    for place in np.ndindex(table.shape):
        up, down = table.copy(), table.copy()
        up[place] += step
        down[place] -= step
        found.append(abs(height(model, up) - height(model, down)) / (2.0 * step))
    return max(found)


@pytest.mark.parametrize("model", PRINTED)
def test_what_mirt_printed_is_below_the_top(model: str) -> None:
    theirs = np.array(PRINTED[model])
    found = ItemResponse(model).fit(SCORES)
    ours = np.array([[item.slope, *item.intercepts] for item in found.items_])
    assert height(model, ours) == pytest.approx(found.loglik_, abs=1e-9)
    assert height(model, ours) > height(model, theirs)
    assert steepest(model, theirs) > 1e-4
    assert steepest(model, ours) < 1e-6


@pytest.mark.parametrize("model", PRINTED)
def test_plain_steps_from_what_mirt_printed_end_where_ours_do(model: str) -> None:
    """Expectation and maximisation alone, no acceleration and no Newton steps, begun at mirt's own figures."""
    state = ItemResponse(model).fit(SCORES).calibration_
    here = state.parameters.at(np.array(PRINTED[model]).ravel())
    distance = float(np.abs(here.vector - state.parameters.vector).max())
    for _ in range(100):
        here = maximise(here, expect(state.blocks, here, state.theta), state.theta)
    assert distance > 9e-5
    assert np.abs(here.vector - state.parameters.vector).max() < 2e-6
