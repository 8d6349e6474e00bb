"""The weeks of a school, and making one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, State, Table, problem_notice
from xuezheng.timetables.actions.weeks.books import TERM_WORDS, do_make_week
from xuezheng.timetables.actions.weeks.looking import conflicts_in
from xuezheng.timetables.models import TermWeek
from xuezheng.timetables.pages.weeks.where import address, number_in, week_words
from xuezheng.timetables.pages.where import crumbs_of, own_school, school_of

TITLE = Words("课表", "Timetables")
COLUMNS = (
    Column("week", Words("学期", "Term")), Column("courses", Words("课程", "Courses"), "count"), Column("versions", Words("稿", "Versions"), "count"),
    Column("state", Words("已发布", "Published")), Column("conflicts", Words("当前稿冲突", "Conflicts of the draft"), "count"),
)  # fmt: skip


def weeks_table(code: str) -> Table | None:
    """The weeks of a school, newest first; None where there is none."""
    found = TermWeek.objects.filter(institution__code=code).select_related("institution", "head", "published")
    rows: list[Row] = [
        {
            "week": Cell(week_words(week), href=address("timetables-week", week.pk)), "courses": week.courses.count(), "versions": week.versions.count(),
            "state": Cell(Words(f"第 {week.published.number} 稿", f"version {week.published.number}"), href=address("timetables-version", week.pk, week.published.number))
            if week.published else Cell(Words("还没有", "not yet"), state=State.DRAFT),
            "conflicts": conflicts_in(week.head) if week.head else None,
        }
        for week in found
    ]  # fmt: skip
    return Table(COLUMNS, tuple(rows)) if rows else None


@signed_in("timetable.view")
def weeks(request: HttpRequest, code: str) -> HttpResponse:
    """The weeks of a school; POST makes one."""
    school = school_of(request, code)
    notices: tuple[Notice, ...] = ()
    form: Any = request.POST
    place = Place(school.county_code, code)
    if request.method == "POST":
        if not may(request.user, "timetable.make", place):
            raise PermissionDenied
        try:
            week = do_make_week(
                request.user, code, number_in(form, "school_year") or 0, form.get("term", ""), form.get("title", "")
            )
            return HttpResponseRedirect(address("timetables-week", week.pk))
        except Refused as refused:
            notices = tuple(problem_notice(one) for one in refused.problems)
    today = today_of(request)
    page = page_for(
        request, Words(f"{school.name}：课表", f"Timetables: {school.name}"), notices=notices,
        crumbs=crumbs_of(school, Link(TITLE), is_area_seen=not own_school(request)),
    )  # fmt: skip
    empty = EmptyState(
        Words("这所学校还没有课表", "This school has no timetable yet"),
        Words("新建一个学期的课表，再导入任课表。", "Make one for a term, then import who teaches what."),
    )
    return render(request, "timetables/weeks.html", {
        "page": page, "table": weeks_table(code), "empty": empty, "terms": TERM_WORDS, "school_year": SchoolYear.of(today).start_year,
        "can_make": may(request.user, "timetable.make", place), "form": form,
    })  # fmt: skip
