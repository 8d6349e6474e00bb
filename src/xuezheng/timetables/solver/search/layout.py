"""An instance as flat arrays, which the kernels read.

Events that a required link constraint ties together, and that last equally long, form one **block**: its **lessons** (parts of
the same duration at the same time) are moved together. A **task** is one demand without a resource, in one lesson.

Everything of variable length is a pair `…_at` (offsets, n + 1 of them) and a flat array. Times are kept as bits, 62 to a word
of int64, so that all words are non-negative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xuezheng.timetables.problem.instance import Constraint, Instance
from xuezheng.timetables.solver.search.fields import P_FIELDS

BITS = 62
CLASHES, UNAVAILABLE, IDLE, CLUSTER, BUSY, WORKLOAD = range(6)  # kinds of monitors on resources
ASSIGN_TIME, SPLIT, DISTRIBUTE, PREFER_TIMES = range(4)  # on blocks
ASSIGN_RESOURCE, PREFER_RESOURCES = range(2)  # on demands
SPREAD, LINK, SPLIT_ASSIGNMENTS, ORDER = range(4)  # on groups

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """A layout, and what ties it to the instance."""

    instance: Instance
    p: Ints  # the packed problem
    blocks: tuple[tuple[int, ...], ...]  # events of each block
    demands: tuple[tuple[int, int], ...]  # event and place of each open demand

    def of(self, field: int) -> Ints:
        """The array that a field names."""
        return self.p[self.p[field] : self.p[field + 1] if field + 1 < P_FIELDS else len(self.p)]


def flat(rows: Sequence[Iterable[int]]) -> tuple[Ints, Ints]:
    listed = [list(row) for row in rows]
    at = np.zeros(len(listed) + 1, np.int64)
    at[1:] = np.cumsum([len(row) for row in listed])
    return at, np.array([value for row in listed for value in row], np.int64)


def table(rows: Sequence[Sequence[int]]) -> Ints:
    return np.array([value for row in rows for value in row], np.int64)


def packed(scalars: Sequence[int], arrays: Sequence[ArrayLike], fields: int) -> Ints:
    """One vector: the scalars, then the offset of each array, then the arrays."""
    laid = [np.asarray(array, np.int64).ravel() for array in arrays]
    if len(scalars) + len(laid) != fields:
        raise AssertionError(f"{len(scalars) + len(laid)} fields are packed, {fields} are named.")
    offsets = fields + np.concatenate([[0], np.cumsum([len(array) for array in laid])[:-1]])
    return np.concatenate([np.array(scalars, np.int64), offsets, *laid]).astype(np.int64)


def tied(instance: Instance) -> tuple[tuple[int, ...], ...]:
    """Events in blocks: joined by required links where they last equally long and no preassigned times differ."""
    leader = list(range(len(instance.events)))

    def find(event: int) -> int:
        while leader[event] != event:
            leader[event] = event = leader[leader[event]]
        return event

    for constraint in instance.constraints:
        if constraint.kind != "LinkEventsConstraint" or not constraint.is_required:
            continue
        for point in constraint.points:
            members = instance.event_groups[point].members
            first = find(members[0]) if members else 0
            for event in members[1:]:
                a, b = instance.events[first], instance.events[find(event)]
                if a.duration == b.duration and (a.time == b.time):
                    leader[find(event)] = first
    blocks: dict[int, list[int]] = {}
    for event in range(len(leader)):
        blocks.setdefault(find(event), []).append(event)
    return tuple(tuple(events) for events in blocks.values())


class LayoutBuilder:
    """Builds the layout of an instance, one part after another."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.times = len(instance.times)
        self.words = max(1, -(-self.times // BITS))
        self.blocks = tied(instance)
        self.block = {event: b for b, events in enumerate(self.blocks) for event in events}
        self.total = [instance.events[events[0]].duration for events in self.blocks]
        self.most = max(self.total, default=1)
        self.demands = tuple(
            (event, place)
            for events in self.blocks
            for event in events
            for place, demand in enumerate(instance.events[event].demands)
            if demand.resource < 0
        )
        self.demand = {at: d for d, at in enumerate(self.demands)}
        self.set_rows: dict[int, int] = {}
        self.by_kind: dict[str, list[Constraint]] = {}
        for constraint in instance.constraints:
            if constraint.weight:
                self.by_kind.setdefault(constraint.kind, []).append(constraint)

    def of(self, kind: str) -> list[Constraint]:
        return self.by_kind.get(kind, [])

    def row(self, mask: int) -> int:
        """The row in `masks` of a set of times."""
        return self.set_rows.setdefault(mask, len(self.set_rows))

    def set_words(self, mask: int) -> list[int]:
        return [mask >> BITS * w & ((1 << BITS) - 1) for w in range(self.words)]

    @staticmethod
    def head(kind: int, constraint: Constraint) -> list[int]:
        return [
            kind,
            int(constraint.is_required),
            constraint.weight,
            int(constraint.cost_function),
            constraint.minimum,
            constraint.maximum,
        ]

    def build(self) -> Plan:
        resource_at, resource_rows, sets = self.resource_monitors()
        block_at, block_rows = self.block_monitors()
        demand_at, demand_rows, allowed = self.demand_monitors()
        groups = self.group_monitors()
        teams = self.teams()
        lessons = [self.lesson_count(b) for b in range(len(self.blocks))]
        lesson_at = np.concatenate([[0], np.cumsum(lessons)]).astype(np.int64)
        of_demand = [self.block[event] for event, _ in self.demands]
        demand_block = np.array(of_demand, np.int64)
        task_at = np.zeros(len(self.demands), np.int64)
        if len(self.demands) > 1:
            task_at[1:] = np.cumsum([lessons[b] for b in of_demand])[:-1]
        block_demands: list[list[int]] = [[] for _ in self.blocks]
        for d, b in enumerate(of_demand):
            block_demands[b].append(d)
        fixed = [self.fixed(events) for events in self.blocks]
        starts_at, starts = flat(
            [self.starts(b, duration, fixed[b]) for b in range(len(self.blocks)) for duration in range(self.most + 1)]
        )
        fixed_at, fixed_flat = flat(fixed)
        block_demand_at, block_demand = flat(block_demands)
        candidate_at, candidate = flat([self.candidates(event, place) for event, place in self.demands])
        team_at, team = flat(teams)
        clash_free = np.zeros(len(self.instance.resources), np.int64)
        for constraint in self.of("AvoidClashesConstraint"):
            clash_free[list(constraint.points)] = 1
        instants = np.arange(self.times)
        masks = [word for mask in self.set_rows for word in self.set_words(mask)]
        movable = [self.instance.events[events[0]].time < 0 for events in self.blocks]
        scalars = [
            self.most,
            self.times,
            self.words,
            len(self.instance.resources),
            len(self.blocks),
            len(self.demands),
            len(groups[0]) // 8,
            int(lesson_at[-1]),
            self.scale,
        ]
        arrays = [
            np.left_shift(1, instants % BITS),
            instants // BITS,
            masks,
            clash_free,
            lesson_at,
            np.repeat(np.arange(len(lessons)), lessons),
            self.total,
            movable,
            fixed_at,
            fixed_flat,
            block_demand_at,
            block_demand,
            starts_at,
            starts,
            demand_block,
            task_at,
            [self.unit_load(event, place) for event, place in self.demands],
            candidate_at,
            candidate,
            team_at,
            team,
            resource_at,
            resource_rows,
            sets,
            block_at,
            block_rows,
            demand_at,
            demand_rows,
            allowed,
            *groups,
            self.base_load(),
        ]
        return Plan(self.instance, packed(scalars, arrays, P_FIELDS), self.blocks, self.demands)

    @cached_property
    def scale(self) -> int:
        """The least factor that makes every event's workload for a unit of duration whole."""
        return lcm(*(event.duration for event in self.instance.events))

    def unit_load(self, event: int, place: int) -> int:
        given = self.instance.events[event]
        return given.demands[place].workload * self.scale // given.duration

    def base_load(self) -> Ints:
        load = np.zeros(len(self.instance.resources), np.int64)
        for event in self.instance.events:
            for demand in event.demands:
                if demand.resource >= 0:
                    load[demand.resource] += demand.workload * self.scale
        return load

    def fixed(self, events: Sequence[int]) -> list[int]:
        return [d.resource for event in events for d in self.instance.events[event].demands if d.resource >= 0]

    def lesson_count(self, b: int) -> int:
        """How many lessons a block may have at most: one if its time is preassigned, else by required splits."""
        events, total = self.blocks[b], self.total[b]
        if self.instance.events[events[0]].time >= 0:
            return 1
        most = total
        for constraint in self.of("SplitEventsConstraint"):
            if constraint.is_required and set(events) & set(constraint.points):
                most = min(most, max(constraint.maximum, -(-total // max(constraint.maximum_duration, 1)), 1))
        return most

    def starts(self, b: int, duration: int, fixed: Sequence[int]) -> list[int]:
        """Starts that break nothing required by themselves; all that fit, where there are none."""
        if not 0 < duration <= self.total[b]:
            return []
        time = self.instance.events[self.blocks[b][0]].time
        if time >= 0:
            return [time]
        fitting = range(self.times - duration + 1)
        whole = (1 << self.times) - 1
        preferred, closed = whole, 0
        for constraint in self.of("PreferTimesConstraint"):
            applies = constraint.is_required and constraint.duration in (0, duration)
            if applies and not set(constraint.points).isdisjoint(self.blocks[b]):
                preferred &= self.instance.times_of(constraint)
        for resource in fixed:
            closed |= self.closed[resource]
        span = (1 << duration) - 1
        good = [t for t in fitting if preferred >> t & 1 and not closed >> t & span]
        return good or [t for t in fitting if preferred >> t & 1] or list(fitting)

    @cached_property
    def closed(self) -> list[int]:
        """Of each resource the times at which it must not be busy."""
        closed = [0] * len(self.instance.resources)
        for constraint in self.of("AvoidUnavailableTimesConstraint"):
            for point in constraint.points if constraint.is_required else ():
                closed[point] |= self.instance.times_of(constraint)
        return closed

    def candidates(self, event: int, place: int) -> list[int]:
        """Resources of the right type, only those that required preferences allow, if there are any."""
        demand = self.instance.events[event].demands[place]
        found = [r for r, resource in enumerate(self.instance.resources) if resource.type == demand.type]
        for constraint in self.of("PreferResourcesConstraint"):
            if constraint.is_required and constraint.role == demand.role and event in self.points[constraint.id]:
                preferred = self.instance.resources_of(constraint)
                found = [r for r in found if r in preferred] or found
        return found

    @cached_property
    def points(self) -> dict[str, frozenset[int]]:
        return {constraint.id: frozenset(constraint.points) for constraint in self.instance.constraints}

    def resource_monitors(self) -> tuple[Ints, Ints, Ints]:
        kinds = (
            ("AvoidClashesConstraint", CLASHES),
            ("AvoidUnavailableTimesConstraint", UNAVAILABLE),
            ("LimitIdleTimesConstraint", IDLE),
            ("ClusterBusyTimesConstraint", CLUSTER),
            ("LimitBusyTimesConstraint", BUSY),
            ("LimitWorkloadConstraint", WORKLOAD),
        )
        sets: list[int] = []
        rows: list[list[list[int]]] = [[] for _ in self.instance.resources]
        for name, kind in kinds:
            for constraint in self.of(name):
                first = len(sets)
                if kind == UNAVAILABLE:
                    sets.append(self.row(self.instance.times_of(constraint)))
                else:
                    sets += [self.row(self.instance.time_masks[group]) for group in constraint.time_groups]
                for point in constraint.points:
                    rows[point].append([*self.head(kind, constraint), first, len(sets)])
        at, _ = flat([range(len(own)) for own in rows])
        return at, table([row for own in rows for row in own]), np.array(sets, np.int64)

    def block_monitors(self) -> tuple[Ints, Ints]:
        rows: list[list[list[int]]] = [[] for _ in self.blocks]

        def add(name: str, kind: int) -> None:
            for constraint in self.of(name):
                more = [constraint.duration, 0]
                if kind == SPLIT:
                    more = [constraint.minimum_duration, constraint.maximum_duration]
                elif kind == PREFER_TIMES:
                    more[1] = self.row(self.instance.times_of(constraint))
                for point in constraint.points:
                    rows[self.block[point]].append([*self.head(kind, constraint), *more])

        add("AssignTimeConstraint", ASSIGN_TIME)
        add("SplitEventsConstraint", SPLIT)
        add("DistributeSplitEventsConstraint", DISTRIBUTE)
        add("PreferTimesConstraint", PREFER_TIMES)
        at, _ = flat([range(len(own)) for own in rows])
        return at, table([row for own in rows for row in own])

    def demand_monitors(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        rows: list[list[list[int]]] = [[] for _ in self.demands]
        allowed: list[NDArray[np.bool_]] = []
        for name, kind in (
            ("AssignResourceConstraint", ASSIGN_RESOURCE),
            ("PreferResourcesConstraint", PREFER_RESOURCES),
        ):
            for constraint in self.of(name):
                if kind == PREFER_RESOURCES:
                    preferred = np.zeros(len(self.instance.resources), np.bool_)
                    preferred[list(self.instance.resources_of(constraint))] = True
                    allowed.append(preferred)
                for point in constraint.points:
                    for place, demand in enumerate(self.instance.events[point].demands):
                        if demand.resource < 0 and demand.role == constraint.role:
                            row = [*self.head(kind, constraint), len(allowed) - 1, 0]
                            rows[self.demand[point, place]].append(row)
        at, _ = flat([range(len(own)) for own in rows])
        kept = np.array(allowed) if allowed else np.zeros((1, len(self.instance.resources)), np.bool_)
        return at, table([row for own in rows for row in own]), kept

    def group_monitors(self) -> tuple[Ints, ...]:
        """The monitors of groups, their members and limits, and which of them a block or a demand is in."""
        rows: list[list[int]] = []
        members: list[int] = []
        limits: list[list[list[int]]] = []
        of_block: list[dict[int, None]] = [{} for _ in self.blocks]
        of_demand: list[dict[int, None]] = [{} for _ in self.demands]

        def add(kind: int, constraint: Constraint, own: list[int], of: list[dict[int, None]]) -> None:
            for place in own:
                if place >= 0:
                    of[place][len(rows)] = None
            rows.append([*self.head(kind, constraint), len(members), len(members) + len(own)])
            members.extend(own)
            limits.append([[self.row(self.instance.time_masks[x.time_group]), x.minimum, x.maximum] for x in constraint.limits])  # fmt: skip

        for name, kind in (("SpreadEventsConstraint", SPREAD), ("LinkEventsConstraint", LINK)):
            for constraint in self.of(name):
                for point in constraint.points:
                    own = [self.block[event] for event in self.instance.event_groups[point].members]
                    if kind == SPREAD or len(set(own)) > 1:
                        add(kind, constraint, own, of_block)
        for constraint in self.of("AvoidSplitAssignmentsConstraint"):
            for point in constraint.points:
                fixed = self.fixed_in_role(point, constraint.role)
                own = [*self.of_role(point, constraint.role), *(-1 - resource for resource in fixed)]
                add(SPLIT_ASSIGNMENTS, constraint, own, of_demand)
        for constraint in self.of("OrderEventsConstraint"):
            for pair in constraint.pairs:
                add(ORDER, constraint, [self.block[pair.first], self.block[pair.second]], of_block)
                rows[-1][4:6] = [pair.minimum, pair.maximum]
        limit_at, _ = flat([range(len(own)) for own in limits])
        return (
            table(rows),
            np.array(members, np.int64),
            limit_at,
            table([row for own in limits for row in own]),
            *flat(of_block),
            *flat(of_demand),
        )

    def of_role(self, group: int, role: str) -> list[int]:
        """Open demands in a role of a group's events."""
        return [
            self.demand[event, place]
            for event in self.instance.event_groups[group].members
            for place, demand in enumerate(self.instance.events[event].demands)
            if demand.role == role and demand.resource < 0
        ]

    def fixed_in_role(self, group: int, role: str) -> set[int]:
        """Resources preassigned in a role of a group's events."""
        events = (self.instance.events[event] for event in self.instance.event_groups[group].members)
        return {d.resource for event in events for d in event.demands if d.role == role and d.resource >= 0}

    def teams(self) -> list[list[int]]:
        """Demands tied by an avoid-split constraint; each demand is in its own team at least."""
        team: list[list[int]] = [[d] for d in range(len(self.demands))]
        for constraint in self.of("AvoidSplitAssignmentsConstraint"):
            for point in constraint.points:
                own = self.of_role(point, constraint.role)
                for d in own:
                    if len(own) > len(team[d]):
                        team[d] = own
        return team


def lay_out(instance: Instance) -> Plan:
    """The instance in arrays."""
    return LayoutBuilder(instance).build()
