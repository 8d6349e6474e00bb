"""A file of raw scores → graded scores and the map to publish."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.exams.rules.graded import Conversion, GradedRule, converted, order_is_kept
from xuezheng.exams.rules.rows import row_words
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

SCALE = 1000  # raw scores may have three decimals: they are whole thousandths
USUAL_HEADS = ("score", "raw", "原始分", "分数", "成绩")
NUMBER_HEADS = ("number", "candidate", "报名号", "考号", "考生号", "准考证号")


@dataclass(frozen=True)
class Converted:
    """`scores`: the file's rows with a column COLUMN_graded (and COLUMN_grade); `maps`: subject, raw, count, down_to, grade,
    graded, exact."""

    scores: pl.DataFrame
    maps: pl.DataFrame
    findings: tuple[Problem, ...]


def graded(table: pl.DataFrame, rule: GradedRule, columns: Sequence[str] = (), full: int = 100) -> Converted:
    """Convert these columns (by default a column called score, else all that hold numbers) by one rule.

    A blank cell is a candidate without a valid result, who is no part of the base. A cell that is no number, or outside
    0 to `full`, is named and left out likewise.
    """
    findings: list[Problem] = []
    findings += twice(table)
    wanted = list(columns) or chosen(table)
    missing = [name for name in wanted if name not in table.columns]
    if missing or not wanted:
        what = Words("没有要转换的分数列。", "There is no column of scores to convert.")
        got = ", ".join(table.columns)
        raise Refused([Problem("exams.scores_missing", what, which=", ".join(missing), got=got)])
    out, maps = table, list[pl.DataFrame]()
    for name in wanted:
        raw, has = whole(table[name], name, full, findings)
        if not has.any():
            what = Words("没有一个有效成绩，未转换。", "There is not one valid score: nothing was converted.")
            findings.append(Problem("exams.scores_empty", what, which=name))
            continue
        values, found = converted(raw[has], rule)
        if not order_is_kept(raw[has], values):
            raise AssertionError(f"The conversion of {name} reverses an order.")
        filled = np.zeros(table.height, np.int64)
        filled[has] = values
        own = pl.Series(f"{name}_graded", filled)
        out = out.with_columns(pl.when(pl.Series(has)).then(own).otherwise(None).alias(own.name))
        maps.append(map_table(name, found, rule))
    return Converted(out, pl.concat(maps) if maps else pl.DataFrame(), tuple(findings))


def chosen(table: pl.DataFrame) -> list[str]:
    """The columns that look like scores."""
    usual = [name for name in table.columns if name in USUAL_HEADS]
    if usual:
        return usual
    rest = [name for name in table.columns if name not in NUMBER_HEADS]
    return [
        name
        for name in rest
        if table[name].drop_nulls().len() and table[name].cast(pl.Float64, strict=False).is_not_null().any()
    ]


def twice(table: pl.DataFrame) -> list[Problem]:
    """Candidates that stand there more than once: each counts, and is named."""
    head = next((name for name in NUMBER_HEADS if name in table.columns), None)
    if head is None:
        return []
    what = Words("考号重复；各行都参加了转换。", "This number stands there more than once; every row was converted.")
    repeated = table.with_row_index("row").filter(pl.col(head).is_duplicated() & pl.col(head).is_not_null())
    return [
        Problem("exams.candidate_twice", what, which=str(number), where=row_words(part["row"]))
        for (number,), part in repeated.group_by(head, maintain_order=True)
    ]


def whole(column: pl.Series, name: str, full: int, findings: list[Problem]) -> tuple[np.ndarray, np.ndarray]:
    """Scores in thousandths, and which cells hold a valid one; the others are named unless they are blank."""
    text = column.cast(pl.String).str.strip_chars()
    number = text.cast(pl.Float64, strict=False)
    blank = (text.is_null() | (text == "")).to_numpy()
    value = number.fill_null(float("nan")).to_numpy()
    scaled = np.rint(np.where(np.isfinite(value), value, 0.0) * SCALE)
    exact = np.isfinite(value) & (np.abs(value * SCALE - scaled) < 1e-6)
    inside = exact & (scaled >= 0) & (scaled <= full * SCALE)
    bad = ~blank & ~inside
    if bad.any():
        rows = np.flatnonzero(bad)
        what = Words(
            f"分数须为0至{full}、至多三位小数；这些考生未转换。",
            f"A score is a number from 0 to {full} of at most three decimals; these candidates were not converted.",
        )
        findings.append(
            Problem("exams.score_outside_paper", what, which=name, where=row_words(rows), got=str(text[int(rows[0])]))
        )
    return scaled.astype(np.int64), inside


def map_table(name: str, found: Conversion, rule: GradedRule) -> pl.DataFrame:
    """What is published: each raw score, how many have it and how many down to it, its grade and graded score, exactly."""
    return pl.DataFrame(
        {
            "subject": [name] * len(found.raw),
            "raw": found.raw / SCALE,
            "count": found.count,
            "down_to": np.asarray(np.cumsum(found.count), np.int64),
            "grade": [rule.bands[int(k)].grade for k in found.band],
            "graded": found.graded,
            "exact": [str(found.exact(row)) for row in range(len(found.raw))],
        }
    )
