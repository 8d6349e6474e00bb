"""The worker: takes jobs one after the other, beats while it works, and frees the jobs of workers that died."""

import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, close_old_connections, connections

from xuezheng.engine.instance import Instance
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.jobs import actions

Handler = Callable[[actions.Running], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of jobs: what it is called, and who does it."""

    title: Words
    run: Handler


Kinds = Mapping[str, Kind]


class Stopped(BaseException):
    """This worker was told to stop (SIGTERM, Ctrl-C)."""


class Beating:
    """Beats for a job from a thread of its own, with a connection of its own, while the work goes on."""

    def __init__(self, running: actions.Running, seconds: float) -> None:
        self.running, self.seconds = running, seconds
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        try:
            while not self.stop.wait(self.seconds):
                try:
                    actions.beat(self.running)
                except OperationalError:  # the database is being written by somebody, perhaps by the job itself
                    close_old_connections()
        finally:
            connections.close_all()

    def __enter__(self) -> "Beating":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        self.thread.join(timeout=25)


def work_once(name: str, kinds: Kinds, beat_seconds: float = actions.BEAT_SECONDS) -> bool:
    """Do one job, if one waits; gives whether there was one. With `beat_seconds` of 0 nothing beats (for tests)."""
    job = actions.claim(name)
    if job is None:
        return False
    kind = kinds.get(job.kind)
    if kind is None:
        actions.end(job, "failed", error=f"Nothing is known to do for {job.kind!r}.")
        return True
    running = actions.Running(job)
    try:
        result = _done(kind, running, beat_seconds)
    except actions.Cancelled:
        actions.end(job, "cancelled")
    except Refused as refusal:
        actions.end(job, "failed", problems=refusal.problems[:50])
    except (Stopped, KeyboardInterrupt):
        actions.release(job)
        raise
    except Exception as error:
        traceback.print_exc()  # into the log of the worker: the page tells no more than the kind, as texts may hold names
        problem = full_disk(error, Instance.here().home)
        actions.end(job, "failed", error="" if problem else type(error).__name__, problems=[problem] if problem else [])
    else:
        actions.end(job, "done", result=result)
    return True


def _done(kind: Kind, running: actions.Running, beat_seconds: float) -> dict[str, Any]:
    if not beat_seconds:
        return kind.run(running)
    with Beating(running, beat_seconds):
        return kind.run(running)


def _stop(number: int, frame: object) -> None:
    raise Stopped


def work(
    kinds: Kinds,
    *,
    silent_seconds: float = actions.SILENT_SECONDS,
    pause_seconds: float = 0.5,
) -> None:
    """Work until stopped. A job in hand is given back."""
    name = actions.own_name()
    looked_at = 0.0
    signal.signal(signal.SIGTERM, _stop)
    try:
        while True:
            try:
                if time.monotonic() - looked_at > silent_seconds / 5:
                    actions.recover(silent_seconds)
                    actions.beat_worker(name)
                    looked_at = time.monotonic()
                if not work_once(name, kinds, beat_seconds=min(actions.BEAT_SECONDS, silent_seconds / 4)):
                    time.sleep(pause_seconds)
            except OperationalError as error:  # a database that is away or locked comes back
                print(f"xuezheng worker: {error}", file=sys.stderr, flush=True)  # noqa: T201
                connections.close_all()
                time.sleep(2)
    except (Stopped, KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
