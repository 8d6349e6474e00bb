"""The forecast of a city, county or township: each stage with its interval beside its seats, scenarios, grades, reasons."""

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Link,
    Point,
    PointMark,
    Row,
    Series,
    Table,
    TableQuery,
    Target,
    Trend,
    arrange,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.seats.pages.overview import about_of, gravest, links
from xuezheng.seats.pages.showing import SCENARIO_WORDS, colour_cell
from xuezheng.seats.pages.where import STAGE_WORDS, Here, crumbs, here_of, nothing_yet, provenance

COLUMNS = (
    Column("stage", Words("学段", "Stage")), Column("year", Words("学年", "School year"), "year"),
    Column("children", Words("学龄儿童", "Children"), "count"), Column("low", Words("低", "low"), "count", group=Words("90%区间", "90 % interval")),
    Column("high", Words("高", "high"), "count", group=Words("90%区间", "90 % interval")), Column("seats", Words("学位", "Seats"), "count"),
    Column("colour", Words("预警", "Warning"), is_sortable=False),
    Column("births_low", SCENARIO_WORDS["low"], "count", group=Words("其他方案", "Other scenarios")),
    Column("births_high", SCENARIO_WORDS["high"], "count", group=Words("其他方案", "Other scenarios")),
    Column("to_town", SCENARIO_WORDS["to_town"], "count", group=Words("其他方案", "Other scenarios")),
    Column("own", SCENARIO_WORDS["own"], "count", group=Words("其他方案", "Other scenarios")),
    Column("private", Words("民办", "Private"), "share"), Column("boarding", Words("寄宿", "Boarding"), "share"),
)  # fmt: skip


def columns_of(has_own: bool) -> tuple[Column, ...]:
    """The columns, with a planner's own scenario where there is one."""
    return COLUMNS if has_own else tuple(c for c in COLUMNS if c.key != "own")


def of_area(here: Here) -> pl.DataFrame:
    """The rows of an area's own level."""
    assert here.kept is not None
    level = str(here.area.level)
    column = {"city": "city_code", "county": "county_code", "town": "town_code"}[level]
    return here.kept.children.filter((pl.col("level") == level) & (pl.col(column) == here.area.code))


@signed_in("figure.view")
def area(request: HttpRequest, code: str) -> HttpResponse:
    """An area's forecast by stage: charts with intervals, a table by year and scenario, and what is warned of."""
    here = here_of(request, code)
    title = Words(f"{here.words.zh}学龄儿童与学位", f"Children and seats: {here.words.en}")
    parts: dict[str, Any] = {
        "crumbs": crumbs(here, Link(Words("预测", "Forecast"))),
        "provenance": provenance(here),
        "actions": links(here)[1:],
    }
    if here.kept is None:
        return render(
            request, "seats/area.html", {"page": page_for(request, title, **parts), "empty": nothing_yet(here)}
        )
    found = of_area(here)
    stages = [
        s
        for s in STAGE_WORDS
        if found.filter((pl.col("stage") == s) & (pl.max_horizontal("children", "seats") >= 1)).height
    ]
    asked = request.GET.get("stage", "")
    about = here.kept.manifest.about
    rows = rows_of(here, found, [asked] if asked in stages else stages)
    columns = columns_of(bool(about.get("own")))
    query = TableQuery.read(request.GET, page_size=60)
    if wanted := asked_format(request.GET):
        described = about_of(here, title)
        return download(f"children-{code}", wanted, columns, rows, described, query=query)
    lead = Words(
        f"实线为年报，虚线为预测，阴影为90%区间；出生数已知到{about['births_until']}年，其后按“中方案”假设。",
        f"Solid: counted; dashed: forecast; shaded: 90 % interval. Births are known up to {about['births_until']}; later ones are supposed.",
    )
    caption = Words("按学段和学年", "By stage and school year")
    context = {
        "page": page_for(request, title, lead=lead, **parts), "trends": [trend_of(found, s) for s in stages],
        "table": arrange(rows, columns, query, language.current(), caption=caption), "grades": grades_of(here) if here.area.level == "town" else None,
        "reasons": reasons_of(here), "notices": [Words(n["zh"], n["en"]) for n in about["notices"]],
    }  # fmt: skip
    return render(request, "seats/area.html", context)


