"""Reading XHSTT: `read_archive(content, name)` gives the archive or refuses with every fault, its line and what it names."""

from dataclasses import replace

from xuezheng.timetables.problem.instance import (
    Demand,
    Event,
    Group,
    Instance,
    Resource,
    ResourceType,
    Time,
)
from xuezheng.timetables.problem.solution import Archive
from xuezheng.timetables.problem.xhstt.constraints import Names, read_constraints
from xuezheng.timetables.problem.xhstt.nodes import Faults, Index, Node, tree
from xuezheng.timetables.problem.xhstt.solutions import read_groups


def read_archive(content: bytes, name: str) -> Archive:
    """The archive in an XML file called `name`. Raises Refused with everything that is wrong."""
    root = tree(content, name)
    faults = Faults(name)
    if root.tag != "HighSchoolTimetableArchive":
        faults.add(
            "xml_root",
            "根元素须为 HighSchoolTimetableArchive。",
            "The root must be HighSchoolTimetableArchive.",
            root,
            got=root.tag,
        )
        faults.raise_all()
    only(root, faults, "", "Instances", "SolutionGroups", "MetaData")
    nodes = root.below("Instances")
    instances = [InstanceReader(node, faults).read() for node in nodes if known(node, faults, "Instances", "Instance")]
    if not instances:
        faults.missing("Instance", root, root.tag)
    faults.raise_all()
    groups = read_groups(root.below("SolutionGroups"), instances, faults)
    faults.raise_all()
    return Archive(tuple(instances), groups, root.attributes.get("Id", ""), about(root))


