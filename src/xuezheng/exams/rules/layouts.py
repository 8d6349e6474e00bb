"""How seats stand in an exam room, how they are numbered, and how many of one school can sit apart there.

A layout is the heights of its columns, seen from the front: "6-6-6-6-6" is five columns of six, "7-8-8-7" the form of
wide rooms. Seats are numbered like a snake: the first column from the front to the back, the next from the back to the
front. Source: usual seating of the college entrance exam (five columns by six rows in S form, or 7-8-8-7); two sources.
"""

from functools import cache
from itertools import product

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

Seat = tuple[int, int]  # column, row; row 0 is the front
USUAL = "6-6-6-6-6"
MOST_ROWS = 10  # a column longer than this is no exam room
STRAIGHT, SLANTING = 2, 1  # what two of one school cost who sit side by side, and corner to corner


@cache
def seats_of(layout: str) -> tuple[Seat, ...]:
    """The seats of a layout by their number less one. Raises Refused where it is none."""
    heights = layout.split("-")
    if not all(h.isdigit() and 0 < int(h) <= MOST_ROWS for h in heights):
        what = Words(
            "考场布局须为各列座位数，如 6-6-6-6-6。", "A layout is the seats of each column, such as 6-6-6-6-6."
        )
        raise Refused([Problem("exams.layout", what, got=layout)])
    found: list[Seat] = []
    for column, height in enumerate(map(int, heights)):
        rows = range(height) if column % 2 == 0 else reversed(range(height))
        found += [(column, row) for row in rows]
    return tuple(found)


def nearness(one: Seat, other: Seat) -> int:
    """2 for seats side by side, 1 for seats corner to corner, 0 otherwise."""
    across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
    if max(across, along) != 1:
        return 0
    return STRAIGHT if across + along == 1 else SLANTING


@cache
def most_apart(layout: str, count: int, sides: int = 8) -> int:
    """How many of one school can sit so that no two are neighbours, in the first `count` seats.

    The largest independent set of the king's graph (`sides` = 8) or of the grid (4) on these seats, found column by
    column: `best[mask]` is the most of the columns so far whose last is filled by `mask`. In 6 × 5 it is 9 and 15.
    """
    columns: dict[int, int] = {}
    for column, row in seats_of(layout)[:count]:
        columns[column] = columns.get(column, 0) | 1 << row
    best = {0: 0}
    for there in columns.values():
        masks = [mask for mask in range(there + 1) if mask & ~there == 0 and mask & mask << 1 == 0]
        found: dict[int, int] = {}
        for mask, (before, number) in product(masks, best.items()):
            touched = before | (before << 1 | before >> 1 if sides == 8 else 0)
            if mask & touched == 0:
                found[mask] = max(found.get(mask, 0), number + mask.bit_count())
        best = found
    return max(best.values())
