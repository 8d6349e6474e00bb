"""Tables asked for by an address: sorted, filtered, paged."""

import pytest

from xuezheng.ground.words import Words
from xuezheng.screens.components import Cell, Column, State, TableQuery, arrange, matching
from xuezheng.screens.numbers import Missing
from xuezheng.screens.table_view import table_view

COLUMNS = (
    Column("school", Words("学校", "School")),
    Column("pupils", Words("学生", "Pupils"), "count", Words("人", "pupils")),
    Column("state", Words("状态", "State"), is_sortable=False),
)
ROWS = [
    {"school": Words("顺庆一小", "Shunqing 1"), "pupils": 900, "state": State.CERTIFIED},
    {"school": Words("高坪小学", "Gaoping"), "pupils": Missing.UNKNOWN, "state": State.LATE},
    {"school": Cell(Words("安汉小学", "Anhan"), "/schools/1"), "pupils": 1200, "state": State.SIGNED},
    {"school": Words("中和小学", "Zhonghe"), "pupils": 0, "state": State.SIGNED},
]


def names(rows: object, language: str = "zh") -> list[str]:
    view = table_view(arrange(ROWS, COLUMNS, rows, language), language)  # type: ignore[arg-type]
    return [row.cells[0].text for row in view.rows]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["顺庆一小", "高坪小学", "安汉小学", "中和小学"]),
        ({"sort": "-pupils"}, ["安汉小学", "顺庆一小", "中和小学", "高坪小学"]),
        ({"sort": "pupils"}, ["中和小学", "顺庆一小", "安汉小学", "高坪小学"]),
        ({"sort": "school"}, ["安汉小学", "高坪小学", "顺庆一小", "中和小学"]),
        ({"sort": "state"}, ["顺庆一小", "高坪小学", "安汉小学", "中和小学"]),
        ({"sort": "no_such_column"}, ["顺庆一小", "高坪小学", "安汉小学", "中和小学"]),
        ({"q": "小学 安"}, ["安汉小学"]),
        ({"q": "gaoping"}, ["高坪小学"]),
        ({"q": "成都"}, []),
    ],
)
def test_rows_in_the_order_asked(params: dict[str, str], expected: list[str]) -> None:
    assert names(TableQuery.read(params)) == expected


@pytest.mark.parametrize(
    ("page", "expected", "at"),
    [
        ("1", ["顺庆一小", "高坪小学"], 1),
        ("2", ["安汉小学", "中和小学"], 2),
        ("99", ["安汉小学", "中和小学"], 2),
        ("x", ["顺庆一小", "高坪小学"], 1),
    ],
)
def test_paging(page: str, expected: list[str], at: int) -> None:
    query = TableQuery.read({"page": page}, page_size=2)
    table = arrange(ROWS, COLUMNS, query, "zh")
    assert names(query) == expected
    assert table.query is not None
    assert table.query.page == at
    assert table.page_count == 2


def test_a_head_turns_the_order_and_keeps_the_rest_of_the_address() -> None:
    query = TableQuery.read(
        {"year": "2023", "b-sort": "-pupils", "b-q": "小学", "b-page": "3", "lang": "en"}, prefix="b-"
    )
    assert query.sorted_by(COLUMNS[1]).link() == "?year=2023&b-sort=pupils&b-q=%E5%B0%8F%E5%AD%A6"
    assert query.sorted_by(COLUMNS[0]).link() == "?year=2023&b-sort=school&b-q=%E5%B0%8F%E5%AD%A6"
    assert query.link(format="csv") == "?year=2023&b-sort=-pupils&b-q=%E5%B0%8F%E5%AD%A6&b-format=csv"


def test_a_download_holds_all_pages() -> None:
    assert len(matching(ROWS, COLUMNS, TableQuery.read({"page": "2"}, page_size=1), "zh")) == 4


def test_missing_marks_that_occur_are_explained_and_no_other() -> None:
    view = table_view(arrange(ROWS, COLUMNS, TableQuery(), "zh"), "zh")
    assert view.missing == "… 未报　0 确为零"
    assert table_view(arrange(ROWS[:1], COLUMNS, TableQuery(), "zh"), "zh").missing == ""


def test_page_numbers_leave_out_the_far_ones() -> None:
    rows = [{"school": f"s{i}", "pupils": i} for i in range(1406)]
    view = table_view(arrange(rows, COLUMNS, TableQuery.read({"page": "15"}), "zh"), "zh")
    assert view.pages is not None
    assert [link.number for link in view.pages.links] == [1, 0, 14, 15, 16, 0, 29]
    assert view.pages.summary == "701—750，共1,406行"
    assert view.pages.after == "?page=16"


@pytest.mark.parametrize(
    ("why", "group", "below", "beside"),
    [
        ("学位不够", "", [], 0),
        ("出生人数连续三年上升，新建住宅两处将在明年交付，而现有教室已满。", "", ["why"], 1),
        ("出生人数连续三年上升，新建住宅两处将在明年交付，而现有教室已满。", "预警", [], 0),
    ],
)
def test_a_column_of_long_texts_may_stand_below_its_rows(why: str, group: str, below: list[str], beside: int) -> None:
    columns = (Column("school", "学校"), Column("why", "原因", group=group))
    rows = [{"school": "安汉小学", "why": why}, {"school": "中和小学", "why": "够"}]
    view = table_view(arrange(rows, columns, TableQuery(), "zh"), "zh")
    assert [c.key for c, head in zip(columns, view.heads, strict=True) if head.is_below] == below
    assert view.beside_count == beside
    assert ["below" in row.cells[1].css for row in view.rows] == [bool(below)] * 2
