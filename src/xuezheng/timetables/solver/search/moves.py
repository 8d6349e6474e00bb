# pyright: basic
"""The moves of the search. Each only sets; the caller settles, then keeps or takes back.

Moves of single lessons and swaps: Fonseca, Santos, Toffolo, Brito and Souza, "GOAL solver", Annals of Operations Research 239
(2016). Chains of two times: Kempe chains as in Thompson and Dowsland (1998), here over intervals of different length.
"""

from xuezheng.engine.kernels import kernel
from xuezheng.timetables.solver.search.fields import (
    ATTENDING,
    BLOCK_DEMAND,
    BLOCK_GROUP,
    BLOCK_GROUP_AT,
    BLOCK_OF,
    CANDIDATE,
    CANDIDATE_AT,
    CLASH_COUNT,
    CLASH_FREE,
    COSTS,
    DEMAND_AT,
    DEMAND_BLOCK,
    DURATION,
    FIXED,
    FIXED_AT,
    LESSON_AT,
    LESSONS,
    MOST,
    MOVABLE,
    MOVE,
    MOVED,
    QUEUE,
    START,
    STARTS,
    STARTS_AT,
    TASK,
    TASK_AT,
    TEAM,
    TEAM_AT,
    TIMES,
    TROUBLE,
    WHO,
)
from xuezheng.timetables.solver.search.state import (
    rand,
    set_duration,
    set_start,
    set_task,
)

LONGEST_CHAIN = 40
SHORT_CHAIN = 6  # most that are longer cost more time than they are worth


@kernel
def random_start(p, s, x):
    """A sensible start for a lesson, or -1 where there is none."""
    at = p[p[BLOCK_OF] + x] * (p[MOST] + 1) + s[s[DURATION] + x]
    n = p[p[STARTS_AT] + at + 1] - p[p[STARTS_AT] + at]
    return p[p[STARTS] + p[p[STARTS_AT] + at] + rand(s, n)] if n else -1


@kernel
def random_lesson(p, s):
    """A lesson in use whose time may change, or -1 after some tries."""
    for _ in range(20):
        x = rand(s, p[LESSONS])
        if s[s[DURATION] + x] and p[p[MOVABLE] + p[p[BLOCK_OF] + x]]:
            return x
    return -1


@kernel
def find_trouble(p, s):
    """List the lessons where something required is broken: theirs, or their resources' at their time."""
    n = 0
    for x in range(p[LESSONS]):
        if s[s[DURATION] + x] and in_trouble(p, s, x):
            n += 1
            s[s[TROUBLE] + n] = x
    s[s[TROUBLE]] = n


@kernel
def in_trouble(p, s, x):
    b = p[p[BLOCK_OF] + x]
    if s[s[COSTS + 1] + 2 * b] > 0:
        return True
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        if s[s[COSTS + 2] + 2 * p[p[BLOCK_DEMAND] + i]] > 0:
            return True
    for i in range(p[p[BLOCK_GROUP_AT] + b], p[p[BLOCK_GROUP_AT] + b + 1]):
        if s[s[COSTS + 3] + 2 * p[p[BLOCK_GROUP] + i]] > 0:
            return True
    for i in range(resource_count(p, x)):
        r = resource_of(p, s, x, i)
        if r >= 0 and s[s[COSTS] + 2 * r] > 0:
            if s[s[CLASH_COUNT] + r] == 0:
                return True
            if not is_free(p, s, r, x, 1):
                return True
    return False


@kernel
def resource_of(p, s, x, i):
    """The i-th resource of a lesson: the preassigned first, then those of its tasks."""
    b = p[p[BLOCK_OF] + x]
    fixed = p[p[FIXED_AT] + b + 1] - p[p[FIXED_AT] + b]
    if i < fixed:
        return p[p[FIXED] + p[p[FIXED_AT] + b] + i]
    d = p[p[BLOCK_DEMAND] + p[p[DEMAND_AT] + b] + i - fixed]
    return s[s[TASK] + p[p[TASK_AT] + d] + x - p[p[LESSON_AT] + b]]


@kernel
def resource_count(p, x):
    b = p[p[BLOCK_OF] + x]
    return p[p[FIXED_AT] + b + 1] - p[p[FIXED_AT] + b] + p[p[DEMAND_AT] + b + 1] - p[p[DEMAND_AT] + b]


