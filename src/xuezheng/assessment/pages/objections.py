"""The county's review: what is objected to on display, by whom, and what was decided."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions import displaying
from xuezheng.assessment.models import Objection
from xuezheng.assessment.pages.where import Block, areas_of, crumbs, reached
from xuezheng.assessment.rules.portfolio import OBJECTION_STATES, OBJECTORS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, Table, problem_notice


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
            displaying.do_review(
                request.user, one, request.POST.get("do") == "uphold", request.POST.get("decision", "")
            )
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    columns = (
        Column("school", Words("学校", "School"), is_sortable=False), Column("record", Words("记录", "Record"), is_sortable=False), Column("by", Words("提出人", "By"), is_sortable=False),
        Column("text", Words("理由", "Why"), is_sortable=False), Column("on", Words("日期", "Day"), "date", is_sortable=False), Column("state", Words("结果", "Decision"), is_sortable=False),
    )  # fmt: skip
    codes = {o.chosen.portfolio.institution.code for o in found}
    names = {code: place.name if (place := find_institution(code)) else code for code in codes}
    rows: list[Row] = [
        {
            "school": names[o.chosen.portfolio.institution.code],
            "record": Cell(o.chosen.record.title, note=o.chosen.record.text[:120]), "by": Cell(o.by, note=OBJECTORS[o.role]), "text": o.text,
            "on": o.made_on, "state": Cell(OBJECTION_STATES[o.state], note=o.decision),
        }
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
