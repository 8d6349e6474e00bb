"""What a school adds over several years jointly: a lasting part, and a part of each year.

y_i = x_i·β + u_school + v_school,year + e_i, u ~ N(0, τ²), v ~ N(0, ω²), e ~ N(0, σ²), by restricted maximum likelihood on
sums over schools and years. Years of one school lend each other strength as far as the data say that schools last.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.solver.value_added import NORMAL_95, lowest

ROUNDS = 50


@dataclass(frozen=True)
class ValueAddedYears:
    """`school` (S,), `lasting` (S,) shrunken effects and `lasting_error` (S,). Each year of each school (C,): `cell_school`
    (places in `school`), `cell_year`, `pupils`, `effect` (lasting and the year's own), its `error`, bounds `low`, `high`
    of 95 %. Errors are given the coefficients. Spreads of the three parts."""

    school: Whole
    lasting: Floats
    lasting_error: Floats
    cell_school: Whole
    cell_year: Whole
    pupils: Whole
    effect: Floats
    error: Floats
    low: Floats
    high: Floats
    coefficients: Floats
    coefficient_errors: Floats
    sd_lasting: float
    sd_yearly: float
    sd_within: float


@dataclass(frozen=True)
class Cells:
    """Sums over all pupils, `cross` (p+1, p+1) of x … y, and over each school's years, `sums` (C, p+1), `pupils` (C,)."""

    cross: Floats
    sums: Floats
    pupils: Floats
    school: Whole
    schools: int


@dataclass(frozen=True)
class Fit:
    """At the ratios τ²/σ² and ω²/σ²: the criterion, coefficients, their unscaled covariance, σ², the weights that shrink a
    school (S,) and a year (C,), and the share of a year's pupils that counts for its school (C,)."""

    criterion: float
    coefficients: Floats
    unscaled: Floats
    within: float
    school_weight: Floats
    year_weight: Floats
    counted: Floats


def value_added_years(result: Floats, covariates: Floats, school: Whole, year: Whole) -> ValueAddedYears:
    """Effects of schools in years. `result` (N,), `covariates` (N, p) without a constant, `school` and `year` (N,) codes.

    Differences between years that all schools share belong in the covariates (one column a year but the first).
    """
    if not (np.isfinite(result).all() and np.isfinite(covariates).all()):
        raise ValueError(
            "Results and covariates must be known for every pupil. Leave out or impute those with gaps first."
        )
    with threadpool_limits(1, "blas"):
        codes, place = np.unique(school, return_inverse=True)
        years, when = np.unique(year, return_inverse=True)
        both, cell = np.unique(place.reshape(-1) * len(years) + when.reshape(-1), return_inverse=True)
        cells = summed(result, covariates, cell.reshape(-1), both // len(years), len(codes))
        lasting, yearly = best_ratios(cells)
        fit = fitted(cells, lasting, yearly)
    left = cells.sums[:, -1] - cells.sums[:, :-1] @ fit.coefficients
    effect_school = fit.school_weight * by_school(cells, left * fit.counted)
    own = fit.year_weight * (left - cells.pupils * effect_school[cells.school])
    effect = effect_school[cells.school] + own
    kept = 1.0 - fit.year_weight * cells.pupils
    error = np.sqrt(fit.within * (fit.year_weight + fit.school_weight[cells.school] * kept**2))
    return ValueAddedYears(
        codes, effect_school, np.sqrt(fit.within * fit.school_weight), cells.school, years[both % len(years)],
        cells.pupils.astype(np.int64), effect, error, effect - NORMAL_95 * error, effect + NORMAL_95 * error,
        fit.coefficients, np.sqrt(fit.within * np.diag(fit.unscaled)),
        float(np.sqrt(lasting * fit.within)), float(np.sqrt(yearly * fit.within)), float(np.sqrt(fit.within)),
    )  # fmt: skip


def summed(result: Floats, covariates: Floats, cell: Whole, school: Whole, schools: int) -> Cells:
    columns = [np.ones(len(result)), *covariates.T, result]
    table = np.column_stack(columns)
    totals = [np.bincount(cell, weights=column, minlength=len(school)) for column in columns]
    sums = np.column_stack(totals).astype(np.float64)
    return Cells(table.T @ table, sums, sums[:, 0], school, schools)


def by_school(cells: Cells, values: Floats) -> Floats:
    """Sums of the years' values (C,) of each school (S,)."""
    return np.bincount(cells.school, weights=values, minlength=cells.schools).astype(np.float64)


def fitted(cells: Cells, lasting: float, yearly: float) -> Fit:
    """Generalised least squares: years are shrunk within schools first, then schools."""
    counted = 1.0 / (1.0 + yearly * cells.pupils)
    year_weight = yearly * counted
    school_size = by_school(cells, cells.pupils * counted)
    school_weight = lasting / (1.0 + lasting * school_size)
    school_sums = np.column_stack([by_school(cells, column * counted) for column in cells.sums.T])
    moments = cells.cross - (cells.sums * year_weight[:, None]).T @ cells.sums
    moments -= (school_sums * school_weight[:, None]).T @ school_sums
    inner, cross = moments[:-1, :-1], moments[:-1, -1]
    unscaled = np.asarray(np.linalg.inv(inner), dtype=np.float64)
    coefficients = unscaled @ cross
    freedom = float(cells.pupils.sum()) - len(inner)
    within = float(moments[-1, -1] - cross @ coefficients) / freedom
    logs = float(-np.log(counted).sum() + np.log1p(lasting * school_size).sum() + np.linalg.slogdet(inner)[1])
    return Fit(freedom * np.log(within) + logs, coefficients, unscaled, within, school_weight, year_weight, counted)


def best_ratios(cells: Cells) -> tuple[float, float]:
    """The two ratios that minimise the criterion, in turns until neither moves."""
    lasting, yearly = 0.1, 0.1
    for _ in range(ROUNDS):
        before = lasting, yearly
        lasting = lowest(partial(criterion, cells, yearly=yearly))
        yearly = lowest(partial(criterion, cells, lasting))
        if max(abs(lasting - before[0]), abs(yearly - before[1])) < 1e-7:
            break
    return lasting, yearly


def criterion(cells: Cells, lasting: float, yearly: float) -> float:
    return fitted(cells, lasting, yearly).criterion
