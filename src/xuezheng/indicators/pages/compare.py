"""Any areas, years and indicators side by side: a chart for each indicator with its threshold, one table, one download."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.engine.figures import Indicator
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.aims import comparable, notes_of
from xuezheng.indicators.editions import SAID as SAID_OF_EDITION
from xuezheng.indicators.editions import UNREAD, Answer, kin_of, stands
from xuezheng.indicators.editions import offered as editions_offered
from xuezheng.indicators.models import SeriesNote
from xuezheng.indicators.pages.areas import nothing_yet
from xuezheng.indicators.pages.catalogue import unit_of
from xuezheng.indicators.pages.drawing import decimals_of, points_of, series, state_of
from xuezheng.indicators.pages.standing import Standing, crumbs, home_area, kind_of, provenance, standing
from xuezheng.indicators.thresholds import threshold_of
from xuezheng.indicators.watching import watched
from xuezheng.registers.lookup import area_words, names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Link,
    Notice,
    Row,
    Series,
    TableQuery,
    Target,
    Trend,
    arrange,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing, display

MOST_AREAS, MOST_FIGURES = 8, 4
EVERY = "all"
FIRST_SHOWN = ("public_kindergarten_enrolment_share", "inclusive_kindergarten_coverage")
ANEW = Words("口径不同", "new definition")
SAID = {
    "fell_short": Words("跌破", "fell below"), "reached": Words("达到", "reached"), "will_fall": Words("按趋势将跌破", "will by its trend miss"),
    "will_reach": Words("按趋势将达到", "will by its trend reach"), "short": Words("未达到", "is short of"),
}  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What is compared: areas by code, indicators, years from first to last."""

    areas: tuple[tuple[str, Words], ...]
    indicators: tuple[Indicator, ...]
    first: int
    last: int
    edition: str = ""  # the edition asked for, EVERY for all there are, empty for that of each figure chosen
    lacking: tuple[tuple[Indicator, Answer], ...] = ()  # figures that the edition asked for lacks, or may lack
    notes: tuple[tuple[str, SeriesNote], ...] = ()  # (area, note on a break in its series) of what is compared

    def broken(self, indicator_id: str, code: str) -> frozenset[int]:
        """The years from which an area's series of a figure is not to be set beside the earlier ones."""
        return frozenset(n.school_year for area, n in self.notes if (n.indicator_id, area) == (indicator_id, code))

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)


def chosen(request: HttpRequest, here: Standing, offered: dict[str, Words]) -> Chosen:
    """Read `area`, `figure` (both may come several times), `from` and `to`; what is unknown or not permitted is left out."""
    params = request.GET
    codes = [code for code in dict.fromkeys(params.getlist("area")) if code in offered] or [
        here.area.code,
        *list(offered)[1:4],
    ]
    ids = [id for id in dict.fromkeys(params.getlist("figure")) if id in here.catalogue]
    ids = ids or [id for id in FIRST_SHOWN if id in here.catalogue]
    years = here.years or (0,)
    ends = [
        int(v) if (v := params.get(name, "")).isdigit() and int(v) in years else d
        for name, d in (("from", years[0]), ("to", years[-1]))
    ]
    edition = params.get("edition", "")
    picked = [here.catalogue[id] for id in ids[:MOST_FIGURES]]
    found, lacking = in_edition(picked, list(here.catalogue), edition)
    areas = tuple((code, offered[code]) for code in dict.fromkeys(codes) if code in offered)[:MOST_AREAS]
    shown = {i.id for i in found}
    notes = tuple(
        (code, n)
        for code, _ in areas
        for n in notes_of(code)
        if n.indicator_id in shown and min(ends) < n.school_year <= max(ends)
    )
    return Chosen(areas, found, min(ends), max(ends), edition, lacking, notes)


def in_edition(
    picked: list[Indicator], known: list[Indicator], edition: str
) -> tuple[tuple[Indicator, ...], tuple[tuple[Indicator, Answer], ...]]:
    """The figures picked as the edition asked for has them (EVERY: as each edition has them), and those that it lacks, or may lack."""
    if not edition:
        return tuple(picked), ()
    found: dict[str, Indicator] = {}
    lacking: list[tuple[Indicator, Answer]] = []
    for one in picked:
        wanted = [i for i in kin_of(one, known) if edition in (EVERY, i.edition)]
        found |= {i.id: i for i in wanted}
        if not wanted:
            lacking.append((one, stands(one, edition, known)))
    return tuple(found.values()), tuple(lacking)


