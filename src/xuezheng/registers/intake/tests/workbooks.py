"""Workbooks written for a test, and the register as a canonical text to compare."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from xuezheng.ground.codes import id_check_character
from xuezheng.registers import bulk
from xuezheng.registers.intake.journal import MODELS

Sheet = tuple[str, Sequence[Any], Sequence[Sequence[Any]]]
AREAS: Sheet = (
    "地区",
    ["行政区划代码", "名称"],
    [["510000", "四川省"], ["511000", "内江市"], ["511083", "隆昌市"], ["511083001", "金鹅街道"], ["511083002", "古湖街道"],
     ["511002", "市中区"], ["511002001", "城东街道"]],
)  # fmt: skip
SCHOOL_HEADS = ["学校标识码", "学校名称", "办学类型", "举办者", "城乡类型", "乡镇代码", "设立日期"]
SCHOOLS: Sheet = (
    "学校", SCHOOL_HEADS,
    [["2151000001", "第一小学", "小学", "831", "主城区", "511083001", "1985-09-01"],
     ["2151000002", "第二小学", "小学", "831", "主城区", "511002001", "1990-09-01"]],
)  # fmt: skip
STAFF_HEADS = ["身份证件号", "姓名", "民族", "学校标识码", "岗位", "起始日期", "最高学历"]
STUDENT_HEADS = [
    "身份证件号", "全国学籍号", "姓名", "民族", "学校标识码", "学段", "入学年级", "班号", "起始日期", "入学方式",
]  # fmt: skip


def number(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


def students(count: int, school: str = "2151000001", first: int = 100) -> Sheet:
    rows: list[list[Any]] = []
    for position in range(count):
        person = number(f"51108320170901{first + position:03d}")
        rows.append(
            [
                person,
                "G" + person,
                f"学生{first + position}",
                "汉族",
                school,
                "小学",
                "小学一年级",
                1,
                "2024-09-01",
                "入学",
            ]
        )
    return "学生", STUDENT_HEADS, rows


def staff(count: int, school: str = "2151000001") -> Sheet:
    rows = [
        [number(f"51108319800101{100 + n:03d}"), f"教师{n}", "汉族", school, "教师", "2005-09-01", "大学本科毕业"]
        for n in range(count)
    ]
    return "教职工", STAFF_HEADS, rows


def write_book(path: Path, *sheets: Sheet) -> Path:
    """A workbook of sheets; text beginning with = becomes a formula."""
    made: Any = xlsxwriter.Workbook(str(path))
    for title, heads, rows in sheets:
        page = made.add_worksheet(title)
        for line, row in enumerate([heads, *rows]):
            for position, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(line, position, value, None, 7)
                elif isinstance(value, str):
                    page.write_string(line, position, value)
                else:
                    page.write(line, position, value)
    made.close()
    return path


def dump() -> str:
    """Every table of the register, every row and column, in the order of keys."""
    parts: list[str] = []
    for name, model in MODELS.items():
        frame = bulk.stored(model).sort(model._meta.pk.attname)
        parts.append(f"{name}\n" + "\n".join(repr(row) for row in frame.rows()))
    return "\n".join(parts)
