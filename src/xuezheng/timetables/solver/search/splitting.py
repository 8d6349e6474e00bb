"""How blocks are first cut into lessons: among the partitions of a duration those that cost least."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from xuezheng.timetables.problem.evaluation import outside, priced
from xuezheng.timetables.problem.instance import CostFunction
from xuezheng.timetables.solver.search.fields import BLOCK_MONITOR, BLOCK_MONITOR_AT, LENGTH, LESSON_AT, MOVABLE, TIMES
from xuezheng.timetables.solver.search.layout import DISTRIBUTE, SPLIT, Plan

MOST_PARTITIONS = 3000


def partitions(total: int, most_parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Ways to write `total` as at most `most_parts` parts, none above `largest`, in falling order."""
    if total == 0:
        yield ()
    elif most_parts > 0:
        for part in range(min(total, largest), 0, -1):
            if part * most_parts >= total:
                for rest in partitions(total - part, most_parts - 1, part):
                    yield (part, *rest)


@cache
def listed(total: int, most_parts: int, longest: int) -> tuple[tuple[int, ...], ...]:
    found: list[tuple[int, ...]] = []
    for parts in partitions(total, most_parts, longest):
        found.append(parts)
        if len(found) == MOST_PARTITIONS:
            break
    return tuple(found)


def first_cuts(plan: Plan, seed: int) -> list[tuple[int, ...]]:
    """Of each block the durations of its lessons, chosen at random among the cheapest partitions."""
    generator = np.random.default_rng(seed)
    longest = int(plan.p[TIMES])
    lesson_at, monitor_at = plan.of(LESSON_AT).tolist(), plan.of(BLOCK_MONITOR_AT).tolist()
    monitors = plan.of(BLOCK_MONITOR).reshape(-1, 8).tolist()
    movable = plan.of(MOVABLE).tolist()
    cuts: list[tuple[int, ...]] = []
    known: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for b, total in enumerate(plan.of(LENGTH).tolist()):
        slots = lesson_at[b + 1] - lesson_at[b]
        rows = monitors[monitor_at[b] : monitor_at[b + 1]]
        rows = [row for row in rows if row[0] in (SPLIT, DISTRIBUTE)]
        key = (total, slots, tuple(map(tuple, rows)), movable[b])
        if key not in known:
            costs = {parts: cut_cost(rows, parts) for parts in listed(total, slots, longest)}
            least = min(costs.values())
            known[key] = [parts for parts, cost in costs.items() if cost == least]
        best = known[key]
        # more lessons leave more freedom, unless something was said of how to cut
        cuts.append(best[int(generator.integers(len(best)))] if rows else best[-1])
    return cuts


def cut_cost(rows: list[list[int]], parts: tuple[int, ...]) -> tuple[int, int]:
    """What the split and distribute monitors of a block say of a partition: required, not required."""
    cost = [0, 0]
    for kind, required, weight, function, least, most, first, second in rows:
        if kind == SPLIT:
            wrong = sum(not first <= part <= second for part in parts)
            deviations = [wrong, outside(len(parts), least, most)]
        else:
            deviations = [outside(parts.count(first), least, most)]
        cost[not required] += weight * priced(CostFunction(function), deviations)
    return cost[0], cost[1]
