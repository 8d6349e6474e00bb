"""Portfolios of comprehensive quality: the school's, one child's, the child's signature, the display, the review."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import portfolios, signing
from xuezheng.assessment.actions.where import folder
from xuezheng.assessment.models import Portfolio, Record, SigningKey
from xuezheng.assessment.pages.looking import state_reason, stated_reason
from xuezheng.assessment.pages.where import Block, crumbs, find_school, grade_words
from xuezheng.assessment.rules.portfolio import DOMAINS, STATES, spaced
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
        if request.method == "POST" and request.POST.get("do") == "slips":
            return slips(request, place, asked, year)
        blocks.append(names(request, place, roll, asked, year, reason))
        if found.filter(**in_class(asked), state="chosen").exists():
            blocks.append(Block(Words("签字条", "Slips to sign by"), (("assessment/make_slips.html", None),)))
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


def in_class(asked: str) -> dict[str, Any]:
    grade, _, number = asked.partition(".")
    return {"grade": grade, "class_number": int(number) if number.isdecimal() and len(number) < 4 else -1}


def slips(request: HttpRequest, place: Found, asked: str, year: SchoolYear) -> HttpResponse:
    """New codes for the children of a class who have not signed, a slip each, to print and cut; shown this once."""
    title = Words("签字条", "Slips to sign by")
    own = Portfolio.objects.filter(institution__code=place.code, school_year=year.start_year, **in_class(asked))
    found = own.select_related("student").order_by("student__student_number")
    try:
        made = signing.do_slips(request.user, place.code, list(found))
    except Refused as refused:
        notices = tuple(problem_notice(p) for p in refused.problems)
        page = page_for(request, title, crumbs=way(place, Link(title)), notices=notices)
        return render(request, "assessment/page.html", {"page": page, "blocks": []})
    lead = Words(
        "打印后剪开，交给学生本人；只显示这一次，之前的签字码全部作废。",
        "Print, cut, and hand each to its child. They are shown this once, and all earlier codes are void.",
    )
    context = {
        "page": page_for(request, title, lead=lead, crumbs=way(place, Link(title))),
        "blocks": [Block(title, (("assessment/slips.html", None),))],
        "slips": [(one.student.name, spaced(code)) for one, code in made],
        "where": request.build_absolute_uri(reverse("quality-sign-enter")),
    }
    return render(request, "assessment/page.html", context)


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
        growth_block(student_id, visible),
        Block(
            Words("从幼儿园起的记录", "Records since kindergarten"),
            (("table", Table(RECORDS, tuple(rows))) if rows else ("empty", empty),),
        ),
    ]
    own = [r for r in visible if not r.is_private and year.starts_on <= r.happened_on <= year.ends_on]
    is_open = portfolio is None or portfolio.state == "chosen"
    blocks.append(Block(Words("写一条记录", "Write a record"), (("assessment/record.html", None),), 6))
    if is_open and own:
        blocks.append(Block(Words(f"{year} 学年遴选", f"Choose for {year}"), (("assessment/choose.html", None),), 6))
    if SigningKey.objects.filter(student_id=student_id).exists():
        blocks.append(Block(Words("签字口令", "The child's word"), (("assessment/forget_key.html", None),), 6))
    if portfolio is not None and portfolio.declined:
        what = Words("学生没有签字，说：", "The child did not sign, and says:")
        notices = (*notices, Notice(what, portfolio.declined, tone="must"))
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


def growth_block(student_id: int, records: list[Record]) -> Block:
    """Year by year since kindergarten: how many records in each domain, and the portfolio."""
    title = Words("逐年成长", "Year by year")
    portfolios_of = {p.school_year: p for p in Portfolio.objects.filter(student_id=student_id)}
    counts: dict[int, dict[str, int]] = {}
    grades: dict[int, str] = {}
    for one in records:
        year = SchoolYear.of(one.happened_on).start_year
        own = counts.setdefault(year, dict.fromkeys(DOMAINS, 0))
        own[one.domain] += 1
        grades[year] = one.grade
    rows: list[Row] = []
    for year in sorted({*counts, *portfolios_of}):
        own, portfolio = counts.get(year, dict.fromkeys(DOMAINS, 0)), portfolios_of.get(year)
        state: Any = Missing.NOT_APPLICABLE
        if portfolio is not None:
            state = Cell(STATES[portfolio.state], note=portfolio.hash[:12])
        grade = grades.get(year) or (portfolio.grade if portfolio else "")
        rows.append({"year": year, "grade": grade_words(grade), **own, "portfolio": state})
    columns = (
        Column("year", Words("学年", "School year"), "year", is_sortable=False), Column("grade", Words("年级", "Grade"), is_sortable=False),
        *(Column(name, words, "count", is_sortable=False) for name, words in DOMAINS.items()),
        Column("portfolio", Words("档案", "Portfolio"), is_sortable=False),
    )  # fmt: skip
    none = Words(
        "还没有记录；从幼儿园起，每学年一行。", "No records yet: one line a school year, from kindergarten on."
    )
    return Block(title, (("table", Table(columns, tuple(rows))) if rows else ("text", none),))


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
            f"签字码 {spaced(secret)}：交给学生本人，用手机打开网址或输入码签字；只显示这一次，重新遴选后作废。",
            f"The code {spaced(secret)} is the child's own: it opens the address on a telephone, or is typed in. It is shown this once, and "
            "void after choosing anew.",
        )
        return (Notice(Words("已遴选", "Chosen"), text, tone="info", links=(Link(link, link),)),)
    if form.get("do") == "forget":
        signing.do_forget_key(request.user, code, student_id, form.get("why", ""))
        text = Words("下次签字时学生自己另定。", "The child chooses another when it signs next.")
        return (Notice(Words("口令已重设", "The word was reset"), text, tone="info"),)
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
    """A locked portfolio as JSON, whose SHA-256 is the hash on record; `?with=evidence` as ZIP with its evidence."""
    find_school(request, code, "quality.record")
    found = Portfolio.objects.filter(pk=pk, institution__code=code).select_related("institution").first()
    if found is None:
        raise Http404
    is_whole = request.GET.get("with") == "evidence"
    try:
        made = portfolios.do_bundle if is_whole else portfolios.do_export
        content = made(request.user, settings.INSTANCE, found)
    except Refused as refused:
        raise Http404 from refused
    if is_whole:
        packed = HttpResponse(content, content_type="application/zip")
        packed["Content-Disposition"] = f'attachment; filename="portfolio-{found.pk}.zip"'
        return packed
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="portfolio-{found.pk}.json"'
    return response
