"""What schools add, against the same model solved at length, and on schools whose answer is plain."""

import numpy as np
import pytest

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.solver.value_added import best_ratio, fitted, summed, value_added


def town(schools: int, seed: int, between: float = 0.4) -> tuple[Floats, Floats, Whole, Floats]:
    """Invented pupils of schools of different sizes: results, prior score, school, and what each school adds."""
    random = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), random.integers(3, 60, schools))
    effect = random.normal(0.0, between, schools)
    prior = random.normal(size=(len(school), 1))
    return 0.7 * prior[:, 0] + effect[school] + random.normal(size=len(school)), prior, school, effect


def test_agrees_with_the_equations_solved_at_length() -> None:
    """Henderson's mixed model equations with the whole incidence matrix, at the ratio found."""
    result, prior, school, _ = town(12, 1)
    found = value_added(result, prior, school)
    design = np.column_stack([np.ones(len(result)), prior])
    member = np.eye(12)[school]
    ratio = found.sd_between**2 / found.sd_within**2
    left = np.block(
        [[design.T @ design, design.T @ member], [member.T @ design, member.T @ member + np.eye(12) / ratio]]
    )
    solution = np.linalg.solve(left, np.concatenate([design.T @ result, member.T @ result]))
    spread = np.linalg.inv(left) * found.sd_within**2
    assert found.coefficients == pytest.approx(solution[:2], abs=1e-9)
    assert found.effect == pytest.approx(solution[2:], abs=1e-9)
    assert found.coefficient_errors == pytest.approx(np.sqrt(np.diag(spread)[:2]), abs=1e-9)
    assert found.wider_error == pytest.approx(np.sqrt(np.diag(spread)[2:]), abs=1e-9)


def test_the_ratio_is_the_best() -> None:
    result, prior, school, _ = town(40, 2)
    sums = summed(result, prior, school, 40)
    ratio = best_ratio(sums)
    here = fitted(sums, ratio).criterion
    assert all(here <= fitted(sums, ratio * factor).criterion for factor in (0.5, 0.99, 1.01, 2.0))


def test_intervals_cover_what_schools_add() -> None:
    result, prior, school, effect = town(400, 3)
    found = value_added(result, prior, school)
    assert ((found.low < effect) & (effect < found.high)).mean() == pytest.approx(0.95, abs=0.03)


def test_small_schools_are_shrunk_more_and_may_be_withheld() -> None:
    result, prior, school, _ = town(50, 4)
    found = value_added(result, prior, school, least_pupils=10)
    order = np.argsort(found.pupils)
    assert (np.diff(found.trust[order]) >= 0).all()
    assert (np.isnan(found.effect) == (found.pupils < 10)).all()
    assert 0 < found.withheld.sum() < 50


def test_schools_that_add_nothing() -> None:
    random = np.random.default_rng(6)
    noise = random.normal(size=(600, 1))
    for column in range(20):
        noise[column::20] -= noise[column::20].mean()
    found = value_added(noise[:, 0], random.normal(size=(600, 0)), np.arange(600) % 20)
    assert found.sd_between == 0.0
    assert found.effect == pytest.approx(0.0)


def test_plausible_values_widen_the_intervals() -> None:
    result, prior, school, _ = town(30, 7)
    values = result[:, None] + np.random.default_rng(8).normal(0.0, 0.5, (len(result), 5))
    assert (
        value_added(values[:, 0], prior, school).wider_error.mean()
        < value_added(values, prior, school).wider_error.mean()
    )


def test_gaps_are_refused() -> None:
    result, prior, school, _ = town(5, 9)
    result[3] = np.nan
    with pytest.raises(ValueError, match="known for every pupil"):
        value_added(result, prior, school)
