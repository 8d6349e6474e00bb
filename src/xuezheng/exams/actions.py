"""Works of the exam office: tried, drawn or computed, annulled; events of the day; each in one transaction with its audit row.

Whoever opens a file with persons, prints sheets or reads a letter leaves a line in the chain.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.exams.models import DayEvent, ExamWork
from xuezheng.exams.plan import works
from xuezheng.exams.rules.works import EVENTS, WORKS
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

MOST_BYTES = 60_000_000
SUFFIXES = (".csv", ".xlsx")


def folder_of(instance: Instance, work: ExamWork) -> Path:
    return instance.home / "exams" / str(work.pk)


def require(account: Any, action: Any, area_code: str) -> None:
    if not may(account, action, Place(area_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.refused", what, which=area_code)])


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
    account: Any, instance: Instance, area_code: str, kind: str, title: str, files: Mapping[str, tuple[str, bytes]], asked: Mapping[str, Any]
) -> ExamWork:  # fmt: skip
    """Try a work: its files are read and everything said that is wrong. What is computed without a seed is done at once.
    Raises Refused, with nothing kept, where nothing could be done."""
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
                kind=kind, title=title.strip()[:120], area_code=area_code, asked=dict(asked), told=tried.told,
                findings=[p.as_dict() for p in tried.findings[:200]], roster_hash=tried.roster_hash, made_at=timezone.now(), made_by=account,
            )  # fmt: skip
            record(
                "exams.work.tried", account=account, area_code=area_code, subject=f"{kind} {work.pk}",
                detail={"id": work.pk, "title": work.title, "roster": work.roster_hash, "asked": dict(asked), **tried.told},
            )  # fmt: skip
            target = folder_of(instance, work)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(draft, target / "in")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not WORKS[kind].is_drawn:
        do_finish(account, instance, work, "")
    return work


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


def do_note(
    account: Any, instance: Instance, work: ExamWork, kind: str, candidate: str, to_room: str, session: str, note: str
) -> DayEvent:
    """Note an event of the day. `candidate` is a number or a ticket; of a change of rooms it is the room that is left."""
    require(account, "exam.manage", work.area_code)
    if kind not in EVENTS or work.kind != "seating" or work.state != "done":
        raise Refused([Problem("exams.event", Words("不能这样登记。", "This cannot be noted."), got=kind)])
    seats = result(instance, work, "seats.csv")
    if kind == "room":
        found = seats.filter(pl.col("room") == candidate)
        taken = to_room in set(seats["room"]) or not to_room
        if found.is_empty() or taken:
            what = Words("原考场须有考生，新考场须空着。", "The old room must be in use, and the new one free.")
            raise Refused([Problem("exams.event_room", what, got=f"{candidate} → {to_room}")])
        number, room = "", candidate
    else:
        found = seats.filter((pl.col("number") == candidate) | (pl.col("ticket") == candidate))
        if found.is_empty():
            what = Words("没有这个报名号或准考证号。", "There is no such number or ticket.")
            raise Refused([Problem("exams.event_candidate", what, got=candidate)])
        number, room = found["number"][0], found["room"][0]
    with transaction.atomic():
        made = DayEvent.objects.create(
            work=work, kind=kind, session=session[:40], candidate=number, room=room, to_room=to_room[:40] if kind == "room" else "",
            note=note[:200], noted_at=timezone.now(), noted_by=account,
        )  # fmt: skip
        record(
            "exams.day.noted", account=account, area_code=work.area_code, subject=f"seating {work.pk}", reason=note[:200],
            detail={"id": made.pk, "kind": kind, "candidate": number, "room": room, "to_room": made.to_room, "session": made.session},
        )  # fmt: skip
    return made


def result(instance: Instance, work: ExamWork, name: str) -> pl.DataFrame:
    """A result's table, every cell as text; empty where there is none."""
    path = folder_of(instance, work) / "out" / name
    return pl.read_csv(path, infer_schema=False) if path.is_file() else pl.DataFrame()


def results(instance: Instance, work: ExamWork) -> list[tuple[str, int]]:
    """The result's files with their sizes."""
    out = folder_of(instance, work) / "out"
    return [(path.name, path.stat().st_size) for path in sorted(out.iterdir())] if out.is_dir() else []


def do_open(account: Any, instance: Instance, work: ExamWork, name: str) -> Path | None:
    """Where a result's file lies, for somebody who may have it; None where there is none."""
    require(account, "exam.manage", work.area_code)
    if name not in {known for known, _ in results(instance, work)}:
        return None
    record(
        "exams.file.opened",
        account=account,
        area_code=work.area_code,
        subject=f"{work.kind} {work.pk}",
        detail={"file": name},
    )
    return folder_of(instance, work) / "out" / name


def do_print(
    account: Any, instance: Instance, work: ExamWork, sheet: str, site: str, node_modules: Path, english: bool
) -> bytes | None:
    """The sheets of a site as PDF, rooms changed on the day at their new place; None where the site has no seats."""
    require(account, "exam.manage", work.area_code)
    seats = result(instance, work, "seats.csv")
    if seats.is_empty() or (seats := seats.filter(pl.col("site").fill_null("") == site)).is_empty():
        return None
    moved = dict(DayEvent.objects.filter(work=work, kind="room").order_by("id").values_list("room", "to_room"))
    foot = f"{work.title} · {work.roster_hash[:16]} · {work.seed}" + (
        " · 演示数据 DEMO" if instance.is_synthetic else ""
    )
    made = works.sheets(folder_of(instance, work) / "out", seats, moved, sheet, work.title, foot, node_modules, english)
    record(
        "exams.sheets.printed",
        account=account,
        area_code=work.area_code,
        subject=f"seating {work.pk}",
        detail={"sheet": sheet, "site": site},
    )
    return made


def do_read_letter(account: Any, instance: Instance, work: ExamWork, number: str) -> Any:
    """The letter to a candidate of an admission (plan.letters.Letter), None where there is no such candidate."""
    require(account, "exam.manage", work.area_code)
    if work.kind != "admission" or work.state != "done":
        return None
    found = works.letter_to(inputs(folder_of(instance, work)), work.asked, work.seed, number)
    if found is not None:
        record(
            "exams.letter.read",
            account=account,
            area_code=work.area_code,
            subject=f"admission {work.pk}",
            detail={"number": number},
        )
    return found
