"""The life of one figure: the number, its years, its places side by side, on the map, its definition and its rows."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.access.scope import scoped_frame
from xuezheng.engine.catalogue import measures
from xuezheng.engine.figures import Asked, Indicator, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.rows_behind import rows_behind
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.aims import comparable, notes_within
from xuezheng.indicators.editions import NATIONAL, kin_of, stands
from xuezheng.indicators.editions import SAID as SAID_OF_EDITION
from xuezheng.indicators.pages.alerts import note_words, targets_href
from xuezheng.indicators.pages.areas import nothing_yet
from xuezheng.indicators.pages.catalogue import unit_of, written
from xuezheng.indicators.pages.drawing import (
    area_map,
    change_words,
    decimals_of,
    figure_of,
    limit_words,
    missing_of,
    points_of,
    series,
    state_of,
    states,
    target_of,
)  # fmt: skip
from xuezheng.indicators.pages.missing import both_notes, coverage_here, what_to_do, why_missing, with_silent
from xuezheng.indicators.pages.standing import Standing, crumbs, kind_of, provenance, standing, year_choices
from xuezheng.indicators.thresholds import since_met, threshold_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Break,
    Cell,
    Column,
    Definition,
    Link,
    Ranking,
    RankingRow,
    Row,
    Series,
    TableQuery,
    Target,
    Trend,
    arrange,
)
from xuezheng.screens.components.text import say
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing, display
from xuezheng.screens.units import unit_words

VERIFIED = {
    "two_sources": Words("两处来源相符", "two sources agree"),
    "single_source": Words("一处来源", "one source"),
    "memory": Words("凭记忆，待核", "from memory, to be confirmed"),
    "derived": Words("由本系统推出", "derived by this system"),
}
DIRECTIONS = {
    "higher_better": Words("越高越好", "higher is better"),
    "lower_better": Words("越低越好", "lower is better"),
    "neutral": Words("不分好坏", "neither way is better"),
}


def indicator_of(here: Standing, indicator_id: str) -> Indicator:
    if indicator_id not in here.catalogue:
        raise Http404(f"No indicator {indicator_id}")
    return here.catalogue[indicator_id]


@signed_in("figure.view")
def figure(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """One indicator at one area."""
    here = standing(request)
    indicator = indicator_of(here, indicator_id)
    if wanted := asked_format(request.GET):
        return figure_download(here, indicator, wanted)
    title = indicator.term
    page = page_for(
        request, title, aside=here.words, years=year_choices(request, here), provenance=provenance(here),
        crumbs=crumbs(here, Link(Words("指标目录", "Catalogue"), here.address("catalogue")), Link(title)),
    )  # fmt: skip
    context: dict[str, Any] = {"page": page, "here": here}
    if here.figures is None:
        return render(request, "indicators/figure.html", context | {"empty": nothing_yet()})
    big = replace(figure_of(here, indicator_id), size="big", href="", points=())
    covered = coverage_here(here, indicator_id)
    if isinstance(big.value, Missing):
        big = replace(big, note=why_missing(here, indicator_id) or "")
        page = replace(page, notices=(*page.notices, *what_to_do(here, indicator)))
    else:
        told = finding(here, indicator)
        big = replace(
            big,
            note=both_notes(
                both_notes(told or "", covered.words) if covered else told or "",
                Words(say(big.note, "zh"), say(big.note, "en")),
            ),
        )
    context |= {
        "page": page,
        "big": big,
        "trend": trend_of(here, indicator),
        "definitions": definitions_of(here, indicator),
        "map": area_map(here, indicator_id),
        "ranking": ranking_of(here, indicator),
        "table": table_of(request, here, indicator),
        "rows_href": here.address("figure-rows", indicator_id),
        "notes": [(n.school_year, note_words(n)) for n in here.around.notes if n.indicator_id == indicator_id],
        "targets_href": targets_href(here, indicator_id),
    }
    return render(request, "indicators/figure.html", context)


def trend_of(here: Standing, indicator: Indicator) -> Trend:
    """The years of the figure as a line."""
    broken = here.around.broken(indicator.id)
    points = points_of(series(here, indicator.id, here.area.code), broken)
    return Trend(
        title=indicator.term, series=(Series(here.words, points),), unit=unit_of(indicator), kind=kind_of(indicator.unit),
        decimals=decimals_of(indicator), width=772, height=240, state=state_of(), targets=targets_drawn(here, indicator),
        breaks=tuple(Break(n.school_year, note_words(n)) for n in here.around.notes if n.indicator_id == indicator.id),
    )  # fmt: skip


def targets_drawn(here: Standing, indicator: Indicator) -> tuple[Target, ...]:
    """The national threshold and the area's targets as lines."""
    national = target_of(indicator, here.year)
    own = tuple(
        Target(t.value, Words(f"{t.school_year}年目标", f"target for {t.school_year}"))
        for t in here.around.targets
        if t.indicator_id == indicator.id
    )
    return (*((national,) if national else ()), *own)


