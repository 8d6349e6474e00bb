"""The child's signature, the display with objections and locking, and the county's review."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import portfolios
from xuezheng.assessment.models import Chosen, Objection, Portfolio, Record
from xuezheng.assessment.pages.quality import ask, reason_of, way
from xuezheng.assessment.pages.where import Block, areas_of, crumbs, find_school, reached
from xuezheng.assessment.rules.portfolio import DOMAINS, OBJECTION_STATES
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, Table, problem_notice


def said(one: Record) -> Words:
    """A record as one line to read."""
    domain, day = DOMAINS[one.domain], one.happened_on.isoformat()
    rest = f"{one.title}。{one.text}" if one.text else one.title
    return Words(f"{domain.zh} · {day}　{rest}", f"{domain.en} · {day}: {rest}")


def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """For the child alone, by the link from school: read what was chosen, and sign with the own name."""
    found = portfolios.by_secret(secret)
    if found is None or found.state != "chosen":
        raise Http404
    notices: tuple[Notice, ...] = ()
    title = Words("我的综合素质档案", "My portfolio")
    if request.method == "POST":
        try:
            portfolios.do_sign(secret, request.POST.get("name", ""))
            page = page_for(
                request,
                title,
                notices=(
                    Notice(
                        Words("已签字，谢谢。", "Signed. Thank you."),
                        Words(
                            "学校接下来公示不少于十个工作日。",
                            "Your school will now put it on display for ten working days at least.",
                        ),
                        tone="info",
                    ),
                ),
            )
            return render(request, "assessment/page.html", {"page": page, "blocks": []})
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    chosen = found.chosen.select_related("record").order_by("record__domain", "record__happened_on")  # type: ignore[attr-defined]
    lines = [said(c.record) for c in chosen]
    text = Words(
        "请逐条看：是真的才签字；有错告诉老师，重新遴选。签字后不能再改。",
        "Read each: sign only if it is true. If not, tell your teacher to choose anew. Once signed it cannot be changed.",
    )
    blocks = [
        Block(
            Words(
                f"{found.school_year}—{found.school_year + 1} 学年",
                f"School year {found.school_year}–{found.school_year + 1}",
            ),
            (("text", text), ("list", lines)),
        ),
        Block(Words("签字", "Sign"), (("assessment/sign.html", None),)),
    ]
    return render(
        request, "assessment/page.html", {"page": page_for(request, title, notices=notices), "blocks": blocks}
    )


@signed_in("quality.record")
def display(request: HttpRequest, code: str) -> HttpResponse:
    """What is signed, on display and over: put on display, print, note an objection, lock."""
    place = find_school(request, code, "quality.record")
    title = Words("公示与归档", "Display and locking")
    reason = reason_of(request, place)
    if not reason:
        return ask(request, place, title)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST" and request.POST.get("do"):
        try:
            notices = displayed(request, code)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    own = list(
        Portfolio.objects.filter(institution__code=code)
        .select_related("student")
        .order_by("grade", "class_number", "student__student_number")
    )
    portfolios.do_look(request.user, place.county_code, code, reason, "display", count=len(own))
    today = today_of(request)
    waiting = [p for p in own if p.state == "signed"]
    shown = [p for p in own if p.state == "displayed"]
    over = [p for p in shown if p.display_ends_on is not None and p.display_ends_on < today]
    locked = [p for p in own if p.state == "locked"]
    blocks = [Block(Words("正在公示", "On display"), tuple(on_display(shown)))]
    context = {
        "waiting": waiting,
        "over": over,
        "shown": shown,
        "chosen": Chosen.objects.filter(portfolio__in=shown, is_struck=False).select_related(
            "record", "portfolio__student"
        ),
    }
    blocks.append(Block(Words("下一步", "Next"), (("assessment/display.html", None),), 6))
    if shown:
        blocks.append(Block(Words("登记异议", "Note an objection"), (("assessment/object.html", None),), 6))
    columns = (
        Column("name", Words("姓名", "Name"), is_sortable=False),
        Column("on", Words("归档日", "Locked"), "date", is_sortable=False),
        Column("hash", Words("指纹", "Hash"), is_sortable=False),
    )
    rows: list[Row] = [
        {
            "name": Cell(p.student.name, href=reverse("quality-export", args=[code, p.pk])),
            "on": p.locked_on,
            "hash": p.hash[:16],
        }
        for p in locked
    ]
    none = EmptyState(
        Words("还没有归档", "None locked yet"),
        Words("公示满期、异议复核后归档。", "They are locked when the display is over and objections are decided."),
    )
    blocks.append(
        Block(
            Words("已归档（点姓名导出）", "Locked (a name exports it)"),
            (("table", Table(columns, tuple(rows))) if rows else ("empty", none),),
        )
    )
    context |= {
        "page": page_for(request, title, crumbs=way(place, Link(title)), notices=notices),
        "blocks": blocks,
        "asked": request.POST,
    }
    return render(request, "assessment/page.html", context)


def on_display(shown: list[Portfolio]) -> list[tuple[str, Any]]:
    """What hangs out: names, records, until when; nothing private."""
    columns = (
        Column("name", Words("姓名", "Name"), is_sortable=False), Column("domain", Words("领域", "Domain"), is_sortable=False), Column("title", Words("记录", "Record"), is_sortable=False),
        Column("until", Words("公示至", "Until"), "date", is_sortable=False), Column("state", Words("异议", "Objection"), is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = []
    for chosen in (
        Chosen.objects.filter(portfolio__in=shown)
        .select_related("record", "portfolio__student")
        .prefetch_related("objections")
        .order_by("portfolio__student__student_number", "record__domain")
    ):
        objections = [o.state for o in chosen.objections.all()]  # type: ignore[attr-defined]
        state: Any = OBJECTION_STATES[objections[-1]] if objections else "—"
        rows.append(
            {
                "name": chosen.portfolio.student.name,
                "domain": DOMAINS[chosen.record.domain],
                "title": chosen.record.title,
                "until": chosen.portfolio.display_ends_on,
                "state": state,
            }
        )
    if not rows:
        return [
            (
                "empty",
                EmptyState(
                    Words("现在没有公示", "Nothing on display"),
                    Words(
                        "学生签字之后，学校把档案放出来公示。",
                        "Once the children have signed, the school puts them on display.",
                    ),
                ),
            )
        ]
    note = Words(
        "打印本表张贴；任何人可向学校提出异议，由县级复核。",
        "Print this and hang it out; anybody may object to the school, and the county decides.",
    )
    return [("table", Table(columns, tuple(rows))), ("note", note)]


def displayed(request: HttpRequest, code: str) -> tuple[Notice, ...]:
    form = request.POST
    if form.get("do") == "display":
        ends = portfolios.do_display(
            request.user, code, list(Portfolio.objects.filter(institution__code=code, state="signed"))
        )
        return (Notice(Words(f"开始公示，至 {ends}", f"On display until {ends}"), tone="info"),)
    if form.get("do") == "object":
        chosen = (
            Chosen.objects.filter(pk=int(form.get("chosen") or 0), portfolio__institution__code=code)
            .select_related("portfolio__institution")
            .first()
        )
        if chosen is None:
            raise Http404
        portfolios.do_object(request.user, chosen, form.get("by", ""), form.get("text", ""))
        return (Notice(Words("已登记，等县级复核", "Noted; the county will decide"), tone="info"),)
    done, left = 0, list[Notice]()
    for portfolio in Portfolio.objects.filter(
        institution__code=code, state="displayed", display_ends_on__lt=today_of(request)
    ).select_related("student", "institution"):
        try:
            portfolios.do_lock(request.user, settings.INSTANCE, portfolio)
            done += 1
        except Refused as refused:
            left += [problem_notice(p) for p in refused.problems]
    return (Notice(Words(f"已归档 {done} 份", f"{done} locked"), tone="info"), *left[:10])


@signed_in("quality.review")
def objections(request: HttpRequest) -> HttpResponse:
    """The county's reviewer: what is objected to, by whom, and the decision. POST decides."""
    areas = areas_of(request, "quality.review")
    notices: tuple[Notice, ...] = ()
    every = Objection.objects.select_related("chosen__record", "chosen__portfolio__institution", "decided_by").order_by(
        "-pk"
    )
    found = [o for o in every[:200] if reached(o.chosen.portfolio.institution.county_code, areas)]
    if request.method == "POST":
        one = next((o for o in found if str(o.pk) == request.POST.get("objection")), None)
        if one is None:
            raise PermissionDenied
        try:
            portfolios.do_review(
                request.user, one, request.POST.get("do") == "uphold", request.POST.get("decision", "")
            )
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    columns = (
        Column("school", Words("学校", "School"), is_sortable=False), Column("record", Words("记录", "Record"), is_sortable=False), Column("by", Words("提出人", "By"), is_sortable=False),
        Column("text", Words("理由", "Why"), is_sortable=False), Column("on", Words("日期", "Day"), "date", is_sortable=False), Column("state", Words("结果", "Decision"), is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = [
        {"school": o.chosen.portfolio.institution.code, "record": o.chosen.record.title, "by": o.by, "text": o.text, "on": o.made_on, "state": Cell(OBJECTION_STATES[o.state], note=o.decision)}
        for o in found
    ]  # fmt: skip
    waiting = [o for o in found if o.state == "open"]
    empty = EmptyState(
        Words("没有异议", "No objections"),
        Words("公示期内提出的异议会出现在这里。", "What is objected to while on display appears here."),
    )
    blocks = [
        Block(Words("异议", "Objections"), (("table", Table(columns, tuple(rows))) if rows else ("empty", empty),))
    ]
    if waiting:
        blocks.append(Block(Words("复核", "Decide"), (("assessment/review.html", None),)))
    title = Words("异议复核", "Review of objections")
    context = {
        "page": page_for(request, title, crumbs=crumbs(Link(title)), notices=notices),
        "blocks": blocks,
        "waiting": waiting,
    }
    return render(request, "assessment/page.html", context)
