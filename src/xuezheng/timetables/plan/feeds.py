"""The lessons of a person, a class or a room as an iCalendar feed (RFC 5545): one event for each lesson on each day."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from xuezheng.ground.words import Words
from xuezheng.timetables.plan.dated import CHANGE_WORDS, Taught, minutes_of
from xuezheng.timetables.problem.school.model import Timetable

ZONE: Final = ZoneInfo("Asia/Shanghai")
DEMO: Final = Words("演示数据", "Demonstration data")


def feed(
    table: Timetable, held: Sequence[Taught], name: str, key: str, made_at: datetime, language: str, is_synthetic: bool,
    subject_of: Callable[[str], str] = str,
) -> bytes:  # fmt: skip
    """`key` names the timetable in the events' ids, so that a new feed replaces what an old one wrote; `made_at` is its stamp."""
    calendar: Any = Calendar()  # the library leaves the types of values open
    calendar.add("prodid", "-//Xuezheng//Timetables//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    hours = minutes_of(table.school)
    school = table.school
    for one in held:
        lesson = school.lessons[one.lesson]
        event: Any = Event()
        event.add("uid", f"{key}-{one.lesson}-{(one.change.on if one.change else one.on):%Y%m%d}@xuezheng")
        event.add("dtstamp", made_at)
        label = lesson.label or "、".join(school.groups[g] for g in lesson.groups)
        title = " ".join(part for part in (subject_of(school.subjects[lesson.subject]), label) if part)
        if one.change is not None:
            title = f"〔{CHANGE_WORDS[one.change.kind].in_(language)}〕{title}"
        event.add("summary", title)
        if hours:
            first, last = hours[one.period][0], hours[one.covered[-1]][1]
            midnight = datetime.combine(one.on, time(), ZONE)
            event.add("dtstart", midnight + timedelta(minutes=first))
            event.add("dtend", midnight + timedelta(minutes=last))
        else:
            event.add("dtstart", one.on)
            event.add("dtend", one.on + timedelta(days=1))
        if one.room >= 0:
            event.add("location", school.rooms[one.room])
        told = [school.periods[one.period], *(school.teachers[teacher] for teacher in one.teachers)]
        if is_synthetic:
            told.append(DEMO.in_(language))
        event.add("description", "\n".join(told))
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
