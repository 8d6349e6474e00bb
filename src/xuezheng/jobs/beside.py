"""What a job keeps beside the database, in the instance's folder: `jobs/N/`.

`stop`, that somebody asked it to stop, and `pulse`, how far it is: while SQLite is being written by one process, no other can
write that into it. And `result/NAME`, a file that the job made, to be downloaded by whoever may see the job.
"""

import json
import os
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

from xuezheng.engine.instance import Instance

MOST_DAYS = 7


def folder(number: int) -> Path:
    return Instance.here().home / "jobs" / str(number)


def _write(path: Path, content: bytes) -> None:
    """A file that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    part.replace(path)


def ask_to_stop(number: int) -> None:
    _write(folder(number) / "stop", b"")


def is_asked_to_stop(number: int) -> bool:
    return (folder(number) / "stop").exists()


def write_pulse(number: int, share: float, text: str) -> None:
    """How far a job is, for those who read while the database is locked. A full disk is passed over: it is no part of the work."""
    try:
        _write(folder(number) / "pulse", json.dumps([share, text]).encode())
    except OSError:
        return


def pulse(number: int) -> tuple[float, str] | None:
    """How far a job last said it was, if it said so."""
    try:
        share, text = json.loads((folder(number) / "pulse").read_bytes())
    except (OSError, ValueError):
        return None
    return float(share), str(text)


def keep_result(number: int, name: str, content: bytes) -> str:
    """Keep the file that a job made; gives its name. Raises OSError (a full disk)."""
    safe = Path(name.replace("\\", "/")).name[:100] or "result"
    _write(folder(number) / "result" / safe, content)
    return safe


def result(number: int) -> Path | None:
    """The file that a job made, if it is still kept."""
    home = folder(number) / "result"
    found = [path for path in home.glob("*") if not path.name.startswith(".")] if home.is_dir() else []
    return found[0] if found else None


def begin(number: int) -> None:
    """A job begins, perhaps anew: what was kept of an earlier attempt goes."""
    shutil.rmtree(folder(number), ignore_errors=True)


def forget_old(today: date) -> None:
    """Delete what is older than a week."""
    home, oldest = Instance.here().home / "jobs", time.mktime((today - timedelta(days=MOST_DAYS)).timetuple())
    for own in home.iterdir() if home.is_dir() else ():
        if own.stat().st_mtime < oldest:
            shutil.rmtree(own, ignore_errors=True)