def finding(here: Standing, indicator: Indicator) -> Words | None:
    """What the years say in a sentence: how far it went since the first, and since when it keeps the national threshold."""
    values = series(here, indicator.id, here.area.code)
    alike = {y: v for y, v in comparable(values, here.around.broken(indicator.id)).items() if y <= here.year}
    first, now = min((y for y, v in alike.items() if v is not None), default=here.year), alike.get(here.year)
    origin, found = alike.get(first), threshold_of(indicator, here.year)
    if now is None or origin is None or first == here.year:
        return None
    change = change_words(indicator, now, origin)
    kind, tail = kind_of(indicator.unit), "%" if indicator.unit == "share" else ""
    was = [display(origin, kind, tag, decimals=decimals_of(indicator)) + tail for tag in ("zh", "en")]
    zh = f"{first}年为{was[0]}，到{here.year}年变动{say(change, 'zh')}"
    en = f"{was[1]} in {first}; {say(change, 'en')} by {here.year}"
    since = since_met(alike, found[0].value, here.year, is_floor=found[1]) if found else None
    if found and since:
        limit = limit_words(indicator, found[0].value)
        zh += f"；{since}年起达到国家标准{limit}"
        en += f"; it has met the national standard of {limit} since {since}"
    return Words(zh + "。", en + ".")


def definitions_of(here: Standing, indicator: Indicator) -> tuple[Definition, ...]:
    """What the figure is, how it is computed here and now, where the definition comes from."""
    assert here.figures is not None
    found = here.figures.at(here.area.code, here.year).filter(indicator_id=indicator.id)
    rows = [Definition(Words("定义", "Definition"), indicator.definition)]
    if found.height:
        row = found.row(0, named=True)
        parts = [row["numerator"], row["denominator"]]
        shown = [
            f"{p:,.0f}" if p is not None and float(p).is_integer() else f"{p:,.2f}" for p in parts if p is not None
        ]
        value = written(indicator, row["value"], str(row["state"]))
        if len(shown) == 2 and not isinstance(value, Missing):
            unit = "%" if indicator.unit == "share" else ""
            rows.append(Definition(Words("算式", "Computed"), f"{shown[0]} ÷ {shown[1]} = {value}{unit}"))
    tables = {m.table.name: m.table.title for m in measures(indicator)}
    names = Words("、".join(t.zh for t in tables.values()), ", ".join(t.en for t in tables.values()))
    source = indicator.source
    verified = VERIFIED[source.verification]
    codes = [
        c
        for c in (
            f"UIS {indicator.uis_code}" if indicator.uis_code else "",
            f"SDG {indicator.sdg4}" if indicator.sdg4 else "",
        )
        if c
    ]
    rows += [
        Definition(Words("取自", "Read from"), names),
        Definition(
            Words("依据", "Source"),
            Words(
                f"{source.document.zh}{source.article}（{verified.zh}）",
                f"{source.document.en} {source.article} ({verified.en})",
            ),
        ),
        Definition(
            Words("版本", "Version"),
            f"{indicator.edition} · v{indicator.version} · {here.catalogue.definition_hash(indicator.id)[:8]}",
        ),
        Definition(Words("各版", "Editions"), editions_said(here, indicator)),
        Definition(Words("方向", "Direction"), DIRECTIONS[indicator.direction]),
    ]
    if codes:
        rows.append(Definition(Words("国际代码", "International codes"), "，".join(codes)))
    return tuple(rows)


def editions_said(here: Standing, indicator: Indicator) -> Words:
    """What each edition of the national list says of the figure, and the document it has its definition from."""
    kin = {i.edition for i in kin_of(indicator, here.catalogue)}
    asked = sorted({*NATIONAL, *kin})
    said = [(edition, SAID_OF_EDITION[stands(indicator, edition, here.catalogue)]) for edition in asked]
    return Words("；".join(f"{e}：{w.zh}" for e, w in said), "; ".join(f"{e}: {w.en}" for e, w in said))


