"""Lists of an examination: read and compared first (a draft), then taken as a version; single rows edited; gone back."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import held_rows, list_path, refuse, require, rows_of, version_of
from xuezheng.exams.models import Exam, ExamList
from xuezheng.exams.plan.listing import Change, difference, fitted, merged, worth_saying
from xuezheng.exams.plan.reading import text_of
from xuezheng.exams.rules.lists import LISTS
from xuezheng.ground.errors import Problem, Refused

MOST_BYTES = 60_000_000
SUFFIXES = (".csv", ".xlsx")
MOST_FINDINGS = 300
NEEDS = {
    "candidates": ("rooms",),
    "choices": ("candidates", "programmes"),
    "marks": ("candidates", "papers"),
    "programmes": ("candidates",),
}


@dataclass(frozen=True)
class Drafted:
    """A draft with its rows and how they differ from those that hold."""

    draft: ExamList
    rows: pl.DataFrame
    change: Change
    is_stale: bool


def others_of(instance: Instance, exam: Exam, kind: str) -> dict[str, pl.DataFrame]:
    return {name: held_rows(instance, exam, name) for name in NEEDS.get(kind, ())}


def check_file(name: str, content: bytes) -> None:
    """Raises Refused for a file that cannot be taken."""
    if not content:
        raise refuse("exams.file_missing", "请选择文件。", "Choose a file.")
    if not name.lower().endswith(SUFFIXES):
        raise refuse(
            "exams.file_kind",
            "不收这种文件，可用 CSV 或 XLSX。",
            "Files of this kind are not taken: CSV or XLSX.",
            got=name,
        )
    if len(content) > MOST_BYTES:
        raise refuse(
            "exams.file_size",
            "文件过大（不超过60兆）。",
            "The file is too large (at most 60 MB).",
            got=f"{len(content):,}",
        )


def do_draft_file(
    account: Any, instance: Instance, exam: Exam, kind: str, name: str, content: bytes, is_added: bool
) -> ExamList:
    """Read a file into a draft: bad rows are left out and named. `is_added` keeps the rows that are not in the file."""
    require(account, "exam.manage", exam.area_code)
    check_file(name, content)
    return do_draft(account, instance, exam, kind, text_of(name, content), "file", is_added=is_added)


def do_draft(
    account: Any, instance: Instance, exam: Exam, kind: str, table: pl.DataFrame, origin: str, *, is_added: bool = False, reason: str = ""
) -> ExamList:  # fmt: skip
    """Make a draft of these rows, to be compared and taken or thrown away. Raises Refused where no row is left."""
    require(account, "exam.manage", exam.area_code)
    rows, findings = fitted(kind, table, others_of(instance, exam, kind))
    if rows.is_empty():
        raise Refused([*findings[:20], Problem("exams.list_empty", LISTS[kind].title, got="0")])
    held = held_rows(instance, exam, kind)
    rows = merged(kind, held, rows) if is_added else rows
    findings += worth_saying(kind, rows, others_of(instance, exam, kind))
    return keep(
        account,
        instance,
        exam,
        kind,
        rows,
        origin,
        findings=findings,
        told=difference(kind, held, rows).told,
        reason=reason,
    )


def keep(
    account: Any, instance: Instance, exam: Exam, kind: str, rows: pl.DataFrame, origin: str, *, findings: list[Problem] | None = None,
    told: Mapping[str, int] | None = None, reason: str = "",
) -> ExamList:  # fmt: skip
    """Write rows down as a draft."""
    content = rows.write_csv().encode()
    now = version_of(exam, kind)
    with transaction.atomic():
        draft = ExamList.objects.create(
            exam=exam, kind=kind, version=None, based_on=now.version or 0 if now else 0, origin=origin, hash=hashlib.sha256(content).hexdigest(),
            row_count=rows.height, told=dict(told or {}), findings=[p.as_dict() for p in (findings or [])[:MOST_FINDINGS]], reason=reason[:200],
            made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        path = list_path(instance, draft)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(path.parent.parent, 0o700)
        path.write_bytes(content)
        if origin in ("file", "register"):
            record(
                "exams.list.read", account=account, area_code=exam.area_code, subject=f"exam {exam.pk} {kind}", reason=reason[:200],
                detail={"id": draft.pk, "rows": rows.height, "origin": origin, "findings": len(findings or []), **dict(told or {})},
            )  # fmt: skip
    return draft


def drafted(instance: Instance, draft: ExamList) -> Drafted:
    """A draft as it compares with what holds now."""
    now = version_of(draft.exam, draft.kind)
    rows = rows_of(instance, draft)
    is_stale = (now.version if now else 0) != draft.based_on
    return Drafted(draft, rows, difference(draft.kind, rows_of(instance, now), rows), is_stale)


def do_take(account: Any, draft: ExamList, reason: str = "") -> ExamList:
    """Let a draft hold. Raises Refused where another version was taken since it was compared."""
    exam = draft.exam
    require(account, "exam.manage", exam.area_code)
    with transaction.atomic():
        Exam.objects.select_for_update().get(pk=exam.pk)
        draft = ExamList.objects.get(pk=draft.pk)
        now = version_of(exam, draft.kind)
        last = now.version or 0 if now else 0
        if draft.version is not None:
            raise refuse("exams.list_taken", "已经采用过了。", "It has been taken already.", which=str(draft.version))
        if last != draft.based_on:
            raise refuse(
                "exams.list_stale", "比较之后，名单又有了新版本；请重新试读。", "Another version has been taken since this was compared: read it again.",
                which=LISTS[draft.kind].title.zh, got=f"v{draft.based_on} → v{last}",
            )  # fmt: skip
        draft.version, draft.reason, draft.made_at = last + 1, (reason or draft.reason)[:200], timezone.now()
        draft.save()
        record(
            "exams.list.taken", account=account, area_code=exam.area_code, subject=f"exam {exam.pk} {draft.kind}", reason=draft.reason,
            detail={"id": draft.pk, "version": draft.version, "rows": draft.row_count, "hash": draft.hash, "origin": draft.origin, **draft.told},
        )  # fmt: skip
    return draft


def do_discard(account: Any, instance: Instance, draft: ExamList) -> None:
    """Throw a draft away, its rows as well."""
    require(account, "exam.manage", draft.exam.area_code)
    if draft.version is not None:
        raise refuse("exams.list_taken", "已经采用过了。", "It has been taken already.", which=str(draft.version))
    with transaction.atomic():
        path = list_path(instance, draft)
        subject = f"exam {draft.exam_id} {draft.kind}"
        detail = {"id": draft.pk, "rows": draft.row_count}
        draft.delete()
        record("exams.list.discarded", account=account, area_code=draft.exam.area_code, subject=subject, detail=detail)
    path.unlink(missing_ok=True)


def do_go_back(account: Any, instance: Instance, version: ExamList, reason: str) -> ExamList:
    """Make the rows of an older version hold again, as a new version."""
    exam, kind = version.exam, version.kind
    require(account, "exam.manage", exam.area_code)
    if not reason.strip():
        raise refuse("exams.reason", "请写明理由。", "Say why.")
    rows = rows_of(instance, version)
    told = difference(kind, held_rows(instance, exam, kind), rows).told
    if not any(told.values()):
        raise refuse(
            "exams.list_same", "与现行版本相同。", "It is the same as what holds.", which=f"v{version.version}"
        )
    with transaction.atomic():
        return do_take(
            account,
            keep(
                account, instance, exam, kind, rows, "undo", told=told, reason=f"v{version.version}: {reason.strip()}"
            ),
        )


def do_edit_row(
    account: Any, instance: Instance, exam: Exam, kind: str, key: Mapping[str, str], cells: Mapping[str, str] | None, based_on: int, reason: str = ""
) -> ExamList:  # fmt: skip
    """Put a row with this key in the place of what stands there (empty key: a new row; `cells` None: take it out), as a new version."""
    require(account, "exam.manage", exam.area_code)
    about, now = LISTS[kind], version_of(exam, kind)
    held = rows_of(instance, now)
    if based_on != (now.version or 0 if now else 0):
        raise refuse(
            "exams.list_stale",
            "名单又有了新版本，请在新版本上修改。",
            "Another version holds now: edit that one.",
            which=about.title.zh,
        )
    is_it = pl.all_horizontal(pl.col(k) == v for k, v in key.items()) if key else pl.lit(False)
    if key and (held.is_empty() or held.filter(is_it).height != 1):
        raise refuse("exams.list_row", "没有这一行。", "There is no such row.", which=" ".join(key.values()))
    if cells is None:
        rows = held.filter(~is_it)
        if rows.is_empty():
            raise refuse("exams.list_empty", "名单至少要有一行。", "A list holds one row at least.")
    else:
        fresh, findings = fitted(
            kind, pl.DataFrame({k: [v] for k, v in cells.items()}), others_of(instance, exam, kind)
        )
        if findings or fresh.is_empty():
            raise Refused(findings or [Problem("exams.list_empty", about.title)])
        new_key = {k: fresh[k][0] for k in about.key}
        others = held.filter(~is_it) if not held.is_empty() else held
        if (
            not others.is_empty()
            and others.filter(pl.all_horizontal(pl.col(k) == v for k, v in new_key.items())).height
        ):
            raise refuse("exams.list_twice", "已有同一个。", "There is one already.", which=" ".join(new_key.values()))
        rows = replaced(held, fresh, is_it) if key else merged(kind, held, fresh)
    told = difference(kind, held, rows).told
    if not any(told.values()):
        raise refuse("exams.list_same", "没有改动。", "Nothing was changed.")
    with transaction.atomic():
        return do_take(account, keep(account, instance, exam, kind, rows, "page", told=told, reason=reason))


def replaced(held: pl.DataFrame, fresh: pl.DataFrame, is_it: pl.Expr) -> pl.DataFrame:
    """The rows with one replaced, in its place."""
    return held.with_columns(
        pl.when(is_it).then(pl.lit(fresh[c][0] if c in fresh.columns else "")).otherwise(pl.col(c)).alias(c)
        for c in held.columns
    )
