# pyright: basic
"""Starts that cannot be, since what has one start only is in the way. `a` is the school and `s` the state (`fields.py`)."""

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.school.displacing import displace, foreseen, undo
from xuezheng.timetables.solver.school.fields import (
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCKS,
    ROOM,
    ROOM_AT,
    S_ROOM,
    START,
    START_AT,
)
from xuezheng.timetables.solver.school.moves import end_move, put_down


@kernel
def possible(a, s):
    """For each start of each block 1, or 0 where it breaks a must with the blocks that have one start only.

    The state must be one in which nothing has a place. A block of which nothing would be left keeps everything.
    """
    keep = np.ones(a[a[START_AT] + a[BLOCKS]], np.int64)
    for b in range(a[BLOCKS]):
        first = a[a[START_AT] + b]
        if a[a[START_AT] + b + 1] - first == 1:
            for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
                x = a[a[BLOCK_LESSON] + i]
                alone = a[a[ROOM_AT] + x + 1] - a[a[ROOM_AT] + x] == 1
                s[s[S_ROOM] + x] = a[a[ROOM] + a[a[ROOM_AT] + x]] if alone else -1
            put_down(a, s, b, a[a[START] + first], False)
            end_move(s)
    for b in range(a[BLOCKS]):
        first, last = a[a[START_AT] + b], a[a[START_AT] + b + 1]
        if last - first == 1:
            continue
        left = 0
        for i in range(first, last):
            start = a[a[START] + i]
            if foreseen(a, s, b, start) > 0:
                keep[i] = 0
            else:
                keep[i] = displace(a, s, b, start, 0) == 0
                undo(a, s, b)
            left += keep[i]
        if left == 0:
            keep[first:last] = 1
    return keep
