"""What a school adds: a random-intercept model of pupils' results, by restricted maximum likelihood in closed form.

y_i = x_i·β + u_school + e_i, u ~ N(0, τ²), e ~ N(0, σ²). The likelihood depends on the pupils only through sums over all and
over each school, so that one pass over the data suffices; what is left is a search over one number, the ratio τ²/σ²
(Searle, Casella and McCulloch 1992, chapter 6). A school's effect is shrunk toward nothing the more, the fewer its pupils.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from xuezheng.assessment.problem import Floats, Whole

NORMAL_95 = 1.959963984540054
SMALLEST_RATIO, LARGEST_RATIO = 1e-8, 1e4


@dataclass(frozen=True)
class ValueAdded:
    """`school` (S,) codes; `effect` (S,) shrunken; `error` (S,) its standard error given the coefficients, as lme4's;
    `wider_error` (S,) with the coefficients' own uncertainty, and, over plausible values, that between them; `low` and
    `high` (S,) bounds of 95 % from it; `trust` (S,) the share of a school's mean that is not shrunk away; `pupils` (S,).

    `withheld` (S,) marks schools with fewer pupils than asked for: their effects are NaN.
    """

    school: Whole
    pupils: Whole
    effect: Floats
    error: Floats
    wider_error: Floats
    low: Floats
    high: Floats
    trust: Floats
    withheld: Whole
    coefficients: Floats
    coefficient_errors: Floats
    sd_between: float
    sd_within: float


@dataclass(frozen=True)
class Sums:
    """Sums over all pupils, `cross` (p+1, p+1) of the columns x … y, and over schools, `by_school` (S, p+1)."""

    cross: Floats
    by_school: Floats
    pupils: Floats

    @property
    def width(self) -> int:
        return self.cross.shape[0] - 1


@dataclass(frozen=True)
class Fit:
    """The model at one ratio: criterion (−2 × restricted log-likelihood), coefficients, their unscaled covariance, σ²."""

    criterion: float
    coefficients: Floats
    unscaled: Floats
    within: float


def value_added(result: Floats, covariates: Floats, school: Whole, least_pupils: int = 1) -> ValueAdded:
    """Effects of schools.

    `result` (N,), or (N, M) for M plausible values, pooled by Rubin's rules; `covariates` (N, p) without a constant, which
    is added; `school` (N,) any codes. Schools of fewer than `least_pupils` take part but their effects are withheld.
    """
    if result.ndim == 2:
        return pooled([value_added(result[:, m], covariates, school, least_pupils) for m in range(result.shape[1])])
    if not (np.isfinite(result).all() and np.isfinite(covariates).all()):
        raise ValueError(
            "Results and covariates must be known for every pupil. Leave out or impute those with gaps first."
        )
    with threadpool_limits(1, "blas"):
        return estimated(result, covariates, school, least_pupils)


def estimated(result: Floats, covariates: Floats, school: Whole, least_pupils: int) -> ValueAdded:
    codes, place = np.unique(school, return_inverse=True)
    sums = summed(result, covariates, place.reshape(-1), len(codes))
    ratio = best_ratio(sums)
    fit = fitted(sums, ratio)
    design, means = sums.by_school[:, :-1], sums.by_school[:, -1]
    weight = ratio / (1.0 + ratio * sums.pupils)
    effect = weight * (means - design @ fit.coefficients)
    spread = fit.within * weight
    through = weight[:, None] * design
    wider = spread + fit.within * np.einsum("sp,pr,sr->s", through, fit.unscaled, through)
    withheld = sums.pupils < least_pupils
    effect, error, wider_error = (np.where(withheld, np.nan, x) for x in (effect, np.sqrt(spread), np.sqrt(wider)))
    return ValueAdded(
        codes, sums.pupils.astype(np.int64), effect, error, wider_error,
        effect - NORMAL_95 * wider_error, effect + NORMAL_95 * wider_error, weight * sums.pupils, withheld.astype(np.int64),
        fit.coefficients, np.sqrt(fit.within * np.diag(fit.unscaled)),
        float(np.sqrt(ratio * fit.within)), float(np.sqrt(fit.within)),
    )  # fmt: skip


def summed(result: Floats, covariates: Floats, place: Whole, schools: int) -> Sums:
    columns = [np.ones(len(result)), *covariates.T, result]
    table = np.column_stack(columns)
    totals = [np.bincount(place, weights=column, minlength=schools) for column in columns]
    by_school = np.column_stack(totals).astype(np.float64)
    return Sums(table.T @ table, by_school, by_school[:, 0])


def fitted(sums: Sums, ratio: float) -> Fit:
    """Generalised least squares at this ratio τ²/σ²."""
    weight = ratio / (1.0 + ratio * sums.pupils)
    moments = sums.cross - (sums.by_school * weight[:, None]).T @ sums.by_school
    inner, cross = moments[:-1, :-1], moments[:-1, -1]
    unscaled = np.asarray(np.linalg.inv(inner), dtype=np.float64)
    coefficients = unscaled @ cross
    freedom = float(sums.pupils.sum()) - sums.width
    within = float(moments[-1, -1] - cross @ coefficients) / freedom
    logs = float(np.log1p(ratio * sums.pupils).sum() + np.linalg.slogdet(inner)[1])
    return Fit(freedom * np.log(within) + logs, coefficients, unscaled, within)


def best_ratio(sums: Sums) -> float:
    """The ratio that minimises the criterion; 0 where nothing lies between schools."""
    return lowest(lambda ratio: fitted(sums, ratio).criterion)


def lowest(criterion: Callable[[float], float]) -> float:
    """Where a criterion of a ratio is lowest, by golden sections on the ratio's logarithm; 0 at the lower edge."""
    low, high = np.log(SMALLEST_RATIO), np.log(LARGEST_RATIO)
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    inner = [high - golden * (high - low), low + golden * (high - low)]
    value = [criterion(float(np.exp(x))) for x in inner]
    while high - low > 1e-9:
        if value[0] <= value[1]:
            high, inner[1], value[1] = inner[1], inner[0], value[0]
            inner[0] = high - golden * (high - low)
            value[0] = criterion(float(np.exp(inner[0])))
        else:
            low, inner[0], value[0] = inner[0], inner[1], value[1]
            inner[1] = low + golden * (high - low)
            value[1] = criterion(float(np.exp(inner[1])))
    ratio = float(np.exp(0.5 * (low + high)))
    return 0.0 if ratio < 10.0 * SMALLEST_RATIO else ratio


def pooled(parts: list[ValueAdded]) -> ValueAdded:
    """Rubin's rules over plausible values (Little and Rubin 2002): mean effect; mean variance and that between, added."""
    count, first = len(parts), parts[0]
    if count < 2:
        return first

    def joined(name: str, error: str) -> tuple[Floats, Floats]:
        values = np.stack([getattr(part, name) for part in parts])
        squares = np.stack([getattr(part, error) ** 2 for part in parts])
        return values.mean(axis=0), np.sqrt(squares.mean(axis=0) + (1.0 + 1.0 / count) * values.var(axis=0, ddof=1))

    effect, wider = joined("effect", "wider_error")
    _, error = joined("effect", "error")
    coefficients, coefficient_errors = joined("coefficients", "coefficient_errors")
    return ValueAdded(
        first.school, first.pupils, effect, error, wider, effect - NORMAL_95 * wider, effect + NORMAL_95 * wider,
        np.mean([part.trust for part in parts], axis=0), first.withheld, coefficients, coefficient_errors,
        float(np.sqrt(np.mean([part.sd_between**2 for part in parts]))),
        float(np.sqrt(np.mean([part.sd_within**2 for part in parts]))),
    )  # fmt: skip
