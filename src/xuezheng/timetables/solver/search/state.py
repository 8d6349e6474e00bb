# pyright: basic
"""Kernels that set starts, durations and tasks, and keep the cost of the state up to date.

A move is a few calls of `set_start`, `set_duration` and `set_task`; `settle` then recomputes what they touched and gives the
change of cost; `keep` or `take_back` ends the move.
"""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.search.costs import cost_of_block, cost_of_demand, cost_of_group, cost_of_resource
from xuezheng.timetables.solver.search.fields import (
    ATTENDING,
    BASE_LOAD,
    BIT,
    BLOCK_DEMAND,
    BLOCK_GROUP,
    BLOCK_GROUP_AT,
    BLOCK_OF,
    BUSY_BITS,
    CARRIED,
    CLASH_COUNT,
    COSTS,
    DEMAND_AT,
    DEMAND_BLOCK,
    DEMAND_GROUP,
    DEMAND_GROUP_AT,
    DEMANDS,
    DURATION,
    FIXED,
    FIXED_AT,
    LESSON_AT,
    LOAD,
    MOVE,
    RANDOM,
    RESOURCES,
    SIZES,
    STAMP,
    START,
    STEP_COUNT,
    STEPS,
    TASK,
    TASK_AT,
    TIMES,
    TOTAL,
    TOTAL_SOFT,
    TOUCHED,
    TOUCHED_COUNT,
    WHO,
    WORD,
    WORDS,
)

RESOURCE, BLOCK, DEMAND, GROUP = range(4)  # kinds of things that a move touches


@kernel
def rand(s, n):
    """A whole number from 0 to n - 1 (multiplicative congruence, Park and Miller 1988, multiplier of 1993)."""
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] * n >> 31


@kernel
def unit(s):
    """A number from 0 to 1."""
    s[RANDOM] = s[RANDOM] * 48271 % 2147483647
    return s[RANDOM] / 2147483647.0


@kernel
def attend(p, s, r, x, sign):
    """Resource r begins (+1) or ceases (-1) to attend lesson x, which has a start."""
    for t in range(s[s[START] + x], s[s[START] + x] + s[s[DURATION] + x]):
        before = s[s[ATTENDING] + r * p[TIMES] + t]
        s[s[ATTENDING] + r * p[TIMES] + t] = before + sign
        s[s[WHO] + r * p[TIMES] + t] += sign * (x + 1)
        if sign > 0:
            if before:
                s[s[CLASH_COUNT] + r] += 1
            else:
                s[s[BUSY_BITS] + r * p[WORDS] + p[p[WORD] + t]] |= p[p[BIT] + t]
        elif before > 1:
            s[s[CLASH_COUNT] + r] -= 1
        else:
            s[s[BUSY_BITS] + r * p[WORDS] + p[p[WORD] + t]] &= ~p[p[BIT] + t]


@kernel
def attend_all(p, s, x, sign):
    b = p[p[BLOCK_OF] + x]
    for i in range(p[p[FIXED_AT] + b], p[p[FIXED_AT] + b + 1]):
        attend(p, s, p[p[FIXED] + i], x, sign)
    k = x - p[p[LESSON_AT] + b]
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        r = s[s[TASK] + p[p[TASK_AT] + p[p[BLOCK_DEMAND] + i]] + k]
        if r >= 0:
            attend(p, s, r, x, sign)


@kernel
def put_start(p, s, x, t):
    if s[s[START] + x] >= 0:
        attend_all(p, s, x, -1)
    s[s[START] + x] = t
    if t >= 0:
        attend_all(p, s, x, 1)


@kernel
def put_duration(p, s, x, duration):
    """Only while the lesson has no start."""
    b = p[p[BLOCK_OF] + x]
    k = x - p[p[LESSON_AT] + b]
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        d = p[p[BLOCK_DEMAND] + i]
        r = s[s[TASK] + p[p[TASK_AT] + d] + k]
        if r >= 0:
            s[s[CARRIED] + r] += (duration - s[s[DURATION] + x]) * p[p[LOAD] + d]
    s[s[DURATION] + x] = duration


@kernel
def carry(p, s):
    """The workload of every resource from the tasks as they stand."""
    for r in range(p[RESOURCES]):
        s[s[CARRIED] + r] = p[p[BASE_LOAD] + r]
    for d in range(p[DEMANDS]):
        b = p[p[DEMAND_BLOCK] + d]
        for k in range(p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b]):
            r = s[s[TASK] + p[p[TASK_AT] + d] + k]
            if r >= 0:
                s[s[CARRIED] + r] += s[s[DURATION] + p[p[LESSON_AT] + b] + k] * p[p[LOAD] + d]


@kernel
def put_task(p, s, d, k, r):
    x = p[p[LESSON_AT] + p[p[DEMAND_BLOCK] + d]] + k
    at = p[p[TASK_AT] + d] + k
    before = s[s[TASK] + at]
    if before >= 0:
        s[s[CARRIED] + before] -= s[s[DURATION] + x] * p[p[LOAD] + d]
        if s[s[START] + x] >= 0:
            attend(p, s, before, x, -1)
    s[s[TASK] + at] = r
    if r >= 0:
        s[s[CARRIED] + r] += s[s[DURATION] + x] * p[p[LOAD] + d]
        if s[s[START] + x] >= 0:
            attend(p, s, r, x, 1)


