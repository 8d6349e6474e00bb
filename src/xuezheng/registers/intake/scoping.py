"""Who may bring in what: an officer the rows of their area, a head those of their school."""

from typing import Any

import polars as pl

from xuezheng.access.actions import held_by
from xuezheng.access.rules import reaches
from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.checks import MOST_TOLD
from xuezheng.registers.intake.register import Register
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.models import Institution


def leave_out_foreign(register: Register, rows: Rows, account: Any) -> list[Any]:
    """Take the rows out of `rows` that the account may not bring in, and give a fault for each. No account: all may come."""
    if account is None:
        return []
    areas, institutions = reaches(held_by(account), "register.import")
    key, allowed = _allowed(register, rows, areas, institutions)
    outside = rows.frame.filter(~allowed.fill_null(False))
    rows.frame = rows.frame.filter(allowed.fill_null(False))
    what = Words("不在您的辖区或学校之内，不能导入。", "It lies outside your area or school and cannot be imported.")
    mine = "、".join((*areas, *institutions)), ", ".join((*areas, *institutions))
    cure = Words(f"只导入这些开头的：{mine[0]}" if areas else f"只导入本校：{mine[0]}",
                 f"Import only what begins with {mine[1]}" if areas else f"Import only your school: {mine[1]}")  # fmt: skip
    return [
        rows.fault(row, "row.outside", what, cure, got=str(row[key]), key=key)
        for row in outside.head(MOST_TOLD).iter_rows(named=True)
    ]


def _allowed(
    register: Register, rows: Rows, areas: tuple[str, ...], institutions: tuple[str, ...]
) -> tuple[str, pl.Series]:
    """The column that says where a row belongs, and for each row whether it may come."""
    match rows.sheet.key:
        case "areas":
            return "code", _within(rows.frame["code"], areas)
        case "population" | "entrants" | "attainment" | "county_finance" | "stage_finance" | "disabled":
            return "area_code", _within(rows.frame["area_code"], areas)
        case "institutions":  # where it is to be, and where it is now
            now = register.rows(Institution, "code", rows.frame["code"], ["code", "county_code"])
            there = rows.frame.select("code").join(now, on="code", how="left", maintain_order="left")["county_code"]
            own = rows.frame["code"].is_in(list(institutions))
            placed = _within(rows.frame["town_code"], areas) & (
                there.is_null() | _within(there, areas).fill_null(False)
            )
            return "code", placed | (own & (there == rows.frame["town_code"].str.slice(0, 6)).fill_null(False))
        case _:
            found = register.rows(Institution, "code", rows.frame["institution_code"], ["code", "county_code"])
            there = rows.frame.select("institution_code").join(
                found, left_on="institution_code", right_on="code", how="left", maintain_order="left"
            )["county_code"]
            own = rows.frame["institution_code"].is_in(list(institutions))
            return "institution_code", there.is_null() | _within(there, areas).fill_null(
                False
            ) | own  # unknown ones are told later


def _within(codes: pl.Series, areas: tuple[str, ...]) -> pl.Series:
    found = pl.Series([False], dtype=pl.Boolean).new_from_index(0, codes.len())
    for prefix in areas:
        found = found | codes.str.starts_with(prefix)
    return found
