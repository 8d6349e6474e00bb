"""Reading `.fet`: `read_fet(content, name)` gives the school, or refuses with every fault, its line and what it names.

What a rule means is taken from FET's manual and from what `fet-cl` accepts. Types that are not supported are counted and named;
nothing is dropped in silence: `unsupported` says what the school does not hold.
"""

from collections import Counter

from xuezheng.timetables.problem.fet.space_rules import SPACE_RULES
from xuezheng.timetables.problem.fet.things import FetSchool, Names, Reader
from xuezheng.timetables.problem.fet.time_rules import TIME_RULES
from xuezheng.timetables.problem.school.model import Lesson, School
from xuezheng.timetables.problem.xhstt.nodes import Faults, Node, tree

PREFIX = "Constraint"
MODES = ("", "Official")


def read_fet(content: bytes, name: str) -> FetSchool:
    """The school in a `.fet` file called `name`. Raises Refused with everything that is wrong."""
    root = tree(content, name)
    faults = Faults(name)
    if root.tag.lower() != "fet":
        faults.add("fet_root", "根元素须为 fet。", "The root must be fet.", root, got=root.tag)
        faults.raise_all()
    if root.said("Mode") not in MODES:
        faults.add(
            "fet_mode",
            "只支持 FET 的普通模式（Official）。",
            "Only FET's official mode is supported.",
            root.first("Mode") or root,
            got=root.said("Mode"),
        )
        faults.raise_all()
    reader = Reader(faults, named(root, faults))
    read_students(root, reader)
    read_activities(root, reader)
    faults.raise_all()
    read_rooms(root, reader)
    unsupported = read_rules(root, reader)
    faults.raise_all()
    names = reader.names
    school = School(
        root.said("Institution_Name") or name, tuple(names.days), tuple(names.hours), tuple(names.teachers),
        tuple(reader.groups), tuple(names.subjects), tuple(names.rooms), tuple(reader.lessons), tuple(reader.rules),
        tuple(names.tags), 1, frozenset(reader.closed),
        {who: frozenset(slots) for who, slots in reader.away.items()},
    )  # fmt: skip
    return FetSchool(school, content, unsupported)


def named(root: Node, faults: Faults) -> Names:
    """The lists of names, each name once."""
    lists = (("Days_List", "Day"), ("Hours_List", "Hour"), ("Teachers_List", "Teacher"), ("Subjects_List", "Subject"),
             ("Activity_Tags_List", "Activity_Tag"), ("Rooms_List", "Room"))  # fmt: skip
    found: list[dict[str, int]] = []
    for part, tag in lists:
        own: dict[str, int] = {}
        for node in root.below(part):
            if node.tag != tag:
                continue
            name = node.said("Name") or node.text.strip()
            if name in own:
                faults.add("fet_twice", f"{tag} 的名称重复。", f"This name of {tag} stands twice.", node, name)
            own.setdefault(name, len(own))
        found.append(own)
    for (part, _), own in list(zip(lists, found, strict=True))[:2]:
        if not own:
            faults.missing(part, root, "fet")
    return Names(*found)


def read_students(root: Node, reader: Reader) -> None:
    """Years, groups and subgroups: the smallest are the school's groups; each name stands for a set of them."""

    def number(node: Node) -> int:
        text = node.said("Number_of_Students")
        return int(text) if text.isdigit() else 0

    def atom(node: Node) -> set[int]:
        name = node.said("Name")
        at = reader.groups.setdefault(name, len(reader.groups))
        reader.sets.setdefault(name, set()).add(at)
        reader.size_of[name] = number(node)
        return {at}

    for year in (node for node in root.below("Students_List") if node.tag == "Year"):
        inside: set[int] = set()
        for group in year.all("Group"):
            parts = group.all("Subgroup")
            own = set[int]().union(*(atom(part) for part in parts)) if parts else atom(group)
            reader.sets.setdefault(group.said("Name"), set()).update(own)
            reader.size_of[group.said("Name")] = number(group)
            inside |= own
        if not inside:
            atom(year)
        else:
            reader.sets.setdefault(year.said("Name"), set()).update(inside)
            reader.size_of[year.said("Name")] = number(year)


def read_activities(root: Node, reader: Reader) -> None:
    for node in root.below("Activities_List"):
        if node.tag != "Activity" or node.said("Active") == "false":
            if node.tag == "Activity":
                reader.inactive.add(node.said("Id"))
            continue
        which = node.said("Id")
        if which in reader.by_id:
            reader.faults.add("fet_twice", "课的编号重复。", "This id of an activity stands twice.", node, which)
        duration = reader.faults.number(node, "Duration", which)
        labels = [child.text.strip() for child in node.all("Students")]
        groups = [reader.students(child, which) for child in node.all("Students")]
        reader.by_id[which] = len(reader.lessons)
        reader.labels.append(tuple(labels))
        count = node.said("Number_Of_Students")
        reader.students_of.append(int(count) if count.isdigit() else sum(reader.size_of.get(one, 0) for one in labels))
        reader.lessons.append(
            Lesson(
                which, max(duration, 1),
                tuple(reader.find(child, "teachers", which) for child in node.all("Teacher")),
                tuple(sorted(set[int]().union(*groups))),
                reader.find(node.first("Subject") or node, "subjects", which),
                tuple(reader.find(child, "tags", which) for child in node.all("Activity_Tag") if child.text.strip()),
                1, "" if node.said("Activity_Group_Id") == "0" else node.said("Activity_Group_Id"), "+".join(labels),
            )
        )  # fmt: skip


def read_rooms(root: Node, reader: Reader) -> None:
    for node in root.below("Rooms_List"):
        text = node.said("Capacity")
        reader.capacity.append(int(text) if text.isdigit() else 1 << 30)
        if node.said("Virtual") == "true":
            reader.virtual.add(node.said("Name"))


def read_rules(root: Node, reader: Reader) -> dict[str, int]:
    """All active rules; those of unsupported types are counted by type (with ` 100` where one is a must)."""
    unsupported: Counter[str] = Counter()
    if reader.virtual:
        unsupported["virtual rooms"] = len(reader.virtual)
    for part, known in (("Time_Constraints_List", TIME_RULES), ("Space_Constraints_List", SPACE_RULES)):
        for node in root.below(part):
            if node.said("Active") == "false":
                continue
            kind = node.tag.removeprefix(PREFIX)
            if kind in ("BasicCompulsoryTime", "BasicCompulsorySpace"):
                continue
            if take := known.get(kind):
                weight = reader.weight(node)
                if weight > 0 or node.said("Consecutive_If_Same_Day") == "true":  # which holds at any weight
                    take(reader, node, weight)
            else:
                unsupported[kind] += 1
    reader.give_home_rooms()
    return dict(unsupported)
