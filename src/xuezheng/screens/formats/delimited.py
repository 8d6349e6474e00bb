"""CSV: UTF-8 with a byte order mark (spreadsheets then read Chinese rightly), `# ` lines about the file, a head, rows."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from xuezheng.ground.words import Words
from xuezheng.screens.components.table import Column, Row
from xuezheng.screens.formats.about import About, bare, column_lines, head, mark_of, missing_lines
from xuezheng.screens.numbers import Scalar, is_missing

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(columns: Sequence[Column], rows: Sequence[Row], about: About, language: str) -> bytes:
    """Shares in hundredths and amounts in yuan, as their heads say; numbers without thousands commas; marks for missing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    lines = about.lines(language) + column_lines(columns, language) + missing_lines(language)
    for term, value in lines:
        writer.writerow([f"# {term}: {value}"])
    writer.writerow([head(column, language) for column in columns])
    for row in rows:
        writer.writerow([_text(bare(row.get(column.key)), column, language) for column in columns])
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _text(value: Scalar, column: Column, language: str) -> str:
    if is_missing(value):
        return mark_of(value)
    if isinstance(value, Words):
        return safe(value.in_(language))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _number(value, column)
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(str(value))


def _number(value: float | Decimal, column: Column) -> str:
    if column.kind in ("share", "points"):
        return f"{(Decimal(str(value)) * 100).normalize():f}"
    if column.kind == "amount":
        return f"{Decimal(value) / 100:.2f}"
    return f"{Decimal(str(value)):f}"


def safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text
