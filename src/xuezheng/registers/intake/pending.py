"""An import between upload and decision: checked in the background, then written, or thrown away."""

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from django.db import OperationalError, connections, transaction

from xuezheng.access.actions import held_by, record
from xuezheng.access.models import Account
from xuezheng.access.rules import POLICY
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.registers.intake import uploads
from xuezheng.registers.intake.faults import Accepts
from xuezheng.registers.intake.intake import Outcome, raw_sheets, run, unavailable
from xuezheng.registers.intake.mending import write_bad_rows
from xuezheng.registers.intake.report import pair, report_of
from xuezheng.registers.models import ImportRun

MOST_DAYS = 7
BUSY = ("checking", "applying")
INTERRUPTED = Words(
    "处理它的程序中途停了（断电、重启或被结束）。登记册没有改动，文件还在：重新试读即可。",
    "The program that worked on it was stopped (power, a restart, or ended). The register is unchanged and the files are still here: check again.",
)
UNEXPECTED = Words(
    "程序出错，登记册没有改动。请把这句话交给管理员：{0}",
    "The program failed; the register is unchanged. Give this to the administrator: {0}",
)
UNDECIDED = ("checking", "checked", "failed")
STEPS = 14  # about how often a check tells where it is


def in_background(number: int, work: Callable[[], None]) -> None:
    """Work on an import beside the request, with a database connection of its own."""
    holding = ExitStack()
    holding.enter_context(uploads.held(number))

    def working() -> None:
        try:
            work()
        finally:
            holding.close()
            connections.close_all()

    Thread(target=working, daemon=True).start()


def mark_interrupted(one: ImportRun) -> None:
    """An import whose process was killed is failed: what it had written went with it; its files are still there."""
    if one.state not in BUSY or uploads.is_worked_on(one.pk):
        return
    one.refresh_from_db()
    if one.state in BUSY:
        one.state, one.report = "failed", {"error": pair(INTERRUPTED)}
        one.save()


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
        with uploads.held(made.pk):
            for file in files:
                uploads.keep(made.pk, "files", file.name, file.chunks())
    except OSError as error:
        uploads.forget(made.pk)
        ImportRun.objects.filter(pk=made.pk).update(state="failed", report={"error": pair(told(error))})
        what = Words("文件存不下来，没有导入。", "The files cannot be kept; nothing is imported.")
        cure = Words(
            "请管理员检查实例文件夹的写入权限", "Ask the administrator whether the instance's folder may be written"
        )
        problem = full_disk(error, uploads.folder(made.pk)) or Problem(
            "upload.unkept", what, got=error.strerror or "", cure=cure
        )
        raise Refused([problem]) from error
    return made


def told(error: Exception) -> Words:
    """What to say of an error that stopped an import."""
    if full := full_disk(error, uploads.folder(0)):
        cure = full.cure or full.what
        return Words(f"{full.what.zh}{cure.zh}", f"{full.what.en} {cure.en}")
    if isinstance(error, OperationalError):
        problem = unavailable(error).problem()
        return Words(problem.sentence("zh"), problem.sentence("en"))
    said = f"{type(error).__name__}: {error}"[:200]
    return Words(UNEXPECTED.zh.format(said), UNEXPECTED.en.format(said))


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
        one.state, one.report = "failed", {"error": pair(told(error))}
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
        ImportRun.objects.filter(pk=number).update(state="failed", report={"error": pair(told(error))})
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
