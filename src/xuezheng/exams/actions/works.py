"""Works of the exam office: tried, drawn or computed, annulled, published; each in one transaction with its audit row.

Whoever opens a file with persons leaves a line in the chain.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.gathering import gathered
from xuezheng.exams.actions.keeping import folder_of, refuse, require, results
from xuezheng.exams.actions.lists import MOST_BYTES, SUFFIXES
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.exams.plan import works
from xuezheng.exams.rules.works import WORKS
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup.pupils import pupils_on


def check_files(kind: str, title: str, files: Mapping[str, tuple[str, bytes]]) -> list[Problem]:
    """What is wrong with a work before its files are read."""
    problems: list[Problem] = []
    if not title.strip():
        problems.append(Problem("exams.title", Words("请填写名称。", "Give it a name.")))
    for name, words in WORKS[kind].files.items():
        file_name, content = files.get(name, ("", b""))
        which = words.zh
        if not content and name in WORKS[kind].optional:
            continue
        if not content:
            problems.append(Problem("exams.file_missing", Words("缺少文件。", "A file is missing."), which=which))
        elif not file_name.lower().endswith(SUFFIXES):
            cure = Words("可用 CSV 或 XLSX。", "Use CSV or XLSX.")
            what = Words("不收这种文件。", "Files of this kind are not taken.")
            problems.append(Problem("exams.file_kind", what, which=which, got=file_name, cure=cure))
        elif len(content) > MOST_BYTES:
            what = Words("文件过大（不超过60兆）。", "The file is too large (at most 60 MB).")
            problems.append(Problem("exams.file_size", what, which=which, got=f"{len(content):,}"))
    return problems


def do_begin(
    account: Any, instance: Instance, area_code: str, kind: str, title: str, files: Mapping[str, tuple[str, bytes]], asked: Mapping[str, Any],
    exam: Exam | None = None, lists: Mapping[str, int] | None = None,
) -> ExamWork:  # fmt: skip
    """Try a work: its files are read and everything said that is wrong. What is computed without a seed is done at once.
    Raises Refused, with nothing kept, where nothing could be done. `lists` are the versions of an exam's lists it is made of."""
    require(account, "exam.manage", area_code)
    if problems := check_files(kind, title, files):
        raise Refused(problems)
    draft = Path(mkdtemp(prefix="exams-"))
    try:
        paths: dict[str, Path] = {}
        for name, (file_name, content) in files.items():
            if name not in WORKS[kind].files or not content:
                continue
            paths[name] = draft / f"{name}{Path(file_name).suffix.lower()}"
            paths[name].write_bytes(content)
        tried = works.tried(kind, paths, asked)
        with transaction.atomic():
            work = ExamWork.objects.create(
                exam=exam, lists=dict(lists or {}), kind=kind, title=title.strip()[:120], area_code=area_code, asked=dict(asked), told=tried.told,
                findings=[p.as_dict() for p in tried.findings[:200]], roster_hash=tried.roster_hash, made_at=timezone.now(), made_by=account,
            )  # fmt: skip
            record(
                "exams.work.tried", account=account, area_code=area_code, subject=f"{kind} {work.pk}",
                detail={"id": work.pk, "title": work.title, "exam": exam.pk if exam else 0, "lists": dict(lists or {}), "roster": work.roster_hash, "asked": dict(asked), **tried.told},
            )  # fmt: skip
            target = folder_of(instance, work)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(draft, target / "in")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not WORKS[kind].is_drawn:
        do_finish(account, instance, work, "")
    return work


def do_begin_of_exam(
    account: Any, instance: Instance, exam: Exam, kind: str, title: str, asked: Mapping[str, Any]
) -> ExamWork:
    """Try a work of an examination from its lists as they hold, and from its works that are done."""
    require(account, "exam.manage", exam.area_code)
    files, lists, more = gathered(instance, exam, kind)
    return do_begin(account, instance, exam.area_code, kind, title, files, {**asked, **more}, exam, lists)


