# pyright: basic
"""Kernels that compute the cost of one resource, block, demand or group from the state: (required, not required)."""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.search.fields import (
    ALLOWED,
    BIT,
    BLOCK_MONITOR,
    BLOCK_MONITOR_AT,
    BUSY_BITS,
    CARRIED,
    CLASH_COUNT,
    DEMAND_BLOCK,
    DEMAND_MONITOR,
    DEMAND_MONITOR_AT,
    DURATION,
    GROUP_MONITOR,
    LESSON_AT,
    LIMIT,
    LIMIT_AT,
    MARK,
    MASKS,
    MEMBER,
    RESOURCE_MONITOR,
    RESOURCE_MONITOR_AT,
    RESOURCES,
    SCALE,
    SEEN,
    SETS,
    START,
    TASK,
    TASK_AT,
    WORD,
    WORDS,
)


@kernel
def ones(x):
    """Bits set in a non-negative word."""
    x = x - ((x >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    x = x + (x >> 8)
    x = x + (x >> 16)
    x = x + (x >> 32)
    return x & 0x7F


@kernel
def filled(x):
    """All bits up to the highest one set."""
    x |= x >> 1
    x |= x >> 2
    x |= x >> 4
    x |= x >> 8
    x |= x >> 16
    return x | (x >> 32)


@kernel
def outside(amount, least, most):
    return max(least - amount, amount - most, 0)


@kernel
def priced(function, total, squares, steps):
    """A cost from the sum of deviations, the sum of their squares, and how many there are."""
    if function == 0:
        return total
    if function == 1:
        return total * total
    if function == 2:
        return 1 if total > 0 else 0
    return squares if function == 3 else steps


@kernel
def idle_times(p, s, r, row):
    words = p[WORDS]
    if words == 1:
        busy = s[s[BUSY_BITS] + r * p[WORDS] + 0] & p[p[MASKS] + row * p[WORDS] + 0]
        if busy == 0:
            return 0
        between = filled(busy) & ~((busy & -busy) - 1)
        return ones(between & p[p[MASKS] + row * p[WORDS] + 0] & ~busy)
    first = last = -1
    for w in range(words):
        if s[s[BUSY_BITS] + r * p[WORDS] + w] & p[p[MASKS] + row * p[WORDS] + w]:
            first = w if first < 0 else first
            last = w
    idle = 0
    for w in range(first, last + 1) if first >= 0 else range(0):
        busy = s[s[BUSY_BITS] + r * p[WORDS] + w] & p[p[MASKS] + row * p[WORDS] + w]
        between = p[p[MASKS] + row * p[WORDS] + w] & ~busy
        if w == first:
            between &= ~((busy & -busy) - 1)
        if w == last:
            between &= filled(busy)
        idle += ones(between)
    return idle


@kernel
def busy_times(p, s, r, row):
    amount = 0
    for w in range(p[WORDS]):
        amount += ones(s[s[BUSY_BITS] + r * p[WORDS] + w] & p[p[MASKS] + row * p[WORDS] + w])
    return amount


@kernel
def cost_of_resource(p, s, r):
    hard = soft = 0
    for m in range(p[p[RESOURCE_MONITOR_AT] + r], p[p[RESOURCE_MONITOR_AT] + r + 1]):
        row = p[RESOURCE_MONITOR] + m * 8
        kind, least, most = p[row], p[row + 4], p[row + 5]
        total = squares = steps = 0
        if kind == 0:
            total = s[s[CLASH_COUNT] + r]
        elif kind == 1:
            total = busy_times(p, s, r, p[p[SETS] + p[row + 6]])
        elif kind == 2:
            for i in range(p[row + 6], p[row + 7]):
                total += idle_times(p, s, r, p[p[SETS] + i])
            total = outside(total, least, most)
        elif kind == 3:
            for i in range(p[row + 6], p[row + 7]):
                for w in range(p[WORDS]):
                    if s[s[BUSY_BITS] + r * p[WORDS] + w] & p[p[MASKS] + (p[p[SETS] + i]) * p[WORDS] + w]:
                        total += 1
                        break
            total = outside(total, least, most)
        elif kind == 4:
            for i in range(p[row + 6], p[row + 7]):
                amount = busy_times(p, s, r, p[p[SETS] + i])
                if amount:
                    d = outside(amount, least, most)
                    total += d
                    squares += d * d
                    steps += d > 0
        else:
            carried, scale = s[s[CARRIED] + r], p[SCALE]
            total = (max(least * scale - carried, carried - most * scale, 0) + scale - 1) // scale
        if total:
            if kind != 4:
                squares, steps = total * total, 1
            cost = p[row + 2] * priced(p[row + 3], total, squares, steps)
            if p[row + 1]:
                hard += cost
            else:
                soft += cost
    return hard, soft


@kernel
def cost_of_block(p, s, b):
    hard = soft = 0
    first, last = p[p[LESSON_AT] + b], p[p[LESSON_AT] + b + 1]
    for m in range(p[p[BLOCK_MONITOR_AT] + b], p[p[BLOCK_MONITOR_AT] + b + 1]):
        row = p[BLOCK_MONITOR] + m * 8
        kind = p[row]
        total = squares = steps = amount = 0
        for x in range(first, last):
            d = s[s[DURATION] + x]
            if d == 0:
                continue
            wrong = 0
            if kind == 0:
                wrong = d if s[s[START] + x] < 0 else 0
            elif kind == 1:
                amount += 1
                total += d < p[row + 6] or d > p[row + 7]
            elif kind == 2:
                amount += d == p[row + 6]
            elif s[s[START] + x] >= 0 and (p[row + 6] == 0 or p[row + 6] == d):
                t = s[s[START] + x]
                wrong = 0 if p[p[MASKS] + p[row + 7] * p[WORDS] + p[p[WORD] + t]] & p[p[BIT] + t] else d
            if wrong:
                total += wrong
                squares += wrong * wrong
                steps += 1
        if kind == 1 or kind == 2:
            d = outside(amount, p[row + 4], p[row + 5])
            squares = total * total + d * d
            steps = (total > 0) + (d > 0)
            total += d
        if total:
            cost = p[row + 2] * priced(p[row + 3], total, squares, steps)
            if p[row + 1]:
                hard += cost
            else:
                soft += cost
    return hard, soft


@kernel
def cost_of_demand(p, s, d):
    hard = soft = 0
    b = p[p[DEMAND_BLOCK] + d]
    lessons = p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b]
    for m in range(p[p[DEMAND_MONITOR_AT] + d], p[p[DEMAND_MONITOR_AT] + d + 1]):
        row = p[DEMAND_MONITOR] + m * 8
        total = squares = steps = 0
        for k in range(lessons):
            duration = s[s[DURATION] + p[p[LESSON_AT] + b] + k]
            r = s[s[TASK] + p[p[TASK_AT] + d] + k]
            if duration and (
                (p[row] == 0 and r < 0)
                or (p[row] == 1 and r >= 0 and p[p[ALLOWED] + p[row + 6] * p[RESOURCES] + r] == 0)
            ):
                total += duration
                squares += duration * duration
                steps += 1
        if total:
            cost = p[row + 2] * priced(p[row + 3], total, squares, steps)
            if p[row + 1]:
                hard += cost
            else:
                soft += cost
    return hard, soft


@kernel
def linked_deviation(p, s, row):
    """Times at which some but not all blocks run."""
    found = 0
    for w in range(p[WORDS]):
        some = 0
        every = -1
        for i in range(p[row + 6], p[row + 7]):
            b = p[p[MEMBER] + i]
            running = 0
            for x in range(p[p[LESSON_AT] + b], p[p[LESSON_AT] + b + 1]):
                if s[s[START] + x] >= 0:
                    for t in range(s[s[START] + x], s[s[START] + x] + s[s[DURATION] + x]):
                        if p[p[WORD] + t] == w:
                            running |= p[p[BIT] + t]
            some |= running
            every &= running
        found += ones(some & ~every)
    return found


@kernel
def order_deviation(p, s, row):
    first, second = p[p[MEMBER] + p[row + 6]], p[p[MEMBER] + p[row + 6] + 1]
    ends = -1
    begins = 1 << 40
    for x in range(p[p[LESSON_AT] + first], p[p[LESSON_AT] + first + 1]):
        if s[s[DURATION] + x]:
            if s[s[START] + x] < 0:
                return 0
            ends = max(ends, s[s[START] + x] + s[s[DURATION] + x])
    for x in range(p[p[LESSON_AT] + second], p[p[LESSON_AT] + second + 1]):
        if s[s[DURATION] + x]:
            if s[s[START] + x] < 0:
                return 0
            begins = min(begins, s[s[START] + x])
    return outside(begins - ends, p[row + 4], p[row + 5])


@kernel
def split_deviation(p, s, m, row):
    """Distinct resources of the members beyond the first."""
    found = 0
    s[MARK] += 1
    mark = s[MARK]
    for i in range(p[row + 6], p[row + 7]):
        d = p[p[MEMBER] + i]
        if d < 0:
            r = -1 - d
            if s[s[SEEN] + r] != mark:
                s[s[SEEN] + r] = mark
                found += 1
            continue
        b = p[p[DEMAND_BLOCK] + d]
        for k in range(p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b]):
            r = s[s[TASK] + p[p[TASK_AT] + d] + k]
            if r >= 0 and s[s[DURATION] + p[p[LESSON_AT] + b] + k] and s[s[SEEN] + r] != mark:
                s[s[SEEN] + r] = mark
                found += 1
    return max(found - 1, 0)


