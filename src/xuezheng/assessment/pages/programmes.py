"""Programmes: begun, answers sent in and tried, taken or taken back, calibrated; where a test stands."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import reports
from xuezheng.assessment.actions.calibrating import do_calibration
from xuezheng.assessment.actions.programmes import (
    MOST_BYTES,
    SUFFIXES,
    do_programme,
    do_take_sheet,
    do_try_sheet,
    do_undo_sheet,
    sheet_in_use,
)
from xuezheng.assessment.models import Calibration, Form, Programme, Sheet
from xuezheng.assessment.pages.cells import cell_words
from xuezheng.assessment.pages.where import (
    Block,
    about_programme,
    areas_of,
    crumbs,
    demand_manage,
    find_programme,
    local,
    may_manage,
    own_schools,
    reached,
    say_findings,
)
from xuezheng.assessment.rules.bank import SUBJECTS
from xuezheng.assessment.rules.monitoring import KINDS, METHODS, MODELS, SHEET_STATES
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import (
    Cell,
    Column,
    EmptyState,
    Figure,
    Link,
    Notice,
    Row,
    Step,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

SHEETS = (
    Column("file", Words("文件", "File"), is_sortable=False), Column("state", Words("状态", "State"), is_sortable=False),
    Column("taken", Words("收下", "Taken"), "count", is_sortable=False), Column("rows", Words("行", "Rows"), "count", is_sortable=False),
    Column("bad", Words("坏格", "Bad cells"), "count", is_sortable=False), Column("hash", Words("指纹", "Hash"), is_sortable=False),
    Column("at", Words("时间", "When"), "instant", is_sortable=False),
)  # fmt: skip
BAD = (
    Column("row", Words("行", "Row"), "count"), Column("column", Words("列", "Column")), Column("got", Words("读到", "Got")),
    Column("rule", Words("问题", "What is wrong")),
)  # fmt: skip


@signed_in("assessment.manage")
def begin(request: HttpRequest) -> HttpResponse:
    """The form of a new programme."""
    managed = areas_of(request, "assessment.manage")
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        area = request.POST.get("area", "")
        if not area or not may_manage(request, area):
            raise PermissionDenied
        try:
            return HttpResponseRedirect(reverse("assessment-programme", args=[begun(request, area).pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    title = Words("新建测验", "New programme")
    forms = [f for f in Form.objects.order_by("-pk")[:300] if reached(f.area_code, managed)]
    lead = Words(
        "选好卷、年级和测试日；然后上传作答试读。", "Choose forms, grade and day; then send the answers in to be tried."
    )
    context = {
        "page": page_for(request, title, lead=lead, crumbs=crumbs(Link(title)), notices=notices), "areas": [(a, area_words(a)) for a in managed],
        "subjects": list(SUBJECTS.items()), "grades": list(GRADE_WORDS.items()), "kinds": list(KINDS.items()), "forms": forms, "asked": request.POST,
        "chosen": request.POST.getlist("forms"), "year": today_of(request).year - 1,
        "blocks": [Block(title, (("assessment/begin.html", None),))],
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def begun(request: HttpRequest, area: str) -> Programme:
    form = request.POST
    try:
        held, year = date.fromisoformat(form.get("held_on", "")), int(form.get("school_year", "0"))
    except ValueError:
        held, year = date(1900, 1, 1), 0
    forms = [int(pk) for pk in form.getlist("forms") if pk.isdigit()]
    return do_programme(
        request.user,
        area,
        form.get("kind", ""),
        form.get("title", ""),
        form.get("subject", ""),
        form.get("grade", ""),
        year,
        held,
        forms,
    )


@signed_in("assessment.view")
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a test stands. POST sends a file in, or asks for a calibration."""
    one = find_programme(request, pk)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        demand_manage(request, one.area_code)
        try:
            return HttpResponseRedirect(done(request, one))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:30])
    sheet, can = sheet_in_use(one), may_manage(request, one.area_code)
    calibration = reports.standing(one)
    page = page_for(request, one.title, lead=about_programme(one), crumbs=crumbs(Link(one.title)), notices=notices)
    blocks: list[Block] = []
    if sheet:
        blocks.append(readers(request, one))
    if can:
        blocks.append(
            Block(
                Words(
                    "送作答" if one.kind != "fitness" else "送测量值",
                    "Send answers in" if one.kind != "fitness" else "Send measures in",
                ),
                (("assessment/send.html", None),),
                6,
            )
        )
        if one.kind != "fitness":
            blocks.append(
                Block(
                    Words("标定", "Calibrate"),
                    (("assessment/calibrate.html", None),)
                    if sheet
                    else (("text", Words("收下作答之后才能标定。", "It can be calibrated once answers are taken.")),),
                    6,
                )
            )
    sheets = [sheet_row(s, can) for s in one.sheets.order_by("-pk")[:20]]  # type: ignore[attr-defined]
    empty = EmptyState(
        Words("还没有作答", "No answers yet"),
        Words("上传一个文件试读；试读不改动任何东西。", "Send a file in to be tried; trying changes nothing."),
    )
    blocks.append(
        Block(
            Words("来过的文件", "Files sent in"),
            (("table", Table(SHEETS, tuple(sheets))) if sheets else ("empty", empty),),
        )
    )
    if sheet:
        blocks.append(say_findings(sheet.findings))
    bases = Calibration.objects.filter(state="done", subject=one.subject).exclude(programmes=one).order_by("-pk")
    context = {
        "page": page, "blocks": blocks, "figures": figures_of(one, sheet, calibration), "steps": steps_of(one, sheet, calibration),
        "accept": ",".join(SUFFIXES), "most": MOST_BYTES // 1_000_000, "programme": one, "models": list(MODELS.items()), "methods": list(METHODS.items()),
        "bases": [b for b in bases if reached(b.area_code, [one.area_code])], "asked": request.POST,
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def readers(request: HttpRequest, one: Programme) -> Block:
    """The ways to the reports, by reader."""
    schools = own_schools(request)
    links: list[Link] = []
    if not schools or areas_of(request, "assessment.view"):
        links.append(
            Link(Words("全区报告", "Report of the area"), reverse("assessment-area", args=[one.pk, one.area_code]))
        )
    links += [
        Link(Words("本校报告", "Report of the school"), reverse("assessment-school", args=[one.pk, code]))
        for code in schools
    ]
    calibration = reports.standing(one)
    if calibration and areas_of(request, "assessment.view"):
        links.append(
            Link(Words("题目与量尺", "Items and scale"), reverse("assessment-calibration", args=[calibration.pk]))
        )
    return Block(Words("报告", "Reports"), (("links", tuple(links)),))


def figures_of(one: Programme, sheet: Sheet | None, calibration: Calibration | None) -> tuple[Figure, ...]:
    if sheet is None:
        return ()
    when, area = one.held_on.isoformat(), area_words(one.area_code)
    told = sheet.told
    found = [
        Figure(Words("学生", "Pupils"), told["taken"], Words("人", "pupils"), when, area, None),
        Figure(Words("学校", "Schools"), told["schools"], Words("所", "schools"), when, area, None),
        Figure(Words("坏格", "Bad cells"), told["bad_cells"], Words("格", "cells"), when, area, None),
    ]
    if calibration:
        value = calibration.told["reliability"].get(str(one.pk), {}).get("eap")
        found.append(
            Figure(Words("信度（EAP）", "Reliability (EAP)"), value, "", when, area, None, kind="number", decimals=2)
        )
    if one.kind == "fitness":
        found.append(
            Figure(Words("项目齐全", "With all measures"), told["whole"], Words("人", "pupils"), when, area, None)
        )
    return tuple(found)


def steps_of(one: Programme, sheet: Sheet | None, calibration: Calibration | None) -> list[Step]:
    tried = one.sheets.exists()  # type: ignore[attr-defined]
    steps = [
        Step(Words("组卷", "Forms") if one.kind != "fitness" else Words("选评分表", "Tables"), "", "done"),
        Step(Words("送作答试读", "Answers tried"), "", "done" if tried else "now"),
        Step(Words("收下", "Taken"), "", "done" if sheet else "now" if tried else "todo"),
    ]
    if one.kind != "fitness":
        steps.append(
            Step(Words("标定上量尺", "On the scale"), "", "done" if calibration else "now" if sheet else "todo")
        )
    is_ready = bool(calibration) or (one.kind == "fitness" and sheet is not None)
    return [*steps, Step(Words("报告", "Reports"), "", "now" if is_ready else "todo")]


def sheet_row(sheet: Sheet, can: bool) -> Row:
    href = reverse("assessment-sheet", args=[sheet.pk]) if can else ""
    return {
        "file": Cell(sheet.file_name, href=href), "state": SHEET_STATES[sheet.state], "taken": sheet.told["taken"], "rows": sheet.told["rows"],
        "bad": sheet.told["bad_cells"], "hash": sheet.hash[:16], "at": local(sheet.made_at),
    }  # fmt: skip


def done(request: HttpRequest, one: Programme) -> str:
    """Do what the form asks; gives where to go on. Raises Refused."""
    if request.POST.get("do") == "calibrate":
        base = Calibration.objects.filter(pk=int(request.POST.get("base") or 0)).first()
        made = do_calibration(
            request.user,
            one.area_code,
            one.title,
            [one],
            request.POST.get("model", ""),
            request.POST.get("method", ""),
            base,
        )
        return reverse("assessment-calibration", args=[made.pk])
    sent = request.FILES.get("file")
    content = sent.read() if sent is not None and (sent.size or 0) <= MOST_BYTES else b""
    sheet = do_try_sheet(request.user, settings.INSTANCE, one, sent.name or "" if sent else "", content)
    return reverse("assessment-sheet", args=[sheet.pk])


@signed_in("assessment.manage")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in a file; POST takes it, or takes it back."""
    one = Sheet.objects.filter(pk=pk).select_related("programme").first()
    if one is None:
        raise Http404
    demand_manage(request, one.programme.area_code)
    if request.method == "POST":
        (do_undo_sheet if request.POST.get("do") == "undo" else do_take_sheet)(request.user, one)
        return HttpResponseRedirect(reverse("assessment-programme", args=[one.programme.pk]))
    bad = [
        {"row": r["row"], "column": r["column"], "got": r["got"] or "—", "rule": cell_words(r["rule"])}
        for r in reports.bad_cells(settings.INSTANCE, one.pk).iter_rows(named=True)
    ]  # fmt: skip
    query = TableQuery.read(request.GET, page_size=100)
    title = Words(f"{one.file_name}：试读结果", f"{one.file_name}: what was found")
    if wanted := asked_format(request.GET):
        about = About(title, area_words(one.programme.area_code), one.programme.held_on.isoformat(), one.programme.title,
                      one.programme.held_on, one.hash, is_synthetic=settings.INSTANCE.is_synthetic)  # fmt: skip
        return download(f"bad-cells-{one.pk}", wanted, BAD, bad, about, query=query)
    state = SHEET_STATES[one.state]
    told = one.told
    counts = Words(
        f"{told['rows']} 行，收下 {told['taken']} 行，坏格 {told['bad_cells']}。",
        f"{told['rows']} rows, {told['taken']} taken, {told['bad_cells']} bad cells.",
    )
    lines = [counts]
    if "omitted" in told:
        lines.append(
            Words(
                f"漏答按错计 {told['omitted']} 格；末尾未做到 {told['not_reached']} 格不计。",
                f"{told['omitted']} left out counted wrong; {told['not_reached']} not reached at the end left blank.",
            )
        )
    decide = [
        Block(Words("收下还是不收", "Take it or not"), (("list", lines), ("assessment/decide_sheet.html", None)), 6),
        say_findings(one.findings, 6),
    ]
    cells = (
        ("table", arrange(bad, BAD, query, language.current()))
        if bad
        else ("text", Words("没有坏格。", "No bad cells."))
    )
    page = page_for(
        request,
        title,
        lead=state,
        crumbs=crumbs(
            Link(one.programme.title, reverse("assessment-programme", args=[one.programme.pk])), Link(one.file_name)
        ),
    )
    return render(
        request,
        "assessment/page.html",
        {"page": page, "blocks": [*decide, Block(Words("每一个坏格", "Every bad cell"), (cells,))], "sheet": one},
    )
