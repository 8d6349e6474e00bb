"""`xuezheng layout solve`, `catchments` and `county`: files, without an instance."""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from xuezheng.engine.commands import say
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words

FORMATS = ("pmed", "cpmp", "sjc", "sscflp")
SOLVE = Words("选址：开办哪些点，每个需求点归哪里", "which sites to open, and which site serves each demand")
CATCH = Words("划片：每个格子归哪所学校，片区连片", "catchments: which school each cell belongs to, each in one piece")
COUNTY = Words(
    "一县多年的布局：保留、撤并、扩建、改办、寄宿",
    "a county over years: keep, merge, extend, turn, board (COUNTY.json)",
)


def arguments(parts: "_SubParsersAction[ArgumentParser]", language: str) -> None:
    solve = parts.add_parser("solve", help=SOLVE.in_(language))
    solve.add_argument("file", type=Path, metavar="FILE")
    solve.add_argument(
        "--format", required=True, choices=FORMATS, help=Words("文件格式", "the file's format").in_(language)
    )
    solve.add_argument(
        "--out", type=Path, metavar="PLAN.json", help=Words("方案写到这里", "where to write the answer").in_(language)
    )
    limits(solve, language)

    catch = parts.add_parser("catchments", help=CATCH.in_(language))
    catch.add_argument("file", type=Path, metavar="GRID.json")
    catch.add_argument(
        "--out", type=Path, metavar="PLAN.json", help=Words("方案写到这里", "where to write the answer").in_(language)
    )
    limits(catch, language)

    county = parts.add_parser("county", help=COUNTY.in_(language))
    county.add_argument("file", type=Path, metavar="COUNTY.json")
    county.add_argument(
        "--out", type=Path, metavar="PLAN.json", help=Words("方案写到这里", "where to write the answer").in_(language)
    )
    keep = Words("路网时间存放的文件夹", "folder that keeps ways by road").in_(language)
    county.add_argument("--keep", type=Path, default=Path(".layout-ways"), metavar="FOLDER", help=keep)
    limits(county, language)


def limits(parser: ArgumentParser, language: str) -> None:
    parser.add_argument("--seconds", type=float, default=60.0, help=Words("时间上限", "limit of time").in_(language))
    parser.add_argument("--seed", type=int, default=0, help=Words("随机种子", "seed of chance").in_(language))


def county(args: Namespace) -> int:
    """A county of a file: what was wrong with it goes to standard error, the plan's value to the last line."""
    import json

    from xuezheng.layout.plan.county_file import read_county, solve_read, written
    from xuezheng.layout.plan.siting import last_line

    read = read_county(args.file, args.keep)
    for note in read.notes:
        print(note.sentence(shell_language()), file=sys.stderr)
    plan = solve_read(read, args.seconds, args.seed)
    told = written(read, plan, args.seed)
    if args.out is not None:
        args.out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for year in told["years"]:
        closed, entered = year["closed"], year["entered"]
        say(
            f"{year['year']}年：开办{len(year['open'])}所，停办{len(closed)}所（{'、'.join(closed[:12])}），新增或改建{len(entered)}所（{'、'.join(entered[:12])}）",
            f"{year['year']}: {len(year['open'])} open, {len(closed)} closed ({', '.join(closed[:12])}), {len(entered)} new or changed "
            f"({', '.join(entered[:12])})",
        )
    print(last_line(plan.objective, plan.bound, plan.gap, plan.seconds))
    return 0


def catch(args: Namespace) -> int:
    from xuezheng.layout.plan.ladders import CAUSES, solve_ladder_file
    from xuezheng.layout.plan.siting import last_line

    answer, ladder = solve_ladder_file(args.file, args.seconds, args.seed, args.out)
    if ladder is not None:
        for unit, cause in zip(ladder.divided.tolist(), ladder.cause, strict=True):
            why = CAUSES[cause]
            say(f"小学片区{unit}不能整片划入：{why.zh}", f"primary catchment {unit} is divided: {why.en}")
    print(last_line(answer.objective, answer.bound, answer.gap, answer.seconds))
    return 0


def solve(args: Namespace) -> int:
    from xuezheng.layout.plan.siting import last_line, solve_file, write_siting

    siting = solve_file(args.file, args.format, args.seconds, args.seed)
    if args.out is not None:
        write_siting(args.out, args.format, siting, args.seed)
    print(last_line(siting.objective, siting.bound, siting.gap, siting.seconds))
    return 0
