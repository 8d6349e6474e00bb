"""Timetables as PDF, one page each or all on one sheet, set by Typst; and as an Excel workbook, a sheet each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from xuezheng.ground.words import Words
from xuezheng.screens.formats.pdf import typeset
from xuezheng.timetables.plan.sheets import KIND_WORDS, Entry, Sheet, weeks_words
from xuezheng.timetables.problem.school.model import School

TEMPLATE: Final = Path(__file__).with_name("sheets.typ")
FORBIDDEN: Final = str.maketrans("", "", "[]:*?/\\'")
SHEET_NAME_LENGTH: Final = 31
FONT: Final = "Microsoft YaHei"


@dataclass(frozen=True)
class Printed:
    """What stands on every sheet: the school, the term and version, the line at the foot."""

    school: str
    note: str
    foot: str
    language: str

    @property
    def english(self) -> bool:
        return self.language.startswith("en")

    def title(self, sheet: Sheet) -> str:
        kind = KIND_WORDS[sheet.kind].in_(self.language)
        if self.english:
            return f"{kind} {sheet.name}"
        return f"{sheet.name}课表" if sheet.kind == "class" else f"{sheet.name}（{kind}）课表"


def lines_of(sheet: Sheet, entry: Entry, language: str) -> tuple[str, str, str]:
    """A lesson on a sheet: its subject, the weeks it stands in, and who and where, without what the sheet itself says."""
    weeks = weeks_words(entry.weeks, sheet.school.weeks)
    who = "" if sheet.kind in ("class", "student") and entry.count is None and entry.teachers else entry.label
    if entry.count is not None:
        who = Words(f"{entry.label} {entry.count}人", f"{entry.label}, {entry.count}").in_(language)
    teachers = "" if sheet.kind == "teacher" and len(entry.teachers) == 1 else "、".join(entry.teachers)
    room = "" if sheet.kind == "room" else entry.room
    subject = entry.subject
    return (
        subject,
        weeks.in_(language) if weeks else "",
        "  ".join(part for part in ("" if who == subject else who, teachers, room) if part),
    )


def opens(school: School, period: int) -> bool:
    """Whether another part of the day begins with a period: morning, afternoon, evening study."""
    kinds = school.kinds
    return bool(kinds) and period > 0 and kinds[period] != kinds[period - 1]


def sheet_given(sheet: Sheet, printed: Printed) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for period, (name, hours, cells) in enumerate(sheet.rows()):
        told = [[cell_given(sheet, one, printed.language, len(cell)) for one in cell] for cell in cells]
        rows.append({"period": name, "hours": hours, "cells": told, "opens": opens(sheet.school, period)})
    return {"title": printed.title(sheet), "note": f"{printed.school}　{printed.note}", "rows": rows}


def cell_given(sheet: Sheet, entry: Entry, language: str, many: int) -> dict[str, Any]:
    subject, weeks, more = lines_of(sheet, entry, language)
    return {
        "subject": subject,
        "weeks": weeks,
        "more": more,
        "walking": entry.count is not None,
        "size": 11.5 if many < 3 else 8.5,
    }


def printed_sheets(sheets: Sequence[Sheet], printed: Printed, node_modules: Path) -> bytes:
    """One page a sheet, A4 across. Raises Refused without the type faces."""
    school = sheets[0].school
    given = {
        "whole": False, "english": printed.english, "foot": printed.foot, "days": list(school.days),
        "sheets": [sheet_given(sheet, printed) for sheet in sheets],
    }  # fmt: skip
    return typeset(TEMPLATE, "sheets", given, node_modules)


def printed_whole(sheets: Sequence[Sheet], printed: Printed, node_modules: Path) -> bytes:
    """Everybody on one sheet, A3 across: a row each, a column for each period of each day."""
    school = sheets[0].school
    kind = KIND_WORDS[sheets[0].kind]
    heading = Words(f"{printed.school}{kind.zh}总课表", f"{printed.school}: all, by {kind.en.lower()}").in_(
        printed.language
    )
    given = {
        "whole": True, "english": printed.english, "foot": printed.foot, "days": list(school.days), "periods": list(school.periods),
        "title": heading, "note": printed.note,
        "sheets": [{"name": sheet.name, "slots": slots_of(sheet, printed.language)} for sheet in sheets],
    }  # fmt: skip
    return typeset(TEMPLATE, "sheets", given, node_modules)


def slots_of(sheet: Sheet, language: str) -> list[list[str]]:
    """For each day and period in order, the lines that stand there."""
    by_period = [cells for _, _, cells in sheet.rows()]
    found: list[list[str]] = []
    for day in range(len(sheet.school.days)):
        for cells in by_period:
            told: list[str] = []
            if any(entry.count is not None for entry in cells[day]):
                subjects = dict.fromkeys(entry.subject for entry in cells[day])
                found.append([Words("走班", "walk").in_(language), "、".join(subjects)])
                continue
            for entry in cells[day][:2]:
                subject, weeks, more = lines_of(sheet, entry, language)
                told += [f"{subject}{weeks and '〔' + weeks + '〕'}", *([more.split("  ")[0]] if more else [])]
            found.append(told)
    return found


def workbook_of(sheets: Sequence[Sheet], printed: Printed) -> bytes:
    """An Excel workbook: first everybody in one table, then a sheet each, set up to print on one page."""
    buffer = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    looks = {
        "title": book.add_format({"font_name": FONT, "font_size": 16, "bold": True}),
        "note": book.add_format({"font_name": FONT, "font_size": 9, "font_color": "#646b73"}),
        "head": book.add_format({"font_name": FONT, "bold": True, "align": "center", "top": 2, "bottom": 1}),
        "cell": book.add_format(
            {"font_name": FONT, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 4}
        ),
        "side": book.add_format(
            {"font_name": FONT, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
        ),
    }
    _whole_sheet(book, sheets, printed, looks)
    taken: set[str] = {"*"}
    for sheet in sheets:
        _one_sheet(book, sheet, printed, looks, _name(sheet.name, taken))
    book.close()
    return buffer.getvalue()


def _name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes, and no two alike, upper and lower case being the same."""
    plain = wanted.translate(FORBIDDEN).strip()[:SHEET_NAME_LENGTH] or "?"
    name, n = plain, 1
    while name.lower() in taken:
        n += 1
        name = f"{plain[: SHEET_NAME_LENGTH - 4]} {n}"
    taken.add(name.lower())
    return name


