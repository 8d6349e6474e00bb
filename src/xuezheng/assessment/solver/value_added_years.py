"""What a school adds over several years jointly: a lasting part, and a part of each year.

y_i = x_i·β + u_school + v_school,year + e_i, u ~ N(0, τ²), v ~ N(0, ω²), e ~ N(0, σ²), by restricted maximum likelihood on
sums over schools and years. Years of one school lend each other strength as far as the data say that schools last.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.solver.value_added import NORMAL_95, lowest

ROUNDS = 50


@dataclass(frozen=True)
class ValueAddedYears:
    """`school` (S,), `lasting` (S,) shrunken effects and `lasting_error` (S,). Each year of each school (C,): `cell_school`
    (places in `school`), `cell_year`, `pupils`, `effect` (lasting and the year's own), its `error`. These errors are given the
    coefficients; the wider ones, and from them the bounds `low`, `high` of 95 %, have the coefficients' uncertainty as well. Over
    plausible values all have that between them. Spreads of the three parts.

    Effects of cells with fewer pupils than asked for are NaN, and the lasting ones of schools with no other cells.
    """

    school: Whole
    lasting: Floats
    lasting_error: Floats
    lasting_wider_error: Floats
    cell_school: Whole
    cell_year: Whole
    pupils: Whole
    effect: Floats
    error: Floats
    wider_error: Floats
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


def value_added_years(
    result: Floats, covariates: Floats, school: Whole, year: Whole, least_pupils: int = 1
) -> ValueAddedYears:
    """Effects of schools in years. `result` (N,), `covariates` (N, p) without a constant, `school` and `year` (N,) codes.

    Or `result` (N, M) for M plausible values, pooled by Rubin's rules; the covariates may then be (N, p, M): an earlier
    score's plausible values go with the later one's. Differences between years that all schools share belong in the
    covariates (one column a year but the first). Cells of fewer than `least_pupils` take part, but are withheld.
    """
    if not (np.isfinite(result).all() and np.isfinite(covariates).all()):
        raise ValueError(
            "Results and covariates must be known for every pupil. Leave out or impute those with gaps first."
        )
    results = result[:, None] if result.ndim == 1 else result
    sets = covariates[:, :, None] if covariates.ndim == 2 else covariates
    codes, place = np.unique(school, return_inverse=True)
    years, when = np.unique(year, return_inverse=True)
    both, cell = np.unique(place.reshape(-1) * len(years) + when.reshape(-1), return_inverse=True)
    marks = Marks(codes, years[both % len(years)], cell.reshape(-1), both // len(years))
    with threadpool_limits(1, "blas"):
        parts = [estimated(results[:, m], sets[:, :, m % sets.shape[2]], marks) for m in range(results.shape[1])]
    return withheld(pooled(parts), least_pupils)


@dataclass(frozen=True)
class Marks:
    """Codes of schools (S,), the year of each cell (C,), each pupil's cell (N,), and each cell's school (C,)."""

    codes: Whole
    cell_year: Whole
    cell: Whole
    cell_school: Whole


def estimated(result: Floats, covariates: Floats, marks: Marks) -> ValueAddedYears:
    """Of one set of results."""
    cells = summed(result, covariates, marks.cell, marks.cell_school, len(marks.codes))
    lasting, yearly = best_ratios(cells)
    fit = fitted(cells, lasting, yearly)
    left = cells.sums[:, -1] - cells.sums[:, :-1] @ fit.coefficients
    effect_school = fit.school_weight * by_school(cells, left * fit.counted)
    own = fit.year_weight * (left - cells.pupils * effect_school[cells.school])
    effect = effect_school[cells.school] + own
    kept = 1.0 - fit.year_weight * cells.pupils
    error = np.sqrt(fit.within * (fit.year_weight + fit.school_weight[cells.school] * kept**2))
    design = cells.sums[:, :-1]
    columns = [by_school(cells, fit.counted * column) for column in design.T]
    through_school = fit.school_weight[:, None] * np.column_stack(columns)  # how an effect moves with the coefficients
    through = kept[:, None] * through_school[cells.school] + fit.year_weight[:, None] * design

    def wider(narrow: Floats, moves: Floats) -> Floats:
        return np.sqrt(narrow**2 + fit.within * np.einsum("sp,pr,sr->s", moves, fit.unscaled, moves))

    lasting_error, wide = np.sqrt(fit.within * fit.school_weight), wider(error, through)
    return ValueAddedYears(
        marks.codes, effect_school, lasting_error, wider(lasting_error, through_school), cells.school, marks.cell_year,
        cells.pupils.astype(np.int64), effect, error, wide, effect - NORMAL_95 * wide, effect + NORMAL_95 * wide,
        fit.coefficients, np.sqrt(fit.within * np.diag(fit.unscaled)),
        float(np.sqrt(lasting * fit.within)), float(np.sqrt(yearly * fit.within)), float(np.sqrt(fit.within)),
    )  # fmt: skip


def pooled(parts: list[ValueAddedYears]) -> ValueAddedYears:
    """Rubin's rules over plausible values: mean effects; mean variances and those between, added."""
    count, first = len(parts), parts[0]
    if count < 2:
        return first

    def joined(name: str, error: str) -> tuple[Floats, Floats]:
        values = np.stack([getattr(part, name) for part in parts])
        squares = np.stack([getattr(part, error) ** 2 for part in parts])
        return values.mean(axis=0), np.sqrt(squares.mean(axis=0) + (1.0 + 1.0 / count) * values.var(axis=0, ddof=1))

    lasting, lasting_error = joined("lasting", "lasting_error")
    effect, error = joined("effect", "error")
    _, lasting_wider = joined("lasting", "lasting_wider_error")
    _, wide = joined("effect", "wider_error")
    coefficients, coefficient_errors = joined("coefficients", "coefficient_errors")
    spreads = {
        name: float(np.sqrt(np.mean([getattr(part, name) ** 2 for part in parts])))
        for name in ("sd_lasting", "sd_yearly", "sd_within")
    }
    return replace(
        first, lasting=lasting, lasting_error=lasting_error, lasting_wider_error=lasting_wider, effect=effect, error=error,
        wider_error=wide, low=effect - NORMAL_95 * wide, high=effect + NORMAL_95 * wide, coefficients=coefficients, coefficient_errors=coefficient_errors, **spreads,
    )  # fmt: skip


def withheld(found: ValueAddedYears, least_pupils: int) -> ValueAddedYears:
    """With the effects of small cells, and of schools that have no others, as NaN."""
    small = found.pupils < least_pupils
    known = np.bincount(found.cell_school[~small], minlength=len(found.school)) > 0
    cells = {
        name: np.where(small, np.nan, getattr(found, name))
        for name in ("effect", "error", "wider_error", "low", "high")
    }
    schools = {
        name: np.where(known, getattr(found, name), np.nan)
        for name in ("lasting", "lasting_error", "lasting_wider_error")
    }
    return replace(found, **cells, **schools)


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
