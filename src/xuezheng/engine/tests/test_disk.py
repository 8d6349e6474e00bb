"""A full disk is told from other errors, by the system's number or, for SQLite, by the room that is left."""

import errno
import sqlite3
from pathlib import Path

import pytest

from xuezheng.ground import disk

CASES = [
    (OSError(errno.ENOSPC, "No space left on device"), 10**9, True),
    (OSError(errno.EACCES, "Permission denied"), 0, False),
    (sqlite3.OperationalError("disk I/O error"), 0, True),
    (sqlite3.OperationalError("disk I/O error"), 10**9, False),
    (ValueError("no number"), 0, False),
    (RuntimeError("parquet: underlying IO error: No space left on device (os error 28)"), 10**9, True),
    (sqlite3.OperationalError("database or disk is full"), 10**9, True),
    (sqlite3.OperationalError("unable to open database file"), 0, True),
]


@pytest.mark.parametrize(("error", "free", "is_full"), CASES)
def test_full_disk(error: Exception, free: int, is_full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_free", lambda folder: free)  # type: ignore[reportUnknownLambdaType]
    found = disk.full_disk(error, tmp_path / "not" / "there")
    assert (found is not None) == is_full
