"""Uploaded files of an import that is not written yet: encrypted in the instance's folder, gone once it is decided.

`imports/N/files/0`, `1`, … and `imports/N/mended/0`, …, each with its name inside; `imports/N/bad_rows` the workbook to
mend. AES-256-GCM in parts of one megabyte, each bound to its import, its place and its number. Read back into a folder
of the reader's own that is deleted with it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xuezheng.engine.instance import Instance

PART_BYTES = 1_000_000
NONCE_BYTES = 12
Kind = Literal["files", "mended"]


def folder(run_id: int) -> Path:
    return Instance.here().home / "imports" / str(run_id)


def _seal() -> AESGCM:
    return AESGCM(bytes.fromhex(Instance.here().key("uploads")))


def _write(path: Path, place: str, parts: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal = _seal()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        for number, part in enumerate(parts):
            nonce = os.urandom(NONCE_BYTES)
            sealed = seal.encrypt(nonce, part, f"{place}/{number}".encode())
            stream.write(len(sealed).to_bytes(4, "big") + nonce + sealed)


def _read(path: Path, place: str) -> Iterator[bytes]:
    seal, number = _seal(), 0
    with path.open("rb") as stream:
        while size := stream.read(4):
            nonce = stream.read(NONCE_BYTES)
            yield seal.decrypt(nonce, stream.read(int.from_bytes(size, "big")), f"{place}/{number}".encode())
            number += 1


def _parts(content: Iterable[bytes]) -> Iterator[bytes]:
    for block in content:
        for start in range(0, len(block), PART_BYTES):
            yield block[start : start + PART_BYTES]


def keep(run_id: int, kind: Kind, name: str, content: Iterable[bytes]) -> None:
    """Keep one more file of an import; `content` comes in blocks of any size."""
    home = folder(run_id) / kind
    number = len(list(home.glob("*"))) if home.is_dir() else 0
    safe = Path(name.replace("\\", "/")).name[:100] or "file"
    _write(
        home / str(number),
        f"{run_id}/{kind}/{number}",
        (part for block in ([safe.encode()], _parts(content)) for part in block),
    )


@contextmanager
def opened(run_id: int) -> Iterator[tuple[list[Path], list[Path]]]:
    """The files of an import and the mended workbooks, readable as long as this lasts."""
    with tempfile.TemporaryDirectory(prefix="xuezheng-import-") as name:
        found: dict[str, list[Path]] = {"files": [], "mended": []}
        for kind, paths in found.items():
            home = folder(run_id) / kind
            for sealed in sorted(home.glob("*"), key=lambda p: int(p.name)) if home.is_dir() else ():
                parts = _read(sealed, f"{run_id}/{kind}/{sealed.name}")
                path = Path(name) / kind / sealed.name / next(parts).decode()
                path.parent.mkdir(parents=True)
                with path.open("wb") as stream:
                    for part in parts:
                        stream.write(part)
                paths.append(path)
        yield found["files"], found["mended"]


def keep_bad_rows(run_id: int, path: Path) -> None:
    _write(folder(run_id) / "bad_rows", f"{run_id}/bad_rows", _parts([path.read_bytes()]))


def bad_rows(run_id: int) -> bytes | None:
    """The workbook of rows to mend, if there is one."""
    path = folder(run_id) / "bad_rows"
    return b"".join(_read(path, f"{run_id}/bad_rows")) if path.exists() else None


def forget(run_id: int) -> None:
    """Delete everything that was uploaded for an import."""
    shutil.rmtree(folder(run_id), ignore_errors=True)
