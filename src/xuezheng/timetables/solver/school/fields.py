"""Where the parts of a school and of a state lie in their vectors.

Calls between compiled kernels cost for every array passed, so each is one vector of integers that begins with its sizes and with
the places of its parts: part X, entry i is `a[a[X] + i]`, row i and column j of a table of width w `a[a[X] + i * w + j]`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LESSONS, BLOCKS, RESOURCES, DAY_COUNT, PERIODS, WEEKS, FIRST_ROOM, ROOM_COUNT, SLOTS, WIDEST, LIMITS = range(11)
PARTS = (
    "block_at", "block_lesson", "block_of", "duration", "weeks", "start_at", "start", "start_cost", "held_at", "held", "room_at",
    "room", "room_cost", "closed_room", "disliked_room", "capacity", "watch_at", "measure", "p", "q", "mask_at", "mask", "is_hard",
    "weight", "pair_at", "pair", "limit_at", "limit_lesson", "limit_of_at", "limit_of", "limit_rule", "after", "holder_at", "holder",
)  # fmt: skip
(
    BLOCK_AT, BLOCK_LESSON, BLOCK_OF, DURATION, WEEK_BITS, START_AT, START, START_COST, HELD_AT, HELD, ROOM_AT,
    ROOM, ROOM_COST, CLOSED_ROOM, DISLIKED_ROOM, CAPACITY, WATCH_AT, MEASURE, P, Q, MASK_AT, MASK, IS_HARD,
    WEIGHT, PAIR_AT, PAIR, LIMIT_AT, LIMIT_LESSON, LIMIT_OF_AT, LIMIT_OF, LIMIT_RULE, AFTER, HOLDER_AT, HOLDER,
) = range(11, 11 + len(PARTS))  # fmt: skip
NUMBERS = 11  # sizes at the head of the vector of a school

HARD, SOFT, CLASHES, RANDOM, TOUCHED, MOVED, BEST_HARD, BEST_SOFT, POOLED, EJECTED, MARK, FEWEST = range(
    12
)  # numbers of the state
(
    S_START,  # of each block
    S_ROOM,  # of each lesson
    S_COUNT,  # resource × week × slot: lessons there
    S_WHO,  # resource × week × slot: sum of lesson + 1
    S_BITS,  # resource × week × day: periods taken
    S_COST,  # of each watch, in its own unit
    S_TOUCHED,  # resources touched by a move
    S_STAMP,  # of each resource: touched
    S_SAVED,  # costs of the watches touched, before the move
    S_MOVED,  # rows: a block moved, its start before
    S_MOVED_ROOM,  # its lessons' rooms before
    S_STAMP_BLOCK,  # of each block: moved
    S_BEST_START,
    S_BEST_ROOM,
    S_LEFT,  # of each resource: periods of lessons that have no place
    S_PENALTY,  # of each block: how often it found no place
    S_POOL,  # blocks without a place, the next one last
    S_EJECTED,  # rows: a block taken up for another, where it stood
    S_MARK,  # of each block: counted already
) = range(12, 31)


def laid_out(numbers: Sequence[int], parts: Sequence[Ints]) -> Ints:
    """One vector: the numbers, the places of the parts, the parts."""
    first = len(numbers) + len(parts)
    places = first + np.cumsum([0, *(part.size for part in parts)])[:-1]
    head = np.array([*numbers, *places], np.int64)
    return np.concatenate([head, *(part.ravel().astype(np.int64) for part in parts)])
