"""A `.fet` file with a timetable in it: each lesson locked to its start and its room, so that FET opens it as it stands."""

from xml.sax.saxutils import escape

from xuezheng.timetables.problem.fet.things import FetSchool
from xuezheng.timetables.problem.school.model import School, Timetable


def locked_fet(fet: FetSchool, table: Timetable) -> bytes:
    """The file that `fet` was read from, with locks for every lesson that has a place."""
    content = fet.content
    for part, locks in (("Time", time_locks(table)), ("Space", room_locks(table))):
        end = f"</{part}_Constraints_List>".encode()
        content = content.replace(end, "".join(locks).encode() + end, 1)
    return content


def time_locks(table: Timetable) -> list[str]:
    school, periods = table.school, len(table.school.periods)
    return [
        lock("ActivityPreferredStartingTime", school, lesson, {
            "Preferred_Day": school.days[start // periods],
            "Preferred_Hour": school.periods[start % periods],
        })
        for lesson, start in enumerate(table.starts) if start >= 0
    ]  # fmt: skip


def room_locks(table: Timetable) -> list[str]:
    school = table.school
    return [
        lock("ActivityPreferredRoom", school, lesson, {"Room": school.rooms[room]})
        for lesson, room in enumerate(table.rooms)
        if room >= 0 and table.starts[lesson] >= 0
    ]


def lock(kind: str, school: School, lesson: int, said: dict[str, str]) -> str:
    fields = {
        "Weight_Percentage": "100",
        "Activity_Id": school.lessons[lesson].id,
        **said,
        "Permanently_Locked": "true",
        "Active": "true",
        "Comments": "",
    }
    inside = "".join(f"\t<{tag}>{escape(text)}</{tag}>\n" for tag, text in fields.items())
    return f"<Constraint{kind}>\n{inside}</Constraint{kind}>\n"