def _whole_sheet(book: Any, sheets: Sequence[Sheet], printed: Printed, looks: dict[str, Any]) -> None:
    school = sheets[0].school
    page = book.add_worksheet(Words("总表", "All").in_(printed.language))
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, f"{printed.school}　{printed.note}", looks["title"])
    page.set_footer(f"&L{printed.foot}&R&P / &N")
    periods = len(school.periods)
    for day, name in enumerate(school.days):
        first = 1 + day * periods
        if periods > 1:
            page.merge_range(1, first, 1, first + periods - 1, name, looks["head"])
        else:
            page.write_string(1, first, name, looks["head"])
        for period, told in enumerate(school.periods):
            page.write_string(2, first + period, told, looks["head"])
    for row, sheet in enumerate(sheets, 3):
        page.write_string(row, 0, sheet.name, looks["side"])
        for at, told in enumerate(slots_of(sheet, printed.language), 1):
            page.write_string(row, at, "\n".join(told), looks["cell"])
    page.set_column(0, 0, 12)
    page.set_column(1, len(school.days) * periods, 9)
    page.freeze_panes(3, 1)
    page.repeat_rows(1, 2)


def _one_sheet(book: Any, sheet: Sheet, printed: Printed, looks: dict[str, Any], name: str) -> None:
    page = book.add_worksheet(name)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.set_footer(f"&L{printed.foot}")
    page.write_string(0, 0, printed.title(sheet), looks["title"])
    page.write_string(1, 0, f"{printed.school}　{printed.note}", looks["note"])
    page.write_string(2, 0, "", looks["head"])
    for day, told in enumerate(sheet.school.days, 1):
        page.write_string(2, day, told, looks["head"])
    for row, (period, hours, cells) in enumerate(sheet.rows(), 3):
        page.write_string(row, 0, "\n".join(part for part in (period, hours) if part), looks["side"])
        most = 1
        for day, cell in enumerate(cells, 1):
            lines: list[str] = []
            for entry in cell:
                subject, weeks, more = lines_of(sheet, entry, printed.language)
                lines += [f"{subject}{weeks and '〔' + weeks + '〕'}", *([more] if more else [])]
            most = max(most, len(lines))
            page.write_string(row, day, "\n".join(lines), looks["cell"])
        page.set_row(row, max(36, 15 * most))
    page.set_column(0, 0, 12)
    page.set_column(1, len(sheet.school.days), 20)
