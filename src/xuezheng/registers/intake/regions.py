"""The tables within a raw sheet: where headings stand, where each table ends, which rows are no data.

What people's sheets hold besides one table: headings over two rows with merged cells, a second table below, headings
repeated on every page, totals at the bottom, hidden rows. Each is named; the reading that is certain is offered. Pure.
"""

from collections.abc import Sequence

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Accepts, Fault, column_letter
from xuezheng.registers.intake.headings import (
    EVERY_NAME,
    FIRST_ROWS,
    Aliases,
    Matched,
    best_match,
    candidates,
    lacks,
    plain,
    unknown_sheet,
)
from xuezheng.registers.intake.raw import RawSheet
from xuezheng.registers.intake.sheets import Sheet
from xuezheng.registers.intake.workbook import SHEETS

TOTALS = ("合计", "总计", "小计", "共计", "总数", "total", "sum", "subtotal", "grandtotal")
# How the lines begin that stand below a table: who filled it in, who checked it, remarks.
REMARK = r"^(填表|填报|制表|审核|复核|经办|单位负责|负责|校长|联系|电话|打印|导出|报送|统计|注|备注|说明|盖章|单位盖章|日期|note|remark|filled in by|checked by)[^:：]{0,8}[:：]"
SHARE_OF_HEADINGS = 0.6  # of a row's filled cells, to take it for a row of headings
LISTED = 8


def tables_of(raw: RawSheet, aliases: Aliases, accepts: Accepts) -> tuple[list[Matched], list[Fault], list[Fault]]:
    """The tables of a sheet, what is wrong with it, and what was read as offered."""
    if len(blocks := _beside(raw, aliases)) > 1:
        told = _beside_fault(raw, blocks)
        if not accepts(told.rule):
            return [], [told], []
        read = [tables_of(_block(raw, columns), aliases, accepts) for _, columns, _ in blocks]
        return (
            [t for ts, _, _ in read for t in ts],
            [f for _, fs, _ in read for f in fs],
            [told, *(f for _, _, fs in read for f in fs)],
        )
    first = _first_table(raw, aliases)
    if first is None:
        return [], [unknown_sheet(raw)], []
    matched, merged = first
    faults, taken = (
        [fault for fault in raw.faults if not accepts(fault.rule)],
        [fault for fault in raw.faults if accepts(fault.rule)],
    )
    for fault in merged:
        (taken if accepts(fault.rule) else faults).append(fault)
    tables: list[Matched] = []
    for table, found in _parted(matched, aliases):
        totals, summed = _totals(table)
        remarks, said = _remarks(table)
        tables.append(
            Matched(
                table.raw,
                table.sheet,
                table.heading_row,
                table.columns,
                table.last_row,
                table.left_out | totals | remarks,
                table.headings,
            )
        )
        for fault in (*found, *summed, *said):
            (taken if accepts(fault.rule) and fault.fix else faults).append(fault)
    return tables, faults + _hidden(raw, matched), taken


Block = tuple[int, range, Sheet]  # the row of its headings, its columns, what it is


def _beside(raw: RawSheet, aliases: Aliases) -> list[Block]:
    """Tables that stand side by side: blocks of columns of which each has, in one row, all headings that it must have.

    A block ends at a column that is blank all the way down, or where a whole list of headings begins again.
    """
    rows, sheets = raw.first(FIRST_ROWS), candidates(raw)
    for number, row in enumerate(rows):
        found: list[Block] = []
        for columns in _spans(raw, row):
            fit = best_match(sheets, _only(row, columns), aliases)
            if fit is None or lacks(*fit):
                found = []
                break
            found.append((number, columns, fit[0]))
        if len(found) > 1:
            return found
    return []


