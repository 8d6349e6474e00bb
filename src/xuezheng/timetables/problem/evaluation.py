"""The cost of a solution, computed from the specification alone: no solver's state is trusted.

`evaluate(instance, solution)` gives infeasibility (required constraints) and objective (the others), and a line for each
constraint and point of application that costs something.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xuezheng.timetables.problem.instance import Constraint, CostFunction, Instance, Pair
from xuezheng.timetables.problem.solution import Solution, SubEvent

Deviations = Sequence[int]


@dataclass(frozen=True, slots=True)
class Line:
    """What one constraint costs at one point of application."""

    constraint: Constraint
    point: str
    deviations: tuple[int, ...]
    cost: int


@dataclass(frozen=True)
class Evaluation:
    infeasibility: int
    objective: int
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def cost(self) -> tuple[int, int]:
        return self.infeasibility, self.objective

    def __str__(self) -> str:
        return f"{self.infeasibility}/{self.objective}"


class Timetable:
    """A solution as the constraints look at it: parts by event, and when each resource is busy."""

    def __init__(self, solution: Solution) -> None:
        self.instance = solution.instance
        self.parts: list[list[SubEvent]] = [[] for _ in self.instance.events]
        for part in solution.parts:
            self.parts[part.event].append(part)
        count = len(self.instance.resources)
        self.busy = [0] * count  # bit t: busy at time t
        self.clashes = [0] * count  # Σ over times of the sub-events beyond the first
        self.workload = [0.0] * count
        for part in solution.parts:
            self._attend(part)

    def _attend(self, part: SubEvent) -> None:
        event = self.instance.events[part.event]
        running = span(part)
        for resource, demand in zip(part.resources, event.demands, strict=True):
            if resource < 0:
                continue
            self.workload[resource] += part.duration * demand.workload / event.duration
            self.clashes[resource] += (self.busy[resource] & running).bit_count()
            self.busy[resource] |= running

    @cached_property
    def running(self) -> list[int]:
        """Of each event the times at which one of its parts runs, as a mask."""
        masks = [0] * len(self.parts)
        for event, parts in enumerate(self.parts):
            for part in parts:
                masks[event] |= span(part)
        return masks


def span(part: SubEvent) -> int:
    return ((1 << part.duration) - 1) << part.time if part.time >= 0 else 0


def outside(amount: int, minimum: int, maximum: int) -> int:
    """By how much an amount falls short of a minimum or exceeds a maximum."""
    return max(minimum - amount, amount - maximum, 0)


def priced(function: CostFunction, deviations: Deviations) -> int:
    total = sum(deviations)
    match function:
        case CostFunction.LINEAR:
            return total
        case CostFunction.QUADRATIC:
            return total * total
        case CostFunction.STEP:
            return int(total > 0)
        case CostFunction.SUM_SQUARES:
            return sum(d * d for d in deviations)
        case CostFunction.SUM_STEPS:
            return sum(d > 0 for d in deviations)


def evaluate(solution: Solution) -> Evaluation:
    """The cost of a solution, and what it is made of."""
    table = Timetable(solution)
    costs = [0, 0]
    lines: list[Line] = []
    for constraint in solution.instance.constraints:
        for point, deviations in DEVIATIONS[constraint.kind](table, constraint):
            cost = constraint.weight * priced(constraint.cost_function, deviations)
            if cost:
                costs[not constraint.is_required] += cost
                lines.append(Line(constraint, point, tuple(deviations), cost))
    return Evaluation(costs[0], costs[1], tuple(lines))


Found = Iterator[tuple[str, Deviations]]


def assign_resource(table: Timetable, constraint: Constraint) -> Found:
    """The duration of parts without a resource in this role."""
    for point in constraint.points:
        event = table.instance.events[point]
        for place, demand in enumerate(event.demands):
            if demand.role == constraint.role and demand.resource < 0:
                yield event.id, [part.duration for part in table.parts[point] if part.resources[place] < 0]


def assign_time(table: Timetable, constraint: Constraint) -> Found:
    """The duration of parts without a start."""
    for point in constraint.points:
        yield table.instance.events[point].id, [part.duration for part in table.parts[point] if part.time < 0]


def split_events(table: Timetable, constraint: Constraint) -> Found:
    """Parts too short or too long, and parts too few or too many."""
    least, most = constraint.minimum_duration, constraint.maximum_duration
    for point in constraint.points:
        parts = table.parts[point]
        wrong = sum(not least <= part.duration <= most for part in parts)
        yield table.instance.events[point].id, (wrong, outside(len(parts), constraint.minimum, constraint.maximum))


def distribute_split_events(table: Timetable, constraint: Constraint) -> Found:
    """Parts of one duration, too few or too many."""
    for point in constraint.points:
        amount = sum(part.duration == constraint.duration for part in table.parts[point])
        yield table.instance.events[point].id, (outside(amount, constraint.minimum, constraint.maximum),)


def prefer_resources(table: Timetable, constraint: Constraint) -> Found:
    """The duration of parts with a resource that is not among the preferred."""
    preferred = table.instance.resources_of(constraint)
    for point in constraint.points:
        event = table.instance.events[point]
        for place, demand in enumerate(event.demands):
            if demand.role == constraint.role and demand.resource < 0:
                found = [
                    part.duration
                    for part in table.parts[point]
                    if part.resources[place] >= 0 and part.resources[place] not in preferred
                ]
                yield event.id, found


def prefer_times(table: Timetable, constraint: Constraint) -> Found:
    """The duration of parts (of the constraint's duration, if it has one) that start outside the preferred times."""
    preferred = table.instance.times_of(constraint)
    for point in constraint.points:
        found = [
            part.duration
            for part in table.parts[point]
            if part.time >= 0 and not preferred >> part.time & 1 and constraint.duration in (0, part.duration)
        ]
        yield table.instance.events[point].id, found


def avoid_split_assignments(table: Timetable, constraint: Constraint) -> Found:
    """The resources in one role of a group's events, beyond the first."""
    for point in constraint.points:
        group = table.instance.event_groups[point]
        seen = {
            part.resources[place]
            for event in group.members
            for place, demand in enumerate(table.instance.events[event].demands)
            if demand.role == constraint.role
            for part in table.parts[event]
        }
        yield group.id, (max(len(seen - {-1}) - 1, 0),)


def spread_events(table: Timetable, constraint: Constraint) -> Found:
    """Parts of a group's events that start in a time group, too few or too many."""
    for point in constraint.points:
        group = table.instance.event_groups[point]
        starts = [part.time for event in group.members for part in table.parts[event] if part.time >= 0]
        found: list[int] = []
        for limit in constraint.limits:
            mask = table.instance.time_masks[limit.time_group]
            found.append(outside(sum(mask >> t & 1 for t in starts), limit.minimum, limit.maximum))
        yield group.id, found


def link_events(table: Timetable, constraint: Constraint) -> Found:
    """Times at which some, but not all, of a group's events run."""
    for point in constraint.points:
        group = table.instance.event_groups[point]
        some, every = 0, -1
        for event in group.members:
            some |= table.running[event]
            every &= table.running[event]
        yield group.id, ((some & ~every).bit_count(),)


def order_events(table: Timetable, constraint: Constraint) -> Found:
    """By how much the second event starts too soon or too late after the first ends; nothing while one is unplaced."""
    for place in constraint.points:
        pair = constraint.pairs[place]
        yield named(table.instance, pair), (separation(table, pair),)


def named(instance: Instance, pair: Pair) -> str:
    return f"{instance.events[pair.first].id} → {instance.events[pair.second].id}"


def separation(table: Timetable, pair: Pair) -> int:
    first, second = table.parts[pair.first], table.parts[pair.second]
    if not first or not second or any(part.time < 0 for part in (*first, *second)):
        return 0
    gap = min(part.time for part in second) - max(part.time + part.duration for part in first)
    return outside(gap, pair.minimum, pair.maximum)


def avoid_clashes(table: Timetable, constraint: Constraint) -> Found:
    """At each time, what a resource attends beyond one."""
    for point in constraint.points:
        yield table.instance.resources[point].id, (table.clashes[point],)


def avoid_unavailable_times(table: Timetable, constraint: Constraint) -> Found:
    """Unavailable times at which a resource is busy."""
    mask = table.instance.times_of(constraint)
    for point in constraint.points:
        yield table.instance.resources[point].id, ((table.busy[point] & mask).bit_count(),)


def limit_idle_times(table: Timetable, constraint: Constraint) -> Found:
    """Idle times (between a resource's first and last busy time of a time group) over all time groups."""
    masks = [table.instance.time_masks[group] for group in constraint.time_groups]
    for point in constraint.points:
        idle = sum(idle_times(table.busy[point] & mask, mask) for mask in masks)
        yield table.instance.resources[point].id, (outside(idle, constraint.minimum, constraint.maximum),)


def idle_times(busy: int, mask: int) -> int:
    if not busy:
        return 0
    between = (1 << busy.bit_length()) - (busy & -busy)
    return (between & mask & ~busy).bit_count()


def cluster_busy_times(table: Timetable, constraint: Constraint) -> Found:
    """Time groups in which a resource is busy at all, too few or too many."""
    masks = [table.instance.time_masks[group] for group in constraint.time_groups]
    for point in constraint.points:
        amount = sum(table.busy[point] & mask != 0 for mask in masks)
        yield table.instance.resources[point].id, (outside(amount, constraint.minimum, constraint.maximum),)


def limit_busy_times(table: Timetable, constraint: Constraint) -> Found:
    """Busy times in each time group in which a resource is busy at all, too few or too many."""
    masks = [table.instance.time_masks[group] for group in constraint.time_groups]
    for point in constraint.points:
        amounts = ((table.busy[point] & mask).bit_count() for mask in masks)
        found = [outside(amount, constraint.minimum, constraint.maximum) for amount in amounts if amount]
        yield table.instance.resources[point].id, found


def limit_workload(table: Timetable, constraint: Constraint) -> Found:
    """A resource's workload, too little or too much, rounded up; a part carries its share of the event's."""
    for point in constraint.points:
        load = table.workload[point]
        amount = max(constraint.minimum - load, load - constraint.maximum, 0.0)
        yield table.instance.resources[point].id, (-int(-(amount - 1e-9) // 1) if amount > 1e-9 else 0,)


DEVIATIONS: dict[str, Callable[[Timetable, Constraint], Found]] = {
    "AssignResourceConstraint": assign_resource,
    "AssignTimeConstraint": assign_time,
    "SplitEventsConstraint": split_events,
    "DistributeSplitEventsConstraint": distribute_split_events,
    "PreferResourcesConstraint": prefer_resources,
    "PreferTimesConstraint": prefer_times,
    "AvoidSplitAssignmentsConstraint": avoid_split_assignments,
    "SpreadEventsConstraint": spread_events,
    "LinkEventsConstraint": link_events,
    "OrderEventsConstraint": order_events,
    "AvoidClashesConstraint": avoid_clashes,
    "AvoidUnavailableTimesConstraint": avoid_unavailable_times,
    "LimitIdleTimesConstraint": limit_idle_times,
    "ClusterBusyTimesConstraint": cluster_busy_times,
    "LimitBusyTimesConstraint": limit_busy_times,
    "LimitWorkloadConstraint": limit_workload,
}
