"""The parameters of a calibration: items of one kind and size side by side, then the groups' means and spreads."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.problem import CalibrationProblem, Floats, Item, Whole
from xuezheng.assessment.rules import curves
from xuezheng.assessment.rules.curves import Kind

Flags = NDArray[np.bool_]
STEEPEST = 12.0  # a slope beyond it is a step, and its number means nothing


@dataclass(frozen=True)
class Family:
    """Items of one kind and one number of scores; `values` (J, p), `free` (J, p), `prior_mean`, `prior_weight` (J, p)."""

    kind: Kind
    items: Whole
    values: Floats
    free: Flags
    prior_mean: Floats
    prior_weight: Floats

    @property
    def scores(self) -> int:
        return curves.score_count(self.kind, self.values.shape[1])

    def penalty(self) -> Floats:
        """Minus log prior of each item, without constants: (J,)."""
        return 0.5 * (self.prior_weight * (self.values - self.prior_mean) ** 2).sum(axis=1)


@dataclass(frozen=True)
class Parameters:
    """All parameters. `offset` (J+1,) says where an item's scores begin in arrays that hold all scores of all items."""

    families: tuple[Family, ...]
    mean: Floats
    log_sd: Floats
    free_mean: Flags
    free_sd: Flags
    offset: Whole

    @property
    def vector(self) -> Floats:
        """The free parameters, family by family, row by row, then free means, then free log standard deviations."""
        parts = [family.values[family.free] for family in self.families]
        return np.concatenate([*parts, self.mean[self.free_mean], self.log_sd[self.free_sd]])

    def at(self, vector: Floats) -> "Parameters":
        """These parameters with the free ones taken from `vector`."""
        start, families = 0, list[Family]()
        for family in self.families:
            values, stop = family.values.copy(), start + int(family.free.sum())
            values[family.free] = vector[start:stop]
            families.append(replace(family, values=values))
            start = stop
        mean, log_sd = self.mean.copy(), self.log_sd.copy()
        stop = start + int(self.free_mean.sum())
        mean[self.free_mean] = vector[start:stop]
        log_sd[self.free_sd] = vector[stop:]
        return replace(self, families=tuple(families), mean=mean, log_sd=log_sd)

    def is_admissible(self) -> bool:
        """Finite, spreads in bounds, and graded intercepts in order."""
        for family in self.families:
            if not np.isfinite(family.values).all():
                return False
            if (np.abs(family.values[:, 0]) > STEEPEST + 1e-9).any():
                return False
            if family.kind == "grm" and not ordered(family.values).all():
                return False
        return bool(np.isfinite(self.mean).all() and (np.abs(self.log_sd) < 4.0).all())

    def log_curves(self, theta: Floats) -> Floats:
        """log P of every score of every item: (F, Q), F the sum of the items' numbers of scores."""
        out = np.empty((int(self.offset[-1]), len(theta)))
        for family in self.families:
            out[self.rows(family)] = curves.log_curves(family.kind, family.values, theta)
        return out

    def rows(self, family: Family) -> Whole:
        """Where the family's scores stand: (J, K)."""
        return self.offset[family.items][:, None] + np.arange(family.scores)

    def log_weights(self, theta: Floats) -> Floats:
        """log of the groups' discrete normal weights on the nodes: (G, Q)."""
        out = -0.5 * ((theta - self.mean[:, None]) / np.exp(self.log_sd)[:, None]) ** 2
        out -= out.max(axis=1, keepdims=True)
        return out - np.log(np.exp(out).sum(axis=1, keepdims=True))

    def keeping(self, items: Flags) -> "Parameters":
        """The parameters of these items (J,) alone, in their order."""
        place = np.cumsum(items) - 1
        families: list[Family] = []
        for family in self.families:
            own = items[family.items]
            if own.any():
                families.append(Family(
                    family.kind, place[family.items[own]], family.values[own], family.free[own], family.prior_mean[own], family.prior_weight[own]
                ))  # fmt: skip
        offset = np.concatenate([[0], np.cumsum(np.diff(self.offset)[items])])
        return replace(self, families=tuple(families), offset=offset)

    def penalty(self) -> float:
        return float(sum(family.penalty().sum() for family in self.families))


def ordered(values: Floats) -> Flags:
    """Which rows of graded parameters have falling intercepts: (J,)."""
    falls = np.diff(values[:, 1:], axis=1) < -1e-9
    return np.asarray(falls.all(axis=1), dtype=bool)


