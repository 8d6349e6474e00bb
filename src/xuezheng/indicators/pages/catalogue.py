"""The catalogue: every indicator with its value at an area and year, filtered, sorted, downloadable."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.engine.figures import Indicator
from xuezheng.engine.offices import declared
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.awaited import AWAITED
from xuezheng.indicators.pages.alerts import targets_href
from xuezheng.indicators.pages.areas import missing_of
from xuezheng.indicators.pages.standing import Standing, crumbs, provenance, standing, year_choices
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Scalar, amount, number, share
from xuezheng.screens.units import unit_words

COLUMNS = (
    Column("term", Words("指标", "Indicator")),
    Column("value", Words("数值", "Value"), "text", is_sortable=False),
    Column("unit", Words("单位", "Unit")),
    Column("office", Words("归口", "Office")),
    Column("edition", Words("版本", "Edition")),
    Column("source", Words("依据", "Source")),
    Column("id", Words("代号", "Id")),
)


NO_INPUT = Words("无来源", "no input")
SEE_EVALUATIONS = Words("见国家评估", "see the evaluations")


def written(indicator: Indicator, value: float | None, state: str) -> Scalar:
    """A value as the catalogue shows it beside its unit."""
    if state != "known" or value is None:
        return missing_of(state)
    if indicator.unit == "share":
        return share(value)
    if indicator.unit == "fen":
        return " ".join(part for part in amount(round(value), language.current()) if part)
    return number(value, 0 if float(value).is_integer() else 2)


def beside_unit(indicator: Indicator, value: float | None, state: str) -> Scalar:
    """A value where the unit that it is written in stands in a column of its own."""
    if indicator.unit == "fen" and state == "known" and value is not None:
        return amount(round(value), language.current())[0]
    return written(indicator, value, state)


def unit_of(indicator: Indicator, value: float | None = None, state: str = "known") -> Words:
    """The unit beside the value; of money that in which it is written (万元, million yuan)."""
    if indicator.unit == "fen" and state == "known" and value is not None:
        return Words(amount(round(value), "zh-hans")[1], amount(round(value), "en")[1])
    if indicator.unit == "fen":
        return Words("元", "yuan")
    return Words("%", "%") if indicator.unit == "share" else unit_words(indicator.unit)


def rows_of(here: Standing) -> list[Row]:
    """One row an indicator."""
    offices = {office.name: office.title for office in declared()}
    values: dict[str, tuple[float | None, str]] = {}
    if here.figures is not None:
        found = here.figures.cells_at(here.area.code, here.year)
        values = {indicator_id: (value, state) for indicator_id, _, value, state in found}
    rows: list[Row] = []
    address = here.address("figure", "FIGURE")  # asked once for two hundred rows
    for indicator in here.catalogue:
        value, state = values.get(indicator.id, (None, "not_applicable"))
        rows.append(
            {
                "term": Cell(indicator.term, href=address.replace("FIGURE", indicator.id)),
                "value": Cell(beside_unit(indicator, value, state), is_strong=True),
                "unit": unit_of(indicator, value, state),
                "office": offices.get(indicator.office, Words("指标目录", "Catalogue")),
                "edition": f"{indicator.edition}\u00a0v{indicator.version}",
                "source": indicator.source.document,
                "id": indicator.id,
            }
        )
    for awaited in AWAITED:
        href = reverse(awaited.page) + f"?area={here.area.code}&year={here.year}" if awaited.page else ""
        rows.append({
            "term": Cell(awaited.term, href=href), "value": Cell(SEE_EVALUATIONS if href else NO_INPUT, href=href), "unit": Words("—", "—"), "office": awaited.giver, "edition": "2020",
            "source": Words(awaited.formula, awaited.formula), "id": awaited.id,
        })  # fmt: skip
    return rows


@signed_in("figure.view")
def catalogue(request: HttpRequest) -> HttpResponse:
    """The list, or its download."""
    here = standing(request)
    query = TableQuery.read(request.GET, page_size=60)
    title = Words("指标目录", "Catalogue of indicators")
    if wanted := asked_format(request.GET):
        inputs = here.figures.hash if here.figures else ""
        about = About(
            title, here.words, str(here.year), Words("冻结的年报", "Frozen returns"), as_of=SchoolYear(here.year).stock_on, manifest_hash=inputs,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"figures-{here.area.code}-{here.year}", wanted, COLUMNS, rows_of(here), about, query=query)
    table = cache(lambda: arrange(rows_of(here), COLUMNS, query, language.current()))
    page = page_for(
        request, title, aside=here.words, crumbs=crumbs(here, Link(title)), years=year_choices(request, here),
        provenance=provenance(here),
    )  # fmt: skip
    return render(
        request,
        "indicators/catalogue.html",
        {"page": page, "table": table, "here": here, "targets_href": targets_href(here)},
    )
