"""`xuezheng seats backtest|forecast|warnings`: forecasts on the command line."""

import csv
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from xuezheng.engine.commands import Command, say
from xuezheng.engine.instance import Instance, no_instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words

KINDS = ("births", "dwellings", "projects")
PEER_WORDS = {
    "shown": Words("本系统", "ours, shown"), "no_change": Words("维持不变", "no change"),
    "unshrunk": Words("普通年级递进", "unshrunk grade progression"), "trend": Words("直线趋势", "plain trend"),
}  # fmt: skip


def _years(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.replace("，", ",").split(",") if part.strip())


def _arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True)
    back = parts.add_parser("backtest", help="以往年检验预测 / judge forecasts by the past")
    back.add_argument("enrolment", type=Path, metavar="ENROLMENT.csv", help="year, school, grade, students")
    back.add_argument("--births", type=Path, required=True, metavar="BIRTHS.csv", help="year, births[, area]")
    back.add_argument("--horizons", type=_years, default=(1, 3, 5), metavar="1,3,5")
    back.add_argument("--from", type=int, dest="first", metavar="YEAR", help="最早的起点 / the earliest origin")
    back.add_argument("--without", type=_years, default=(), metavar="YEARS", help="不用的年份 / years to leave out")
    back.add_argument("--keep-years", action="store_true", help="不自动排除异常年份 / set no odd year aside")
    back.add_argument("--keep-names", action="store_true", help="不并校名 / read no school as renamed")
    make = parts.add_parser("forecast", help="计算一个市的预测 / compute a city's forecast")
    make.add_argument("city", metavar="CODE")
    make.add_argument("--years", type=int, default=15)
    warn = parts.add_parser("warnings", help="最新预测的预警 / the warnings of the newest forecast")
    warn.add_argument("area", metavar="CODE")
    warn.add_argument("--ahead", type=int, default=5, help="今后几年 / years ahead")
    warn.add_argument("--format", choices=("table", "json"), default="table")
    form = parts.add_parser("template", help="空表 / an empty form")
    form.add_argument("kind", choices=KINDS)
    form.add_argument("file", type=Path)
    take = parts.add_parser("import", help="收出生、住房、项目的文件 / take a file of births, dwellings, projects")
    take.add_argument("kind", choices=KINDS)
    take.add_argument("file", type=Path)
    back = parts.add_parser("undo", help="撤回收过的文件 / take a file back")
    back.add_argument(
        "number", type=int, nargs="?", help="编号；缺省列出可撤回的 / its number; without: those that can be"
    )
    take.add_argument("--apply", action="store_true", help="写入；缺省为试读 / write; else only tried")


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{k: v for k, v in row.items() if k} for row in csv.DictReader(file)]
    except FileNotFoundError:
        what = Words("没有这个文件。", "There is no such file.")
        raise Refused([Problem("seats.file", what, where=str(path))]) from None
    except UnicodeDecodeError:
        what = Words("文件不是UTF-8编码。", "The file is not in UTF-8.")
        raise Refused([Problem("seats.encoding", what, where=str(path))]) from None


def _backtest(args: Namespace) -> int:
    from xuezheng.seats.plan.judging import MODELS, judged

    horizons = tuple(sorted(set(args.horizons)))
    if not horizons or horizons[0] < 1 or horizons[-1] > 20:
        what = Words("预测年数应在1到20之间。", "Horizons lie between 1 and 20 years.")
        raise Refused([Problem("seats.horizons", what, got=str(args.horizons))])
    born, counted = _read(args.births), _read(args.enrolment)
    read, report = judged(
        counted, args.enrolment.name, (born, args.births.name), horizons, first=args.first, without=args.without,
        keeps_names=args.keep_names, keeps_years=args.keep_years,
    )  # fmt: skip
    for notice in read.notices:
        say(f"注意　{notice.what.zh}", f"note  {notice.what.en}")
    say(
        f"起点 {report.origins[0]}–{report.origins[-1]}（{len(report.origins)}个）",
        f"origins {report.origins[0]}–{report.origins[-1]} ({len(report.origins)})",
    )
    for name in MODELS:
        figures = "  ".join(f"{h}: {100 * report.mape(name, h):6.2f}" for h in horizons)
        say(f"{PEER_WORDS[name].zh:　<8}MAPE % {figures}", f"{PEER_WORDS[name].en:<28}MAPE % {figures}")
    by_horizon = "  ".join(f"{h}: {100 * c:.1f}" for h, c in report.coverage_by_horizon.items())
    by_size = "  ".join(f"{k}: {100 * c:.1f}" for k, c in report.coverage_by_size.items())
    say(
        f"90%区间覆盖率　按年数 {by_horizon}　按大小 {by_size}",
        f"coverage of 90 % intervals  by horizon {by_horizon}  by size {by_size}",
    )
    used = sorted(set(report.models.values()))
    say(f"各起点选用的模型：{'、'.join(used)}", f"models shown at the origins: {', '.join(used)}")
    mapes = " ".join(f"{100 * report.mape('shown', h):.3f}" for h in horizons)
    print(f"mape {mapes} coverage90 {100 * report.coverage:.1f}")
    return 0


