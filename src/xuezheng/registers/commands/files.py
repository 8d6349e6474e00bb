"""Commands of the registers: the workbook to fill, and importing files."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from xuezheng.engine.commands import Command
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.intake.intake import run
from xuezheng.registers.intake.template import write_template
from xuezheng.registers.intake.workbook import SHEETS

MOST_SHOWN = 50


def template_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", default=Path("xuezheng-template.xlsx"))


def template(args: Namespace) -> int:
    """Write the workbook to fill."""
    try:
        write_template(args.file)
    except FileExistsError as error:
        what = Words("文件已经有了，没有覆盖。", "The file exists and was not written over.")
        raise Refused(
            [Problem("template.exists", what, which=str(args.file), cure=Words("换个文件名", "Give another name"))]
        ) from error
    print(args.file)
    return 0


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--apply", action="store_true", help="write; without it everything is only checked")


def import_files(args: Namespace) -> int:
    """Check files, and with --apply write them: all or nothing."""
    language = "en" if os.environ.get("LANG", "").startswith("en") else "zh"
    outcome = run(args.files, apply=args.apply, tell=lambda text: print(f"… {text}"))
    titles = {sheet.key: sheet.title for sheet in SHEETS}
    for key, taken in [] if outcome.problems else outcome.taken.items():
        line = Words(
            f"{titles[key].zh}：新增 {taken.added}，改动 {taken.changed}，不变 {taken.unchanged}",
            f"{titles[key].en}: {taken.added} added, {taken.changed} changed, {taken.unchanged} unchanged",
        )
        print(line.in_(language))
    for problem in outcome.problems[:MOST_SHOWN]:
        print("✗ " + problem.sentence(language))
    if outcome.problems:
        more = len(outcome.problems) - MOST_SHOWN
        if more > 0:
            print(Words(f"……还有 {more} 处", f"… and {more} more").in_(language))
        print(
            Words(
                f"共 {len(outcome.problems)} 处不对，登记册没有任何改动。",
                f"{len(outcome.problems)} problems; nothing was changed.",
            ).in_(language)
        )
        return 1
    done = (
        Words("已写入。", "Written.")
        if outcome.is_applied
        else Words("这是试导，没有写入；加 --apply 写入。", "This was a dry run; add --apply to write.")
    )
    print(done.in_(language))
    return 0


COMMANDS = (
    Command("template", Words("写出导入用的工作簿", "Write the workbook to fill"), template_arguments, template),
    Command(
        "import",
        Words("检查并导入 XLSX、XLS 或 CSV 文件", "Check and import XLSX, XLS or CSV files"),
        import_arguments,
        import_files,
    ),
)
