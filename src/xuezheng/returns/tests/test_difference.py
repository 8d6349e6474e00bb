"""What changed between two frames of one table."""

from typing import Any

import polars as pl
import pytest

from xuezheng.returns.difference import table_difference

Rows = list[tuple[str, int | None]]


def frame(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"key": pl.String, "count": pl.Int32}, orient="row")


Told = tuple[Rows, Rows, list[tuple[Any, ...]]]  # added, removed, changed
CASES: list[tuple[str, Rows, Rows, Told]] = [
    ("alike", [("a", 1)], [("a", 1)], ([], [], [])),
    ("order is no difference", [("a", 1), ("b", 2)], [("b", 2), ("a", 1)], ([], [], [])),
    ("a row more", [("a", 1)], [("a", 1), ("b", 2)], ([("b", 2)], [], [])),
    ("a row less", [("a", 1), ("b", 2)], [("a", 1)], ([], [("b", 2)], [])),
    ("another value", [("a", 1)], [("a", 2)], ([], [], [("a", "count", "1", "2")])),
    ("a value that was missing", [("a", None)], [("a", 2)], ([], [], [("a", "count", None, "2")])),
    ("missing stays missing", [("a", None)], [("a", None)], ([], [], [])),
    ("the same row twice, then once", [("a", 1), ("a", 1)], [("a", 1)], ([], [("a", 1)], [])),
    ("all gone", [("a", 1)], [], ([], [("a", 1)], [])),
]


@pytest.mark.parametrize(("why", "before", "after", "told"), CASES, ids=[case[0] for case in CASES])
def test_difference(why: str, before: Rows, after: Rows, told: Told) -> None:
    found = table_difference("t", ("key",), frame(before), frame(after))
    assert (found.added.rows(), found.removed.rows(), found.changed.rows()) == told
    assert found.is_empty == (told == ([], [], []))
