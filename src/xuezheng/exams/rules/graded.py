"""Graded-score conversion (等级赋分): raw scores of a subject → graded scores, in exact whole numbers.

For raw scores r and a rule's bands with shares p₁, p₂, … from the top:

1. A raw score y belongs to the first band k with  (candidates above y) < (p₁ + … + p_k) · N.  So equal scores stay together, and
   a tie across a border goes to the higher band (`ties` = "up"); with "nearest" the border lies at the score whose share
   of candidates down to it is nearest to p₁ + … + p_k (the higher border if two are as near).
2. Within a band whose raw scores run from y₁ to y₂ and whose graded scores from t₁ to t₂:
   (y₂ − y) / (y − y₁) = (t₂ − t) / (t − t₁), that is  t = (t₂ (y − y₁) + t₁ (y₂ − y)) / (y₂ − y₁),  rounded half up to a whole
   number. A band with one raw score gives t₂ (the documents are silent: it is defined here).

No order is ever reversed: the line within a band does not fall, and a band lies above the next. Only whole numbers are
used, so no rounding error can decide. Source of the formula: the province's plans for graded scores, as in
standards/values/senior_secondary.yaml; two sources.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xuezheng.ground.words import Words

Whole = NDArray[np.int64]
Ties = Literal["up", "nearest"]


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: its share of candidates in per cent, and the graded scores from `top` down to `bottom`."""

    grade: str
    percent: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class GradedRule:
    """A rule as a province has it, from a day on (to a day). `verification` as in the standards."""

    id: str
    term: Words
    bands: tuple[Band, ...]
    from_on: date
    to_on: date | None
    document: str
    verification: Literal["two_sources", "single_source", "memory", "derived"]
    note: Words
    ties: Ties = "up"

    def __post_init__(self) -> None:
        if sum(band.percent for band in self.bands) != 100:
            raise ValueError(f"The shares of {self.id} must add up to 100.")
        if any(upper.bottom <= lower.top for upper, lower in zip(self.bands, self.bands[1:], strict=False)):
            raise ValueError(f"Each band of {self.id} must lie above the next.")


@dataclass(frozen=True)
class Conversion:
    """The map of a rule on a subject: raw scores from the highest down (n,), how many have each, its band (a place in the
    rule's bands), its graded score, and the exact value before rounding as numerator and denominator."""

    raw: Whole
    count: Whole
    band: Whole
    graded: Whole
    numerator: Whole
    denominator: Whole

    def exact(self, row: int) -> Fraction:
        return Fraction(int(self.numerator[row]), int(self.denominator[row]))


def converted(raw: Whole, rule: GradedRule) -> tuple[Whole, Conversion]:
    """The graded score of each raw score (N,), and the map. Raw scores are whole numbers of a unit small enough to be exact
    (a tenth of a point, say); the unit does not matter. There must be one candidate at least."""
    if not len(raw):
        raise ValueError("There must be one raw score at least.")
    rising, inverse, counts = np.unique(raw, return_inverse=True, return_counts=True)
    values, count = rising[::-1].astype(np.int64), counts[::-1].astype(np.int64)
    band = bands_of(count, rule)
    graded, numerator, denominator = (np.zeros(len(values), np.int64) for _ in range(3))
    for k, about in enumerate(rule.bands):
        rows = np.flatnonzero(band == k)
        if not len(rows):
            continue
        high, low = int(values[rows[0]]), int(values[rows[-1]])
        above = about.top * (values[rows] - low) + about.bottom * (high - values[rows])
        below = np.full(len(rows), high - low, np.int64)
        if high == low:
            above, below = np.full(len(rows), about.top, np.int64), np.ones(len(rows), np.int64)
        numerator[rows], denominator[rows] = above, below
        graded[rows] = (2 * above + below) // (2 * below)
    return graded[len(values) - 1 - inverse], Conversion(values, count, band, graded, numerator, denominator)


def bands_of(count: Whole, rule: GradedRule) -> Whole:
    """The band of each raw score, from the highest down; shape (n,)."""
    total = int(count.sum())
    down_to = np.cumsum(count)
    borders = np.cumsum([band.percent for band in rule.bands])  # per cent of all, so borders · N / 100 is compared
    if rule.ties == "up":
        return np.searchsorted(borders * total, 100 * (down_to - count), side="right")
    band = np.zeros(len(count), np.int64)
    for k, border in enumerate(borders[:-1]):
        off = np.abs(100 * down_to - border * total)
        nearest = int(np.argmin(off))  # the first, that is the higher, of two as near
        none = border * total  # how far off it would be to give nobody this border or a higher one
        last = nearest if off[nearest] <= none else -1
        band[last + 1 :] = np.maximum(band[last + 1 :], k + 1)
    return band


def order_is_kept(raw: Whole, graded: Whole) -> bool:
    """Whether no higher raw score has a lower graded one, and equal ones have the same: found without the map."""
    order = np.lexsort((graded, raw))
    ups, steps = np.diff(graded[order]), np.diff(raw[order])
    return bool((ups >= 0).all() and (ups[steps == 0] == 0).all())
