"""The queue: put in, take out, tell how far, cancel, try again, and take back from a worker that fell silent."""

import os
import socket
import threading
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.models import Account
from xuezheng.access.rules import Action, Place
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.jobs import beside
from xuezheng.jobs.models import ACTIVE, Job, Worker

BEAT_SECONDS = 1.0
SILENT_SECONDS = 25.0  # a worker that has not beaten for so long is gone; its job is free again
STUCK_SECONDS = 900.0  # a process of this machine that still lives, but could not beat for so long, is gone as well
MOST_ATTEMPTS = 3
NOWHERE = Place("")
DIED = Words("做这件事的进程三次中途消失。", "The process that did it died three times.")
DIED_CURE = Words("请管理员看服务器的内存与日志", "Ask whoever runs the site to look at its memory and log")


class Cancelled(Exception):
    """Somebody asked this job to stop, or it was taken from this worker."""


class Running:
    """A job as its handler sees it: `tell` how far it is, often; that is also where it stops when asked to.

    What is told is kept in memory and written by the thread that beats, on a connection of its own, so that a handler may
    tell within a long transaction and others see it. While SQLite is being written nothing else can be; then `beside` carries
    how far it is one way, and the wish to stop the other.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.args: dict[str, Any] = dict(job.args)
        self.account: Account | None = job.account
        self.share, self.text = 0.0, ""
        self.stop = threading.Event()

    def tell(self, share: float, text: str = "") -> None:
        """Say how far (0 to 1). Raises Cancelled where the job is to stop."""
        self.share, self.text = share, text[:120]
        if self.stop.is_set() or beside.is_asked_to_stop(self.job.pk):
            raise Cancelled


def own_name() -> str:
    """This worker's name: host, process, thread."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident() % 10**9}"


