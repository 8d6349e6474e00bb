"""Records that may be of one person: for the county, for a stated reason, each look logged; united, told apart, undone."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, life, uniting
from xuezheng.registers.lookup import area_words
from xuezheng.registers.lookup.likeness import Likeness, enrolled_twice, likely_same
from xuezheng.registers.models import Enrolment, LifeEvent, Student
from xuezheng.registers.pages.institution import latest_name
from xuezheng.registers.pages.life_forms import Part, Reasoned, Uniting
from xuezheng.registers.pages.looking import look, masked, state_reason, stated_reason
from xuezheng.registers.pages.students import HISTORY, bound, facts_of, history_rows, is_looking, submitted
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Row, Table, TableQuery, arrange

TITLE = Words("一人多籍", "One person, two records")
COLUMNS = (
    Column("names", Words("姓名", "Names")),
    Column("share", Words("是一人的可能", "Likely one"), "share", decimals=1),
    Column("points", Words("分", "Points"), "number", decimals=1),
    Column("why", Words("依据", "Why"), is_sortable=False),
    Column("schools", Words("学校", "Schools")),
)
UNDOABLE = (
    Column("on", Words("日期", "Date"), "date", is_sortable=False),
    Column("what", Words("做了什么", "What was done"), is_sortable=False),
    Column("reason", Words("事由", "Reason"), is_sortable=False),
)


def own_area(request: HttpRequest) -> str:
    """The area in which the signed-in person may make records one."""
    areas = [
        held.area_code
        for held in held_by(request.user)
        if held.role in POLICY["student.merge"] and not held.institution_code
    ]
    if not areas:
        raise PermissionDenied
    return areas[0]


def where_of(area: str) -> str:
    return f"duplicates {area}"


def reason_or_page(request: HttpRequest, area: str) -> HttpResponse | str:
    """The reason that stands for looking through the area's students; or the page that asks for it."""
    given = request.POST.get("reason", "").strip() if is_looking(request) else ""
    if (not is_looking(request) or state_reason(request, where_of(area), given)) and (
        reason := stated_reason(request, where_of(area))
    ):
        return reason
    context = {"page": page_for(request, TITLE), "is_short": is_looking(request), "reason": given}
    return render(request, "registers/reason.html", context)


def _names(likeness: Likeness, people: dict[int, Student]) -> str:
    names = [people[number].name for number in (likeness.first_id, likeness.second_id)]
    return "、".join(dict.fromkeys(names))


def pair_rows(found: list[Likeness]) -> list[Row]:
    """A line a pair, with all that speaks for and against it."""
    ids = {number for pair in found for number in (pair.first_id, pair.second_id)}
    people = Student.objects.in_bulk(ids)
    last: dict[int, str] = {}
    for enrolment in Enrolment.objects.filter(student_id__in=ids).select_related("institution").order_by("started_on"):
        last[enrolment.student_id] = enrolment.institution.code
    rows: list[Row] = []
    for pair in found:
        zh = "；".join(f"{e.what.zh}（{e.points:+.1f}）" for e in pair.evidence)
        en = "; ".join(f"{e.what.en} ({e.points:+.1f})" for e in pair.evidence)
        row: Row = {
            "names": Cell(_names(pair, people), href=reverse("duplicate", args=[pair.first_id, pair.second_id])),
            "share": 1.0 if pair.is_certain else pair.share, "points": pair.points, "why": Words(zh, en),
            "schools": "、".join(dict.fromkeys(last.get(number, "") for number in (pair.first_id, pair.second_id))),
        }  # fmt: skip
        rows.append(row)
    return rows


@signed_in("student.merge")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one person's, the likeliest first; students at two schools; what was done lately."""
    area = own_area(request)
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    found = likely_same(area)
    twice = enrolled_twice(area, today_of(request))
    look(request, "duplicates", area, area, reason, pairs=len(found), twice=len(twice))
    query = TableQuery.read(request.GET, sort="-points", page_size=30)
    table = arrange(pair_rows(found), COLUMNS, query, language_of(request), has_downloads=False)
    seats = [
        (Link(student.name, reverse("second-seat", args=[enrolments[0].pk, enrolments[1].pk])), "、".join(latest_name(e.institution) for e in enrolments))
        for student, enrolments in twice
    ]  # fmt: skip
    done = LifeEvent.objects.filter(
        kind__in=("united", "told_apart"), undone_on=None, institution__county_code__startswith=area.rstrip("0")
    )
    rows: list[Row] = [
        {
            "on": Cell(event.registered_on, href=reverse("duplicate-undo", args=[event.pk])),
            "what": Words("合并为一人", "made one") if event.kind == "united" else Words("确认是两人", "told apart"),
            "reason": event.reason,
        }
        for event in done.order_by("-pk")[:20]
    ]  # fmt: skip
    page = page_for(
        request, TITLE, aside=area_words(area), crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")),)
    )
    context = {
        "page": page,
        "table": table,
        "reason": reason,
        "twice": seats,
        "done": Table(UNDOABLE, tuple(rows)) if rows else None,
    }
    return render(request, "registers/duplicates.html", context)


def _within(request: HttpRequest, pupil: Student) -> bool:
    last = life.last_enrolment(pupil)
    return last is not None and may(request.user, "student.merge", Place(last.institution.county_code))


def _evidence(area: str, one: Student, other: Student) -> tuple[Any, ...]:
    pair = {one.pk, other.pk}
    return next((found.evidence for found in likely_same(area) if {found.first_id, found.second_id} == pair), ())


