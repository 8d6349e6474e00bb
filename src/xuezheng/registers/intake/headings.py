"""Which sheet a table is, and which column is which: by heading in either language or an alias, in any order. Pure."""

import difflib
import re
from dataclasses import dataclass

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.files import RawSheet
from xuezheng.registers.intake.sheets import Field, Sheet
from xuezheng.registers.intake.workbook import SHEETS

IGNORED_SHEETS = {"说明", "代码表", "about", "codes"}
FIRST_ROWS = 10


@dataclass(frozen=True)
class Matched:
    """A raw sheet with the sheet it is, the row of its headings, and the column of each field."""

    raw: RawSheet
    sheet: Sheet
    heading_row: int
    columns: dict[str, int]


def plain(text: object) -> str:
    """A heading without what people add to it: blanks, a star for "must", brackets with a unit, case."""
    return re.sub(r"[\s*＊:：]|（.*?）|\(.*?\)", "", str(text or "")).casefold()


def names_of(field: Field) -> set[str]:
    return {
        plain(field.heading.zh),
        plain(field.heading.en),
        plain(field.key),
        *(plain(alias) for alias in field.aliases),
    }


def columns_of(sheet: Sheet, row: list[object]) -> dict[str, int]:
    """The column of each field found in a row of headings; the first of two equal headings counts."""
    found: dict[str, int] = {}
    texts = [plain(cell) for cell in row]
    for field in sheet.fields:
        names = names_of(field)
        for position, text in enumerate(texts):
            if text and text in names:
                found.setdefault(field.key, position)
    return found


def match(raw: RawSheet) -> Matched | Problem | None:
    """The sheet a raw sheet is; None for one that holds nothing to import; a Problem where it cannot be told.

    The title decides where it is that of a sheet; else the sheet whose headings fit best.
    """
    if plain(raw.name) in IGNORED_SHEETS or not any(any(str(c or "").strip() for c in row) for row in raw.rows):
        return None
    by_title = [s for s in SHEETS if plain(raw.name) in {plain(s.title.zh), plain(s.title.en), plain(s.key)}]
    best: tuple[int, int, Sheet, dict[str, int]] | None = None
    for number, row in enumerate(raw.rows[:FIRST_ROWS]):
        for sheet in by_title or SHEETS:
            columns = columns_of(sheet, row)
            if best is None or len(columns) > best[0]:
                best = (len(columns), number, sheet, columns)
    where = f"{raw.file} › {raw.name}"
    titles = "、".join(s.title.zh for s in SHEETS), ", ".join(s.title.en for s in SHEETS)
    if best is None or best[0] < 2:
        return Problem(
            "sheet.unknown",
            Words("认不出这是哪张表。", "It cannot be told which sheet this is."),
            where=where,
            got="、".join(str(c) for c in raw.rows[0][:6] if c),
            cure=Words(
                f"表名用其中之一：{titles[0]}；或用 xuezheng template 的表头",
                f"Name it one of: {titles[1]}; or take the headings of xuezheng template",
            ),
        )
    return Matched(raw, best[2], best[1], best[3])


def heading_problems(matched: Matched) -> list[Problem]:
    """Columns that must be there and are not (with the likely misspelling), and headings nobody knows."""
    row = matched.raw.rows[matched.heading_row]
    where = f"{matched.raw.file} › {matched.raw.name} › {matched.heading_row + 1}"
    used = set(matched.columns.values())
    strange = {plain(cell): str(cell).strip() for n, cell in enumerate(row) if n not in used and plain(cell)}
    problems: list[Problem] = []
    for field in matched.sheet.fields:
        if field.key in matched.columns or not field.is_required:
            continue
        near = difflib.get_close_matches(plain(field.heading.zh), strange, n=1, cutoff=0.5)
        cure = Words(f"加上“{field.heading.zh}”一列", f"Add the column “{field.heading.en}”")
        if near:
            wrong = strange.pop(near[0])
            cure = Words(
                f"“{wrong}”是不是“{field.heading.zh}”？改正表头",
                f"Is “{wrong}” meant as “{field.heading.zh}”? Correct the heading",
            )
        problems.append(
            Problem(
                "heading.missing",
                Words("缺少必需的一列。", "A column that must be there is missing."),
                which=field.heading.zh,
                where=where,
                cure=cure,
            )
        )
    for text in strange.values():
        near = difflib.get_close_matches(
            plain(text), [plain(f.heading.zh) for f in matched.sheet.fields], n=1, cutoff=0.6
        )
        hint = next((f.heading.zh for f in matched.sheet.fields if near and plain(f.heading.zh) == near[0]), "")
        cure = (
            Words(f"是“{hint}”吗？改正表头，或删去这一列", f"Is it “{hint}”? Correct it, or delete the column")
            if hint
            else Words("改成模板里的表头，或删去这一列", "Use a heading of the template, or delete the column")
        )
        problems.append(
            Problem(
                "heading.unknown",
                Words("没有这一列。", "There is no such column."),
                which=text,
                where=where,
                got=text,
                cure=cure,
            )
        )
    return problems
