"""The rows that are bad, as a workbook to mend, and mended rows laid over the file they came from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.intake.raw import NUMBER, TEXT, RawSheet, cell_of

ORIGIN = "原行（勿改）"  # the first column of a workbook to mend: which row of which sheet this was
MOST_ROWS = 20_000


def write_bad_rows(path: Path, raws: Sequence[RawSheet], faults: Sequence[Fault]) -> int:
    """Write the rows that have faults, each bad cell coloured and with a comment of what is wrong; give how many rows."""
    book: Any = xlsxwriter.Workbook(str(path))
    looks = {
        "head": book.add_format({"bold": True, "bottom": 2}), "bad": book.add_format({"bg_color": "#F3D9D6", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}), "origin": book.add_format({"font_color": "#888888"}),
    }  # fmt: skip
    count = 0
    for raw in raws:
        mine = [f for f in faults if f.file == raw.file and f.sheet == raw.name and f.row and f.count == 1]
        if mine and count < MOST_ROWS:
            count += _write_sheet(book, looks, raw, mine, MOST_ROWS - count)
    if not count:
        page: Any = book.add_worksheet("说明")
        page.write(0, 0, "没有可以逐格改的行。 There is no row to mend cell by cell.")
    book.close()
    return count


def _write_sheet(book: Any, looks: dict[str, Any], raw: RawSheet, faults: Sequence[Fault], most: int) -> int:
    name = raw.name[:31]
    page: Any = book.add_worksheet(name if name not in book.sheetnames else f"{name[:27]}-{len(book.sheetnames)}")
    heading_row = _heading_row(raw, faults)
    page.write_string(0, 0, ORIGIN, looks["head"])
    for column, heading in enumerate(raw.row(heading_row)):
        page.write_string(0, column + 1, heading, looks["head"])
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 24, looks["origin"])
    page.set_column(1, raw.texts.width, 18)
    by_row: dict[int, dict[int, list[Fault]]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, {}).setdefault(max(fault.column, 0), []).append(fault)
    for line, row in enumerate(sorted(by_row)[:most], start=1):
        page.write_string(line, 0, f"{raw.file}›{raw.name}›{row}", looks["origin"])
        for column, text in enumerate(raw.row(row - 1)):
            bad = by_row[row].get(column, [])
            _write_cell(page, line, column + 1, text, _kind(raw, column, row - 1), looks["bad" if bad else "text"])
            if bad:
                said = "\n".join(
                    "".join(part for part in (f.what.zh, "→", (f.fix or f.cure or Words("", "")).zh) if part)
                    for f in bad
                )
                page.write_comment(line, column + 1, said[:500], {"x_scale": 2})
    return min(len(by_row), most)


def _heading_row(raw: RawSheet, faults: Sequence[Fault]) -> int:
    from xuezheng.registers.intake.headings import FIRST_ROWS, best_match, candidates

    rows = raw.first(FIRST_ROWS)
    scores = [len(fit[1]) if (fit := best_match(candidates(raw), row, {})) else 0 for row in rows]
    return scores.index(max(scores))


def _kind(raw: RawSheet, column: int, row: int) -> int:
    return int(raw.kinds[column][row]) if column in raw.kinds else TEXT


def _write_cell(page: Any, line: int, column: int, text: str, kind: int, look: Any) -> None:
    if kind == NUMBER:
        page.write_number(line, column, cell_of(text, kind), look)
    else:
        page.write_string(line, column, text, look)


def laid_over(raws: Sequence[RawSheet], mended: Sequence[RawSheet], faults: list[Fault]) -> list[RawSheet]:
    """The sheets with the rows of mended workbooks in the place of those they came from.

    A fault for each mended row whose origin is not there.
    """
    by_place = {(raw.file, raw.name): position for position, raw in enumerate(raws)}
    done = list(raws)
    for sheet in mended:
        taken: dict[int, list[tuple[int, int]]] = {}  # by sheet: row there, row of the mended workbook
        if sheet.height == 0 or sheet.row(0)[0] != ORIGIN:
            faults.append(
                Fault("mended.origin", Words("这不是下载的待改行工作簿。", "This is no workbook of rows to mend."),
                      Words(f"第一列应是“{ORIGIN}”", "Its first column must be the one of origins"), file=sheet.file, sheet=sheet.name)
            )  # fmt: skip
            continue
        for number in range(1, sheet.height):
            file, _, rest = sheet.row(number)[0].rpartition("›")[0].rpartition("›")
            row = sheet.row(number)[0].rpartition("›")[2]
            position = by_place.get((file, rest))
            if position is None or not row.isdigit() or not 0 < int(row) <= done[position].height:
                what = Words("找不到这一行的来处。", "Where this row came from cannot be found.")
                cure = Words(
                    "不要改第一列；与原文件一起导入",
                    "Leave the first column as it is; import it with the original file",
                )
                faults.append(
                    Fault(
                        "mended.row",
                        what,
                        cure,
                        got=sheet.row(number)[0],
                        file=sheet.file,
                        sheet=sheet.name,
                        row=number + 1,
                    )
                )
                continue
            taken.setdefault(position, []).append((int(row) - 1, number))
        for position, rows in taken.items():
            done[position] = _with_rows(done[position], [row for row, _ in rows], sheet, [number for _, number in rows])
    return done


def _with_rows(raw: RawSheet, rows: list[int], sheet: RawSheet, numbers: list[int]) -> RawSheet:
    """The sheet with `rows` as they stand in rows `numbers` of a mended workbook, whose columns are one to the right."""
    texts: list[pl.Series] = []
    kinds = dict(raw.kinds)
    for column in range(raw.texts.width):
        series = raw.texts[str(column)]
        if column + 1 < sheet.texts.width:
            series = series.scatter(rows, sheet.texts[str(column + 1)].gather(numbers).fill_null(""))
            mended = sheet.kinds.get(column + 1)
            if column in kinds or mended is not None:
                plain = pl.Series([TEXT], dtype=pl.UInt8)
                there = kinds.get(column, plain.new_from_index(0, raw.height))
                given = mended.gather(numbers) if mended is not None else plain.new_from_index(0, len(rows))
                kinds[column] = there.scatter(rows, given)
        texts.append(series)
    return raw.with_cells(pl.DataFrame(texts), kinds)
