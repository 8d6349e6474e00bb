"""Which sheet a table is, and which column is which: by heading in either language or an alias, in any order. Pure."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.intake.raw import RawSheet
from xuezheng.registers.intake.sheets import Field, Sheet
from xuezheng.registers.intake.workbook import SHEETS

IGNORED_SHEETS = {"说明", "代码表", "about", "codes"}
FIRST_ROWS = 12
SERIALS = {
    "序号",
    "行号",
    "顺序号",
    "no",
    "no.",
    "#",
    "serialno.",
    "rownumber",
}  # columns that number the rows of a sheet

Aliases = Mapping[tuple[str, str], str]  # (sheet key, plain heading of a sender) → field key


@dataclass(frozen=True)
class Matched:
    """A table in a raw sheet: which sheet it is, the row of its headings (from 0), where it ends, and its columns.

    `last_row` is the first row that is not of it; `left_out` are rows within it that are no data.
    """

    raw: RawSheet
    sheet: Sheet
    heading_row: int
    columns: dict[str, int]
    last_row: int = -1
    left_out: frozenset[int] = frozenset()
    headings: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.raw.height if self.last_row < 0 else self.last_row


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


NAMES: dict[str, list[tuple[str, set[str]]]] = {
    sheet.key: [(field.key, names_of(field)) for field in sheet.fields] for sheet in SHEETS
}


def names_in(sheet: Sheet) -> list[tuple[str, set[str]]]:
    """Each field of a sheet with the headings that mean it; also of a sheet that is not among those of the template."""
    return NAMES.get(sheet.key) or [(field.key, names_of(field)) for field in sheet.fields]


EVERY_NAME: frozenset[str] = frozenset(name for fields in NAMES.values() for _, names in fields for name in names)


def columns_of(sheet: Sheet, row: Sequence[object], aliases: Aliases) -> dict[str, int]:
    """The column of each field found in a row of headings; the first of two equal headings counts."""
    found: dict[str, int] = {}
    texts = [plain(cell) for cell in row]
    own = {heading: key for (sheet_key, heading), key in aliases.items() if sheet_key == sheet.key}
    for key, names in names_in(sheet):
        for position, text in enumerate(texts):
            if text and (own.get(text) == key or (text in names and text not in own)):
                found.setdefault(key, position)
    return found


def lacks(sheet: Sheet, columns: Mapping[str, int]) -> list[Field]:
    """The columns that must be there and are not."""
    return [field for field in sheet.fields if field.is_required and field.key not in columns]


def is_ignored(raw: RawSheet) -> bool:
    """A sheet that holds nothing to import."""
    return plain(raw.name) in IGNORED_SHEETS or not any(any(cell.strip() for cell in row) for row in raw.first(1000))


def candidates(raw: RawSheet) -> Sequence[Sheet]:
    """The sheets that a raw sheet may be: the one of its title, else all."""
    return [s for s in SHEETS if plain(raw.name) in {plain(s.title.zh), plain(s.title.en), plain(s.key)}] or SHEETS


def best_match(sheets: Sequence[Sheet], row: Sequence[object], aliases: Aliases) -> tuple[Sheet, dict[str, int]] | None:
    """The sheet whose headings fit a row best; None where not even two do."""
    found = [(sheet, columns_of(sheet, row, aliases)) for sheet in sheets]
    sheet, columns = max(found, key=lambda one: len(one[1]))
    return (sheet, columns) if len(columns) >= 2 else None


def unknown_sheet(raw: RawSheet) -> Fault:
    titles = "、".join(s.title.zh for s in SHEETS), ", ".join(s.title.en for s in SHEETS)
    what = Words("认不出这是哪张表。", "It cannot be told which sheet this is.")
    cure = Words(
        f"表名用其中之一：{titles[0]}；或用导入模板的表头",
        f"Name it one of: {titles[1]}; or take the headings of the template",
    )
    if len(meant := candidates(raw)) == 1:
        needed = [field.heading for field in meant[0].fields if field.is_required]
        what = Words("表名认得，表头对不上。", "The sheet's name is known, its headings are not.")
        cure = Words(
            f"表头至少要有：{'、'.join(words.zh for words in needed)}",
            f"It needs at least the headings: {', '.join(f'{words.zh} ({words.en})' for words in needed)}",
        )
    return Fault(
        "sheet.unknown",
        what,
        cure,
        got="、".join(cell for cell in raw.first(1)[0][:6] if cell),
        file=raw.file,
        sheet=raw.name,
    )


def serial_notes(matched: Matched) -> list[Fault]:
    """Columns that only number the rows: passed over, and told."""
    return [
        Fault("heading.serial", Words("这一列只是行的序号，没有读。", "The column numbers the rows and was not read."), got=cell,
              file=matched.raw.file, sheet=matched.raw.name, row=matched.heading_row + 1, column=position, heading=cell,
              sheet_key=matched.sheet.key)
        for position, cell in enumerate(matched.headings)
        if plain(cell) in SERIALS and position not in matched.columns.values()
    ]  # fmt: skip


def heading_faults(matched: Matched) -> list[Fault]:
    """Columns that must be there and are not (with the likely misspelling), and headings nobody knows."""
    place: dict[str, Any] = {
        "file": matched.raw.file,
        "sheet": matched.raw.name,
        "row": matched.heading_row + 1,
        "sheet_key": matched.sheet.key,
    }
    used = set(matched.columns.values())
    strange = {
        plain(cell): (str(cell).strip(), n)
        for n, cell in enumerate(matched.headings)
        if n not in used and plain(cell) and plain(cell) not in SERIALS
    }
    by_name = {name: key for key, names in names_in(matched.sheet) for name in names}
    faults: list[Fault] = []
    for field in lacks(matched.sheet, matched.columns):
        near = difflib.get_close_matches(plain(field.heading.zh), strange, n=1, cutoff=0.5)
        cure, got = (
            Words(f"加上“{field.heading.zh}”一列", f"Add the column “{field.heading.zh}” ({field.heading.en})"),
            "",
        )
        if near:
            wrong, _ = strange.pop(near[0])
            got = wrong
            cure = Words(
                f"“{wrong}”是不是“{field.heading.zh}”？改正表头，或记作这个来文单位的叫法",
                f"Is “{wrong}” meant as “{field.heading.zh}”? Correct the heading, or remember it for this sender",
            )
        faults.append(
            Fault("heading.missing", Words("缺少必需的一列。", "A column that must be there is missing."), cure,
                  which=field.heading.zh, got=got, **place)
        )  # fmt: skip
    for text, position in strange.values():
        if by_name.get(plain(text)) in matched.columns:
            faults.append(
                Fault("heading.twice", Words("同一列出现两次。", "The same column stands twice."),
                      Words("并排的两张表请分开；多余的一列请删去", "Part two tables that stand side by side; delete a column too many"),
                      which=text, got=text, heading=text, column=position, **place)
            )  # fmt: skip
            continue
        near = difflib.get_close_matches(
            plain(text), [plain(f.heading.zh) for f in matched.sheet.fields], n=1, cutoff=0.6
        )
        hint = next((f.heading.zh for f in matched.sheet.fields if near and plain(f.heading.zh) == near[0]), "")
        cure = (
            Words(f"是“{hint}”吗？改正表头，或删去这一列", f"Is it “{hint}”? Correct it, or delete the column")
            if hint
            else Words("改成模板里的表头，或删去这一列", "Use a heading of the template, or delete the column")
        )
        faults.append(
            Fault(
                "heading.unknown",
                Words("没有这一列。", "There is no such column."),
                cure,
                got=text,
                which=text,
                **place,
            )
        )
    return faults
