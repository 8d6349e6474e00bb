"""The queue: put in, take out, tell how far, cancel, try again, and take back from a worker that fell silent."""

import os
import socket
import threading
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.web.models import Job

BEAT_SECONDS = 5.0
SILENT_SECONDS = 25.0  # a worker that has not beaten for so long is gone; its job is free again
MOST_ATTEMPTS = 3


class Cancelled(Exception):
    """Somebody asked this job to stop, or it was taken from this worker."""


class Running:
    """A job as its handler sees it: `tell` how far it is, often; that is also where it stops when asked to."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.args: dict[str, Any] = dict(job.args)
        self.account = job.account

    def tell(self, share: float, text: str = "") -> None:
        """Say how far (0 to 1). Raises Cancelled where the job is to stop."""
        held = Job.objects.filter(pk=self.job.pk, state="running", worker=self.job.worker, is_cancel_asked=False)
        if not held.update(progress_share=share, progress_text=text[:120], beat_at=timezone.now()):
            raise Cancelled


def own_name() -> str:
    """This worker's name: host, process, thread."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{threading.get_ident() % 10**9}"


def enqueue(kind: str, args: dict[str, Any] | None = None, account: Any = None) -> Job:
    """Put a job into the queue, in the caller's transaction."""
    with transaction.atomic():
        job = Job.objects.create(kind=kind, args=args or {}, account=account, made_at=timezone.now())
        record("web.job.queued", account=account, subject=f"{kind} #{job.pk}")
    return job


def recover(silent_seconds: float = SILENT_SECONDS) -> int:
    """Free the jobs of workers that fell silent; gives how many. After three attempts a job has failed."""
    gone = timezone.now() - timedelta(seconds=silent_seconds)
    lost = Job.objects.filter(state="running", beat_at__lt=gone)
    given_up = lost.filter(attempt_count__gte=MOST_ATTEMPTS)
    given_up.update(state="failed", error="Its worker died three times.", ended_at=timezone.now())
    lost.filter(is_cancel_asked=True).update(state="cancelled", ended_at=timezone.now())
    return lost.update(state="queued", worker="")


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
            state="running", worker=name, beat_at=now, attempt_count=job.attempt_count + 1, progress_share=0.0
        )
        if not taken:
            return None
    job.refresh_from_db()
    return job


def beat(job: Job) -> bool:
    """Say that the worker lives; false where the job is no longer its own."""
    return bool(Job.objects.filter(pk=job.pk, state="running", worker=job.worker).update(beat_at=timezone.now()))


def end(job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> bool:
    """Write how it ended, unless it was taken away meanwhile."""
    with transaction.atomic():
        done = Job.objects.filter(pk=job.pk, state="running", worker=job.worker).update(
            state=state,
            result=result or {},
            error=error[:4000],
            ended_at=timezone.now(),
            **({"progress_share": 1.0} if state == "done" else {}),
        )
        if done:
            record(f"web.job.{state}", account=job.account, subject=f"{job.kind} #{job.pk}", reason=error[:200])
    return bool(done)


def do_cancel(job: Job, account: Any = None) -> None:
    """Ask a job to stop: at once where it waits, at its next step where it runs."""
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state="queued").update(state="cancelled", ended_at=timezone.now()):
            Job.objects.filter(pk=job.pk, state="running").update(is_cancel_asked=True)
        record("web.job.cancel_asked", account=account, subject=f"{job.kind} #{job.pk}")


def do_retry(job: Job, account: Any = None) -> bool:
    """Put a job that failed or was cancelled into the queue again."""
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state__in=("failed", "cancelled")).update(
            state="queued", attempt_count=0, is_cancel_asked=False, error="", ended_at=None, worker=""
        )
        if again:
            record("web.job.retried", account=account, subject=f"{job.kind} #{job.pk}")
    return bool(again)
