"""The schools of a county side by side, and one school's lines year by year."""

from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.engine.frozen import Frozen
from xuezheng.evaluations.figures.vocational import school_conditions
from xuezheng.evaluations.law import INDICATORS, PARTS, is_of_2017
from xuezheng.evaluations.pages.allowances import allowances_of, hand_in_allowance
from xuezheng.evaluations.pages.matrix import nothing_yet
from xuezheng.evaluations.pages.showing import PART_WORDS, digits, line_cell, verdict_cell
from xuezheng.evaluations.pages.where import county_standing, evaluation_crumbs
from xuezheng.evaluations.schemes.allowances import ALLOWANCES
from xuezheng.evaluations.schemes.balanced import INDICATOR_WORDS
from xuezheng.evaluations.schemes.vocational import CONDITIONS
from xuezheng.evaluations.scorecard import Evaluated
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import provenance, year_choices
from xuezheng.registers.lookup import find_institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Row,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.standards import entry

TITLE = Words("本校国家评估指标", "The school in the national evaluations")
SHORT_WORDS = {
    "high_degree_teachers_per_100": Words("高学历教师", "Degrees"), "backbone_teachers_per_100": Words("骨干教师", "Backbone"),
    "pe_arts_teachers_per_100": Words("体艺教师", "Sport and arts"), "teaching_room_area_per_pupil": Words("教学用房", "Rooms"),
    "sports_area_per_pupil": Words("体育场馆", "Sports"), "equipment_value_per_pupil": Words("仪器设备", "Equipment"),
    "multimedia_classrooms_per_100": Words("多媒体教室", "Multimedia"),
}  # fmt: skip
OF_STANDARD = Words("占各自标准", "share of each standard")
SCHOOL_COLUMNS = (
    Column("name", Words("学校", "School")),
    Column("part", Words("学段", "Part")),
    Column("student_count", Words("学生", "Students"), "count"),
    *(
        Column(i, SHORT_WORDS[i], "share", decimals=0, group=OF_STANDARD, definition=INDICATOR_WORDS[i])
        for i in INDICATORS
    ),
    Column("met_count", Words("达标项", "Met"), "count"),
    Column("verdict", Words("结论", "Verdict")),
)
VOCATIONAL_COLUMNS = (
    Column("term", Words("条件", "Condition"), is_sortable=False),
    Column("value", Words("本校", "School"), is_sortable=False),
    Column("minimum", Words("标准", "Standard"), is_sortable=False),
    Column("verdict", Words("结论", "Verdict"), is_sortable=False),
    Column("key", Words("重点监测", "Key condition"), is_sortable=False),
)


@signed_in("register.view")
def schools(request: HttpRequest, code: str) -> HttpResponse:
    """Every school part of a county with its seven indicators over their standards."""
    here = county_standing(request, code)
    if not may(request.user, "register.view", Place(code)):
        raise PermissionDenied
    found = evaluated_here(settings.INSTANCE)
    title = Words(f"{here.words.zh}：逐校资源指标", f"{here.words.en}: resources, school by school")
    above = Link(here.words, reverse("evaluation-county", args=[code]) + f"?year={here.year}")
    page = page_for(
        request, title, crumbs=evaluation_crumbs(here, above, Link(Words("逐校指标", "School by school"))),
        years=year_choices(request, here), provenance=provenance(here),
    )  # fmt: skip
    if found is None:
        return render(request, "evaluations/schools.html", {"page": page, "empty": nothing_yet()})
    if not is_of_2017(here.year):
        return render(request, "evaluations/schools.html", {"page": page, "empty": of_2017_only(above)})
    rows = school_rows(found, code, here.year)
    query = TableQuery.read(request.GET, page_size=50, sort="met_count")
    if wanted := asked_format(request.GET):
        about = About(
            title, here.words, str(SchoolYear(here.year)), Words("冻结的年报", "Frozen returns"),
            as_of=SchoolYear(here.year).stock_on, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"evaluation-schools-{code}-{here.year}", wanted, SCHOOL_COLUMNS, rows, about, query=query)
    note = Words(
        "低于85%的标出；每校至少6项达到100%。", "Those under 85% are marked; every school must reach 100% in six."
    )
    table = arrange(rows, SCHOOL_COLUMNS, query, language.current(), note=note)
    return render(request, "evaluations/schools.html", {"page": page, "table": table})


def of_2017_only(above: Link) -> EmptyState:
    return EmptyState(
        Words("这一学年不按逐校指标评", "Schools are not judged one by one in this year"),
        Words("逐校的七项资源指标自2017学年起评（教督〔2017〕6号）；更早的学年评全县的综合差异系数（教督〔2012〕3号）。",
              "The seven resource indicators of every school are judged from the school year 2017 on; older years by the county's composite variation (2012 no. 3)."),
        links=(above,),
    )  # fmt: skip


def school_rows(found: Evaluated, county_code: str, year: int) -> list[Row]:
    here = (pl.col("county_code") == county_code) & (pl.col("school_year") == year)
    shares: dict[tuple[str, str], dict[str, tuple[float | None, bool | None]]] = {}
    for one in found.lines.filter(here).iter_rows(named=True):
        own = shares.setdefault((one["institution_code"], one["part"]), {})
        own[one["indicator"]] = (one["share"], one["reaches_floor"])
    rows: list[Row] = []
    for one in found.verdicts.filter(here).iter_rows(named=True):
        row: dict[str, Any] = {
            "name": Cell(one["name"], href=reverse("evaluation-school", args=[one["institution_code"]])),
            "part": PART_WORDS[one["part"]], "student_count": one["student_count"], "met_count": one["met_count"],
            "verdict": verdict_cell(one["verdict"]),
        }  # fmt: skip
        for indicator, (share, reaches) in shares[one["institution_code"], one["part"]].items():
            row[indicator] = Cell(share, tone="must" if reaches is False else "")
        rows.append(row)
    return rows


