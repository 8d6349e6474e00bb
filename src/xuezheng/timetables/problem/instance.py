"""A timetabling instance in the terms of XHSTT: times, resources, events, and constraints over them.

Everything refers to everything by position (0-based), so that a solver can lay it out in arrays; ids and the groups as the
file spelt them are kept for writing. Source: Post, Kingston, Ahmadi and others, "XHSTT: an XML archive for high school
timetabling problems in different countries", Annals of Operations Research 218 (2014), and the specification of HSEval.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property


class CostFunction(IntEnum):
    """How the deviations d₁, d₂ … at one point of application become a cost, before the weight.

    The first three are the names of 2014; the last two stand only in older files, where `Sum` is `LINEAR`, `SquareSum` is
    `QUADRATIC` and `StepSum` is `STEP`.
    """

    LINEAR = 0  # Σd
    QUADRATIC = 1  # (Σd)²
    STEP = 2  # 1 if Σd > 0
    SUM_SQUARES = 3  # Σd²
    SUM_STEPS = 4  # the number of d > 0


@dataclass(frozen=True, slots=True)
class Group:
    """A set of times, resources or events. `kind` is the element's name (Day, Week, TimeGroup, Course …)."""

    id: str
    name: str
    kind: str
    members: tuple[int, ...]
    type: int = -1  # of resource groups: the resource type


@dataclass(frozen=True, slots=True)
class Time:
    id: str
    name: str
    groups: tuple[int, ...]  # positions of time groups, in the file's order


@dataclass(frozen=True, slots=True)
class ResourceType:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    id: str
    name: str
    type: int
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """One resource that an event needs: preassigned (`resource` ≥ 0), or of a type, to be found."""

    resource: int
    type: int
    role: str
    workload: int  # the event's, where the file gives none


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    name: str
    duration: int
    workload: int
    time: int  # preassigned start, or -1
    course: int  # event group that is its course, or -1
    demands: tuple[Demand, ...]
    resource_groups: tuple[int, ...]  # whose members are preassigned together
    groups: tuple[int, ...]  # event groups, the course apart
    color: str = ""
    has_workload: bool = False


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """The points of application as the file lists them."""

    events: tuple[int, ...] = ()
    event_groups: tuple[int, ...] = ()
    resources: tuple[int, ...] = ()
    resource_groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A time group with the least and most that may start in it."""

    time_group: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events and how far the second must start after the first ends."""

    first: int
    second: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint. `kind` is the element's name; a parameter that the kind does not have keeps its default.

    `points` are the events, pairs, groups or resources at which a cost is computed, each once.
    """

    kind: str
    id: str
    name: str
    is_required: bool
    weight: int
    cost_function: CostFunction
    applies: AppliesTo
    points: tuple[int, ...]
    role: str = ""
    minimum: int = 0
    maximum: int = 0
    duration: int = 0  # 0: any
    minimum_duration: int = 0
    maximum_duration: int = 0
    times: tuple[int, ...] = ()
    time_groups: tuple[int, ...] = ()
    resources: tuple[int, ...] = ()
    resource_groups: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()
    pairs: tuple[Pair, ...] = ()
    spelling: str = "Linear"


@dataclass(frozen=True)
class Instance:
    id: str
    about: tuple[tuple[str, str], ...]  # MetaData in the file's order
    times: tuple[Time, ...]
    time_groups: tuple[Group, ...]
    resource_types: tuple[ResourceType, ...]
    resources: tuple[Resource, ...]
    resource_groups: tuple[Group, ...]
    events: tuple[Event, ...]
    event_groups: tuple[Group, ...]
    constraints: tuple[Constraint, ...]

    @cached_property
    def time_masks(self) -> tuple[int, ...]:
        """Of each time group a number whose bit t says that time t is in it."""
        return tuple(sum(1 << t for t in group.members) for group in self.time_groups)

    def times_of(self, constraint: Constraint) -> int:
        """The times that a constraint lists, by time and by group, as a mask."""
        mask = 0
        for t in constraint.times:
            mask |= 1 << t
        for group in constraint.time_groups:
            mask |= self.time_masks[group]
        return mask

    def resources_of(self, constraint: Constraint) -> frozenset[int]:
        """The resources that a constraint prefers, by resource and by group."""
        members = (self.resource_groups[group].members for group in constraint.resource_groups)
        return frozenset(constraint.resources).union(*members)
