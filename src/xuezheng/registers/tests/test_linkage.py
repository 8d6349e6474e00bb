"""How likely two records are one person's: pairs that a person of the trade would tell apart, and pairs they would not."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from xuezheng.registers.lookup.linkage import (
    COLUMNS,
    SAID,
    SHOWN,
    M,
    Shares,
    U,
    candidates,
    evidence_of,
    levels_of,
    number_evidence,
    number_level,
    share_of,
)

CHILD: dict[str, Any] = {
    "name": "欧阳晓明", "sound": "ouyangxiaoming", "sex": "1", "born_on": date(2016, 5, 20), "home_town_id": "511002001"
}  # fmt: skip
NUMBER = "511002201605200037"
SLIP, OTHER = "511002201605200053", "511011201605201234"
COUNTY = 20_000  # records


def pair(**other: Any) -> dict[str, Any]:
    return {**CHILD, **{f"{name}_2": (CHILD | other)[name] for name in COLUMNS}}


def shares(count: int = COUNTY, **common: int) -> Shares:
    """A register where the child's name stands twice, the day and town as often as usual, save what is said."""
    values = {"name": CHILD["name"], "sound": CHILD["sound"], "born": CHILD["born_on"], "town": CHILD["home_town_id"]}
    usual = {"born": 5, "town": 130}
    return Shares(count, {f: {value: common.get(f, usual.get(f, 2))} for f, value in values.items()})


def likelihood(known: Shares, numbers: tuple[str, str], **other: Any) -> float:
    points = sum(e.points for e in (*evidence_of(pair(**other), known), number_evidence(*numbers)))
    return share_of(points + known.prior)


WENZHENG = {"name": "欧阳小明"}
MOVED, OTHER_DAY = {"home_town_id": "511011001"}, {"born_on": date(2016, 8, 2)}


@pytest.mark.parametrize(
    ("what", "other", "numbers", "common", "low", "high"),
    [
        ("all alike, number mistyped", {}, (NUMBER, SLIP), {}, 0.99, 1),
        ("all alike, another good number", {}, (NUMBER, OTHER), {}, 0.9, 1),
        ("written otherwise, mistyped", WENZHENG, (NUMBER, SLIP), {}, 0.95, 1),
        ("moved, mistyped", MOVED, (NUMBER, SLIP), {}, 0.9, 1),
        ("a common name, born on another day", OTHER_DAY, (NUMBER, OTHER), {"name": 60, "sound": 90}, 0, 0.01),
        ("a common name in another town, same day", MOVED, (NUMBER, OTHER), {"name": 60, "sound": 90}, 0, 0.5),
        ("a rare name, born on another day", OTHER_DAY, (NUMBER, OTHER), {}, 0, SHOWN),
    ],
)
def test_pairs(
    what: str, other: dict[str, Any], numbers: tuple[str, str], common: dict[str, int], low: float, high: float
) -> None:
    assert low <= likelihood(shares(**common), numbers, **other) <= high, what


def test_a_larger_register_asks_for_more() -> None:
    assert shares(2_000).prior > shares(2_000_000).prior + 9


@pytest.mark.parametrize(
    ("other", "field", "level"),
    [
        ({}, "name", "same"), (WENZHENG, "name", "sound"), ({"name": "李阳晓明", "sound": "liyangxiaoming"}, "name", "given"),
        ({"name": "赵强", "sound": "zhaoqiang"}, "name", "other"), ({"born_on": date(2016, 5, 21)}, "born", "digit"),
        ({"born_on": date(2018, 3, 4)}, "born", "other"), ({"sex": "2"}, "sex", "other"), (MOVED, "town", "other"),
    ],
)  # fmt: skip
def test_levels(other: dict[str, Any], field: str, level: str) -> None:
    assert levels_of(pair(**other))[field] == level


def test_day_and_month_exchanged() -> None:
    row = pair() | {"born_on": date(2016, 5, 2), "born_on_2": date(2016, 2, 5)}
    assert levels_of(row)["born"] == "swapped"


@pytest.mark.parametrize(
    ("other", "level", "apart"),
    [
        (NUMBER, "slip", 0),
        (SLIP, "slip", 2),
        (OTHER, "other", 5),
        ("511020201605200037", "slip", 1),
        ("51100220160520", "other", 18),
    ],
)
def test_numbers(other: str, level: str, apart: int) -> None:
    found = number_level(NUMBER, other)
    assert found[0] == level
    assert found == (level, apart)


def test_a_missing_home_town_says_nothing() -> None:
    assert "town" not in levels_of(pair(home_town_id=None))


def test_the_levels_of_a_field_are_all_there_are() -> None:
    for field, levels in M.items():
        assert sum(levels.values()) == pytest.approx(1)
        assert set(U[field]) <= set(levels)
        assert field in ("name", "number") or all((field, level) in SAID for level in levels)


def test_blocks_hold_each_pair_once() -> None:
    rows = [
        CHILD,
        CHILD | WENZHENG,
        CHILD | {"born_on": date(2016, 9, 9)},
        CHILD | {"name": "赵强", "sound": "zhaoqiang"},
    ]
    frame = pl.DataFrame([{"id": n, **row} for n, row in enumerate(rows)])
    found = [(row["id"], row["id_2"]) for row in candidates(frame).iter_rows(named=True)]
    assert found == [(0, 1), (0, 2), (1, 2)]
