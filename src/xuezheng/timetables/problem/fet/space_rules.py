"""FET's rules on rooms, each read into a rule of the school."""

from xuezheng.timetables.problem.fet.things import Reader, Take
from xuezheng.timetables.problem.school.model import MUST, Who
from xuezheng.timetables.problem.school.rules.room_closed import RoomClosed
from xuezheng.timetables.problem.school.rules.rooms_most import RoomsMost
from xuezheng.timetables.problem.school.rules.steady_room import SteadyRoom
from xuezheng.timetables.problem.xhstt.nodes import Node


def rooms_in(reader: Reader, node: Node) -> tuple[int, ...]:
    nodes = node.all("Preferred_Room") or node.all("Room")
    return tuple(reader.find(child, "rooms", node.tag) for child in nodes)


def by_activity(reader: Reader, node: Node, weight: int) -> None:
    reader.prefer(reader.listed(node), rooms_in(reader, node), weight)


def by_selection(reader: Reader, node: Node, weight: int) -> None:
    """By subject, by tag, or by both."""
    reader.prefer(reader.selected(node), rooms_in(reader, node), weight)


def home_of_students(reader: Reader, node: Node, weight: int) -> None:
    """For lessons of just these students."""
    name = node.said("Students")
    lessons = tuple(at for at, labels in enumerate(reader.labels) if labels == (name,))
    reader.homes.append((lessons, rooms_in(reader, node), weight))


def home_of_teacher(reader: Reader, node: Node, weight: int) -> None:
    """For lessons of just this teacher."""
    teacher = reader.named(node, "Teacher_Name" if node.first("Teacher_Name") else "Teacher", "teachers")
    lessons = tuple(at for at, lesson in enumerate(reader.lessons) if lesson.teachers == (teacher,))
    reader.homes.append((lessons, rooms_in(reader, node), weight))


def closed(reader: Reader, node: Node, weight: int) -> None:
    room = reader.named(node, "Room", "rooms")
    slots = reader.slots(node, "Not_Available_Time", "")
    if weight >= MUST:
        reader.away.setdefault(Who("room", room), set()).update(slots)
    else:
        reader.rules.append(RoomClosed(weight, room, slots))


def few_rooms(reader: Reader, node: Node, weight: int) -> None:
    most = reader.number(node, "Max_Number_of_Different_Rooms")
    if lessons := reader.listed(node):
        reader.rules.append(RoomsMost(weight, lessons, most))


def steady(reader: Reader, node: Node, weight: int) -> None:
    reader.rules.append(SteadyRoom(weight, reader.listed(node)))


SPACE_RULES: dict[str, Take] = {
    "RoomNotAvailableTimes": closed,
    "ActivityPreferredRoom": by_activity,
    "ActivityPreferredRooms": by_activity,
    "SubjectPreferredRoom": by_selection,
    "SubjectPreferredRooms": by_selection,
    "SubjectActivityTagPreferredRoom": by_selection,
    "SubjectActivityTagPreferredRooms": by_selection,
    "ActivityTagPreferredRoom": by_selection,
    "ActivityTagPreferredRooms": by_selection,
    "StudentsSetHomeRoom": home_of_students,
    "StudentsSetHomeRooms": home_of_students,
    "TeacherHomeRoom": home_of_teacher,
    "TeacherHomeRooms": home_of_teacher,
    "ActivitiesOccupyMaxDifferentRooms": few_rooms,
    "ActivitiesSameRoomIfConsecutive": steady,
}
