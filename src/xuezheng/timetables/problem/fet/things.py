"""What is read from a `.fet` file: names, students, lessons, and the tools with which rules are read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from xuezheng.timetables.problem.school.model import MUST, Lesson, School, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.xhstt.nodes import Faults, Node


@dataclass(frozen=True)
class FetSchool:
    """A school, the file it came from, and how many rules of which types it does not hold."""

    school: School
    content: bytes
    unsupported: dict[str, int]


class Names(NamedTuple):
    """The place of each name."""

    days: dict[str, int]
    hours: dict[str, int]
    teachers: dict[str, int]
    subjects: dict[str, int]
    tags: dict[str, int]
    rooms: dict[str, int]


@dataclass
class Reader:
    faults: Faults
    names: Names
    groups: dict[str, int] = field(default_factory=dict[str, int])
    sets: dict[str, set[int]] = field(default_factory=dict[str, set[int]])  # any name of students → groups
    size_of: dict[str, int] = field(default_factory=dict[str, int])
    lessons: list[Lesson] = field(default_factory=list[Lesson])
    labels: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    students_of: list[int] = field(default_factory=list[int])
    by_id: dict[str, int] = field(default_factory=dict[str, int])
    inactive: set[str] = field(default_factory=set[str])
    capacity: list[int] = field(default_factory=list[int])
    virtual: set[str] = field(default_factory=set[str])
    rules: list[Rule] = field(default_factory=list[Rule])
    closed: set[int] = field(default_factory=set[int])
    away: dict[Who, set[int]] = field(default_factory=dict[Who, set[int]])
    with_room: set[int] = field(default_factory=set[int])  # lessons that a rule gives rooms: no home room is theirs
    homes: list[tuple[tuple[int, ...], tuple[int, ...], int]] = field(
        default_factory=list[tuple[tuple[int, ...], tuple[int, ...], int]]
    )

    def find(self, node: Node, kind: str, which: str) -> int:
        """The place of the name that is the node's text; 0 where a fault was noted."""
        known: dict[str, int] = getattr(self.names, kind)
        at = known.get(node.text.strip())
        if at is None:
            self.faults.add(
                "fet_unknown_name", "引用了没有登记的名称。", "This name is not in the file's list.", node, which,
                f"{node.tag}: {node.text.strip()}",
            )  # fmt: skip
        return at or 0

    def named(self, node: Node, tag: str, kind: str) -> int:
        child = node.first(tag)
        if child is None:
            self.faults.missing(tag, node, node.tag)
            return 0
        return self.find(child, kind, node.tag)

    def students(self, node: Node, which: str) -> set[int]:
        found = self.sets.get(node.text.strip())
        if found is None:
            self.faults.add(
                "fet_unknown_name", "引用了没有登记的学生组。", "These students are not in the file's list.", node, which,
                node.text.strip(),
            )  # fmt: skip
        return found or set()

    def weight(self, node: Node) -> int:
        text = node.said("Weight_Percentage")
        try:
            value = float(text or "100")
        except ValueError:
            self.faults.add("fet_weight", "权重须为 0 到 100。", "The weight must be 0 to 100.", node, node.tag, text)
            return 0
        return MUST if value >= MUST else max(int(value), 1) if value > 0 else 0

    def lesson(self, node: Node) -> int:
        """The lesson of an id; -1 where it is inactive or a fault was noted."""
        at = self.by_id.get(node.text.strip(), -1)
        if at < 0 and node.text.strip() not in self.inactive:
            self.faults.add(
                "fet_unknown_activity",
                "引用了不存在的课。",
                "This activity does not exist.",
                node,
                got=node.text.strip(),
            )
        return at

    def listed(self, node: Node, tag: str = "Activity_Id") -> tuple[int, ...]:
        return tuple(at for child in node.all(tag) if (at := self.lesson(child)) >= 0)

    def slot(self, node: Node, day: str = "Day", hour: str = "Hour") -> int:
        return self.named(node, day, "days") * len(self.names.hours) + self.named(node, hour, "hours")

    def slots(self, node: Node, tag: str, prefix: str) -> frozenset[int]:
        return frozenset(self.slot(child, f"{prefix}Day", f"{prefix}Hour") for child in node.all(tag))

    def number(self, node: Node, tag: str) -> int:
        return self.faults.number(node, tag, node.tag)

    def all_teachers(self) -> tuple[Who, ...]:
        return tuple(Who("teacher", at) for at in range(len(self.names.teachers)))

    def all_groups(self) -> tuple[Who, ...]:
        return tuple(Who("group", at) for at in range(len(self.groups)))

    def whom(self, node: Node, kind: str) -> tuple[Who, ...]:
        """Whom a rule speaks of: all teachers, all students, a teacher, or a set of students."""
        if kind == "teachers":
            return self.all_teachers()
        if kind == "groups":
            return self.all_groups()
        if kind == "teacher":
            tag = "Teacher_Name" if node.first("Teacher_Name") else "Teacher"
            return (Who("teacher", self.named(node, tag, "teachers")),)
        child = node.first("Students") or node.first("Students_Name") or node
        return tuple(Who("group", at) for at in sorted(self.students(child, node.tag)))

    def selected(self, node: Node) -> tuple[int, ...]:
        """The lessons that a rule picks by teacher, students, subject, tag and duration; an empty field picks all."""

        def wanted(*tags: str) -> str:
            return next((text for tag in tags if (text := node.said(tag))), "")

        teacher, students = wanted("Teacher_Name", "Teacher"), wanted("Students_Name", "Students")
        subject, tag = wanted("Subject_Name", "Subject"), wanted("Activity_Tag_Name", "Activity_Tag")
        duration, number = node.said("Duration"), node.said("Component_Number")
        theirs = self.sets.get(students, set())
        places = self.components() if number else {}
        return tuple(
            at for at, lesson in enumerate(self.lessons)
            if (not teacher or self.names.teachers.get(teacher) in lesson.teachers)
            and (not students or not theirs.isdisjoint(lesson.groups))
            and (not subject or self.names.subjects.get(subject) == lesson.subject)
            and (not tag or self.names.tags.get(tag) in lesson.tags)
            and (not duration or lesson.duration == int(duration))
            and (not number or places[at] == int(number))
        )  # fmt: skip

    def components(self) -> dict[int, int]:
        """Of each lesson its number within its course, from 1."""
        seen: dict[str, int] = {}
        found: dict[int, int] = {}
        for at, lesson in enumerate(self.lessons):
            course = lesson.course or f"own {at}"
            found[at] = seen[course] = seen.get(course, 0) + 1
        return found

    def prefer(self, lessons: Iterable[int], rooms: Iterable[int], weight: int) -> None:
        """A rule on rooms, for each lesson only rooms that hold its students."""
        by_rooms: dict[frozenset[int], list[int]] = {}
        wanted = tuple(rooms)
        for at in lessons:
            self.with_room.add(at)
            fit = frozenset(room for room in wanted if self.capacity[room] >= self.students_of[at])
            by_rooms.setdefault(fit, []).append(at)
        for fit, group in by_rooms.items():
            self.rules.append(RoomChoice(weight, tuple(group), fit))

    def give_home_rooms(self) -> None:
        """Home rooms are for lessons to which no other rule gives a room."""
        given = set(self.with_room)
        for lessons, rooms, weight in self.homes:
            if own := [at for at in lessons if at not in given]:
                self.prefer(own, rooms, weight)


Take = Callable[[Reader, Node, int], None]