def about(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((child.tag, child.text.strip()) for child in node.below("MetaData"))


def known(node: Node, faults: Faults, which: str, *tags: str) -> bool:
    if node.tag in tags:
        return True
    faults.unknown(node, which)
    return False


def only(node: Node, faults: Faults, which: str, *tags: str) -> None:
    for child in node.children:
        known(child, faults, which, *tags)


class InstanceReader:
    """Reads one instance; everything that can be referred to gets its position as it is met."""

    def __init__(self, node: Node, faults: Faults) -> None:
        self.node, self.faults = node, faults
        self.id = node.attributes.get("Id", "")
        (
            self.time_groups,
            self.times,
            self.types,
            self.resource_groups,
            self.resources,
            self.event_groups,
            self.events,
        ) = (Index(faults) for _ in range(7))

    def read(self) -> Instance:
        if not self.id:
            self.faults.missing("Id", self.node, "Instance")
        only(self.node, self.faults, self.id, "MetaData", "Times", "Resources", "Events", "Constraints")
        time_groups, times = self.read_times()
        types, resource_groups, resources = self.read_resources()
        event_groups, events = self.read_events()
        time_sets = members(len(time_groups), [time.groups for time in times])
        resource_sets = members(len(resource_groups), [resource.groups for resource in resources])
        event_sets = members(len(event_groups), [(*event.groups, event.course) for event in events])
        instance = Instance(
            self.id,
            about(self.node),
            times,
            tuple(Group(g.id, g.name, g.kind, found) for g, found in zip(time_groups, time_sets, strict=True)),
            types,
            resources,
            tuple(
                Group(g.id, g.name, g.kind, found, g.type)
                for g, found in zip(resource_groups, resource_sets, strict=True)
            ),
            with_groups(events, resources, resource_sets),
            tuple(Group(g.id, g.name, g.kind, found) for g, found in zip(event_groups, event_sets, strict=True)),
            (),
        )
        names = Names(
            self.time_groups, self.times, self.resource_groups, self.resources, self.event_groups, self.events
        )
        constraints = read_constraints(self.node.below("Constraints"), instance, names, self.faults)
        return replace(instance, constraints=constraints)

    def groups(self, node: Node | None, index: Index, *tags: str) -> list[Group]:
        found: list[Group] = []
        for child in node.children if node else []:
            if known(child, self.faults, self.id, *tags):
                kind = child.first("ResourceType")
                found.append(
                    Group(
                        index.add(child),
                        child.said("Name"),
                        child.tag,
                        (),
                        self.types.find(kind, child.attributes.get("Id", "")) if kind else -1,
                    )
                )
        return found

    def references(self, nodes: list[Node], index: Index, which: str) -> tuple[int, ...]:
        found = dict.fromkeys(index.find(node, which) for node in nodes)
        return tuple(place for place in found if place >= 0)

    def each(self, section: str, tag: str) -> list[Node]:
        return [
            child
            for child in self.node.below(section)
            if child.tag not in ("TimeGroups", "ResourceTypes", "ResourceGroups", "EventGroups")
            and known(child, self.faults, self.id, tag)
        ]

    def read_times(self) -> tuple[list[Group], tuple[Time, ...]]:
        section = self.node.first("Times")
        groups = self.groups(
            section.first("TimeGroups") if section else None, self.time_groups, "TimeGroup", "Day", "Week"
        )
        times: list[Time] = []
        for node in self.each("Times", "Time"):
            name = self.times.add(node)
            only(node, self.faults, name, "Name", "Day", "Week", "TimeGroups")
            listed = [*node.all("Week"), *node.all("Day"), *node.below("TimeGroups")]
            times.append(Time(name, node.said("Name"), self.references(listed, self.time_groups, name)))
        return groups, tuple(times)

    def read_resources(self) -> tuple[tuple[ResourceType, ...], list[Group], tuple[Resource, ...]]:
        types = tuple(
            ResourceType(self.types.add(node), node.said("Name"))
            for node in self.node.below("Resources", "ResourceTypes")
        )
        section = self.node.first("Resources")
        groups = self.groups(
            section.first("ResourceGroups") if section else None, self.resource_groups, "ResourceGroup"
        )
        resources: list[Resource] = []
        for node in self.each("Resources", "Resource"):
            name = self.resources.add(node)
            only(node, self.faults, name, "Name", "ResourceType", "ResourceGroups")
            kind = node.first("ResourceType")
            if kind is None:
                self.faults.missing("ResourceType", node, name)
            listed = self.references(node.below("ResourceGroups"), self.resource_groups, name)
            resources.append(Resource(name, node.said("Name"), self.types.find(kind, name) if kind else -1, listed))
        return types, groups, tuple(resources)

    def read_events(self) -> tuple[list[Group], tuple[Event, ...]]:
        section = self.node.first("Events")
        groups = self.groups(
            section.first("EventGroups") if section else None, self.event_groups, "EventGroup", "Course"
        )
        return groups, tuple(self.read_event(node) for node in self.each("Events", "Event"))

    def read_event(self, node: Node) -> Event:
        name = self.events.add(node)
        only(
            node, self.faults, name, "Name", "Duration", "Workload", "Course", "Time", "Resources", "ResourceGroups",
            "EventGroups", "Color",
        )  # fmt: skip
        duration = self.faults.number(node, "Duration", name)
        if duration < 1 and node.said("Duration"):
            self.faults.add(
                "xml_duration", "事件时长至少为 1。", "An event lasts at least 1.", node, name, node.said("Duration")
            )
        workload = self.faults.number(node, "Workload", name, duration)
        course, time = node.first("Course"), node.first("Time")
        start = self.times.find(time, name) if time else -1
        if time and start >= 0 and start + duration > len(self.times.places):
            self.faults.add("xml_overrun", "事件超出最后时段。", "The event runs beyond the last time.", time, name)
        demands = tuple(
            self.demand(child, name, workload)
            for child in node.below("Resources")
            if known(child, self.faults, name, "Resource")
        )
        return Event(
            name,
            node.said("Name"),
            duration,
            workload,
            start,
            self.event_groups.find(course, name) if course else -1,
            demands,
            self.references(node.below("ResourceGroups"), self.resource_groups, name),
            self.references(node.below("EventGroups"), self.event_groups, name),
            node.attributes.get("Color", ""),
            node.first("Workload") is not None,
        )

    def demand(self, node: Node, event: str, workload: int) -> Demand:
        only(node, self.faults, event, "Role", "ResourceType", "Workload")
        kind, role = node.first("ResourceType"), node.said("Role")
        resource = self.resources.find(node, event) if "Reference" in node.attributes else -1
        if "Reference" not in node.attributes and (not role or kind is None):
            self.faults.missing("Role" if not role else "ResourceType", node, f"{event} Resource")
        own = self.faults.number(node, "Workload", event, workload)
        return Demand(resource, self.types.find(kind, event) if kind else -1, role, own)


def members(count: int, listed: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    sets: list[dict[int, None]] = [{} for _ in range(count)]
    for place, groups in enumerate(listed):
        for group in groups:
            if group >= 0:
                sets[group][place] = None
    return [tuple(found) for found in sets]


def with_groups(
    events: tuple[Event, ...], resources: tuple[Resource, ...], sets: list[tuple[int, ...]]
) -> tuple[Event, ...]:
    """The members of an event's resource groups, as preassigned demands after its own."""
    found: list[Event] = []
    for event in events:
        together = (r for group in event.resource_groups for r in sets[group])
        implied = tuple(Demand(r, resources[r].type, "", event.workload) for r in together)
        found.append(replace(event, demands=(*event.demands, *implied)) if implied else event)
    return tuple(found)
