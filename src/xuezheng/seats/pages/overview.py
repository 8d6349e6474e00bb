"""Warnings of an area: which townships and stages fall short, when, and why; on a map and in a table."""

from functools import cache
from typing import Any

import polars as pl
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.charts.scale import round_breaks
from xuezheng.screens.components import (
    Action,
    Cell,
    Column,
    Figure,
    Map,
    MapArea,
    Notice,
    Row,
    State,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.geometry import Frame, county_shapes, frame
from xuezheng.seats.actions import do_forecast, do_publish_forecast
from xuezheng.seats.pages.scenario import own_of, own_words
from xuezheng.seats.pages.showing import colour_cell
from xuezheng.seats.pages.where import STAGE_WORDS, Here, crumbs, here_of, nothing_yet, provenance
from xuezheng.seats.rules import COLOURS

SOON = 5  # years ahead that the figures and the map count
COLUMNS = (
    Column("town", Words("乡镇（街道）", "Township")), Column("county", Words("区县", "County")),
    Column("stage", Words("学段", "Stage")), Column("worst", Words("最重预警", "Gravest warning")),
    Column("first", Words("始于", "From"), "year"), Column("year", Words("最紧年份", "Tightest year"), "year"),
    Column("children", Words("需学位", "Seats needed"), "count"), Column("low", Words("低", "low"), "count"),
    Column("high", Words("高", "high"), "count"), Column("seats", Words("有学位", "Seats"), "count"),
    Column("reason", Words("原因", "Why"), is_sortable=False),
)  # fmt: skip


@cache
def city_outlines(prefix: str, width: int = 404) -> Frame | None:
    shapes = [s for s in county_shapes(settings.NODE_MODULES) if s.code.startswith(prefix)]
    return frame(shapes, width=width) if shapes else None


def gravest(warnings: pl.DataFrame) -> pl.DataFrame:
    """One row for each township and stage: its gravest colour, when that begins, and the year with the most lacking."""
    rank = pl.col("colour").replace_strict({c: i for i, c in enumerate(COLOURS)}, return_dtype=pl.Int8)
    ranked = warnings.with_columns(rank=rank, lacking=pl.col("children") - pl.col("seats"))
    first = ranked.sort("rank", "school_year").unique(["town_code", "stage"], keep="first", maintain_order=True)
    tight = ranked.sort(["rank", "lacking"], descending=[False, True]).unique(
        ["town_code", "stage"], keep="first", maintain_order=True
    )
    joined = tight.join(first.select("town_code", "stage", first="school_year"), on=["town_code", "stage"])
    return joined.sort(["rank", "lacking"], descending=[False, True])


@signed_in("figure.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The warnings of an area; POST computes the city's forecast anew or publishes its warnings."""
    here = here_of(request)
    notices: list[Notice] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "publish":
                if here.kept is not None:
                    do_publish_forecast(request.user, here.kept.record)
            else:
                own = own_of(request, here) if request.POST.get("do") == "own" else None
                do_forecast(request.user, settings.INSTANCE, here.city_code, own=own)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            notices = [problem_notice(p) for p in refused.problems]
    title = Words(f"{here.words.zh}学位预警", f"Seats: {here.words.en}")
    can_make = may(request.user, "plan.make", Place(here.city_code))
    can_publish = may(request.user, "plan.adopt", Place(here.city_code)) and here.kept is not None
    page: dict[str, Any] = {"crumbs": crumbs(here), "provenance": provenance(here), "actions": links(here)}
    context: dict[str, Any] = {
        "can_make": can_make, "can_publish": can_publish, "here": here,
        "towns": sorted(names_of(here.city_code[:4], "town").items()) if can_make else [],
        "own": own_words(here.kept.manifest.about.get("own")) if here.kept else None,
    }  # fmt: skip
    if here.kept is None:
        framed = page_for(request, title, notices=tuple(notices), **page)
        return render(request, "seats/overview.html", {**context, "page": framed, "empty": nothing_yet(here)})
    warnings = here.kept.warnings.filter(pl.col("town_code").str.starts_with(area_prefix(here.area.code)))
    worst = gravest(warnings)
    rows = rows_of(here, worst)
    query = TableQuery.read(request.GET, page_size=50)
    about = here.kept.manifest.about
    if wanted := asked_format(request.GET):
        described = about_of(here, title)
        return download(f"seat-warnings-{here.area.code}", wanted, COLUMNS, rows, described, query=query)
    if about["is_assumed"]:
        notices.append(Notice(Words("区间为经验值", "Intervals by a rule of thumb"), Words("历史太短，还没有可用的误差。", "The history is too short to have errors.")))  # fmt: skip
    lead = Words(
        f"据{about['base_year']}年为止的年报预测十五年。红：按区间低值也缺；橙：按中值缺；黄：按高值缺。区间为90%。",
        f"Fifteen years ahead from the returns up to {about['base_year']}. Red: short even at the lower end of the 90 % interval; "
        "orange: in the middle; yellow: at the upper end.",
    )  # fmt: skip
    table = arrange(rows, COLUMNS, query, language.current(), caption=Words("各乡镇各学段", "Townships and stages"))
    context |= {
        "page": page_for(request, title, lead=lead, notices=tuple(notices), **page), "table": table,
        "figures": figures_of(here, warnings, int(about["base_year"])), "map": map_of(here),
    }  # fmt: skip
    return render(request, "seats/overview.html", context)


def about_of(here: Here, title: Words) -> About:
    """What a download says of itself."""
    assert here.kept is not None
    base = int(here.kept.manifest.about["base_year"])
    return About(
        title, here.words, str(SchoolYear(base)), Words("学位预测", "Forecast of seats"), as_of=SchoolYear(base).stock_on,
        manifest_hash=here.kept.record.hash, is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip


def links(here: Here) -> tuple[Action, ...]:
    return (
        Action(Words("本地预测", "Forecast here"), reverse("seats-area", args=[here.area.code])),
        Action(Words("检验", "Back-test"), here.address("seats-backtest")),
        Action(Words("建设项目", "Programme"), here.address("seats-projects")),
        Action(Words("依据数据", "What it rests on"), here.address("seats-inputs")),
    )


def rows_of(here: Here, worst: pl.DataFrame) -> list[Row]:
    counties, towns = names_of(here.city_code[:4], "county"), names_of(here.city_code[:4], "town")
    rows: list[Row] = []
    for w in worst.iter_rows(named=True):
        town, county = w["town_code"], w["county_code"]
        href = reverse("seats-area", args=[town]) + f"?stage={w['stage']}"
        rows.append({
            "town": Cell(towns.get(town, Words(town, town)), href=href), "county": counties.get(county, Words(county, county)),
            "stage": STAGE_WORDS[w["stage"]], "worst": colour_cell(w["colour"]), "first": w["first"], "year": w["school_year"],
            "children": w["children"], "low": w["low"], "high": w["high"], "seats": w["seats"],
            "reason": Words(w["reason_zh"], w["reason_en"]),
        })  # fmt: skip
    return rows


def figures_of(here: Here, warnings: pl.DataFrame, base: int) -> tuple[Figure, ...]:
    """How many townships × stages are red, orange, yellow within five years, and seats lacking next to seats idle."""
    soon = gravest(warnings.filter(pl.col("ahead") <= SOON)) if warnings.height else warnings
    when = Words(f"{base + 1}—{base + SOON}年", f"{base + 1}–{base + SOON}")
    unit = Words("处", "places")
    terms = (
        ("red", Words("红色预警", "Red")),
        ("orange", Words("橙色预警", "Orange")),
        ("yellow", Words("黄色预警", "Yellow")),
    )
    found = [
        Figure(term, soon.filter(pl.col("colour") == c).height if soon.height else 0, unit, when, here.words, State.FORECAST, kind="count")
        for c, term in terms
    ]  # fmt: skip
    last = warnings.filter(pl.col("ahead") == SOON)
    idle = float((last["seats"] - last["high"]).clip(lower_bound=0).sum()) if last.height else 0.0
    term = Words("按高值仍空余的学位", "Seats idle even at the upper end")
    found.append(
        Figure(term, round(idle), Words("个", "seats"), str(base + SOON), here.words, State.FORECAST, kind="count")
    )
    return tuple(found)


def map_of(here: Here) -> Map | None:
    """The counties of the city by how many townships × stages are red or orange within five years."""
    outlines = city_outlines(here.city_code[:4])
    if outlines is None or here.kept is None:
        return None
    soon = gravest(here.kept.warnings.filter(pl.col("ahead") <= SOON))
    short = soon.group_by("county_code").agg(n=pl.col("colour").is_in(["red", "orange"]).sum())
    counts = {str(code): int(n) for code, n in short.iter_rows()}
    names = names_of(here.city_code[:4], "county")
    areas = tuple(
        MapArea(
            o.code, names.get(o.code, Words(o.code, o.code)), counts.get(o.code), reverse("seats") + f"?area={o.code}"
        )
        for o in outlines.outlines
    )
    known = [float(v) for v in counts.values()]
    return Map(
        Words("五年内红、橙色预警处数", "Red and orange within five years"), outlines, areas, Words("处", "places"), "count",
        breaks=round_breaks(known) if len(set(known)) > 2 else (), has_table=True,
    )  # fmt: skip