@kernel
def chain(p, s, x, t, longest):
    """Lesson x starts at t; what it then clashes with goes the other way, and so on.

    False if that cannot be, or takes more than `longest` lessons.
    """
    times = p[TIMES]
    mark = s[MOVE]
    shift = t - s[s[START] + x]
    set_start(p, s, x, t)
    s[s[MOVED] + x] = mark
    s[s[QUEUE] + 0] = x
    n, at = 1, 0
    while at < n:
        q = s[s[QUEUE] + at]
        at += 1
        own = s[s[START] + q]
        for i in range(resource_count(p, q)):
            r = resource_of(p, s, q, i)
            if r < 0 or not p[p[CLASH_FREE] + r]:
                continue
            for u in range(own, own + s[s[DURATION] + q]):
                if s[s[ATTENDING] + r * p[TIMES] + u] != 2:
                    continue
                y = s[s[WHO] + r * p[TIMES] + u] - q - 2
                if y < 0 or y == q or s[s[MOVED] + y] == mark:
                    continue
                if not p[p[MOVABLE] + p[p[BLOCK_OF] + y]] or n >= longest:
                    return False
                # those that q drives away go the way q came
                away = -shift if s[s[QUEUE] + 0] == q or same_side(s, q, t, shift) else shift
                new = s[s[START] + y] + away
                if new < 0 or new + s[s[DURATION] + y] > times:
                    return False
                s[s[MOVED] + y] = mark
                set_start(p, s, y, new)
                s[s[QUEUE] + n] = y
                n += 1
    return True


@kernel
def same_side(s, q, t, shift):
    """Whether q now stands near t (and so came from near t - shift)."""
    return abs(s[s[START] + q] - t) <= abs(s[s[START] + q] - (t - shift))


@kernel
def swap_neighbours(p, s, x):
    """x changes places with a lesson that shares a resource; where they adjoin, both stay together."""
    i = rand(s, max(resource_count(p, x), 1))
    if resource_count(p, x) == 0:
        return False
    r = resource_of(p, s, x, i)
    if r < 0 or s[s[START] + x] < 0:
        return False
    for _ in range(8):
        t = rand(s, p[TIMES])
        if s[s[ATTENDING] + r * p[TIMES] + t] == 1:
            y = s[s[WHO] + r * p[TIMES] + t] - 1
            if y == x or not p[p[MOVABLE] + p[p[BLOCK_OF] + y]]:
                continue
            a, b = s[s[START] + x], s[s[START] + y]
            if a + s[s[DURATION] + x] == b:
                set_start(p, s, y, a)
                set_start(p, s, x, a + s[s[DURATION] + y])
            elif b + s[s[DURATION] + y] == a:
                set_start(p, s, x, b)
                set_start(p, s, y, b + s[s[DURATION] + x])
            else:
                if max(b + s[s[DURATION] + x], a + s[s[DURATION] + y]) > p[TIMES]:
                    continue
                set_start(p, s, x, b)
                set_start(p, s, y, a)
            return True
    return False


@kernel
def follow(p, s, x):
    """Tasks of x whose resource now clashes go to a free candidate, if one is soon found."""
    b = p[p[BLOCK_OF] + x]
    k = x - p[p[LESSON_AT] + b]
    if s[s[START] + x] < 0:
        return
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        d = p[p[BLOCK_DEMAND] + i]
        r = s[s[TASK] + p[p[TASK_AT] + d] + k]
        if r >= 0 and not is_free(p, s, r, x, 1):
            for _ in range(10):
                other = p[
                    p[CANDIDATE] + p[p[CANDIDATE_AT] + d] + rand(s, p[p[CANDIDATE_AT] + d + 1] - p[p[CANDIDATE_AT] + d])
                ]
                if is_free(p, s, other, x, 0):
                    set_task(p, s, d, k, other)
                    break


@kernel
def is_free(p, s, r, x, most):
    """Whether r attends at most `most` lessons while x runs."""
    for t in range(s[s[START] + x], s[s[START] + x] + s[s[DURATION] + x]):  # noqa: SIM110 - compiled as a loop
        if s[s[ATTENDING] + r * p[TIMES] + t] > most:
            return False
    return True


