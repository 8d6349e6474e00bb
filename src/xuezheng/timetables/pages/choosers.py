"""The students of a round by name, for their school alone: who chose what, who has not; files in and out; slips."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuezheng.access.actions import may, record
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, TableQuery, arrange, problem_notice
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.timetables.actions.choice_files import Taken, do_take_choices, do_undo_file
from xuezheng.timetables.actions.choosing import do_enter, do_mark_friends, receipt_of
from xuezheng.timetables.actions.slips import do_make_codes, slips_pdf
from xuezheng.timetables.models import ChoiceFile, ChoiceRound, Chooser
from xuezheng.timetables.pages.rounds import round_crumbs, round_of, whole
from xuezheng.timetables.pages.where import school_of
from xuezheng.timetables.rules import EVENTS

TITLE = Words("学生名单", "Students")
MOST_BYTES = 5_000_000
COLUMNS = (
    Column("class", Words("班", "Class"), "count"), Column("number", Words("学籍号", "Student number")), Column("name", Words("姓名", "Name")),
    Column("chosen", Words("选科", "Choice")), Column("at", Words("时间", "When"), "instant"), Column("friends", Words("同班标记", "Friends")),
    Column("printed", Words("发过个人码", "Slip printed"), "instant"),
)  # fmt: skip


@signed_in("choice.view")
def choosers(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; `left=1` only those who have not chosen, `class=` one class. POST takes files and entries."""
    one = round_of(request, pk, "choice.view")
    place = Place(one.institution.county_code, one.institution.code)
    can_manage = may(request.user, "choice.manage", place)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_manage:
            raise PermissionDenied
        try:
            notices = done(request, one)
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems[:20])
    rows = rows_of(request, one)
    query = TableQuery.read(request.GET, page_size=60, sort="class")
    school = school_of(request, one.institution.code)
    subject = f"{school.code} round {one.pk}"
    if wanted := asked_format(request.GET):
        record(
            "timetables.choice.list.exported",
            account=request.user,
            area_code=school.county_code,
            subject=subject,
            detail={"rows": len(rows)},
        )
        source = Words("本校选科", "The school's choices")
        about = About(
            Words(one.title, one.title),
            school.name,
            str(one.school_year),
            source,
            as_of=today_of(request),
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"choices-{one.pk}", wanted, COLUMNS, rows, about, query=query)
    record("timetables.choice.list.seen", account=request.user, area_code=school.county_code, subject=subject)
    lead = Words(
        "只有本校校长与教务主任能看姓名；查看与导出都记入审计。",
        "Only this school's head and academic director see names; looking and exporting are audited.",
    )
    page = page_for(
        request,
        Words(f"{one.title}：{TITLE.zh}", f"{one.title}: {TITLE.en}"),
        lead=lead,
        crumbs=round_crumbs(request, one, Link(TITLE)),
        notices=notices,
    )
    left = one.choosers.filter(chosen="").select_related("student")
    context: dict[str, Any] = {
        "page": page, "one": one, "table": arrange(rows, COLUMNS, query, language.current(), caption=TITLE), "can_manage": can_manage,
        "left_count": left.count(), "left": [(c.class_number, c.student.name) for c in left[:40]], "only_left": bool(request.GET.get("left")),
        "classes": list(one.choosers.order_by("class_number").values_list("class_number", flat=True).distinct()),
        "files": list(one.files.all()[:10]), "combinations": ["+".join(subjects) for subjects, _ in one.offered],
    }  # fmt: skip
    return render(request, "timetables/choosers.html", context)


def rows_of(request: HttpRequest, one: ChoiceRound) -> list[Row]:
    found = one.choosers.select_related("student").order_by("class_number", "student__student_number")
    if request.GET.get("left"):
        found = found.filter(chosen="")
    if (number := whole(request.GET.get("class", ""))) >= 0:
        found = found.filter(class_number=number)
    none = Words("没选", "not yet")
    return [
        {
            "class": c.class_number, "number": c.student.student_number, "name": Cell(c.student.name, href=reverse("timetables-chooser", args=[c.pk])),
            "chosen": c.chosen or Cell(none, tone="must"), "at": c.chosen_at, "friends": c.friends, "printed": c.printed_at,
        }
        for c in found
    ]  # fmt: skip