def trend_of(found: pl.DataFrame, stage: str) -> Trend:
    """Counted years, the forecast with its interval, and the seats there are."""
    own = found.filter(pl.col("stage") == stage).sort("school_year")
    counted = [
        Point(y, v)
        for y, v in own.filter(pl.col("scenario") == "counted").select("school_year", "children").iter_rows()
    ]
    ahead = own.filter(pl.col("scenario") == "middle").select("school_year", "children", "low", "high", "seats")
    points = [
        Point(y, round(v), PointMark.FORECAST, round(low), round(high)) for y, v, low, high, _ in ahead.iter_rows()
    ]
    seats = [(y, round(s)) for y, *_, s in ahead.iter_rows()]
    marked = dict(seats[i] for i in range(len(seats)) if i in (0, len(seats) - 1)) if seats else {}
    lines = {value: year for year, value in reversed(marked.items())}  # the first and the last year, once where alike
    targets = tuple(Target(v, Words(f"{y}年学位{v:,}", f"{v:,} seats in {y}")) for v, y in sorted(lines.items()))
    return Trend(
        STAGE_WORDS[stage], (Series(Words("儿童", "children"), (*counted, *points)),), Words("人", "children"), targets=targets,
        interval_label=Words("90%区间", "90 % interval"), starts_at_zero=True,
    )  # fmt: skip


def rows_of(here: Here, found: pl.DataFrame, stages: list[str]) -> list[Row]:
    assert here.kept is not None
    colours: dict[tuple[str, int], tuple[str, Words]] = {}
    if here.area.level == "town":
        for w in here.kept.warnings.filter(pl.col("town_code") == here.area.code).iter_rows(named=True):
            colours[w["stage"], w["school_year"]] = w["colour"], Words(w["reason_zh"], w["reason_en"])
    by = {(r["scenario"], r["stage"], r["school_year"]): r for r in found.iter_rows(named=True)}
    rows: list[Row] = []
    for stage in stages:
        for year in sorted(y for k, s, y in by if k == "middle" and s == stage):
            one = by["middle", stage, year]
            colour = colours.get((stage, year))
            rows.append({
                "stage": STAGE_WORDS[stage], "year": year, "children": round(one["children"]), "low": round(one["low"]), "high": round(one["high"]),
                "seats": round(one["seats"]), "colour": colour_cell(colour[0]) if colour else Cell(""),
                "births_low": round(by["low", stage, year]["children"]), "births_high": round(by["high", stage, year]["children"]),
                "to_town": round(by["to_town", stage, year]["children"]),
                "own": round(by["own", stage, year]["children"]) if ("own", stage, year) in by else None, "private": one["private_share"], "boarding": one["boarder_share"],
            })  # fmt: skip
    return rows


def grades_of(here: Here) -> Table:
    """Children by grade and year of a township, for ten years."""
    assert here.kept is not None
    own = here.kept.grades.filter(pl.col("town_code") == here.area.code).sort("school_year")
    years = sorted(set(own["school_year"].to_list()))[:10]
    columns = (
        Column("grade", Words("年级", "Grade"), is_sortable=False),
        *(Column(str(y), str(y), "count", is_sortable=False) for y in years),
    )
    rows: list[Row] = []
    for grade in sorted(set(own["grade"].to_list())):
        values = {
            str(y): round(v)
            for y, v in own.filter(pl.col("grade") == grade).select("school_year", "children").iter_rows()
            if y in years
        }
        rows.append(
            {"grade": GRADE_WORDS.get(grade, Words(grade, grade)), **{str(y): values.get(str(y), 0) for y in years}}
        )
    return Table(columns, tuple(rows), caption=Words("分年级（中方案）", "By grade (middle scenario)"), is_tight=True)


def reasons_of(here: Here) -> list[Words]:
    """What a township is warned of, in words, one for each stage: the gravest."""
    if here.kept is None or here.area.level != "town":
        return []
    own = gravest(here.kept.warnings.filter((pl.col("town_code") == here.area.code) & (pl.col("colour") != "green")))
    return [Words(zh, en) for zh, en in own.select("reason_zh", "reason_en").iter_rows()] if own.height else []
