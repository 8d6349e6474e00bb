# pyright: basic
"""A block put down where it displaces others. `a` is the school and `s` the state, each one vector (`fields.py`).

A timetable with some blocks left out breaks nothing as long as no resource holds too much, no pair is broken, and each measure
of a day or a week can still be kept, whatever comes: gaps and short days by lessons that have no place yet.
"""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.problem.school.terms import Measure
from xuezheng.timetables.solver.school.costs import STEADY_ROOM, pair_cost
from xuezheng.timetables.solver.school.fields import (
    BLOCK_AT,
    BLOCK_LESSON,
    BLOCK_OF,
    CAPACITY,
    CLOSED_ROOM,
    DISLIKED_ROOM,
    DURATION,
    EJECTED,
    FIRST_ROOM,
    HELD,
    HELD_AT,
    HOLDER,
    HOLDER_AT,
    IS_HARD,
    LIMIT_AT,
    LIMIT_LESSON,
    LIMIT_OF,
    LIMIT_OF_AT,
    LIMIT_RULE,
    LIMITS,
    MARK,
    MEASURE,
    PAIR,
    PAIR_AT,
    PERIODS,
    ROOM,
    ROOM_AT,
    ROOM_COST,
    S_COUNT,
    S_EJECTED,
    S_LEFT,
    S_MARK,
    S_PENALTY,
    S_ROOM,
    S_START,
    S_TOUCHED,
    S_WHO,
    SLOTS,
    TOUCHED,
    WATCH_AT,
    WEEK_BITS,
    WEEKS,
)
from xuezheng.timetables.solver.school.measures import measured
from xuezheng.timetables.solver.school.moves import attend, end_move, put_down, rand, take_up

GAPS_DAY, GAPS_WEEK, LATE_MOST = int(Measure.GAPS_DAY), int(Measure.GAPS_WEEK), int(Measure.LATE_MOST)
DAILY_LEAST, UNITS_LEAST, AT_ONCE_LEAST = int(Measure.DAILY_LEAST), int(Measure.UNITS_LEAST), int(Measure.AT_ONCE_LEAST)
MOST_EJECTED = 64
NEVER = 1 << 40


@kernel
def excess(a, s, r):
    """By how much the musts of a resource's days and weeks are broken, whatever comes of its lessons that have no place."""
    sure, gaps, late, short = 0, 0, 0, 0
    for i in range(a[a[WATCH_AT] + r], a[a[WATCH_AT] + r + 1]):
        if not a[a[IS_HARD] + i]:
            continue
        cost, kind = measured(a, s, r, i), a[a[MEASURE] + i]
        if kind in (GAPS_DAY, GAPS_WEEK):
            gaps = max(gaps, cost)
        elif kind == LATE_MOST:
            late = max(late, cost)
        elif kind in (DAILY_LEAST, UNITS_LEAST, AT_ONCE_LEAST):
            short = max(short, cost)
        else:
            sure += cost
    return sure + max(gaps + late - s[s[S_LEFT] + r], short - s[s[S_LEFT] + r], 0)


@kernel
def eject(a, s, c):
    """Takes a block up, noting where it stood; returns its penalty."""
    n = s[EJECTED]
    if n == MOST_EJECTED:
        return NEVER
    s[s[S_EJECTED] + 2 * n], s[s[S_EJECTED] + 2 * n + 1] = c, s[s[S_START] + c]
    s[EJECTED] = n + 1
    take_up(a, s, c)
    s[s[S_START] + c] = -1
    return s[s[S_PENALTY] + c]


@kernel
def undo(a, s, b):
    """Block b has no place again; whom it displaced stands where they stood."""
    take_up(a, s, b)
    s[s[S_START] + b] = -1
    for n in range(s[EJECTED] - 1, -1, -1):
        put_down(a, s, s[s[S_EJECTED] + 2 * n], s[s[S_EJECTED] + 2 * n + 1], False)
    s[EJECTED] = 0
    end_move(s)


