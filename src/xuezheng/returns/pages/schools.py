"""The schools of a collection: who is where, who is late, what is lacking; to be filtered, exported, reminded."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_naive

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.returns.actions.reminding import days_reminded
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.pages.finding import address, crumbs_of, find_collection, schools_seen, standing_of, title_of
from xuezheng.returns.pages.overview import is_late_now, state_of
from xuezheng.returns.rules import OPEN, STANDING_WORDS, days_late
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Row, State, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

COLUMNS = (
    Column("name", Words("学校", "School")),
    Column("code", Words("标识码", "Code")),
    Column("county", Words("区县", "County")),
    Column("standing", Words("进度", "Progress")),
    Column("late_days", Words("迟", "Late"), "count", Words("天", "days")),
    Column("lacking", Words("没填的项", "Empty fields"), "count"),
    Column("errors", Words("错误", "Errors"), "count"),
    Column("unexplained", Words("没说明的提示", "Unexplained"), "count"),
    Column("forms", Words("没填齐的表", "Forms not complete"), is_sortable=False),
    Column("reminded_on", Words("催过", "Reminded"), "date"),
    Column("signed_on", Words("签字日期", "Signed on"), "date"),
)
SIGNED = ("signed", "signed_county", "certified", "frozen")


@signed_in("return.view")
def schools(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """Schools by county (`?county=`), progress (`?standing=`) and lateness (`?late=1`)."""
    found = find_collection(city_code, year)
    counties = {p.code: p for p in found.parts.filter(level="county").select_related("signed_by")}
    city = found.parts.get(level="city")
    county, wanted, only_late = (request.GET.get(name, "") for name in ("county", "standing", "late"))
    parts = list(schools_seen(request, found))
    reach = sorted({p.county_code for p in parts})
    parts = [p for p in parts if county in ("", p.county_code)]
    states = {code: p.state for code, p in counties.items()}
    standings = {p.pk: standing_of(p, states, city.state) for p in parts}
    kept = [
        p
        for p in parts
        if not wanted or standings[p.pk] == wanted or (wanted == "signed" and standings[p.pk] in SIGNED)
    ]
    kept = [p for p in kept if not only_late or is_late_now(found, p, request)]
    reminded = days_reminded(kept)
    names = {code: area_words(code) for code in counties}
    rows = [school_row(found, p, standings[p.pk], names, request, reminded.get(p.pk)) for p in kept]
    query = TableQuery.read(request.GET, sort="-late_days")
    area = area_words(county) if county in counties else area_words(found.city_code)
    title = Words(f"{area.zh}：各校年报进度", f"Schools of {area.en}: progress of the return")
    if format := asked_format(request.GET):
        when = Words(f"{SchoolYear(year)}学年", str(SchoolYear(year)))
        about = About(
            title,
            area,
            when,
            Words("年报进度", "Progress of the return"),
            today_of(request),
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"年报进度-{area.zh}-{year}", format, COLUMNS, rows, about, query=query)
    page = page_for(request, title, crumbs=crumbs_of(request, found, Link(title)), aside=title_of(found))
    own = counties.get(county)
    context = {
        "page": page, "collection": found, "table": arrange(rows, COLUMNS, query, language.current(), caption=title),
        "filters": filters(found, parts, standings, request), "county": own, "county_state": state_of(own) if own else None,
        "is_county_open": own is not None and own.state == OPEN, "waiting": sum(p.state == OPEN for p in parts), "count": len(kept),
        "may_sign": own is not None and may(request.user, "return.sign_county", Place(county)),
        "may_reopen": own is not None and may(request.user, "return.reopen", Place(county)),
        "may_remind": any(may(request.user, "return.reopen", Place(c)) for c in reach), "is_late_list": bool(only_late),
        "history": own.steps.select_related("by") if own else (), "sums": address(found, "return-forms") + (f"?county={county}" if county else ""),
    }  # fmt: skip
    return render(request, "returns/schools.html", context)


def school_row(
    found: Collection, part: Part, key: str, names: dict[str, Words], request: HttpRequest, reminded_on: date | None
) -> Row:
    late = is_late_now(found, part, request)
    done = make_naive(part.signed_at).date() if part.signed_at and part.state != OPEN else None
    days = days_late(found.school_due_on, done, today_of(request)) if late else None
    return {
        "name": Cell(part.name, href=address(found, "school-return", part.code)), "code": part.code,
        "county": names.get(part.county_code, part.county_code),
        "standing": Cell(STANDING_WORDS[key], state=State.LATE if late else None),
        "late_days": Cell(days or 0, tone="must" if days else "muted"), "lacking": part.lacking_count,
        "errors": Cell(part.error_count, tone="must" if part.error_count else ""), "unexplained": part.unexplained_count,
        "forms": "、".join(part.lacking_by_form), "signed_on": done or "", "reminded_on": reminded_on or "",
    }  # fmt: skip


def filters(
    found: Collection, parts: list[Part], standings: dict[int, str], request: HttpRequest
) -> list[tuple[Link, int]]:
    """The lists there are, each with how many schools it has."""
    county = request.GET.get("county", "")
    base, suffix = address(found, "return-schools"), f"county={county}" if county else ""
    wanted, late = request.GET.get("standing", ""), request.GET.get("late", "")
    choices: tuple[tuple[Words, str, bool, Callable[[Part], bool]], ...] = (
        (Words("全部", "All"), "", not wanted and not late, lambda p: True),
        (Words("迟报", "Late"), "late=1", bool(late), lambda p: is_late_now(found, p, request)),
        (Words("还在填", "Filling in"), "standing=open", wanted == "open", lambda p: standings[p.pk] == "open"),
        (Words("填完未签", "Filled in, not signed"), "standing=filled", wanted == "filled", lambda p: standings[p.pk] == "filled"),
        (Words("已签字", "Signed"), "standing=signed", wanted == "signed", lambda p: standings[p.pk] in SIGNED),
    )  # fmt: skip
    return [
        (
            Link(title, base + "?" + "&".join(part for part in (suffix, query) if part), is_current=current),
            sum(map(holds, parts)),
        )
        for title, query, current, holds in choices
    ]