def areas_offered(request: HttpRequest, here: Standing) -> dict[str, Words]:
    """The area itself, the cities and the counties whose figures the person may see."""
    cities = names_of(here.prefix[:2], "city")
    counties = names_of(here.prefix[:4] if here.area.level != "province" else here.prefix[:2], "county")
    found = {here.area.code: area_words(here.area.code), **cities, **counties}
    return {code: words for code, words in found.items() if may(request.user, "figure.view", Place(code))}


@signed_in("figure.view")
def compare(request: HttpRequest) -> HttpResponse:
    """The page, or the table as a file with each figure's definition."""
    here = standing(request, home_area(request))
    title = Words("比较", "Comparison")
    if here.figures is None:
        page = page_for(request, title, crumbs=crumbs(here, Link(title)))
        return render(request, "indicators/compare.html", {"page": page, "empty": nothing_yet()})
    offered = areas_offered(request, here)
    what = chosen(request, here, offered)
    values = {(i.id, code): series(here, i.id, code) for i in what.indicators for code, _ in what.areas}
    query = TableQuery.read(request.GET, page_size=100)
    if wanted := asked_format(request.GET):
        about = About(
            title, here.words, f"{what.first}—{what.last}", Words("冻结的年报", "Frozen returns"), as_of=SchoolYear(what.last).stock_on,
            manifest_hash=here.figures.hash, definition=_definitions(what), is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(
            f"comparison-{what.first}-{what.last}",
            wanted,
            _columns(what, is_file=True),
            _rows(what, values, is_file=True),
            about,
            query=query,
        )
    page = page_for(
        request, title, aside=Words(f"{what.first}—{what.last}年", f"{what.first}–{what.last}"), crumbs=crumbs(here, Link(title)),
        provenance=provenance(here), notices=_alerts(what, values),
    )  # fmt: skip
    return render(request, "indicators/compare.html", {
        "page": page, "here": here, "choices": _choices(here, what, offered), "trends": [_trend(i, what, values) for i in what.indicators],
        "table": arrange(_rows(what, values, is_file=False), _columns(what, is_file=False), query, language.current(), caption=title),
    })  # fmt: skip


def _trend(indicator: Indicator, what: Chosen, values: dict[tuple[str, str], dict[int, float | None]]) -> Trend:
    lines = tuple(
        Series(
            words,
            points_of({y: values[indicator.id, code].get(y) for y in what.years}, what.broken(indicator.id, code)),
        )
        for code, words in what.areas
    )
    found = threshold_of(indicator, what.last)
    targets = (Target(found[0].value, Words("国家标准", "national standard")),) if found else ()
    return Trend(
        indicator.term, lines, unit_of(indicator), kind_of(indicator.unit), decimals_of(indicator), targets=targets, width=560, height=240,
        state=state_of(), has_table=False, note=definition_and_breaks(indicator, what),
    )  # fmt: skip


def definition_and_breaks(indicator: Indicator, what: Chosen) -> Words:
    """The definition, and for which areas it was another before some year."""
    names, definition = dict(what.areas), indicator.definition
    said = [
        Words(
            f"{names[code].zh}自{n.school_year}年起口径不同（{n.text}）。",
            f"{names[code].en}: a new definition from {n.school_year} on ({n.text_en or n.text}).",
        )
        for code, n in what.notes
        if n.indicator_id == indicator.id
    ]
    return Words("".join([definition.zh, *(w.zh for w in said)]), " ".join([definition.en, *(w.en for w in said)]))


def _alerts(what: Chosen, values: dict[tuple[str, str], dict[int, float | None]]) -> tuple[Notice, ...]:
    """One notice an indicator with a threshold: which areas crossed it, or will."""
    notices: list[Notice] = []
    for indicator in what.indicators:
        found = threshold_of(indicator, what.last)
        if found is None:
            continue
        standard, is_floor = found
        lines: list[Words] = []
        for code, words in what.areas:
            own = {y: values[indicator.id, code].get(y) for y in what.years}
            points = sorted(comparable(own, what.broken(indicator.id, code)).items())
            judged = watched(points, standard.value, is_floor=is_floor)
            if judged is None or judged.state == "meets":
                continue
            said, year = SAID[judged.state], "" if judged.year is None else f"{judged.year}"
            lines.append(
                Words(f"{words.zh}{year and year + '年'}{said.zh}", f"{words.en} {said.en} it{year and ' in ' + year}")
            )
        if lines:
            limit = display(standard.value, kind_of(indicator.unit), "zh", decimals=0) + (
                "%" if indicator.unit == "share" else ""
            )
            notices.append(Notice(
                Words(f"{indicator.term.zh}：国家标准{limit}", f"{indicator.term.en}: national standard {limit}"),
                Words("；".join(w.zh for w in lines) + "。", "; ".join(w.en for w in lines) + "."), "doubt",
            ))  # fmt: skip
    return tuple(notices)


def _columns(what: Chosen, *, is_file: bool) -> tuple[Column, ...]:
    """The years as columns; a file also has codes, units, definitions and versions."""
    heads = [Column("term", Words("指标", "Indicator")), Column("area", Words("地区", "Area"))]
    if is_file:
        heads += [Column("id", Words("代号", "Id")), Column("code", Words("地区代码", "Area code"))]
    heads += [Column("unit", Words("单位", "Unit"))] + (
        [] if is_file else [Column("edition", Words("版本", "Edition"))]
    )
    years = [Column(str(y), str(y), "text" if not is_file else "number", is_sortable=False) for y in what.years]
    tails = (
        [Column("definition", Words("定义", "Definition")), Column("version", Words("版本", "Version"))]
        if is_file
        else []
    )
    return (*heads, *years, *tails)


def _rows(what: Chosen, values: dict[tuple[str, str], dict[int, float | None]], *, is_file: bool) -> list[Row]:
    rows: list[Row] = []
    for indicator in what.indicators:
        for code, words in what.areas:
            own = values[indicator.id, code]
            row: dict[str, Any] = {
                "term": indicator.term,
                "area": words,
                "id": indicator.id,
                "code": code,
                "unit": unit_of(indicator),
            }
            row |= {
                "edition": indicator.edition,
                "definition": indicator.definition,
                "version": f"{indicator.edition} v{indicator.version}",
            }
            for year in what.years:
                shown = _shown(indicator, own.get(year), is_file=is_file)
                is_anew = not is_file and year in what.broken(indicator.id, code)
                row[str(year)] = Cell(shown, note=ANEW) if is_anew else shown
            rows.append(row)
    for indicator, answer in what.lacking:
        said = SAID_OF_EDITION[answer]
        row = {
            "term": indicator.term,
            "area": said,
            "id": indicator.id,
            "code": "",
            "unit": "",
            "edition": what.edition,
        }
        rows.append(
            row
            | {"definition": said, "version": what.edition}
            | {str(y): Missing.UNKNOWN if answer == "not_read" else Missing.NOT_APPLICABLE for y in what.years}
        )
    return rows


def _shown(indicator: Indicator, value: float | None, *, is_file: bool) -> Any:
    if value is None:
        return Missing.UNKNOWN
    if is_file:
        return value * 100 if indicator.unit == "share" else value / 100 if indicator.unit == "fen" else value
    return display(value, kind_of(indicator.unit), language.current(), decimals=decimals_of(indicator))


def _definitions(what: Chosen) -> Words:
    return Words(
        "；".join(f"{i.term.zh}：{definition_and_breaks(i, what).zh}" for i in what.indicators),
        "; ".join(f"{i.term.en}: {definition_and_breaks(i, what).en}" for i in what.indicators),
    )


def edition_words(edition: str) -> Words:
    return (
        Words(f"{edition}（清单未见）", f"{edition} (list not read)") if edition in UNREAD else Words(edition, edition)
    )


def _editions(here: Standing, what: Chosen) -> list[tuple[str, Words, bool]]:
    editions = editions_offered(here.catalogue)
    named = [("", Words("所选指标的", "of the figures chosen")), (EVERY, Words("各版并列", "all side by side"))]
    return [(v, w, v == what.edition) for v, w in (*named, *((e, edition_words(e)) for e in editions))]


def _choices(here: Standing, what: Chosen, offered: dict[str, Words]) -> list[dict[str, Any]]:
    """Two lists to choose several from, and the two ends of the years."""
    areas, ids = {code for code, _ in what.areas}, {i.id for i in what.indicators}
    tag = language.current()
    listed = sorted(here.catalogue, key=lambda i: (i.id not in ids, i.term.in_(tag)))  # what is chosen stands on top
    years = [(str(y), str(y)) for y in here.years]
    return [
        {"name": "area", "title": Words("地区（最多八个）", "Areas (up to eight)"), "is_many": True, "options": [(c, w, c in areas) for c, w in offered.items()]},
        {"name": "figure", "title": Words("指标（最多四个）", "Indicators (up to four)"), "is_many": True, "options": [(i.id, i.term, i.id in ids) for i in listed]},
        {"name": "edition", "title": Words("版本", "Edition"), "options": _editions(here, what)},
        {"name": "from", "title": Words("自", "From"), "options": [(v, t, v == str(what.first)) for v, t in years]},
        {"name": "to", "title": Words("至", "To"), "options": [(v, t, v == str(what.last)) for v, t in years]},
    ]  # fmt: skip