@kernel
def price_of_room(a, s, x, room, start, mark):
    """Penalties of what would have to leave a room for lesson x, what bears the mark apart; NEVER where the room is closed."""
    price, r = 0, a[FIRST_ROOM] + room
    before = -1
    for slot in range(start, start + a[a[DURATION] + x]):
        if a[a[CLOSED_ROOM] + room * a[SLOTS] + slot]:
            return NEVER
        for w in range(a[WEEKS]):
            cell = (r * a[WEEKS] + w) * a[SLOTS] + slot
            if a[a[WEEK_BITS] + x] >> w & 1 and s[s[S_COUNT] + cell] >= a[a[CAPACITY] + r]:
                y = s[s[S_WHO] + cell] - 1
                if y != before and s[s[S_MARK] + a[a[BLOCK_OF] + y]] != mark:
                    price += s[s[S_PENALTY] + a[a[BLOCK_OF] + y]]
                before = y
    return price


@kernel
def price_of_change(a, s, x, room):
    """Penalties of what could not stay, for its own room, if lesson x had this one."""
    price = 0
    s[s[S_ROOM] + x] = room
    for j in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
        if a[a[PAIR] + j * 6 + 1] == STEADY_ROOM:
            c = a[a[BLOCK_OF] + a[a[PAIR] + j * 6]]
            if s[s[S_START] + c] >= 0 and pair_broken(a, s, x, j):
                price += s[s[S_PENALTY] + c]
    for i in range(a[a[LIMIT_OF_AT] + x], a[a[LIMIT_OF_AT] + x + 1]):
        n = a[a[LIMIT_OF] + i]
        if a[a[LIMIT_RULE] + n * 3 + 1] and placed_limit(a, s, n) > 0:
            for j in range(a[a[LIMIT_AT] + n], a[a[LIMIT_AT] + n + 1]):
                y = a[a[LIMIT_LESSON] + j]
                c = a[a[BLOCK_OF] + y]
                if s[s[S_START] + c] >= 0 and s[s[S_ROOM] + y] != room:
                    price += s[s[S_PENALTY] + c]
    return price


@kernel
def room_for(a, s, x, start):
    """The place in `room` of the room from which least must leave for lesson x; then the cheapest; ties by lot."""
    best, cheapest, ties = -1, 1 << 60, 0
    for i in range(a[a[ROOM_AT] + x], a[a[ROOM_AT] + x + 1]):
        room, price = a[a[ROOM] + i], 0
        if room >= 0:
            price = (price_of_room(a, s, x, room, start, -1) + price_of_change(a, s, x, room)) * 10000
            for slot in range(start, start + a[a[DURATION] + x]):
                price += a[a[DISLIKED_ROOM] + room * a[SLOTS] + slot]
        price += a[a[ROOM_COST] + i]
        ties = ties + 1 if price == cheapest else 1
        if price < cheapest or (price == cheapest and rand(s, ties) == 0):
            best, cheapest = i, price
    return best


@kernel
def count_once(a, s, c):
    """The penalty of a block, 0 if it was counted under this mark."""
    if s[s[S_MARK] + c] == s[MARK]:
        return 0
    s[s[S_MARK] + c] = s[MARK]
    return s[s[S_PENALTY] + c]


@kernel
def foreseen(a, s, b, start):
    """Penalties of what block b would displace at a start, as far as can be told at a glance: measures are not looked at."""
    s[MARK] += 1
    s[s[S_START] + b] = start
    price = 0
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            r = a[a[HELD] + j]
            for w in range(a[WEEKS]):
                if not a[a[WEEK_BITS] + x] >> w & 1:
                    continue
                first = (r * a[WEEKS] + w) * a[SLOTS]
                for cell in range(first + start, first + start + a[a[DURATION] + x]):
                    n = s[s[S_COUNT] + cell]
                    if n >= a[a[CAPACITY] + r]:
                        price += count_once(a, s, a[a[BLOCK_OF] + s[s[S_WHO] + cell] - 1]) if n == 1 else 1
        for j in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
            if a[a[PAIR] + j * 6 + 1] == STEADY_ROOM:
                continue  # depends on the room, which is chosen later
            if s[s[S_START] + a[a[BLOCK_OF] + a[a[PAIR] + j * 6]]] >= 0 and pair_broken(a, s, x, j):
                price += count_once(a, s, a[a[BLOCK_OF] + a[a[PAIR] + j * 6]])
        if a[a[ROOM_AT] + x] < a[a[ROOM_AT] + x + 1]:
            least = NEVER
            for j in range(a[a[ROOM_AT] + x], a[a[ROOM_AT] + x + 1]):
                room = a[a[ROOM] + j]
                least = min(least, price_of_room(a, s, x, room, start, s[MARK]) if room >= 0 else 0)
                if least == 0:
                    break
            price += least
    s[s[S_START] + b] = -1
    return price


