"""An area at a glance: its first figures, its parts side by side on map and table, its returns."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.alerts import alerts_of, judged_here, targets_href
from xuezheng.indicators.pages.drawing import area_map, figure_of, missing_of, school_map
from xuezheng.indicators.pages.standing import (
    Standing,
    crumbs,
    provenance,
    returns_of,
    standing,
    year_choices,
)
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, EmptyState, Row, TableQuery, arrange
from xuezheng.screens.numbers import Missing
from xuezheng.screens.units import unit_words

FIRST = (
    "institutions",
    "preschool_gross_enrolment_ratio",
    "public_kindergarten_enrolment_share",
    "compulsory_consolidation_rate",
    "large_class_share",
    "pupil_teacher_ratio",
)
SIDE_BY_SIDE = (
    "institutions",
    "preschool_gross_enrolment_ratio",
    "public_kindergarten_enrolment_share",
    "inclusive_kindergarten_coverage",
    "average_class_size",
    "large_class_share",
    "pupil_teacher_ratio",
)


def area_context(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the page of an area in a year shows of its figures; other offices add theirs (`web/pages/overview.py`)."""
    here = standing(request, code)
    page = page_for(
        request,
        Words(f"{here.words.zh}教育，一页看完", f"Education in {here.words.en} at a glance"),
        lead=lead(here),
        crumbs=crumbs(here),
        years=year_choices(request, here),
        provenance=provenance(here),
        notices=alerts_of(here, judged_here(here)),
    )
    context: dict[str, Any] = {"page": page, "here": here, "targets_href": targets_href(here)}
    if here.figures is None:
        context["empty"] = nothing_yet()
        return context
    first = [i for i in FIRST if i in here.catalogue]
    context |= {
        "figures": cache(lambda: tuple(figure_of(here, i) for i in first)),
        "table": cache(lambda: side_by_side(request, here)),
        "map": cache(lambda: area_map(here, mapped(request, here))),
        "mapped": here.catalogue[mapped(request, here)].term,
        "schools": cache(
            lambda: school_map(here) if may(request.user, "register.view", Place(here.area.code)) else None
        ),
        "catalogue_href": here.address("catalogue"),
    }
    return context


def nothing_yet() -> EmptyState:
    return EmptyState(
        Words("还没有指标", "No figures yet"),
        Words(
            "先冻结一个学年的年报，指标随之算出：xuezheng freeze。",
            "Freeze the return of a school year; its figures follow: xuezheng freeze.",
        ),
    )


def lead(here: Standing) -> Words:
    """Which returns the page stands on."""
    found = returns_of(here)
    if not found:
        return Words("这一学年还没有冻结的年报。", "No return of this school year is frozen.")
    labels = "、".join(r.label for r in found)
    counted = sum(1 for _ in here.catalogue)
    return Words(
        f"据{here.year}—{here.year + 1}学年年报（{labels}），目录中有指标{counted}项。",
        f"From the return of {here.year}–{(here.year + 1) % 100:02d} ({labels}); {counted} indicators in the catalogue.",
    )


def mapped(request: HttpRequest, here: Standing) -> str:
    """The indicator that the map shades."""
    wanted = (request.GET.get("map", ""), *SIDE_BY_SIDE[1:], *SIDE_BY_SIDE)
    return next((i for i in wanted if i in here.catalogue), next(iter(here.catalogue)).id)


def side_by_side(request: HttpRequest, here: Standing) -> Any:
    """The parts of the area as rows, the first figures as columns."""
    wanted = [i for i in SIDE_BY_SIDE if i in here.catalogue]
    level = here.child_level or "town"
    parts = here.around.parts
    columns = [Column("area", Words("地区", "Area"))]
    values: dict[str, dict[str, float | Missing]] = {}
    for indicator_id in wanted:
        indicator = here.catalogue[indicator_id]
        kind = "share" if indicator.unit == "share" else "number"
        unit = "" if indicator.unit == "share" else unit_words(indicator.unit)
        decimals = 0 if indicator.denominator is None else 1
        columns.append(Column(indicator_id, indicator.term, kind, unit, decimals=None if kind == "share" else decimals))
        assert here.figures is not None
        for code, _, value, state in here.figures.cells(indicator_id, level, within=here.prefix, year=here.year):
            values.setdefault(code, {})[indicator_id] = (
                missing_of(state) if state != "known" or value is None else value
            )
    rows: list[Row] = []
    for part in parts:
        words = Words(part.name, part.name_en or part.name)
        href = (
            here.address("area", part.code) if part.level != "town" else reverse("institutions") + f"?area={part.code}"
        )
        own = values.get(part.code, {})
        rows.append({"area": Cell(words, href=href), **{i: own.get(i, Missing.NOT_APPLICABLE) for i in wanted}})
    query = TableQuery.read(request.GET, page_size=100)
    return arrange(rows, columns, query, language.current(), has_downloads=False, has_filter=False)
