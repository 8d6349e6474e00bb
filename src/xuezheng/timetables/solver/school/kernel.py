# pyright: basic
"""Kernels: the state of a week, moves of blocks, and annealing.

The state counts for every resource and slot how many lessons are there (`S_COUNT`) and the sum of their numbers (`S_WHO`, so that a
single one is known), and keeps the periods taken each day as bits. A move takes lessons up and puts them down; what it touched is
measured again, and restored if the move is not accepted. `a` is the school and `s` the state, each one vector (`fields.py`).
"""

import numpy as np
from numba import njit

from xuezheng.timetables.problem.school.terms import Measure, Pair
from xuezheng.timetables.solver.school.fields import (
    AFTER,
    BEST_HARD,
    BEST_SOFT,
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCK_OF,
    BLOCKS,
    CAPACITY,
    CLASHES,
    CLOSED_ROOM,
    DAY_COUNT,
    DISLIKED_ROOM,
    DURATION,
    FIRST_ROOM,
    HARD,
    HELD,
    HELD_AT,
    IS_HARD,
    LESSONS,
    LIMIT_AT,
    LIMIT_LESSON,
    LIMIT_OF,
    LIMIT_OF_AT,
    LIMIT_RULE,
    LIMITS,
    MASK,
    MASK_AT,
    MEASURE,
    MOVED,
    PAIR,
    PAIR_AT,
    P,
    PERIODS,
    Q,
    RANDOM,
    RESOURCES,
    ROOM,
    ROOM_AT,
    ROOM_COST,
    S_BEST_ROOM,
    S_BEST_START,
    S_BITS,
    S_COST,
    S_COUNT,
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
    SOFT,
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

DAYS, DAYS_JOINED, SAME_START, SAME_DAY, SAME_PERIOD = (int(k) for k in list(Pair)[:5])
APART, GAP, NEXT, BESIDE, BEFORE, STEADY_ROOM = (int(k) for k in list(Pair)[5:])
GAPS_DAY, GAPS_WEEK, DAILY_MOST, DAILY_LEAST, IN_ROW_MOST, UNITS_MOST = (int(m) for m in list(Measure)[:6])
LATE_MOST, PERIODS_MOST, SPAN_MOST, NOT_AFTER, UNITS_LEAST, AT_ONCE_LEAST, AT_ONCE_MOST = (
    int(m) for m in list(Measure)[6:]
)


@njit(cache=True)
def rand(s, n):
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] * n >> 31


@njit(cache=True)
def unit(s):
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] / 2147483647.0


@njit(cache=True)
def popcount(x):
    n = 0
    while x:
        x &= x - 1
        n += 1
    return n


@njit(cache=True)
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


@njit(cache=True)
def measured(a, s, r, i):
    """What watch i of resource r costs, in its own unit."""
    kind, p, q = a[a[MEASURE] + i], a[a[P] + i], a[a[Q] + i]
    days, periods = a[DAY_COUNT], a[PERIODS]
    unit_from, unit_to = a[a[MASK_AT] + i], a[a[MASK_AT] + i + 1]
    cost = 0
    for w in range(a[WEEKS]):
        if kind == UNITS_MOST or kind == UNITS_LEAST:
            held = 0
            for u in range(unit_from, unit_to):
                for d in range(days):
                    if s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + d] & a[a[MASK] + u * a[DAY_COUNT] + d]:
                        held += 1
                        break
            cost += max(0, held - p) if kind == UNITS_MOST else max(0, p - held)
            continue
        if kind == AT_ONCE_LEAST or kind == AT_ONCE_MOST:
            for d in range(days):
                for h in range(periods):
                    if a[a[MASK] + unit_from * a[DAY_COUNT] + d] >> h & 1:
                        n = s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + d * periods + h]
                        if kind == AT_ONCE_MOST:
                            cost += max(0, n - p)
                        elif not (q == 1 and n == 0):
                            cost += max(0, p - n)
            continue
        week = 0
        for d in range(days):
            bits, can = s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + d], a[a[MASK] + unit_from * a[DAY_COUNT] + d]
            if kind == DAILY_LEAST:
                if bits or q == 1:
                    cost += max(0, p - popcount(bits))
                continue
            if not bits:
                continue
            if kind == GAPS_DAY or kind == GAPS_WEEK:
                high = bits
                for step in (1, 2, 4, 8, 16, 32):
                    high |= high >> step
                low = bits & -bits
                gaps = popcount(high & ~(low - 1) & ~bits & can)
                if kind == GAPS_DAY:
                    cost += max(0, gaps - p)
                else:
                    week += gaps
            elif kind == DAILY_MOST:
                cost += max(0, popcount(bits) - p)
            elif kind == IN_ROW_MOST:
                run = 0
                for h in range(periods + 1):
                    if bits >> h & 1:
                        run += 1
                    else:
                        cost += max(0, run - p)
                        run = 0
            elif kind == LATE_MOST:
                late = popcount((bits & -bits) - 1 & can)
                cost += max(0, late - 1)
                week += late > 0
            elif kind == PERIODS_MOST:
                week += popcount(bits & can)
            elif kind == SPAN_MOST:
                first = popcount((bits & -bits) - 1)
                last = first
                while bits >> (last + 1):
                    last += 1
                cost += max(0, last - first + 1 - p)
            elif kind == NOT_AFTER and a[a[WEEK_BITS] + q] >> w & 1:
                begin = s[s[S_START] + a[a[BLOCK_OF] + q]]
                if begin // periods == d:
                    cost += popcount(bits >> (begin % periods + a[a[DURATION] + q]))
        if kind == GAPS_WEEK or kind == LATE_MOST or kind == PERIODS_MOST:
            cost += max(0, week - p)
    return cost