@kernel
def resplit(p, s, b):
    """Another way to cut a block: a lesson in two, two in one, or a period from one lesson to another."""
    first, last = p[p[LESSON_AT] + b], p[p[LESSON_AT] + b + 1]
    x = first + rand(s, last - first)
    y = first + rand(s, last - first)
    if x == y or s[s[DURATION] + x] == 0:
        return False
    total = s[s[DURATION] + x] + s[s[DURATION] + y]
    if total < 2:
        return False
    new = rand(s, total + 1)  # for x; y gets the rest
    if new == s[s[DURATION] + x] or (new == total and s[s[DURATION] + y] == 0):
        return False
    was_unused = s[s[DURATION] + y] == 0
    sx, sy = s[s[START] + x], s[s[START] + y]
    set_start(p, s, x, -1)
    set_start(p, s, y, -1)
    set_duration(p, s, x, new)
    set_duration(p, s, y, total - new)
    if was_unused:
        for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
            d = p[p[BLOCK_DEMAND] + i]
            set_task(p, s, d, y - first, s[s[TASK] + p[p[TASK_AT] + d] + x - first])
    for z in range(2):
        lesson = x if z == 0 else y
        before = sx if z == 0 else sy
        if s[s[DURATION] + lesson]:
            fits = before >= 0 and before + s[s[DURATION] + lesson] <= p[TIMES]
            if not fits or rand(s, 2):
                before = random_start(p, s, lesson)
            set_start(p, s, lesson, before)
    return True


@kernel
def random_candidate(p, s, d):
    n = p[p[CANDIDATE_AT] + d + 1] - p[p[CANDIDATE_AT] + d]
    return p[p[CANDIDATE] + p[p[CANDIDATE_AT] + d] + rand(s, n)] if n else -1


@kernel
def assign_team(p, s, d, r):
    """Every task of d's team goes to r."""
    for i in range(p[p[TEAM_AT] + d], p[p[TEAM_AT] + d + 1]):
        e = p[p[TEAM] + i]
        b = p[p[DEMAND_BLOCK] + e]
        for k in range(p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b]):
            if s[s[DURATION] + p[p[LESSON_AT] + b] + k]:
                set_task(p, s, e, k, r)


@kernel
def task_of(p, s, d):
    """A lesson in use of demand d's block, as its number in the block; -1 if none was found."""
    b = p[p[DEMAND_BLOCK] + d]
    n = p[p[LESSON_AT] + b + 1] - p[p[LESSON_AT] + b]
    for _ in range(8):
        k = rand(s, n)
        if s[s[DURATION] + p[p[LESSON_AT] + b] + k]:
            return k
    return -1


@kernel
def retask(p, s, d, k):
    """One task (of the k-th lesson; -1: any), or all of its team, goes to another resource; who is busy then exchanges with the one displaced."""
    r = random_candidate(p, s, d)
    k = k if k >= 0 else task_of(p, s, d)
    if r < 0 or k < 0:
        return False
    before = s[s[TASK] + p[p[TASK_AT] + d] + k]
    if before == r:
        return False
    alone = p[p[TEAM_AT] + d + 1] - p[p[TEAM_AT] + d] == 1
    if not alone and rand(s, 4):
        assign_team(p, s, d, r)
        if rand(s, 2):
            other = demand_with(p, s, d, k, r)
            if other >= 0:
                assign_team(p, s, other, before)
        return True
    other = demand_with(p, s, d, k, r)
    if other >= 0 and rand(s, 4):
        y = s[s[WHO] + r * p[TIMES] + s[s[START] + p[p[LESSON_AT] + p[p[DEMAND_BLOCK] + d]] + k]] - 1
        set_task(p, s, other, y - p[p[LESSON_AT] + p[p[DEMAND_BLOCK] + other]], before)
    set_task(p, s, d, k, r)
    return True


@kernel
def demand_with(p, s, d, k, r):
    """The demand that r fills when the k-th lesson of d's block starts, if it is an open one; else -1."""
    t = s[s[START] + p[p[LESSON_AT] + p[p[DEMAND_BLOCK] + d]] + k]
    if t < 0 or s[s[ATTENDING] + r * p[TIMES] + t] != 1:
        return -1
    y = s[s[WHO] + r * p[TIMES] + t] - 1
    b = p[p[BLOCK_OF] + y]
    for i in range(p[p[DEMAND_AT] + b], p[p[DEMAND_AT] + b + 1]):
        e = p[p[BLOCK_DEMAND] + i]
        if e != d and s[s[TASK] + p[p[TASK_AT] + e] + y - p[p[LESSON_AT] + b]] == r:
            return e
    return -1
