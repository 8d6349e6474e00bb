"""Portfolios of comprehensive quality: the school's, one child's, the child's signature, the display, the review."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import portfolios
from xuezheng.assessment.actions.where import folder
from xuezheng.assessment.models import Portfolio, Record
from xuezheng.assessment.pages.looking import state_reason, stated_reason
from xuezheng.assessment.pages.where import Block, crumbs, find_school, grade_words
from xuezheng.assessment.rules.portfolio import DOMAINS, STATES
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup.one import Found
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Figure, Link, Notice, Row, Step, Table, problem_notice
from xuezheng.screens.numbers import Missing

TITLE = Words("综合素质", "Comprehensive quality")
CLASSES = (
    Column("grade", Words("年级", "Grade"), is_sortable=False), Column("number", Words("班", "Class"), is_sortable=False),
    Column("pupils", Words("学生", "Pupils"), "count", is_sortable=False),
    *(Column(state, words, "count", is_sortable=False) for state, words in STATES.items()),
)  # fmt: skip
RECORDS = (
    Column("on", Words("日期", "Day"), "date", is_sortable=False), Column("grade", Words("年级", "Grade"), is_sortable=False), Column("domain", Words("领域", "Domain"), is_sortable=False),
    Column("title", Words("记录", "Record"), is_sortable=False), Column("evidence", Words("佐证", "Evidence"), is_sortable=False), Column("private", Words("公开", "Public"), is_sortable=False),
)  # fmt: skip


def way(place: Found, *links: Link) -> tuple[Link, ...]:
    return crumbs(
        Link(Words(f"{place.name}档案", f"Portfolios of {place.name}"), reverse("quality-school", args=[place.code])),
        *links,
    )


def year_of(request: HttpRequest) -> SchoolYear:
    """The school year whose portfolios are shown: `?year=`, else today's."""
    asked = request.GET.get("year", "")
    return (
        SchoolYear(int(asked)) if asked.isdigit() and 2000 <= int(asked) <= 2100 else SchoolYear.of(today_of(request))
    )


def taught(request: HttpRequest, year: SchoolYear) -> date:
    """The day whose classes are shown: today, or of a year gone by its last weeks, before the leavers have left."""
    return min(today_of(request), date(year.start_year + 1, 6, 20))


def reason_of(request: HttpRequest, place: Found) -> str:
    given = request.POST.get("reason", "") if request.method == "POST" else ""
    if given:
        state_reason(request, place.code, given)
    return stated_reason(request, place.code)


def ask(request: HttpRequest, place: Found, title: Words) -> HttpResponse:
    page = page_for(request, title, crumbs=way(place))
    return render(
        request,
        "assessment/page.html",
        {
            "page": page,
            "blocks": [Block(Words("为什么查看", "Why it is looked at"), (("assessment/reason.html", None),))],
        },
    )


@signed_in("quality.record")
def school(request: HttpRequest, code: str) -> HttpResponse:
    """The school's portfolios by class: counts alone; with a reason, the names of a class (`?class=16.1`)."""
    place = find_school(request, code, "quality.record")
    year = year_of(request)
    found = Portfolio.objects.filter(institution__code=code, school_year=year.start_year)
    counts: dict[tuple[str, int], dict[str, int]] = {}
    for grade, number, state in found.values_list("grade", "class_number", "state"):
        own = counts.setdefault((grade, number), {})
        own[state] = own.get(state, 0) + 1
    years = sorted(
        set(Portfolio.objects.filter(institution__code=code).values_list("school_year", flat=True)) | {year.start_year}
    )
    day = taught(request, year)
    roll = portfolios.class_roll(code, day)
    sizes = (
        {
            (r["grade"], r["class_number"]): r["len"]
            for r in roll.group_by("grade", "class_number").len().iter_rows(named=True)
        }
        if roll.height
        else {}
    )
    rows: list[Row] = [
        {"grade": grade_words(grade), "number": Cell(Words(f"{number}班", f"Class {number}"), href=f"?year={year.start_year}&class={grade}.{number}"), "pupils": size,
         **{s: counts.get((grade, number), {}).get(s, 0) for s in STATES}}
        for (grade, number), size in sorted(sizes.items())
    ]  # fmt: skip
    title = Words(f"{place.name}：综合素质档案", f"{place.name}: portfolios")
    links = tuple(Link(f"{y}—{y + 1}", f"?year={y}") for y in years)
    shown = reverse("quality-display", args=[code])
    lead = Words(
        "写实记录 → 遴选 → 学生签字 → 公示不少于十个工作日 → 异议复核 → 归档。从幼儿园起连续；隐私不进档案。",
        "Record → choose → the child signs → ten working days of display → objections reviewed → locked. From kindergarten on; private matters stay out.",
    )
    total = {s: found.filter(state=s).count() for s in STATES}
    figures = tuple(
        Figure(words, total[s], Words("份", "portfolios"), str(year), place.name, None) for s, words in STATES.items()
    )
    blocks = [
        Block(
            Words("学年", "School year"),
            (("links", (*links, Link(Words("公示与归档", "Display and locking"), shown))),),
        )
    ]
    if asked := request.GET.get("class", ""):
        reason = reason_of(request, place)
        if not reason:
            return ask(request, place, title)
        blocks.append(names(request, place, roll, asked, year, reason))
    empty = EmptyState(
        Words("没有在校学生", "No pupils"),
        Words(
            "登记册里这所学校当天没有学生个人记录。",
            "The register holds no pupils of this school as persons on that day.",
        ),
    )
    blocks.append(
        Block(Words("各班", "Classes"), (("table", Table(CLASSES, tuple(rows))) if rows else ("empty", empty),))
    )
    return render(
        request,
        "assessment/page.html",
        {"page": page_for(request, title, lead=lead, crumbs=way(place)), "blocks": blocks, "figures": figures},
    )


