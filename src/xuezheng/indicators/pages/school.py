"""The figures of one school, year by year, beside those of its county."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.engine.figure_sets import figure_set
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.areas import nothing_yet
from xuezheng.indicators.pages.catalogue import unit_of, written
from xuezheng.indicators.pages.standing import known_years, whole_catalogue
from xuezheng.registers.lookup import area_words, find_institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About


@signed_in("figure.view")
def school_figures(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure that applies to the school, with the county's of the last year beside it."""
    school = find_institution(code)
    if school is None:
        raise Http404
    if not may(request.user, "register.view", Place(school.county_code, code)):
        raise PermissionDenied
    found = figure_set(settings.INSTANCE)
    title = Words("本校指标", "Figures of the school")
    crumbs = (Link(school.name, reverse("institution", args=[code])), Link(title))
    page = page_for(request, title, aside=school.name, crumbs=crumbs)
    if found is None:
        return render(request, "indicators/school.html", {"page": page, "empty": nothing_yet()})
    years = known_years(found)
    rows = figure_rows(school.county_code, code, years)
    columns = (
        Column("term", Words("指标", "Indicator")),
        Column("unit", Words("单位", "Unit"), is_sortable=False),
        *(Column(str(y), str(y), is_sortable=False) for y in years),
        Column("county", Words(f"全县 {years[-1]}", f"County {years[-1]}"), is_sortable=False),
    )
    query = TableQuery.read(request.GET, page_size=200)
    if wanted := asked_format(request.GET):
        about = About(
            title, Words(school.name, school.name), f"{years[0]}—{years[-1]}", Words("冻结的年报", "Frozen returns"),
            as_of=SchoolYear(years[-1]).stock_on, manifest_hash=found.hash, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"figures-{code}", wanted, columns, rows, about, query=query)
    table = arrange(rows, columns, query, language.current(), caption=area_words(school.county_code))
    return render(request, "indicators/school.html", {"page": page, "table": table})


def figure_rows(county_code: str, code: str, years: tuple[int, ...]) -> list[Row]:
    """One row for each indicator that has a value at the school in some year."""
    found = figure_set(settings.INSTANCE)
    assert found is not None
    catalogue = whole_catalogue()
    values: dict[str, dict[int, tuple[float | None, str]]] = {}
    for indicator_id, year, value, state in found.cells_at(code):
        values.setdefault(indicator_id, {})[year] = (value, state)
    around = {(i, year): (value, state) for i, year, value, state in found.cells_at(county_code)}
    rows: list[Row] = []
    for indicator in catalogue:
        own = values.get(indicator.id, {})
        if not any(state == "known" for _, state in own.values()):
            continue
        row: dict[str, object] = {
            "term": Cell(indicator.term, href=reverse("figure", args=[indicator.id]) + f"?area={county_code}"),
            "unit": unit_of(indicator),
            "county": written(indicator, *around.get((indicator.id, years[-1]), (None, "not_applicable"))),
        }
        for y in years:
            # a school keeps no row for what its whole county did not report: that is not known, instead of not applicable
            is_silent = around.get((indicator.id, y), (None, ""))[1] == "unknown"
            row[str(y)] = written(indicator, *own.get(y, (None, "unknown" if is_silent else "not_applicable")))
        rows.append(row)  # type: ignore[arg-type]
    return rows
