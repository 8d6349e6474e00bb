"""`xuezheng standards list|show|stale`: the law as data, on the command line."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from django.utils import timezone

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.standards.dated import VERIFICATIONS, Standard, every
from xuezheng.standards.sets import CodeSet, Formula, code_sets, formulas

STALE_AFTER = 365  # days since somebody compared a value with its document
VERIFICATION_WORDS = {
    "two_sources": Words("两处来源一致", "two sources agree"),
    "single_source": Words("一处来源", "one source"),
    "memory": Words("未核实，可由本机构设定", "not verified; the bureau may set it"),
    "derived": Words("推算", "derived"),
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "show", "stale"))
    parser.add_argument("id", nargs="?", help="标准、代码集或公式的编号，可只写开头 / an id, or its beginning")
    parser.add_argument("--on", type=date.fromisoformat, help="某日有效的值 / the values of a day: 2024-09-01")
    parser.add_argument("--area", default="", help="地区代码 / code of an area")
    parser.add_argument("--verification", choices=VERIFICATIONS)
    parser.add_argument("--days", type=int, default=STALE_AFTER, help="多少天未核对算陈旧 / stale after so many days")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def _language() -> str:
    return shell_language()


def _row(one: Standard) -> dict[str, Any]:
    tag = _language()
    return {
        "id": one.id, "value": one.value, "unit": one.unit, "area": one.area, "from_on": str(one.from_on),
        "to_on": str(one.to_on or ""), "verification": one.verification + (" (local)" if one.is_local else ""),
        "checked_on": str(one.checked_on), "term": one.term.in_(tag), "document": one.document.in_(tag),
        "article": one.article, "note": one.note,
    }  # fmt: skip


def _print(rows: Sequence[dict[str, Any]], columns: Sequence[str], format: str) -> None:
    if format == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    widths = [max([len(c), *(len(f"{r[c]}") for r in rows)]) for c in columns]
    for line in ({c: c for c in columns}, *rows):
        print("  ".join(f"{line[c]}".ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip())


def _chosen(args: Namespace) -> list[Standard]:
    found = [s for s in every() if not args.id or s.id == args.id or s.id.startswith(args.id)]
    if args.verification:
        found = [s for s in found if s.verification == args.verification]
    if args.on:
        found = [s for s in found if s.holds(args.on, args.area or s.area)]
    return found


def _list(args: Namespace) -> int:
    found = _chosen(args)
    _print([_row(s) for s in found], ("id", "value", "unit", "area", "from_on", "verification", "term"), args.format)
    if args.format == "table" and not args.id:
        sets, ways = code_sets(), formulas()
        unverified = sum(s.verification == "memory" for s in found)
        say(
            f"共 {len(found)} 个值，其中 {unverified} 个未核实；代码集 {len(sets)} 个（{'、'.join(s.id for s in sets)}），公式 {len(ways)} 个。",
            f"{len(found)} values, {unverified} of them not verified; {len(sets)} code sets ({', '.join(s.id for s in sets)}), "
            f"{len(ways)} formulas.",
        )
    return 0


def _show(args: Namespace) -> int:
    found = _chosen(args)
    sets = [s for s in code_sets() if s.id == args.id]
    ways = [f for f in formulas() if args.id and f.id.startswith(args.id)]
    if not args.id or not (found or sets or ways):
        known = sorted({s.id for s in every()} | {s.id for s in code_sets()} | {f.id for f in formulas()})
        near = get_close_matches(args.id or "", known, n=3)
        what = Words("没有这个标准。", "There is no such standard.")
        cure = Words(
            f"相近的：{'、'.join(near)}；全部：xuezheng standards list",
            f"Near: {', '.join(near)}. All: xuezheng standards list",
        )
        raise Refused([Problem("standards.unknown", what, got=args.id or "", cure=cure)])
    if args.format == "json":
        _print([_row(s) for s in found], (), "json")
        return 0
    for one in found:
        _print_standard(one)
    for one in sets:
        _print_set(one)
    for one in ways:
        _print_formula(one)
    return 0


def _print_standard(one: Standard) -> None:
    row, tag = _row(one), _language()
    until = f" … {one.to_on}" if one.to_on else ""
    print(f"{one.id}  {row['term']}\n  {one.value:g} {one.unit}   {one.area}   {one.from_on}{until}")
    print(f"  {row['document']}  {one.article}".rstrip())
    print(f"  {VERIFICATION_WORDS[one.verification].in_(tag)}（{one.checked_on}）{'  ' + one.note if one.note else ''}")


def _print_set(one: CodeSet) -> None:
    print(f"{one.id}  {one.term.in_(_language())}  {one.document}  {one.from_on}  {one.verification}")
    for code in one.codes:
        print(f"  {code.code}  {code.name}{'' if code.verification == one.verification else '  ' + code.verification}")


def _print_formula(one: Formula) -> None:
    print(f"{one.id}  {one.term.in_(_language())}  {one.from_on}\n  {one.text}")
    for letter, meaning in one.symbols:
        print(f"    {letter}: {meaning}")
    print(f"  {one.document.in_(_language())}  {one.verification}{'  ' + one.note if one.note else ''}")


def _stale(args: Namespace) -> int:
    """What nobody has compared with its document for long, and what never was; exit code 1 where there is any."""
    before = timezone.localdate() - timedelta(days=args.days)
    found = [s for s in _chosen(args) if s.checked_on < before]
    _print([_row(s) for s in found], ("checked_on", "id", "value", "unit", "verification", "document"), args.format)
    if args.format == "table":
        say(
            f"{len(found)} 个值 {args.days} 天内未与文件核对。",
            f"{len(found)} values were not compared with their documents within {args.days} days.",
        )
    return 1 if found else 0


def _run(args: Namespace) -> int:
    return {"list": _list, "show": _show, "stale": _stale}[args.what](args)


COMMANDS = (
    Command(
        "standards", Words("查法规标准：阈值、代码、公式", "The law as data: values, codes, formulas"), _arguments, _run
    ),
)