def enqueue(
    kind: str,
    args: dict[str, Any] | None = None,
    account: Any = None,
    *,
    action: Action | None = None,
    place: Place = NOWHERE,
    about: str = "",
    subject: str = "",
    href: str = "",
) -> Job:
    """Put a job into the queue, in the caller's transaction. What the arguments mean stands at `Job`."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, args=args or {}, account=account, made_at=timezone.now(), action=action or "", about=about,
            area_code=place.area_code, institution_code=place.institution_code, subject=subject[:120], href=href,
        )  # fmt: skip
        note("queued", job, account)
    return job


def note(what: str, job: Job, account: Any, reason: str = "") -> None:
    record(
        f"jobs.job.{what}", account=account, area_code=job.area_code, subject=f"{job.kind} #{job.pk}", reason=reason[:200]
    )  # fmt: skip


def latest_about(about: str) -> Job | None:
    """The last job on a thing."""
    return Job.objects.filter(about=about).order_by("-id").first()


def sees(account: Any, job: Job) -> bool:
    """Whether somebody may see a job, cancel it and try it again: their own, or one of a place within theirs."""
    if job.account_id is not None and job.account_id == getattr(account, "pk", None):
        return True
    place = Place(job.area_code or "000000", job.institution_code)
    return bool(job.action) and may(account, job.action, place)  # type: ignore[arg-type]


def is_here(worker: str) -> bool | None:
    """Whether a worker is a process of this machine that lives; None for one of another machine."""
    host, _, rest = worker.partition(":")
    number = rest.partition(":")[0]
    if host != own_name().partition(":")[0] or not number.isdecimal():
        return None
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def recover(silent_seconds: float = SILENT_SECONDS) -> int:
    """Free the jobs of workers that fell silent; gives how many. After three attempts a job has failed.

    A process of this machine that is gone is missed sooner, one that lives but waits for the database, later.
    """
    now = timezone.now()
    count = 0
    for job in Job.objects.filter(state="running", beat_at__lt=now - timedelta(seconds=silent_seconds / 5)):
        here = is_here(job.worker)
        allowed = STUCK_SECONDS if here else silent_seconds if here is None else silent_seconds / 5
        if job.beat_at is not None and now - job.beat_at < timedelta(seconds=allowed):
            continue
        lost = Job.objects.filter(pk=job.pk, state="running", worker=job.worker, beat_at=job.beat_at)
        if job.is_cancel_asked:
            lost.update(state="cancelled", ended_at=now)
        elif job.attempt_count >= MOST_ATTEMPTS:
            given_up = Problem("job.died", DIED, which=f"#{job.pk}", cure=DIED_CURE).as_dict()
            lost.update(state="failed", problems=[given_up], ended_at=now)
        else:
            count += lost.update(state="queued", worker="")
    return count


def claim(name: str) -> Job | None:
    """Take the oldest job that waits. Two workers never take the same."""
    with transaction.atomic():
        waiting = Job.objects.filter(state="queued").order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        job = waiting.first()
        if job is None:
            return None
        now = timezone.now()
        taken = Job.objects.filter(pk=job.pk, state="queued").update(
            state="running", worker=name, begun_at=now, beat_at=now, attempt_count=job.attempt_count + 1,
            progress_share=0.0, progress_text="", problems=[], error="",
        )  # fmt: skip
        if not taken:
            return None
    job.refresh_from_db()
    beside.begin(job.pk)
    return job


def beat(running: Running) -> None:
    """Say that the worker lives and how far it is; asks the handler to stop where the job is no longer its own."""
    job = running.job
    beside.write_pulse(job.pk, running.share, running.text)
    own = Job.objects.filter(pk=job.pk, state="running", worker=job.worker)
    own.update(beat_at=timezone.now(), progress_share=running.share, progress_text=running.text)
    if not own.filter(is_cancel_asked=False).exists():
        running.stop.set()


def beat_worker(name: str) -> None:
    """Say that a worker lives, and forget those that have been silent for an hour."""
    now = timezone.now()
    Worker.objects.update_or_create(
        name=name, defaults={"beat_at": now}, create_defaults={"begun_at": now, "beat_at": now}
    )
    Worker.objects.filter(beat_at__lt=now - timedelta(hours=1)).delete()


def worker_count() -> int:
    """How many workers live: they have beaten, or hold a job that is beaten for."""
    since = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    idle = set(Worker.objects.filter(beat_at__gte=since).values_list("name", flat=True))
    busy = set(Job.objects.filter(state="running", beat_at__gte=since).values_list("worker", flat=True))
    return len(idle | busy)


def end(
    job: Job,
    state: str,
    *,
    result: dict[str, Any] | None = None,
    error: str = "",
    problems: list[Problem] | None = None,
) -> bool:
    """Write how it ended, unless it was taken away meanwhile."""
    with transaction.atomic():
        done = Job.objects.filter(pk=job.pk, state="running", worker=job.worker).update(
            state=state,
            result=result or {},
            error=error[:200],
            problems=[problem.as_dict() for problem in problems or []],
            ended_at=timezone.now(),
            **({"progress_share": 1.0} if state == "done" else {}),
        )
        if done:
            note(state, job, job.account, error or "; ".join(problem.rule for problem in problems or []))
    return bool(done)


def release(job: Job) -> None:
    """Give a job back that its worker was told to stop in the midst of; it counts as no attempt."""
    Job.objects.filter(pk=job.pk, state="running", worker=job.worker).update(
        state="queued", worker="", attempt_count=max(job.attempt_count - 1, 0)
    )


def do_cancel(job: Job, account: Any = None) -> bool:
    """Ask a job to stop: at once where it waits, at its next step where it runs; False where it has ended.

    The wish is laid beside the database first, so that a job that is writing it hears of it, stops, and lets it go.
    """
    is_running = Job.objects.filter(pk=job.pk, state="running").exists()
    if is_running:
        beside.ask_to_stop(job.pk)
    try:
        with transaction.atomic():
            now = timezone.now()
            asked = Job.objects.filter(pk=job.pk, state="queued").update(state="cancelled", ended_at=now)
            asked = asked or Job.objects.filter(pk=job.pk, state="running").update(is_cancel_asked=True)
            if asked or is_running:
                note("cancel_asked", job, account)
    except OperationalError:  # the job still writes; it hears of it at its next step
        return is_running
    return bool(asked) or is_running


def do_retry(job: Job, account: Any = None) -> bool:
    """Put a job that failed or was cancelled into the queue again, unless another works on the same thing."""
    with transaction.atomic():
        if job.about and Job.objects.filter(about=job.about, state__in=ACTIVE).exists():
            return False
        again = Job.objects.filter(pk=job.pk, state__in=("failed", "cancelled")).update(
            state="queued", attempt_count=0, is_cancel_asked=False, error="", problems=[], ended_at=None, worker=""
        )
        if again:
            note("retried", job, account)
    return bool(again)