def valued_parts(here: Standing, indicator: Indicator) -> list[tuple[Any, dict[int, tuple[float | None, str]]]]:
    """The parts of the area with their values and states by year.

    Towns keep no row for a count of zero and for what does not apply; what is not known of the whole area is not known there.
    """
    assert here.figures is not None
    level = here.child_level
    if level is None:
        return []
    found: dict[str, dict[int, tuple[float | None, str]]] = {}
    for code, year, value, state in here.figures.cells(indicator.id, level, within=here.prefix):
        found.setdefault(code, {})[year] = (value if state == "known" else None, state)
    around = states(here, indicator.id, here.area.code)
    is_asked = level in indicator.levels
    silent = {y for y in here.years if is_asked and around.get(y, (None, "unknown"))[1] == "unknown"}
    is_count = is_asked and indicator.denominator is None and here.catalogue.sql.of(indicator.numerator).is_sum
    nothing = (0.0, "known") if is_count and not indicator.change else (None, "not_applicable")
    lacking = {y: (None, "unknown") if y in silent else nothing for y in here.years}
    return [(area, {**lacking, **found.get(area.code, {})}) for area in here.around.parts]


def ranking_of(here: Standing, indicator: Indicator) -> Ranking | None:
    """The parts side by side, the first year beside this one; None where fewer than two are known."""
    first = here.years[0]
    broken = broken_by_part(here, indicator.id)
    valued = [(a, {y: v for y, (v, _) in told.items()}) for a, told in valued_parts(here, indicator)]
    parts = [(a, v) for a, v in valued if v.get(here.year) is not None]
    if len(parts) < 2 or len(parts) > 40:
        return None
    parts.sort(key=lambda part: -(part[1][here.year] or 0.0))
    rows = tuple(
        RankingRow(
            Words(a.name, a.name_en or a.name), v[here.year], earlier_of(v, first, here.year, broken.get(a.code, frozenset())),
            href=here.address("figure", indicator.id, area=a.code),
        )
        for a, v in parts
    )  # fmt: skip
    return Ranking(
        title=indicator.term, rows=rows, unit=unit_of(indicator), when=str(here.year), earlier_when=str(first) if first != here.year else "",
        kind=kind_of(indicator.unit), decimals=1 if indicator.unit == "share" else decimals_of(indicator), state=state_of(), has_table=False,
        target=target_of(indicator, here.year),
    )  # fmt: skip


def broken_by_part(here: Standing, indicator_id: str) -> dict[str, frozenset[int]]:
    """The years in which the series of each part is broken: its own notes and those of the area around it."""
    around = here.around.broken(indicator_id)
    found: dict[str, frozenset[int]] = {part.code: around for part in here.around.parts}
    for note in notes_within(here.prefix, indicator_id):
        if note.area_code in found:
            found[note.area_code] |= {note.school_year}
    return found


def earlier_of(values: dict[int, float | None], first: int, year: int, broken: frozenset[int]) -> float | None:
    """The value of the first year beside this one; none where the definition changed between them."""
    return None if first == year or any(first < y <= year for y in broken) else values.get(first)


def figure_columns(here: Standing, indicator: Indicator) -> tuple[Column, ...]:
    kind = kind_of(indicator.unit)
    unit = "" if indicator.unit in ("share", "fen") else unit_words(indicator.unit)
    years = tuple(
        Column(str(year), str(year), kind, unit, decimals=decimals_of(indicator), is_strong=year == here.year)
        for year in here.years
    )
    return (Column("area", Words("地区", "Area")), Column("code", Words("代码", "Code")), *years)


def figure_rows(here: Standing, indicator: Indicator) -> list[Row]:
    rows: list[Row] = []
    for area, told in valued_parts(here, indicator):
        cells = {str(y): missing_of(told[y][1]) if told[y][0] is None else told[y][0] for y in here.years}
        words = Words(area.name, area.name_en or area.name)
        href = (
            here.address("figure", indicator.id, area=area.code)
            if area.level != "town"
            else reverse("institutions") + f"?area={area.code}"
        )
        rows.append({"area": Cell(words, href=href), "code": area.code, **cells})
    return rows


def table_of(request: HttpRequest, here: Standing, indicator: Indicator) -> Any:
    """The parts of the area by year, with the area itself as the last line."""
    own = series(here, indicator.id, here.area.code)
    total: Row = {"area": here.words, "code": here.area.code, **{str(y): own.get(y) for y in here.years}}
    query = TableQuery.read(request.GET, page_size=60)
    return arrange(
        figure_rows(here, indicator),
        figure_columns(here, indicator),
        query,
        language.current(),
        total=total,
        has_filter=False,
        note=breaks_said(here, indicator),
    )


def with_breaks(here: Standing, indicator: Indicator) -> Words:
    """The definition of a figure as a file gives it, with where it changed."""
    said, definition = breaks_said(here, indicator), indicator.definition
    return Words(f"{definition.zh}{said.zh}", f"{definition.en} {said.en}") if said.zh else definition


