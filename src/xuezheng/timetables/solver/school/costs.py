# pyright: basic
"""What a block costs by itself: its start, its pairs, its rooms. `a` is the school and `s` the state, each a vector (`fields.py`)."""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.problem.school.terms import Pair
from xuezheng.timetables.solver.school.fields import (
    AFTER,
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCK_OF,
    CAPACITY,
    CLOSED_ROOM,
    DISLIKED_ROOM,
    DURATION,
    FIRST_ROOM,
    LIMIT_AT,
    LIMIT_LESSON,
    LIMIT_OF,
    LIMIT_OF_AT,
    LIMIT_RULE,
    LIMITS,
    PAIR,
    PAIR_AT,
    PERIODS,
    ROOM,
    ROOM_AT,
    ROOM_COST,
    S_COUNT,
    S_ROOM,
    S_START,
    SLOTS,
    START_COST,
    WEEK_BITS,
    WEEKS,
)

DAYS, DAYS_JOINED, SAME_START, SAME_DAY, SAME_PERIOD = (int(k) for k in list(Pair)[:5])
APART, GAP, NEXT, BESIDE, BEFORE, STEADY_ROOM = (int(k) for k in list(Pair)[5:])


@kernel
def follows(a, s, x, y):
    """Whether lesson y starts straight after x."""
    begin = s[s[S_START] + a[a[BLOCK_OF] + x]]
    end = begin + a[a[DURATION] + x]
    if end % a[PERIODS] == 0:
        return False
    then = s[s[S_START] + a[a[BLOCK_OF] + y]]
    return then // a[PERIODS] == begin // a[PERIODS] and a[a[AFTER] + end] == then


@kernel
def pair_cost(a, s, x, y, kind, p):
    """(hard, units) that a pair costs: hard what is a must whatever the weight."""
    first, second = s[s[S_START] + a[a[BLOCK_OF] + x]], s[s[S_START] + a[a[BLOCK_OF] + y]]
    periods = a[PERIODS]
    day, other = first // periods, second // periods
    if kind in (DAYS, DAYS_JOINED):
        apart = abs(day - other)
        if apart >= p:
            return 0, 0
        loose = kind == DAYS_JOINED and apart == 0 and not (follows(a, s, x, y) or follows(a, s, y, x))
        return (1 if loose else 0), 1
    if kind == SAME_START:
        return 0, int(first != second)
    if kind == SAME_DAY:
        return 0, int(day != other)
    if kind == SAME_PERIOD:
        return 0, int(first % periods != second % periods)
    if kind == APART:
        return 0, int(first < second + a[a[DURATION] + y] and second < first + a[a[DURATION] + x])
    if kind == GAP:
        if day != other:
            return 0, 0
        between = second - first - a[a[DURATION] + x] if first <= second else first - second - a[a[DURATION] + y]
        return 0, int(between < p)
    if kind == NEXT:
        return 0, int(not follows(a, s, x, y))
    if kind == BESIDE:
        return 0, int(not (follows(a, s, x, y) or follows(a, s, y, x)))
    if kind == BEFORE:
        return 0, int(second < first + a[a[DURATION] + x])
    if s[s[S_ROOM] + x] == s[s[S_ROOM] + y] or s[s[S_ROOM] + x] < 0 or s[s[S_ROOM] + y] < 0:
        return 0, 0
    return 0, int(follows(a, s, x, y) or follows(a, s, y, x))


@kernel
def pairs_of(a, s, x):
    """(hard, soft) of all pairs of a lesson."""
    hard, soft = 0, 0
    for i in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
        y = a[a[PAIR] + i * 6 + 0]
        if s[s[S_START] + a[a[BLOCK_OF] + y]] < 0:
            continue
        if a[a[PAIR] + i * 6 + 5] == 1:
            must, n = pair_cost(a, s, x, y, a[a[PAIR] + i * 6 + 1], a[a[PAIR] + i * 6 + 2])
        else:
            must, n = pair_cost(a, s, y, x, a[a[PAIR] + i * 6 + 1], a[a[PAIR] + i * 6 + 2])
        hard += must
        if a[a[PAIR] + i * 6 + 3]:
            hard += n
        else:
            soft += n * a[a[PAIR] + i * 6 + 4]
    return hard, soft