@kernel
def pair_broken(a, s, x, j):
    """Whether pair j of lesson x breaks a must; both have a place."""
    row = a[PAIR] + j * 6
    if a[row + 5] == 1:
        must, n = pair_cost(a, s, x, a[row], a[row + 1], a[row + 2])
    else:
        must, n = pair_cost(a, s, a[row], x, a[row + 1], a[row + 2])
    return must > 0 or (a[row + 3] == 1 and n > 0)


@kernel
def seat(a, s, b, start):
    """Puts a block down whatever is there, in the rooms from which least must leave."""
    s[s[S_START] + b] = start
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            attend(a, s, a[a[HELD] + j], x, start, 1)
        if a[a[ROOM_AT] + x] < a[a[ROOM_AT] + x + 1]:
            s[s[S_ROOM] + x] = a[a[ROOM] + room_for(a, s, x, start)]
        if s[s[S_ROOM] + x] >= 0:
            attend(a, s, a[FIRST_ROOM] + s[s[S_ROOM] + x], x, start, 1)


@kernel
def clear_clashes(a, s, b, x, r):
    """Others leave resource r until it holds no more than it can while lesson x runs; returns their penalties."""
    price, start = 0, s[s[S_START] + b]
    for w in range(a[WEEKS]):
        if not a[a[WEEK_BITS] + x] >> w & 1:
            continue
        for slot in range(start, start + a[a[DURATION] + x]):
            cell = (r * a[WEEKS] + w) * a[SLOTS] + slot
            while s[s[S_COUNT] + cell] > a[a[CAPACITY] + r]:
                if s[s[S_COUNT] + cell] == 2:
                    c = a[a[BLOCK_OF] + s[s[S_WHO] + cell] - x - 2]
                else:
                    c = one_at(a, s, b, r, w, slot)
                if c < 0 or c == b:
                    return NEVER
                price += eject(a, s, c)
                if price >= NEVER:
                    return NEVER
    return price


@kernel
def one_at(a, s, b, r, w, slot):
    """Of the blocks other than b that a resource holds in a slot the one with the least penalty; -1 if there is none."""
    best, cheapest, ties = -1, NEVER, 0
    if r >= a[FIRST_ROOM]:
        return best
    for i in range(a[a[HOLDER_AT] + r], a[a[HOLDER_AT] + r + 1]):
        y = a[a[HOLDER] + i]
        c = a[a[BLOCK_OF] + y]
        start = s[s[S_START] + c]
        if c != b and start >= 0 and start <= slot < start + a[a[DURATION] + y] and a[a[WEEK_BITS] + y] >> w & 1:
            price = s[s[S_PENALTY] + c]
            ties = ties + 1 if price == cheapest else 1
            if price < cheapest or (price == cheapest and rand(s, ties) == 0):
                best, cheapest = c, price
    return best


@kernel
def relieve(a, s, b, r, over):
    """The block to take up so that the measures of a resource are broken less than `over`; -1 if there is none."""
    best, cheapest, ties = -1, NEVER, 0
    for i in range(a[a[HOLDER_AT] + r], a[a[HOLDER_AT] + r + 1]):
        c = a[a[BLOCK_OF] + a[a[HOLDER] + i]]
        start = s[s[S_START] + c]
        if c == b or start < 0 or s[s[S_PENALTY] + c] > cheapest:
            continue
        take_up(a, s, c)
        s[s[S_START] + c] = -1
        now = excess(a, s, r)
        put_down(a, s, c, start, False)
        if now >= over:
            continue
        price = s[s[S_PENALTY] + c] + now
        ties = ties + 1 if price == cheapest else 1
        if price < cheapest or (price == cheapest and rand(s, ties) == 0):
            best, cheapest = c, price
    return best if best >= 0 else of_lightest_day(a, s, b, r)


