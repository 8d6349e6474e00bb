"""Reading the constraints of XHSTT: every type of the format, each with the parameters it must have."""

from dataclasses import dataclass
from typing import Final

from xuezheng.timetables.problem.instance import AppliesTo, Constraint, CostFunction, Instance, Limit, Pair
from xuezheng.timetables.problem.xhstt.nodes import Faults, Index, Node

SPELLINGS: Final = {
    "Linear": CostFunction.LINEAR,
    "Quadratic": CostFunction.QUADRATIC,
    "Step": CostFunction.STEP,
    "Sum": CostFunction.LINEAR,
    "SquareSum": CostFunction.QUADRATIC,
    "StepSum": CostFunction.STEP,
    "SumSquares": CostFunction.SUM_SQUARES,
    "SumSteps": CostFunction.SUM_STEPS,
}
HEAD = ("Name", "Required", "Weight", "CostFunction", "AppliesTo")
# What each type says besides its head, and to what it applies: events (or all of a group), groups of events, pairs, resources.
PARTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "AssignResourceConstraint": ("events", ("Role",)),
    "AssignTimeConstraint": ("events", ()),
    "SplitEventsConstraint": ("events", ("MinimumDuration", "MaximumDuration", "MinimumAmount", "MaximumAmount")),
    "DistributeSplitEventsConstraint": ("events", ("Duration", "Minimum", "Maximum")),
    "PreferResourcesConstraint": ("events", ("Role", "ResourceGroups", "Resources")),
    "PreferTimesConstraint": ("events", ("TimeGroups", "Times", "Duration")),
    "AvoidSplitAssignmentsConstraint": ("groups", ("Role",)),
    "SpreadEventsConstraint": ("groups", ("TimeGroups",)),
    "LinkEventsConstraint": ("groups", ()),
    "OrderEventsConstraint": ("pairs", ()),
    "AvoidClashesConstraint": ("resources", ()),
    "AvoidUnavailableTimesConstraint": ("resources", ("TimeGroups", "Times")),
    "LimitIdleTimesConstraint": ("resources", ("TimeGroups", "Minimum", "Maximum")),
    "ClusterBusyTimesConstraint": ("resources", ("TimeGroups", "Minimum", "Maximum")),
    "LimitBusyTimesConstraint": ("resources", ("TimeGroups", "Minimum", "Maximum")),
    "LimitWorkloadConstraint": ("resources", ("Minimum", "Maximum")),
}
APPLIES = {
    "events": ("EventGroups", "Events"),
    "groups": ("EventGroups",),
    "pairs": ("EventPairs",),
    "resources": ("ResourceGroups", "Resources"),
}
FAR = 1_000_000  # the largest separation, where the file gives none


@dataclass(frozen=True)
class Names:
    """Where everything that a constraint may refer to stands."""

    time_groups: Index
    times: Index
    resource_groups: Index
    resources: Index
    event_groups: Index
    events: Index


def read_constraints(nodes: list[Node], instance: Instance, names: Names, faults: Faults) -> tuple[Constraint, ...]:
    own = Index(faults)
    found: list[Constraint] = []
    for node in nodes:
        if node.tag not in PARTS:
            faults.unknown(node, instance.id)
            continue
        found.append(ConstraintReader(node, own.add(node), instance, names, faults).read())
    return tuple(found)


