# pyright: basic
"""Moves of blocks: made, measured, and taken back. `a` is the school and `s` the state, each one vector (`fields.py`)."""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.school.costs import own_cost, room_price
from xuezheng.timetables.solver.school.fields import (
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCK_OF,
    CAPACITY,
    CLASHES,
    DAY_COUNT,
    DURATION,
    FIRST_ROOM,
    HELD,
    HELD_AT,
    IS_HARD,
    MOVED,
    PERIODS,
    RANDOM,
    ROOM,
    ROOM_AT,
    ROOM_COST,
    S_BITS,
    S_COST,
    S_COUNT,
    S_LEFT,
    S_MOVED,
    S_MOVED_ROOM,
    S_ROOM,
    S_SAVED,
    S_STAMP,
    S_STAMP_BLOCK,
    S_START,
    S_TOUCHED,
    S_WHO,
    SLOTS,
    START,
    START_AT,
    START_COST,
    TOUCHED,
    WATCH_AT,
    WEEK_BITS,
    WEEKS,
    WEIGHT,
    WIDEST,
)
from xuezheng.timetables.solver.school.measures import measured


@kernel
def rand(s, n):
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] * n >> 31


@kernel
def unit(s):
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] / 2147483647.0


@kernel
def attend(a, s, r, lesson, start, sign):
    """A resource begins (+1) or ceases (-1) to hold a lesson that starts at `start`."""
    periods = a[PERIODS]
    day, first = start // periods, start % periods
    cap = a[a[CAPACITY] + r]
    for w in range(a[WEEKS]):
        if not a[a[WEEK_BITS] + lesson] >> w & 1:
            continue
        for h in range(first, first + a[a[DURATION] + lesson]):
            slot = day * periods + h
            before = s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot]
            s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot] = before + sign
            s[s[S_WHO] + (r * a[WEEKS] + w) * a[SLOTS] + slot] += sign * (lesson + 1)
            s[s[S_LEFT] + r] -= sign
            if sign > 0:
                if before >= cap:
                    s[CLASHES] += 1
                if before == 0:
                    s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + day] |= 1 << h
            else:
                if before > cap:
                    s[CLASHES] -= 1
                if before == 1:
                    s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + day] &= ~(1 << h)
    if a[a[WATCH_AT] + r] < a[a[WATCH_AT] + r + 1] and s[s[S_STAMP] + r] != 1:
        s[s[S_STAMP] + r] = 1
        s[s[S_TOUCHED] + s[TOUCHED]] = r
        s[TOUCHED] += 1


@kernel
def choose_room(a, s, x, start):
    """The cheapest room for a lesson; ties by lot."""
    best, cheapest, ties = -1, 1 << 40, 0
    for i in range(a[a[ROOM_AT] + x], a[a[ROOM_AT] + x + 1]):
        hard, soft = room_price(a, s, x, a[a[ROOM] + i], start)
        price = hard * 10000 + soft + a[a[ROOM_COST] + i]
        if price < cheapest:
            best, cheapest, ties = i, price, 1
        elif price == cheapest:
            ties += 1
            if rand(s, ties) == 0:
                best = i
    return best


@kernel
def take_up(a, s, b):
    """A block loses its place; its rooms stay noted."""
    start = s[s[S_START] + b]
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            attend(a, s, a[a[HELD] + j], x, start, -1)
        if s[s[S_ROOM] + x] >= 0:
            attend(a, s, a[FIRST_ROOM] + s[s[S_ROOM] + x], x, start, -1)


@kernel
def put_down(a, s, b, start, choose):
    """A block gets a place; rooms are chosen, or as noted."""
    s[s[S_START] + b] = start
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            attend(a, s, a[a[HELD] + j], x, start, 1)
        if choose and a[a[ROOM_AT] + x] < a[a[ROOM_AT] + x + 1]:
            s[s[S_ROOM] + x] = a[a[ROOM] + choose_room(a, s, x, start)]
        if s[s[S_ROOM] + x] >= 0:
            attend(a, s, a[FIRST_ROOM] + s[s[S_ROOM] + x], x, start, 1)


@kernel
def remember(a, s, b):
    """Notes where a block was before the move, once."""
    n = s[MOVED]
    s[s[S_MOVED] + n * 2 + 0], s[s[S_MOVED] + n * 2 + 1] = b, s[s[S_START] + b]
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        s[s[S_MOVED_ROOM] + n * a[WIDEST] + i - a[a[BLOCK_AT] + b]] = s[s[S_ROOM] + a[a[BLOCK_LESSON] + i]]
    s[MOVED] = n + 1


@kernel
def relocate(a, s, b, start):
    """Moves a block; returns the change of (hard, soft) but for clashes and watches."""
    remember(a, s, b)
    hard, soft = own_cost(a, s, b)
    take_up(a, s, b)
    put_down(a, s, b, start, True)
    after_hard, after_soft = own_cost(a, s, b)
    return after_hard - hard, after_soft - soft