@njit(cache=True)
def follows(a, s, x, y):
    """Whether lesson y starts straight after x."""
    begin = s[s[S_START] + a[a[BLOCK_OF] + x]]
    end = begin + a[a[DURATION] + x]
    if end % a[PERIODS] == 0:
        return False
    then = s[s[S_START] + a[a[BLOCK_OF] + y]]
    return then // a[PERIODS] == begin // a[PERIODS] and a[a[AFTER] + end] == then


@njit(cache=True)
def pair_cost(a, s, x, y, kind, p):
    """(hard, units) that a pair costs: hard what is a must whatever the weight."""
    first, second = s[s[S_START] + a[a[BLOCK_OF] + x]], s[s[S_START] + a[a[BLOCK_OF] + y]]
    periods = a[PERIODS]
    day, other = first // periods, second // periods
    if kind == DAYS or kind == DAYS_JOINED:
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def take_up(a, s, b):
    """A block loses its place; its rooms stay noted."""
    start = s[s[S_START] + b]
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            attend(a, s, a[a[HELD] + j], x, start, -1)
        if s[s[S_ROOM] + x] >= 0:
            attend(a, s, a[FIRST_ROOM] + s[s[S_ROOM] + x], x, start, -1)


@njit(cache=True)
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


@njit(cache=True)
def remember(a, s, b):
    """Notes where a block was before the move, once."""
    n = s[MOVED]
    s[s[S_MOVED] + n * 2 + 0], s[s[S_MOVED] + n * 2 + 1] = b, s[s[S_START] + b]
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        s[s[S_MOVED_ROOM] + n * a[WIDEST] + i - a[a[BLOCK_AT] + b]] = s[s[S_ROOM] + a[a[BLOCK_LESSON] + i]]
    s[MOVED] = n + 1


@njit(cache=True)
def relocate(a, s, b, start):
    """Moves a block; returns the change of (hard, soft) but for clashes and watches."""
    remember(a, s, b)
    hard, soft = own_cost(a, s, b)
    take_up(a, s, b)
    put_down(a, s, b, start, True)
    after_hard, after_soft = own_cost(a, s, b)
    return after_hard - hard, after_soft - soft


@njit(cache=True)
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


@njit(cache=True)
def end_move(s):
    for k in range(s[TOUCHED]):
        s[s[S_STAMP] + s[s[S_TOUCHED] + k]] = 0
    for k in range(s[MOVED]):
        s[s[S_STAMP_BLOCK] + s[s[S_MOVED] + k * 2 + 0]] = 0
    s[TOUCHED] = 0
    s[MOVED] = 0


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def in_trouble(a, s, b):
    """Whether a block is part of a must that is broken."""
    start = s[s[S_START] + b]
    hard, soft = own_cost(a, s, b)
    if hard > 0:
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


