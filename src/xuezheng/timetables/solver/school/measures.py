# pyright: basic
"""What a watch costs: the measures of a resource's days and weeks. `a` is the school and `s` the state, each a vector (`fields.py`)."""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.problem.school.terms import Measure
from xuezheng.timetables.solver.school.fields import (
    BLOCK_OF,
    DAY_COUNT,
    DURATION,
    MASK,
    MASK_AT,
    MEASURE,
    PERIODS,
    S_BITS,
    S_COUNT,
    S_START,
    SLOTS,
    WEEK_BITS,
    WEEKS,
    P,
    Q,
)

GAPS_DAY, GAPS_WEEK, DAILY_MOST, DAILY_LEAST, IN_ROW_MOST, UNITS_MOST = (int(m) for m in list(Measure)[:6])
LATE_MOST, PERIODS_MOST, SPAN_MOST, NOT_AFTER, UNITS_LEAST, AT_ONCE_LEAST, AT_ONCE_MOST = (
    int(m) for m in list(Measure)[6:]
)


@kernel
def popcount(x):
    n = 0
    while x:
        x &= x - 1
        n += 1
    return n


@kernel
def units_held(a, s, r, i, w):
    """Of the units of watch i, how many hold any lesson in a week."""
    held = 0
    for u in range(a[a[MASK_AT] + i], a[a[MASK_AT] + i + 1]):
        for d in range(a[DAY_COUNT]):
            if s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + d] & a[a[MASK] + u * a[DAY_COUNT] + d]:
                held += 1
                break
    return held


@kernel
def at_once_cost(a, s, r, i, w):
    """By how much the slots of watch i hold too many lessons, or too few."""
    cost, p = 0, a[a[P] + i]
    for slot in range(a[SLOTS]):
        day, period = slot // a[PERIODS], slot % a[PERIODS]
        if a[a[MASK] + a[a[MASK_AT] + i] * a[DAY_COUNT] + day] >> period & 1:
            n = s[s[S_COUNT] + (r * a[WEEKS] + w) * a[SLOTS] + slot]
            if a[a[MEASURE] + i] == AT_ONCE_MOST:
                cost += max(0, n - p)
            elif not (a[a[Q] + i] == 1 and n == 0):
                cost += max(0, p - n)
    return cost


@kernel
def gap_count(bits, can):
    """Periods free between the first and the last taken, of those that could be taken."""
    high = bits
    for step in (1, 2, 4, 8, 16, 32):
        high |= high >> step
    return popcount(high & ~((bits & -bits) - 1) & ~bits & can)


@kernel
def rows_over(bits, periods, limit):
    """By how much rows of periods are too long."""
    over, row = 0, 0
    for h in range(periods + 1):
        if bits >> h & 1:
            row += 1
        else:
            over += max(0, row - limit)
            row = 0
    return over


@kernel
def span(bits):
    """Periods from the first to the last taken."""
    rest, n = bits >> popcount((bits & -bits) - 1), 0
    while rest:
        rest >>= 1
        n += 1
    return n


@kernel
def day_cost(a, s, i, w, d, bits):
    """(what a day costs by itself, what it adds to the week's count) under watch i."""
    kind, p = a[a[MEASURE] + i], a[a[P] + i]
    can = a[a[MASK] + a[a[MASK_AT] + i] * a[DAY_COUNT] + d]
    if kind == DAILY_LEAST:
        return (max(0, p - popcount(bits)) if bits or a[a[Q] + i] == 1 else 0), 0
    if not bits:
        return 0, 0
    if kind == GAPS_DAY:
        return max(0, gap_count(bits, can) - p), 0
    if kind == GAPS_WEEK:
        return 0, gap_count(bits, can)
    if kind == DAILY_MOST:
        return max(0, popcount(bits) - p), 0
    if kind == IN_ROW_MOST:
        return rows_over(bits, a[PERIODS], p), 0
    if kind == LATE_MOST:
        late = popcount((bits & -bits) - 1 & can)
        return max(0, late - 1), int(late > 0)
    if kind == PERIODS_MOST:
        return 0, popcount(bits & can)
    if kind == SPAN_MOST:
        return max(0, span(bits) - p), 0
    lesson = a[a[Q] + i]  # NOT_AFTER
    begin = s[s[S_START] + a[a[BLOCK_OF] + lesson]]
    if begin // a[PERIODS] == d and a[a[WEEK_BITS] + lesson] >> w & 1:
        return popcount(bits >> (begin % a[PERIODS] + a[a[DURATION] + lesson])), 0
    return 0, 0


@kernel
def measured(a, s, r, i):
    """What watch i of resource r costs, in its own unit."""
    kind, p = a[a[MEASURE] + i], a[a[P] + i]
    cost = 0
    for w in range(a[WEEKS]):
        if kind == UNITS_MOST:
            cost += max(0, units_held(a, s, r, i, w) - p)
        elif kind == UNITS_LEAST:
            cost += max(0, p - units_held(a, s, r, i, w))
        elif kind in (AT_ONCE_LEAST, AT_ONCE_MOST):
            cost += at_once_cost(a, s, r, i, w)
        else:
            week = 0
            for d in range(a[DAY_COUNT]):
                day, more = day_cost(a, s, i, w, d, s[s[S_BITS] + (r * a[WEEKS] + w) * a[DAY_COUNT] + d])
                cost += day
                week += more
            if kind in (GAPS_WEEK, LATE_MOST, PERIODS_MOST):
                cost += max(0, week - p)
    return cost
