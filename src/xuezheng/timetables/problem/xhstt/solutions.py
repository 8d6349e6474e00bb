"""Reading the solutions that stand in an XHSTT file."""

from collections.abc import Sequence

from xuezheng.timetables.problem.instance import Instance
from xuezheng.timetables.problem.solution import Solution, SolutionGroup, SubEvent, unplaced
from xuezheng.timetables.problem.xhstt.nodes import Faults, Node


def read_groups(nodes: list[Node], instances: Sequence[Instance], faults: Faults) -> tuple[SolutionGroup, ...]:
    readers = {instance.id: SolutionReader(instance, faults) for instance in instances}
    groups: list[SolutionGroup] = []
    for node in nodes:
        if node.tag != "SolutionGroup":
            faults.unknown(node, "SolutionGroups")
            continue
        name = node.attributes.get("Id", "")
        solutions: list[Solution] = []
        for child in node.all("Solution"):
            reference = child.attributes.get("Reference", "")
            if reference in readers:
                solutions.append(readers[reference].read(child, name))
            else:
                faults.dangling(child, name, reference)
        about = tuple((child.tag, child.text.strip()) for child in node.below("MetaData"))
        groups.append(SolutionGroup(name, about, tuple(solutions)))
    return tuple(groups)


class SolutionReader:
    def __init__(self, instance: Instance, faults: Faults) -> None:
        self.instance, self.faults = instance, faults
        self.events = {event.id: place for place, event in enumerate(instance.events)}
        self.times = {time.id: place for place, time in enumerate(instance.times)}
        self.resources = {resource.id: place for place, resource in enumerate(instance.resources)}
        self.roles = [
            {demand.role: place for place, demand in enumerate(event.demands) if demand.role}
            for event in instance.events
        ]

    def read(self, node: Node, group: str) -> Solution:
        for child in node.children:
            if child.tag not in ("Description", "RunningTime", "Events", "Report"):
                self.faults.unknown(child, group)
        parts: list[SubEvent] = []
        given = [0] * len(self.instance.events)
        for child in node.below("Events"):
            place = self.events.get(child.attributes.get("Reference", ""), -1)
            if place < 0:
                self.faults.dangling(child, group, child.attributes.get("Reference", ""))
                continue
            part = self.part(child, place, group)
            given[place] += part.duration
            parts.append(part)
        for place, event in enumerate(self.instance.events):
            if given[place] < event.duration:  # what the solution does not mention is not placed
                parts.append(unplaced(self.instance, place, event.duration - given[place]))
            elif given[place] > event.duration:
                self.faults.add(
                    "solution_longer",
                    "各部分时长之和超过事件时长。",
                    "The parts of an event last longer than the event.",
                    node,
                    f"{group} {event.id}",
                    f"{given[place]} > {event.duration}",
                )
        return Solution(self.instance, tuple(parts), reported(node), node.said("Description"))

    def part(self, node: Node, place: int, group: str) -> SubEvent:
        event = self.instance.events[place]
        which = f"{group} {event.id}"
        duration = self.faults.number(node, "Duration", which, event.duration)
        start = event.time
        if time := node.first("Time"):
            start = self.times.get(time.attributes.get("Reference", ""), -1)
            if start < 0:
                self.faults.dangling(time, which, time.attributes.get("Reference", ""))
            elif start + duration > len(self.instance.times):
                self.faults.add("xml_overrun", "超出最后时段。", "It runs beyond the last time.", time, which)
            elif event.time >= 0 and start != event.time:
                self.faults.add(
                    "solution_preassigned",
                    "与预先指定的时间不符。",
                    "The time differs from the preassigned one.",
                    time,
                    which,
                    self.instance.times[start].id,
                )
        resources = [demand.resource for demand in event.demands]
        for child in node.below("Resources"):
            self.assign(child, place, resources, which)
        return SubEvent(place, duration, start, tuple(resources))

    def assign(self, node: Node, place: int, resources: list[int], which: str) -> None:
        reference, role = node.attributes.get("Reference", ""), node.said("Role")
        resource = self.resources.get(reference, -1)
        demands = self.instance.events[place].demands
        if resource < 0:
            self.faults.dangling(node, which, reference)
        elif role in self.roles[place]:
            slot = self.roles[place][role]
            wrong = demands[slot].type not in (-1, self.instance.resources[resource].type)
            if wrong or demands[slot].resource not in (-1, resource):
                self.faults.add(
                    "solution_resource",
                    "资源与该角色不符。",
                    "The resource does not fit the role.",
                    node,
                    f"{which} {role}",
                    reference,
                )
            resources[slot] = resource
        elif role or all(demand.resource != resource for demand in demands):
            self.faults.add(
                "solution_role", "事件没有这个角色。", "The event has no such role.", node, which, role or reference
            )


def reported(node: Node) -> tuple[int, int] | None:
    """The cost that the file's own report claims, if it has one."""
    report = node.first("Report")
    values = [report.said(tag) for tag in ("InfeasibilityValue", "ObjectiveValue")] if report else []
    return (int(values[0]), int(values[1])) if values and all(value.isdigit() for value in values) else None
