"""The whole of an import: read, compare, and write in one transaction, or say what is wrong and change nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import DataError, IntegrityError, OperationalError, transaction

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Accepts, Fault, accept_none
from xuezheng.registers.intake.files import Unreadable, read_sheets
from xuezheng.registers.intake.headings import Aliases, heading_faults, is_ignored, lacks, serial_notes
from xuezheng.registers.intake.journal import keep_journal
from xuezheng.registers.intake.locking import one_at_a_time
from xuezheng.registers.intake.raw import RawSheet
from xuezheng.registers.intake.records import TAKERS
from xuezheng.registers.intake.regions import tables_of
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows, read_rows, together
from xuezheng.registers.intake.scoping import leave_out_foreign
from xuezheng.registers.intake.workbook import SHEETS
from xuezheng.registers.models import ImportRun


class Tell(Protocol):
    """Hears where an import is, and how far the writing is (0 to 1). What it raises ends the import, and nothing is written."""

    def __call__(self, text: str, share: float | None = None) -> None: ...


def tell_nobody(text: str, share: float | None = None) -> None:
    return


NAMED_BY_OTHERS = ("areas", "institutions")  # a fault in these makes references to them meaningless


class NotAwaited(Exception):
    """The import was written, or thrown away, by another process meanwhile."""


@dataclass
class Outcome:
    """What an import did, or would do: by sheet, and every fault. With a fault nothing was changed.

    `accepted` are faults whose certain reading was taken; `notes` what was read as it stands but is worth knowing.
    """

    taken: dict[str, Taken] = field(default_factory=dict[str, Taken])
    faults: list[Fault] = field(default_factory=list[Fault])
    accepted: list[Fault] = field(default_factory=list[Fault])
    notes: list[Fault] = field(default_factory=list[Fault])
    read_counts: dict[str, int] = field(default_factory=dict[str, int])  # good rows by sheet
    is_applied: bool = False
    run: ImportRun | None = None
    raws: list[RawSheet] = field(default_factory=list[RawSheet], repr=False)  # as they were read, mended rows laid over

    @property
    def problems(self) -> list[Problem]:
        return [fault.problem() for fault in self.faults]


@dataclass
class Files:
    """What the files hold: good rows by sheet, what was found, and the sheets with faults."""

    rows: dict[str, Rows] = field(default_factory=dict[str, Rows])
    faults: list[Fault] = field(default_factory=list[Fault])
    accepted: list[Fault] = field(default_factory=list[Fault])
    notes: list[Fault] = field(default_factory=list[Fault])
    spoilt: set[str] = field(default_factory=set[str])


def nothing_in(name: str) -> Fault:
    return Fault(
        "file.nothing",
        Words(
            "文件里没有可导入的行（只有表头的表不算）。",
            "There is no row to import in the file (headings alone are none).",
        ),
        Words("对照 xuezheng template 的表名与表头", "Compare with the sheets and headings of xuezheng template"),
        file=name,
    )


def raw_sheets(paths: Sequence[Path], tell: Tell, faults: list[Fault]) -> list[RawSheet]:
    """The sheets of all files; a fault for each file that cannot be taken, or holds nothing."""
    raws: list[RawSheet] = []
    for path in paths:
        tell(path.name)
        try:
            found = [raw for raw in read_sheets(path) if not is_ignored(raw)]
        except Unreadable as unreadable:
            p = unreadable.problem
            faults.append(Fault(p.rule, p.what, p.cure, p.got, path.name))
            continue
        if not found:
            faults.append(nothing_in(path.name))
        raws += found
    return raws


def read_raw(raws: Sequence[RawSheet], *, accepts: Accepts, aliases: Aliases, only: Collection[str]) -> Files:
    """The good rows of every table in the sheets, and what is wrong with the others."""
    files = Files()
    for raw in raws:
        tables, faults, accepted = tables_of(raw, aliases, accepts)
        tables = [table for table in tables if not only or table.sheet.key in only]
        if only and not tables:
            continue
        files.faults += [f for f in faults if not only or not f.sheet_key or f.sheet_key in only]
        files.accepted += accepted
        files.spoilt |= {f.sheet_key for f in faults if f.sheet_key}
        if faults and not tables:
            continue
        for table in tables:
            bad = heading_faults(table)
            files.faults += bad
            if lacks(table.sheet, table.columns):
                files.spoilt.add(table.sheet.key)
                continue
            rows, reading = read_rows(table, accepts)
            joined, again = together(files.rows.get(table.sheet.key), rows)
            files.rows[table.sheet.key] = joined
            files.faults += reading.faults + again
            files.accepted += reading.taken
            files.notes += serial_notes(table) + reading.notes
            if bad or reading.faults:
                files.spoilt.add(table.sheet.key)
    if raws and not files.faults and not any(rows.height for rows in files.rows.values()):
        files.faults.append(nothing_in("、".join(dict.fromkeys(raw.file for raw in raws))))
    return files


def compare(files: Files, account: Any, tell: Tell) -> tuple[Register, Outcome]:
    """What the rows would add and change."""
    register = Register()
    outcome = Outcome(faults=list(files.faults), accepted=files.accepted, notes=files.notes)
    spoilt = set(files.spoilt)
    for sheet in SHEETS:
        rows = files.rows.get(sheet.key)
        if rows is not None and rows.height:
            tell(sheet.title.in_(shell_language()))
            foreign = leave_out_foreign(register, rows, account)
            outcome.read_counts[sheet.key] = rows.height
            taken = TAKERS[sheet.key](register, rows) if rows.height else Taken()
            taken.faults = [*foreign, *taken.faults]
            outcome.taken[sheet.key] = taken
            outcome.faults += taken.faults
            spoilt |= {sheet.key} if taken.faults else set()
        if sheet.key in spoilt and sheet.key in NAMED_BY_OTHERS:
            break
    return register, outcome


def run(
    paths: Sequence[Path],
    *,
    apply: bool,
    account: Any = None,
    tell: Tell = tell_nobody,
    accepts: Accepts = accept_none,
    sender: str = "",
    only: Collection[str] = (),
    mended: Sequence[Path] = (),
    pending: ImportRun | None = None,
) -> Outcome:
    """Import files. Without `apply` nothing is written, and what would change is exactly told.

    `only` names the sheets to take; `mended` are workbooks of corrected rows (`mending.py`) to lay over the files;
    `pending` is the record of an import that was checked before.
    """
    from xuezheng.registers.intake.mending import laid_over
    from xuezheng.registers.intake.senders import aliases_of

    unreadable: list[Fault] = []
    raws = raw_sheets(paths, tell, unreadable)
    if mended:
        raws = laid_over(raws, raw_sheets(mended, tell, unreadable), unreadable)
    files = read_raw(raws, accepts=accepts, aliases=aliases_of(sender), only=only)
    files.faults = unreadable + files.faults
    outcome = Outcome()
    if not apply:
        outcome = compare(files, account, tell)[1]
        outcome.raws = raws
        return outcome
    try:
        with transaction.atomic(), one_at_a_time():
            if pending is not None and not ImportRun.objects.filter(pk=pending.pk, state="checked").exists():
                raise NotAwaited
            register, outcome = compare(files, account, tell)
            if not outcome.faults:
                writing = Words("写入", "writing").in_(shell_language())
                register.write(lambda share: tell(f"{writing} {share:.0%}", share))
                outcome.run = _keep(register, outcome, paths, account, sender, only, pending)
                tell(Words("存入", "committing").in_(shell_language()))
    except (IntegrityError, DataError) as error:
        outcome.faults.append(refused_by_database(error))
    except OperationalError as error:
        outcome.faults.append(unavailable(error))
    outcome.raws = raws
    outcome.is_applied = not outcome.faults
    return outcome


def _keep(
    register: Register,
    outcome: Outcome,
    paths: Sequence[Path],
    account: Any,
    sender: str,
    only: Collection[str],
    pending: ImportRun | None,
) -> ImportRun:
    """The record of the import, its journal, and its entry in the audit chain."""
    run = pending or ImportRun()
    files = [{"name": p.name, "sha256": sha256_of_file(p), "byte_count": p.stat().st_size} for p in paths]
    if pending is None:
        run.files = files
    counts = {k: [t.added, t.changed, t.unchanged] for k, t in outcome.taken.items()}
    run.sender, run.only, run.counts, run.state = sender, list(only), counts, "applied"
    run.accepted = sorted({fault.rule for fault in outcome.accepted})
    if account is not None and pending is None:
        run.account_name = account.get_username()
    run.report = {}
    run.save()
    entry = record(
        "registers.imported", account=account, subject=", ".join(f["name"] for f in run.files)[:120],
        detail={"run": run.pk, "files": {f["name"]: f["sha256"] for f in run.files}, "sheets": counts},
    )  # fmt: skip
    run.audit_number, run.applied_at = entry.number, datetime.fromisoformat(entry.at)
    run.begun_at = run.begun_at or run.applied_at
    run.save()
    keep_journal(run, register)
    return run


def refused_by_database(error: Exception) -> Fault:
    return Fault(
        "register.refused",
        Words("登记册拒绝了这些行，没有改动。", "The register refuses the rows; nothing was changed."),
        Words("核对日期先后与唯一的编号", "Check the order of dates and unique numbers"),
        got=str(error)[:200],
    )


def unavailable(error: Exception) -> Fault:
    """What to say when the database cannot write now: another import, or a full disk."""
    text = str(error)
    if full := full_disk(error, Instance.here().home):
        return Fault(full.rule, full.what, full.cure)
    if "lock" in text:
        what = Words("另一次导入正在进行，没有改动。", "Another import is under way; nothing was changed.")
        cure = Words("等它结束后再导入", "Import again when it has ended")
    else:
        what = Words("写不进登记册，没有改动。", "The register cannot be written; nothing was changed.")
        cure = Words("稍后再试；仍不行请找管理员", "Try again later; else ask whoever runs the site")
        return Fault("register.unavailable", what, cure, got=text[:200])
    return Fault("register.unavailable", what, cure)
