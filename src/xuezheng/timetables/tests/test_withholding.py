"""Small counts are withheld, and cannot be worked out from the rest."""

import pytest

from xuezheng.timetables.plan.majors import majors_from, told_of
from xuezheng.timetables.plan.withholding import withheld_table

CASES = [
    ("nothing small", {"A": [20, 30]}, {"A": [20, 30]}),
    ("zero tells of no child", {"A": [0, 30]}, {"A": [0, 30]}),
    ("one small takes the next smallest with it", {"A": [3, 30, 50]}, {"A": [None, None, 50]}),
    ("two small are enough", {"A": [3, 4, 50]}, {"A": [None, None, 50]}),
    ("down the columns too", {"A": [3, 30], "B": [40, 50]}, {"A": [None, None], "B": [None, None]}),
]


@pytest.mark.parametrize(("told", "table", "shown"), CASES, ids=[case[0] for case in CASES])
def test_small_counts_are_withheld(told: str, table: dict[str, list[int]], shown: dict[str, list[int | None]]) -> None:
    assert withheld_table(table, 10) == shown


def test_a_combination_opens_what_it_meets() -> None:
    rows = [
        {"group": "医", "major": "临床", "first": "物理", "others": "化学、生物", "how": "均须选考"},
        {"group": "心理", "major": "心理", "first": "不限", "others": "化学或生物"},
        {"group": "法", "major": "法学", "first": "不限", "others": "不限"},
    ]
    told = told_of(majors_from(rows, "m.csv"), [("物理", "化学", "生物"), ("历史", "生物", "政治")])
    assert [told["by"][c]["open"] for c in ("物理+化学+生物", "历史+生物+政治")] == [3, 2]
