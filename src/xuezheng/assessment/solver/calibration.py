"""Marginal maximum likelihood: expectation–maximisation until near the top, Newton's method from there.

1. On a sample of the persons when there are many: all of 2–3, so that the whole data need only the last steps.
2. EM cycles with squared extrapolation (Varadhan and Roland 2008, SqS3), which never end worse than plain EM.
3. Newton steps on the marginal likelihood with the observed information. The information is kept while it serves (each
   step then costs one expectation) and made anew when the gradient falls too slowly.
"""

from dataclasses import dataclass, replace

import numpy as np

from xuezheng.assessment.problem import CalibrationProblem, Floats, Grid
from xuezheng.assessment.solver.blocks import Block, blocks
from xuezheng.assessment.solver.expectation import Expected, expect
from xuezheng.assessment.solver.information import Information, gradient, information
from xuezheng.assessment.solver.maximisation import maximise, pinned, reconsidered
from xuezheng.assessment.solver.parameters import Parameters, starting

SAMPLE_ROWS = 6_000  # rows of the first, smaller calibration; only when there are three times as many
LONGEST_STEP = 2.0
FLAT = 1e-10  # a direction of the scaled information below this share of the largest says nothing
SERVES = 0.04  # an information serves while a step leaves at most this share of the gradient, squared


@dataclass(frozen=True)
class Stop:
    """When to stop: no free parameter moves by more than `tolerance` in a Newton step, or `expectations` are used up."""

    tolerance: float = 1e-6
    expectations: int = 1000

    def __call__(self, moved: float, used: int) -> bool:
        return moved < self.tolerance or used >= self.expectations


@dataclass(frozen=True)
class Calibration:
    """The outcome. `covariance` (P, P) of the free parameters from the observed information, `crossed` the products of
    gradients (for sandwich errors); `iterations` counts expectation steps over all persons, `sampled` those over a sample.
    """

    parameters: Parameters
    blocks: list[Block]
    theta: Floats
    loglik: float
    iterations: int
    sampled: int
    is_converged: bool
    information: Information | None

    def covariance(self) -> Floats:
        """Inverse of the observed information (P, P); NaN for parameters that the data leave undetermined."""
        if self.information is None:
            raise ValueError("The calibration must be made with standard errors. Got one made without.")
        return inverse(self.information.observed)


def inverse(observed: Floats) -> Floats:
    """The inverse; parameters that lie in a direction without information get NaN."""
    scale = np.sqrt(np.maximum(np.abs(np.diag(observed)), 1e-300))
    values, vectors = np.linalg.eigh(observed / scale / scale[:, None])
    known = values > FLAT * max(float(values.max(initial=0.0)), 1e-300)
    out = np.asarray(
        (vectors[:, known] / values[known]) @ vectors[:, known].T / scale / scale[:, None], dtype=np.float64
    )
    lost = (vectors[:, ~known] ** 2).sum(axis=1) > 1e-6
    out[lost], out[:, lost] = np.nan, np.nan
    return out


class Climb:
    """One climb on one set of blocks: where we stand, what it is worth, and how many expectations it took."""

    def __init__(self, blocks: list[Block], parameters: Parameters, theta: Floats) -> None:
        self.blocks, self.theta = blocks, theta
        self.used = 0
        self.parameters = parameters
        self.expected = self.look(parameters)
        self.value = self.expected.loglik - parameters.penalty()

    def look(self, parameters: Parameters) -> Expected:
        self.used += 1
        return expect(self.blocks, parameters, self.theta)

    def move(self, parameters: Parameters, at_least: float) -> bool:
        """Go there if it is admissible and worth at least so much."""
        if not parameters.is_admissible():
            return False
        expected = self.look(parameters)
        value = expected.loglik - parameters.penalty()
        if not value >= at_least:
            return False
        self.parameters, self.expected, self.value = parameters, expected, value
        return True

    def reconsider(self) -> None:
        """Try other first values for items whose likelihood may have several tops."""
        if any(family.kind == "3pl" for family in self.parameters.families):
            self.move(reconsidered(self.parameters, self.expected, self.theta), self.value)

    def pin(self) -> None:
        """Hold what runs to the edge of its range."""
        held = pinned(self.parameters)
        if len(held.vector) < len(self.parameters.vector):
            self.move(held, -np.inf)

    def slack(self) -> float:
        """What rounding may take from a sum as large as ours."""
        return 1e-11 * abs(self.value)

    def step(self) -> Floats:
        """One plain EM step; how far each free parameter went."""
        before = self.parameters.vector
        better = maximise(self.parameters, self.expected, self.theta)
        self.move(better, -np.inf)
        return self.parameters.vector - before


