"""What rows of several sheets must fulfil: days in order, grades of their stage."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.register import Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.rules import GRADES_OF_STAGE

MOST_TOLD = 1000


def check_order(rows: Rows, taken: Taken, first: str = "started_on", last: str = "ended_on") -> None:
    """What ends does so after the day it began."""
    if last not in rows.frame.columns:
        return
    what = Words("终止日期不在起始日期之后。", "It ends before it begins.")
    for row in rows.frame.filter(pl.col(last) <= pl.col(first)).head(MOST_TOLD).iter_rows(named=True):
        got, cure = f"{row[first]} / {row[last]}", Words("核对两个日期", "Check both dates")
        taken.faults.append(rows.fault(row, "row.dates", what, cure, got=got, key=last))


def check_grades(rows: Rows, column: str, rule: str, taken: Taken) -> None:
    """A grade belongs to its stage."""
    pairs = rows.frame.select("stage", column).unique().rows()
    wrong = [(stage, grade) for stage, grade in pairs if grade not in GRADES_OF_STAGE[stage]]
    what = (
        Words("年级不属于这个学段。", "The grade does not belong to the stage.")
        if column == "grade"
        else Words("入学年级不属于这个学段。", "The entry grade does not belong to the stage.")
    )
    for stage, grade in wrong:
        grades = GRADES_OF_STAGE[stage]
        cure = Words("可填：" + "、".join(grades), "Use one of: " + ", ".join(grades))
        rest = MOST_TOLD - len(taken.faults)
        found = (
            rows.frame.filter((pl.col("stage") == stage) & (pl.col(column) == grade))
            .select("_source", "_row")
            .head(max(0, rest))
        )
        for row in found.iter_rows(named=True):
            taken.faults.append(rows.fault(row, rule, what, cure, got=f"{stage} / {grade}", key=column))