def breaks_said(here: Standing, indicator: Indicator) -> Words:
    """What must be known to read the years of a table side by side: where the definition changed, and for whom."""
    names = {part.code: Words(part.name, part.name_en or part.name) for part in here.around.parts}
    whole = [(n.school_year, here.words, n) for n in here.around.notes if n.indicator_id == indicator.id]
    parts = [
        (n.school_year, names[n.area_code], n) for n in notes_within(here.prefix, indicator.id) if n.area_code in names
    ]
    said = [
        Words(
            f"{who.zh}自{year}年起口径不同：{note_words(n).zh}",
            f"{who.en} from {year} on by a new definition: {note_words(n).en}",
        )
        for year, who, n in [*whole, *parts]
    ]
    return Words("；".join(w.zh for w in said), "; ".join(w.en for w in said))


def figure_download(here: Standing, indicator: Indicator, wanted: str) -> HttpResponse:
    about = About(
        indicator.term, here.words, f"{here.years[0]}—{here.years[-1]}", Words("冻结的年报", "Frozen returns"),
        as_of=SchoolYear(here.year).stock_on, manifest_hash=here.figures.hash if here.figures else "", definition=with_breaks(here, indicator),
        version=f"{indicator.edition} v{indicator.version}", is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip
    own = series(here, indicator.id, here.area.code)
    total: Row = {"area": here.words, "code": here.area.code, **{str(y): own.get(y) for y in here.years}}
    return download(
        f"{indicator.id}-{here.area.code}",
        wanted,
        figure_columns(here, indicator),
        [*figure_rows(here, indicator), total],
        about,
    )


@signed_in("figure.view")
def rows(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """The schools behind a number. People who may see rows see every count; all others see small cells withheld."""
    here = standing(request)
    indicator = indicator_of(here, indicator_id)
    frozen = Frozen.of(settings.INSTANCE)
    asked = Asked(
        indicator_id, here.area.code, Period(year=here.year, since=here.years[0] if indicator.change else None)
    )
    found = rows_behind(asked, here.catalogue, frozen, public=True)
    title = Words(f"{indicator.term.zh}：背后的行", f"{indicator.term.en}: the rows behind it")
    columns = [
        Column("name", Words("学校（机构）", "Institution")),
        Column("institution_code", Words("标识码", "Code")),
        Column("county", Words("县（市、区）", "County")),
        Column("row_count", Words("行", "Rows"), "count"),
        Column("numerator", Words("分子", "Numerator"), "number", decimals=0),
    ]
    if "denominator" in found.columns:
        columns.append(Column("denominator", Words("分母", "Denominator"), "number", decimals=0))
    counties = here.around.counties
    reachable = may(request.user, "register.view", Place(here.area.code))
    if not reachable and found.height:
        found = scoped_frame(found, request.user, "figure.view")
    listed: list[Row] = [row_of(row, counties) for row in found.iter_rows(named=True)]
    if reachable and (covered := coverage_here(here, indicator_id)):
        listed = with_silent(listed, covered)
    query = TableQuery.read(request.GET, page_size=100, sort="institution_code")
    if wanted := asked_format(request.GET):
        about = About(
            title, here.words, str(here.year), Words("冻结的年报", "Frozen returns"), as_of=SchoolYear(here.year).stock_on,
            manifest_hash=here.figures.hash if here.figures else "", definition=indicator.definition,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(
            f"{indicator_id}-{here.area.code}-{here.year}-rows", wanted, columns, listed, about, query=query
        )
    table = arrange(listed, columns, query, language.current())
    page = page_for(
        request, title, aside=here.words, years=year_choices(request, here), provenance=provenance(here),
        crumbs=crumbs(here, Link(indicator.term, here.address("figure", indicator_id)), Link(Words("行", "Rows"))),
    )  # fmt: skip
    return render(request, "indicators/rows.html", {"page": page, "table": table, "definition": indicator.definition})


def row_of(row: dict[str, Any], counties: dict[str, Words]) -> Row:
    code = row.get("institution_code")
    hidden = bool(row.get("is_withheld"))

    def shown(key: str) -> Any:
        """A school of the denominator without a row of its own in the numerator counts as zero there."""
        return Missing.WITHHELD if hidden else row.get(key) or 0

    county = row.get("county_code") or ""
    return {
        "name": Cell(row.get("name") or Words("—", "—"), href=reverse("institution", args=[code])) if code else Words("（不属于学校）", "(no institution)"),
        "institution_code": code or Missing.NOT_APPLICABLE,
        "county": counties.get(county, Words(county, county)),
        "row_count": shown("row_count"), "numerator": shown("numerator"), "denominator": shown("denominator"),
    }  # fmt: skip
