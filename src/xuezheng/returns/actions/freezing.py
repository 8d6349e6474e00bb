"""Freezing a return: the one way from the live registers to frozen tables."""

import difflib
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from django.db import DatabaseError, transaction
from django.utils import timezone

from xuezheng import __version__
from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office, ReturnScope
from xuezheng.engine.snapshots import FrozenReturn, frozen_returns, return_folder, write_snapshot
from xuezheng.engine.tables import Table
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.returns.difference import TableDifference, difference
from xuezheng.returns.models import ReturnRevision
from xuezheng.returns.validation import Finding, Last, all_tables, left_out, validated


@dataclass(frozen=True)
class Frozen:
    """What a freeze came to. `is_new` is false where the same rows were frozen before; then that revision stands.

    `left_out` are the tables that nobody reported: their figures are unknown.
    """

    frozen: FrozenReturn
    is_new: bool
    warnings: tuple[Finding, ...]
    differences: tuple[TableDifference, ...] = ()
    left_out: tuple[str, ...] = ()


def latest_return(instance: Instance, city_code: str, year: int) -> FrozenReturn | None:
    """The last revision of a city and school year, or None."""
    found = [r for r in frozen_returns(instance) if (r.city_code, r.year) == (city_code, year)]
    return found[0] if found else None


def last_years_tables(instance: Instance, scope: ReturnScope) -> Last:
    """Reads tables as frozen for the year before; None where that year is not frozen or lacks the table."""
    before = latest_return(instance, scope.city_code, scope.year.start_year - 1)

    @cache
    def read(table: Table) -> pl.DataFrame | None:
        if before is None or table.name not in before.manifest.tables:
            return None
        return pl.read_parquet(before.folder / f"{table.name}.parquet")

    return read


def check_return(instance: Instance, scope: ReturnScope, offices: Sequence[Office]) -> list[Finding]:
    """What a freeze would find, errors and warnings; nothing is written."""
    return validated(scope, offices, last_years_tables(instance, scope))[1]


def do_freeze(
    instance: Instance,
    scope: ReturnScope,
    offices: Sequence[Office],
    *,
    account: Any = None,
    reason: str = "",
    zero: Collection[str] = (),
) -> Frozen:
    """Freeze the return of a city and school year.

    Tables without rows that were not reported, or whose register the city does not keep, are left out, but for those of
    `zero`: of them it is declared that there is nothing to report. A declaration stands in later revisions too.

    Raises Refused where a rule of severity "error" is broken, where a correction gives no reason, or where a table is
    declared empty that has rows or does not exist. Where the rows are those of the last revision, that one stands and
    nothing is written.
    """
    frames, findings = validated(scope, offices, last_years_tables(instance, scope))
    errors = [problem for finding in findings if finding.is_error for problem in finding.problems()]
    if errors:
        raise Refused(errors)
    warnings = tuple(finding for finding in findings if not finding.is_error)
    tables = all_tables(offices)
    city, year = scope.city_code, scope.year.start_year
    latest = latest_return(instance, city, year)
    declared_zero = declared_empty(zero, frames, latest)
    missing = set(left_out(scope, offices, frames)) - set(declared_zero)
    frames = {name: frame for name, frame in frames.items() if name not in missing}
    revision = latest.revision + 1 if latest else 1
    folder = return_folder(instance, city, year, revision)
    clear_drafts(folder.parent)
    draft = folder.with_name(f".new.{os.getpid()}")
    about = {
        "kind": "return",
        "city_code": city,
        "school_year": year,
        "revision": revision,
        "as_of": scope.year.stock_on.isoformat(),
        "flow": [day.isoformat() for day in scope.year.flow],
        "replaces": latest.manifest.hash if latest else None,
        "is_synthetic": instance.is_synthetic,
        "nothing_to_report": declared_zero,
        "code_version": __version__,
    }
    try:
        manifest = write_snapshot(draft, frames, tables, about)
        if latest and dict(latest.manifest.tables) == dict(manifest.tables):
            _remember(latest, len(warnings), account, "")
            return Frozen(latest, False, warnings, left_out=tuple(sorted(missing)))
        if latest and not reason.strip():
            raise Refused([_reason_wanted(scope, latest)])
        draft.rename(folder)
    except OSError as error:
        raise Refused([full_disk(error, folder) or _not_written(folder, str(error))]) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    frozen = FrozenReturn(city, year, revision, folder)
    try:
        _remember(frozen, len(warnings), account, reason)
    except (OSError, DatabaseError) as error:
        shutil.rmtree(folder)
        raise Refused([full_disk(error, folder) or _not_written(folder, str(error))]) from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    differences = tuple(difference(latest, frozen, tables)) if latest else ()
    return Frozen(frozen, True, warnings, differences, tuple(sorted(missing)))