def names(request: HttpRequest, place: Found, roll: Any, asked: str, year: SchoolYear, reason: str) -> Block:
    """The pupils of a class with where their portfolios stand; the look is on record."""
    grade, _, number = asked.partition(".")
    own = roll.filter((roll["grade"] == grade) & (roll["class_number"] == (int(number) if number.isdigit() else -1)))
    portfolios.do_look(
        request.user, place.county_code, place.code, reason, "class", grade=grade, number=number, count=own.height
    )
    states = dict(
        Portfolio.objects.filter(student_id__in=own["student_id"].to_list(), school_year=year.start_year).values_list(
            "student_id", "state"
        )
    )
    rows: list[Row] = [
        {"name": Cell(r["name"], href=reverse("quality-pupil", args=[place.code, r["student_id"]]) + f"?year={year.start_year}"),
         "records": Record.objects.filter(student_id=r["student_id"], happened_on__range=(year.starts_on, year.ends_on)).count(),
         "state": STATES[states[r["student_id"]]] if r["student_id"] in states else Words("未遴选", "not chosen")}
        for r in own.iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        Column("name", Words("姓名", "Name"), is_sortable=False),
        Column("records", Words("本学年记录", "Records this year"), "count", is_sortable=False),
        Column("state", Words("档案", "Portfolio"), is_sortable=False),
    )
    words = grade_words(grade)
    return Block(
        Words(f"{words.zh}{number}班", f"{words.en}, class {number}"), (("table", Table(columns, tuple(rows))),)
    )


@signed_in("quality.record")
def pupil(request: HttpRequest, code: str, student_id: int) -> HttpResponse:
    """One child: the growth since kindergarten, and this year's portfolio. POST records, or chooses."""
    place, year = find_school(request, code, "quality.record"), year_of(request)
    title = Words("学生成长档案", "A child's portfolio")
    reason = reason_of(request, place)
    if not reason:
        return ask(request, place, title)
    found = portfolios.class_roll(code, taught(request, year))
    mine = found.filter(found["student_id"] == student_id)
    if mine.is_empty():
        raise Http404
    notices: tuple[Notice, ...] = ()
    if request.method == "POST" and request.POST.get("do"):
        try:
            notices = acted(request, code, student_id, year)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    portfolios.do_look(request.user, place.county_code, code, reason, "pupil", student=student_id)
    records = portfolios.grown(student_id, with_private=True)
    visible = [r for r in records if not r.is_private or r.institution.code == code]
    portfolio = Portfolio.objects.filter(student_id=student_id, school_year=year.start_year).first()
    rows: list[Row] = [
        {"on": r.happened_on, "grade": grade_words(r.grade), "domain": DOMAINS[r.domain], "title": Cell(r.title, note=r.text[:120]),
         "evidence": Cell(r.evidence_name, href=reverse("quality-evidence", args=[code, r.pk]), note=r.evidence_hash[:12]) if r.evidence_hash else Missing.NOT_APPLICABLE,
         "private": Words("不公开", "private") if r.is_private else Words("可遴选", "may be chosen")}
        for r in visible
    ]  # fmt: skip
    empty = EmptyState(
        Words("还没有记录", "No records yet"),
        Words(
            "写下第一条：做了什么，哪一天，有何佐证。",
            "Write the first: what was done, on which day, with what evidence.",
        ),
    )
    blocks = [
        Block(
            Words("从幼儿园起的记录", "Records since kindergarten"),
            (("table", Table(RECORDS, tuple(rows))) if rows else ("empty", empty),),
        )
    ]
    own = [r for r in visible if not r.is_private and year.starts_on <= r.happened_on <= year.ends_on]
    is_open = portfolio is None or portfolio.state == "chosen"
    blocks.append(Block(Words("写一条记录", "Write a record"), (("assessment/record.html", None),), 6))
    if is_open and own:
        blocks.append(Block(Words(f"{year} 学年遴选", f"Choose for {year}"), (("assessment/choose.html", None),), 6))
    steps = steps_of(portfolio)
    chosen = set(portfolio.chosen.values_list("record_id", flat=True)) if portfolio else set[int]()  # type: ignore[attr-defined]
    page = page_for(
        request,
        title,
        lead=Words(f"{mine['name'][0]}　{year}", f"{mine['name'][0]}  {year}"),
        crumbs=way(place, Link(str(mine["name"][0]))),
        notices=notices,
    )
    context = {
        "page": page,
        "blocks": blocks,
        "steps": steps,
        "domains": list(DOMAINS.items()),
        "own": own,
        "chosen": chosen,
        "asked": request.POST,
    }
    return render(request, "assessment/page.html", context)


