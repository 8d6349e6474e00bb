"""Writing XHSTT: an archive as XML that the format's other tools read; reading it again gives the same archive."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from xuezheng.timetables.problem.instance import Constraint, Event, Instance
from xuezheng.timetables.problem.solution import Archive, Solution
from xuezheng.timetables.problem.xhstt.constraints import FAR, PARTS


def written_archive(archive: Archive, costs: Sequence[tuple[int, int]] = ()) -> bytes:
    """The archive as a file. `costs` (infeasibility, objective) of the solutions in order, where they are known."""
    root = Element("HighSchoolTimetableArchive", {"Id": archive.id} if archive.id else {})
    write_about(root, archive.about)
    instances = SubElement(root, "Instances")
    for instance in archive.instances:
        write_instance(instances, instance)
    groups = SubElement(root, "SolutionGroups")
    reports = iter(costs)
    for group in archive.groups:
        node = SubElement(groups, "SolutionGroup", Id=group.id)
        write_about(node, group.about or (("Contributor", ""), ("Date", ""), ("Description", "")))
        for solution in group.solutions:
            write_solution(node, solution, next(reports, None))
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def text(node: Element, tag: str, value: object) -> None:
    SubElement(node, tag).text = str(value)


def write_about(node: Element, about: Sequence[tuple[str, str]]) -> None:
    if about:
        top = SubElement(node, "MetaData")
        for tag, value in about:
            text(top, tag, value)


def refer(node: Element, section: str, tag: str, ids: Sequence[str], even_empty: bool = False) -> None:
    if ids or even_empty:
        top = SubElement(node, section)
        for name in ids:
            SubElement(top, tag, Reference=name)


def write_instance(above: Element, instance: Instance) -> None:
    node = SubElement(above, "Instance", Id=instance.id)
    write_about(node, instance.about)
    times = SubElement(node, "Times")
    groups = SubElement(times, "TimeGroups")
    for group in instance.time_groups:
        text(SubElement(groups, group.kind, Id=group.id), "Name", group.name)
    for time in instance.times:
        at = SubElement(times, "Time", Id=time.id)
        text(at, "Name", time.name)
        own = [instance.time_groups[place] for place in time.groups]
        for kind in ("Week", "Day"):
            for group in own:
                if group.kind == kind:
                    SubElement(at, kind, Reference=group.id)
        refer(at, "TimeGroups", "TimeGroup", [group.id for group in own if group.kind == "TimeGroup"])
    write_resources(node, instance)
    events = SubElement(node, "Events")
    groups = SubElement(events, "EventGroups")
    for group in instance.event_groups:
        text(SubElement(groups, group.kind, Id=group.id), "Name", group.name)
    for event in instance.events:
        write_event(events, instance, event)
    constraints = SubElement(node, "Constraints")
    for constraint in instance.constraints:
        write_constraint(constraints, instance, constraint)


def write_resources(node: Element, instance: Instance) -> None:
    top = SubElement(node, "Resources")
    types = SubElement(top, "ResourceTypes")
    for kind in instance.resource_types:
        text(SubElement(types, "ResourceType", Id=kind.id), "Name", kind.name)
    groups = SubElement(top, "ResourceGroups")
    for group in instance.resource_groups:
        at = SubElement(groups, "ResourceGroup", Id=group.id)
        text(at, "Name", group.name)
        if group.type >= 0:
            SubElement(at, "ResourceType", Reference=instance.resource_types[group.type].id)
    for resource in instance.resources:
        at = SubElement(top, "Resource", Id=resource.id)
        text(at, "Name", resource.name)
        SubElement(at, "ResourceType", Reference=instance.resource_types[resource.type].id)
        refer(at, "ResourceGroups", "ResourceGroup", [instance.resource_groups[g].id for g in resource.groups], True)


def write_event(above: Element, instance: Instance, event: Event) -> None:
    node = SubElement(above, "Event", {"Id": event.id, **({"Color": event.color} if event.color else {})})
    text(node, "Name", event.name)
    text(node, "Duration", event.duration)
    if event.has_workload:
        text(node, "Workload", event.workload)
    if event.course >= 0:
        SubElement(node, "Course", Reference=instance.event_groups[event.course].id)
    if event.time >= 0:
        SubElement(node, "Time", Reference=instance.times[event.time].id)
    resources = SubElement(node, "Resources")
    implied = sum(len(instance.resource_groups[group].members) for group in event.resource_groups)
    for demand in event.demands[: len(event.demands) - implied]:
        given = {"Reference": instance.resources[demand.resource].id} if demand.resource >= 0 else {}
        at = SubElement(resources, "Resource", given)
        if demand.role:
            text(at, "Role", demand.role)
        if demand.type >= 0:
            SubElement(at, "ResourceType", Reference=instance.resource_types[demand.type].id)
        if demand.workload != event.workload:
            text(at, "Workload", demand.workload)
    refer(node, "ResourceGroups", "ResourceGroup", [instance.resource_groups[g].id for g in event.resource_groups])
    refer(node, "EventGroups", "EventGroup", [instance.event_groups[g].id for g in event.groups], True)


def write_constraint(above: Element, instance: Instance, constraint: Constraint) -> None:
    node = SubElement(above, constraint.kind, Id=constraint.id)
    text(node, "Name", constraint.name)
    text(node, "Required", str(constraint.is_required).lower())
    text(node, "Weight", constraint.weight)
    text(node, "CostFunction", constraint.spelling)
    applies = SubElement(node, "AppliesTo")
    event_groups = [instance.event_groups[g].id for g in constraint.applies.event_groups]
    refer(applies, "EventGroups", "EventGroup", event_groups)
    refer(applies, "Events", "Event", [instance.events[e].id for e in constraint.applies.events])
    resource_groups = [instance.resource_groups[g].id for g in constraint.applies.resource_groups]
    refer(applies, "ResourceGroups", "ResourceGroup", resource_groups)
    refer(applies, "Resources", "Resource", [instance.resources[r].id for r in constraint.applies.resources])
    if constraint.pairs:
        pairs = SubElement(applies, "EventPairs")
        for pair in constraint.pairs:
            at = SubElement(pairs, "EventPair")
            SubElement(at, "FirstEvent", Reference=instance.events[pair.first].id)
            SubElement(at, "SecondEvent", Reference=instance.events[pair.second].id)
            text(at, "MinSeparation", pair.minimum)
            if pair.maximum < FAR:
                text(at, "MaxSeparation", pair.maximum)
    for tag in PARTS[constraint.kind][1]:
        write_part(node, tag, instance, constraint)


def write_part(node: Element, tag: str, instance: Instance, constraint: Constraint) -> None:
    """One parameter of a constraint, where it has it."""
    numbers = {
        "MinimumDuration": constraint.minimum_duration,
        "MaximumDuration": constraint.maximum_duration,
        "MinimumAmount": constraint.minimum,
        "MaximumAmount": constraint.maximum,
        "Minimum": constraint.minimum,
        "Maximum": constraint.maximum,
    }
    lists = {
        "Times": ("Time", [instance.times[t].id for t in constraint.times]),
        "TimeGroups": ("TimeGroup", [instance.time_groups[g].id for g in constraint.time_groups]),
        "Resources": ("Resource", [instance.resources[r].id for r in constraint.resources]),
        "ResourceGroups": ("ResourceGroup", [instance.resource_groups[g].id for g in constraint.resource_groups]),
    }
    if tag == "Role":
        text(node, tag, constraint.role)
    elif tag in numbers:
        text(node, tag, numbers[tag])
    elif tag == "Duration":
        if constraint.duration:
            text(node, tag, constraint.duration)
    elif constraint.limits:
        top = SubElement(node, tag)
        for limit in constraint.limits:
            at = SubElement(top, "TimeGroup", Reference=instance.time_groups[limit.time_group].id)
            text(at, "Minimum", limit.minimum)
            text(at, "Maximum", limit.maximum)
    else:
        refer(node, tag, *lists[tag])


def write_solution(above: Element, solution: Solution, cost: tuple[int, int] | None) -> None:
    instance = solution.instance
    node = SubElement(above, "Solution", Reference=instance.id)
    if solution.description:
        text(node, "Description", solution.description)
    events = SubElement(node, "Events")
    for part in solution.parts:
        given = instance.events[part.event]
        at = SubElement(events, "Event", Reference=given.id)
        text(at, "Duration", part.duration)
        if part.time >= 0:
            SubElement(at, "Time", Reference=instance.times[part.time].id)
        found = [(d.role, r) for d, r in zip(given.demands, part.resources, strict=True) if d.resource < 0 <= r]
        if found:
            resources = SubElement(at, "Resources")
            for role, resource in found:
                text(SubElement(resources, "Resource", Reference=instance.resources[resource].id), "Role", role)
    if cost:
        report = SubElement(node, "Report")
        text(report, "InfeasibilityValue", cost[0])
        text(report, "ObjectiveValue", cost[1])
