"""Persons who had the same items, side by side: complete matrices for the expectation step, equal answers collapsed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.problem import NOT_GIVEN, CalibrationProblem, Floats, Scores, Whole

OWN_BLOCK = 100  # a set of given items that fewer persons had shares one block with other such sets
MOST_BLOCKS = 200


@dataclass(frozen=True)
class Block:
    """Persons of one group. `indicators` (n, C) of 0 and 1; column k says whether item `item[k]` got score `score[k]`,
    or, where `score[k]` is 0, whether it was answered at all (only for items that not everybody in the block had).

    `whole` are the items that all in the block answered. `people` (m,) are rows of the problem and `row_of` (m,) says in
    which of the n rows each of them stands; `weight` (n,) is the sum of their weights.
    """

    group: int
    indicators: NDArray[np.uint8]
    item: Whole
    score: Whole
    whole: Whole
    people: Whole
    row_of: Whole
    weight: Floats


def blocks(problem: CalibrationProblem) -> list[Block]:
    """All persons, each in one block."""
    tops = np.array([item.top for item in problem.items])
    out: list[Block] = []
    for group in range(len(problem.group_names)):
        people = np.flatnonzero(problem.group == group)
        for rows in by_given_items(problem.scores[people]):
            out.append(block(problem, tops, group, people[rows]))
    return out


def by_given_items(scores: Scores) -> list[Whole]:
    """Rows that had the same items, the sets of items that few had put together at the end."""
    given = scores != NOT_GIVEN
    if given.all():
        return [np.arange(len(scores))] if len(scores) else []
    packed = np.ascontiguousarray(np.packbits(given, axis=1))
    _, which, count = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_inverse=True, return_counts=True)
    order = np.argsort(which, kind="stable")
    parts = np.split(order, np.cumsum(count)[:-1])
    parts.sort(key=lambda part: (-len(part), int(part[0])))
    own = [part for part in parts[:MOST_BLOCKS] if len(part) >= OWN_BLOCK]
    rest = parts[len(own) :]
    return own + ([np.sort(np.concatenate(rest))] if rest else [])


def block(problem: CalibrationProblem, tops: Whole, group: int, people: Whole) -> Block:
    scores = problem.scores[people]
    weight = problem.weight[people]
    row_of = np.arange(len(people))
    if collapsing_pays(scores):
        rows = np.ascontiguousarray(scores)
        _, first, row_of = np.unique(rows.view(f"V{rows.shape[1]}").ravel(), return_index=True, return_inverse=True)
        scores = scores[first]
        weight = np.bincount(row_of, weights=weight, minlength=len(first)).astype(np.float64)
    given = scores != NOT_GIVEN
    answered, always = given.any(axis=0), given.all(axis=0)
    columns: list[NDArray[np.bool_]] = []
    item: list[int] = []
    score: list[int] = []
    for j in np.flatnonzero(answered):
        for c in range(1 if always[j] else 0, int(tops[j]) + 1):
            columns.append(scores[:, j] == c if c else given[:, j])
            item.append(int(j))
            score.append(c)
    indicators = np.stack(columns, axis=1).astype(np.uint8) if columns else np.zeros((len(scores), 0), dtype=np.uint8)
    return Block(
        group, indicators, np.array(item, dtype=np.int64), np.array(score, dtype=np.int64),
        np.flatnonzero(always), people, row_of.astype(np.int64), weight,
    )  # fmt: skip


def collapsing_pays(scores: Scores) -> bool:
    """Whether many persons gave the same answers, judged on the first two thousand."""
    head = np.ascontiguousarray(scores[:2000])
    if len(head) < 2:
        return False
    return len(np.unique(head.view(f"V{head.shape[1]}").ravel())) < 0.6 * len(head)