def steps_of(portfolio: Portfolio | None) -> list[Step]:
    order = ("chosen", "signed", "displayed", "locked")
    state = portfolio.state if portfolio else ""
    at = order.index(state) if state in order else -1
    days = (
        {"signed": portfolio.signed_on, "displayed": portfolio.display_ends_on, "locked": portfolio.locked_on}
        if portfolio
        else {}
    )
    titles = {
        "chosen": Words("遴选", "Chosen"),
        "signed": Words("学生签字", "Signed"),
        "displayed": Words("公示（至）", "On display (until)"),
        "locked": Words("归档", "Locked"),
    }
    return [
        Step(titles[name], (day.isoformat() if (day := days.get(name)) else ""), "done" if k <= at else "now" if k == at + 1 else "todo")
        for k, name in enumerate(order)
    ]  # fmt: skip


def acted(request: HttpRequest, code: str, student_id: int, year: SchoolYear) -> tuple[Notice, ...]:
    """Do what a form of the child's page asks. Raises Refused."""
    form = request.POST
    if form.get("do") == "choose":
        ids = [int(pk) for pk in form.getlist("records") if pk.isdigit()]
        _, secret = portfolios.do_choose(request.user, code, student_id, year.start_year, ids)
        link = request.build_absolute_uri(reverse("quality-sign", args=[secret]))
        text = Words(
            "把这个链接交给学生本人签字；只显示这一次，重新遴选后作废。",
            "Give this link to the child, to sign; it is shown this once, and void after choosing anew.",
        )
        return (Notice(Words("已遴选", "Chosen"), text, tone="info", links=(Link(link, link),)),)
    try:
        on = date.fromisoformat(form.get("happened_on", ""))
    except ValueError:
        on = date(9999, 1, 1)
    sent = request.FILES.get("evidence")
    evidence = (
        (sent.name or "", sent.read()) if sent is not None and (sent.size or 0) <= portfolios.MOST_EVIDENCE else None
    )
    portfolios.do_record(
        request.user,
        settings.INSTANCE,
        code,
        student_id,
        form.get("domain", ""),
        on,
        form.get("title", ""),
        form.get("text", ""),
        bool(form.get("is_private")),
        evidence,
    )
    return (Notice(Words("已记录", "Written down"), tone="info"),)


@signed_in("quality.record")
def evidence(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A file of evidence, where a reason stands; the look is on record."""
    place = find_school(request, code, "quality.record")
    found = Record.objects.filter(pk=pk).exclude(evidence_hash="").select_related("institution").first()
    reason = stated_reason(request, code)
    if found is None or found.institution.code != code:
        raise Http404
    if not reason:
        return HttpResponseRedirect(reverse("quality-pupil", args=[code, found.student_id]))  # type: ignore[attr-defined]
    path = folder(settings.INSTANCE, "files", found.evidence_hash)
    if not path.is_file():
        raise Http404
    portfolios.do_look(request.user, place.county_code, code, reason, "evidence", record=pk)
    return FileResponse(path.open("rb"), as_attachment=True, filename=found.evidence_name)


@signed_in("quality.record")
def export(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A locked portfolio as JSON, whose SHA-256 is the hash on record."""
    find_school(request, code, "quality.record")
    found = Portfolio.objects.filter(pk=pk, institution__code=code).select_related("institution").first()
    if found is None:
        raise Http404
    try:
        content = portfolios.do_export(request.user, settings.INSTANCE, found)
    except Refused as refused:
        raise Http404 from refused
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="portfolio-{found.pk}.json"'
    return response