@kernel
def cost_of_group(p, s, m):
    row = p[GROUP_MONITOR] + m * 8
    kind = p[row]
    total = squares = steps = 0
    if kind == 0:
        for j in range(p[p[LIMIT_AT] + m], p[p[LIMIT_AT] + m + 1]):
            amount = 0
            mask = p[MASKS] + p[p[LIMIT] + j * 3] * p[WORDS]
            for i in range(p[row + 6], p[row + 7]):
                b = p[p[MEMBER] + i]
                for x in range(p[p[LESSON_AT] + b], p[p[LESSON_AT] + b + 1]):
                    t = s[s[START] + x]
                    if t >= 0 and p[mask + p[p[WORD] + t]] & p[p[BIT] + t]:
                        amount += 1
            d = outside(amount, p[p[LIMIT] + j * 3 + 1], p[p[LIMIT] + j * 3 + 2])
            total += d
            squares += d * d
            steps += d > 0
    else:
        if kind == 1:
            total = linked_deviation(p, s, row)
        elif kind == 2:
            total = split_deviation(p, s, m, row)
        else:
            total = order_deviation(p, s, row)
        squares, steps = total * total, int(total > 0)
    cost = p[row + 2] * priced(p[row + 3], total, squares, steps)
    if p[row + 1]:
        return cost, 0
    return 0, cost
