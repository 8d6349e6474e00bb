"""A matched sheet into rows of values, with a problem for every bad cell and every row given twice. Pure."""

from dataclasses import dataclass, field
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.cells import BadCell, is_blank, read_cell, shown
from xuezheng.registers.intake.headings import Matched
from xuezheng.registers.intake.sheets import Field

MOST_PROBLEMS = 1000


@dataclass(frozen=True)
class Entry:
    """A row of values of one sheet, and where it stood."""

    values: dict[str, Any]
    where: str


@dataclass
class Read:
    """What was read of one sheet: its rows, and what is wrong."""

    sheet_key: str
    entries: list[Entry] = field(default_factory=list[Entry])
    problems: list[Problem] = field(default_factory=list[Problem])


def column_letter(position: int) -> str:
    """A, B, … Z, AA: the name of a column in a spreadsheet."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def masked(one: Field, raw: Any) -> str:
    """What an error shows of a cell: of a person's ID only its ends."""
    text = shown(raw)
    return f"{text[:6]}…{text[-4:]}" if one.kind == "person_id" and len(text) > 10 else text[:60]


def read_rows(matched: Matched) -> Read:
    """Read every row below the headings; blank rows are passed over."""
    read = Read(matched.sheet.key)
    seen: dict[tuple[Any, ...], str] = {}
    for number, row in enumerate(matched.raw.rows[matched.heading_row + 1 :], start=matched.heading_row + 2):
        if all(is_blank(cell) for cell in row):
            continue
        place = f"{matched.raw.file} › {matched.raw.name} › "
        values, bad = read_row(matched, row, number, place)
        read.problems += bad
        if len(read.problems) > MOST_PROBLEMS:
            break
        if bad:
            continue
        key = tuple(values.get(name) for name in matched.sheet.unique)
        if key in seen:
            what = Words(f"与{seen[key]}重复。", f"It repeats {seen[key]}.")
            cure = Words("两行留一行", "Keep one of the two")
            read.problems.append(
                Problem(
                    "row.twice",
                    what,
                    which=" ".join(str(k) for k in key if k is not None and len(str(k)) < 18),
                    where=f"{place}{number}",
                    cure=cure,
                )
            )
            continue
        seen[key] = f"第 {number} 行 / row {number}"
        read.entries.append(Entry(values, f"{place}{number}"))
    return read


def read_row(matched: Matched, row: list[Any], number: int, place: str) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for one in matched.sheet.fields:
        position = matched.columns.get(one.key)
        if position is None:
            continue
        raw = row[position] if position < len(row) else None
        cell = f"{column_letter(position)}{number}"
        where = f"{place}{cell}（{one.heading.zh}）"
        if cell in matched.raw.formulas:
            problems.append(
                Problem(
                    "cell.formula",
                    Words("这一格是公式，不是录入的值。", "The cell is a formula, not a value."),
                    where=where,
                    got=masked(one, raw),
                    cure=Words("复制整列，选择性粘贴为“数值”", "Copy the column and paste it as values"),
                )
            )
            continue
        try:
            values[one.key] = read_cell(one, raw)
        except BadCell as bad:
            problems.append(Problem(f"cell.{one.kind}", bad.what, where=where, got=masked(one, raw), cure=bad.cure))
    return values, problems
