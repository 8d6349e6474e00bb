"""What an area wants to reach: its targets with how the figures do against them, and notes on breaks in series."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.engine.figures import Indicator
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.actions import do_set_target, do_withdraw_note, do_withdraw_target, do_write_note, in_unit
from xuezheng.indicators.aims import SAID, Judged, notes_of
from xuezheng.indicators.models import SeriesNote, Target
from xuezheng.indicators.pages.alerts import alerts_of, judged_here, note_words
from xuezheng.indicators.pages.areas import nothing_yet
from xuezheng.indicators.pages.catalogue import unit_of
from xuezheng.indicators.pages.drawing import decimals_of
from xuezheng.indicators.pages.standing import Standing, crumbs, home_area, kind_of, provenance, standing
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Notice, Row, TableQuery, arrange, problem_notice
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing, display

COLUMNS = (
    Column("term", Words("指标", "Indicator")),
    Column("by", Words("到哪年", "By"), "text"),
    Column("target", Words("目标", "Target"), "text"),
    Column("now", Words("现值", "Now"), "text"),
    Column("year", Words("现值年份", "As of"), "text"),
    Column("expected", Words("按趋势届时", "By its trend"), "text"),
    Column("state", Words("进展", "Progress")),
    Column("note", Words("出处", "From")),
    Column("by_whom", Words("谁定的", "Set by")),
)
NO_TARGETS = EmptyState(
    Words("还没有目标", "No targets yet"),
    Words(
        "定下某个指标到哪一年要到多少，这里会说明按现在的趋势能否达到。",
        "Set what a figure is to be by which year; this page then says whether it is on the way there.",
    ),
)


@signed_in("figure.view")
def targets(request: HttpRequest) -> HttpResponse:
    """The page of an area; POST sets or withdraws a target or a note."""
    here = standing(request, request.GET.get("area", "") or home_area(request))
    can_set = may(request.user, "target.set", Place(here.area.code))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_set:
            raise PermissionDenied
        try:
            change(request, here)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    title = Words("目标与提醒", "Targets and alerts")
    listed = judged_here(here)
    rows = [row_of(here, one) for one in listed]
    if wanted := asked_format(request.GET):
        about = About(
            title,
            here.words,
            str(here.year),
            Words("冻结的年报", "Frozen returns"),
            as_of=SchoolYear(here.year).stock_on,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"targets-{here.area.code}", wanted, COLUMNS, rows, about, query=TableQuery.read(request.GET))
    page = page_for(
        request, title, aside=here.words, crumbs=crumbs(here, Link(title)), provenance=provenance(here),
        notices=(*notices, *alerts_of(here, listed, has_link=False)),
    )  # fmt: skip
    notes = [n for n in notes_of(here.area.code) if n.indicator_id in here.catalogue]
    context: dict[str, Any] = {
        "page": page, "here": here, "can_set": can_set, "empty": None if here.figures else nothing_yet(),
        "table": arrange(rows, COLUMNS, TableQuery.read(request.GET, page_size=100), language.current(), caption=title) if rows else None,
        "no_targets": NO_TARGETS, "withdrawable": [(one.target, here.catalogue[one.target.indicator_id].term) for one in listed],
        "notes": [(n, note_words(n), here.catalogue[n.indicator_id].term, here.address("figure", n.indicator_id), may(request.user, "target.set", Place(n.area_code))) for n in notes],
        "indicators": sorted(((i.id, i.term, unit_of(i)) for i in here.catalogue), key=lambda i: i[1].in_(language.current())),
        "chosen": request.POST.get("figure") or request.GET.get("figure", ""), "written": request.POST,
        "first_by": here.year + 1,
    }  # fmt: skip
    return render(request, "indicators/targets.html", context)


def change(request: HttpRequest, here: Standing) -> None:
    """What the form asks for. Raises Refused."""
    asked, account, code = request.POST, request.user, here.area.code
    if number := asked.get("withdraw-target", ""):
        found = Target.objects.filter(pk=number, area_code=code).first() if number.isdigit() else None
        if found:
            do_withdraw_target(account, found)
        return
    if number := asked.get("withdraw-note", ""):
        note = SeriesNote.objects.filter(pk=number).first() if number.isdigit() else None
        if note and note in notes_of(code):
            do_withdraw_note(account, note)
        return
    indicator = chosen(here, asked.get("figure", ""))
    year = int(text) if (text := asked.get("school_year", "").strip()).isascii() and text.isdigit() else 0
    if asked.get("what") == "note":
        do_write_note(account, indicator, code, year, asked.get("text", ""), asked.get("text_en", ""))
        return
    is_floor = asked.get("side", "") != "most"
    do_set_target(
        account, indicator, code, year, in_unit(indicator, asked.get("value", "")), is_floor=is_floor, note=asked.get("note", "")
    )  # fmt: skip


def chosen(here: Standing, indicator_id: str) -> Indicator:
    if indicator_id not in here.catalogue:
        what = Words("请从目录里选一个指标。", "Choose an indicator of the catalogue.")
        raise Refused([Problem("indicators.target.figure", what, got=indicator_id)])
    return here.catalogue[indicator_id]


def written_value(indicator: Indicator, value: float | None) -> Any:
    """A value with its unit, as a cell."""
    if value is None:
        return Missing.UNKNOWN
    tag = language.current()
    text = display(value, kind_of(indicator.unit), tag, decimals=decimals_of(indicator))
    return (
        f"{text}%"
        if indicator.unit == "share"
        else text
        if indicator.unit == "fen"
        else f"{text} {unit_of(indicator).in_(tag)}"
    )


def row_of(here: Standing, one: Judged) -> Row:
    indicator, target = here.catalogue[one.target.indicator_id], one.target
    side = Words("≥ ", "≥ ") if target.is_floor else Words("≤ ", "≤ ")
    who = target.set_by
    return {
        "term": Cell(indicator.term, href=here.address("figure", indicator.id)),
        "by": str(target.school_year),
        "target": side.zh + str(written_value(indicator, target.value)),
        "now": written_value(indicator, one.aimed.value),
        "year": str(one.aimed.year or "—"),
        "expected": written_value(indicator, one.aimed.expected) if one.aimed.expected is not None else Missing.NOT_APPLICABLE,
        "state": Cell(SAID[one.aimed.state], tone="must" if one.aimed.is_alert else ""),
        "note": target.note,
        "by_whom": (who.display_name or who.get_username()) if who else Words("命令行", "command line"),
    }  # fmt: skip