def _instance() -> Instance:
    here = Instance.here()
    if not here.about():
        raise no_instance(here.home)
    return here


def _forecast(args: Namespace) -> int:
    from xuezheng.seats.actions import do_forecast, latest_forecast

    here = _instance()
    if not 1 <= args.years <= 20:
        what = Words("预测年数应在1到20之间。", "A forecast reaches 1 to 20 years.")
        raise Refused([Problem("seats.horizons", what, got=str(args.years))])
    made = do_forecast(None, here, args.city, horizon=args.years)
    kept = latest_forecast(here, args.city)
    assert kept is not None
    about = kept.manifest.about
    say(
        f"{args.city}：据{made.base_year}年为止的年报，{args.years}年，模型{about['model']}",
        f"{args.city}: from returns up to {made.base_year}, {args.years} years, model {about['model']}",
    )
    if report := about["backtest"]:
        say(f"90%区间覆盖 {100 * report['coverage']:.1f}%", f"90 % intervals covered {100 * report['coverage']:.1f} %")
    print(f"forecast {made.hash}")
    return 0


def _warnings(args: Namespace) -> int:
    import polars as pl

    from xuezheng.ground.codes import area_prefix
    from xuezheng.seats.actions import latest_forecast

    kept = latest_forecast(_instance(), args.area[:4] + "00")
    if kept is None:
        what = Words("这个市还没有预测。", "There is no forecast of this city yet.")
        cure = Words(f"xuezheng seats forecast {args.area[:4]}00", f"xuezheng seats forecast {args.area[:4]}00")
        raise Refused([Problem("seats.none", what, which=args.area, cure=cure)])
    found = kept.warnings.filter(
        pl.col("town_code").str.starts_with(area_prefix(args.area)) & (pl.col("ahead") <= args.ahead) & (pl.col("colour") != "green")
    ).sort("school_year", "town_code", "stage")  # fmt: skip
    if args.format == "json":
        print(json.dumps(found.drop("institution_code").to_dicts(), ensure_ascii=False, indent=1))
        return 0
    for row in found.iter_rows(named=True):
        print(
            f"{row['town_code']}  {row['colour']:<6}  {row['reason_en' if shell_language() == 'en' else 'reason_zh']}"
        )
    say(f"{found.height}处", f"{found.height} warnings")
    return 0


def _template(args: Namespace) -> int:
    from xuezheng.seats.actions.intake import template

    args.file.write_text(template(args.kind), encoding="utf-8")
    return 0


def _import(args: Namespace) -> int:
    from xuezheng.seats.actions.intake import do_take_file

    _instance()
    try:
        text = args.file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        what = Words("读不了这个文件（要UTF-8的CSV）。", "The file cannot be read (a CSV file in UTF-8 is wanted).")
        raise Refused([Problem("seats.file", what, where=str(args.file))]) from error
    taken = do_take_file(None, args.kind, text, args.file.name, apply=args.apply)
    say(
        f"新增{taken.added}，更改{taken.changed}，不变{taken.unchanged}",
        f"{taken.added} new, {taken.changed} changed, {taken.unchanged} as they were",
    )
    if args.apply:
        say(
            f"编号{taken.number}，可撤回：xuezheng seats undo {taken.number}",
            f"number {taken.number}; take it back by xuezheng seats undo {taken.number}",
        )
    if not args.apply:
        say("试读，没有写入；加 --apply 写入。", "Tried, nothing written; add --apply to write.")
    return 0


def _undo(args: Namespace) -> int:
    from xuezheng.seats.actions.undoing import do_undo_file
    from xuezheng.seats.models import TakenFile

    _instance()
    standing = TakenFile.objects.filter(undone_at__isnull=True)
    if args.number is None:
        for one in standing[:50]:
            print(f"{one.pk}  {one.taken_at:%Y-%m-%d %H:%M}  {one.kind}  {one.name}  {len(one.before)}")
        return 0
    taken = standing.filter(pk=args.number).first()
    if taken is None:
        what = Words("没有这个可撤回的文件。", "There is no such file to take back.")
        raise Refused(
            [
                Problem(
                    "seats.undo.none",
                    what,
                    got=str(args.number),
                    cure=Words("xuezheng seats undo", "xuezheng seats undo"),
                )
            ]
        )
    count = do_undo_file(None, taken)
    say(f"已撤回{taken.name}：{count}行", f"{taken.name} taken back: {count} rows")
    return 0


def _run(args: Namespace) -> int:
    return {
        "backtest": _backtest, "forecast": _forecast, "warnings": _warnings, "template": _template, "import": _import, "undo": _undo,
    }[args.what](args)  # fmt: skip


COMMANDS = (
    Command("seats", Words("学位：预测、检验、预警", "Seats: forecast, back-test, warnings"), _arguments, _run),
)
