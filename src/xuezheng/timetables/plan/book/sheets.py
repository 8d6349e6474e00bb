"""The sheets of a workbook as texts, and what is in them by its heads."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.plan.book.heads import CLASS_HEADS, SHEETS, SUBJECT_HEADS

MOST_BYTES: Final = 10_000_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 300
LOOKED_AT: Final = 8  # rows among which the heads stand


@dataclass(frozen=True)
class Sheet:
    """Texts by row and column, both from 0 as in the file."""

    name: str
    rows: list[list[str]]

    def at(self, row: int, column: int) -> str:
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def cell(self, row: int, column: int) -> str:
        """Where a cell stands, as a spreadsheet names it."""
        letters, n = "", column
        while True:
            letters = chr(65 + n % 26) + letters
            n = n // 26 - 1
            if n < 0:
                return f"{self.name} {letters}{row + 1}"


@dataclass(frozen=True)
class Found:
    """What a sheet holds: a part of the book, or a matrix of classes and subjects; its head row, and the column of each field."""

    part: str
    row: int
    columns: Mapping[str, int]


def text_of(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "hour") and hasattr(cell, "minute"):
        return f"{cell:%H:%M}"
    return re.sub(r"[ \t\u3000]+", " ", str(cell)).strip()


def sheets_of(content: bytes, where: str) -> list[Sheet]:
    """Raises Refused for what is no workbook, or too large a one."""
    from python_calamine import CalamineError, load_workbook  # pyright: ignore[reportUnknownVariableType]

    if len(content) > MOST_BYTES:
        what = Words("文件太大。", "The file is too large.")
        raise Refused([Problem("week.too_large", what, where=where, got=f"{len(content):,} > {MOST_BYTES:,}")])
    try:
        book = load_workbook(io.BytesIO(content))
        found = [
            Sheet(name, [[text_of(cell) for cell in row] for row in _from_first(book.get_sheet_by_name(name))])
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as reason:
        what = Words("读不出工作簿。", "This cannot be read as a workbook.")
        cure = Words("须为 XLSX、XLS 或 ODS 文件。", "It must be an XLSX, XLS or ODS file.")
        raise Refused([Problem("week.unreadable", what, where=where, got=str(reason)[:80], cure=cure)]) from reason
    if wide := [one for one in found if len(one.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in one.rows)]:
        what = Words("工作表太大。", "A sheet is too large.")
        raise Refused(
            [Problem("week.too_large", what, where=wide[0].name, got=f"{len(wide[0].rows):,} > {MOST_ROWS:,}")]
        )
    return found


def _from_first(sheet: object) -> list[list[object]]:
    """The rows from the sheet's first on, blank ones included, so that places are as in the file."""
    return sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined,no-any-return]


def found_in(sheet: Sheet) -> Found | None:
    """What a sheet holds, by the heads in its first rows; None where nothing is known."""
    for row, cells in enumerate(sheet.rows[:LOOKED_AT]):
        low = [cell.lower() for cell in cells]
        for part, (_, heads, needed) in SHEETS.items():
            columns = columns_of(low, heads)
            if all(field in columns for field in needed):
                return Found(part, row, columns)
    for row, cells in enumerate(sheet.rows[:LOOKED_AT]):
        first = next(((at, cell) for at, cell in enumerate(cells) if cell), None)
        if first and sum(bool(cell) for cell in cells) > 1:
            corner = [one.strip() for one in re.split(r"[\\/|＼／]", first[1].lower())]
            if corner[0] in CLASS_HEADS or corner[0] in SUBJECT_HEADS:
                return Found("matrix", row, {"corner": first[0]})
    return None


def columns_of(low: Sequence[str], heads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {field: low.index(head) for field, names in heads.items() for head in reversed(names) if head in low}
