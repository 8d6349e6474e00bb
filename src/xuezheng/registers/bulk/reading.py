"""Rows of a table as frames: all, or those with given values in a column."""

import io
import json
from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection

from xuezheng.registers.bulk.shape import columns_of, schema_of
from xuezheng.registers.bulk.writing import copy_in, quoted

FEW = 400  # values that fit into one question
NULL = "\\N"


def series(name: str, values: Sequence[Any], dtype: Any) -> pl.Series:
    """A column in its type, whether the driver gives it so, as text or as a number."""
    sample = next((value for value in values if value is not None), None)
    if isinstance(sample, str) and dtype in (pl.Date, pl.Datetime):
        text = pl.Series(name, values, dtype=pl.String)
        return (
            text.str.to_date("%Y-%m-%d") if dtype == pl.Date else text.str.to_datetime(time_unit="us", time_zone="UTC")
        )
    if dtype == pl.Boolean and type(sample) is int:
        return pl.Series(name, values, dtype=pl.Int8).cast(pl.Boolean)
    if dtype == pl.Binary and isinstance(sample, memoryview):
        return pl.Series(name, [None if value is None else bytes(value) for value in values], dtype=dtype)
    return pl.Series(name, values, dtype=dtype)


def frame_of(schema: dict[str, Any], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    by_column: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pl.DataFrame([series(n, v, d) for (n, d), v in zip(schema.items(), by_column, strict=True)])


def _select(model: type[Any], names: Sequence[str], rest: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The columns `names` of the rows that `rest` (the end of an SQL question, the table being t) leaves."""
    schema = {name: dtype for name, dtype in schema_of(model).items() if name in names}
    table = quoted(model._meta.db_table)
    columns = [(f.attname, quoted(f.column)) for f in columns_of(model) if f.attname in schema]
    if connection.vendor == "postgresql" and not parameters:
        return _copied(schema, f"SELECT {', '.join(f't.{c}' for _, c in columns)} FROM {table} t {rest}")
    # A sign before the column keeps the driver from converting each date and truth value by a call.
    sign = "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'{sign}t.{c}' for _, c in columns)} FROM {table} t {rest}", list(parameters)
        )
        return frame_of(schema, cursor.fetchall())


def _copied(schema: dict[str, Any], sql: str) -> pl.DataFrame:
    """The answer to a question by PostgreSQL's COPY, read as CSV by column."""
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '{NULL}')") as copy,
    ):
        content = b"".join(bytes(part) for part in copy)
    if not content:
        return pl.DataFrame(schema=schema)
    wire = {name: dtype if dtype in (pl.Int64, pl.Float64) else pl.String for name, dtype in schema.items()}
    lacking = {name: NULL for name, dtype in wire.items() if dtype != pl.String}
    frame = pl.read_csv(io.BytesIO(content), has_header=False, schema=wire, null_values=lacking)
    turned: list[pl.Expr] = []
    for name, dtype in schema.items():
        if dtype in (pl.Int64, pl.Float64):
            continue
        filled = pl.col(name).fill_null("")  # an empty text is not a missing one
        column = pl.when(filled != NULL).then(filled).alias(name)
        if dtype == pl.String:
            turned.append(column)
        elif dtype == pl.Boolean:
            turned.append(column == "t")
        elif dtype == pl.Date:
            turned.append(column.str.to_date("%Y-%m-%d"))
        elif dtype == pl.Binary:
            turned.append(column.str.slice(2).str.decode("hex"))
        elif isinstance(dtype, pl.Datetime):
            turned.append(
                column.str.replace(r"([+-]\d\d)$", "${1}00").str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us")
            )
    return frame.with_columns(turned)


def stored(
    model: type[Any], rest: str = "", parameters: Sequence[Any] = (), names: Sequence[str] | None = None
) -> pl.DataFrame:
    """Rows of a table with all its columns (or `names`); `rest` is the end of the SQL question, the table being t."""
    return _select(model, names or list(schema_of(model)), rest, parameters)


def rows_by(model: type[Any], column: str, values: pl.Series, names: Sequence[str] | None = None) -> pl.DataFrame:
    """The rows whose `column` holds one of the values."""
    asked = values.drop_nulls().unique()
    names = names or list(schema_of(model))
    if asked.is_empty() or not model._default_manager.exists():
        return pl.DataFrame(schema={n: d for n, d in schema_of(model).items() if n in names})
    name = quoted(next(f.column for f in columns_of(model) if f.attname == column))
    if asked.len() <= FEW:
        return _select(model, names, f"WHERE t.{name} IN ({', '.join(['%s'] * asked.len())})", asked.to_list())
    with connection.cursor() as cursor:
        kind = "bigint" if asked.dtype == pl.Int64 else "text"
        cursor.execute("DROP TABLE IF EXISTS asked_values")
        cursor.execute(f"CREATE TEMPORARY TABLE asked_values (value {kind})")
        if connection.vendor == "sqlite":  # one statement: outside a transaction, each of many would be one of its own
            cursor.execute("INSERT INTO asked_values SELECT value FROM json_each(%s)", [json.dumps(asked.to_list())])
        else:
            copy_in("asked_values", ["value"], pl.DataFrame({"value": asked}))
        found = _select(model, names, f"WHERE t.{name} IN (SELECT value FROM asked_values)")
        cursor.execute("DROP TABLE asked_values")
    return found


def ids_by(model: type[Any], column: str, values: pl.Series) -> pl.DataFrame:
    """`id` and `column` of the rows whose `column` holds one of the values."""
    return rows_by(model, column, values, ["id", column])


def next_id(model: type[Any]) -> int:
    """An id above every one that a table holds or ever held."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {quoted(table)}")
        last = int((cursor.fetchone() or [0])[0])
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE sequencename = split_part(pg_get_serial_sequence(%s, 'id'), '.', 2)",
                [f'"{table}"'],
            )
        row = cursor.fetchone()
    return max(last, int(row[0]) if row and row[0] is not None else 0) + 1
