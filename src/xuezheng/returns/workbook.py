"""The statutory forms as a workbook, ready to hand on: a sheet a form, with its number, title, unit and what is inferred."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from xuezheng.ground.words import Words
from xuezheng.returns.forms import SUMMABLE, CellKind, Form, Line
from xuezheng.returns.shown import shown
from xuezheng.screens.formats.about import SYNTHETIC

FONT = "Microsoft YaHei"
Table = Mapping[tuple[str, str], object]
Sheet = tuple[Form, tuple[Line, ...], Table]  # a form, its lines, its values
PATTERNS: dict[str, str] = {"count": "#,##0", "area": "#,##0.0", "amount": "#,##0.00", "speed": "#,##0"}


def forms_workbook(
    sheets: Sequence[Sheet], unit: Words, when: Words, language: str, *, is_sum: bool, is_synthetic: bool, state: Words
) -> bytes:
    """`unit` is who reports (填报单位). Sums leave out what cannot be added; of yes and no they say how many say yes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    looks = {
        "title": book.add_format({"font_name": FONT, "bold": True, "font_size": 16, "align": "center"}),
        "note": book.add_format({"font_name": FONT, "font_size": 9, "text_wrap": False}),
        "head": book.add_format({"font_name": FONT, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}),
        "line": book.add_format({"font_name": FONT, "border": 1}), "part": book.add_format({"font_name": FONT, "border": 1, "indent": 1}),
        "text": book.add_format({"font_name": FONT, "border": 1}), "barred": book.add_format({"font_name": FONT, "border": 1, "align": "center"}),
        **{kind: book.add_format({"font_name": FONT, "border": 1, "num_format": pattern}) for kind, pattern in PATTERNS.items()},
    }  # fmt: skip
    for form, lines, values in sheets:
        _sheet(
            book,
            looks,
            form,
            lines,
            values,
            unit,
            when,
            language,
            is_sum=is_sum,
            is_synthetic=is_synthetic,
            state=state,
        )
    book.close()
    return buffer.getvalue()


def _sheet(
    book: Any, looks: Mapping[str, Any], form: Form, lines: tuple[Line, ...], values: Table, unit: Words, when: Words, language: str, *,
    is_sum: bool, is_synthetic: bool, state: Words,
) -> None:  # fmt: skip
    sheet = book.add_worksheet(form.code.replace("/", " "))
    wide = len(form.heads)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, wide, 12 if wide > 1 else 30)
    title = form.title.in_(language) + ("*" if "name" in form.inferred else "")
    sheet.merge_range(0, 0, 0, wide, title, looks["title"]) if wide else None
    facts = [
        (Words("表号", "Form"), form.code), (Words("填报单位", "Reported by"), unit.in_(language)), (Words("学年", "School year"), when.in_(language)),
        (Words("状态", "State"), state.in_(language)),
    ]  # fmt: skip
    for row, (term, text) in enumerate(facts, 1):
        sheet.write_string(row, 0, f"{term.in_(language)}{Words('：', ': ').in_(language)}{text}", looks["note"])
    marks = [
        note
        for note in (
            _inferred(form, language),
            _sums(language) if is_sum else "",
            SYNTHETIC.in_(language) if is_synthetic else "",
            form.note.in_(language) if form.note else "",
            *(Words(f"“…” {c.zh}。{w.zh}", f"“…” {c.en}. {w.en}").in_(language) for c, w in form.unkept),
        )
        if note
    ]
    top = len(facts) + 2
    sheet.write_string(top, 0, Words("指标", "Item").in_(language), looks["head"])
    for column, head in enumerate(form.heads, 1):
        sheet.write_string(top, column, head.title.in_(language), looks["head"])
    for row, line in enumerate(lines, top + 1):
        unit_text = f"（{line.unit.in_(language)}）" if line.unit else ""
        sheet.write_string(row, 0, line.title.in_(language) + unit_text, looks["part" if line.is_part else "line"])
        for column, head in enumerate(form.heads, 1):
            kind = form.kind(line, head)
            _cell(sheet, looks, row, column, kind, values.get((line.key, head.key)), language, is_sum=is_sum)
    bottom = top + len(lines) + 2
    signs = Words(
        "单位负责人：________    统计负责人：________    填表人：________    报出日期：________",
        "Head: ________    Statistics: ________    Filled in by: ________    Date: ________",
    )
    sheet.write_string(bottom, 0, signs.in_(language), looks["note"])
    for row, note in enumerate(marks, bottom + 1):
        sheet.write_string(row, 0, note, looks["note"])
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)


def _cell(
    sheet: Any,
    looks: Mapping[str, Any],
    row: int,
    column: int,
    kind: CellKind,
    value: object,
    language: str,
    *,
    is_sum: bool,
) -> None:
    if is_sum and kind not in SUMMABLE:
        sheet.write_string(row, column, "—", looks["barred"])
    elif value is None:
        sheet.write_string(row, column, "…", looks["barred"])
    elif isinstance(value, int | float) and not isinstance(value, bool) and (kind in PATTERNS or kind == "flag"):
        sheet.write_number(
            row, column, value / 100 if kind == "amount" else value, looks["count" if kind == "flag" else kind]
        )
    else:
        sheet.write_string(row, column, shown(kind, value).in_(language), looks["text"])


def _inferred(form: Form, language: str) -> str:
    if "name" in form.inferred:
        return Words(
            "* 表名、版式系由公开的导入程序推定，上报前须与《教育事业统计调查制度》核对。",
            "* Name and layout were inferred from public importers; check them against the official system of forms.",
        ).in_(language)
    return Words(
        "版式系由公开的导入程序推定。“…”为登记册未载，不是零。",
        "The layout was inferred from public importers. “…” is not kept by the register; it is not zero.",
    ).in_(language)


def _sums(language: str) -> str:
    return Words(
        "汇总表：“是/否”项为“是”的学校数；不能相加的项为“—”。",
        "Sums: of yes and no, how many schools say yes; “—” cannot be added.",
    ).in_(language)
