"""Sheets of a timetable: of classes, teachers and rooms, on screen, as PDF and as a workbook; this week's with what is different."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Action, Place
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.registers.lookup.one import Found
from xuezheng.screens import language, numbers
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import EmptyState, Link, Notice, problem_notice
from xuezheng.timetables.actions.days.reading import Standing, standing_of
from xuezheng.timetables.actions.sheets import (
    KIND_WORDS,
    Printed,
    Sheet,
    Taught,
    do_print_students,
    printed_sheets,
    printed_whole,
    sheet_of,
    whole_school,
    workbook_of,
)
from xuezheng.timetables.actions.weeks import published_of, table_of
from xuezheng.timetables.actions.weeks.walking import walking_in
from xuezheng.timetables.models import TermDays, TermWeek, WeekVersion
from xuezheng.timetables.pages.feeds import address_of
from xuezheng.timetables.pages.grid import pattern, real_week
from xuezheng.timetables.pages.where import crumbs_of, own_school

DAY = timedelta(days=1)
Kind = Literal["class", "teacher", "room"]
KINDS: tuple[Kind, ...] = ("class", "teacher", "room")
TITLE = Words("课表", "Sheets")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TERMS = {"autumn": Words("上学期", "autumn term"), "spring": Words("下学期", "spring term")}


def week_of(request: HttpRequest, pk: int, action: Action = "timetable.view") -> tuple[TermWeek, Found]:
    """A week and its school. 404 where there is none, 403 where the person may not."""
    week = TermWeek.objects.select_related("institution", "published", "classes").filter(pk=pk).first()
    found = find_institution(week.institution.code) if week else None
    if week is None or found is None:
        raise Http404(f"No week {pk}")
    if not may(request.user, action, Place(found.county_code, found.code)):
        raise PermissionDenied
    return week, found


def version_of(request: HttpRequest, week: TermWeek) -> WeekVersion | None:
    """The version asked for by number (`?version=`), else the one that holds. Drafts are for those who make the timetable."""
    asked = request.GET.get("version", "")
    if not asked:
        return published_of(week)
    found = (
        WeekVersion.objects.filter(week=week, number=int(asked)).first()
        if asked.isdecimal() and len(asked) < 9
        else None
    )
    if found is None:
        raise Http404(f"No version {asked}")
    if found.state != "published" and not can_make(request, week):
        raise PermissionDenied
    return found


def can_make(request: HttpRequest, week: TermWeek) -> bool:
    return may(request.user, "timetable.make", Place(week.institution.county_code, week.institution.code))


def printed_of(week: TermWeek, school: Found, version: WeekVersion) -> Printed:
    spoken = language.current()
    term = TERMS[week.term]
    year = numbers.school_year(week.school_year, spoken)
    state = Words("已发布", "published") if version.state == "published" else Words("草案", "draft")
    note = Words(f"{term.zh}　{week.title}　第{version.number}版", f"{term.en} {week.title}, version {version.number}")
    demo = Words("演示数据", "Demonstration data").in_(spoken) if settings.INSTANCE.is_synthetic else ""
    foot = "　".join(part for part in (demo, state.in_(spoken), numbers.date(version.made_at.date(), spoken)) if part)
    return Printed(school.name, f"{year} {note.in_(spoken)}", foot, spoken)


@signed_in("timetable.view")
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's sheet by kind, and all of them as one file (`?format=pdf|xlsx|whole`)."""
    week, school = week_of(request, pk)
    version = version_of(request, week)
    title = Words(f"{TITLE.zh}：班级、教师、教室", "Sheets of classes, teachers and rooms")
    crumbs = crumbs_of(school, Link(TITLE), is_area_seen=not own_school(request))
    if version is None:
        empty = EmptyState(Words("还没有发布课表", "No timetable is published yet"), Words("发布以后，各班各人的课表在这里。", "Once one is, everybody's sheet is here."))  # fmt: skip
        return render(
            request, "timetables/sheets.html", {"page": page_for(request, title, crumbs=crumbs), "empty": empty}
        )
    table, walking = table_of(version), walking_in(week, table_of(version).school)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            made = do_print_students(
                request.user, week, version, request.POST.get("class", ""), request.POST.get("reason", "")
            )
            return file_of(request, "pdf", made, week, school, version, "students")
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    if asked := request.GET.get("format", ""):
        kind = kind_of(request.GET.get("kind", "class"))
        return file_of(request, asked, whole_school(table, kind, walking), week, school, version, kind)
    names = {"class": table.school.groups, "teacher": table.school.teachers, "room": table.school.rooms}
    taught = {kind: {sheet.name for sheet in whole_school(table, kind)} for kind in KINDS}
    suffix = f"?version={version.number}" if request.GET.get("version") else ""
    lists = [
        (kind, KIND_WORDS[kind], [
            (reverse("timetables-sheet", args=[week.pk, kind, at]) + suffix, name)
            for at, name in enumerate(names[kind]) if name in taught[kind]
        ])
        for kind in KINDS
    ]  # fmt: skip
    page = page_for(request, title, aside=printed_of(week, school, version).note, crumbs=crumbs, notices=notices)
    more = f"&version={version.number}" if request.GET.get("version") else ""
    return render(request, "timetables/sheets.html", {
        "page": page, "week": week, "lists": lists, "more": more, "days": reverse("timetables-days", args=[week.pk]), "groups": table.school.groups,
            "may_see_students": may(request.user, "choice.view", Place(school.county_code, school.code)) and week.classes_id is not None,
    })  # fmt: skip


