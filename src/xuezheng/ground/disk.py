"""A full disk, however it shows: as an error of the system, or as one of SQLite, which calls it “I/O error”."""

import errno
import shutil
from pathlib import Path

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

TOO_LITTLE = 1 << 20  # bytes free, below which a database that cannot write is taken to lack room


def full_disk(error: BaseException, folder: Path) -> Problem | None:
    """What to say where an error comes from a disk without room; None where it does not."""
    if isinstance(error, OSError):
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    else:
        is_full = "disk" in str(error) and _free(folder) < TOO_LITTLE
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
