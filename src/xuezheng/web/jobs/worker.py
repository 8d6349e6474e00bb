"""The worker: takes jobs one after the other, beats while it works, and frees the jobs of workers that died."""

import os
import threading
import time
import traceback
from collections.abc import Mapping

from django.db import connections

from xuezheng.ground.errors import Refused
from xuezheng.web.jobs import actions
from xuezheng.web.jobs.handlers import HANDLERS, Handler
from xuezheng.web.models import Job


class Beating:
    """Beats for a job from a thread of its own, with a connection of its own, while the work goes on."""

    def __init__(self, job: Job, seconds: float) -> None:
        self.job, self.seconds = job, seconds
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        try:
            while not self.stop.wait(self.seconds):
                if not actions.beat(self.job):
                    return
        finally:
            connections.close_all()

    def __enter__(self) -> "Beating":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        self.thread.join(timeout=5)


def work_once(
    name: str, handlers: Mapping[str, Handler] = HANDLERS, beat_seconds: float = actions.BEAT_SECONDS
) -> bool:
    """Do one job, if one waits; gives whether there was one."""
    job = actions.claim(name)
    if job is None:
        return False
    handler = handlers.get(job.kind)
    if handler is None:
        actions.end(job, "failed", error=f"Nothing is known to do for {job.kind!r}.")
        return True
    try:
        with Beating(job, beat_seconds):
            result = handler(actions.Running(job))
    except actions.Cancelled:
        actions.end(job, "cancelled")
    except Refused as refusal:
        actions.end(job, "failed", error="\n".join(problem.sentence("zh") for problem in refusal.problems[:50]))
    except Exception:
        actions.end(job, "failed", error=traceback.format_exc()[-4000:])
    else:
        actions.end(job, "done", result=result)
    return True


def work(
    *, silent_seconds: float = actions.SILENT_SECONDS, pause_seconds: float = 1.0, parent: int | None = None
) -> None:
    """Work until stopped, or until the process that started this one is gone."""
    name = actions.own_name()
    recovered_at = 0.0
    while parent is None or os.getppid() == parent:
        if time.monotonic() - recovered_at > silent_seconds / 5:
            actions.recover(silent_seconds)
            recovered_at = time.monotonic()
        if not work_once(name, beat_seconds=min(actions.BEAT_SECONDS, silent_seconds / 4)):
            time.sleep(pause_seconds)
