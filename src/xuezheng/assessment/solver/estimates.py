"""A calibration's outcome in words a researcher knows: slopes, difficulties, errors."""

from dataclasses import dataclass, replace

import numpy as np

from xuezheng.assessment.problem import CalibrationProblem, Floats, Item, Whole
from xuezheng.assessment.solver.calibration import Calibration
from xuezheng.assessment.solver.information import group_positions
from xuezheng.assessment.solver.maximisation import NARROWEST
from xuezheng.assessment.solver.parameters import STEEPEST, Family
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class ItemEstimate:
    """An item on the scale. P as in `rules.curves`; `difficulties` are −d/a, for partial credit the points where scores
    c − 1 and c are as likely. Errors are standard errors, NaN for what was not estimated."""

    name: str
    model: str
    top: int
    slope: float
    slope_error: float
    intercepts: tuple[float, ...]
    intercept_errors: tuple[float, ...]
    difficulties: tuple[float, ...]
    difficulty_errors: tuple[float, ...]
    guessing: float = 0.0
    guessing_error: float = float("nan")
    is_known: bool = False

    @property
    def parameters(self) -> tuple[float, ...]:
        """As `problem.Item.known` takes them."""
        if self.model != "3pl":
            return (self.slope, *self.intercepts)
        return (self.slope, *self.intercepts, float(np.log(self.guessing / (1.0 - self.guessing))))


@dataclass(frozen=True)
class GroupEstimate:
    """Mean and standard deviation of a group's ability, with standard errors (NaN where fixed)."""

    name: str
    mean: float
    mean_error: float
    sd: float
    sd_error: float


def covariances(calibration: Calibration) -> tuple[dict[int, Floats], Floats]:
    """Covariance (p, p) of each item's parameters, rows of what is fixed NaN; and of all free ones, or NaN."""
    parameters = calibration.parameters
    size = len(parameters.vector)
    whole = np.full((size, size), np.nan) if calibration.information is None else calibration.covariance()
    out: dict[int, Floats] = {}
    start = 0
    for family in parameters.families:
        for row, free in enumerate(family.free):
            stop = start + int(free.sum())
            own = np.full((len(free), len(free)), np.nan)
            own[np.ix_(free, free)] = whole[start:stop, start:stop]
            out[int(family.items[row])] = own
            start = stop
    return out, whole


def item_estimates(items: tuple[Item, ...], calibration: Calibration) -> tuple[ItemEstimate, ...]:
    """In the order of the items."""
    own, _ = covariances(calibration)
    found: dict[int, ItemEstimate] = {}
    for family in calibration.parameters.families:
        for row, index in enumerate(family.items):
            found[int(index)] = item_estimate(items[int(index)], family, row, own[int(index)])
    return tuple(found[index] for index in range(len(items)))


def item_estimate(item: Item, family: Family, row: int, covariance: Floats) -> ItemEstimate:
    values, free = family.values[row], family.free[row]
    count = 1 if family.kind == "3pl" else len(values) - 1
    turn = np.zeros((count, len(values)))  # derivatives of the difficulties
    steps = np.arange(count)
    if family.kind == "gpcm":
        rises = np.diff(np.concatenate([[0.0], values[1:]]))
        turn[steps, steps + 1] = -1.0 / values[0]
        turn[steps[1:], steps[1:]] = 1.0 / values[0]
    else:
        rises = values[1 : count + 1]
        turn[steps, steps + 1] = -1.0 / values[0]
    difficulties = -rises / values[0]
    turn[:, 0] = rises / values[0] ** 2
    known = np.where(np.isnan(covariance) & ~(free[:, None] & free[None, :]), 0.0, covariance)
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(np.einsum("cp,pr,cr->c", turn, known, turn))
        own = np.where(free, np.sqrt(np.diag(covariance)), np.nan)
    guessing = float(1.0 / (1.0 + np.exp(-values[2]))) if family.kind == "3pl" else 0.0
    return ItemEstimate(
        item.name, item.model, item.top, float(values[0]), float(own[0]),
        floats(values[1 : count + 1]), floats(own[1 : count + 1]), floats(difficulties),
        floats(errors if free.any() else np.full(count, np.nan)),
        guessing, float(own[2] * guessing * (1.0 - guessing)) if family.kind == "3pl" else float("nan"), item.known is not None,
    )  # fmt: skip


def floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def group_estimates(names: tuple[str, ...], calibration: Calibration) -> tuple[GroupEstimate, ...]:
    parameters = calibration.parameters
    _, whole = covariances(calibration)
    start = sum(int(family.free.sum()) for family in parameters.families)
    means, sds = group_positions(parameters, start)

    def error(places: Whole, g: int) -> float:
        return float(np.sqrt(whole[places[g], places[g]])) if places[g] >= 0 else float("nan")

    spread = np.exp(parameters.log_sd)
    return tuple(
        GroupEstimate(
            name, float(parameters.mean[g]), error(means, g), float(spread[g]), float(spread[g]) * error(sds, g)
        )
        for g, name in enumerate(names)
    )


def with_common_slope(calibration: Calibration) -> Calibration:
    """A Rasch calibration with free spread, told as the 1PL: one common slope, the reference group's spread 1."""
    parameters = calibration.parameters
    unit = float(np.exp(parameters.log_sd[0]))
    families = tuple(
        replace(family, values=np.column_stack([family.values[:, 0] * unit, family.values[:, 1:]]))
        for family in parameters.families
    )
    told = replace(parameters, families=families, mean=parameters.mean / unit, log_sd=parameters.log_sd - np.log(unit))
    return replace(calibration, parameters=told, theta=calibration.theta / unit)


def doubts(calibration: Calibration, problem: CalibrationProblem) -> list[Problem]:
    """What a finished calibration could not settle: slopes without end, groups without spread, no convergence."""
    out: list[Problem] = []
    for family in calibration.parameters.families:
        for row in np.flatnonzero(family.free[:, 0] & (np.abs(family.values[:, 0]) > STEEPEST - 0.01)):
            what = Words(
                "区分度趋于无穷，已止于界限；该题参数不可用。",
                "The slope has no end and was held; the item's parameters are of no use.",
            )
            cure = Words(
                "检查该题与其他题是否重复，或增加考生。",
                "See whether the item repeats another, or have more persons answer it.",
            )
            out.append(Problem("slope_without_end", what, which=problem.items[int(family.items[row])].name, cure=cure))
    for g in np.flatnonzero(calibration.parameters.log_sd <= NARROWEST):
        what = Words(
            "该组考生能力没有差异可言，标准差已止于界限。",
            "The group's persons do not differ; its spread was held at the bound.",
        )
        out.append(Problem("group_without_spread", what, which=problem.group_names[int(g)]))
    if not calibration.is_converged:
        what = Words("迭代未收敛，结果仅供参考。", "The calibration has not converged; take its figures with care.")
        cure = Words(
            "考生或共同题太少，换用较简单的模型。", "There are too few persons or common items; take a simpler model."
        )
        out.append(Problem("not_converged", what, got=f"{calibration.iterations}", cure=cure))
    return out
