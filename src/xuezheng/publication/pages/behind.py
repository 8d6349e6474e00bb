"""The rows behind a published figure: one line a school, small cells withheld."""

from dataclasses import dataclass
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.publication.entry import Entry
from xuezheng.publication.pages.released import CITY_WORDS
from xuezheng.publication.release import Release
from xuezheng.screens import language
from xuezheng.screens.components import Column, Row, Table, TableQuery, arrange
from xuezheng.screens.numbers import Missing

PLACES = (
    Column("name", Words("学校（机构）", "School or institution")),
    Column("code", Words("标识码", "Code")),
    Column("county", Words("县（市、区）", "County")),
)


@dataclass(frozen=True)
class Behind:
    """The rows as a table of the page, and whole for a file."""

    table: Table
    columns: tuple[Column, ...]
    rows: list[Row]


def rows_table(found: Release, entry: Entry, params: Any) -> Behind | None:
    """None where the release keeps no rows for the figure."""
    frame = found.rows(entry.id)
    if frame is None or frame.is_empty() or "numerator" not in frame.columns:
        return None
    names = {county.code: county.name for county in entry.counties}
    city = CITY_WORDS.get(entry.city_code, entry.city_code)
    is_share = "denominator" in frame.columns
    factor = 0.01 if entry.unit.startswith("yuan") else 1.0  # records keep fen
    rows: list[Row] = []
    for item in frame.iter_rows(named=True):
        hidden = item.get("is_withheld", False)
        county = item["county_code"]
        rows.append({
            "name": item.get("name") or Words("不属于某一学校", "Not of one school"),
            "code": item["institution_code"] or Missing.NOT_APPLICABLE,
            "county": names.get(county, county) if county else city,
            "rows": _cell(item.get("row_count"), hidden),
            "numerator": _cell(item["numerator"], hidden, factor),
            "denominator": _cell(item.get("denominator"), hidden, factor),
        })  # fmt: skip
    columns = (*PLACES, Column("rows", Words("记录数", "Records"), "count", Words("条", "")))
    columns += (Column("numerator", Words("分子", "Numerator") if is_share else Words("计入", "Counted"), "count"),)
    if is_share:
        columns += (Column("denominator", Words("分母", "Denominator"), "count"),)
    query = TableQuery.read(params, sort="-numerator", page_size=25)
    note = Words("人数不足10人的单元格、以及会推出它们的单元格不公开（*）；逐人的记录只在登记册里，凭权限查看。",
                 "Cells of fewer than 10 persons, and those that would give them away, are withheld (*); records of persons are seen in the register only, by right.")  # fmt: skip
    caption = Words(f"背后的行：{len(rows):,}处", f"The rows behind: {len(rows):,} places")
    return Behind(arrange(rows, columns, query, language.current(), caption=caption, note=note), columns, rows)


def _cell(value: float | None, is_withheld: bool, factor: float = 1.0) -> Any:
    if is_withheld:
        return Missing.WITHHELD
    return Missing.NOT_APPLICABLE if value is None else value * factor
