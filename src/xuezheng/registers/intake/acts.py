"""A file of what is done with students, row by row: admitted, transferred, gone, back, repeating, graduated."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xuezheng.ground.words import Words
from xuezheng.registers import words as names
from xuezheng.registers.intake.faults import Fault, accept_none
from xuezheng.registers.intake.files import Unreadable, read_sheets
from xuezheng.registers.intake.headings import FIRST_ROWS, Matched, columns_of, heading_faults, lacks
from xuezheng.registers.intake.raw import RawSheet
from xuezheng.registers.intake.rows import Rows, read_rows
from xuezheng.registers.intake.sheets import ETHNICITIES, STAGES_CHOICE, Field, Sheet, flag
from xuezheng.registers.words import ACT_WORDS

ACTS: Final = Sheet(
    "acts", Words("学籍变动", "Student acts"),
    (
        Field("act", Words("事项", "Act"), "choice", True, ACT_WORDS),
        Field("id_number", Words("身份证件号", "ID number"), "person_id", True, aliases=("身份证号", "身份证号码", "证件号码")),
        Field("name", Words("姓名", "Name"), "name", longest=60),
        Field("ethnicity", Words("民族", "Ethnicity"), "choice", False, ETHNICITIES),
        Field("home_town", Words("户籍乡镇代码", "Home township code"), "code", pattern=r"\d{9}"),
        Field("school", Words("学校标识码", "School code"), "code", pattern=r"\d{10}", aliases=("标识码", "学校代码", "转入学校标识码")),
        Field("stage", Words("学段", "Stage"), "choice", False, STAGES_CHOICE),
        Field("grade", Words("年级", "Grade"), "choice", False, names.GRADE_WORDS),
        Field("class_number", Words("班号", "Class number"), "integer", least=1, most=99),
        Field("on", Words("日期", "On"), "date", True),
        Field("why", Words("离校方式", "How"), "choice", False, {k: v for k, v in names.WAY_OUT_WORDS.items() if k != "graduated"}),
        flag("agreed", "对方已同意", "Agreed by both"),
        flag("is_boarder", "寄宿", "Boarder"), flag("is_migrant", "随迁子女", "Migrant worker's child"),
        flag("is_left_behind", "留守儿童", "Left-behind child"),
        Field("reason", Words("事由", "Reason"), longest=200),
    ),
    (),
)  # fmt: skip


@dataclass(frozen=True)
class ActRow:
    """One row: the values of `ACTS`, and where it stands."""

    values: dict[str, Any]
    rows: Rows

    def fault(self, rule: str, what: Words, cure: Words | None = None, *, got: str = "", key: str = "") -> Fault:
        return self.rows.fault(self.values, rule, what, cure, got=got, key=key)


def read_acts(path: Path) -> tuple[list[ActRow], list[Fault]]:
    """The rows of an XLSX, XLS or CSV file, in order, and what is wrong with it."""
    try:
        raws = read_sheets(path)
    except Unreadable as unreadable:
        p = unreadable.problem
        return [], [Fault(p.rule, p.what, p.cure, p.got, path.name)]
    found: list[ActRow] = []
    faults: list[Fault] = []
    for raw in raws:
        table = _table(raw)
        if table is None:
            continue
        faults += [*raw.faults, *heading_faults(table)]
        rows, reading = read_rows(table, accept_none)
        faults += reading.faults
        found += [ActRow(values, rows) for values in rows.frame.iter_rows(named=True)]
    if not found and not faults:
        needed = "、".join(f.heading.zh for f in ACTS.fields if f.is_required)
        what = Words("文件里没有学籍变动的行。", "There is no row of a student act in the file.")
        faults.append(
            Fault(
                "acts.none",
                what,
                Words(f"表头至少要有：{needed}", "It needs the headings Act, ID number, On"),
                file=path.name,
            )
        )
    return found, faults


def _table(raw: RawSheet) -> Matched | None:
    """The table of acts in a sheet: where the first row stands whose headings name all that must be there."""
    for number, row in enumerate(raw.first(FIRST_ROWS)):
        columns = columns_of(ACTS, row, {})
        if not lacks(ACTS, columns):
            return Matched(raw, ACTS, number, columns, headings=tuple(row))
    return None