def _spans(raw: RawSheet, row: Sequence[str]) -> list[range]:
    """Runs of filled columns; one whose headings are the same list twice or more is as many."""
    spans: list[range] = []
    for column, heading in enumerate(row):
        if not heading.strip() and (raw.texts[str(column)].str.strip_chars() == "").all():
            continue
        if spans and spans[-1].stop == column:
            spans[-1] = range(spans[-1].start, column + 1)
        else:
            spans.append(range(column, column + 1))
    parted: list[range] = []
    for span in spans:
        texts = [plain(row[column]) for column in span]
        again = next(
            (
                n
                for n in range(1, len(texts) // 2 + 1)
                if len(texts) % n == 0 and texts == texts[:n] * (len(texts) // n) and n > 1
            ),
            len(texts),
        )
        parted += [range(start, start + again) for start in range(span.start, span.stop, again)]
    return parted


def _only(row: Sequence[str], columns: range) -> list[str]:
    return [text if position in columns else "" for position, text in enumerate(row)]


def _block(raw: RawSheet, columns: range) -> RawSheet:
    """The sheet with the other columns blank, so that every cell keeps its address."""
    texts = raw.texts.with_columns(
        pl.lit("").alias(name) for position, name in enumerate(raw.texts.columns) if position not in columns
    )
    return raw.with_cells(texts, {position: kinds for position, kinds in raw.kinds.items() if position in columns})


def _beside_fault(raw: RawSheet, blocks: Sequence[Block]) -> Fault:
    """Says which tables stand beside each other, and offers to read them apart."""
    row = blocks[0][0]
    places = [f"{column_letter(columns.start)}—{column_letter(columns.stop - 1)}" for _, columns, _ in blocks]
    zh = "、".join(f"{place} {sheet.title.zh}" for place, (_, _, sheet) in zip(places, blocks, strict=True))
    en = ", ".join(f"{place} {sheet.title.en}" for place, (_, _, sheet) in zip(places, blocks, strict=True))
    return Fault(
        "sheet.beside",
        Words(f"{len(blocks)} 张表并排在一页上（{zh}）。", f"{len(blocks)} tables stand side by side ({en})."),
        Words("每张表放一页", "Give each table a sheet of its own"), got="、".join(h for h in raw.row(row) if h)[:80],
        file=raw.file, sheet=raw.name, row=row + 1, fix=Words("按列分开，各读各的", "Part them by columns and read each"),
        sheet_key=blocks[0][2].key,
    )  # fmt: skip


def _first_table(raw: RawSheet, aliases: Aliases) -> tuple[Matched, list[Fault]] | None:
    """The best row of headings at the top, alone or with the one below it."""
    rows = raw.first(FIRST_ROWS + 1)
    sheets = candidates(raw)
    best: tuple[int, int, int, Sheet, dict[str, int], list[str]] | None = None
    for number, row in enumerate(rows[:FIRST_ROWS]):
        fit = best_match(sheets, row, aliases)
        below = rows[number + 1] if number + 1 < len(rows) else []
        alone = max(
            len(f[1]) for f in (fit, best_match(sheets, below, aliases) if below else None, (sheets[0], {})) if f
        )
        spread = _two_rows(raw, number, row, below) if below else []
        both = best_match(sheets, spread, aliases) if spread else None
        found = [(1, fit, row)] + ([(2, both, spread)] if both and len(both[1]) > alone else [])
        for depth, one, texts in found:
            if one and (best is None or len(one[1]) > best[0]):
                best = (len(one[1]), number, depth, one[0], one[1], list(texts))
        if best and not lacks(best[3], best[4]):
            break  # whatever stands below is another table
    if best is None:
        return None
    _, number, depth, sheet, columns, texts = best
    matched = Matched(raw, sheet, number + depth - 1, columns, headings=tuple(texts))
    if depth == 1:
        return matched, []
    return matched, [
        Fault(
            "heading.merged",
            Words("表头占两行，有合并单元格。", "The headings take two rows, with merged cells."),
            Words("表头只留一行", "Keep one row of headings"),
            got="、".join(text for text in texts if text)[:120], file=raw.file, sheet=raw.name, row=number + 1, sheet_key=sheet.key,
            fix=Words(f"两行合起来读，认出 {len(columns)} 列", f"Read both rows together: {len(columns)} columns found")
            if not lacks(sheet, columns) else None,
        )
    ]  # fmt: skip


def _two_rows(raw: RawSheet, number: int, above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Headings over two rows: the lower one where it names something, else the upper one (merged downward)."""
    upper = list(above)
    for first_row, first_column, last_row, last_column in raw.merged:  # a merged heading reaches over all its columns
        if first_row <= number <= last_row:
            for column in range(first_column, min(last_column + 1, len(upper))):
                upper[column] = above[first_column]
    texts: list[str] = []
    for top, bottom in zip(upper, below, strict=True):
        both = plain(top) + plain(bottom)
        texts.append(both if both in EVERY_NAME and bottom.strip() else bottom if plain(bottom) in EVERY_NAME else top)
    return texts


def _heading_rows(matched: Matched) -> list[int]:
    """Rows below the first headings in which most filled cells are headings."""
    texts = matched.raw.texts
    look = texts.select(texts.columns[:8]).slice(matched.heading_row + 1)
    names = pl.Series(sorted(EVERY_NAME))
    is_name = [
        pl.col(c).str.replace_all(r"[\s*＊:：]", "").str.to_lowercase().is_in(names.implode()) for c in look.columns
    ]
    filled = [pl.col(c).str.strip_chars() != "" for c in look.columns]
    hits = look.select(
        named=pl.sum_horizontal(expr.cast(pl.Int32) for expr in is_name),
        filled=pl.sum_horizontal(e.cast(pl.Int32) for e in filled),
    )
    found = (hits["named"] >= 2) & (hits["named"] >= hits["filled"] * SHARE_OF_HEADINGS)
    return [int(row) + matched.heading_row + 1 for row in found.arg_true()]


def _parted(matched: Matched, aliases: Aliases) -> list[tuple[Matched, list[Fault]]]:
    """The table cut where further headings stand: the same headings again are left out, others begin a table."""
    raw = matched.raw
    current, found, parts = matched, list[Fault](), list[tuple[Matched, list[Fault]]]()
    for row in _heading_rows(matched):
        headings = raw.row(row)
        fit = best_match([matched.sheet], headings, aliases), best_match(candidates(raw), headings, aliases)
        place = {"file": raw.file, "sheet": raw.name, "row": row + 1}
        if fit[0] and fit[0][1] == current.columns:
            found.append(
                Fault("heading.repeated", Words("数据中间又出现一遍表头。", "The headings stand again among the rows."),
                      Words("删去这一行", "Delete the row"), got="、".join(h for h in headings if h)[:80], sheet_key=current.sheet.key,
                      fix=Words("这一行不算数据", "Leave the row out"), **place)
            )  # fmt: skip
            current = Matched(
                raw, current.sheet, current.heading_row, current.columns, -1, current.left_out | {row}, current.headings
            )
            continue
        other = max((f for f in (*fit, _anywhere(headings, aliases)) if f), key=lambda f: len(f[1]), default=None)
        if other is None:
            continue
        parts.append(
            (
                Matched(
                    raw,
                    current.sheet,
                    current.heading_row,
                    current.columns,
                    _title_above(raw, row),
                    current.left_out,
                    current.headings,
                ),
                found,
            )
        )
        sheet, columns = other
        fix = Words(
            f"从第 {row + 1} 行起作为“{sheet.title.zh}”另读", f"Read from row {row + 1} on as “{sheet.title.en}”"
        )
        found = [
            Fault("sheet.two_tables", Words("一张工作表里有两张表。", "There are two tables in one sheet."),
                  Words("拆成两张工作表", "Put them on two sheets"), got="、".join(h for h in headings if h)[:80], sheet_key=sheet.key,
                  fix=None if lacks(sheet, columns) else fix, **place)
        ]  # fmt: skip
        current = Matched(raw, sheet, row, columns, headings=tuple(headings))
    parts.append((current, found))
    return parts


def _title_above(raw: RawSheet, row: int) -> int:
    """Where a second table begins: at its headings, or at the lines above them that hold one cell, its title."""
    while row > 1 and sum(1 for cell in raw.row(row - 1) if cell.strip()) == 1:
        row -= 1
    return row


def _remarks(table: Matched) -> tuple[frozenset[int], list[Fault]]:
    """Lines below the rows that say who filled the table in, or remark on it: no data."""
    raw, start = table.raw, table.heading_row + 1
    body = raw.texts.slice(start, table.end - start)
    lead = body.select(
        pl.coalesce(pl.when(pl.col(c).str.strip_chars() != "").then(pl.col(c)) for c in body.columns[:4])
    ).to_series()
    rows = [
        int(row) for row in lead.str.strip_chars().str.to_lowercase().str.contains(REMARK).fill_null(False).arg_true()
    ]
    return frozenset(start + row for row in rows), [
        Fault("row.remark", Words("这是表下的附注（填表人、说明等），不是一条记录。", "This is a line below the table (who filled it in, a remark), not a record."),
              Words("删去这一行", "Delete the row"), got="、".join(cell for cell in raw.row(start + row) if cell.strip())[:60],
              file=raw.file, sheet=raw.name, row=start + row + 1, fix=Words("这一行不算数据", "Leave the row out"), sheet_key=table.sheet.key)
        for row in rows
    ]  # fmt: skip


def _anywhere(headings: Sequence[str], aliases: Aliases) -> tuple[Sheet, dict[str, int]] | None:
    return best_match(SHEETS, headings, aliases)


def _totals(table: Matched) -> tuple[frozenset[int], list[Fault]]:
    """Rows that sum up the others: certain to be no data where their sums hold."""
    raw, start = table.raw, table.heading_row + 1
    body = raw.texts.slice(start, table.end - start)
    lead = [str(p) for p in sorted({0, *table.columns.values()})[:4] if str(p) in body.columns]
    said = [pl.col(c).str.replace_all(r"[\s:：]", "").str.to_lowercase().is_in(list(TOTALS)) for c in lead]
    rows = [int(row) for row in body.select(pl.any_horizontal(said)).to_series().arg_true()] if lead else []
    faults: list[Fault] = []
    for row in rows:
        wrong = _wrong_sum(table, body, row, rows)
        faults.append(
            Fault(
                "row.total",
                Words("这是合计行，不是一条记录。", "This is a row of totals, not a record.")
                if not wrong
                else Words(f"合计行与各行之和不符（{wrong}）：可能缺行。", f"The totals do not fit the rows ({wrong}): rows may be missing."),
                Words("删去合计行", "Delete the row of totals") if not wrong else Words("核对是否漏了行", "Check whether rows are missing"),
                got="、".join(cell for cell in raw.row(start + row) if cell)[:60], file=raw.file, sheet=raw.name, row=start + row + 1,
                fix=None if wrong else Words("这一行不算数据", "Leave the row out"), sheet_key=table.sheet.key,
            )
        )  # fmt: skip
    return frozenset(start + row for row in rows), faults


def _wrong_sum(table: Matched, body: pl.DataFrame, row: int, totals: Sequence[int]) -> str:
    """Where a row of totals is not the sum of what stands above it: "heading: said ≠ found"."""
    above = body.slice(0, row).with_row_index().filter(~pl.col("index").is_in([t for t in totals if t < row]))
    if any(t < row for t in totals):
        return ""  # subtotals: what each one sums is not known
    for field in table.sheet.fields:
        if (
            field.kind not in ("integer", "number")
            or field.key not in table.columns
            or field.key in ("number", "class_number", "year", "age")
        ):
            continue
        column = str(table.columns[field.key])
        said = body[column].str.strip_chars().cast(pl.Float64, strict=False)[row]
        if said is None:
            continue
        found = above[column].str.strip_chars().cast(pl.Float64, strict=False).sum()
        if abs(found - said) > 0.01 * max(1.0, abs(said)) * 0.01:
            return f"{field.heading.zh} {said:g} ≠ {found:g}"
    return ""


def _hidden(raw: RawSheet, matched: Matched) -> list[Fault]:
    """Hidden rows among the data: nobody knows whether they are meant."""
    rows = [row for row in raw.hidden if matched.heading_row + 1 < row <= raw.height]
    if not rows:
        return []
    some = "、".join(str(row) for row in rows[:LISTED]) + ("…" if len(rows) > LISTED else "")
    return [
        Fault(
            "row.hidden",
            Words(f"有 {len(rows)} 行被隐藏，看不出是否要导入。", f"{len(rows)} row(s) hidden; whether they are meant cannot be told."),
            Words("取消隐藏后核对，不要的行删去", "Unhide them and delete those that are not meant"),
            got=some, file=raw.file, sheet=raw.name, row=rows[0], sheet_key=matched.sheet.key, count=len(rows),
        )
    ]  # fmt: skip