def starting(problem: CalibrationProblem) -> Parameters:
    """Parameters to begin with, from shares of scores and how far each item goes with the rest."""
    tops = np.array([item.top for item in problem.items])
    shares, means = first_shares(problem, tops)
    by_shape: dict[tuple[Kind, int], list[int]] = {}
    for index, item in enumerate(problem.items):
        by_shape.setdefault((item.kind, item.size), []).append(index)
    families: list[Family] = []
    for (kind, size), members in by_shape.items():
        items = [problem.items[index] for index in members]
        values = np.array(
            [first_values(item, shares[index], means) for index, item in zip(members, items, strict=True)]
        )
        free = np.ones((len(members), size), dtype=bool)
        for row, item in enumerate(items):
            free[row, 0] = item.has_free_slope
            if item.known is not None:
                values[row], free[row] = item.known, False
        prior_mean, prior_weight = np.zeros_like(values), np.zeros_like(values)
        for name, prior in problem.priors.items():
            columns = {"a": slice(0, 1), "d": slice(1, 2 if kind == "3pl" else None), "logit_g": slice(2, 3)}[name]
            if name != "logit_g" or kind == "3pl":
                prior_mean[:, columns], prior_weight[:, columns] = prior.mean, 1.0 / prior.sd**2
        families.append(Family(kind, np.array(members), values, free, prior_mean, prior_weight * free))
    groups = len(problem.group_names)
    free_mean, free_sd = np.ones(groups, dtype=bool), np.ones(groups, dtype=bool)
    if not problem.is_anchored:
        free_mean[0] = False
        free_sd[0] = not any(item.has_free_slope for item in problem.items)
    offset = np.concatenate([[0], np.cumsum(tops + 1)])
    return Parameters(
        tuple(families), np.where(free_mean, means - means[0], 0.0), np.zeros(groups), free_mean, free_sd, offset
    )


def first_shares(problem: CalibrationProblem, tops: Whole) -> tuple[list[Floats], Floats]:
    """Each item's smoothed shares of scores in the reference group's terms, and the groups' first means.

    The items' mean logits in the groups that had them are taken apart into an item's and a group's part, so that groups
    which share only neighbours begin where they belong.
    """
    groups = len(problem.group_names)
    counts = np.zeros((groups, len(problem.items), int(tops.max()) + 1))
    for g in range(groups):
        mine = problem.scores[problem.group == g]
        for c in range(counts.shape[2]):
            counts[g, :, c] = (mine == c).sum(axis=0)
    seen = counts.sum(axis=2)
    smooth = counts + np.where(np.arange(counts.shape[2])[None, None, :] <= tops[None, :, None], 0.5, 0.0)
    level = (smooth * np.arange(counts.shape[2])).sum(axis=2) / smooth.sum(axis=2) / tops
    logit = np.log(level / (1.0 - level))
    means, easy = np.zeros(groups), np.zeros(len(tops))
    for _ in range(50 if groups > 1 else 1):
        easy = (seen * (logit - means[:, None])).sum(axis=0) / np.maximum(seen.sum(axis=0), 1.0)
        means = (seen * (logit - easy)).sum(axis=1) / np.maximum(seen.sum(axis=1), 1.0)
        means -= means[0]
    pooled = smooth.sum(axis=0)
    return [pooled[j, : top + 1] / pooled[j, : top + 1].sum() for j, top in enumerate(tops)], means


def first_values(item: Item, share: Floats, means: Floats) -> Floats:
    """First parameters of one item: slope 1, intercepts from the shares of its scores."""
    slope, stretch = 1.0, 1.16  # the spread of the ability flattens the shares: sqrt(1 + 1 / 1.7²)
    shift = slope * float(means.mean())
    if item.kind == "3pl":
        guess = 0.15
        right = min(max((share[1] - guess) / (1.0 - guess), 0.05), 0.95)
        return np.array([slope, stretch * np.log(right / (1.0 - right)) - shift, np.log(guess / (1.0 - guess))])
    if item.kind == "grm":
        above = share[::-1].cumsum()[::-1][1:]
        return np.concatenate([[slope], stretch * np.log(above / (1.0 - above)) - shift])
    steps = np.arange(1, len(share))
    return np.concatenate([[slope], stretch * np.log(share[1:] / share[0]) - shift * steps])
