"""Commands of the registers: the workbook to fill, importing files, and taking imports back."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from xuezheng.access.models import Account
from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import accept_all, accept_none
from xuezheng.registers.intake.intake import Outcome, run
from xuezheng.registers.intake.mending import write_bad_rows
from xuezheng.registers.intake.oneroster.export import do_export
from xuezheng.registers.intake.senders import remember
from xuezheng.registers.intake.template import write_template
from xuezheng.registers.intake.undo import do_undo
from xuezheng.registers.intake.workbook import SHEETS
from xuezheng.registers.models import ImportRun

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
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--apply", action="store_true", help="write; without it everything is only checked")
    parser.add_argument("--accept-fixes", action="store_true", help="take the readings that are certain")
    parser.add_argument("--only", nargs="+", metavar="SHEET", default=(), help="take these sheets only")
    parser.add_argument("--sender", default="", help="who sends the files: their names for columns are known")
    parser.add_argument(
        "--alias", nargs="+", metavar="SHEET.COLUMN=HEADING", default=(), help="remember what the sender calls a column"
    )
    parser.add_argument(
        "--bad-rows", type=Path, metavar="OUT.xlsx", help="write the rows with faults as a workbook to mend"
    )
    parser.add_argument(
        "--mended", type=Path, nargs="+", default=(), metavar="FILE", help="mended workbooks to lay over the files"
    )
    parser.add_argument(
        "--as", dest="account", metavar="ACCOUNT", help="import as this account: within its area or school"
    )
    parser.add_argument("--undo", type=int, metavar="N", help="take import N back")


def account_named(name: str | None) -> Any:
    if not name:
        return None
    found = Account.objects.filter(username=name, is_active=True).first()
    if found is None:
        what, cure = Words("没有这个账户。", "There is no such account."), Words("检查用户名", "Check the name")
        raise Refused([Problem("account.missing", what, which=name, cure=cure)])
    return found


def import_files(args: Namespace) -> int:
    """Check files, and with --apply write them: all or nothing. With --undo take an import back."""
    account = account_named(args.account)
    if args.undo is not None:
        run_record = do_undo(args.undo, account=account)
        say(
            f"已撤销第 {run_record.pk} 次导入，登记册恢复原样。",
            f"Import {run_record.pk} is undone; the register is as it was.",
        )
        return 0
    if not args.files:
        what, cure = (
            Words("没有给出文件。", "No file is given."),
            Words("xuezheng import 文件…", "xuezheng import FILE …"),
        )
        raise Refused([Problem("import.no_file", what, cure=cure)])
    for alias in args.alias:
        place, _, heading = alias.partition("=")
        sheet, _, column = place.partition(".")
        remember(args.sender, sheet, heading, column, account=account)
    accepts = accept_all if args.accept_fixes else accept_none
    outcome = run(
        args.files, apply=args.apply, account=account, tell=tell_line, accepts=accepts, sender=args.sender,
        only=args.only, mended=args.mended,
    )  # fmt: skip
    if args.bad_rows and outcome.faults:
        count = write_bad_rows(args.bad_rows, outcome.raws, outcome.faults)
        say(f"{count} 行待改：{args.bad_rows}", f"{count} rows to mend: {args.bad_rows}")
    return tell_outcome(outcome)


def tell_line(text: str, share: float | None = None) -> None:
    """Where an import is, a line each; of the writing, its end alone."""
    if share is None or share >= 1:
        print(f"… {text}", flush=True)


def tell_outcome(outcome: Outcome) -> int:
    """Print what an import did or would do; give the exit code."""
    titles = {sheet.key: sheet.title for sheet in SHEETS}
    for key, taken in [] if outcome.faults else outcome.taken.items():
        say(
            f"{titles[key].zh}：新增 {taken.added}，改动 {taken.changed}，不变 {taken.unchanged}",
            f"{titles[key].en}: {taken.added} added, {taken.changed} changed, {taken.unchanged} unchanged",
        )
    for fault in (*outcome.notes, *outcome.accepted)[:MOST_SHOWN]:
        print("· " + fault.problem().sentence(shell_language()))
    for fault in outcome.faults[:MOST_SHOWN]:
        print("✗ " + fault.problem().sentence(shell_language()))
    if outcome.faults:
        total, more = len(outcome.faults), len(outcome.faults) - MOST_SHOWN
        if more > 0:
            say(f"……还有 {more} 处", f"… and {more} more")
        say(
            f"共 {total} 处不对，登记册没有任何改动。",
            f"{total} {'problem' if total == 1 else 'problems'}; nothing was changed.",
        )
        if certain := sum(1 for fault in outcome.faults if fault.fix):
            say(
                f"其中 {certain} 处读法确定，加 --accept-fixes 采用。",
                f"{certain} of them can be told for certain; --accept-fixes takes them.",
            )
        return 1
    if outcome.is_applied:
        number = outcome.run.pk if outcome.run else 0
        say(
            f"已写入（第 {number} 次导入，可用 --undo {number} 撤销）。",
            f"Written (import {number}; --undo {number} takes it back).",
        )
    else:
        say("这是试导，没有写入；加 --apply 写入。", "This was a dry run; add --apply to write.")
    return 0


def imports(args: Namespace) -> int:
    """List the imports, the latest first."""
    states = {
        "applied": Words("已写入", "written"),
        "undone": Words("已撤销", "undone"),
        "checked": Words("已试读", "checked"),
    }
    for one in ImportRun.objects.all()[: args.most]:
        at = one.applied_at or one.begun_at
        files = ", ".join(file["name"] for file in one.files)
        counts = " ".join(f"{key} +{added} ~{changed}" for key, (added, changed, *_) in one.counts.items())
        state = states.get(one.state, Words(one.state, one.state)).in_(shell_language())
        print(
            f"{one.pk:>5}  {at:%Y-%m-%d %H:%M}  {state}  {one.account_name or '—'}  {one.sender or '—'}  {files}  {counts}"
            if at
            else one.pk
        )
    return 0


def imports_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=50, help="how many")


def oneroster_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["export", "import"])
    parser.add_argument("file", type=Path, metavar="BUNDLE.zip")
    parser.add_argument("--area", default="", help="export: code of the province, city or county")
    parser.add_argument(
        "--reason", default="", help="export: why persons' records leave the register; kept in the audit chain"
    )
    parser.add_argument(
        "--with-id-numbers",
        action="store_true",
        help="export: with ID numbers, so that another register can take it in",
    )
    parser.add_argument("--apply", action="store_true", help="import: write; without it everything is only checked")
    parser.add_argument("--as", dest="account", metavar="ACCOUNT", help="as this account")


def oneroster(args: Namespace) -> int:
    """Write the registers of an area as a OneRoster 1.2 bundle, or take one in."""
    account = account_named(args.account)
    if args.what == "import":
        return tell_outcome(run([args.file], apply=args.apply, account=account, tell=tell_line))
    counts = do_export(args.file, args.area, reason=args.reason, with_id_numbers=args.with_id_numbers, account=account)
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    return 0


COMMANDS = (
    Command("template", Words("写出导入用的工作簿", "Write the workbook to fill"), template_arguments, template),
    Command(
        "import",
        Words("检查并导入 XLSX、XLS 或 CSV 文件", "Check and import XLSX, XLS or CSV files"),
        import_arguments,
        import_files,
    ),
    Command(
        "oneroster",
        Words("OneRoster 1.2 数据包：导出、导入", "OneRoster 1.2 bundles: out and in"),
        oneroster_arguments,
        oneroster,
    ),
    Command("imports", Words("列出历次导入", "List the imports"), imports_arguments, imports),
)