def squared_cycle(climb: Climb) -> float:
    """Two EM steps, then an extrapolation along both if it is worth more; gives the largest last movement."""
    origin = climb.parameters.vector
    first = climb.step()
    second = climb.step()
    bend = second - first
    norm = float(np.linalg.norm(bend))
    if norm > 1e-12:
        stretch = max(1.0, float(np.linalg.norm(first)) / norm)
        far = climb.parameters.at(origin + 2.0 * stretch * first + stretch**2 * bend)
        if stretch > 1.0:
            climb.move(far, climb.value)
    return float(np.abs(second).max(initial=0.0))


def newton(climb: Climb, held: Floats | None, stop: Stop) -> tuple[float, Floats | None]:
    """Newton steps until they are small or fail; the last movement and the information they used.

    `held` is an information to begin with.
    """
    moved = np.inf
    while not stop(moved, climb.used):
        is_fresh = held is None or len(held) != len(climb.parameters.vector)
        if is_fresh:
            held = information(climb.blocks, climb.parameters, climb.expected, climb.theta).observed
        assert held is not None
        step, before = solved(held, gradient(climb.parameters, climb.expected, climb.theta))
        size = walked(climb, step)
        if size == 0.0:
            if is_fresh:
                return np.inf, None
            held = None
            continue
        moved = float(np.abs(step).max(initial=0.0))
        climb.pin()
        if len(climb.parameters.vector) == len(step) and not stop(moved, climb.used):
            _, after = solved(held, gradient(climb.parameters, climb.expected, climb.theta))
            if after <= SERVES * before:
                continue
        if not stop(moved, climb.used):
            held = None
    return moved, held


def walked(climb: Climb, step: Floats) -> float:
    """Go along the step, less far while it does not pay; how far, as a share."""
    here = climb.parameters.vector
    size = min(1.0, LONGEST_STEP / max(float(np.abs(step).max(initial=0.0)), 1e-300))
    for _ in range(5):
        if climb.move(climb.parameters.at(here + size * step), climb.value - climb.slack()):
            return size
        size *= 0.25
    return 0.0


def solved(held: Floats, slope: Floats) -> tuple[Floats, float]:
    """held⁻¹ slope, and slopeᵀ held⁻¹ slope. A direction in which `held` is not positive is turned upward."""
    scale = np.sqrt(np.maximum(np.abs(np.diag(held)), 1e-300))
    scaled = held / scale / scale[:, None]
    try:
        np.linalg.cholesky(scaled)
        step = np.linalg.solve(scaled, slope / scale) / scale
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(scaled)
        step = vectors @ ((vectors.T @ (slope / scale)) / np.maximum(np.abs(values), 1e-3)) / scale
    return step, float(slope @ step)


def climb_up(climb: Climb, held: Floats | None, stop: Stop) -> tuple[bool, Floats | None]:
    """EM cycles, then Newton; more cycles where Newton fails. Whether it converged, and the last information."""
    near = 0.1
    if held is None:
        squared_cycle(climb)
        climb.reconsider()
        while squared_cycle(climb) > near and climb.used < stop.expectations:
            climb.pin()
        climb.reconsider()
    while True:
        moved, held = newton(climb, held, stop)
        if moved < stop.tolerance:
            return True, held
        near = max(0.3 * near, stop.tolerance)
        moved = np.inf
        while moved > near:
            if climb.used >= stop.expectations:
                return False, held
            moved = squared_cycle(climb)
            climb.pin()
        if near <= stop.tolerance:
            return True, held


def calibrate(
    problem: CalibrationProblem, grid: Grid, stop: Stop, standard_errors: bool = True, start: Parameters | None = None
) -> Calibration:
    """Maximum of the marginal likelihood of a sound problem (see `screening`), on the grid's nodes."""
    theta = grid.nodes
    parameters = starting(problem) if start is None else start
    whole = blocks(problem)
    rows = sum(len(block.indicators) for block in whole)
    held, sampled = None, 0
    if rows >= 3 * SAMPLE_ROWS:
        parts = [sample(block, max(SAMPLE_ROWS, rows // 40) / rows) for block in whole]
        small = Climb(parts, parameters, theta)
        _, held = climb_up(small, None, replace(stop, tolerance=1e-2))
        parameters, sampled = small.parameters, small.used
    climb = Climb(whole, parameters, theta)
    is_converged, _ = climb_up(climb, held, stop)
    found = information(whole, climb.parameters, climb.expected, theta) if standard_errors else None
    return Calibration(climb.parameters, whole, theta, climb.expected.loglik, climb.used, sampled, is_converged, found)


def sample(block: Block, share: float) -> Block:
    """Every so many-th row of a block, at least two hundred."""
    rows = len(block.indicators)
    kept = np.unique(np.linspace(0, rows - 1, min(rows, max(200, int(rows * share)))).astype(np.int64))
    factor = float(block.weight.sum() / block.weight[kept].sum())
    return replace(block, indicators=block.indicators[kept], weight=block.weight[kept] * factor)
