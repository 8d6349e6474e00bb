"""Items that treat groups differently: girls and boys, town and village, boarders, counties, and whatever else was told."""

import polars as pl
from django.conf import settings

from xuezheng.assessment.actions.reports import calibrated_table
from xuezheng.assessment.models import Calibration
from xuezheng.assessment.pages.where import Block
from xuezheng.assessment.rules.monitoring import GROUPINGS
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.words import GROUP_WORDS
from xuezheng.screens.components import Cell, Column, Row, Table
from xuezheng.screens.numbers import Missing

TITLE = Words("群体之间的题目差异", "Items between groups")
MOST_ROWS = 100  # one item in each of many counties would be more than anybody reads
WANTING = 0.1  # of the points of an item of more scores (Dorans and Kulick 1986)
COLUMNS = (
    Column("item", Words("题", "Item"), is_sortable=False), Column("by", Words("分组", "By"), is_sortable=False), Column("group", Words("群体", "Group"), is_sortable=False),
    Column("persons", Words("学生", "Pupils"), "count", is_sortable=False), Column("dif", Words("Δ", "Δ"), "number", decimals=2, is_signed=True, is_sortable=False),
    Column("dif_class", Words("级", "Class"), is_sortable=False), Column("gap", Words("标准化差", "Standardised gap"), "number", decimals=3, is_signed=True, is_sortable=False),
)  # fmt: skip
SEXES = {"1": Words("男生", "Boys"), "2": Words("女生", "Girls")}
BOARDERS = {"1": Words("寄宿生", "Boarders"), "0": Words("走读生", "Day pupils")}
NOTE = Words(
    "Δ 为该群体相对其余学生，按同卷得分率匹配：负数表示这道题对该群体更难。只列 B、C 级，及多级计分题中相差 0.1 分以上的。",
    "Δ is the group against all others, matched on the share of points on the form: below 0 the item is harder for it. Shown are classes "
    "B and C, and items of more scores with a gap of 0.1 points or more.",
)


def grouping_words(name: str) -> Words:
    return GROUPINGS.get(name, Words(name, name))


def group_words(grouping: str, value: str) -> Words:
    """How a group is called."""
    if grouping == "county":
        return area_words(value)
    known = {"sex": SEXES, "area_group": GROUP_WORDS, "boarder": BOARDERS}.get(grouping, {})
    return known.get(value, Words(value, value))


def differences_block(one: Calibration) -> list[Block]:
    """What wants a look, of all comparisons that were made."""
    found = calibrated_table(settings.INSTANCE, one, "differences")
    if found.is_empty():
        text = Words(
            "人数不够，没有比较群体。", "No groups were compared: it takes a hundred pupils of each side on an item."
        )
        return [Block(TITLE, (("text", text),))]
    wanting = found.filter(pl.col("dif_class").is_in(["B", "C"]) | (pl.col("dif_standardised").abs() >= WANTING))
    names = [grouping_words(name) for name in found["grouping"].unique(maintain_order=True)]
    said = Words(
        f"按{'、'.join(w.zh for w in names)}共比较 {found.height} 次，{wanting.height} 处须看。",
        f"{found.height} comparisons by {', '.join(w.en.lower() for w in names)}; {wanting.height} want a look.",
    )
    if wanting.is_empty():
        return [Block(TITLE, (("text", said),))]
    rows: list[Row] = [
        {"item": r["item"], "by": grouping_words(r["grouping"]), "group": group_words(r["grouping"], r["focal"]), "persons": r["persons"],
         "dif": r["dif"] if r["dif"] is not None else Missing.NOT_APPLICABLE, "dif_class": Cell(r["dif_class"] or "—", tone="must" if r["dif_class"] == "C" else ""),
         "gap": r["dif_standardised"]}
        for r in wanting.iter_rows(named=True)
    ]  # fmt: skip
    table = Table(COLUMNS, tuple(rows[:MOST_ROWS]), note=NOTE)
    return [Block(TITLE, (("text", said), ("table", table)))]
