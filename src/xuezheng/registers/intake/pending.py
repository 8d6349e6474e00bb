"""An import between upload and decision: checked in the background, then written, or thrown away."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from django.db import connections, transaction

from xuezheng.access.actions import held_by, record
from xuezheng.access.models import Account
from xuezheng.access.rules import POLICY
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.registers.intake import uploads
from xuezheng.registers.intake.faults import Accepts
from xuezheng.registers.intake.intake import Outcome, raw_sheets, run, unavailable
from xuezheng.registers.intake.mending import write_bad_rows
from xuezheng.registers.intake.report import report_of
from xuezheng.registers.models import ImportRun

MOST_DAYS = 7
UNDECIDED = ("checking", "checked", "failed")
STEPS = 14  # about how often a check tells where it is


def in_background(work: Callable[[], None]) -> None:
    """Run some work beside the request, with a database connection of its own."""

    def working() -> None:
        try:
            work()
        finally:
            connections.close_all()

    Thread(target=working, daemon=True).start()


def receive(files: Sequence[Any], account: Any, sender: str) -> ImportRun:
    """Keep uploaded files (Django's UploadedFile) for a check. Raises Refused where they cannot be kept."""
    held = [one for one in held_by(account) if one.role in POLICY["register.import"]]
    place = held[0] if held else None
    with transaction.atomic():
        made = ImportRun.objects.create(
            state="checking", sender=sender[:60], account_name=account.get_username(),
            area_code=place.area_code if place else "", institution_code=place.institution_code if place else "",
        )  # fmt: skip
        entry = record(
            "registers.import.received", account=account, area_code=made.area_code, subject=f"#{made.pk}",
            detail={"run": made.pk, "files": [file.name for file in files]},
        )  # fmt: skip
        made.begun_at = datetime.fromisoformat(entry.at)
        made.save()
    try:
        for file in files:
            uploads.keep(made.pk, "files", file.name, file.chunks())
    except OSError as error:
        uploads.forget(made.pk)
        ImportRun.objects.filter(pk=made.pk).update(state="failed")
        what = Words(
            "文件存不下来（磁盘可能已满），没有导入。",
            "The files cannot be kept (the disk may be full); nothing is imported.",
        )
        cure = Words("请管理员腾出空间后再试", "Try again when space has been freed")
        raise Refused([Problem("upload.unkept", what, got=str(error)[:120], cure=cure)]) from error
    return made


def _accepts(one: ImportRun) -> Accepts:
    rules = frozenset(one.accepted)
    return lambda rule: rule in rules


def check(number: int) -> None:
    """Try an import, and keep what was found. Never raises: what went wrong is told on the page."""
    one = ImportRun.objects.get(pk=number)
    account = Account.objects.filter(username=one.account_name).first()
    steps = 0

    def tell(text: str) -> None:
        nonlocal steps
        steps += 1
        share = min(0.95, steps / STEPS)
        ImportRun.objects.filter(pk=number).update(progress_share=share, progress_text=text[:120])

    try:
        with uploads.opened(number) as (paths, mended):
            one.files = [{"name": p.name, "sha256": sha256_of_file(p), "byte_count": p.stat().st_size} for p in paths]
            outcome = run(
                paths, apply=False, account=account, tell=tell, accepts=_accepts(one), sender=one.sender, mended=mended
            )
            tell("…")
            one.report = report_of(outcome, raws := raw_sheets(paths, lambda _: None, []))
            _keep_bad_rows(number, raws, outcome)
        one.counts = {} if outcome.faults else {k: [t.added, t.changed, t.unchanged] for k, t in outcome.taken.items()}
        one.state = "checked"
    except Exception as error:  # the page must not wait for ever
        one.state, one.report = "failed", {"error": f"{type(error).__name__}: {error}"[:300]}
    one.progress_share, one.progress_text = 1.0, ""
    one.save()


def _keep_bad_rows(number: int, raws: Any, outcome: Outcome) -> None:
    with TemporaryDirectory(prefix="xuezheng-import-") as name:
        path = Path(name) / "bad.xlsx"
        if outcome.faults and write_bad_rows(path, raws, outcome.faults):
            uploads.keep_bad_rows(number, path)
        else:
            (uploads.folder(number) / "bad_rows").unlink(missing_ok=True)


def write(number: int, only: Collection[str]) -> None:
    """Write a checked import, or its named sheets; the uploaded files go with it. Never raises."""
    one = ImportRun.objects.get(pk=number)
    account = Account.objects.filter(username=one.account_name).first()
    try:
        with uploads.opened(number) as (paths, mended):
            outcome = run(
                paths,
                apply=True,
                account=account,
                accepts=_accepts(one),
                sender=one.sender,
                only=only,
                mended=mended,
                pending=one,
            )
            if not outcome.is_applied:
                one.refresh_from_db()
                one.state, one.report = "checked", report_of(outcome, raw_sheets(paths, lambda _: None, []))
                one.save()
                return
    except Exception as error:  # the page must not wait for ever
        ImportRun.objects.filter(pk=number).update(
            state="failed", report={"error": unavailable(error).problem().sentence("zh")}
        )
        return
    ImportRun.objects.filter(pk=number).update(report={}, progress_share=1.0)
    uploads.forget(number)


def discard_old(today: date) -> None:
    """Throw away what nobody has decided for a week: uploaded files may hold persons' records."""
    for one in ImportRun.objects.filter(state__in=UNDECIDED, begun_at__date__lt=today - timedelta(days=MOST_DAYS)):
        discard(one, None)


def discard(one: ImportRun, account: Any) -> None:
    """Throw a checked import away, with its files."""
    with transaction.atomic():
        record(
            "registers.import.discarded",
            account=account,
            area_code=one.area_code,
            subject=f"#{one.pk}",
            detail={"run": one.pk},
        )
        one.state, one.report = "discarded", {}
        one.save()
    uploads.forget(one.pk)