@kernel
def watch_change(a, s):
    """Measures again what was touched; returns the change of (hard, soft); the former values are in `saved`."""
    hard, soft, n = 0, 0, 0
    for k in range(s[TOUCHED]):
        r = s[s[S_TOUCHED] + k]
        for i in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
            s[s[S_SAVED] + n] = s[s[S_COST] + i]
            n += 1
            now = measured(a, s, r, i)
            if a[a[IS_HARD] + i]:
                hard += now - s[s[S_COST] + i]
            else:
                soft += (now - s[s[S_COST] + i]) * a[a[WEIGHT] + i]
            s[s[S_COST] + i] = now
    return hard, soft


@kernel
def end_move(s):
    for k in range(s[TOUCHED]):
        s[s[S_STAMP] + s[s[S_TOUCHED] + k]] = 0
    for k in range(s[MOVED]):
        s[s[S_STAMP_BLOCK] + s[s[S_MOVED] + k * 2 + 0]] = 0
    s[TOUCHED] = 0
    s[MOVED] = 0


@kernel
def take_back(a, s):
    """Everything as it was before the move."""
    n = 0
    for k in range(s[TOUCHED]):
        r = s[s[S_TOUCHED] + k]
        for i in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
            s[s[S_COST] + i] = s[s[S_SAVED] + n]
            n += 1
    for k in range(s[MOVED] - 1, -1, -1):
        b = s[s[S_MOVED] + k * 2 + 0]
        take_up(a, s, b)
        for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
            s[s[S_ROOM] + a[a[BLOCK_LESSON] + i]] = s[s[S_MOVED_ROOM] + k * a[WIDEST] + i - a[a[BLOCK_AT] + b]]
        put_down(a, s, b, s[s[S_MOVED] + k * 2 + 1], False)
    end_move(s)


@kernel
def rival(a, s, r, start, x):
    """A lesson other than x that shares resource r with it, or -1; where several do, none is named."""
    for w in range(a[WEEKS]):
        if not a[a[WEEK_BITS] + x] >> w & 1:
            continue
        for slot in range(start, start + a[a[DURATION] + x]):
            if (
                s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot] > a[a[CAPACITY] + r]
                and s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot] == 2
            ):
                return s[s[S_WHO] + (r * a[WEEKS] + w) * a[SLOTS] + slot] - x - 2
    return -1


@kernel
def chain(a, s, b, start, most):
    """Moves a block; whom it displaces goes to where the mover came from, or to a start of its own, and so on."""
    before = s[s[S_START] + b]
    s[s[S_STAMP_BLOCK] + b] = 1
    hard, soft = relocate(a, s, b, start)
    k = s[MOVED] - 1
    while k < s[MOVED] and s[MOVED] < most:
        mover = s[s[S_MOVED] + k * 2 + 0]
        for i in range(a[a[BLOCK_AT] + mover], a[a[BLOCK_AT] + mover + 1]):
            x = a[a[BLOCK_LESSON] + i]
            for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1] + 1):
                if j < a[a[HELD_AT] + x + 1]:
                    r = a[a[HELD] + j]
                elif s[s[S_ROOM] + x] >= 0:
                    r = a[FIRST_ROOM] + s[s[S_ROOM] + x]
                else:
                    continue
                y = rival(a, s, r, s[s[S_START] + mover], x)
                if y < 0:
                    continue
                c = a[a[BLOCK_OF] + y]
                if s[s[S_STAMP_BLOCK] + c] == 1 or s[MOVED] >= most:
                    continue
                target = s[s[S_MOVED] + k * 2 + 1]
                if target == s[s[S_START] + c] or a[a[START_COST] + c * a[SLOTS] + target] < 0:
                    target = before
                if target == s[s[S_START] + c] or a[a[START_COST] + c * a[SLOTS] + target] < 0:
                    own = a[a[START_AT] + c + 1] - a[a[START_AT] + c]
                    target = a[a[START] + a[a[START_AT] + c] + rand(s, own)]
                s[s[S_STAMP_BLOCK] + c] = 1
                h, f = relocate(a, s, c, target)
                hard, soft = hard + h, soft + f
        k += 1
    return hard, soft


@kernel
def in_trouble(a, s, b):
    """Whether a block is part of a must that is broken."""
    start = s[s[S_START] + b]
    if own_cost(a, s, b)[0] > 0:
        return True
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1] + 1):
            if j < a[a[HELD_AT] + x + 1]:
                r = a[a[HELD] + j]
            elif s[s[S_ROOM] + x] >= 0:
                r = a[FIRST_ROOM] + s[s[S_ROOM] + x]
            else:
                continue
            for k in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
                if a[a[IS_HARD] + k] and s[s[S_COST] + k] > 0:
                    return True
            for w in range(a[WEEKS]):
                for slot in range(start, start + a[a[DURATION] + x]):
                    if (
                        a[a[WEEK_BITS] + x] >> w & 1
                        and s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot] > a[a[CAPACITY] + r]
                    ):
                        return True
    return False
