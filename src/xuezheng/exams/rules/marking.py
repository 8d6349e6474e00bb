"""Double marking with arbitration by a threshold, in whole units of a mark (hundredths of a point).

Two mark each answer without seeing the other's mark. For marks a, b and the question's threshold t:

1. |a − b| ≤ t: the mean.
2. Otherwise a third marks, c. Of a and b the one nearer to c counts with it, if it is within t of c: their mean (the higher
   of a and b where both are as near).
3. If neither is, the leader of the group decides, and that mark stands.

A mean is rounded half up to the question's step. Source: two published accounts of marking on screen (Hainan's “2+1+1”;
Leshan's network marking); the tie of rule 2 and the rounding are not in them and are defined here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
NOT_MARKED: Final = -1
SINGLE, AGREED, THIRD, LEADER, AWAITS_SECOND, AWAITS_THIRD, AWAITS_LEADER = range(7)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its full mark, its threshold and the step of its marks, all in hundredths of a point."""

    id: str
    full: int
    threshold: int
    step: int = 50
    is_double: bool = True


@dataclass(frozen=True)
class Marked:
    """`mark` (N,), −1 where none stands yet; `state` (N,) says how it came about or what it waits for."""

    mark: Whole
    state: Whole


def mean(a: Whole, b: Whole, step: int) -> Whole:
    """The mean, rounded half up to the step."""
    return (a + b + step) // (2 * step) * step


def settled(question: Question, first: Whole, second: Whole, third: Whole, leader: Whole) -> Marked:
    """The marks of one question, given those made so far (N, −1 where not made)."""
    mark, state = np.full(len(first), NOT_MARKED, np.int64), np.full(len(first), AWAITS_SECOND, np.int64)
    if not question.is_double:
        return Marked(first.copy(), np.where(first >= 0, SINGLE, AWAITS_SECOND))
    both = (first >= 0) & (second >= 0)
    agree = both & (np.abs(first - second) <= question.threshold)
    mark[agree], state[agree] = mean(first, second, question.step)[agree], AGREED
    apart = both & ~agree
    state[apart] = AWAITS_THIRD
    called = apart & (third >= 0)
    off_first, off_second = np.abs(third - first), np.abs(third - second)
    takes_first = (off_first < off_second) | ((off_first == off_second) & (first >= second))
    nearer, off = np.where(takes_first, first, second), np.minimum(off_first, off_second)
    by_third = called & (off <= question.threshold)
    mark[by_third], state[by_third] = mean(nearer, third, question.step)[by_third], THIRD
    open_still = called & ~by_third
    state[open_still] = AWAITS_LEADER
    decided = open_still & (leader >= 0)
    mark[decided], state[decided] = leader[decided], LEADER
    return Marked(mark, state)