@kernel
def of_lightest_day(a, s, b, r):
    """A block of a resource on the day, other than that of b, with the fewest of its lessons; -1 if there is none."""
    day, fewest, ties = -1, NEVER, 0
    own = s[s[S_START] + b] // a[PERIODS]
    for d in range(a[SLOTS] // a[PERIODS]):
        n = 0
        for i in range(a[a[HOLDER_AT] + r], a[a[HOLDER_AT] + r + 1]):
            start = s[s[S_START] + a[a[BLOCK_OF] + a[a[HOLDER] + i]]]
            n += start >= 0 and start // a[PERIODS] == d
        if d == own or n == 0:
            continue
        ties = ties + 1 if n == fewest else 1
        if n < fewest or (n == fewest and rand(s, ties) == 0):
            day, fewest = d, n
    if day < 0:
        return -1
    pick = rand(s, fewest)
    for i in range(a[a[HOLDER_AT] + r], a[a[HOLDER_AT] + r + 1]):
        c = a[a[BLOCK_OF] + a[a[HOLDER] + i]]
        if s[s[S_START] + c] >= 0 and s[s[S_START] + c] // a[PERIODS] == day:
            if pick == 0:
                return c if c != b else -1
            pick -= 1
    return -1


@kernel
def clear_limits(a, s, b, x):
    """Others give up their rooms until the room limits of lesson x are kept; returns their penalties."""
    price = 0
    for i in range(a[a[LIMIT_OF_AT] + x], a[a[LIMIT_OF_AT] + x + 1]):
        n = a[a[LIMIT_OF] + i]
        if not a[a[LIMIT_RULE] + n * 3 + 1]:
            continue
        while placed_limit(a, s, n) > 0:
            best, cheapest = -1, NEVER
            for j in range(a[a[LIMIT_AT] + n], a[a[LIMIT_AT] + n + 1]):
                y = a[a[LIMIT_LESSON] + j]
                c = a[a[BLOCK_OF] + y]
                elsewhere = s[s[S_START] + c] >= 0 and s[s[S_ROOM] + y] != s[s[S_ROOM] + x]
                if c != b and elsewhere and s[s[S_PENALTY] + c] < cheapest:
                    best, cheapest = c, s[s[S_PENALTY] + c]
            if best < 0:
                return NEVER
            price += eject(a, s, best)
            if price >= NEVER:
                return NEVER
    return price


@kernel
def placed_limit(a, s, n):
    """How many rooms too many the lessons of a room limit use, those with a place."""
    used = 0
    for i in range(a[a[LIMIT_AT] + n], a[a[LIMIT_AT] + n + 1]):
        y = a[a[LIMIT_LESSON] + i]
        room = s[s[S_ROOM] + y]
        new = room >= 0 and s[s[S_START] + a[a[BLOCK_OF] + y]] >= 0
        for j in range(a[a[LIMIT_AT] + n], i):
            z = a[a[LIMIT_LESSON] + j]
            if s[s[S_START] + a[a[BLOCK_OF] + z]] >= 0 and s[s[S_ROOM] + z] == room:
                new = False
                break
        used += new
    return max(0, used - a[a[LIMIT_RULE] + n * 3])


@kernel
def displace(a, s, b, start, most):
    """Puts block b down and takes up what cannot stay; returns their penalties, or, given up, a number above `most`."""
    seat(a, s, b, start)
    concerned, price = s[TOUCHED], 0
    for i in range(a[a[BLOCK_AT] + b], a[a[BLOCK_AT] + b + 1]):
        x = a[a[BLOCK_LESSON] + i]
        for j in range(a[a[HELD_AT] + x], a[a[HELD_AT] + x + 1]):
            price += clear_clashes(a, s, b, x, a[a[HELD] + j])
        if s[s[S_ROOM] + x] >= 0:
            price += clear_clashes(a, s, b, x, a[FIRST_ROOM] + s[s[S_ROOM] + x])
        for j in range(a[a[PAIR_AT] + x], a[a[PAIR_AT] + x + 1]):
            c = a[a[BLOCK_OF] + a[a[PAIR] + j * 6]]
            if s[s[S_START] + c] >= 0 and pair_broken(a, s, x, j):
                price += eject(a, s, c)
        if a[LIMITS]:
            price += clear_limits(a, s, b, x)
        if price > most:
            return price
    for k in range(concerned):
        r = s[s[S_TOUCHED] + k]
        over = excess(a, s, r)
        while over > 0:
            c = relieve(a, s, b, r, over)
            price += eject(a, s, c) if c >= 0 else NEVER
            if price > most:
                return price
            over = excess(a, s, r)
    return price