@kernel
def limit_of_rooms(a, s, n):
    """How many rooms too many the lessons of a room limit use."""
    used = 0
    for i in range(a[a[LIMIT_AT] + n], a[a[LIMIT_AT] + n + 1]):
        room = s[s[S_ROOM] + a[a[LIMIT_LESSON] + i]]
        if room < 0:
            continue
        new = True
        for j in range(a[a[LIMIT_AT] + n], i):
            if s[s[S_ROOM] + a[a[LIMIT_LESSON] + j]] == room:
                new = False
                break
        used += new
    return max(0, used - a[a[LIMIT_RULE] + n * 3 + 0])


@kernel
def rooms_limits(a, s, b):
    """(hard, soft) of the room limits of a block's lessons, each limit once."""
    hard, soft = 0, 0
    for k in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + k]
        for i in range(a[a[LIMIT_OF_AT] + x], a[a[LIMIT_OF_AT] + x + 1]):
            n = a[a[LIMIT_OF] + i]
            new = True
            for m in range(a[a[BLOCK_AT] + b], k):
                y = a[a[BLOCK_LESSON] + m]
                for j in range(a[a[LIMIT_OF_AT] + y], a[a[LIMIT_OF_AT] + y + 1]):
                    new = new and a[a[LIMIT_OF] + j] != n
            if new:
                over = limit_of_rooms(a, s, n)
                if a[a[LIMIT_RULE] + n * 3 + 1]:
                    hard += over
                else:
                    soft += over * a[a[LIMIT_RULE] + n * 3 + 2]
    return hard, soft


@kernel
def room_price(a, s, x, room, start):
    """(hard, soft) of a room for lesson x at a start: what else is there, and where it is closed."""
    hard, soft = 0, 0
    if room < 0:
        return hard, soft
    r = a[FIRST_ROOM] + room
    for slot in range(start, start + a[a[DURATION] + x]):
        hard += a[a[CLOSED_ROOM] + room * a[SLOTS] + slot]
        soft += a[a[DISLIKED_ROOM] + room * a[SLOTS] + slot]
        for w in range(a[WEEKS]):
            if a[a[WEEK_BITS] + x] >> w & 1:
                hard += s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot] >= a[a[CAPACITY] + r]
    return hard, soft


@kernel
def room_cost_of(a, s, x):
    """(hard, soft) of a lesson's room but for clashes."""
    room = s[s[S_ROOM] + x]
    start = s[s[S_START] + a[a[BLOCK_OF] + x]]
    hard, soft = 0, 0
    for i in range(a[a[ROOM_AT] + x], a[a[ROOM_AT] + x + 1]):
        if a[a[ROOM] + i] == room:
            soft += a[a[ROOM_COST] + i]
    if room >= 0:
        for slot in range(start, start + a[a[DURATION] + x]):
            hard += a[a[CLOSED_ROOM] + room * a[SLOTS] + slot]
            soft += a[a[DISLIKED_ROOM] + room * a[SLOTS] + slot]
    return hard, soft


@kernel
def own_cost(a, s, b):
    """(hard, soft) of a block that has a place, all but clashes and watches."""
    hard, soft = 0, a[a[START_COST] + b * a[SLOTS] + s[s[S_START] + b]]
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        h, c = pairs_of(a, s, x)
        hard, soft = hard + h, soft + c
        if a[a[ROOM_AT] + x] < a[a[ROOM_AT] + x + 1]:
            h, c = room_cost_of(a, s, x)
            hard, soft = hard + h, soft + c
    if a[LIMITS]:
        h, c = rooms_limits(a, s, b)
        hard, soft = hard + h, soft + c
    return hard, soft
