"""The page of one published figure: the number, print beside register, doubts, years, counties, rows, hashes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.words import Words
from xuezheng.publication.doubts import RULES, Doubt
from xuezheng.publication.entry import Entry
from xuezheng.publication.pages.behind import rows_table
from xuezheng.publication.pages.lists import VERDICT_WORDS, about
from xuezheng.publication.pages.released import CITY_WORDS, figures_address, numbered
from xuezheng.publication.pages.sheets import crumbs
from xuezheng.publication.release import Release
from xuezheng.publication.sheet.wording import steps, written
from xuezheng.publication.units import unit_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Bars,
    Definition,
    Figure,
    Link,
    Notice,
    Point,
    PointMark,
    ProvenanceStep,
    Ranking,
    RankingRow,
    Series,
    State,
    Trend,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.numbers import Kind, Missing, number

STATE_WORDS = {
    "unknown": Words("登记册没有这项记录", "The register holds no such records"),
    "not_applicable": Words("不适用", "Not applicable"), "withheld": Words("人数过少，不公开", "Too few, withheld"),
    "not_computed": Words("尚无指标可算", "No indicator computes it yet"),
}  # fmt: skip


LONG = 1_000_000
RULE_TITLES = {rule.name: rule.title for rule in RULES}


def figure_page(request: HttpRequest, number: int, id: str) -> HttpResponse:
    """One figure of a release; `?format=` gives the rows behind it as a file."""
    found = numbered(number)
    entry = found.entries.get(id)
    if entry is None:
        raise Http404(Words("这一号发布里没有这个数。", "This release has no such figure.").in_(language.current()))
    behind = rows_table(found, entry, request.GET)
    if behind and asked_format(request.GET):
        noted = about(found, title=entry.term, area=CITY_WORDS.get(entry.city_code, entry.city_code), when=entry.when,
                      definition=entry.definition.definition if entry.definition else "", manifest_hash=entry.manifest_hash)  # fmt: skip
        return download(f"{entry.id}-release-{number}", asked_format(request.GET), behind.columns, behind.rows, noted)
    tag = language.current()
    page = page_for(
        request, entry.term,
        aside=Words(f"{_area(entry).zh}　{entry.when.zh}", f"{_area(entry).en}, {entry.when.en}"),
        crumbs=(*crumbs(number), Link(Words("全部的数", "All figures"), figures_address(number))),
        has_seal=entry.computed is not None, provenance=_chain(found, entry), is_synthetic=found.is_synthetic,
    )  # fmt: skip
    return render(request, "publication/figure.html", {
        "page": page, "entry": entry, "figure": _figure(entry, tag), "trend": _trend(entry), "ranking": _ranking(entry),
        "comparison": _comparison(entry, tag), "definitions": _definitions(entry, tag), "doubts": [_notice(d) for d in entry.doubts],
        "withheld": _withheld(entry), "behind": behind.table if behind else None, "why": STATE_WORDS.get(entry.state),
    })  # fmt: skip


def _withheld(entry: Entry) -> Words | None:
    """Which counties and years are left out, and why."""
    hidden = [county.name for county in entry.counties if county.is_withheld]
    years = "、".join(str(year) for year in entry.withheld_years)
    if not hidden and not years:
        return None
    zh = "、".join([*(name.zh for name in hidden), *([years] if years else [])])
    en = ", ".join([*(name.en for name in hidden), *([years.replace("、", ", ")] if years else [])])
    return Words(
        f"* {zh}：人数过少或会暴露人数过少者，不公开。",
        f"* {en}: withheld, too few persons or would give away too few.",
    )


def _area(entry: Entry) -> Words:
    return CITY_WORDS.get(entry.city_code, Words(entry.city_code, entry.city_code))


def _kind(entry: Entry) -> tuple[Kind, float]:
    """The kind that shows this unit, and what turns the unit of print into that of the kind."""
    if entry.unit == "%":
        return "share", 0.01
    return ("amount", 100.0) if entry.unit.startswith("yuan") else ("count", 1.0)


def _unit(entry: Entry) -> Words:
    return unit_words(entry.unit, entry.computed if entry.computed is not None else 2)


def _figure(entry: Entry, tag: str) -> Figure:
    """The one big number; a long one in the readable steps of its language."""
    kind, factor = _kind(entry)
    unit = _unit(entry)
    value: Any = Missing.UNKNOWN if entry.computed is None else entry.computed * factor
    if entry.computed is not None and entry.unit != "%" and abs(entry.computed) >= LONG:
        digits, step = steps(entry.computed, entry.unit, tag)
        value, unit = digits, Words(step, step)
    state = State.CERTIFIED if entry.computed is not None else None
    return Figure(entry.term, value, unit, entry.when, _area(entry), state, kind, size="big")


def _trend(entry: Entry) -> Trend | Bars | None:
    """Stocks as a line, flows as bars; None with fewer than two known years."""
    known = [(year, value) for year, value in entry.trend if value is not None]
    if len(known) < 2:
        return None
    kind, factor = _kind(entry)
    if kind == "amount":
        kind, factor = "count", 1.0
    points = tuple(Point(y, None if v is None else v * factor, PointMark.COMPUTED) for y, v in entry.trend)
    title = Words("历年", "Over the years")
    note = Words("由历年冻结的年报算得，口径相同。", "From the frozen returns of each year, by the same definition.")
    is_flow = entry.when.zh.count("—") == 1 and entry.unit != "%"
    if is_flow:
        return Bars(title, points, _unit(entry), kind, width=772, height=220, note=note)
    return Trend(title, (Series(entry.term, points),), _unit(entry), kind, width=772, height=240, note=note)


def _ranking(entry: Entry) -> Ranking | None:
    rows = [c for c in entry.counties if c.value is not None]
    if len(rows) < 2:
        return None
    kind, factor = _kind(entry)
    if kind == "amount":
        kind, factor = "count", 1.0
    rows.sort(key=lambda county: -(county.value or 0))
    return Ranking(
        Words("各县（市、区）", "By county"),
        tuple(RankingRow(c.name, (c.value or 0) * factor) for c in rows),
        _unit(entry), entry.when, kind=kind, width=772,
    )  # fmt: skip


def _comparison(entry: Entry, tag: str) -> list[tuple[Words, str | Words]]:
    """Print beside register, line by line."""
    lines: list[tuple[Words, str | Words]] = [(Words("见报", "Printed"), written(entry.printed, entry.unit, tag))]
    if entry.computed is not None:
        lines.append((Words("登记册算得", "Computed"), written(entry.computed, entry.unit, tag)))
        gap = entry.computed - entry.printed
        decimals = 2 if entry.unit == "%" and gap else 0
        lines.append((Words("相差", "Difference"), number(gap, decimals, signed=True)))
    lines.append((Words("结论", "Verdict"), VERDICT_WORDS[entry.agrees]))
    return lines


def _definitions(entry: Entry, tag: str) -> list[Definition]:
    found = entry.definition
    if found is None:
        return []
    made = [
        Definition(Words("指标", "Indicator"), Words(found.term.zh, found.term.en)),
        Definition(Words("定义", "Definition"), found.definition),
    ]
    if found.numerator.zh:
        made.append(Definition(Words("公式", "Formula"), _formula(entry)))
    if entry.filters:
        narrowed = "; ".join(f"{column} = {', '.join(values)}" for column, values in entry.filters.items())
        made.append(Definition(Words("只计", "Only"), narrowed))
    made.append(Definition(Words("来源", "Source"), found.source))
    if found.hash:
        made.append(Definition(Words("版本", "Version"), Words(
            f"第{found.version}版，{found.edition}年口径，校验码 {found.hash[:8]}",
            f"version {found.version}, edition of {found.edition}, hash {found.hash[:8]}",
        )))  # fmt: skip
    return made


def _formula(entry: Entry) -> Words:
    """Which tables are counted, and what the counts are."""
    found = entry.definition
    assert found is not None
    top = "" if entry.numerator is None or entry.denominator is None else f" {number(entry.numerator)}"
    if found.denominator is None:
        return Words(
            f"对冻结表“{found.numerator.zh}”计数或求和",
            f"Counted or summed over the frozen table “{found.numerator.en}”",
        )
    bottom = "" if entry.denominator is None else f" {number(entry.denominator)}"
    return Words(
        f"分子（表“{found.numerator.zh}”）{top} ÷ 分母（表“{found.denominator.zh}”）{bottom}",
        f"numerator (table “{found.numerator.en}”){top} ÷ denominator (table “{found.denominator.en}”){bottom}",
    )


def _notice(doubt: Doubt) -> Notice:
    title = RULE_TITLES.get(doubt.rule, Words("存疑", "Doubtful"))
    return Notice(
        title, doubt.why, "doubt" if doubt.is_open else "info",
        answers=((Words("怎么办", "What to do"), doubt.cure),), state=State.DOUBTFUL if doubt.is_open else None,
    )  # fmt: skip


def _chain(found: Release, entry: Entry) -> tuple[ProvenanceStep, ...]:
    """From the returns to the release."""
    steps: list[ProvenanceStep] = []
    if entry.inputs:
        labels = ", ".join(f"{i.year} {i.label}" for i in entry.inputs[:2]) + (" …" if len(entry.inputs) > 2 else "")
        count = len(entry.inputs)
        steps.append(
            ProvenanceStep(
                Words(f"冻结的年报{count}份", f"{count} frozen returns" if count > 1 else "1 frozen return"),
                labels,
                entry.manifest_hash[:8] if count > 1 else "",
            )
        )
    if entry.definition and entry.definition.hash:
        version = entry.definition.version
        steps.append(
            ProvenanceStep(
                Words("计算", "Computed"),
                Words(f"公式第{version}版", f"formula, version {version}"),
                entry.definition.hash[:8],
            )
        )
    if code := str(found.about.get("code_version", "")):
        steps.append(ProvenanceStep(Words("程序", "Code"), code.partition("+")[0], code.partition("+")[2]))
    steps.append(
        ProvenanceStep(
            Words("发布", "Released"),
            Words(f"第{found.number}号", f"release {found.number}"),
            found.hash[:8],
            on=found.released_on,
        )
    )
    return tuple(steps)