@signed_in("student.merge")
def duplicate(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two records beside each other: made one, or told apart."""
    area = own_area(request)
    people = Student.objects.filter(pk__in=[one, other], merged_into=None).in_bulk()
    if len(people) != 2:
        raise Http404
    first, second = people[one], people[other]
    if not any(_within(request, pupil) for pupil in (first, second)):
        raise PermissionDenied
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    look(request, "student", area, f"student {one} student {other}", reason)
    both = {e.institution.code: latest_name(e.institution) for pair in uniting.overlapping(first, second) for e in pair}
    records = {str(p.pk): Words(f"{p.name} {masked(p)}", f"{p.name} {masked(p)}") for p in (first, second)}
    unite = Uniting(
        bound(request, "unite"), records=records, schools={code: Words(name, name) for code, name in both.items()}
    )
    apart = Reasoned(bound(request, "apart"), prefix="apart")
    parts = [
        Part(
            "unite",
            Words("是同一人", "One person"),
            unite,
            Words("合并为一份", "Make them one"),
            Words("全部学籍归到保留的一份，可以撤销。", "All enrolments go to the record kept; it can be undone."),
            True,
        ),
        Part("apart", Words("不是同一人", "Two persons"), apart, Words("不再提示", "Do not show again")),
    ]

    def do_unite(sent: Any) -> None:
        kept, dropped = (first, second) if sent.cleaned_data["kept"] == str(first.pk) else (second, first)
        uniting.do_unite(
            kept, dropped, Stated(request.user, sent.cleaned_data["reason"]), sent.cleaned_data.get("attended", "")
        )

    def do_apart(sent: Any) -> None:
        uniting.do_tell_apart(first, second, Stated(request.user, sent.cleaned_data["reason"]))

    notices = (
        submitted(request, parts, {"unite": do_unite, "apart": do_apart})
        if request.method == "POST" and not is_looking(request)
        else ()
    )
    if notices is None:
        return HttpResponseRedirect(reverse("duplicates"))
    page = page_for(
        request, Words("是不是同一人", "Are they one person?"), crumbs=(Link(TITLE, reverse("duplicates")),)
    )
    records_shown = [
        (pupil.name, facts_of(pupil), Table(HISTORY, tuple(history_rows(pupil)), caption=pupil.name))
        for pupil in (first, second)
    ]
    context = {
        "page": page,
        "parts": parts,
        "notices": notices,
        "records": records_shown,
        "evidence": _evidence(area, first, second),
    }
    return render(request, "registers/duplicate.html", context)


@signed_in("student.merge")
def second_seat(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """One student enrolled at two schools: which one is attended."""
    area = own_area(request)
    seats = (
        Enrolment.objects.filter(pk__in=[one, other], ended_on=None).select_related("student", "institution").in_bulk()
    )
    if len(seats) != 2 or seats[one].student_id != seats[other].student_id:
        raise Http404
    if not _within(request, seats[one].student):
        raise PermissionDenied
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    look(request, "student", area, f"student {seats[one].student_id}", reason)
    schools = {
        str(seat.pk): Words(latest_name(seat.institution), latest_name(seat.institution)) for seat in seats.values()
    }
    form = Uniting(bound(request, "end"), records=schools, schools={})
    form.fields["kept"].label = "实际就读" if language_of(request).startswith("zh") else "Really attended"
    part = Part(
        "end", Words("留下一份学籍", "Keep one enrolment"), form, Words("结束另一份", "End the other"), is_binding=True
    )

    def do_end(sent: Any) -> None:
        stays, goes = (
            (seats[one], seats[other]) if sent.cleaned_data["kept"] == str(one) else (seats[other], seats[one])
        )
        uniting.do_end_second_seat(goes, stays, today_of(request), Stated(request.user, sent.cleaned_data["reason"]))

    notices = (
        submitted(request, [part], {"end": do_end}) if request.method == "POST" and not is_looking(request) else ()
    )
    if notices is None:
        return HttpResponseRedirect(reverse("duplicates"))
    page = page_for(request, seats[one].student.name, crumbs=(Link(TITLE, reverse("duplicates")),))
    history = Table(HISTORY, tuple(history_rows(seats[one].student)))
    return render(
        request,
        "registers/life.html",
        {"page": page, "parts": [part], "notices": notices, "facts": facts_of(seats[one].student), "history": history},
    )


@signed_in("student.merge")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo what was decided about two records."""
    event = (
        LifeEvent.objects.filter(pk=number, kind__in=("united", "told_apart"), undone_on=None)
        .select_related("institution")
        .first()
    )
    if event is None:
        raise Http404
    if not may(request.user, "student.merge", Place(event.institution.county_code)):
        raise PermissionDenied
    form = Reasoned(bound(request, "undo"), prefix="undo")
    part = Part(
        "undo", Words("撤销", "Undo"), form, Words("撤销，恢复两份登记", "Undo: two records again"), is_binding=True
    )

    def do(sent: Any) -> None:
        life.do_undo(event, Stated(request.user, sent.cleaned_data["reason"]))

    notices = submitted(request, [part], {"undo": do}) if request.method == "POST" else ()
    if notices is None:
        return HttpResponseRedirect(reverse("duplicates"))
    page = page_for(
        request,
        Words(f"撤销{event.registered_on}的决定", f"Undo the decision of {event.registered_on}"),
        crumbs=(Link(TITLE, reverse("duplicates")),),
    )
    return render(request, "registers/life.html", {"page": page, "parts": [part], "notices": notices})
