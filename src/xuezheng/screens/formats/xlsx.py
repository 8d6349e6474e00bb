"""XLSX: one sheet of rows with a frozen head and real types, one sheet that says what they are."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from xuezheng.ground.words import Words
from xuezheng.screens.components.table import Column, Row
from xuezheng.screens.components.text import say
from xuezheng.screens.formats.about import (
    SYNTHETIC,
    About,
    bare,
    column_lines,
    head,
    mark_of,
    missing_lines,
)
from xuezheng.screens.numbers import DEFAULT_DECIMALS, Scalar, is_missing

FONT = "Microsoft YaHei"
SHEET_NAME_LENGTH = 31
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def write(columns: Sequence[Column], rows: Sequence[Row], about: About, language: str) -> bytes:
    """Shares keep their value 0..1 and are shown as per cent, amounts are yuan; texts are never formulas."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    created = dt.datetime.combine(about.as_of, dt.time())
    book.set_properties(
        {"title": say(about.title, language), "created": created, "comments": _comment(about, language)}
    )
    _rows_sheet(book, columns, rows, about, language)
    _about_sheet(book, columns, about, language)
    book.close()
    return buffer.getvalue()


def _comment(about: About, language: str) -> str:
    return "\n".join(f"{term}: {text}" for term, text in about.lines(language))


def _rows_sheet(book: Any, columns: Sequence[Column], rows: Sequence[Row], about: About, language: str) -> None:
    name = say(about.title, language).translate(FORBIDDEN)[:SHEET_NAME_LENGTH].strip()
    sheet = book.add_worksheet(name or Words("数表", "Table").in_(language))
    top = 0
    if about.is_synthetic:
        sheet.write_string(0, 0, SYNTHETIC.in_(language), book.add_format({"font_name": FONT, "italic": True}))
        top = 1
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{SYNTHETIC.in_(language) if about.is_synthetic else ''}&R&P / &N")
    for index, column in enumerate(columns):
        pen = _Pen.of(book, sheet, column, language)
        look = {"font_name": FONT, "bold": True, "text_wrap": True, "bottom": 1, "top": 2, "valign": "bottom"}
        title = head(column, language)
        sheet.write_string(top, index, title, book.add_format({**look, "align": pen.side}))
        widths = [pen.write(line, index, bare(row.get(column.key))) for line, row in enumerate(rows, start=top + 1)]
        sheet.set_column(index, index, min(48, max(9, _width(title) + 2, *widths, 0)))
    if rows:
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)


def _pattern(column: Column) -> str:
    decimals = DEFAULT_DECIMALS.get(column.kind, 0) if column.decimals is None else column.decimals
    point = "." + "0" * decimals if decimals else ""
    if column.kind == "share":
        return "0" + point + "%"
    if column.kind in ("count", "number", "amount", "points"):
        return "#,##0" + point
    return {"date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm", "year": "0", "school_year": "0"}.get(column.kind, "@")


def _width(text: str) -> int:
    """How wide a text runs, in Latin characters."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes the cells of one column."""

    sheet: Any
    column: Column
    language: str
    look: Any
    mark_look: Any
    side: str

    @classmethod
    def of(cls, book: Any, sheet: Any, column: Column, language: str) -> "_Pen":
        side = "right" if column.is_numeric else "left"
        look = book.add_format({"font_name": FONT, "num_format": _pattern(column)})
        return cls(sheet, column, language, look, book.add_format({"font_name": FONT, "align": side}), side)

    def write(self, line: int, index: int, value: Scalar) -> int:
        """Write one cell; returns how wide it runs."""
        if is_missing(value):
            self.sheet.write_string(line, index, mark_of(value), self.mark_look)
            return 1
        if isinstance(value, bool):
            value = Words("是", "yes") if value else Words("否", "no")
        if isinstance(value, (int, float, Decimal)):
            self.sheet.write_number(line, index, self._shown(value), self.look)
            return 12
        if isinstance(value, dt.date):
            moment = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
            self.sheet.write_datetime(line, index, moment, self.look)
            return 16
        text = value.in_(self.language) if isinstance(value, Words) else str(value)
        self.sheet.write_string(line, index, text, self.look)
        return _width(text)

    def _shown(self, value: float | Decimal) -> float | Decimal:
        if self.column.kind == "amount":
            return Decimal(str(value)) / 100
        return Decimal(str(value)) * 100 if self.column.kind == "points" else value


def _about_sheet(book: Any, columns: Sequence[Column], about: About, language: str) -> None:
    sheet = book.add_worksheet(Words("说明", "About").in_(language))
    term_look = book.add_format({"font_name": FONT, "bold": True, "valign": "top"})
    text_look = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    groups = [about.lines(language), column_lines(columns, language), missing_lines(language)]
    line = 0
    for group in groups:
        for term, text in group:
            sheet.write_string(line, 0, term, term_look)
            sheet.write_string(line, 1, text, text_look)
            line += 1
        line += 1 if group else 0
