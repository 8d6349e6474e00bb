"""What phones and displays read without a sign-in, by an address that only the school gives out: calendar feeds, a room's screen.

The address holds the term's key and the place on the list of classes, teachers or rooms. No student is named there.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.timetables.actions.days.reading import Standing, standing_of
from xuezheng.timetables.actions.sheets import Taught, at_the_door, feed_of
from xuezheng.timetables.models import TermDays

NAMES = {"class": "groups", "teacher": "teachers", "room": "rooms"}


def address_of(days: TermDays, kind: str, at: int, *, display: bool = False) -> str:
    if display:
        return reverse("timetables-display", args=[days.feed_key, at])
    return reverse("timetables-feed", args=[days.feed_key, kind, at])


def opened(key: str, kind: str, at: int) -> tuple[Standing, str]:
    """What holds under a key, and the name asked for. 404 for what is not there, whichever it is."""
    days = TermDays.objects.select_related("week__institution", "week__published").filter(feed_key=key).first()
    now = standing_of(days.week) if days else None
    names = getattr(now.table.school, NAMES[kind]) if now is not None and kind in NAMES else ()
    if now is None or at >= len(names):
        raise Http404
    return now, str(names[at])


def mine(kind: str, at: int, now: Standing, one: Taught) -> bool:
    lesson = now.table.school.lessons[one.lesson]
    return at in {"class": lesson.groups, "teacher": one.teachers, "room": (one.room,)}[kind]


def feed(request: HttpRequest, key: str, kind: str, at: int) -> HttpResponse:
    """The lessons of a class, a teacher or a room as iCalendar."""
    now, name = opened(key, kind, at)
    content = feed_of(
        now, lambda one: mine(kind, at, now, one), name, f"{now.week.pk}-{kind}{at}", language.current(), settings.INSTANCE.is_synthetic
    )  # fmt: skip
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": f'inline; filename="{kind}-{at + 1}.ics"', "Cache-Control": "max-age=900"})  # fmt: skip


def display(request: HttpRequest, key: str, at: int) -> HttpResponse:
    """The screen at a room's door: what is on now, and what comes next; it looks again every minute."""
    now, name = opened(key, "room", at)
    today, there = today_of(request), at_the_door(now, at)
    clock, held, current, following = there or ("", [one for one in now.held(today) if one.room == at], None, None)
    school = find_institution(now.week.institution.code)
    page = page_for(request, Words(name, name), aside=school.name if school else "")
    return render(request, "timetables/display.html", {
        "page": page, "name": name, "clock": clock, "today": today, "now": told(now, current), "next": told(now, following),
        "rest": [told(now, one) for one in held], "has_hours": there is not None,
    })  # fmt: skip


def told(now: Standing, one: Taught | None) -> dict[str, Any] | None:
    if one is None:
        return None
    school = now.table.school
    lesson = school.lessons[one.lesson]
    first, last = (
        school.hours[one.period] if school.hours else "",
        school.hours[one.covered[-1]] if school.hours else "",
    )
    subject, label = school.subjects[lesson.subject], lesson.label or "、".join(school.groups[g] for g in lesson.groups)
    return {
        "what": label if label.startswith(subject) else f"{subject}　{label}",
        "teachers": "、".join(school.teachers[t] for t in one.teachers), "period": school.periods[one.period],
        "hours": f"{first[:5]}–{last[-5:]}" if first else "",
    }  # fmt: skip
