"""Writing `.fet`: a school with its rules, as FET reads it; what the format cannot say is counted and named."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from xuezheng.timetables.problem.fet.rule_elements import elements_of
from xuezheng.timetables.problem.school.model import School, Who

Add = Callable[[str], Element]


class Written(NamedTuple):
    """The file, and how many rules of which names it could not hold."""

    content: bytes
    left_out: dict[str, int]


def written_fet(school: School) -> Written:
    """The school as a `.fet` file of FET 6; a cycle of several weeks is not in the format."""
    root = Element("fet", version="6.8.5")
    say(root, "Mode", "Official")
    say(root, "Institution_Name", school.name)
    say(root, "Comments", "")
    listed(root, "Days_List", "Day", school.days, counted="Number_of_Days")
    listed(root, "Hours_List", "Hour", school.periods, counted="Number_of_Hours")
    listed(root, "Subjects_List", "Subject", school.subjects)
    listed(root, "Activity_Tags_List", "Activity_Tag", school.tags)
    listed(root, "Teachers_List", "Teacher", school.teachers)
    years = SubElement(root, "Students_List")
    for name in school.groups:
        year = SubElement(years, "Year")
        say(year, "Name", name)
        say(year, "Number_of_Students", "0")
    write_lessons(root, school)
    SubElement(root, "Buildings_List")
    rooms = SubElement(root, "Rooms_List")
    for name in school.rooms:
        room = SubElement(rooms, "Room")
        for tag, text in (("Name", name), ("Building", ""), ("Capacity", "30000"), ("Virtual", "false")):
            say(room, tag, text)
    left_out = write_rules(root, school)
    if school.weeks > 1:
        left_out["weeks"] = sum(lesson.weeks != (1 << school.weeks) - 1 for lesson in school.lessons)
    ElementTree.indent(root, "\t")
    return Written(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", left_out)


def say(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def listed(root: Element, part: str, tag: str, names: Iterable[str], counted: str = "") -> None:
    own = SubElement(root, part)
    all_names = tuple(names)
    if counted:
        say(own, counted, str(len(all_names)))
    for name in all_names:
        say(SubElement(own, tag), "Name", name)


def write_lessons(root: Element, school: School) -> None:
    courses: dict[str, int] = {}
    own = SubElement(root, "Activities_List")
    total = Counter(lesson.course for lesson in school.lessons)
    for at, lesson in enumerate(school.lessons):
        node = SubElement(own, "Activity")
        for teacher in lesson.teachers:
            say(node, "Teacher", school.teachers[teacher])
        say(node, "Subject", school.subjects[lesson.subject])
        for tag in lesson.tags:
            say(node, "Activity_Tag", school.tags[tag])
        for group in lesson.groups:
            say(node, "Students", school.groups[group])
        alone = not lesson.course or total[lesson.course] == 1
        say(node, "Duration", str(lesson.duration))
        same = (
            [one.duration for one in school.lessons if one.course == lesson.course] if not alone else [lesson.duration]
        )
        say(node, "Total_Duration", str(sum(same)))
        say(node, "Id", str(at + 1))
        say(node, "Activity_Group_Id", "0" if alone else str(courses.setdefault(lesson.course, at + 1)))
        say(node, "Active", "true")
        say(node, "Comments", "")


def write_rules(root: Element, school: School) -> dict[str, int]:
    lists = {part: SubElement(root, f"{part}_Constraints_List") for part in ("Time", "Space")}
    for part, own in lists.items():
        node = SubElement(own, f"ConstraintBasicCompulsory{part}")
        finish(node, 100)
    for part, node in away(school):
        lists[part].append(node)
    left_out: Counter[str] = Counter()
    for rule in school.rules:
        found = elements_of(rule, school)
        if found is None:
            left_out[rule.name] += 1
            continue
        for part, node in found:
            finish(node, rule.weight)
            lists[part].append(node)
    return dict(left_out)


def finish(node: Element, weight: int) -> None:
    """The fields that every rule has; the weight comes first."""
    first = Element("Weight_Percentage")
    first.text = str(weight)
    node.insert(0, first)
    say(node, "Active", "true")
    say(node, "Comments", "")


def away(school: School) -> Iterator[tuple[str, Element]]:
    """Breaks and times at which somebody is away."""
    periods = len(school.periods)

    def times(kind: str, tag: str, count: str, slots: Iterable[int]) -> Element:
        node = Element(f"Constraint{kind}")
        own = sorted(slots)
        say(node, count, str(len(own)))
        for slot in own:
            at = SubElement(node, tag)
            say(at, "Day", school.days[slot // periods])
            say(at, "Hour", school.periods[slot % periods])
        return node

    if school.closed:
        node = times("BreakTimes", "Break_Time", "Number_of_Break_Times", school.closed)
        finish(node, 100)
        yield "Time", node
    kinds = {"teacher": ("TeacherNotAvailableTimes", "Teacher", "Time"),
             "group": ("StudentsSetNotAvailableTimes", "Students", "Time"),
             "room": ("RoomNotAvailableTimes", "Room", "Space")}  # fmt: skip
    for who, slots in school.away.items():
        if not slots:
            continue
        kind, tag, part = kinds[who.kind]
        node = times(kind, "Not_Available_Time", "Number_of_Not_Available_Times", slots)
        named = Element(tag)
        named.text = school.named(Who(who.kind, who.at))
        node.insert(0, named)
        finish(node, 100)
        yield part, node
