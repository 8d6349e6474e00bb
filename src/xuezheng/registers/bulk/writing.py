"""Frames into tables: added, changed, deleted."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl
from django.db import connection

from xuezheng.registers.bulk.shape import columns_of, schema_of

CHUNK = 50_000
SQL_TYPES = {
    pl.Int64: "bigint",
    pl.Float64: "double precision",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Binary: "bytea",
}


def quoted(name: str) -> str:
    return f'"{name}"'


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


Told = Callable[[int], None]  # hears after each chunk how many rows it had; what it raises ends the writing


def told_nobody(_: int) -> None:
    return


def _chunks(frame: pl.DataFrame, told: Told = told_nobody) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, CHUNK):
        chunk = frame.slice(start, CHUNK)
        yield chunk
        told(chunk.height)


def copy_in(table: str, columns: Sequence[str], frame: pl.DataFrame, told: Told = told_nobody) -> None:
    """Add the rows of a frame to a table; its columns are those named, in order."""
    names = ", ".join(quoted(column) for column in columns)
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(columns))
        for chunk in _chunks(_plain(frame), told):
            raw.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", chunk.rows())
        return
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    frame = frame.with_columns((pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    with (
        raw.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN (FORMAT csv, NULL '')") as copy,
    ):
        for chunk in _chunks(frame, told):
            text = io.BytesIO()
            chunk.write_csv(text, include_header=False, quote_style="non_numeric", null_value="")
            copy.write(text.getvalue())


def insert(model: type[Any], frame: pl.DataFrame, told: Told = told_nobody) -> None:
    """Add rows (as `complete` gives them) to a model's table."""
    table = model._meta.db_table
    copy_in(table, [f.column for f in columns_of(model)], frame, told)
    if connection.vendor == "postgresql" and model._meta.pk.name == "id":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(id)) FROM \"{table}\"")


def update(model: type[Any], frame: pl.DataFrame, names: Sequence[str], told: Told = told_nobody) -> None:
    """Give the columns `names` of rows, found by their primary key, the values of a frame that has both."""
    names = [name for name in names if name != model._meta.pk.attname]
    if frame.is_empty() or not names:
        return
    key, table = quoted(model._meta.pk.column), quoted(model._meta.db_table)
    column = {f.attname: quoted(f.column) for f in columns_of(model)}
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        sets = ", ".join(f"{column[name]} = ?" for name in names)
        for chunk in _chunks(_plain(frame.select(*names, model._meta.pk.attname)), told):
            connection.connection.executemany(f"UPDATE {table} SET {sets} WHERE {key} = ?", chunk.rows())
        return
    schema = schema_of(model)
    fields = ", ".join(f"{quoted(n)} {SQL_TYPES.get(schema[n], 'text')}" for n in (model._meta.pk.attname, *names))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS changed_rows")
        cursor.execute(f"CREATE TEMPORARY TABLE changed_rows ({fields})")
        copy_in("changed_rows", [model._meta.pk.attname, *names], frame.select(model._meta.pk.attname, *names), told)
        sets = ", ".join(f"{column[name]} = c.{quoted(name)}" for name in names)
        cursor.execute(
            f"UPDATE {table} t SET {sets} FROM changed_rows c WHERE t.{key} = c.{quoted(model._meta.pk.attname)}"
        )
        cursor.execute("DROP TABLE changed_rows")


def delete(model: type[Any], keys: pl.Series) -> None:
    """Delete rows by their primary keys; those that follow each other are deleted at one stroke."""
    key, table = quoted(model._meta.pk.column), quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if keys.dtype == pl.Int64:
            for first, last in runs(keys):
                cursor.execute(f"DELETE FROM {table} WHERE {key} BETWEEN %s AND %s", [first, last])
        else:
            cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", [(value,) for value in keys])


def runs(keys: pl.Series) -> list[tuple[int, int]]:
    """Whole numbers as ranges, first and last included."""
    if keys.is_empty():
        return []
    ranked = keys.unique().sort()
    starts = pl.DataFrame({"key": ranked, "run": (ranked.diff().fill_null(1) != 1).cum_sum()})
    found = starts.group_by("run", maintain_order=True).agg(first=pl.col("key").min(), last=pl.col("key").max())
    return [(int(first), int(last)) for first, last in found.select("first", "last").rows()]
