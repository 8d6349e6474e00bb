"""`xuezheng figures`, `xuezheng compute` and `xuezheng targets`."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from xuezheng.engine.catalogue import Catalogue, catalogue, measures, sql_store
from xuezheng.engine.commands import Command, say
from xuezheng.engine.evaluate import Answer, answers, coverage_of
from xuezheng.engine.figures import Asked, Indicator, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.keeping import keep_figures
from xuezheng.engine.offices import declared
from xuezheng.engine.questions import place_of
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.indicators.actions import do_set_target, do_withdraw_target, in_unit
from xuezheng.indicators.aims import judged, notes_of, targets_of
from xuezheng.indicators.awaited import AWAITED, Awaited

Rows = Mapping[str, Asked]
FORMATS = ("table", "json", "csv")


def _words(words: Words) -> str:
    return words.in_(shell_language())


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="列出指标目录 / list the catalogue")
    parser.add_argument(
        "--explain",
        metavar="ID",
        help="定义、公式、来源、所用的表、校验码 / definition, formula as SQL, source, inputs, hash",
    )
    parser.add_argument(
        "--area", metavar="CODE", help="510000、511000、511002、511002001，或 10 位学校代码 / or a school's code"
    )
    parser.add_argument(
        "--year", type=int, metavar="YEAR", help="2023 = 2023—2024；缺省为最近一年 / the latest unless given"
    )
    parser.add_argument(
        "--since", type=int, metavar="YEAR", help="增长的起始年 / the year that growth is measured from"
    )
    parser.add_argument(
        "--figure", metavar="ID", help="一个指标或见报的一个数；缺省全部 / an indicator or a figure of the page"
    )
    parser.add_argument(
        "--filter", action="append", default=[], metavar="COLUMN=VALUE[,VALUE]", help="stage=senior,vocational"
    )
    parser.add_argument("--format", choices=FORMATS, default="table")


def frozen_here(instance: Instance) -> Frozen:
    """The frozen returns of the instance. Raises Refused where there are none."""
    found = Frozen.of(instance)
    if not found.returns:
        what = Words("还没有冻结的年报，无数可算。", "No return is frozen yet: there is nothing to compute from.")
        cure = Words("先运行 xuezheng freeze。", "Run xuezheng freeze first.")
        raise Refused([Problem("figures.frozen", what, where=str(instance.returns), cure=cure)])
    return found


def as_of(period: Period, year: int, since: int | None) -> Period:
    """The period of a page row seen from another year: stocks of that year, a sum from the same first day up to it.

    A flow of one calendar year moves as a whole, and so does a sum that would end before it began.
    """
    if period.first_on is None or period.last_on is None:
        return Period(year=year, since=since or period.since)
    last_on = period.last_on.replace(year=year)
    if period.first_on.year < period.last_on.year and period.first_on <= last_on:
        return replace(period, last_on=last_on)
    return Period(
        first_on=period.first_on.replace(year=period.first_on.year + year - period.last_on.year), last_on=last_on
    )


def questions(args: Namespace, known: Catalogue, frozen: Frozen, rows: Rows) -> list[tuple[str, Asked]]:
    """What is asked: (id to print, question). Raises Refused where it is not clear."""
    filters = _filters(args.filter)
    if args.figure in rows:
        asked = rows[args.figure]
        if args.area:
            asked = replace(asked, place_code=place_of(args.area))
        if args.year is not None:
            asked = replace(asked, period=as_of(asked.period, args.year, args.since))
        return [(args.figure, replace(asked, filters={**asked.filters, **filters}))]
    if not args.area and len(frozen.cities) > 1:
        what = Words("请用 --area 指明地区。", "Say which area, with --area.")
        cure = Words(f"有年报的市：{'、'.join(frozen.cities)}", f"Cities with returns: {', '.join(frozen.cities)}")
        raise Refused([Problem("figures.area", what, cure=cure)])
    place = place_of(args.area) if args.area else next(iter(frozen.cities))
    period = Period(year=args.year if args.year is not None else frozen.years[-1], since=args.since)
    if args.figure:
        return [(args.figure, Asked(args.figure, place, period, filters))]
    plain = replace(period, since=None)
    return [
        (i.id, Asked(i.id, place, period if i.change else plain, filters))
        for i in sorted(known, key=lambda i: i.id)
        if set(filters) <= set(i.filters)
    ]


def _filters(written: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in written:
        column, sign, values = one.partition("=")
        if not sign:
            what = Words("筛选应写作 列=值。", "A filter is written column=value.")
            raise Refused(
                [Problem("figures.filter", what, got=one, cure=Words("例：stage=senior", "For example: stage=senior"))]
            )
        found[column.strip()] = tuple(v.strip() for v in values.split(","))
    return found


def printed_row(id: str, found: Answer, indicator: Indicator) -> dict[str, Any]:
    """An answer as it is printed, in the units of the catalogue."""
    period = found.asked.period
    when = str(period.year) if period.year is not None else f"{period.first_on}..{period.last_on}"
    return {
        "id": id, "indicator": indicator.id, "term": _words(indicator.term), "area": found.asked.place_code,
        "period": when if period.since is None else f"{period.since}..{when}",
        "filters": {column: list(values) for column, values in found.asked.filters.items()},
        "value": found.value, "unit": found.unit, "numerator": found.numerator, "denominator": found.denominator,
        "state": found.state, "reason": _words(found.reason) if found.reason else "", "version": found.version,
        "definition_hash": found.definition_hash, "manifest_hash": found.manifest_hash,
        "returns": [f"{r.city_code} {r.year} {r.label}" for r in found.inputs],
    }  # fmt: skip


def listed_row(indicator: Indicator, known: Catalogue) -> dict[str, Any]:
    """An indicator as it is listed."""
    return {
        "id": indicator.id, "term": _words(indicator.term), "unit": indicator.unit, "office": indicator.office,
        "levels": list(indicator.levels), "filters": list(indicator.filters), "version": indicator.version,
        "edition": indicator.edition, "definition": _words(indicator.definition),
        "source": _words(indicator.source.document), "verification": indicator.source.verification,
        "definition_hash": known.definition_hash(indicator.id),
    }  # fmt: skip


def awaited_row(awaited: Awaited) -> dict[str, Any]:
    """An indicator without input, in the same columns."""
    no_input = Words("无来源：", "no input: ")
    return {
        "id": awaited.id, "term": _words(awaited.term), "unit": "—", "office": "—", "levels": [], "filters": [], "version": 0,
        "edition": "2020", "definition": awaited.formula, "source": _words(no_input) + _words(awaited.giver), "verification": "memory",
        "definition_hash": "—",
    }  # fmt: skip


def explain(id: str, known: Catalogue) -> list[tuple[str, str]]:
    """All there is to know of an indicator: its definition, its formula as SQL, where it comes from, what it reads."""
    awaited = next((a for a in AWAITED if a.id == id), None)
    if awaited is not None and id not in known:
        return [
            (_words(Words("指标", "Indicator")), f"{id}  {_words(awaited.term)}"), (_words(Words("定义", "Definition")), awaited.formula),
            (_words(Words("无来源", "No input")), _words(awaited.giver)),
        ]  # fmt: skip
    indicator = known[id]
    lines = [
        (_words(Words("指标", "Indicator")), f"{id}  {_words(indicator.term)}"),
        (_words(Words("定义", "Definition")), _words(indicator.definition)),
        (_words(Words("单位", "Unit")), indicator.unit),
        (_words(Words("层级", "Levels")), ", ".join(indicator.levels)),
        (_words(Words("可筛选", "Filters")), ", ".join(indicator.filters) or "—"),
        (_words(Words("方向", "Direction")), indicator.direction),
        (
            _words(Words("依据", "Source")),
            f"{_words(indicator.source.document)} {indicator.source.article} ({indicator.source.verification})",
        ),
    ]
    for name, measure in zip(
        (Words("分子", "Numerator"), Words("分母", "Denominator")), measures(indicator), strict=False
    ):
        compiled = known.sql.of(measure)
        lag = (
            _words(Words(f"，{measure.lag_years}年前的年报", f", the return of {measure.lag_years} years before"))
            if measure.lag_years
            else ""
        )
        lines.append((_words(name), f"SELECT {compiled.over([])} FROM {measure.table.name} AS t0"))
        lines.append(
            (
                _words(Words("取自", "Reads")),
                f"{_words(measure.table.title)} ({measure.table.name}, v{measure.table.version}){lag}",
            )
        )
    if indicator.multiplier != 1:
        lines.append((_words(Words("乘以", "Times")), f"{indicator.multiplier:g}"))
    codes = ", ".join(
        part
        for part in (indicator.uis_code and f"UIS {indicator.uis_code}", indicator.sdg4 and f"SDG {indicator.sdg4}")
        if part
    )
    lines.append((_words(Words("国际代码", "International codes")), codes or "—"))
    lines.append((_words(Words("版本", "Version")), f"{indicator.edition} v{indicator.version}"))
    lines.append((_words(Words("校验码", "Hash")), known.definition_hash(id)))
    return lines


def write(rows: list[dict[str, Any]], columns: tuple[str, ...], format: str) -> None:
    """Print rows: JSON and CSV whole, a table of the given columns with hashes cut to eight digits."""
    if format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if format == "csv":
        writer: csv.DictWriter[str] = csv.DictWriter(
            sys.stdout, list(rows[0]) if rows else columns, lineterminator="\n"
        )
        writer.writeheader()
        joined = (list, dict)
        writer.writerows(
            {k: json.dumps(v, ensure_ascii=False) if isinstance(v, joined) else v for k, v in row.items()}
            for row in rows
        )
        return
    cells = [list(columns), *([_cell(column, row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(column: str, value: Any) -> str:
    if value is None:
        return "…"
    if column.endswith("_hash"):
        return str(value)[:8]
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return ",".join(value) if isinstance(value, list) else str(value)


def _figures(args: Namespace, rows: Rows) -> int:
    instance = Instance.here()
    known = catalogue(declared(), sql_store(instance))
    if args.list:
        listed = [listed_row(i, known) for i in sorted(known, key=lambda i: i.id)] + [awaited_row(a) for a in AWAITED]
        known.sql.save()
        write(listed, ("id", "unit", "office", "version", "definition_hash", "term"), args.format)
        return 0
    if args.explain:
        for name, text in explain(args.explain, known):
            print(f"{name}: {text}")
        known.sql.save()
        return 0
    frozen = frozen_here(instance)
    asked = questions(args, known, frozen, rows)
    found = answers([a for _, a in asked], known, frozen)
    printed = [printed_row(id, a, known[a.asked.indicator_id]) for (id, _), a in zip(asked, found, strict=True)]
    write(printed, ("id", "area", "period", "value", "unit", "state", "version", "manifest_hash", "term"), args.format)
    if args.figure and found[0].reason and args.format == "table":
        print(_words(found[0].reason))
    elif args.figure and args.format == "table" and (covered := coverage_of(asked[0][1], known, frozen)):
        print(_words(covered.words))
    return 0


def _compute(args: Namespace) -> int:
    instance = Instance.here()
    known, frozen = catalogue(declared(), sql_store(instance)), frozen_here(instance)
    kept = keep_figures(instance, known, frozen)
    made = kept.figures
    if not kept.is_new:
        say(f"没有变化，{made.hash[:8]} 仍然有效。", f"Unchanged, {made.hash[:8]} stands.")
        return 0
    say(
        f"{len(known)} 个指标，{len(frozen.returns)} 份年报，{made.manifest['row_count']:,} 个数，{made.hash[:8]}："
        f"编译 {kept.compiling_s:.2f}、计算 {kept.computing_s:.2f} CPU 秒。",
        f"{len(known)} indicators, {len(frozen.returns)} returns, {made.manifest['row_count']:,} figures, {made.hash[:8]}: "
        f"compiled in {kept.compiling_s:.2f}, computed in {kept.computing_s:.2f} CPU seconds.",
    )
    return 0


def _targets_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--area", metavar="CODE", required=True, help="511000")
    parser.add_argument("--set", metavar="ID=VALUE", help="large_class_share=5（百分数 / per cent）")
    parser.add_argument("--by", type=int, metavar="YEAR", help="到哪个学年 / by which school year")
    parser.add_argument("--at-most", action="store_true", help="不高于（缺省为不低于）/ at most, not at least")
    parser.add_argument("--note", default="", help="出处 / from which plan or document")
    parser.add_argument("--withdraw", type=int, metavar="NUMBER", help="撤回一个目标 / take one back")
    parser.add_argument("--format", choices=FORMATS, default="table")


def _targets(args: Namespace) -> int:
    """List an area's targets with how the figures do; set or withdraw one."""
    instance = Instance.here()
    known = catalogue(declared(), sql_store(instance))
    if args.set is not None:
        id, sign, value = args.set.partition("=")
        if not sign or args.by is None:
            what = Words(
                "目标写作 指标=数值，并用 --by 给出学年。", "A target is written ID=VALUE, with its year as --by."
            )
            raise Refused([Problem("indicators.target.written", what, got=args.set)])
        indicator = known[id.strip()]
        do_set_target(
            None, indicator, args.area, args.by, in_unit(indicator, value), is_floor=not args.at_most, note=args.note
        )
    if args.withdraw is not None:
        standing = [t for t in targets_of(args.area) if t.pk == args.withdraw]
        if not standing:
            what = Words("这个地区没有这个目标。", "The area has no such target.")
            raise Refused([Problem("indicators.target.unknown", what, which=args.area, got=str(args.withdraw))])
        do_withdraw_target(None, standing[0])
    frozen = Frozen.of(instance)
    listed: list[dict[str, Any]] = []
    for one in (t for t in targets_of(args.area) if t.indicator_id in known):
        asked = [Asked(one.indicator_id, args.area, Period(year=year)) for year in frozen.years]
        values = {a.asked.period.year or 0: a.value for a in answers(asked, known, frozen)}
        broken = [n.school_year for n in notes_of(args.area, one.indicator_id)]
        found = judged(one, values, broken).aimed
        listed.append(
            {
                "number": one.pk, "id": one.indicator_id, "by": one.school_year, "target": one.value,
                "side": ">=" if one.is_floor else "<=", "year": found.year, "value": found.value, "expected": found.expected,
                "state": found.state, "term": _words(known[one.indicator_id].term), "note": one.note,
            }
        )  # fmt: skip
    known.sql.save()
    columns = ("number", "id", "by", "side", "target", "year", "value", "expected", "state", "term", "note")
    write(listed, columns, args.format)
    return 0


def commands(rows: Callable[[], Rows]) -> tuple[Command, ...]:
    """`figures` and `compute`; `rows` gives the questions of the page by their ids."""
    return (
        Command(
            "figures", Words("由冻结的年报计算指标", "Figures from the frozen returns"), _arguments,
            lambda args: _figures(args, rows()),
        ),
        Command(
            "compute", Words("计算并保存全部指标", "Compute every figure and keep the set"), lambda parser: None, _compute
        ),
        Command("targets", Words("一个地区的目标与进展", "An area's targets and how far it is"), _targets_arguments, _targets),
    )  # fmt: skip
