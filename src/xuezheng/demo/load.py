"""Writes the frames of a world into an empty register: one transaction, by the database's fastest plain way.

SQLite takes rows by `executemany` with its indexes made afterwards; PostgreSQL takes CSV by COPY, and its sequences are
set behind the last ids.
"""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
from django.db import connection, models, transaction

from xuezheng.demo.world import World

Say = Callable[[str], None]
CHUNK = 50_000


def _silent(_: str) -> None:
    return None


def columns_of(model: type[Any]) -> list[Any]:
    """The concrete fields of a model, in the order of its table."""
    return list(model._meta.concrete_fields)


def complete(model: type[Any], frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of the model, in order; what is lacking gets the field's default (JSON as text).

    Raises ValueError for a column the model does not have, or a value that must be there and is not.
    """
    fields = columns_of(model)
    names = [f.attname for f in fields]
    stray = sorted(set(frame.columns) - set(names))
    if stray:
        raise ValueError(f"The demonstration's frame for {model.__name__} must have columns of the model. Got {stray}.")
    chosen: list[pl.Expr] = []
    for f in fields:
        may_lack = f.has_default() or f.blank
        default = f.get_default() if may_lack else None
        if isinstance(f, models.JSONField):
            default = json.dumps(default)
        if f.attname not in frame.columns:
            chosen.append(pl.lit(default).alias(f.attname))
        else:
            column = pl.col(f.attname)
            chosen.append(column if f.null or default is None else column.fill_null(default))
    full = frame.select(chosen)
    for f in fields:
        if not f.null and full[f.attname].null_count():
            raise ValueError(
                f"{model.__name__}.{f.attname} must have a value in the demonstration. "
                f"{full[f.attname].null_count()} of {full.height} rows have none."
            )
    return full


def ordered(found: list[type[Any]]) -> list[type[Any]]:
    """Models so that each comes after those it refers to."""
    done: list[type[Any]] = []
    todo = list(found)
    while todo:
        ready = [
            m for m in todo
            if not any(f.related_model in todo and f.related_model is not m for f in m._meta.concrete_fields if f.is_relation)
        ]
        if not ready:
            raise ValueError(f"These models refer to each other in a circle: {[m.__name__ for m in todo]}.")
        done += ready
        todo = [m for m in todo if m not in ready]
    return done


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates, instants and truth values as SQLite keeps them."""
    casts: list[pl.Expr] = []
    for name, dtype in frame.schema.items():
        if dtype == pl.Date:
            casts.append(pl.col(name).dt.strftime("%Y-%m-%d"))
        elif isinstance(dtype, pl.Datetime):
            casts.append(pl.col(name).dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S"))
        elif dtype == pl.Boolean:
            casts.append(pl.col(name).cast(pl.Int8))
    return frame.with_columns(casts)


def _chunks(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, CHUNK):
        yield frame.slice(start, CHUNK)


def _into_sqlite(model: type[Any], frame: pl.DataFrame) -> None:
    names = ", ".join(f'"{f.column}"' for f in columns_of(model))
    marks = ", ".join("?" * len(columns_of(model)))
    raw = connection.connection
    for chunk in _chunks(_plain(frame)):
        raw.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', chunk.rows())


def _into_postgresql(model: type[Any], frame: pl.DataFrame) -> None:
    names = ", ".join(f'"{f.column}"' for f in columns_of(model))
    table = model._meta.db_table
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    frame = frame.with_columns((pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    with connection.connection.cursor() as cursor:
        with cursor.copy(f"COPY \"{table}\" ({names}) FROM STDIN (FORMAT csv, NULL '')") as copy:
            for chunk in _chunks(frame):
                text = io.BytesIO()
                chunk.write_csv(text, include_header=False, quote_style="non_numeric", null_value="")
                copy.write(text.getvalue())
        if model._meta.pk.name == "id":
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(id)) FROM \"{table}\"")


def _indexes(tables: list[str]) -> list[tuple[str, str]]:
    """Name and making of SQLite's plain indexes on the tables."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", tables
        )
        return [(str(name), str(sql)) for name, sql in cursor.fetchall()]


def _pragmas(settings: tuple[str, ...]) -> None:
    """Set how SQLite works; inside somebody's transaction it takes no such orders."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")


def _sqlite(work: list[tuple[type[Any], pl.DataFrame]], say: Say) -> None:
    quick, careful = ("foreign_keys = OFF", "synchronous = OFF"), ("foreign_keys = ON", "synchronous = NORMAL")
    _pragmas(quick)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            made_later = _indexes([model._meta.db_table for model, _ in work])
            for name, _ in made_later:
                cursor.execute(f'DROP INDEX "{name}"')
            for model, frame in work:
                _into_sqlite(model, frame)
                say(f"{model._meta.db_table} {frame.height:,}")
            for _, making in made_later:
                cursor.execute(making)
            cursor.execute("PRAGMA foreign_key_check")
            broken = cursor.fetchone()
            if broken:
                raise ValueError(f"A row of {broken[0]} (row {broken[1]}) refers to a row of {broken[2]} that is not there.")
    finally:
        _pragmas(careful)


def _postgresql(work: list[tuple[type[Any], pl.DataFrame]], say: Say) -> None:
    with transaction.atomic():
        for model, frame in work:
            _into_postgresql(model, frame)
            say(f"{model._meta.db_table} {frame.height:,}")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def load(world: World, say: Say = _silent) -> int:
    """Write all frames of a world into the register, whose tables must be empty of them; give the number of rows.

    Raises ValueError for frames that do not fit their models; then nothing is written.
    """
    frames = {model: world.all(model) for model in world.frames}
    found: list[type[models.Model]] = [model for model, frame in frames.items() if frame.height]
    work = [(model, complete(model, frames[model])) for model in ordered(found)]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _sqlite(work, say)
    else:
        _postgresql(work, say)
    return sum(frame.height for _, frame in work)