def roster_of_classes(pupils: pl.DataFrame) -> pl.DataFrame:
    """Pupils from the register as the roster of a class draw: numbers by name and student number that tell nobody else."""
    ordered = pupils.sort("name", "student_number")
    return ordered.select(
        number=(pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(3), name="name",
        sex=pl.col("sex").replace_strict({"1": "男", "2": "女"}, default=""),
    )  # fmt: skip


def do_begin_classes(
    account: Any, instance: Instance, area_code: str, title: str, school_code: str, grade: str, day: date, asked: Mapping[str, Any], reason: str
) -> ExamWork:  # fmt: skip
    """Begin a class draw with the pupils of a school's grade on a day, from the register, for a stated reason."""
    require(account, "exam.roster", area_code)
    if len(reason.strip()) < 4:
        raise refuse(
            "exams.reason", "请写清事由，至少四个字。", "Give a reason of at least four characters.", got=reason
        )
    found = pupils_on(day, area_code, school_code, (grade,)).filter(pl.col("stage") != "special")
    if found.is_empty():
        raise refuse(
            "exams.nobody",
            "登记册中那一天没有这个年级的学生。",
            "The register has no pupils of this grade on that day.",
            which=school_code,
            got=f"{grade} {day}",
        )
    record(
        "exams.roster.drawn", account=account, area_code=area_code, subject=f"classes {school_code}", reason=reason.strip()[:200],
        detail={"day": str(day), "grade": grade, "pupils": found.height},
    )  # fmt: skip
    files = {"pupils": ("pupils.csv", roster_of_classes(found).write_csv().encode())}
    return do_begin(account, instance, area_code, "classes", title, files, asked)


def do_finish(account: Any, instance: Instance, work: ExamWork, seed: str) -> ExamWork:
    """Draw (or compute) a work once, and keep its results. Raises Refused where it is not waiting, or a seed is lacking."""
    require(account, "exam.manage", work.area_code)
    if work.state != "checked":
        what = Words("只能抽一次；要重做，请另建一项。", "It is drawn once only; to do it again, begin another work.")
        raise Refused([Problem("exams.done", what, which=str(work.pk))])
    if WORKS[work.kind].is_drawn and not seed.strip():
        what = Words("请填写当众产生的种子。", "Give the seed that was thrown in public.")
        raise Refused([Problem("exams.seed", what)])
    folder = folder_of(instance, work)
    draft = folder / ".out"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    found = works.finished(work.kind, inputs(folder), work.asked, seed.strip(), draft)
    with transaction.atomic():
        held = ExamWork.objects.select_for_update().get(pk=work.pk)
        if held.state != "checked":
            raise Refused([Problem("exams.done", Words("刚刚已被抽过。", "It has just been drawn."))])
        work.state, work.seed, work.done_at = "done", seed.strip(), timezone.now()
        work.told = {**work.told, **found.told}
        work.findings = [p.as_dict() for p in found.findings[:200]]
        work.save()
        record(
            "exams.work.done", account=account, area_code=work.area_code, subject=f"{work.kind} {work.pk}",
            detail={"id": work.pk, "seed": work.seed, "roster": work.roster_hash, "hash": found.output_hash, **found.told},
        )  # fmt: skip
        draft.rename(folder / "out")
    return work


def inputs(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted((folder / "in").iterdir())}


def do_annul(account: Any, work: ExamWork, reason: str) -> None:
    """Put a work out of force, with a reason; its files stay."""
    require(account, "exam.manage", work.area_code)
    if not reason.strip():
        raise Refused([Problem("exams.reason", Words("请写明作废的理由。", "Say why it is annulled."))])
    with transaction.atomic():
        ExamWork.objects.filter(pk=work.pk).update(state="annulled")
        record(
            "exams.work.annulled",
            account=account,
            area_code=work.area_code,
            subject=f"{work.kind} {work.pk}",
            reason=reason,
        )


def do_publish(account: Any, work: ExamWork, is_published: bool) -> None:
    """Show everybody the proof of a work (hash, seed, script, map, lines: nothing that names a person), or take it back."""
    require(account, "exam.manage", work.area_code)
    if work.state == "annulled":
        raise refuse("exams.annulled", "已作废的不能公布。", "What is annulled cannot be published.")
    with transaction.atomic():
        work.published_at = timezone.now() if is_published else None
        work.save(update_fields=["published_at"])
        record(
            "exams.work.published" if is_published else "exams.work.unpublished", account=account, area_code=work.area_code,
            subject=f"{work.kind} {work.pk}", detail={"roster": work.roster_hash, "seed": work.seed},
        )  # fmt: skip


def do_open(account: Any, instance: Instance, work: ExamWork, name: str, reason: str = "") -> Path | None:
    """Where a result's file lies, for somebody who may have it; None where there is none."""
    require(account, "exam.manage", work.area_code)
    if name not in {known for known, _ in results(instance, work)}:
        return None
    record(
        "exams.file.opened",
        account=account,
        area_code=work.area_code,
        subject=f"{work.kind} {work.pk}",
        reason=reason,
        detail={"file": name},
    )
    return folder_of(instance, work) / "out" / name
