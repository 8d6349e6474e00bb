"""The composite score: papers and other parts, weighted and capped, with bonuses; exact, in hundredths of a point.

Of the junior-leaving exam physical education has 100 points and arts count (standards/values/exams.yaml: local, from
memory): the parts are an office's own setting, these are only the usual ones. Of several bonuses the highest counts, up to
a cap (usual practice; memory).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from xuezheng.ground.words import Words

Whole = NDArray[np.int64]
POINT: Final = 100  # hundredths in a point
ABSENT: Final = -1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the composite: full score of its paper and what it counts in full, in points. `is_level` parts (pass or fail, or
    a letter) do not count."""

    id: str
    term: Words
    full: int
    counts: int
    is_level: bool = False

    @property
    def weight(self) -> Fraction:
        return Fraction(self.counts, self.full)


@dataclass(frozen=True, slots=True)
class Composite:
    """How a total comes about: parts, the cap of bonuses in points and whether several add up, the step of the total."""

    id: str
    parts: tuple[Part, ...]
    bonus_cap: int = 20
    bonuses: Literal["highest", "sum"] = "highest"

    @property
    def full(self) -> int:
        return sum(part.counts for part in self.parts if not part.is_level)


def _part(id: str, zh: str, en: str, full: int, counts: int | None = None) -> Part:
    return Part(id, Words(zh, en), full, full if counts is None else counts)


USUAL: Final = Composite(
    "junior_leaving",
    (
        _part("chinese", "语文", "Chinese", 150), _part("mathematics", "数学", "Mathematics", 150),
        _part("foreign", "外语", "Foreign language", 150), _part("physics", "物理", "Physics", 90),
        _part("chemistry", "化学", "Chemistry", 60), _part("civics", "道德与法治", "Civics", 50),
        _part("history", "历史", "History", 50), _part("pe", "体育与健康", "Physical education", 100),
        _part("arts", "艺术", "Arts", 20),
    ),
)  # fmt: skip


def total(rule: Composite, scores: Mapping[str, Whole], bonuses: Sequence[Whole] = ()) -> Whole:
    """Totals (N,) in hundredths, rounded half up once, at the end. Absent parts (−1) count zero. Raises ValueError for a score
    outside its part or a part that is missing."""
    size = len(next(iter(scores.values())))
    counting = [part for part in rule.parts if not part.is_level]
    if missing := [part.id for part in counting if part.id not in scores]:
        raise ValueError(f"The composite {rule.id} needs the parts {', '.join(missing)}.")
    common = int(np.lcm.reduce([part.weight.denominator for part in counting])) if counting else 1
    summed = np.zeros(size, np.int64)
    for part in counting:
        own = scores[part.id]
        if (own > part.full * POINT).any() or (own < ABSENT).any():
            raise ValueError(f"A score of {part.id} must be 0 to {part.full}.")
        summed += np.maximum(own, 0) * (part.weight.numerator * (common // part.weight.denominator))
    return (2 * summed + common) // (2 * common) + bonus(rule, bonuses, size)


def bonus(rule: Composite, bonuses: Sequence[Whole], size: int) -> Whole:
    """The bonus that counts, in hundredths."""
    if not bonuses:
        return np.zeros(size, np.int64)
    every = np.maximum(np.stack(bonuses), 0)
    counted = every.max(axis=0) if rule.bonuses == "highest" else every.sum(axis=0)
    return np.minimum(counted, rule.bonus_cap * POINT)


@dataclass(frozen=True, slots=True)
class Correction:
    """What an appeal changed: only sums, missed answers and wrong entries are mended; marks are not given anew."""

    candidate: str
    part: str
    before: int
    after: int
    reason: Literal["sum", "missed_answer", "wrong_entry", "upheld"]
    decided_by: str
    note: str = ""

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def corrected(scores: Whole, rows: Mapping[str, int], corrections: Sequence[Correction]) -> Whole:
    """Scores of a part after its corrections, in the order in which they were decided. Raises ValueError where a correction
    starts from another score than stands there: something was decided in between."""
    out = scores.copy()
    for one in corrections:
        row = rows[one.candidate]
        if int(out[row]) != one.before:
            raise ValueError(f"The score of {one.candidate} is {out[row]}, the correction starts from {one.before}.")
        out[row] = one.after
    return out
