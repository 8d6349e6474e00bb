"""An import between upload and decision: checked by a job, written or taken back by one, or thrown away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from xuezheng.access.actions import held_by, record
from xuezheng.access.models import Account
from xuezheng.access.rules import POLICY, Place
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.registers.intake import uploads
from xuezheng.registers.intake.faults import Accepts
from xuezheng.registers.intake.intake import NotAwaited, Outcome, Tell, run
from xuezheng.registers.intake.mending import write_bad_rows
from xuezheng.registers.intake.report import report_of
from xuezheng.registers.intake.undo import do_undo
from xuezheng.registers.models import ImportRun

MOST_DAYS = 7
UNDECIDED = ("checking", "checked")
STEPS = 14  # about how often a check tells where it is
CHECK, WRITE, UNDO = "import.check", "import.write", "import.undo"


def about(number: int) -> str:
    """What the jobs on an import say they work on."""
    return f"import:{number}"


def job_on(one: ImportRun) -> Job | None:
    """The last job on an import."""
    return latest_about(about(one.pk))


def ask(kind: str, one: ImportRun, account: Any, href: str, **args: Any) -> Job | None:
    """Put a job on an import into the queue; None where one is waiting or working on it already."""
    with transaction.atomic():
        ImportRun.objects.select_for_update().get(pk=one.pk)
        job = job_on(one)
        if job is not None and job.is_active:
            return None
        if kind == CHECK:
            ImportRun.objects.filter(pk=one.pk, state__in=UNDECIDED).update(state="checking")
        return enqueue(
            kind, {"run": one.pk, **args}, account, action="register.import", about=about(one.pk), href=href,
            place=Place(one.area_code, one.institution_code), subject=f"#{one.pk}",
        )  # fmt: skip


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
        keep(made, "files", files)
    except Refused:
        uploads.forget(made.pk)
        ImportRun.objects.filter(pk=made.pk).update(state="discarded")
        raise
    return made


def keep(one: ImportRun, kind: uploads.Kind, files: Sequence[Any]) -> None:
    """Keep more uploaded files of an import. Raises Refused where they cannot be kept."""
    try:
        for file in files:
            uploads.keep(one.pk, kind, file.name or "mended.xlsx", file.chunks())
    except OSError as error:
        what = Words("文件存不下来，没有导入。", "The files cannot be kept; nothing is imported.")
        cure = Words(
            "请管理员检查实例文件夹的写入权限", "Ask the administrator whether the instance's folder may be written"
        )
        problem = full_disk(error, uploads.folder(one.pk))
        raise Refused([problem or Problem("upload.unkept", what, got=error.strerror or "", cure=cure)]) from error


def _accepts(one: ImportRun) -> Accepts:
    rules = frozenset(one.accepted)
    return lambda rule: rule in rules


def _telling(job: Running, most: float = 0.95) -> Tell:
    """Tells the job each step that an import names; from where the writing begins, how much is written."""
    steps, begun = 0, 0.0

    def tell(text: str, share: float | None = None) -> None:
        nonlocal steps, begun
        if share is not None:
            job.tell(begun + (most - begun) * share, text)
            return
        steps += 1
        begun = min(most, steps / STEPS)
        job.tell(begun, text)

    return tell


def _person(job: Running) -> Account:
    """For whom it is done. Raises Refused where they have left: without them nobody says what may be brought in."""
    if job.account is None or not job.account.is_active:
        what = Words(
            "提出这件事的账号已经停用，没有改动。", "The account that asked for it is closed; nothing was changed."
        )
        raise Refused(
            [Problem("import.account", what, cure=Words("由在职的人重新提出", "Let somebody in office ask anew"))]
        )
    return job.account


def check(job: Running) -> dict[str, Any]:
    """Try an import, and keep what was found."""
    number = int(job.args["run"])
    one, account, tell = ImportRun.objects.get(pk=number), _person(job), _telling(job)
    with uploads.opened(number) as (paths, mended):
        files = [{"name": p.name, "sha256": sha256_of_file(p), "byte_count": p.stat().st_size} for p in paths]
        outcome = run(
            paths, apply=False, account=account, tell=tell, accepts=_accepts(one), sender=one.sender, mended=mended
        )
        tell("…")
        report = report_of(outcome)
        _keep_bad_rows(number, outcome)
    counts = {} if outcome.faults else {k: [t.added, t.changed, t.unchanged] for k, t in outcome.taken.items()}
    job.tell(0.98)
    ImportRun.objects.filter(pk=number, state__in=UNDECIDED).update(
        state="checked", files=files, report=report, counts=counts
    )
    return {"fault_count": len(outcome.faults)}


def _keep_bad_rows(number: int, outcome: Outcome) -> None:
    with TemporaryDirectory(prefix="xuezheng-import-") as name:
        path = Path(name) / "bad.xlsx"
        if outcome.faults and write_bad_rows(path, outcome.raws, outcome.faults):
            uploads.keep_bad_rows(number, path)
        else:
            (uploads.folder(number) / "bad_rows").unlink(missing_ok=True)


def write(job: Running) -> dict[str, Any]:
    """Write a checked import, or its named sheets (args only); the uploaded files go with it."""
    number = int(job.args["run"])
    one, account = ImportRun.objects.get(pk=number), _person(job)
    if one.state == "checked":
        with uploads.opened(number) as (paths, mended):
            try:
                outcome = run(
                    paths, apply=True, account=account, tell=_telling(job), accepts=_accepts(one), sender=one.sender,
                    only=list(job.args.get("only", ())), mended=mended, pending=one,
                )  # fmt: skip
            except NotAwaited:  # this job was begun twice, and the other was quicker
                one.refresh_from_db()
            else:
                if not outcome.is_applied:
                    ImportRun.objects.filter(pk=number, state="checked").update(report=report_of(outcome), counts={})
                    raise Refused(outcome.problems[:20])
    elif one.state != "applied":
        what = Words(
            "这次导入已经不等写入了，没有改动。", "This import no longer waits to be written; nothing was changed."
        )
        raise Refused([Problem("import.state", what, which=f"#{number}", got=one.state)])
    uploads.forget(number)
    return {}


def undo(job: Running) -> dict[str, Any]:
    """Take a written import back."""
    number = int(job.args["run"])
    if ImportRun.objects.get(pk=number).state != "undone":
        do_undo(number, account=_person(job), tell=_telling(job))
    return {}


def discard_old(today: date) -> None:
    """Throw away what nobody has decided for a week: uploaded files may hold persons' records."""
    for one in ImportRun.objects.filter(state__in=UNDECIDED, begun_at__date__lt=today - timedelta(days=MOST_DAYS)):
        discard(one, None)


def discard(one: ImportRun, account: Any) -> bool:
    """Throw an import that is not written away, with its files; not while somebody works on it."""
    with transaction.atomic():
        ImportRun.objects.select_for_update().get(pk=one.pk)
        job = job_on(one)
        if job is not None and job.is_active:
            return False
        done = ImportRun.objects.filter(pk=one.pk, state__in=UNDECIDED).update(state="discarded", report={})
        if done:
            record(
                "registers.import.discarded", account=account, area_code=one.area_code, subject=f"#{one.pk}",
                detail={"run": one.pk},
            )  # fmt: skip
    if done:
        uploads.forget(one.pk)
    return bool(done)