def kind_of(asked: str) -> Kind:
    if asked not in KINDS:
        raise Http404(f"No sheets of {asked}")
    return cast(Kind, asked)


def file_of(
    request: HttpRequest, asked: str, made: list[Sheet], week: TermWeek, school: Found, version: WeekVersion, name: str
) -> HttpResponse:
    """The sheets as a file: `pdf` a page each, `whole` all on one sheet, `xlsx` a workbook."""
    if asked not in ("pdf", "whole", "xlsx") or not made:
        raise Http404(f"No file {asked}")
    printed = printed_of(week, school, version)
    try:
        if asked == "xlsx":
            content, kind, ending = workbook_of(made, printed), XLSX, "xlsx"
        else:
            write = printed_sheets if asked == "pdf" else printed_whole
            content, kind, ending = write(made, printed, settings.NODE_MODULES), "application/pdf", "pdf"
    except Refused as refused:
        page = page_for(request, TITLE, notices=tuple(problem_notice(p) for p in refused.problems))
        return render(request, "timetables/sheets.html", {"page": page}, status=503)
    shown = "inline" if ending == "pdf" else "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'{shown}; filename="timetable-{name}-v{version.number}.{ending}"'})  # fmt: skip


@signed_in("timetable.view")
def sheet(request: HttpRequest, pk: int, kind: str, at: int) -> HttpResponse:
    """One sheet: the pattern of the week, or a real week (`?on=`); as PDF and workbook; and its calendar feed."""
    week, school = week_of(request, pk)
    version = version_of(request, week)
    if version is None:
        raise Http404("Nothing is published")
    table, whose = table_of(version), kind_of(kind)
    if at >= len({"class": table.school.groups, "teacher": table.school.teachers, "room": table.school.rooms}[whose]):
        raise Http404(f"No {kind} {at}")
    one = sheet_of(table, whose, at, walking_in(week, table.school))
    if asked := request.GET.get("format", ""):
        return file_of(request, asked, [one], week, school, version, f"{kind}-{at + 1}")
    printed = printed_of(week, school, version)
    here = request.path
    context: dict[str, Any] = {"here": here, "grid": pattern(one), "is_pattern": True}
    now = standing_of(week) if version.pk == week.published_id and not request.GET.get("version") else None
    if now is not None:
        context |= dated(request, one, now, whose, at)
    days = TermDays.objects.filter(week=week).first()
    page = page_for(
        request, Words(printed.title(one), printed.title(one)), aside=printed.note,
        crumbs=crumbs_of(school, Link(TITLE, reverse("timetables-sheets", args=[week.pk])), Link(one.name), is_area_seen=not own_school(request)),
    )  # fmt: skip
    query = f"version={version.number}&" if request.GET.get("version") else ""
    return render(request, "timetables/sheet.html", {
        "page": page, "sheet": one, "files": [(f"{here}?{query}format={name}", words) for name, words in (("pdf", "PDF"), ("xlsx", "XLSX"))],
        "feed": request.build_absolute_uri(address_of(days, whose, at)) if days and now else "",
        "display": request.build_absolute_uri(address_of(days, whose, at, display=True)) if days and now and whose == "room" else "",
        "periods": one.periods_taught, **context,
    })  # fmt: skip


def dated(request: HttpRequest, one: Sheet, now: Standing, kind: Kind, at: int) -> dict[str, Any]:
    """This week or the one asked for, and the way to the weeks before and after."""
    today = today_of(request)
    try:
        on = date.fromisoformat(request.GET["on"])
    except (KeyError, ValueError):
        if "on" not in request.GET and (
            request.GET.get("view") == "pattern" or not now.term.first_on <= today <= now.term.last_on
        ):
            return {"term": now.term, "this_week": min(max(today, now.term.first_on), now.term.last_on).isoformat()}
        on = today
    on = min(max(on, now.term.first_on), now.term.last_on)
    monday = on - on.weekday() * DAY
    return {
        "is_pattern": False, "grid": real_week(one, now, monday, today, concerning(kind, at, now)), "term": now.term, "number": now.term.week(monday),
        "before": (monday - 7 * DAY).isoformat() if monday > now.term.first_on else "",
        "after": (monday + 7 * DAY).isoformat() if monday + 7 * DAY <= now.term.last_on else "",
    }  # fmt: skip


def concerning(kind: Kind, at: int, now: Standing) -> Callable[[Taught], bool]:
    if kind == "teacher":
        return lambda one: at in one.teachers
    if kind == "room":
        return lambda one: one.room == at
    lessons = now.table.school.lessons
    return lambda one: at in lessons[one.lesson].groups
