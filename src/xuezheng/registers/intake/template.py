"""The workbook to fill: one sheet a register, headings in Chinese, code lists as drop-downs, text where digits matter."""

from pathlib import Path
from typing import Any

import xlsxwriter

from xuezheng.registers.intake.sheets import Field, Sheet
from xuezheng.registers.intake.workbook import SHEETS

LAST_ROW = 100_000
KIND_WORDS = {
    "text": "文字", "name": "名称", "code": "代码（文本）", "person_id": "18位身份证件号（文本）", "date": "日期 2024-09-01", "integer": "整数", "number": "数",
    "boolean": "是／否", "choice": "从下拉表选", "school_year": "学年 2024—2025",
}  # fmt: skip


def write_template(path: Path) -> None:
    """Write the workbook at `path`. Raises FileExistsError where there is a file already."""
    if path.exists():
        raise FileExistsError(path)
    book: Any = xlsxwriter.Workbook(str(path))
    looks = {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}),
        "must": book.add_format(
            {"bold": True, "bottom": 2, "font_color": "#B5332B", "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "plain": book.add_format({}),
    }
    about: Any = book.add_worksheet("说明")
    about.set_column(0, 0, 18)
    about.set_column(1, 3, 40)
    for line, text in enumerate(
        (
            "学政导入模板：一张表一个登记册，只填需要的表；红色表头必填。",
            "填好后在网站“登记册 › 导入”送来，或用命令 xuezheng import 文件.xlsx：先只检查，说明将有何变化，再写入；要么全部写入，要么一行不写。",
            "身份证件号、代码一律用文本格式；日期写成 2024-09-01；公式请先粘贴为数值。",
            "Fill the sheets you need; red headings must be filled. Send it in on the site under Registers › Imports, or by `xuezheng import FILE`: it is checked first, then written, all or nothing.",
        )
    ):
        about.write(line, 0, text)
    lists: Any = book.add_worksheet("代码表")
    used = 0
    for sheet in SHEETS:
        used = write_sheet(book, sheet, looks, lists, used)
    lists.hide()
    book.close()


def write_sheet(book: Any, sheet: Sheet, looks: dict[str, Any], lists: Any, used: int) -> int:
    """One sheet with its drop-downs; gives the number of list columns used so far."""
    page: Any = book.add_worksheet(sheet.title.zh)
    page.freeze_panes(1, 0)
    for position, one in enumerate(sheet.fields):
        page.write_string(0, position, one.heading.zh, looks["must" if one.is_required else "head"])
        page.write_comment(
            0, position, f"{one.heading.en}\n{KIND_WORDS[one.kind]}" + (f"\n例如 {one.example}" if one.example else "")
        )
        look = looks[
            "text"
            if one.kind in ("code", "person_id", "text", "name", "choice", "school_year")
            else "date"
            if one.kind == "date"
            else "plain"
        ]
        page.set_column(
            position, position, max(10, len(one.heading.zh) * 2 + 4, 24 if one.kind == "person_id" else 0), look
        )
        choices = options(one)
        if choices:
            for line, text in enumerate(choices):
                lists.write_string(line, used, text)
            column = xlsxwriter.utility.xl_col_to_name(used)
            page.data_validation(
                1, position, LAST_ROW, position,
                {
                    "validate": "list", "source": f"=代码表!${column}$1:${column}${len(choices)}", "error_type": "stop",
                    "error_title": "不在代码表里", "error_message": "请从下拉表选一项。",
                },
            )  # fmt: skip
            used += 1
    return used


def options(one: Field) -> list[str]:
    """What the drop-down of a column offers: "111 幼儿园", or yes and no."""
    if one.kind == "boolean":
        return ["是", "否"]
    return [f"{code} {words.zh}" for code, words in one.choices.items()]
