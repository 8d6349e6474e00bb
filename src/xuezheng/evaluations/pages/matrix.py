"""A city's counties side by side: which evaluation each would pass, and where it falls short."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.evaluations.evidence import by_county, given_for
from xuezheng.evaluations.pages.showing import digits, limit_words
from xuezheng.evaluations.pages.where import evaluation_standing
from xuezheng.evaluations.schemes import BY_ID, schemes_of
from xuezheng.evaluations.scorecard import Evaluated, Scorecard, scorecard
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import crumbs, home_area, provenance, year_choices
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Mark, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

TITLE = Words("国家评估：哪个县差在哪里", "National evaluations: which county falls short of what")
SHOWN = (  # scheme, groups; those that judge the year
    ("basic_balanced", ("entry", "variation", "government")),  # until that of 2017 takes its place
    ("quality_balanced", ("resource", "government", "quality")),
    ("preschool_universal", ("level", "government", "quality")),
)
SINGLE = ("senior.funds", "vocational.schools_meeting")
NOTE = Words(
    "■ 全部达到　◪ 差一两项　□ 差三项及以上。数字为达到的项数；“待证”的还没有佐证，不算达到也不算未达到。",
    "■ all met, ◪ one or two short, □ three or more short. The number counts the items met; what is not known yet lacks "
    "evidence and counts neither way.",
)


@signed_in("figure.view")
def matrix(request: HttpRequest) -> HttpResponse:
    """Every county of the area that one may see, one row each."""
    code = request.GET.get("area", "") or home_area(request)
    if not code[:6].endswith("00"):
        query = f"?year={request.GET['year']}" if request.GET.get("year", "").isdigit() else ""
        return HttpResponseRedirect(reverse("evaluation-county", args=[code[:6]]) + query)
    here = evaluation_standing(request, code)
    found = evaluated_here(settings.INSTANCE)
    page = page_for(
        request, TITLE, crumbs=crumbs(here, Link(Words("国家评估", "Evaluations"))), years=year_choices(request, here),
        provenance=provenance(here),
    )  # fmt: skip
    if found is None or here.year not in found.years:
        return render(request, "evaluations/matrix.html", {"page": page, "empty": nothing_yet()})
    counties = [c for c in found.counties(here.prefix) if may(request.user, "figure.view", Place(c))]
    rows, columns = matrix_rows(found, counties, names_of(here.prefix, "county"), here.year), matrix_columns(here.year)
    query = TableQuery.read(request.GET, page_size=200)
    if wanted := asked_format(request.GET):
        about = About(
            TITLE, here.words, str(SchoolYear(here.year)), Words("冻结的年报与佐证", "Frozen returns and evidence"),
            as_of=SchoolYear(here.year).stock_on, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"evaluations-{here.area.code}-{here.year}", wanted, columns, rows, about, query=query)
    table = arrange(rows, columns, query, language.current(), has_filter=False, note=NOTE)
    schemes = schemes_of(here.year)
    return render(request, "evaluations/matrix.html", {"page": page, "table": table, "schemes": schemes})


def nothing_yet() -> EmptyState:
    return EmptyState(
        Words("还没有可评估的年报", "Nothing to evaluate yet"),
        Words("先冻结一个学年的年报，指标随之算出：xuezheng freeze。", "Freeze the return of a school year; its figures follow: xuezheng freeze."),
    )  # fmt: skip


def shown_in(year: int) -> list[tuple[str, tuple[str, ...]]]:
    """The evaluations and groups beside each other in a year: of compulsory education the one of the year's own law."""
    main = schemes_of(year)[0].id if schemes_of(year) else ""
    judging = {s.id for s in schemes_of(year)} - ({"basic_balanced"} - {main})
    return [(id, groups) for id, groups in SHOWN if id in judging]


def matrix_columns(year: int) -> list[Column]:
    columns = [Column("county", Words("县（市、区）", "County"))]
    for id, groups in shown_in(year):
        scheme = BY_ID[id]
        for group in (g for g in scheme.groups if g.id in groups):
            count = scheme.count_of(group.id)
            title = Words(f"{group.term.zh}{count}项", f"{group.term.en}, {count}")
            columns.append(Column(f"{id}.{group.id}", title, group=scheme.title, is_sortable=False))
    upper = Words("高中阶段", "Upper secondary")
    columns += [
        Column(
            "senior.funds",
            Words("公用经费", "Funds"),
            unit=Words("元／生", "yuan a student"),
            group=upper,
            is_sortable=False,
        ),
        Column("vocational.schools_meeting", Words("中职达标", "Vocational"), unit="%", group=upper, is_sortable=False),
        Column(
            "distance",
            Words(f"{schemes_of(year)[0].title.zh}距申报", f"To apply: {schemes_of(year)[0].title.en}"),
            is_sortable=False,
        ),
    ]
    return columns


def matrix_rows(found: Evaluated, counties: list[str], names: dict[str, Words], year: int) -> list[Row]:
    evidence = by_county(given_for(counties[0][:4])) if counties else {}
    rows: list[Row] = []
    for county in counties:
        given = evidence.get(county, [])
        cards = {s.id: scorecard(found, s, county, year, given) for s in schemes_of(year)}
        href = reverse("evaluation-county", args=[county]) + f"?year={year}"
        row: dict[str, Any] = {"county": Cell(names.get(county, Words(county, county)), href=href)}
        for id, groups in shown_in(year):
            for group in groups:
                row[f"{id}.{group}"] = group_cell(cards.get(id), group, f"{href}&scheme={id}")
        for item in SINGLE:
            row[item] = single_cell(cards.get(item.split(".", maxsplit=1)[0]), item)
        row["distance"] = distance_words(next(iter(cards.values())))
        rows.append(row)
    return rows


def group_cell(card: Scorecard | None, group: str, href: str) -> Any:
    """How many items of a group are met, marked; in small how many are not known."""
    if card is None or not card.numbers(group):
        return Missing.NOT_APPLICABLE
    verdicts = list(card.numbers(group).values())
    met, unmet, unknown = (verdicts.count(v) for v in ("met", "unmet", "unknown"))
    mark = Mark.UNMET if unmet > 2 else Mark.PARTLY if unmet else Mark.MET if not unknown else None
    note = Words(f"待证{unknown}", f"{unknown} not known") if unknown else ""
    return Cell(str(met), href=href, mark=mark, note=note)


def single_cell(card: Scorecard | None, item: str) -> Any:
    outcome = next((o for o in card.outcomes if o.item.id == item), None) if card else None
    if outcome is None or outcome.verdict == "not_applicable":
        return Missing.NOT_APPLICABLE
    if outcome.value is None:
        return Missing.UNKNOWN
    mark = Mark.MET if outcome.verdict == "met" else Mark.UNMET
    return Cell(
        digits(outcome.value, outcome.unit), mark=mark, note="" if outcome.verdict == "met" else limit_words(outcome)
    )


def distance_words(card: Scorecard) -> Words:
    unmet, unknown = card.count("unmet"), card.count("unknown")
    if not unmet and not unknown:
        return Words("可申报", "may apply")
    zh = "，".join(t for t in (f"差{unmet}项" if unmet else "", f"待证{unknown}项" if unknown else "") if t)
    en = ", ".join(t for t in (f"{unmet} short" if unmet else "", f"{unknown} not known" if unknown else "") if t)
    return Words(zh, en)
