"""What schools add, against the same model solved at length, and on schools whose answer is plain."""

import numpy as np
import pytest

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.solver.value_added import best_ratio, fitted, summed, value_added
from xuezheng.assessment.solver.value_added_years import best_ratios, criterion, value_added_years
from xuezheng.assessment.solver.value_added_years import summed as summed_cells


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


def test_years_agree_with_the_equations_solved_at_length() -> None:
    random = np.random.default_rng(11)
    school, year = random.integers(0, 9, 1500), random.integers(2023, 2026, 1500)
    lasting, yearly = random.normal(0, 0.5, 9), random.normal(0, 0.3, (9, 3))
    prior = random.normal(size=(1500, 1))
    result = 0.6 * prior[:, 0] + lasting[school] + yearly[school, year - 2023] + random.normal(size=1500)
    found = value_added_years(result, prior, school, year)
    design = np.column_stack([np.ones(1500), prior])
    member = np.hstack([np.eye(9)[school], np.eye(27)[school * 3 + year - 2023]])
    ridge = np.concatenate([np.full(9, found.sd_lasting**-2), np.full(27, found.sd_yearly**-2)]) * found.sd_within**2
    left = np.block([[design.T @ design, design.T @ member], [member.T @ design, member.T @ member + np.diag(ridge)]])
    solution = np.linalg.solve(left, np.concatenate([design.T @ result, member.T @ result]))
    assert found.coefficients == pytest.approx(solution[:2], abs=1e-8)
    assert found.lasting == pytest.approx(solution[2:11], abs=1e-8)
    assert found.effect == pytest.approx(np.repeat(solution[2:11], 3) + solution[11:], abs=1e-8)
    inner = np.linalg.inv(member.T @ member + np.diag(ridge)) * found.sd_within**2  # given the coefficients
    sums = np.hstack([np.repeat(np.eye(9), 3, axis=0), np.eye(27)])
    assert found.lasting_error == pytest.approx(np.sqrt(np.diag(inner)[:9]), abs=1e-8)
    assert found.error == pytest.approx(np.sqrt(np.diag(sums @ inner @ sums.T)), abs=1e-8)
    assert (found.cell_year[:3].tolist(), found.cell_school[:4].tolist()) == ([2023, 2024, 2025], [0, 0, 0, 1])


def test_years_lend_each_other_strength() -> None:
    """Schools that never change: the years' own part goes, and three years say more than one."""
    random = np.random.default_rng(12)
    school, year = np.repeat(np.arange(60), 60), np.tile(np.repeat([1, 2, 3], 20), 60)
    lasting = random.normal(0, 0.5, 60)
    result = lasting[school] + random.normal(size=3600)
    found = value_added_years(result, np.zeros((3600, 0)), school, year)
    alone = value_added(result[year == 3], np.zeros((1200, 0)), school[year == 3])
    assert found.sd_yearly < 0.1
    assert found.error.mean() < 0.75 * alone.error.mean()
    assert np.corrcoef(found.lasting, lasting)[0, 1] > np.corrcoef(alone.effect, lasting)[0, 1]


def test_the_two_ratios_are_the_best() -> None:
    random = np.random.default_rng(13)
    cell = random.integers(0, 60, 2000)
    effect = np.repeat(random.normal(0, 0.4, 20), 3) + random.normal(0, 0.25, 60)
    cells = summed_cells(effect[cell] + random.normal(size=2000), np.zeros((2000, 0)), cell, np.arange(60) // 3, 20)
    lasting, yearly = best_ratios(cells)
    here = criterion(cells, lasting, yearly)
    around = [(lasting * x, yearly * y) for x in (0.97, 1.0, 1.03) for y in (0.97, 1.0, 1.03) if (x, y) != (1.0, 1.0)]
    assert all(here < criterion(cells, *ratios) for ratios in around)