@njit(cache=True)
def full_cost(a, s):
    """(hard, soft) of the whole state, computed anew; the costs of watches are set."""
    hard, soft = s[CLASHES], 0
    for b in range(a[BLOCKS]):
        soft += a[a[START_COST] + b * a[SLOTS] + s[s[S_START] + b]]
    for x in range(a[LESSONS]):
        for i in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
            if a[a[PAIR] + i * 6 + 5] == 1:
                must, n = pair_cost(a, s, x, a[a[PAIR] + i * 6 + 0], a[a[PAIR] + i * 6 + 1], a[a[PAIR] + i * 6 + 2])
                hard += must
                if a[a[PAIR] + i * 6 + 3]:
                    hard += n
                else:
                    soft += n * a[a[PAIR] + i * 6 + 4]
        h, c = room_cost_of(a, s, x)
        hard, soft = hard + h, soft + c
    for n in range(a[LIMITS]):
        over = limit_of_rooms(a, s, n)
        if a[a[LIMIT_RULE] + n * 3 + 1]:
            hard += over
        else:
            soft += over * a[a[LIMIT_RULE] + n * 3 + 2]
    for r in range(a[RESOURCES]):
        for i in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
            s[s[S_COST] + i] = measured(a, s, r, i)
            if a[a[IS_HARD] + i]:
                hard += s[s[S_COST] + i]
            else:
                soft += s[s[S_COST] + i] * a[a[WEIGHT] + i]
    return hard, soft


@njit(cache=True)
def place(a, s, order, weight):
    """Blocks without a place, in this order, each at the start that costs least by what it can see."""
    for b in order:
        best, cheapest, ties = -1, np.inf, 0
        for i in range(a[a[START_AT] + b], a[a[START_AT] + b + 1]):
            start = a[a[START] + i]
            clashes = s[CLASHES]
            put_down(a, s, b, start, True)
            hard, soft = own_cost(a, s, b)
            hard += s[CLASHES] - clashes
            take_up(a, s, b)
            s[s[S_START] + b] = -1
            cost = weight * hard + soft
            if cost < cheapest:
                best, cheapest, ties = start, cost, 1
            elif cost == cheapest:
                ties += 1
                if rand(s, ties) == 0:
                    best = start
        put_down(a, s, b, best, True)
    end_move(s)


@njit(cache=True)
def keep_best(a, s):
    """The state is the best seen."""
    s[BEST_HARD], s[BEST_SOFT] = s[HARD], s[SOFT]
    for b in range(a[BLOCKS]):
        s[s[S_BEST_START] + b] = s[s[S_START] + b]
    for x in range(a[LESSONS]):
        s[s[S_BEST_ROOM] + x] = s[s[S_ROOM] + x]


@njit(cache=True)
def anneal(a, s, moves, weight, soft_weight, heat, trouble, chains, goal):
    """Annealing at one temperature on weight · musts + soft_weight · the rest; returns how many moves were tried.

    `trouble` holds blocks to prefer (may be empty); stops where no must is broken if `goal` is 1. The best is kept.
    """
    blocks = a[BLOCKS]
    for n in range(moves):
        if len(trouble) and rand(s, 2):
            b = trouble[rand(s, len(trouble))]
        else:
            b = rand(s, blocks)
        own = a[a[START_AT] + b + 1] - a[a[START_AT] + b]
        start = a[a[START] + a[a[START_AT] + b] + rand(s, own)]
        clashes = s[CLASHES]
        if start == s[s[S_START] + b] or rand(s, 1000) >= chains:
            hard, soft = relocate(a, s, b, start)
        else:
            hard, soft = chain(a, s, b, start, 8)
        h, c = watch_change(a, s)
        hard += h + s[CLASHES] - clashes
        soft += c
        change = weight * hard + soft_weight * soft
        if change <= 0 or unit(s) < np.exp(-change / heat):
            s[HARD] += hard
            s[SOFT] += soft
            end_move(s)
            if s[HARD] < s[BEST_HARD] or (s[HARD] == s[BEST_HARD] and s[SOFT] < s[BEST_SOFT]):
                keep_best(a, s)
                if goal and s[HARD] == 0:
                    return n + 1
        else:
            take_back(a, s)
    return moves


@njit(cache=True)
def find_trouble(a, s):
    """Blocks that are part of a broken must."""
    found = np.empty(a[BLOCKS], np.int64)
    n = 0
    for b in range(a[BLOCKS]):
        if in_trouble(a, s, b):
            found[n] = b
            n += 1
    return found[:n]
