"""Versions of one or several plans side by side, with how their schools differ; as a page or a file."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.access.scope import scoped
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import shown
from xuezheng.layout.actions.reading import Move
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.layout.pages.telling import COMPARED, figures_of, side_by_side
from xuezheng.layout.pages.where import ACTION_WORDS, TITLE, address, crumbs_of, plan_words, version_words
from xuezheng.registers.lookup import area_words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Row, Table
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

MOST = 6
NAME = Words("方案比较", "Plans side by side")


@signed_in("plan.view")
def comparing(request: HttpRequest) -> HttpResponse:
    """`?v=` the records of versions, two to six of them, all of one county and stage (others are left out)."""
    asked = [int(v) for v in request.GET.getlist("v") if v.isascii() and v.isdigit() and len(v) < 10][:MOST]
    seen = scoped(LayoutPlan.objects.all(), request.user, "plan.view", area="county_code", institution="county_code")
    by_pk = {v.pk: v for v in LayoutVersion.objects.filter(pk__in=asked, plan__in=seen).select_related("plan")}
    chosen = [by_pk[pk] for pk in dict.fromkeys(asked) if pk in by_pk]
    first = chosen[0].plan if chosen else None
    versions = [
        v
        for v in chosen
        if first is not None and (v.plan.county_code, v.plan.stage) == (first.county_code, first.stage)
    ]
    if wanted := asked_format(request.GET):
        return file_of(versions, wanted)
    choices = choices_of(seen, first)
    crumbs = (
        crumbs_of(first.county_code, Link(TITLE, f"/layout/?area={first.county_code}"), Link(NAME))
        if first
        else (Link(TITLE, "/layout/"), Link(NAME))
    )
    page = page_for(
        request,
        NAME,
        crumbs=crumbs,
        lead=Words("同一区县、同一学段的版本，最多六个并排。", "Versions of one county and stage, six at most."),
    )
    context: dict[str, Any] = {
        "page": page, "table": side_by_side(versions, with_plan=True) if versions else None, "differ": differing(versions) if len(versions) > 1 else None,
        "choices": [(v, plan_words(v.plan), version_words(v), v.pk in by_pk) for v in choices],
        "links": [(version_words(v), address(v.plan, version=v.number)) for v in versions], "query": "&".join(f"v={v.pk}" for v in versions),
    }  # fmt: skip
    return render(request, "layout/compare.html", context)


def choices_of(seen: Any, first: LayoutPlan | None) -> list[LayoutVersion]:
    """The versions that may be set beside: of the same county and stage, else the newest of all."""
    found = LayoutVersion.objects.filter(plan__in=seen).select_related("plan").order_by("-plan__made_at", "-number")
    if first is not None:
        found = found.filter(plan__county_code=first.county_code, plan__stage=first.stage)
    return list(found[:40])


def differing(versions: list[LayoutVersion]) -> Table:
    """The schools that do not fare alike in all versions."""
    told: dict[str, dict[int, Any]] = {}
    names: dict[str, str] = {}
    for version in versions:
        here = shown(settings.INSTANCE, version)
        bases = here.made.sites.head(here.made.base_count)
        codes, called = bases["site_code"].to_list(), bases["site_name"].to_list()
        moves: dict[str, list[Words]] = {}
        for move in here.moves:
            if move.action != "receives":
                moves.setdefault(codes[move.site], []).append(_told(move, called))
        for code, name, there in zip(codes, called, bases["is_there"].to_list(), strict=True):
            names[code] = name
            kept = ACTION_WORDS["kept"] if there else Words("不办", "not opened")
            steps = moves.get(code, [kept])
            words = Words("；".join(w.zh for w in steps), "; ".join(w.en for w in steps))
            told.setdefault(code, {})[version.pk] = words
    columns = [Column("school", Words("学校", "School"), is_sortable=False)]
    columns += [
        Column(
            f"v{v.pk}", Words(f"{v.plan.title} 第{v.number}版", f"{v.plan.title} version {v.number}"), is_sortable=False
        )
        for v in versions
    ]
    rows: list[Row] = []
    for code, by in told.items():
        if len({(w.zh if isinstance(w, Words) else w) for w in by.values()}) > 1 or len(by) < len(versions):
            rows.append({"school": names[code], **{f"v{v.pk}": Cell(by.get(v.pk, "—")) for v in versions}})
    return Table(
        tuple(columns), tuple(rows), caption=Words(f"不同的学校：{len(rows)}所", f"Schools that differ: {len(rows)}")
    )


def _told(move: Move, called: list[str]) -> Words:
    into = called[move.into] if move.into >= 0 and move.action in ("merged", "dropped") else ""
    verb = ACTION_WORDS[move.action]
    return Words(f"{move.year} {verb.zh}{into}", f"{move.year} {verb.en} {into}".strip())


def file_of(versions: list[LayoutVersion], wanted: str) -> HttpResponse:
    columns = [Column("what", Words("项", "Item"))]
    columns += [
        Column(
            f"v{v.pk}",
            Words(f"{v.plan.title} 第{v.number}版", f"{v.plan.title} version {v.number}"),
            "number",
            decimals=4,
        )
        for v in versions
    ]
    rows: list[Row] = [
        {"what": words, **{f"v{v.pk}": figures_of(v).get(key) for v in versions}} for key, words, *_ in COMPARED
    ]
    area = area_words(versions[0].plan.county_code) if versions else Words("", "")
    day = date(int(versions[0].plan.asked["first_year"]), 9, 1) if versions else date(2000, 9, 1)
    about = About(
        NAME, area, "", Words("布局方案", "Layout plans"), as_of=day, is_synthetic=settings.INSTANCE.is_synthetic
    )
    return download("layout-compare", wanted, columns, rows, about)
