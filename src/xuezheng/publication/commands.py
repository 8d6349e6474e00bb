"""`xuezheng page` and `xuezheng publish`."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings

from xuezheng.engine.commands import Command
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.publication import gather
from xuezheng.publication.entry import Entry
from xuezheng.publication.release import Release, latest, release
from xuezheng.publication.remake import remake

FIELDS = (
    "id",
    "city",
    "row",
    "office",
    "kind",
    "term",
    "printed",
    "qualifier",
    "computed",
    "unit",
    "state",
    "agrees",
    "why",
)


def plain(entry: Entry, language: str) -> dict[str, Any]:
    """A figure as `xuezheng page` prints it: `printed` and `computed` in the unit of print, doubts as a list."""
    return {
        "id": entry.id, "city": entry.city_code, "row": entry.system, "office": entry.office, "kind": entry.kind,
        "term": entry.term.in_(language), "printed": entry.printed, "qualifier": entry.qualifier, "computed": entry.computed,
        "unit": entry.unit, "state": entry.state, "agrees": entry.agrees, "why": entry.why.in_(language),
        "when": entry.when.in_(language), "numerator": entry.numerator, "denominator": entry.denominator,
        "doubts": [
            {"rule": d.rule, "is_open": d.is_open, "why": d.why.in_(language), "to_do": d.cure.in_(language)} for d in entry.doubts
        ],
        "indicator": entry.definition.indicator_id if entry.definition else None,
        "version": entry.definition.version if entry.definition else None,
        "definition_hash": entry.definition.hash if entry.definition else None,
        "manifest_hash": entry.manifest_hash,
        "inputs": [{"city": i.city_code, "year": i.year, "return": i.label} for i in entry.inputs],
    }  # fmt: skip


def _page_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.add_argument("--release", type=int, help="a release's number; without it, computed from the frozen returns")
    parser.add_argument("--id", help="one figure only")
    parser.add_argument("--language", choices=("zh", "en"), help="zh or en")


def _page(args: Namespace) -> int:
    language = _language(args)
    found = _released(args.release) if args.release is not None else gather.Sources.of(settings.INSTANCE).entries
    chosen = [entry for entry in found if args.id in (None, entry.id)]
    if not chosen:
        raise Refused([_no_such_figure(str(args.id))])
    rows: list[dict[str, Any]] = [plain(entry, language) for entry in chosen]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif args.format == "csv":
        writer: csv.DictWriter[str] = csv.DictWriter(sys.stdout, FIELDS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(chosen, language)
    return 0


def _print_table(found: Sequence[Entry], language: str) -> None:
    verdicts = {True: Words("相符", "agrees"), False: Words("不符", "differs"), None: Words("未算", "no value")}
    for entry in found:
        computed = "…" if entry.computed is None else f"{entry.computed:,.10g}"
        doubts = "  ?" + ",".join(d.rule for d in entry.open_doubts) if entry.open_doubts else ""
        verdict = verdicts[entry.agrees].in_(language)
        print(
            f"{entry.id:<42}{entry.printed:>15,.10g}{computed:>15}  {entry.unit:<12} {entry.kind:<9} {verdict}{doubts}"
        )
    known = [entry for entry in found if entry.computed is not None]
    agreeing = sum(1 for entry in found if entry.agrees)
    print(Words(f"{len(found)}个数，算出{len(known)}个，相符{agreeing}个。",
                f"{len(found)} figures, {len(known)} computed, {agreeing} agree.").in_(language))  # fmt: skip


def _released(number: int) -> list[Entry]:
    found = release(settings.INSTANCE, number)
    if found is None:
        raise Refused([_no_such_release(number)])
    _refuse_damaged(found)
    return list(found.entries.values())


def _publish_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=date.fromisoformat, help="the date of the release, YYYY-MM-DD (today)")
    parser.add_argument("--note", default="", help="what the readers should know about this release")
    parser.add_argument("--language", choices=("zh", "en"), help="zh or en")


def _publish(args: Namespace) -> int:
    language = _language(args)
    print(
        Words(
            "核对冻结的年报，计算并整理各数……",
            "Checking the frozen returns, computing the figures and the rows behind them …",
        ).in_(language),
        flush=True,
    )
    made = gather.release_now(settings.INSTANCE, settings.NODE_MODULES, args.on or date.today(), args.note)
    if made is None:
        last = latest(settings.INSTANCE)
        assert last is not None
        print(
            Words(
                f"与第{last.number}号发布相比没有变化，不另发布。",
                f"Nothing changed since release {last.number}: no new release.",
            ).in_(language)
        )
        return 0
    agreeing = sum(1 for entry in made.entries.values() if entry.agrees)
    beside = (
        f"{len(made.entries)}个见报的数，{agreeing}个相符，",
        f"{len(made.entries)} printed figures, {agreeing} agree, ",
    )
    zh, en = beside if made.entries else ("", "")
    head = f"{made.released_on}, {made.hash[:8]}: {en}{len(made.changes)} changes."
    said = Words(
        f"第{made.number}号发布，{made.released_on}，{made.hash[:8]}：{zh}{len(made.changes)}处改动。",
        f"Release {made.number}, {head}",
    )
    print(said.in_(language))
    left_out = made.withheld
    if left_out.get("count"):
        shown, distance = left_out["smallest_shown"], left_out["distance"]
        print(Words(f"不足{shown}人的数与能推出它们的数不公开：共{left_out['count']}个单元格（*）；用全部公开的数反推，没有一个能推到±{distance}人以内。",
                    f"Withheld (*): {left_out['count']:,} cells, those below {shown} persons and those that would give them away. Attacked with all that "
                    f"is published, none comes out within ±{distance} persons.").in_(language))  # fmt: skip
    if left_out.get("exposed"):
        print(Words(f"其中{left_out['exposed']}个无法保护：城市版面上的数须保留。",
                    f"Of the small ones {left_out['exposed']} cannot be protected, because figures of the page must stay.").in_(language))  # fmt: skip
    print(
        Words(
            f"地址：/releases/{made.number}/（最新一版也在 /page）",
            f"Address: /releases/{made.number}/ (the latest is also at /page)",
        ).in_(language)
    )
    return 0


def _remake_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("release", type=int, help="the release's number")
    parser.add_argument("--language", choices=("zh", "en"), help="zh or en")


def _remake(args: Namespace) -> int:
    language = _language(args)
    found = release(settings.INSTANCE, args.release)
    if found is None:
        raise Refused([_no_such_release(args.release)])
    _refuse_damaged(found)
    made = remake(settings.INSTANCE, found, settings.NODE_MODULES)
    if not made.is_same_code:
        print(Words(f"程序已不是当时的：发布用 {made.code_then}，现在是 {made.code_now}；{len(made.definitions)} 个指标的定义不同。",
                    f"The code is not that of the release: it was {made.code_then}, it is {made.code_now}; "
                    f"{len(made.definitions)} definitions differ.").in_(language))  # fmt: skip
    for name in made.differing:
        then, now = made.files[name]
        print(f"≠ {name}  {then[:8] or '—'} → {now[:8] or '—'}")
    count = len(made.files)
    if made.differing:
        print(
            Words(f"{count}个文件，{len(made.differing)}个不同。", f"{count} files, {len(made.differing)} differ.").in_(
                language
            )
        )
        return 1
    print(Words(f"第{found.number}号由{len(found.about['returns'])}份年报重算，{count}个文件逐字节相同。",
                f"Release {found.number} made again from {len(found.about['returns'])} returns: {count} files, the same byte for byte.").in_(language))  # fmt: skip
    return 0


def _refuse_damaged(found: Release) -> None:
    broken = found.damaged()
    if broken:
        raise Refused([Problem(
            "publication.release_verifies",
            Words("这一号发布的文件与其清单不符，不再可信。", "Files of this release no longer match its manifest: it cannot be trusted."),
            which=", ".join(broken), where=str(found.folder),
            cure=Words("从备份恢复这一文件夹。", "Restore the folder from a backup."),
        )])  # fmt: skip


def _language(args: Namespace) -> str:

    return args.language or shell_language()


def _no_such_figure(id: str) -> Problem:
    return Problem(
        "publication.figure_exists", Words("版上没有这个数。", "The page has no such figure."), which=id,
        cure=Words("不带 --id 运行，列出全部。", "Run without --id to list them all."),
    )  # fmt: skip


def _no_such_release(number: int) -> Problem:
    last = latest(settings.INSTANCE)
    have = (
        Words(f"已有第1至{last.number}号。", f"There are releases 1 to {last.number}.")
        if last
        else Words("还没有发布。", "Nothing is released yet.")
    )
    return Problem(
        "publication.release_exists",
        Words("没有这一号发布。", "There is no such release."),
        which=str(number),
        cure=have,
    )


COMMANDS = (
    Command("page", Words("列出见报的132个数：见报、算得、是否相符、为什么", "List the page's 132 figures: printed, computed, whether they agree and why"),
            _page_arguments, _page),
    Command("publish", Words("发布：由冻结的年报做成有编号、有日期、不可改的一版", "Publish: a numbered, dated, unchangeable release from the frozen returns"),
            _publish_arguments, _publish),
    Command("remake", Words("由冻结的年报重算一号发布，逐字节比较", "Make a release again from its frozen returns and compare byte for byte"),
            _remake_arguments, _remake),
)  # fmt: skip
