"""All figures of a release in one table: filtered by city, system, kind and agreement, and downloaded with definitions."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.words import Words
from xuezheng.publication.entry import Entry
from xuezheng.publication.pages.released import CITY_WORDS, figures_address, numbered
from xuezheng.publication.pages.sheets import crumbs
from xuezheng.publication.release import Release
from xuezheng.publication.sheet.wording import steps
from xuezheng.publication.units import unit_words
from xuezheng.screens import language, numbers
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Row, State, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

KIND_WORDS = {
    "counted": Words("由记录算出", "counted from records"), "stated": Words("规定或目标", "a rule or a target"),
    "doubtful": Words("见报存疑", "doubtful in print"),
}  # fmt: skip
VERDICT_WORDS: dict[bool | None, Words] = {
    True: Words("相符", "agrees"), False: Words("不符", "differs"), None: Words("无从比较", "no value"),
}  # fmt: skip
VERDICT_KEYS = {"yes": True, "no": False, "none": None}
COLUMNS = (
    Column("term", Words("指标", "Figure")),
    Column("city", Words("地区", "Area")),
    Column("system", Words("系统", "System")),
    Column("when", Words("时间", "When"), is_sortable=False),
    Column("printed", Words("见报", "Printed"), "number", is_sortable=False),
    Column("computed", Words("登记册", "Register"), "number", is_sortable=False, is_strong=True),
    Column("unit", Words("单位", "Unit")),
    Column("verdict", Words("比较", "Comparison")),
    Column("doubts", Words("存疑", "Open doubts"), "count"),
)
FILE_COLUMNS = (
    Column("id", Words("编号", "Id")), Column("city_code", Words("地区代码", "Area code")), *COLUMNS[:4],
    Column("kind", Words("类别", "Kind")),
    Column("printed", Words("见报数", "Printed"), "number", definition=Words("报纸所印的数", "as printed in the newspaper")),
    Column("computed", Words("登记册算得", "Computed"), "number", definition=Words("由冻结的年报算得", "computed from frozen returns")),
    Column("unit", Words("单位", "Unit")), Column("verdict", Words("比较", "Comparison")), Column("why", Words("理由", "Why")),
    Column("definition", Words("定义", "Definition")), Column("version", Words("定义版本", "Version"), "count"),
    Column("hash", Words("年报校验码", "Hash of returns")),
)  # fmt: skip


def figures_page(request: HttpRequest, number: int) -> HttpResponse:
    """The table, or the file that `?format=` asks for."""
    found = numbered(number)
    params = request.GET
    chosen = _chosen(list(found.entries.values()), params)
    if asked_format(params):
        rows = [_file_row(entry) for entry in chosen]
        return download(f"xuezheng-release-{number}-figures", asked_format(params), FILE_COLUMNS, rows, about(found))
    query = TableQuery.read(params, page_size=150)
    base = figures_address(number)
    tag = language.current()
    agreeing = sum(1 for entry in chosen if entry.agrees)
    lead = Words(
        f"{len(chosen)}个数，{agreeing}个与见报相符。每个数可打开定义、历年、各县与背后的行。",
        f"{len(chosen)} figures, {agreeing} agree with print. Each opens to its definition, years, counties and rows.",
    )
    table = arrange([_row(entry, base, tag) for entry in chosen], COLUMNS, query, tag)
    page = page_for(
        request, Words("版上全部的数", "All figures of the page"), lead=lead, crumbs=crumbs(number), state=State.CERTIFIED,
        is_synthetic=found.is_synthetic,
    )  # fmt: skip
    return render(
        request, "publication/figures.html", {"page": page, "table": table, "choices": _choices(found, params)}
    )


def about(found: Release, **more: Any) -> About:
    """What goes with every file of a release."""
    parts: dict[str, Any] = {
        "title": Words("版上全部的数", "All figures of the page"), "area": _area(found),
        "when": Words("见各行", "see each row"), "source": Words("登记册与冻结的年报", "Registers and frozen returns"),
        "as_of": found.released_on, "manifest_hash": found.hash,
        "version": Words(f"第{found.number}号发布", f"Release {found.number}"),
        "address": f"/releases/{found.number}/", "is_synthetic": found.is_synthetic,
    }  # fmt: skip
    return About(**{**parts, **more})


def _area(found: Release) -> Words:
    """The cities of a release, by name."""
    names = [found.sheet.get("names", {})[code] for code in sorted(found.sheet.get("names", {}))]
    return Words("、".join(n["zh"] for n in names), ", ".join(n["en"] for n in names))


def _chosen(entries: Sequence[Entry], params: Any) -> list[Entry]:
    city, system, kind, verdict = (params.get(name, "") for name in ("city", "system", "kind", "agrees"))
    return [
        e for e in entries
        if city in ("", e.city_code) and system in ("", e.system) and kind in ("", e.kind)
        and (verdict not in VERDICT_KEYS or e.agrees is VERDICT_KEYS[verdict])
    ]  # fmt: skip


def _choices(found: Release, params: Any) -> list[dict[str, Any]]:
    """The four filters as select boxes."""
    entries = found.entries.values()
    offered: tuple[tuple[str, Words, list[tuple[str, Words | str]]], ...] = (
        (
            "city",
            Words("地区", "Area"),
            [(code, CITY_WORDS.get(code, code)) for code in dict.fromkeys(e.city_code for e in entries)],
        ),
        ("system", Words("系统", "System"), [(s, s) for s in sorted({e.system for e in entries})]),
        ("kind", Words("类别", "Kind"), list(KIND_WORDS.items())),
        ("agrees", Words("比较", "Comparison"), [(key, VERDICT_WORDS[value]) for key, value in VERDICT_KEYS.items()]),
    )
    return [
        {
            "name": name,
            "title": title,
            "options": [(value, text, params.get(name, "") == value) for value, text in options],
        }
        for name, title, options in offered
    ]


def _row(entry: Entry, base: str, tag: str) -> Row:
    verdict = VERDICT_WORDS[entry.agrees]
    return {
        "term": Cell(entry.term, href=f"{base}{entry.id}/"),
        "city": CITY_WORDS.get(entry.city_code, entry.city_code),
        "system": entry.system,
        "when": entry.when,
        "printed": _digits(entry.printed, entry.unit, tag),
        "computed": Missing.UNKNOWN if entry.computed is None else _digits(entry.computed, entry.unit, tag),
        "unit": unit_words(entry.unit, 2),
        "verdict": Cell(verdict, tone="must" if entry.agrees is False else ""),
        "doubts": len(entry.open_doubts),
    }  # fmt: skip


def _digits(value: float, unit: str, tag: str) -> str:
    if unit == "%":
        return numbers.number(value, 2)
    return steps(value, unit, tag, is_whole=True)[0]


def _file_row(entry: Entry) -> Row:
    return {
        "id": entry.id, "city_code": entry.city_code, "term": entry.term, "city": CITY_WORDS.get(entry.city_code, entry.city_code),
        "system": entry.system, "when": entry.when, "kind": KIND_WORDS[entry.kind], "printed": entry.printed,
        "computed": entry.computed, "unit": unit_words(entry.unit, 2), "verdict": VERDICT_WORDS[entry.agrees], "why": entry.why,
        "definition": entry.definition.definition if entry.definition else None,
        "version": entry.definition.version if entry.definition else None, "hash": entry.manifest_hash,
    }  # fmt: skip
