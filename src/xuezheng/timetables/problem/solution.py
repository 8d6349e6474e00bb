"""Solutions: events cut into sub-events, each with a start and its resources."""

from dataclasses import dataclass, field

from xuezheng.timetables.problem.instance import Instance


@dataclass(frozen=True, slots=True)
class SubEvent:
    """A part of an event: its start (-1: none yet) and a resource for each of the event's demands (-1: none yet)."""

    event: int
    duration: int
    time: int
    resources: tuple[int, ...]


@dataclass(frozen=True)
class Solution:
    """Sub-events that together make up every event; `reported` is the cost that the file claims, if it does."""

    instance: Instance
    parts: tuple[SubEvent, ...]
    reported: tuple[int, int] | None = None
    description: str = ""


@dataclass(frozen=True)
class SolutionGroup:
    id: str
    about: tuple[tuple[str, str], ...]
    solutions: tuple[Solution, ...]


@dataclass(frozen=True)
class Archive:
    """A file of instances with groups of solutions."""

    instances: tuple[Instance, ...]
    groups: tuple[SolutionGroup, ...] = ()
    id: str = ""
    about: tuple[tuple[str, str], ...] = field(default=())


def unplaced(instance: Instance, event: int, duration: int = 0) -> SubEvent:
    """An event, or a part of `duration`, with its preassigned time and resources only."""
    given = instance.events[event]
    return SubEvent(event, duration or given.duration, given.time, tuple(demand.resource for demand in given.demands))
