"""Sunshine class division (阳光分班): pupils to classes of equal make-up, by the same lots as every other draw.

Pupils stand in an order of strata (sex, and prior score from high to low where there is one; equal ones by lot). From the top,
each block of K pupils is spread over the K classes, one to each, in the order of the classes' lots for that block. So:
every class gets one pupil of each block, whatever the lots; sizes differ by one at most; each pupil of a block is equally
likely to come to each class; and anybody can remake it from the roster and the seed. Pupils who belong `together` (twins
whose parents ask for it) are one pupil of the order, that of the first of them, and later blocks pass over their class.
No score is used where there may be none (entrance to compulsory schooling is without tests).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuezheng.exams.rules.draw import lots

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class ClassProblem:
    """N pupils with sex codes (N,), scores (N,) or all 0, and the group of those who belong together ("" for none)."""

    number: tuple[str, ...]
    sex: Whole
    score: Whole
    together: tuple[str, ...]
    class_count: int

    def __post_init__(self) -> None:
        if not 1 <= self.class_count <= max(len(self.number), 1):
            raise ValueError("There must be from one class to as many as there are pupils.")


def solve(problem: ClassProblem, key: str) -> Whole:
    """The class (from 0) of each pupil; shape (N,)."""
    pupil_lot = lots(key, "pupil", problem.number)
    order: list[int] = np.lexsort((pupil_lot, -problem.score, problem.sex)).tolist()
    mates: dict[str, list[int]] = {}
    for n in order:
        if problem.together[n]:
            mates.setdefault(problem.together[n], []).append(n)
    at = np.full(len(problem.number), -1, np.int64)
    ahead: Counter[tuple[int, int]] = Counter()  # class and sex → how many it has had before its turn
    turn, block = list[int](), 0
    for n in order:
        if at[n] >= 0:
            continue
        found = -1
        while found < 0:
            if not turn:
                names = [f"{block}|{k}" for k in range(problem.class_count)]
                turn, block = np.argsort(lots(key, "class", names)).tolist(), block + 1
            k = turn.pop(0)
            if ahead[k, int(problem.sex[n])]:
                ahead[k, int(problem.sex[n])] -= 1
            else:
                found = k
        for mate in mates.get(problem.together[n], [n]) if problem.together[n] else [n]:
            at[mate] = found
            if mate != n:
                ahead[found, int(problem.sex[mate])] += 1
    return at


def make_up(problem: ClassProblem, at: Whole, sexes: Sequence[int]) -> list[dict[str, float]]:
    """Each class: pupils, of each sex, mean score; found from the result alone."""
    return [
        {
            "class": k + 1,
            "pupils": int((at == k).sum()),
            **{f"sex_{s}": int(((at == k) & (problem.sex == s)).sum()) for s in sexes},
            "mean_score": round(float(problem.score[at == k].mean()) / 1000, 3) if (at == k).any() else 0.0,
        }
        for k in range(problem.class_count)
    ]
