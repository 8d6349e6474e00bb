"""A sheet as it was found: text by column, and which cells were not text. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from xuezheng.registers.intake.faults import Fault

TEXT, NUMBER, DATE, TRUTH = 0, 1, 2, 3
KINDS: dict[type, int] = {str: TEXT, int: NUMBER, float: NUMBER, dt.date: DATE, dt.datetime: DATE, bool: TRUTH}


@dataclass(frozen=True)
class RawSheet:
    """Columns "0", "1", … of text, one row a row of the sheet (the first being row 1).

    `kinds` says by column what cells were before they became text, where they were not text all along. `faults` is what
    was found wrong when the file was opened and does not stop its reading.
    """

    file: str
    name: str
    texts: pl.DataFrame
    kinds: dict[int, pl.Series] = field(default_factory=dict[int, pl.Series])
    formulas: frozenset[str] = frozenset()
    hidden: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column, from 0
    faults: tuple[Fault, ...] = ()

    @property
    def height(self) -> int:
        return self.texts.height

    def row(self, number: int) -> list[str]:
        """The texts of a row, from 0."""
        return [value or "" for value in self.texts.row(number)]

    def first(self, count: int) -> list[list[str]]:
        return [[value or "" for value in row] for row in self.texts.head(count).rows()]

    def with_cells(self, texts: pl.DataFrame, kinds: dict[int, pl.Series]) -> "RawSheet":
        return replace(self, texts=texts, kinds=kinds)


def shown(raw: Any) -> str:
    """The cell as an error shows it; a number without the digits a spreadsheet adds."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    return str(raw)


def cell_of(text: str, kind: int) -> Any:
    """The cell that a text and its kind stand for."""
    if kind == NUMBER:
        return float(text)
    if kind == DATE:
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            return text
    return text == "True" if kind == TRUTH else text


def by_column(rows: Sequence[Sequence[Any]]) -> tuple[pl.DataFrame, dict[int, pl.Series]]:
    """Rows of a spreadsheet's cells as columns of text, with the kinds of cells that were not text."""
    width = max((len(row) for row in rows), default=0)
    if any(len(row) != width for row in rows):
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    texts: dict[str, pl.Series] = {}
    kinds: dict[int, pl.Series] = {}
    for position, column in enumerate(zip(*rows, strict=True)):
        if set(map(type, column)) <= {str}:
            texts[str(position)] = pl.Series(column, dtype=pl.String)
            continue
        texts[str(position)] = pl.Series([c if type(c) is str else shown(c) for c in column], dtype=pl.String)
        kinds[position] = pl.Series([KINDS.get(type(c), TEXT) for c in column], dtype=pl.UInt8)
    return pl.DataFrame(texts), kinds


def of_rows(file: str, name: str, rows: Sequence[Sequence[Any]], **more: Any) -> RawSheet:
    """A sheet of rows of cells."""
    texts, kinds = by_column(rows)
    return RawSheet(file, name, texts, kinds, **more)
