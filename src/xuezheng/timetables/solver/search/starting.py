# pyright: reportUnknownVariableType=false
"""The state in which a search begins: cut, then each lesson placed where it costs least at its turn."""

import numpy as np

from xuezheng.timetables.solver.search.annealing import construct
from xuezheng.timetables.solver.search.fields import (
    ATTENDING,
    BASE_LOAD,
    BLOCK_OF,
    DEMAND_AT,
    DEMAND_BLOCK,
    DURATION,
    FIXED_AT,
    LESSON_AT,
    LESSONS,
    MOST,
    MOST_STEPS,
    MOVE,
    RANDOM,
    RESOURCES,
    S_FIELDS,
    SIZES,
    STAMP,
    START,
    STARTS_AT,
    STEPS,
    TASK,
    TIMES,
    TOTAL,
    TOTAL_SOFT,
    WORDS,
)
from xuezheng.timetables.solver.search.layout import Ints, Plan, packed
from xuezheng.timetables.solver.search.splitting import first_cuts
from xuezheng.timetables.solver.search.state import carry, count_all, put_start


def fresh_state(plan: Plan, seed: int) -> Ints:
    """Nothing placed, nobody assigned, no lesson used."""
    p = plan.p
    lessons, times, resources = int(p[LESSONS]), int(p[TIMES]), int(p[RESOURCES])
    counts = np.diff(plan.of(LESSON_AT))
    tasks = int(counts[plan.of(DEMAND_BLOCK)].sum())
    sizes = p[SIZES : SIZES + 4].tolist()
    draw = int(np.random.default_rng(seed).integers(1, 2**31 - 1))
    arrays = [
        np.full(lessons, -1),
        np.zeros(lessons),
        np.full(tasks, -1),
        np.zeros(resources * times),
        np.zeros(resources * times),
        np.zeros(resources * int(p[WORDS])),
        np.zeros(resources),
        plan.of(BASE_LOAD),
        *(np.zeros(2 * size) for size in sizes),
        *(np.zeros(3 * size) for size in sizes),
        *(np.full(size, -1) for size in sizes),
        np.zeros(3 * MOST_STEPS),
        np.zeros(resources),
        np.full(lessons, -1),
        np.zeros(lessons),
        np.zeros(lessons + 1),
    ]
    return packed([0, 0, 0, 0, 0, 0, 0, 1, 1, draw], arrays, S_FIELDS)


def begun(plan: Plan, seed: int, weight: float) -> Ints:
    """A state with every lesson placed where it cost least at its turn."""
    p, s = plan.p, fresh_state(plan, seed)
    lesson_at = plan.of(LESSON_AT)
    for b, parts in enumerate(first_cuts(plan, seed)):
        first = int(s[DURATION] + lesson_at[b])
        s[first : first + len(parts)] = parts
    count_all(p, s)
    construct(p, s, order_of(plan, s, seed), weight)
    return s


def order_of(plan: Plan, s: Ints, seed: int) -> Ints:
    """Hard to place first: long, with many resources, with few starts."""
    generator = np.random.default_rng(seed)
    block = plan.of(BLOCK_OF)
    duration = s[s[DURATION] : s[TASK]]
    starts_at = plan.of(STARTS_AT)
    at = block * (plan.p[MOST] + 1) + duration
    choices = np.maximum(starts_at[at + 1] - starts_at[at], 1)
    resources = np.diff(plan.of(FIXED_AT))[block] + np.diff(plan.of(DEMAND_AT))[block]
    hardness = duration * (1 + resources) / choices
    return np.argsort(-hardness * generator.uniform(0.9, 1.1, len(hardness)), kind="stable").astype(np.int64)


def kept(s: Ints) -> Ints:
    """The cost of a state, its starts, durations and tasks: what is needed to remember it."""
    return np.concatenate([s[TOTAL : TOTAL_SOFT + 1], s[s[START] : s[ATTENDING]]])


def restored(plan: Plan, s: Ints, best: Ints) -> None:
    """The state becomes what `kept` remembers."""
    p = plan.p
    lessons = int(p[LESSONS])
    start, duration, task = np.split(best[2:], [lessons, 2 * lessons])
    move, draw = s[MOVE], s[RANDOM]
    s[:] = fresh_state(plan, 0)
    s[RANDOM] = draw
    s[s[STAMP] : s[STEPS]] = -1
    s[MOVE] = move + 1
    s[s[DURATION] : s[TASK]] = duration
    s[s[TASK] : s[ATTENDING]] = task
    carry(p, s)
    for x in np.flatnonzero(start >= 0):
        put_start(p, s, x, start[x])
    count_all(p, s)
