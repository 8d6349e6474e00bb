"""`xuezheng seats backtest|forecast|warnings`: forecasts on the command line."""

import csv
from argparse import ArgumentParser, Namespace
from pathlib import Path

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

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


def _run(args: Namespace) -> int:
    return {"backtest": _backtest}[args.what](args)


COMMANDS = (
    Command("seats", Words("学位：预测、检验、预警", "Seats: forecast, back-test, warnings"), _arguments, _run),
)
