"""What a row names must be there: institutions and areas, with the nearest code where it is not."""

import difflib
from typing import Any

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.models import Area, Institution

MOST_TOLD = 1000


def institution_ids(register: Register, rows: Rows, taken: Taken) -> pl.Series:
    """The institution of each row by id; a fault for each row that names one that is not there."""
    what = Words("登记册里没有这个学校标识码。", "The register has no such school code.")
    found = register.rows(Institution, "code", rows.frame["institution_code"], ["id", "code"])
    _missing(register, rows, "institution_code", found["code"], Institution, what, taken)
    joined = rows.frame.select("institution_code").join(
        found, left_on="institution_code", right_on="code", how="left", maintain_order="left"
    )
    return joined["id"].alias("institution_id")


def check_areas(register: Register, rows: Rows, column: str, taken: Taken) -> None:
    """A fault for each row that names an area that is not there."""
    if column not in rows.frame.columns:
        return
    what = Words("登记册里没有这个行政区划代码。", "The register has no such area code.")
    found = register.rows(Area, "code", rows.frame[column], ["code"])
    _missing(register, rows, column, found["code"], Area, what, taken)


def _missing(
    register: Register, rows: Rows, column: str, there: pl.Series, model: Any, what: Words, taken: Taken
) -> None:
    missing = rows.frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(there.implode()))
    if missing.is_empty():
        return
    prefix = missing[column][0][:4]
    known = list(model.objects.filter(code__startswith=prefix).values_list("code", flat=True)[:5000])
    known += [code for frame in register.added.get(model, ()) for code in frame["code"] if code.startswith(prefix)]
    cures = {code: nearest(code, known) for code in missing[column].unique(maintain_order=True).head(MOST_TOLD)}
    for row in missing.head(MOST_TOLD).select("_source", "_row", column).iter_rows(named=True):
        taken.faults.append(rows.fault(row, "reference.missing", what, cures[row[column]], got=row[column], key=column))


def nearest(code: str, known: list[str]) -> Words:
    """The nearest code there is, as a question; else what to import first."""
    near = difflib.get_close_matches(code, known, n=1, cutoff=0.8)
    if near:
        return Words(f"是 {near[0]} 吗？", f"Did you mean {near[0]}?")
    return Words("先导入它，或与本表放在同一次导入里", "Import it first, or together with this sheet")
