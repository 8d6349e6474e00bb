"""A bound on the objective of every timetable that breaks nothing required.

What single parts cost at least, added up: a block however it is cut, a resource however its busy times lie on the days.
Each monitor counts once, so the sum is a bound.
"""

from xuezheng.timetables.problem.evaluation import priced
from xuezheng.timetables.problem.instance import Constraint, Instance
from xuezheng.timetables.solver.search.fields import BLOCK_MONITOR, BLOCK_MONITOR_AT, LENGTH, LESSON_AT, TIMES
from xuezheng.timetables.solver.search.layout import DISTRIBUTE, SPLIT, Plan
from xuezheng.timetables.solver.search.splitting import MOST_PARTITIONS, cut_cost, listed


def objective_bound(plan: Plan) -> int:
    return block_bound(plan) + resource_bound(plan.instance)


def block_bound(plan: Plan) -> int:
    """The cheapest cut of each block by its split and distribute monitors, what is required kept as well as can be."""
    lesson_at, monitor_at = plan.of(LESSON_AT).tolist(), plan.of(BLOCK_MONITOR_AT).tolist()
    monitors = plan.of(BLOCK_MONITOR).reshape(-1, 8).tolist()
    total = 0
    for b, length in enumerate(plan.of(LENGTH).tolist()):
        rows = [row for row in monitors[monitor_at[b] : monitor_at[b + 1]] if row[0] in (SPLIT, DISTRIBUTE)]
        soft = any(not row[1] for row in rows)
        cuts = listed(length, lesson_at[b + 1] - lesson_at[b], int(plan.p[TIMES])) if soft else ()
        if 0 < len(cuts) < MOST_PARTITIONS:
            costs = [cut_cost(rows, parts) for parts in cuts]
            total += min((soft for hard, soft in costs if not hard), default=0)
    return total


def resource_bound(instance: Instance) -> int:
    """Of each resource that must attend its preassigned events without clash, the days it must come at least."""
    load = [0] * len(instance.resources)
    placed = set(required_points(instance, "AssignTimeConstraint"))
    for place, event in enumerate(instance.events):
        for demand in event.demands if place in placed else ():
            if demand.resource >= 0:
                load[demand.resource] += event.duration
    clash_free = set(required_points(instance, "AvoidClashesConstraint"))
    closed = [0] * len(instance.resources)
    for constraint in instance.constraints:
        if constraint.kind == "AvoidUnavailableTimesConstraint" and constraint.is_required and constraint.weight:
            for point in constraint.points:
                closed[point] |= instance.times_of(constraint)
    total = 0
    for constraint in instance.constraints:
        if constraint.kind == "ClusterBusyTimesConstraint" and not constraint.is_required:
            for point in constraint.points:
                if point in clash_free:
                    days = fewest_groups(instance, constraint, load[point], closed[point])
                    total += constraint.weight * priced(constraint.cost_function, (max(days - constraint.maximum, 0),))
    return total


def required_points(instance: Instance, kind: str) -> list[int]:
    return [point for c in instance.constraints if c.kind == kind and c.is_required and c.weight for point in c.points]


def fewest_groups(instance: Instance, constraint: Constraint, load: int, closed: int) -> int:
    """How many of a constraint's time groups a load of times must touch at least."""
    masks = [instance.time_masks[group] & ~closed for group in constraint.time_groups]
    whole = (1 << len(instance.times)) - 1
    together = 0
    for mask in masks:
        together |= mask
    left = load - (whole & ~together & ~closed).bit_count()  # times outside all groups take the first
    days = 0
    for size in sorted((mask.bit_count() for mask in masks), reverse=True):
        if left <= 0:
            break
        left -= size
        days += 1
    return days
