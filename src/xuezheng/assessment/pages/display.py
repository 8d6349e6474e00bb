"""The school's display: put up with its code, printed, objections noted, locked when it is over."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import displaying, portfolios
from xuezheng.assessment.models import Chosen, Display, Portfolio
from xuezheng.assessment.pages.quality import ask, reason_of, way
from xuezheng.assessment.pages.where import Block, find_school
from xuezheng.assessment.rules.portfolio import DOMAINS, OBJECTION_STATES, spaced
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, Table, problem_notice


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
    blocks = [*codes(request, shown), Block(Words("正在公示", "On display"), tuple(on_display(shown)))]
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
        Column("whole", Words("压缩包", "ZIP"), is_sortable=False),
    )
    rows: list[Row] = [
        {
            "name": Cell(p.student.name, href=reverse("quality-export", args=[code, p.pk])),
            "on": p.locked_on,
            "hash": p.hash[:16],
            "whole": Cell(
                Words("含佐证", "with evidence"), href=reverse("quality-export", args=[code, p.pk]) + "?with=evidence"
            ),
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


def codes(request: HttpRequest, shown: list[Portfolio]) -> list[Block]:
    """The codes that hang beside what is on display: who holds one reads it and objects, without an account."""
    found = Display.objects.filter(pk__in={p.display_id for p in shown if p.display_id}).order_by("ends_on", "pk")  # type: ignore[attr-defined]
    rows: list[Row] = [
        {
            "code": Cell(spaced(d.code), is_strong=True, href=reverse("quality-shown", args=[d.code])),
            "from": d.started_on,
            "until": d.ends_on,
            "count": sum(p.display_id == d.pk for p in shown),  # type: ignore[attr-defined]
        }
        for d in found
    ]
    if not rows:
        return []
    columns = (
        Column("code", Words("公示码", "Code"), is_sortable=False), Column("from", Words("自", "From"), "date", is_sortable=False),
        Column("until", Words("至（含当天）", "Until (that day included)"), "date", is_sortable=False),
        Column("count", Words("档案", "Portfolios"), "count", is_sortable=False),
    )  # fmt: skip
    where = request.build_absolute_uri(reverse("quality-shown-enter"))
    note = Words(
        f"同学、家长、教师在 {where} 输入公示码，不用账号即可查看与提异议。",
        f"Classmates, parents and teachers type the code at {where}, to read and to object without an account.",
    )
    return [Block(Words("公示码", "Codes"), (("table", Table(columns, tuple(rows), note=note)),))]


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
        "打印本页张贴；凭公示码在网上、或向学校提出异议，由县级复核。",
        "Print this page and hang it out; by the code anybody objects on the web, or to the school, and the county decides.",
    )
    return [("table", Table(columns, tuple(rows))), ("note", note)]


def number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 12 else 0


def displayed(request: HttpRequest, code: str) -> tuple[Notice, ...]:
    form = request.POST
    if form.get("do") == "display":
        made = displaying.do_display(
            request.user, code, list(Portfolio.objects.filter(institution__code=code, state="signed"))
        )
        until, letters = made.ends_on, spaced(made.code)
        text = Words(f"公示码 {letters}，随公示张贴。", f"Its code is {letters}: hang it out beside the display.")
        return (Notice(Words(f"开始公示，至 {until}", f"On display until {until}"), text, tone="info"),)
    if form.get("do") == "object":
        chosen = (
            Chosen.objects.filter(pk=number(form.get("chosen")), portfolio__institution__code=code)
            .select_related("portfolio__institution", "portfolio__display")
            .first()
        )
        if chosen is None:
            raise Http404
        _, receipt = displaying.do_object(request.user, chosen, form.get("by", ""), form.get("text", ""))
        text = Words(
            f"回执码 {spaced(receipt)}，交给提出人查看结果。",
            f"Its receipt is {spaced(receipt)}: give it to whoever objected, to read the answer.",
        )
        return (Notice(Words("已登记，等县级复核", "Noted; the county will decide"), text, tone="info"),)
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
