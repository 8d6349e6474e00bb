"""What an import found and left: enough to take it back, and to notice whoever built on it."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from xuezheng.registers import bulk
from xuezheng.registers import models as registers
from xuezheng.registers.intake.register import Register
from xuezheng.registers.models import ImportPiece, ImportRun

CHUNK = 50_000
MODELS: dict[str, Any] = {
    name: getattr(registers, name)
    for name in (
        "Area", "Population", "EntrantCohort", "Institution", "InstitutionVersion", "Campus", "Room", "Programme", "Conditions",
        "SchoolServices", "Attainment", "CountyFinance", "StageFinance", "DisabledChildren", "SchoolClass", "StaffMember", "StaffPost", "StaffDegree", "StaffTitle", "Student", "Enrolment",
    )
}  # fmt: skip


def marks(frame: pl.DataFrame) -> pl.Series:
    """A 64-bit fingerprint (BLAKE2b) of each row, the same on every machine and for every version of what reads it."""
    texts: list[pl.Expr] = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if dtype == pl.Binary:
            text = column.bin.encode("hex")
        elif dtype == pl.Date:
            text = column.dt.strftime("%Y-%m-%d")
        elif dtype == pl.Boolean:
            text = column.cast(pl.Int8).cast(pl.String)
        elif dtype == pl.Float64:  # as Python writes it: the shortest that reads back the same
            text = pl.lit(pl.Series(name, [None if v is None else repr(v) for v in frame[name]], dtype=pl.String))
        else:
            text = column.cast(pl.String)
        texts.append(text.fill_null("\x00"))
    joined = frame.select(pl.concat_str(texts, separator="\x1f")).to_series()
    digest = hashlib.blake2b
    whole = b"".join(digest(text.encode(), digest_size=8).digest() for text in joined)
    return pl.Series("_mark", np.frombuffer(whole, dtype="<u8"))


def _pieces(run: ImportRun, table: str, kind: str, frame: pl.DataFrame) -> Iterator[ImportPiece]:
    for start in range(0, frame.height, CHUNK):
        part = frame.slice(start, CHUNK)
        stream = io.BytesIO()
        part.write_parquet(stream, compression="zstd")
        content = stream.getvalue()
        yield ImportPiece(
            run=run,
            table=table,
            kind=kind,
            row_count=part.height,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )


def keep_journal(run: ImportRun, register: Register) -> None:
    """Write down what a register that was just written added and changed."""
    for model, frames in register.added.items():
        key = model._meta.pk.attname
        for frame in frames:
            full = frame.select(list(bulk.schema_of(model)))
            for piece in _pieces(run, model.__name__, "added", full.select(key).with_columns(marks(full))):
                piece.save()
    for model, change in register.changed.items():
        for before, after in zip(change.before, change.after, strict=True):
            for piece in _pieces(run, model.__name__, "changed", before.with_columns(marks(after))):
                piece.save()


def read_journal(run: ImportRun, kind: str) -> dict[Any, pl.DataFrame]:
    """The rows of a journal by model. Raises ValueError where it was tampered with or damaged."""
    found: dict[Any, list[pl.DataFrame]] = {}
    for piece in run.pieces.filter(kind=kind).order_by("id").iterator():
        content = bytes(piece.content)
        if hashlib.sha256(content).hexdigest() != piece.sha256:
            raise ValueError(f"The journal of import {run.pk} must be as it was written. Piece {piece.pk} differs.")
        found.setdefault(MODELS[piece.table], []).append(pl.read_parquet(io.BytesIO(content)))
    return {model: pl.concat(frames) for model, frames in found.items()}