@signed_in("figure.view")
def school(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of one school: each part's seven indicators, or the conditions of a vocational school."""
    one = find_institution(code)
    if one is None:
        raise Http404
    if not may(request.user, "register.view", Place(one.county_code, code)):
        raise PermissionDenied
    found = evaluated_here(settings.INSTANCE)
    can_edit = may(request.user, "evidence.edit", Place(one.county_code))
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        try:
            hand_in_allowance(request, one.county_code, code)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    crumbs = (Link(one.name, reverse("institution", args=[code])), Link(TITLE))
    page = page_for(request, TITLE, aside=one.name, crumbs=crumbs, notices=notices)
    if found is None:
        return render(request, "evaluations/school.html", {"page": page, "empty": nothing_yet()})
    tables = [(PART_WORDS[p], columns_of(found.years), rows) for p in PARTS if (rows := part_rows(found, code, p))]
    if rows := vocational_rows(code, found.years[-1]):
        tables.append((Words("中职办学条件", "Vocational conditions"), VOCATIONAL_COLUMNS, rows))
    if (wanted := asked_format(request.GET)) and tables:
        about = About(
            TITLE, one.name, str(SchoolYear(found.years[-1])), Words("冻结的年报", "Frozen returns"),
            as_of=SchoolYear(found.years[-1]).stock_on, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        each: list[Row] = [{**row, "part": part} for part, _, rows in tables for row in rows]
        columns = (Column("part", Words("学段", "Part")), *tables[0][1])
        return download(f"evaluation-{code}", wanted, columns, each, about)
    shown = [
        (title, Table(tuple(columns), tuple(rows), caption=Words(f"{title.zh}，逐年", f"{title.en}, year by year")))
        for title, columns, rows in tables
    ]
    context = {
        "page": page, "tables": shown, "can_edit": can_edit and any(part_rows(found, code, p) for p in PARTS),
        "allowances": allowances_of(request, one.county_code, code), "kinds": tuple(ALLOWANCES.values()),
        "years": [(y, str(SchoolYear(y))) for y in reversed(found.years)],
    }  # fmt: skip
    return render(request, "evaluations/school.html", context)


def columns_of(years: list[int]) -> tuple[Column, ...]:
    return (
        Column("term", Words("指标", "Indicator"), is_sortable=False),
        Column("minimum", Words("标准", "Standard"), is_sortable=False),
        *(Column(str(y), str(y), is_sortable=False) for y in years[-5:]),
        Column("verdict", Words("最近一年", "Latest"), is_sortable=False),
        Column("lacking", Words("还差总量", "Still lacking"), is_sortable=False),
    )


def part_rows(found: Evaluated, code: str, part: str) -> list[Row]:
    lines = found.lines.filter((pl.col("institution_code") == code) & (pl.col("part") == part))
    if lines.is_empty():
        return []
    last = int(lines["school_year"].max())  # type: ignore[arg-type]
    rows: list[Row] = []
    for indicator, (_, per) in INDICATORS.items():
        own = {r["school_year"]: r for r in lines.filter(pl.col("indicator") == indicator).iter_rows(named=True)}
        unit, now = entry(f"quality_balanced.{part}.{indicator}", on=SchoolYear(last).stock_on).unit, own[last]
        lacking = None if now["quantity"] is None else max(0.0, now["minimum"] * now["student_count"] - now["quantity"])
        whole = "fen" if unit.startswith("fen") else "m2" if unit.startswith("m2") else "ratio2"
        row: dict[str, Any] = {str(y): "—" for y in found.years}
        row |= {
            "term": INDICATOR_WORDS[indicator], "minimum": digits(now["minimum"] * per, unit), "verdict": line_cell(now["is_met"]),
            "lacking": "…" if lacking is None else digits(lacking, whole) if lacking else "0",
        }  # fmt: skip
        for year, line in own.items():
            value = None if line["value"] is None else line["value"] * per
            row[str(year)] = Cell(digits(value, unit), tone="must" if line["reaches_floor"] is False else "")
        rows.append(row)
    return rows


def vocational_rows(code: str, year: int) -> list[Row]:
    found = school_conditions(Frozen(tuple(r for r in Frozen.of(settings.INSTANCE).returns if r.year == year)))
    if found.is_empty():
        return []
    rows: list[Row] = []
    for one in found.filter(pl.col("institution_code") == code).iter_rows(named=True):
        known = entry(f"vocational.{one['condition']}", on=SchoolYear(year).stock_on)
        doubt = Words("（未核实）", " (not verified)") if known.verification == "memory" else Words("", "")
        limit = digits(one["limit"], known.unit)
        row: dict[str, Any] = {
            "term": CONDITIONS[one["condition"]][0], "value": digits(one["value"], known.unit),
            "minimum": Words(limit + doubt.zh, limit + doubt.en), "verdict": line_cell(one["is_met"]),
            "key": Words("是", "yes") if one["is_key"] else Words("否", "no"),
        }  # fmt: skip
        rows.append(row)
    return rows
