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
    solve.add_argument("file", type=Path, metavar="FILE.xml|FILE.fet")
    add(solve, "--instance", "文件中的实例", "the file's instance to solve", metavar="ID")
    add(solve, "--seconds", "用时（秒）", "seconds to search", type=float, default=60.0, metavar="N")
    add(solve, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    add(solve, "--out", "结果文件", "file for the timetable", type=Path, required=True, metavar="OUT")
    add(
        solve,
        "--feasible",
        "得到可行课表即停（.fet）",
        "stop at the first feasible timetable (.fet)",
        action="store_true",
    )
    help_zh, help_en = (
        "不支持的规则不计，逐一报告（.fet）",
        "go on without rules that are not supported, each named (.fet)",
    )
    add(solve, "--leave-out", help_zh, help_en, action="store_true")
    told = Words("由学校的任课表（XLSX）排一周课表", "a school's week from its workbook").in_(shell_language())
    week = parts.add_parser("week", help=told)
    week.add_argument("file", type=Path, metavar="FILE.xlsx")
    add(week, "--seconds", "用时（秒）", "seconds to search", type=float, default=60.0, metavar="N")
    add(week, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    add(week, "--out", "结果文件", "file for the timetable", type=Path, metavar="OUT.json")
    add(week, "--template", "写出空白模板", "write the template instead", choices=("list", "matrix"))
    add(week, "--check", "只检查", "check, and do not solve", action="store_true")
    told = Words("由选课编排教学班", "sections from subject choices").in_(shell_language())
    sections = parts.add_parser("sections", help=told)
    sections.add_argument("file", type=Path, metavar="CHOICES.json")
    add(sections, "--cap", "班额上限", "largest class allowed", type=int, required=True, metavar="C")
    add(sections, "--seconds", "用时上限（秒）", "seconds at most", type=float, default=10.0, metavar="N")
    add(sections, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    class_arguments(parts)
    add(sections, "--out", "方案文件", "file for the plan", type=Path, metavar="PLAN.json")


def class_arguments(parts: Any) -> None:
    """`classes` for one school, `city` for many."""
    told = Words("由选科编行政班与教学班", "administrative and teaching classes from choices").in_(shell_language())
    classes = parts.add_parser("classes", help=told)
    classes.add_argument("file", type=Path, metavar="CHOICES.json|CHOICES.xlsx")
    told = Words("多校同时编班", "classes of many schools at once").in_(shell_language())
    city = parts.add_parser("city", help=told)
    city.add_argument("files", type=Path, nargs="+", metavar="CHOICES")
    add(city, "--workers", "进程数", "processes", type=int, default=2, metavar="N")
    modes = ["packages", "two_fixed", "one_fixed", "all_moving"]
    for one in (classes, city):
        add(one, "--mode", "走班方式", "mode", choices=modes, default=None)
        add(one, "--most", "班额上限", "most in a class", type=int, default=None, metavar="N")
        add(one, "--rooms", "教室数", "rooms", type=int, default=None, metavar="N")
        add(one, "--spread", "同类班人数差", "spread of classes of a kind", type=int, default=None, metavar="N")
        add(one, "--seconds", "用时上限（秒）", "seconds at most", type=float, default=60.0, metavar="N")
        add(one, "--seed", "随机种子", "seed", type=int, default=0, metavar="S")
    add(classes, "--out", "结果文件", "file for the classes", type=Path, metavar="OUT.json")
    add(city, "--out", "结果目录", "folder for the classes", type=Path, metavar="FOLDER")


def class_means(args: Namespace) -> dict[str, Any]:
    return {key: getattr(args, key) for key in ("mode", "most", "rooms", "spread")}


def told_figures(told: dict[str, Any]) -> str:
    f = told["figures"]
    return (
        f"classes {f['homes']}+{f['teaching']} fewest {f['fewest']} max_class {f['largest']} bound {f['bound']} "
        f"spread {f['spread']} bound {f['spread_bound']} movers {f['movers']}"
    )


def run_classes(args: Namespace) -> int:
    from xuezheng.timetables.plan.choice_sheet import classes_at

    began = time.perf_counter()
    told = classes_at(args.file, class_means(args), args.seconds, args.seed)
    if args.out:
        args.out.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    print(f"{told_figures(told)} seconds {time.perf_counter() - began:.2f}")
    return 0


def run_city(args: Namespace) -> int:
    from xuezheng.timetables.plan.choice_sheet import city_at

    found = city_at(args.files, class_means(args), args.seconds, args.seed, args.workers)
    for path, told in zip(args.files, found, strict=True):
        if isinstance(told, list):
            print(f"{path.name}  {'; '.join(one.sentence(shell_language()) for one in told[:3])}")
            continue
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / f"{path.stem}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        print(f"{path.name}  {told_figures(told)}")
    return 1 if any(isinstance(told, list) for told in found) else 0


def run(args: Namespace) -> int:
    runs = {
        "evaluate": run_evaluate,
        "solve": run_solve,
        "sections": run_sections,
        "week": run_week,
        "classes": run_classes,
        "city": run_city,
    }
    return runs[args.part](args)


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

    if not args.out.parent.is_dir():
        what = Words("结果文件的目录不存在。", "The folder of the result does not exist.")
        raise Refused([Problem("folder_missing", what, which=str(args.out.parent))])
    if args.file.suffix.lower() == ".fet":
        return solve_fet(args)
    instance = plan.only_instance(plan.archive_at(args.file), args.instance)
    found = plan.timetabled(instance, args.seconds, args.seed, say_cost)
    args.out.write_bytes(plan.solved_archive(found, args.seconds, args.seed))
    hard, soft = found.cost
    print(f"cost {hard}/{soft} bound {found.bound} seconds {found.seconds:.2f}")
    return 0


def solve_fet(args: Namespace) -> int:
    """The timetable is written as locks into the file, so that FET opens it; unsupported rules are named."""
    from xuezheng.timetables.plan import weeks

    fet = weeks.fet_at(args.file, leave_out=args.leave_out)
    for kind, count in fet.unsupported.items():
        told = Words("不支持，未计入", "not supported, left out").in_(shell_language())
        print(f"{kind} × {count}: {told}", file=sys.stderr)
    until = weeks.Until(args.seconds, feasible=args.feasible)
    found = weeks.find_week(fet.school, until, args.seed, say_cost)
    args.out.write_bytes(weeks.locked_fet(fet, found.table))
    for line in found.report.lines:
        for one in line.breaks if line.hard else ():
            print(
                f"{line.rule.title.in_(shell_language())}: {one.which}: {one.told.in_(shell_language())}",
                file=sys.stderr,
            )
    hard, soft = found.report.cost
    print(f"cost {hard}/{soft} bound 0 seconds {found.seconds:.2f}")
    return 0


def say_cost(seconds: float, hard: int, soft: int) -> None:
    """The search goes on: the best so far, to the error stream."""
    print(f"{seconds:8.1f}  {hard}/{soft}", file=sys.stderr)


def run_week(args: Namespace) -> int:
    """A workbook checked and solved; every line of the report that costs anything is said."""
    from xuezheng.timetables.plan import file_at, kept_weeks, week_solving
    from xuezheng.timetables.plan.book.reading import read_book
    from xuezheng.timetables.plan.book.writing import written_book
    from xuezheng.timetables.plan.weeks import Until

    if args.template:
        args.file.write_bytes(written_book(kept_weeks.EMPTY, args.template))
        return 0
    read = read_book(file_at(args.file), args.file.name)
    for name in read.unread:
        print(f"{name}: {Words('没有读这张工作表', 'this sheet was not read').in_(shell_language())}", file=sys.stderr)
    if read.problems:
        raise Refused(read.problems)
    made = week_solving.sound(read.book)
    if args.check:
        if problems := week_solving.cannot_be(made.school, made.sources, read.book.rules):
            raise Refused(problems)
        print(
            f"lessons {len(made.school.lessons)} teachers {len(made.school.teachers)} classes {len(read.book.classes)}"
        )
        return 0
    found = week_solving.solved(made, read.book.rules, Until(args.seconds), args.seed, progress=say_cost)
    if args.out:
        args.out.write_bytes(kept_weeks.written_week(week_solving.named(made.school, args.file.stem), found.table))
    for line in found.lines:
        if line.hard or line.soft:
            print(f"{line.hard}/{line.soft}  {line.title.in_(shell_language())}")
            for one in line.breaks[:3] if line.hard else ():
                print(f"    {one['which']}: {one[shell_language()[:2]]}")
    print(f"cost {found.cost[0]}/{found.cost[1]} bound {found.bound} seconds {found.seconds:.2f}")
    return 0


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
