"""`xuezheng timetable evaluate`, `xuezheng timetable solve` and `xuezheng timetable sections`."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from xuezheng.engine.commands import Command
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words


def add(parser: ArgumentParser, name: str, zh: str, en: str, **rest: Any) -> None:
    parser.add_argument(name, help=Words(zh, en).in_(shell_language()), **rest)


def arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    told = Words("计算文件中各解的代价", "the cost of each solution in a file").in_(shell_language())
    evaluate = parts.add_parser("evaluate", help=told)
    evaluate.add_argument("file", type=Path, metavar="FILE.xml")
    add(evaluate, "--solution", "只算这个解", "only this solution", metavar="ID")
    add(evaluate, "--lines", "列出每条约束的代价", "list what each constraint costs", action="store_true")
    told = Words("求课表", "find a timetable").in_(shell_language())
    solve = parts.add_parser("solve", help=told)
    solve.add_argument("file", type=Path, metavar="FILE.xml")
    add(solve, "--instance", "文件中的实例", "the file's instance to solve", metavar="ID")
    add(solve, "--seconds", "用时（秒）", "seconds to search", type=float, default=60.0, metavar="N")
    add(solve, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    add(solve, "--out", "结果文件", "file for the timetable", type=Path, required=True, metavar="OUT.xml")
    told = Words("由选课编排教学班", "sections from subject choices").in_(shell_language())
    sections = parts.add_parser("sections", help=told)
    sections.add_argument("file", type=Path, metavar="CHOICES.json")
    add(sections, "--cap", "班额上限", "largest class allowed", type=int, required=True, metavar="C")
    add(sections, "--seconds", "用时上限（秒）", "seconds at most", type=float, default=10.0, metavar="N")
    add(sections, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    add(sections, "--out", "方案文件", "file for the plan", type=Path, metavar="PLAN.json")


def run(args: Namespace) -> int:
    return {"evaluate": run_evaluate, "solve": run_solve, "sections": run_sections}[args.part](args)


def run_evaluate(args: Namespace) -> int:
    from xuezheng.timetables import plan  # here: its solver is slow to load, and no other command needs it

    for found in plan.scored(plan.archive_at(args.file), args.solution):
        cost, reported = found.evaluation, found.solution.reported
        print(f"{cost}  {found.group}")
        if reported and reported != cost.cost:
            told = Words("与文件自带的报告不同", "differs from the file's own report")
            print(f"{found.group}: {told.in_(shell_language())} {reported[0]}/{reported[1]}", file=sys.stderr)
        for line in cost.lines if args.lines else ():
            must = "hard" if line.constraint.is_required else "soft"
            print(f"    {must} {line.cost}  {line.constraint.id}  {line.point}  {list(line.deviations)}")
    return 0


def run_solve(args: Namespace) -> int:
    from xuezheng.timetables import plan

    if args.file.suffix.lower() == ".fet":
        what = Words("尚不能读取 .fet 文件。", "Files of FET (.fet) cannot be read yet.")
        raise Refused([Problem("fet_unsupported", what, which=str(args.file))])
    if not args.out.parent.is_dir():
        what = Words("结果文件的目录不存在。", "The folder of the result does not exist.")
        raise Refused([Problem("folder_missing", what, which=str(args.out.parent))])
    instance = plan.only_instance(plan.archive_at(args.file), args.instance)
    found = plan.timetabled(instance, args.seconds, args.seed, say_cost)
    args.out.write_bytes(plan.solved_archive(found, args.seconds, args.seed))
    hard, soft = found.cost
    print(f"cost {hard}/{soft} bound {found.bound} seconds {found.seconds:.2f}")
    return 0


def say_cost(seconds: float, hard: int, soft: int) -> None:
    """The search goes on: the best so far, to the error stream."""
    print(f"{seconds:8.1f}  {hard}/{soft}", file=sys.stderr)


def run_sections(args: Namespace) -> int:
    from xuezheng.timetables import plan

    began = time.perf_counter()
    found = plan.sections_of(args.file, args.cap, args.seconds, args.seed)
    if args.out:
        args.out.write_text(json.dumps(plan.section_table(found.plan), ensure_ascii=False, indent=1), encoding="utf-8")
    for (subject, slot), sizes in found.plan.sizes().items():
        print(f"{slot + 1}  {subject}  {' '.join(map(str, sizes))}")
    seconds = time.perf_counter() - began
    print(f"max_class {found.plan.largest_class} bound {found.bound} movers {found.plan.movers} seconds {seconds:.2f}")
    return 0


COMMANDS = (
    Command("timetable", Words("排课：计算、求解、教学班", "Timetables: evaluate, solve, sections"), arguments, run),
)
