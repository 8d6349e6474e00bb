"""The whole of an import: read, compare, and write in one transaction, or say what is wrong and change nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.registers.intake.files import Unreadable, read_sheets
from xuezheng.registers.intake.headings import heading_problems, match
from xuezheng.registers.intake.records import TAKERS
from xuezheng.registers.intake.records.upsert import Taken
from xuezheng.registers.intake.rows import Entry, read_rows
from xuezheng.registers.intake.sheets import Sheet
from xuezheng.registers.intake.workbook import SHEETS

Tell = Callable[[str], None]


@dataclass
class Outcome:
    """What an import did, or would do: by sheet, and every problem. With a problem nothing was changed."""

    taken: dict[str, Taken] = field(default_factory=dict[str, Taken])
    problems: list[Problem] = field(default_factory=list[Problem])
    is_applied: bool = False


NAMED_BY_OTHERS = ("areas", "institutions")  # a fault in these makes references to them meaningless


def read_files(paths: Sequence[Path], tell: Tell) -> tuple[dict[str, list[Entry]], list[Problem], set[str]]:
    """The good rows of every sheet of every file, what is wrong with the others, and the sheets that have such."""
    rows: dict[str, list[Entry]] = {}
    problems: list[Problem] = []
    spoilt: set[str] = set()
    for path in paths:
        tell(path.name)
        try:
            raws = read_sheets(path)
        except Unreadable as unreadable:
            problems.append(unreadable.problem)
            continue
        matched_any = False
        for raw in raws:
            matched = match(raw)
            if matched is None:
                continue
            matched_any = True
            if isinstance(matched, Problem):
                problems.append(matched)
                continue
            bad = heading_problems(matched)
            problems += bad
            if any(problem.rule == "heading.missing" for problem in bad):
                spoilt.add(matched.sheet.key)
                continue
            read = read_rows(matched)
            again = repeated(matched.sheet, rows.get(read.sheet_key, []), read.entries)
            problems += read.problems + again
            twice = {problem.where for problem in again}
            rows.setdefault(read.sheet_key, []).extend(e for e in read.entries if e.where not in twice)
            if bad or read.problems:
                spoilt.add(read.sheet_key)
        if not matched_any:
            problems.append(
                Problem(
                    "file.nothing",
                    Words("文件里没有可导入的行。", "There is no row to import in the file."),
                    where=path.name,
                    cure=Words(
                        "对照 xuezheng template 的表名与表头",
                        "Compare with the sheets and headings of xuezheng template",
                    ),
                )
            )
    return rows, problems, spoilt


def repeated(sheet: Sheet, before: Sequence[Entry], now: Sequence[Entry]) -> list[Problem]:
    """Rows of a later file or sheet that an earlier one has already."""
    seen = {tuple(entry.values.get(name) for name in sheet.unique): entry.where for entry in before}
    problems: list[Problem] = []
    for entry in now:
        where = seen.get(tuple(entry.values.get(name) for name in sheet.unique))
        if where:
            what = Words(f"与 {where} 重复。", f"It repeats {where}.")
            problems.append(
                Problem("row.twice", what, where=entry.where, cure=Words("两行留一行", "Keep one of the two"))
            )
    return problems


class _Undone(Exception):
    """Leaves the transaction without a trace."""


def run(paths: Sequence[Path], *, apply: bool, account: Any = None, tell: Tell = lambda _: None) -> Outcome:
    """Import files. Without `apply` all is tried in a transaction and taken back: what would change is exactly told."""
    rows, problems, spoilt = read_files(paths, tell)
    outcome = Outcome(problems=problems)
    try:
        with transaction.atomic():
            for sheet in SHEETS:
                if rows.get(sheet.key):
                    tell(sheet.title.zh)
                    taken = TAKERS[sheet.key](rows[sheet.key])
                    outcome.taken[sheet.key] = taken
                    outcome.problems += taken.problems
                    spoilt |= {sheet.key} if taken.problems else set()
                if sheet.key in spoilt and sheet.key in NAMED_BY_OTHERS:
                    break
            if outcome.problems or not apply:
                raise _Undone
            record(
                "registers.imported", account=account, subject=", ".join(p.name for p in paths)[:120],
                detail={
                    "files": {p.name: sha256_of_file(p) for p in paths},
                    "sheets": {k: [t.added, t.changed, t.unchanged] for k, t in outcome.taken.items()},
                },
            )  # fmt: skip
    except _Undone:
        return outcome
    except (IntegrityError, DataError) as error:
        outcome.problems.append(
            Problem(
                "register.refused",
                Words("登记册拒绝了这些行，没有改动。", "The register refuses the rows; nothing was changed."),
                got=str(error)[:200],
                cure=Words("核对日期先后与唯一的编号", "Check the order of dates and unique numbers"),
            )
        )
        return outcome
    except OperationalError as error:
        outcome.problems.append(
            Problem(
                "register.unavailable",
                Words(
                    "写不进登记册（可能磁盘已满，或另一次导入正在进行），没有改动。",
                    "The register cannot be written (the disk may be full, or another import is under way); nothing was changed.",
                ),
                got=str(error)[:200],
                cure=Words("腾出空间或稍后再试", "Free space, or try again later"),
            )
        )
        return outcome
    outcome.is_applied = True
    return outcome