def done(request: HttpRequest, one: ChoiceRound) -> tuple[Notice, ...]:
    """Try, take or undo a file."""
    do, file = request.POST.get("do", ""), request.FILES.get("file")
    if do == "undo":
        found = (
            ChoiceFile.objects.filter(pk=whole(request.POST.get("file", "")), round=one)
            .select_related("round__institution")
            .first()
        )
        if found is None:
            raise Http404
        count = do_undo_file(request.user, found)
        return (
            Notice(
                Words(f"已撤销，{count}人恢复原来的选科。", f"Undone: {count} students have their former choice."),
                tone="info",
            ),
        )
    if do not in ("try", "apply") or file is None or (file.size or 0) > MOST_BYTES:
        raise Refused(
            [Problem("form.file", Words("没有选文件，或超过5兆。", "No file was chosen, or it is above 5 MB."))]
        )
    told: Taken = do_take_choices(request.user, one, file.name or "choices", file.read(), apply=do == "apply")
    head = Words("已写入", "Taken") if do == "apply" else Words("试读通过，没有写入", "Tried; nothing was written")
    text = Words(
        f"新选{told.new}人，改选{told.changed}人，不变{told.same}人。",
        f"{told.new} new, {told.changed} changed, {told.same} as they were.",
    )
    return (Notice(head, text, "info"),)


@signed_in("choice.view")
def chooser(request: HttpRequest, pk: int) -> HttpResponse:
    """One student: the choice with its history; POST enters one for them, or marks friends."""
    found = Chooser.objects.filter(pk=pk).select_related("round__institution", "student").first()
    if found is None:
        raise Http404
    one = round_of(request, found.round_id, "choice.view")
    can_manage = may(request.user, "choice.manage", Place(one.institution.county_code, one.institution.code))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_manage:
            raise PermissionDenied
        try:
            if request.POST.get("do") == "friends":
                do_mark_friends(request.user, one, {found.pk: request.POST.get("friends", "")})
            else:
                do_enter(
                    request.user,
                    found,
                    whole(request.POST.get("number", "")),
                    request.POST.get("chosen", ""),
                    request.POST.get("reason", ""),
                )
            return HttpResponseRedirect(request.path)
        except Refused as reason:
            notices = tuple(problem_notice(p) for p in reason.problems)
    school = one.institution
    record(
        "timetables.choice.student.seen",
        account=request.user,
        area_code=school.county_code,
        subject=f"{school.code} round {one.pk}",
        detail={"chooser": pk},
    )
    crumbs = round_crumbs(
        request, one, Link(TITLE, reverse("timetables-round-students", args=[one.pk])), Link(found.student.name)
    )
    lead = Words(
        f"{found.class_number}班，{found.chosen or '还没选科'}",
        f"Class {found.class_number}; {found.chosen or 'has not chosen'}",
    )
    events = [(EVENTS[e.kind], e) for e in found.events.select_related("by")]
    context = {
        "page": page_for(request, found.student.name, lead=lead, crumbs=crumbs, notices=notices), "chooser": found, "receipt": receipt_of(found), "events": events,
        "can_manage": can_manage, "combinations": ["+".join(subjects) for subjects, _ in one.offered], "has_levels": bool(one.scheme.get("levels")),
    }  # fmt: skip
    return render(request, "timetables/chooser.html", context)


@signed_in("choice.manage")
@require_POST
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips with new codes, as PDF: of the whole round, or of one class."""
    one = round_of(request, pk, "choice.manage")
    number = whole(request.POST.get("class", ""))
    school = school_of(request, one.institution.code)
    address = request.build_absolute_uri(reverse("choice"))
    made = do_make_codes(request.user, one, number if number >= 0 else None)
    response = HttpResponse(
        slips_pdf(one, made, school.name, address, language.current()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="slips-{one.pk}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