def declared_empty(zero: Collection[str], frames: Mapping[str, pl.DataFrame], latest: FrozenReturn | None) -> list[str]:
    """The tables declared to have nothing to report: those named now, and those of the last revision that still have none.

    Raises Refused where one named now has rows, or is no table.
    """
    problems: list[Problem] = []
    for name in zero:
        if name not in frames:
            problems.append(_no_such_table(name, frames))
        elif frames[name].height:
            problems.append(_not_zero(name, frames[name].height))
    if problems:
        raise Refused(problems)
    earlier = latest.manifest.about.get("nothing_to_report", []) if latest else []
    return sorted({*zero, *(name for name in earlier if name in frames and frames[name].is_empty())})


def _no_such_table(name: str, frames: Mapping[str, pl.DataFrame]) -> Problem:
    near = difflib.get_close_matches(name, frames, n=1, cutoff=0.3)
    return Problem(
        "return.zero_table",
        Words("零报告里没有这个表。", "There is no such table to declare empty."),
        got=name,
        cure=Words(f"是不是 {near[0]}？", f"Is it {near[0]}?") if near else None,
    )


def _not_zero(name: str, height: int) -> Problem:
    return Problem(
        "return.not_zero",
        Words("申报为零的表里有记录。", "A table declared empty has rows."),
        which=name,
        got=f"{height:,}",
        cure=Words("去掉这个表的零报告，或先更正记录。", "Leave it out of --zero, or correct the records first."),
    )


def _reason_wanted(scope: ReturnScope, latest: FrozenReturn) -> Problem:
    return Problem(
        "return.reason",
        Words("更正已冻结的年报必须写明原因。", "A correction of a frozen return must give its reason."),
        which=f"{scope.city_code} {scope.year} {latest.label}",
        cure=Words("加上 --reason“原因”。", "Add --reason “…”."),
    )


def _not_written(folder: Path, got: str) -> Problem:
    return Problem(
        "return.not_written",
        Words("年报没有写成，什么也没有留下。", "The return could not be written; nothing was left behind."),
        where=str(folder),
        got=got,
        cure=Words(
            "腾出磁盘空间或检查写入权限，再运行一次。",
            "Free disk space or check that the folder may be written, then run again.",
        ),
    )


def clear_drafts(folder: Path) -> None:
    """Remove what freezes that were killed left beside the revisions (never one whose process still lives)."""
    for draft in folder.glob(".*"):
        process = draft.name.rsplit(".", 1)[-1]
        if not process.isdigit() or not _lives(int(process)):
            shutil.rmtree(draft, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _remember(frozen: FrozenReturn, warning_count: int, account: Any, reason: str, now: datetime | None = None) -> None:
    """Write the revision and its audit row, unless they stand already (a freeze killed before it is made good here)."""
    key = {"city_code": frozen.city_code, "school_year": frozen.year, "revision": frozen.revision}
    if ReturnRevision.objects.filter(**key, manifest_hash=frozen.manifest.hash).exists():
        return
    with transaction.atomic():
        ReturnRevision.objects.filter(**key).delete()  # of an instance folder that was put aside
        earlier = ReturnRevision.objects.filter(city_code=frozen.city_code, school_year=frozen.year)
        earlier.filter(revision__lt=frozen.revision).update(status="replaced")
        ReturnRevision.objects.create(
            **key,
            manifest_hash=frozen.manifest.hash,
            frozen_at=now or timezone.now(),
            frozen_by=account,
            reason=reason.strip(),
            warning_count=warning_count,
        )
        record(
            "returns.return.frozen",
            account=account,
            area_code=frozen.city_code,
            subject=f"{frozen.city_code} {frozen.year} {frozen.label}",
            reason=reason.strip(),
            detail={"manifest_hash": frozen.manifest.hash, "warning_count": warning_count},
        )
