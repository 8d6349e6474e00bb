"""Marks that still wait for a second, a third or the leader's mark, found with the rules of double marking."""

import numpy as np
import polars as pl

from xuezheng.exams.plan.marks import COLUMNS, WAITS, hundredths
from xuezheng.exams.rules.heads import YES
from xuezheng.exams.rules.marking import AGREED, LEADER, NOT_MARKED, SINGLE, THIRD, Question, Whole, settled

STATES = {
    SINGLE: "single",
    AGREED: "agreed",
    THIRD: "third",
    LEADER: "leader",
    **{k: f"awaits_{v}" for k, v in WAITS.items()},
}


def states(papers: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Marks of the lists with `state`: how each stands."""
    read = marks.with_columns(
        pl.when(pl.col(c) == "").then(NOT_MARKED).otherwise(hundredths(c).fill_null(NOT_MARKED)).alias(f"{c}_") for c in COLUMNS
    )  # fmt: skip
    out: list[pl.DataFrame] = []
    for row in papers.with_columns(
        hundredths("full"), hundredths("threshold").fill_null(0), hundredths("step").fill_null(50)
    ).iter_rows(named=True):
        mine = read.filter(pl.col("paper") == row["paper"], pl.col("question") == row["question"])
        if mine.is_empty():
            continue
        question = Question(row["paper"], row["full"], row["threshold"], row["step"], row["double"] in YES)
        columns: list[Whole] = [mine[f"{c}_"].to_numpy().astype(np.int64) for c in COLUMNS]
        found = settled(question, *columns)
        out.append(mine.with_columns(state=pl.Series([STATES[int(s)] for s in found.state])))
    return pl.concat(out) if out else read.clear().with_columns(state=pl.lit(""))


def awaiting_of(papers: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """number, paper, question, awaits, first, second, third; by paper, question and number."""
    found = states(papers, marks).filter(pl.col("state").str.starts_with("awaits_"))
    return found.select(
        "number", "paper", "question", pl.col("state").str.strip_prefix("awaits_").alias("awaits"), "first", "second", "third"
    ).sort("paper", "question", "number")  # fmt: skip


def counted(papers: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """How many marks of each paper and question stand how: paper, question, then a column a state."""
    found = states(papers, marks).group_by("paper", "question", "state").len()
    order = papers.select("paper", "question").with_row_index("at")
    sums = [pl.col("len").filter(pl.col("state") == s).sum().alias(s) for s in STATES.values()]
    return found.group_by("paper", "question").agg(sums).join(order, on=["paper", "question"]).sort("at").drop("at")