@kernel
def set_start(p, s, x, t):
    if s[s[START] + x] != t:
        step(s, 0, x, s[s[START] + x])
        touch_lesson(p, s, x)
        put_start(p, s, x, t)


@kernel
def set_duration(p, s, x, duration):
    if s[s[DURATION] + x] != duration:
        step(s, 1, x, s[s[DURATION] + x])
        touch_lesson(p, s, x)
        b = p[p[BLOCK_OF] + x]
        for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
            touch_demand(p, s, p[p[BLOCK_DEMAND] + i])
        put_duration(p, s, x, duration)


@kernel
def set_task(p, s, d, k, r):
    before = s[s[TASK] + p[p[TASK_AT] + d] + k]
    if before != r:
        step(s, 2, d * 4096 + k, before)
        touch_demand(p, s, d)
        if before >= 0:
            touch(s, RESOURCE, before)
        if r >= 0:
            touch(s, RESOURCE, r)
        put_task(p, s, d, k, r)


@kernel
def touch(s, kind, place):
    stamp = s[STAMP + kind] + place
    if s[stamp] != s[MOVE]:
        s[stamp] = s[MOVE]
        at = s[TOUCHED + kind] + 3 * s[TOUCHED_COUNT + kind]
        cost = s[COSTS + kind] + 2 * place
        s[at] = place
        s[at + 1] = s[cost]
        s[at + 2] = s[cost + 1]
        s[TOUCHED_COUNT + kind] += 1


@kernel
def touch_demand(p, s, d):
    touch(s, DEMAND, d)
    for i in range(p[p[DEMAND_GROUP_AT] + d], p[p[DEMAND_GROUP_AT] + d + 1]):
        touch(s, GROUP, p[p[DEMAND_GROUP] + i])


@kernel
def touch_lesson(p, s, x):
    b = p[p[BLOCK_OF] + x]
    touch(s, BLOCK, b)
    for i in range(p[p[BLOCK_GROUP_AT] + b], p[p[BLOCK_GROUP_AT] + b + 1]):
        touch(s, GROUP, p[p[BLOCK_GROUP] + i])
    for i in range(p[p[FIXED_AT] + b], p[p[FIXED_AT] + b + 1]):
        touch(s, RESOURCE, p[p[FIXED] + i])
    k = x - p[p[LESSON_AT] + b]
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        r = s[s[TASK] + p[p[TASK_AT] + p[p[BLOCK_DEMAND] + i]] + k]
        if r >= 0:
            touch(s, RESOURCE, r)


@kernel
def step(s, what, place, before):
    at = s[STEPS] + 3 * s[STEP_COUNT]
    s[at] = what
    s[at + 1] = place
    s[at + 2] = before
    s[STEP_COUNT] += 1


@kernel
def cost_of(p, s, kind, place):
    if kind == RESOURCE:
        return cost_of_resource(p, s, place)
    if kind == BLOCK:
        return cost_of_block(p, s, place)
    if kind == DEMAND:
        return cost_of_demand(p, s, place)
    return cost_of_group(p, s, place)


@kernel
def settle(p, s):
    """The change of cost by what was set since the last `keep` or `take_back`."""
    hard = soft = 0
    for kind in range(4):
        for i in range(s[TOUCHED_COUNT + kind]):
            at = s[TOUCHED + kind] + 3 * i
            place = s[at]
            h, q = cost_of(p, s, kind, place)
            hard += h - s[at + 1]
            soft += q - s[at + 2]
            cost = s[COSTS + kind] + 2 * place
            s[cost] = h
            s[cost + 1] = q
    s[TOTAL] += hard
    s[TOTAL_SOFT] += soft
    return hard, soft


@kernel
def keep(s):
    s[TOUCHED_COUNT : TOUCHED_COUNT + 5] = 0  # and the steps
    s[MOVE] += 1


@kernel
def take_back(p, s):
    """Undo everything since the last `keep`, settled or not."""
    for i in range(s[STEP_COUNT] - 1, -1, -1):
        at = s[STEPS] + 3 * i
        what, place, before = s[at], s[at + 1], s[at + 2]
        if what == 0:
            put_start(p, s, place, before)
        elif what == 1:
            put_duration(p, s, place, before)
        else:
            put_task(p, s, place // 4096, place % 4096, before)
    for kind in range(4):
        for i in range(s[TOUCHED_COUNT + kind]):
            at = s[TOUCHED + kind] + 3 * i
            cost = s[COSTS + kind] + 2 * s[at]
            s[TOTAL] -= s[cost] - s[at + 1]
            s[TOTAL_SOFT] -= s[cost + 1] - s[at + 2]
            s[cost] = s[at + 1]
            s[cost + 1] = s[at + 2]
    keep(s)


@kernel
def count_all(p, s):
    """All costs from nothing."""
    keep(s)
    s[TOTAL] = 0
    s[TOTAL_SOFT] = 0
    for kind in range(4):
        for place in range(p[SIZES + kind]):
            h, q = cost_of(p, s, kind, place)
            cost = s[COSTS + kind] + 2 * place
            s[cost] = h
            s[cost + 1] = q
            s[TOTAL] += h
            s[TOTAL_SOFT] += q
