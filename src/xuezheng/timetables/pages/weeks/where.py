"""Which week and which version a page stands at."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.screens.components import Link
from xuezheng.timetables.actions.weeks.books import TERM_WORDS
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.pages.where import crumbs_of, own_school, school_of


def place_of(week: TermWeek) -> Place:
    return Place(week.institution.county_code, week.institution.code)


def can_make(request: HttpRequest, week: TermWeek) -> bool:
    return may(request.user, "timetable.make", place_of(week))


def sees_drafts(request: HttpRequest, week: TermWeek) -> bool:
    """Drafts are the school's own business."""
    return can_make(request, week) or own_school(request) == week.institution.code


def week_of(request: HttpRequest, pk: int, *, makes: bool = False) -> TermWeek:
    """The week of a number. 404 where there is none, 403 where the person may not see it, or not change it (`makes`)."""
    week = TermWeek.objects.select_related("institution", "head", "published").filter(pk=pk).first()
    if week is None:
        raise Http404
    if not may(request.user, "timetable.make" if makes else "timetable.view", place_of(week)):
        raise PermissionDenied
    return week


def version_of(request: HttpRequest, week: TermWeek, number: int) -> WeekVersion:
    """A version of the week. 403 for a draft to whom drafts are not shown."""
    version = week.versions.select_related("problem", "parent", "made_by", "published_by").filter(number=number).first()
    if version is None:
        raise Http404
    if version.state == "draft" and not sees_drafts(request, week):
        raise PermissionDenied
    return version


def week_words(week: TermWeek) -> Words:
    """`2024—2025学年上学期 高一课表`."""
    term, year = TERM_WORDS[week.term], week.school_year
    return Words(
        f"{year}—{year + 1}学年{term.zh}{week.title}课表",
        f"Timetable {week.title} {year}–{year + 1}, {term.en}".replace("  ", " "),
    )


def address(name: str, *args: object, **query: object) -> str:
    """A page by its name; what is empty is left out of the query."""
    asked = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return reverse(name, args=args) + (f"?{asked}" if asked else "")


def crumbs(request: HttpRequest, week: TermWeek, *more: Link) -> tuple[Link, ...]:
    school = school_of(request, week.institution.code)
    home = Link(week_words(week), address("timetables-week", week.pk) if more else "")
    return crumbs_of(school, home, *more, is_area_seen=not own_school(request))


def number_in(form: Any, name: str) -> int | None:
    """A whole number of a form or a query; None for anything else."""
    text = str(form.get(name, "")).strip()
    bare = text.removeprefix("-")
    return int(text) if bare.isascii() and bare.isdigit() and len(bare) < 10 else None
