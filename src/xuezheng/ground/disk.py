"""A full disk, however it shows: as an error of the system, or as one of SQLite, which calls it “I/O error”."""

import errno
import shutil
from pathlib import Path

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

FULL = (errno.ENOSPC, errno.EDQUOT)
# How libraries say it: SQLite, PostgreSQL and Python, Polars (which gives no number of its own), and a quota.
SAID = ("disk is full", "No space left", "os error 28", "Disk quota exceeded", "disk full")
PERHAPS = ("disk", "unable to open database file")
TOO_LITTLE = 1 << 20  # bytes free, below which a database that cannot write is taken to lack room


def full_disk(error: BaseException, folder: Path) -> Problem | None:
    """What to say where an error comes from a disk without room; None where it does not."""
    text = str(error)
    if isinstance(error, OSError) and error.errno:
        is_full = error.errno in FULL
    elif any(said in text for said in SAID):
        is_full = True
    else:
        is_full = any(said in text for said in PERHAPS) and _free(folder) < TOO_LITTLE
    if not is_full:
        return None
    return Problem(
        "disk.full",
        Words(
            "磁盘已满，没有写成；已有的数据没有改动。",
            "The disk is full: nothing was written, what was there is unchanged.",
        ),
        where=str(folder),
        cure=Words("腾出空间，再运行一次。", "Free some room, then run it again."),
    )


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
