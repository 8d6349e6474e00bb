"""Downloads, read back with other libraries than they were written with."""

import csv
import datetime as dt
import io
import json

import polars as pl
import pyarrow.parquet as pq
import pytest
from django.http import Http404
from python_calamine import CalamineWorkbook

from xuezheng.ground.words import Words
from xuezheng.screens.components import Cell, Column, State, TableQuery
from xuezheng.screens.downloads import WRITERS, download
from xuezheng.screens.formats import delimited, parquet, xlsx
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

COLUMNS = (
    Column("school", Words("学校", "School")),
    Column("pupils", Words("学生", "Pupils"), "count", Words("人", "pupils"), definition=Words("在校学生", "enrolled")),
    Column("rate", Words("毛入园率", "Enrolment rate"), "share"),
    Column("fees", Words("收费", "Fees"), "amount"),
    Column("opened", Words("开办", "Opened"), "date"),
    Column("state", Words("状态", "State")),
)
ROWS = [
    {"school": "=HYPERLINK(\"http://x\")", "pupils": 900, "rate": 0.5611, "fees": 123_456, "opened": dt.date(2019, 9, 1),
     "state": State.CERTIFIED},
    {"school": Words("高坪小学", "Gaoping"), "pupils": Missing.WITHHELD, "rate": None, "fees": -50, "opened": None,
     "state": Cell(None, state=State.LATE)},
    {"school": Cell("-1+2", "/x"), "pupils": 0, "rate": 1.0125, "fees": 0, "opened": dt.date(2020, 9, 1), "state": State.SIGNED},
]  # fmt: skip
ABOUT = About(
    Words("学校/名册", "Schools"), Words("高坪区", "Gaoping"), Words("2023—2024学年", "2023–24"), Words("年报", "return"),
    dt.date(2024, 9, 1), manifest_hash="r3-7f3a9c2e", is_synthetic=True,
)  # fmt: skip


def test_csv() -> None:
    raw = delimited.write(COLUMNS, ROWS, ABOUT, "zh")
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    about = [line[0] for line in lines if line[0].startswith("# ")]
    assert about[0] == "# 注意: 演示数据：学校、人员与记录均为虚构"
    assert "# 校验码: r3-7f3a9c2e" in about
    assert "# *: 人数过少，不公开" in about
    head, *rows = lines[len(about) :]
    assert head == ["学校", "学生（人）", "毛入园率（%）", "收费（元）", "开办", "状态"]
    assert rows == [
        ['\'=HYPERLINK("http://x")', "900", "56.11", "1234.56", "2019-09-01", "已核定"],
        ["高坪小学", "*", "…", "-0.50", "…", "迟报"],
        ["'-1+2", "0", "101.25", "0.00", "2020-09-01", "已签报"],
    ]
    frame = pl.read_csv(raw, comment_prefix="# ", null_values=["…", "*"])
    assert frame["毛入园率（%）"].to_list() == [56.11, None, 101.25]


def test_xlsx() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.write(COLUMNS, ROWS, ABOUT, "en")))
    assert book.sheet_names == ["Schools", "About"]
    note, head, *rows = book.get_sheet_by_name("Schools").to_python()
    assert note[0] == "Demonstration data: schools, people and records are invented"
    assert head == ["School", "Pupils (pupils)", "Enrolment rate (%)", "Fees (yuan)", "Opened", "State"]
    assert rows[0] == ['=HYPERLINK("http://x")', 900.0, 0.5611, 1234.56, dt.date(2019, 9, 1), "Certified"]
    assert rows[1] == ["Gaoping", "*", "…", -0.5, "…", "Late"]
    about = book.get_sheet_by_name("About").to_python()
    assert ["Hash", "r3-7f3a9c2e"] in about
    assert ["Pupils (pupils)", "enrolled"] in about


def test_xlsx_sheet_name_loses_what_excel_forbids() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.write(COLUMNS, [], ABOUT, "zh")))
    assert book.sheet_names == ["学校名册", "说明"]


def test_parquet() -> None:
    table = pq.read_table(io.BytesIO(parquet.write(COLUMNS, ROWS, ABOUT, "zh")))
    assert table["pupils"].to_pylist() == [900, None, 0]
    assert table["pupils_missing"].to_pylist() == [None, "withheld", None]
    assert table["rate"].to_pylist() == [0.5611, None, 1.0125]
    assert table["fees"].to_pylist() == [123_456, -50, 0]
    assert table["opened"].to_pylist()[0] == dt.date(2019, 9, 1)
    told = table.schema.metadata or {}
    assert told[b"is_synthetic"] == b"true"
    assert told[b"manifest_hash"] == b"r3-7f3a9c2e"
    assert json.loads((table.schema.field("rate").metadata or {})[b"unit"])["en"] == "0–1"


@pytest.mark.parametrize("format", list(WRITERS))
def test_the_same_rows_give_the_same_bytes(format: str) -> None:
    write, _ = WRITERS[format]
    assert write(COLUMNS, ROWS, ABOUT, "zh") == write(COLUMNS, ROWS, ABOUT, "zh")


def test_download_takes_all_pages_of_what_was_filtered() -> None:
    query = TableQuery.read({"q": "高坪"}, page_size=1)
    response = download("高坪区学校 2023", "csv", COLUMNS, ROWS, ABOUT, query=query)
    assert response["Content-Disposition"].startswith("attachment; filename=\"2023.csv\"; filename*=UTF-8''%E9%AB%98")
    assert "高坪小学" in response.content.decode()
    assert "HYPERLINK" not in response.content.decode()


def test_unknown_format_is_refused() -> None:
    with pytest.raises(Http404, match="must be one of xlsx, csv, parquet"):
        download("x", "pdf", COLUMNS, ROWS, ABOUT)