class ConstraintReader:
    def __init__(self, node: Node, name: str, instance: Instance, names: Names, faults: Faults) -> None:
        self.node, self.id, self.instance, self.names, self.faults = node, name, instance, names, faults
        self.over, self.parts = PARTS[node.tag]

    def read(self) -> Constraint:
        for child in self.node.children:
            if child.tag not in (*HEAD, *self.parts):
                self.faults.unknown(child, self.id)
        applies, pairs = self.applies()
        spelling = self.node.said("CostFunction")
        if spelling not in SPELLINGS:
            self.faults.add("xml_cost_function", "没有这种计价方式。", "There is no such cost function.", self.node, self.id, spelling)  # fmt: skip
        spreads = self.node.tag == "SpreadEventsConstraint"
        return Constraint(
            self.node.tag,
            self.id,
            self.node.said("Name"),
            self.required(),
            self.faults.number(self.node, "Weight", self.id),
            SPELLINGS.get(spelling, CostFunction.LINEAR),
            applies,
            self.points(applies, pairs),
            role=self.text("Role"),
            minimum=self.amount("MinimumAmount" if "MinimumAmount" in self.parts else "Minimum"),
            maximum=self.amount("MaximumAmount" if "MaximumAmount" in self.parts else "Maximum"),
            duration=self.amount("Duration", optional=self.node.tag == "PreferTimesConstraint"),
            minimum_duration=self.amount("MinimumDuration"),
            maximum_duration=self.amount("MaximumDuration"),
            times=self.listed("Times", "Time", self.names.times),
            time_groups=() if spreads else self.listed("TimeGroups", "TimeGroup", self.names.time_groups),
            resources=self.listed("Resources", "Resource", self.names.resources),
            resource_groups=self.listed("ResourceGroups", "ResourceGroup", self.names.resource_groups),
            limits=self.limits() if spreads else (),
            pairs=pairs,
            spelling=spelling,
        )

    def required(self) -> bool:
        text = self.node.said("Required")
        if text not in ("true", "false"):
            self.faults.add("xml_required", "Required 须为 true 或 false。", "Required must be true or false.", self.node, self.id, text)  # fmt: skip
        return text == "true"

    def text(self, tag: str) -> str:
        if tag not in self.parts:
            return ""
        if not (text := self.node.said(tag)):
            self.faults.missing(tag, self.node, self.id)
        return text

    def amount(self, tag: str, optional: bool = False) -> int:
        return self.faults.number(self.node, tag, self.id, 0 if optional else None) if tag in self.parts else 0

    def listed(self, section: str, tag: str, index: Index, node: Node | None = None) -> tuple[int, ...]:
        """The positions that a list of references names, each once."""
        if node is None and section not in self.parts:
            return ()
        found: dict[int, None] = {}
        for child in (node or self.node).below(section):
            if child.tag == tag or (tag in ("EventGroup", "TimeGroup") and child.tag in ("Course", "Day", "Week")):
                found[index.find(child, self.id)] = None
            else:
                self.faults.unknown(child, self.id)
        return tuple(place for place in found if place >= 0)

    def applies(self) -> tuple[AppliesTo, tuple[Pair, ...]]:
        node = self.node.first("AppliesTo")
        if node is None:
            self.faults.missing("AppliesTo", self.node, self.id)
            return AppliesTo(), ()
        for child in node.children:
            if child.tag not in APPLIES[self.over]:
                self.faults.unknown(child, self.id)
        names = self.names
        return AppliesTo(
            events=self.listed("Events", "Event", names.events, node),
            event_groups=self.listed("EventGroups", "EventGroup", names.event_groups, node),
            resources=self.listed("Resources", "Resource", names.resources, node),
            resource_groups=self.listed("ResourceGroups", "ResourceGroup", names.resource_groups, node),
        ), tuple(self.pair(child) for child in node.below("EventPairs"))

    def pair(self, node: Node) -> Pair:
        first, second = node.first("FirstEvent"), node.first("SecondEvent")
        if node.tag != "EventPair" or first is None or second is None:
            self.faults.missing("EventPair, FirstEvent, SecondEvent", node, self.id)
            return Pair(0, 0, 0, FAR)
        places = (self.names.events.find(child, self.id) for child in (first, second))
        bounds = (self.faults.number(node, tag, self.id, far) for tag, far in (("MinSeparation", 0), ("MaxSeparation", FAR)))  # fmt: skip
        return Pair(*places, *bounds)

    def points(self, applies: AppliesTo, pairs: tuple[Pair, ...]) -> tuple[int, ...]:
        match self.over:
            case "events":
                sets = (self.instance.event_groups[group].members for group in applies.event_groups)
                return tuple(dict.fromkeys((*(place for found in sets for place in found), *applies.events)))
            case "groups":
                return applies.event_groups
            case "pairs":
                return tuple(range(len(pairs)))
            case _:
                sets = (self.instance.resource_groups[group].members for group in applies.resource_groups)
                return tuple(dict.fromkeys((*(place for found in sets for place in found), *applies.resources)))

    def limits(self) -> tuple[Limit, ...]:
        found: list[Limit] = []
        for child in self.node.below("TimeGroups"):
            bounds = (self.faults.number(child, tag, self.id) for tag in ("Minimum", "Maximum"))
            found.append(Limit(self.names.time_groups.find(child, self.id), *bounds))
        return tuple(limit for limit in found if limit.time_group >= 0)
