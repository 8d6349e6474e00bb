"""What the public sees of a plan: no person, no count below ten; the map, what changes where and when, how to answer, and what
others wrote once it was read."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.consulting import do_comment
from xuezheng.layout.actions.planning import Shown, shown
from xuezheng.layout.models import Consultation
from xuezheng.layout.pages import drawing
from xuezheng.layout.pages.telling import ways_words
from xuezheng.layout.pages.where import ACTION_WORDS, STAGE_WORDS
from xuezheng.layout.rules.planning import SHOWN_FROM
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, Table, problem_notice
from xuezheng.screens.numbers import Missing

TITLE = Words("学校布局公示", "Layout plans before the public")
COLUMNS = (
    Column("number", Words("图号", "No."), is_sortable=False), Column("school", Words("学校", "School"), is_sortable=False), Column("what", Words("拟议", "Proposed"), is_sortable=False),
    Column("into", Words("去向", "Into"), is_sortable=False), Column("year", Words("自", "From"), "year", is_sortable=False),
    Column("children", Words("涉及儿童", "Children"), "count", is_sortable=False), Column("minutes", Words("平均单程", "Mean way"), "number", Words("分钟", "min"), 0, is_sortable=False),
    Column("longest", Words("最远", "Longest"), "number", Words("分钟", "min"), 0, is_sortable=False),
)  # fmt: skip


def published(today: Any) -> Any:
    return Consultation.objects.filter(withdrawn_at__isnull=True, opened_on__lte=today).select_related("version__plan")


def consultations(request: HttpRequest) -> HttpResponse:
    """The plans before the public, the newest first."""
    today = today_of(request)
    columns = (
        Column("what", Words("方案", "Plan"), is_sortable=False), Column("from", Words("开始", "From"), "date", is_sortable=False),
        Column("to", Words("结束", "To"), "date", is_sortable=False), Column("state", Words("", ""), is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = [
        {"what": Cell(named(c), href=reverse("layout-consultation", args=[c.pk])), "from": c.opened_on, "to": c.ends_on,
         "state": Words("征求意见中", "open for comments") if c.ends_on >= today else Words("已结束", "closed")}
        for c in published(today)[:100]
    ]  # fmt: skip
    empty = EmptyState(
        Words("现在没有公示的方案", "No plan is before the public"),
        Words("教育局公示以后，在这里可以看到。", "They stand here once the bureau publishes them."),
    )
    return render(
        request,
        "layout/public.html",
        {"page": page_for(request, TITLE), "table": Table(columns, tuple(rows)) if rows else None, "empty": empty},
    )


def named(consultation: Consultation) -> Words:
    plan = consultation.version.plan
    area, stage = area_words(plan.county_code), STAGE_WORDS[plan.stage]
    return Words(f"{area.zh}{stage.zh}布局：{plan.title}", f"{area.en}, {stage.en.lower()} schools: {plan.title}")


def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan; POST takes a comment while the period lasts."""
    today = today_of(request)
    one = published(today).filter(pk=pk).first()
    if one is None:
        raise Http404
    here = shown(settings.INSTANCE, one.version)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        code = request.POST.get("code", "")
        try:
            do_comment(one, request.POST.get("text", ""), code if code in here.made.place_of else "")
            return HttpResponseRedirect(f"{request.path}?thanks=1#comments")
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    if request.GET.get("thanks"):
        thanks = Words(
            "意见收到了。看过以后，不含个人信息的会公开在这里。",
            "Your comment is here. Once it was read, it is shown unless it names persons.",
        )
        notices = (Notice(thanks, tone="info"),)
    t = here.made.asked.year_count - 1
    lead = Words(
        f"公示期{one.opened_on:%Y年%-m月%-d日}至{one.ends_on:%Y年%-m月%-d日}。这是拟议，不是决定；须听证、采纳，并提前公告才会生效。不足{SHOWN_FROM}人的数不列（*），其余取整十。",
        f"Before the public from {one.opened_on:%-d %B %Y} to {one.ends_on:%-d %B %Y}. A proposal, not a decision: it is heard, adopted, and announced ahead "
        f"before it takes force. Counts below {SHOWN_FROM} are withheld (*), others rounded to tens.",
    )  # fmt: skip
    page = page_for(
        request,
        named(one),
        lead=lead,
        crumbs=(Link(TITLE, reverse("layout-public")), Link(named(one))),
        notices=notices,
    )
    context = {
        "page": page, "one": one, "map": mark_safe(drawing.map_svg(here, t, language.current(), public=True)),
        "legend": [(mark_safe(svg), words) for svg, words in drawing.legend()][:6], "table": Table(COLUMNS, tuple(rows_of(here))), "ways": ways_words(here, t),
        "is_open": one.opened_on <= today <= one.ends_on, "comments": list(one.comments.filter(state="shown").select_related("institution")[:200]),
        "schools": list(names_of_bases(here).items()), "names": names_of_bases(here),
    }  # fmt: skip
    return render(request, "layout/consultation.html", context)


def names_of_bases(here: Shown) -> dict[str, str]:
    return dict(here.made.sites.head(here.made.base_count).select("site_code", "site_name").iter_rows())


def rows_of(here: Shown) -> list[Row]:
    names = here.made.sites["site_name"].to_list()
    rows: list[Row] = []
    for move in here.moves:
        if move.action == "receives":
            continue
        small = move.children < SHOWN_FROM
        rows.append({
            "number": f"{move.site + 1:02d}", "school": names[move.site], "what": ACTION_WORDS[move.action], "into": names[move.into] if move.into >= 0 else "—",
            "year": move.year, "children": Missing.WITHHELD if small else round(move.children, -1), "minutes": Missing.WITHHELD if small else move.minutes,
            "longest": Missing.WITHHELD if small else move.longest,
        })  # fmt: skip
    return rows
