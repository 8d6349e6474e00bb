# pyright: basic
"""A plan's arrays as lists, read once, for what is not compiled."""

from itertools import pairwise

from xuezheng.timetables.solver.search.fields import (
    ALLOWED,
    BLOCK_DEMAND,
    BLOCK_GROUP,
    BLOCK_GROUP_AT,
    BLOCK_MONITOR,
    BLOCK_MONITOR_AT,
    BLOCK_OF,
    CANDIDATE,
    CANDIDATE_AT,
    DEMAND_AT,
    DEMAND_BLOCK,
    DEMAND_GROUP,
    DEMAND_GROUP_AT,
    DEMAND_MONITOR,
    DEMAND_MONITOR_AT,
    FIXED,
    FIXED_AT,
    GROUP_MONITOR,
    LESSON_AT,
    LIMIT,
    LIMIT_AT,
    LOAD,
    MASKS,
    MEMBER,
    MOST,
    RESOURCE_MONITOR,
    RESOURCE_MONITOR_AT,
    RESOURCES,
    SCALE,
    SETS,
    STARTS,
    STARTS_AT,
    TASK_AT,
    TIMES,
    WORDS,
)
from xuezheng.timetables.solver.search.layout import BITS, Plan


class Reading:
    """A plan's arrays as lists, read once."""

    def __init__(self, plan: Plan) -> None:
        p = plan.p
        self.times, self.most, self.scale = int(p[TIMES]), int(p[MOST]), int(p[SCALE])
        words = int(p[WORDS])
        rows = plan.of(MASKS).reshape(-1, words).tolist() if len(plan.of(MASKS)) else []
        self.masks = [sum(word << BITS * w for w, word in enumerate(row)) for row in rows]
        self.lesson_at, self.block_of = plan.of(LESSON_AT).tolist(), plan.of(BLOCK_OF).tolist()
        self.fixed = slices(plan, FIXED_AT, FIXED)
        self.demands = slices(plan, DEMAND_AT, BLOCK_DEMAND)
        self.starts = slices(plan, STARTS_AT, STARTS)
        self.candidates = slices(plan, CANDIDATE_AT, CANDIDATE)
        self.demand_block, self.task_at = plan.of(DEMAND_BLOCK).tolist(), plan.of(TASK_AT).tolist()
        self.load = plan.of(LOAD).tolist()
        self.sets = plan.of(SETS).tolist()
        self.allowed = plan.of(ALLOWED).reshape(-1, int(p[RESOURCES]))
        self.of_resource = monitors(plan, RESOURCE_MONITOR_AT, RESOURCE_MONITOR)
        self.of_block = monitors(plan, BLOCK_MONITOR_AT, BLOCK_MONITOR)
        self.of_demand = monitors(plan, DEMAND_MONITOR_AT, DEMAND_MONITOR)
        self.groups = plan.of(GROUP_MONITOR).reshape(-1, 8).tolist()
        self.members = plan.of(MEMBER).tolist()
        at, limits = plan.of(LIMIT_AT).tolist(), plan.of(LIMIT).reshape(-1, 3).tolist()
        self.limits = [limits[first:last] for first, last in pairwise(at)]
        self.block_groups = slices(plan, BLOCK_GROUP_AT, BLOCK_GROUP)
        self.demand_groups = slices(plan, DEMAND_GROUP_AT, DEMAND_GROUP)

    def times_in(self, mask: int) -> list[int]:
        return [t for t in range(self.times) if mask >> t & 1]

    def starts_of(self, x: int, duration: int) -> list[int]:
        return self.starts[self.block_of[x] * (self.most + 1) + duration]


def slices(plan: Plan, at: int, flat: int) -> list[list[int]]:
    ends, values = plan.of(at).tolist(), plan.of(flat).tolist()
    return [values[first:last] for first, last in pairwise(ends)]


def monitors(plan: Plan, at: int, flat: int) -> list[list[list[int]]]:
    ends, rows = plan.of(at).tolist(), plan.of(flat).reshape(-1, 8).tolist()
    return [rows[first:last] for first, last in pairwise(ends)]
