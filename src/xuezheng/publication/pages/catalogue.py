"""Every indicator of a release for one place and year, open to download."""

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.ground.words import Words
from xuezheng.publication.pages.lists import about
from xuezheng.publication.pages.released import numbered
from xuezheng.publication.pages.sheets import crumbs
from xuezheng.publication.release import Release
from xuezheng.publication.sheet.wording import steps
from xuezheng.publication.units import in_print, unit_words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Link, Notice, ProvenanceStep, Row, State, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.numbers import Missing

PRINT_UNIT = {"share": "%", "fen": "yuan"}
MISSING = {"not_applicable": Missing.NOT_APPLICABLE, "withheld": Missing.WITHHELD}
COLUMNS = (
    Column("term", Words("指标", "Indicator")),
    Column("value", Words("数值", "Value"), "number", is_sortable=False, is_strong=True),
    Column("unit", Words("单位", "Unit")),
    Column("definition", Words("定义", "Definition"), is_sortable=False),
    Column("version", Words("版本", "Version"), "count"),
    Column("hash", Words("定义校验码", "Hash of the definition"), is_sortable=False),
)


def catalogue_page(request: HttpRequest, number: int) -> HttpResponse:
    """`?place=CODE&year=YYYY`; without them the first city and its last year."""
    found = numbered(number)
    values = found.values()
    place = request.GET.get("place") or str(values.filter(pl.col("level") == "city")["place_code"].min() or "")
    years = sorted(values.filter(pl.col("place_code") == place)["school_year"].unique())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[-1] if years else 0)
    here = values.filter((pl.col("place_code") == place) & (pl.col("school_year") == year))
    tag = language.current()
    name = area_words(place) if place else Words("—", "—")
    if asked_format(request.GET):
        noted = about(found, title=Words("指标", "Indicators"), area=name, when=str(year))
        rows = _rows(found, here, tag, is_raw=True)
        return download(f"xuezheng-release-{number}-{place}-{year}", asked_format(request.GET), COLUMNS, rows, noted)
    query = TableQuery.read(request.GET, page_size=200)
    table = arrange(_rows(found, here, tag, is_raw=False), COLUMNS, query, tag)
    page = page_for(
        request, Words("全部指标", "All indicators"), aside=Words(f"{name.zh}　{year}年", f"{name.en}, {year}"), crumbs=crumbs(number),
        state=State.CERTIFIED, is_synthetic=found.is_synthetic, notices=_withheld_notice(found), provenance=_chain(found, place, year),
    )  # fmt: skip
    return render(
        request,
        "publication/figures.html",
        {"page": page, "table": table, "choices": _choices(values, place, year, years), "files": _files(number)},
    )


def _files(number: int) -> list[Link]:
    """The whole release in open formats."""
    named = (
        ("values.parquet", "Parquet"), ("values.csv", "CSV"), ("values.csv-metadata.json", "CSVW"), ("values.sdmx.csv", "SDMX-CSV"),
        ("values.sdmx.xml", "SDMX-ML"), ("structure.sdmx.xml", Words("SDMX-ML 结构", "SDMX-ML structure")),
        ("catalogue.json", "JSON"), ("withheld.json", "*"),
    )  # fmt: skip
    return [
        Link(
            text if text != "*" else Words("不公开的单元格", "Withheld cells"),
            reverse("release-file", args=[number, name]),
        )
        for name, text in named
    ]


def _withheld_notice(found: Release) -> tuple[Notice, ...]:
    left_out = found.withheld
    if not left_out.get("count"):
        return ()
    count, shown, distance = (left_out[key] for key in ("count", "smallest_shown", "distance"))
    text = Words(
        f"这一号发布有{count}个单元格记作 *：不足{shown}人的，以及会让人推出它们的。发布前用全部公开的数反推过，没有一个能推到±{distance}人以内。",
        f"{count:,} cells of this release read *: those below {shown} persons, and those that would give them away. Before the release "
        f"all published numbers were used to win them back; none came out within ±{distance} persons.",
    )
    return (Notice(Words("有些数不公开", "Some numbers are withheld"), text, "info"),)


def _chain(found: Release, place: str, year: int) -> tuple[ProvenanceStep, ...]:
    """The return of the area and year, the code, the release."""
    steps: list[ProvenanceStep] = []
    for one in found.about.get("returns", []):
        if one["city"][:4] == place[:4] and one["year"] == year:
            steps.append(
                ProvenanceStep(Words("冻结的年报", "Frozen return"), f"{year} r{one['revision']}", one["hash"][:8])
            )
    if code := str(found.about.get("code_version", "")):
        steps.append(ProvenanceStep(Words("程序", "Code"), code.partition("+")[0], code.partition("+")[2]))
    number = Words(f"第{found.number}号", f"release {found.number}")
    return (*steps, ProvenanceStep(Words("发布", "Released"), number, found.hash[:8], on=found.released_on))


def _rows(found: Release, here: pl.DataFrame, tag: str, *, is_raw: bool) -> list[Row]:
    values = {row["indicator_id"]: row for row in here.iter_rows(named=True)}
    rows: list[Row] = []
    for item in found.catalogue:
        value = values.get(item["id"])
        if value is None:
            continue
        unit = str(PRINT_UNIT.get(item["unit"], item["unit"]))
        shown: Any = MISSING.get(value["state"], Missing.UNKNOWN)
        if value["value"] is not None:
            number = in_print(value["value"], unit)
            shown = number if is_raw else steps(number, unit, tag, is_whole=True)[0]
        rows.append({
            "term": Words(**item["term"]), "value": shown, "unit": unit_words(unit), "definition": Words(**item["definition"]),
            "version": item["version"], "hash": item["hash"][:8],
        })  # fmt: skip
    return rows


def _choices(values: pl.DataFrame, place: str, year: int, years: list[int]) -> list[dict[str, Any]]:
    places = values.select("level", "place_code").unique().sort("level", "place_code")["place_code"].to_list()
    return [
        {
            "name": "place",
            "title": Words("地区", "Area"),
            "options": [(code, area_words(code), code == place) for code in places],
        },
        {"name": "year", "title": Words("年份", "Year"), "options": [(y, str(y), y == year) for y in reversed(years)]},
    ]
