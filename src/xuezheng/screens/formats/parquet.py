"""Parquet: columns under their keys with raw values (shares 0..1, amounts in fen), all else in the schema's metadata."""

import datetime as dt
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xuezheng.ground.words import Words
from xuezheng.screens.components.table import Column, Row
from xuezheng.screens.components.text import Text, say
from xuezheng.screens.formats.about import SYNTHETIC, About, bare
from xuezheng.screens.numbers import Missing, Scalar, is_missing

TYPES: dict[str, Any] = {
    "count": pa.int64(), "year": pa.int32(), "school_year": pa.int32(), "amount": pa.int64(), "number": pa.float64(),
    "share": pa.float64(), "points": pa.float64(), "date": pa.date32(), "instant": pa.timestamp("us"), "flag": pa.bool_(),
}  # fmt: skip


def write(columns: Sequence[Column], rows: Sequence[Row], about: About, language: str) -> bytes:
    """Missing values are null; where they are withheld or do not apply, a column `<key>_missing` says which."""
    arrays: list[Any] = []
    fields: list[Any] = []
    for column in columns:
        values = [bare(row.get(column.key)) for row in rows]
        array = _array(values, column, language)
        arrays.append(array)
        fields.append(pa.field(column.key, array.type, metadata=_told(column)))
        if any(isinstance(value, Missing) for value in values):
            names = [value.name.lower() if isinstance(value, Missing) else None for value in values]
            arrays.append(pa.array(names, pa.string()))
            fields.append(pa.field(f"{column.key}_missing", pa.string()))
    schema = pa.schema(fields, metadata=_metadata(about))
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _array(values: list[Scalar], column: Column, language: str) -> Any:
    """By the column's kind; a column whose values do not fit it (ranges, notes) is text."""
    plain = [None if is_missing(value) else _plain(value, language) for value in values]
    wanted = TYPES.get(column.kind)
    if wanted is not None and not any(isinstance(value, str) for value in plain):
        if column.kind == "count" and any(isinstance(value, float) and not value.is_integer() for value in plain):
            wanted = pa.float64()
        return pa.array(plain, wanted)
    return pa.array([None if value is None else str(value) for value in plain], pa.string())


def _plain(value: Scalar, language: str) -> Any:
    if isinstance(value, Words):
        return value.in_(language)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
    return value


def _both(text: Text) -> dict[str, str]:
    return {"zh": say(text, "zh"), "en": say(text, "en")}


def _told(column: Column) -> dict[str, str]:
    raw_units = {"share": Words("0—1", "0–1"), "points": Words("0—1", "0–1"), "amount": Words("分", "fen")}
    unit = raw_units.get(column.kind, column.unit)
    pairs = {"title": column.title, "unit": unit, "definition": column.definition}
    return {name: json.dumps(_both(text), ensure_ascii=False) for name, text in pairs.items() if text}


def _metadata(about: About) -> dict[str, str]:
    texts = {"title": about.title, "area": about.area, "when": about.when, "source": about.source,
             "definition": about.definition, "version": about.version}  # fmt: skip
    found = {name: json.dumps(_both(text), ensure_ascii=False) for name, text in texts.items() if text}
    found |= {"as_of": about.as_of.isoformat(), "manifest_hash": about.manifest_hash, "address": about.address}
    found["is_synthetic"] = "true" if about.is_synthetic else "false"
    if about.is_synthetic:
        found["note"] = json.dumps(_both(SYNTHETIC), ensure_ascii=False)
    return {name: text for name, text in found.items() if text}
