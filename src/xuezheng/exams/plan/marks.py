"""Marks from a marking system → double marking settled → scores of papers → the composite, with appeals and their trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.exams.plan.reading import ROW, distinct, known, without
from xuezheng.exams.rules.composite import ABSENT, POINT, Composite, Correction, Part, bonus, corrected, total
from xuezheng.exams.rules.heads import APPEAL_REASONS, APPEALS, MARKS, PAPERS, SITTERS, YES
from xuezheng.exams.rules.marking import (
    AWAITS_LEADER,
    AWAITS_SECOND,
    AWAITS_THIRD,
    NOT_MARKED,
    Question,
    Whole,
    settled,
)
from xuezheng.exams.rules.rows import row_words
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

COLUMNS = ("first", "second", "third", "leader")
WAITS: Mapping[int, str] = {AWAITS_SECOND: "second", AWAITS_THIRD: "third", AWAITS_LEADER: "leader"}


@dataclass(frozen=True)
class ScorePlan:
    """`scores`: number, name, school, each paper, bonus, total (in points; a paper without marks is empty); `awaiting` marks that
    still need a second, a third or the leader; `trace` of the appeals. Whoever awaits a mark has no total yet."""

    scores: pl.DataFrame
    awaiting: pl.DataFrame
    trace: pl.DataFrame
    findings: tuple[Problem, ...]


def composed(
    candidates: pl.DataFrame, papers: pl.DataFrame, marks: pl.DataFrame, appeals: pl.DataFrame | None = None
) -> ScorePlan:
    """Scores and totals of all candidates. Bad rows are named and left out; raises Refused where there is no paper."""
    findings: list[Problem] = []
    people = known(candidates, SITTERS, ("number",), "candidates", keeps_rest=True)
    twice = Words("报名号重复，均未计分。", "Several candidates have this number; none of them is scored.")
    people = distinct(people, twice, "exams.candidate", findings)
    table = read_papers(papers, findings)
    if table.is_empty() or people.is_empty():
        nothing = Words("没有试卷或没有考生。", "There are no papers, or no candidates.")
        raise Refused([*findings, Problem("exams.papers_missing", nothing)])
    given = read_marks(marks, people, table, findings)
    order = {number: k for k, number in enumerate(people["number"])}
    scores: dict[str, Whole] = {}
    waiting: list[pl.DataFrame] = []
    for (paper,), questions in table.group_by("paper", maintain_order=True):
        scores[str(paper)] = of_paper(questions, given.filter(pl.col("paper") == paper), order, waiting)
    rule = composite_of(table)
    trace = appealed(appeals, scores, order, findings) if appeals is not None else []
    awaiting = (
        pl.concat(waiting)
        if waiting
        else pl.DataFrame(schema={"number": pl.String, "paper": pl.String, "question": pl.String, "awaits": pl.String})
    )
    open_rows = np.isin(np.array(people["number"].to_list()), np.array(awaiting["number"].to_list(), dtype=str))
    bonuses = bonus_columns(people, findings)
    sums = total(rule, scores, bonuses)
    added = (
        [pl.Series("bonus", points(bonus(rule, bonuses, people.height), np.ones(people.height, np.bool_)))]
        if bonuses
        else []
    )
    made = people.select("number", "name", "school").with_columns(
        *(pl.Series(name, points(own, own >= 0)) for name, own in scores.items()),
        *added,
        pl.Series("total", points(sums, ~open_rows)),
    )
    return ScorePlan(made, awaiting, trace_table(trace), tuple(findings))


def points(hundredths: Whole, holds: np.ndarray) -> list[float | None]:
    """Hundredths as points, None where they do not hold."""
    return [value / POINT if has else None for value, has in zip(hundredths.tolist(), holds.tolist(), strict=True)]


def hundredths(column: str) -> pl.Expr:
    """Points as whole hundredths; null for what is no number or finer than a hundredth."""
    value = pl.col(column).cast(pl.Float64, strict=False) * POINT
    return pl.when((value - value.round()).abs() < 1e-6).then(value.round().cast(pl.Int64)).otherwise(None)


def read_papers(table: pl.DataFrame, findings: list[Problem]) -> pl.DataFrame:
    """One row a question (or a paper as a whole), in hundredths."""
    papers = known(table, PAPERS, ("paper", "full"), "papers").with_columns(
        hundredths("full"), hundredths("threshold").fill_null(0), hundredths("step").fill_null(50),
        key=pl.concat_str("paper", "question", separator="/"), is_double=pl.col("double").is_in(list(YES)),
    )  # fmt: skip
    none = Words("满分须为大于0的数，试卷未用。", "The full mark must be above zero; the paper is not used.")
    papers = without(
        papers, pl.col("full").is_null() | (pl.col("full") <= 0), "exams.paper_full", none, "key", findings
    )
    twice = Words("试卷题目重复，均未用。", "This question of a paper stands there twice; neither is used.")
    return distinct(papers, twice, "exams.paper", findings, "key")


def read_marks(
    table: pl.DataFrame, people: pl.DataFrame, papers: pl.DataFrame, findings: list[Problem]
) -> pl.DataFrame:
    """Marks of known candidates and questions, within the question's full mark, in hundredths (−1 where there is none)."""
    given = known(table, MARKS, ("number", "paper", "first"), "marks")
    given = given.with_columns(key=pl.concat_str("paper", "question", separator="/"))
    who = Words("考生不在名单上，该行未用。", "The candidate is on no list; the row is not used.")
    given = without(
        given, ~pl.col("number").is_in(people["number"].implode()), "exams.candidate_unknown", who, "number", findings
    )
    what = Words("没有这张试卷或这道题，该行未用。", "There is no such paper or question; the row is not used.")
    given = without(given, ~pl.col("key").is_in(papers["key"].implode()), "exams.paper_unknown", what, "key", findings)
    again = Words(
        "同一考生同一题有几行，均未用。", "Several rows are of one candidate and question; none of them is used."
    )
    given = given.with_columns(both=pl.concat_str("number", "key", separator=" "))
    given = distinct(given, again, "exams.mark", findings, "both")
    given = given.join(papers.select("key", "full"), on="key", how="left", maintain_order="left")
    read = [hundredths(c).fill_null(NOT_MARKED - 1).alias(f"{c}_") for c in COLUMNS]
    given = given.with_columns(read).with_columns(
        pl.when(pl.col(c) == "").then(NOT_MARKED).otherwise(pl.col(f"{c}_")).alias(c) for c in COLUMNS
    )
    outside = pl.any_horizontal((pl.col(c) < NOT_MARKED) | (pl.col(c) > pl.col("full")) for c in COLUMNS)
    beyond = Words(
        "分数超出试卷（0至满分），该行未用。", "A mark is outside its paper (0 to the full mark); the row is not used."
    )
    return without(given, outside, "exams.score_outside_paper", beyond, "both", findings)


def of_paper(
    questions: pl.DataFrame, given: pl.DataFrame, order: Mapping[str, int], waiting: list[pl.DataFrame]
) -> Whole:
    """The score of each candidate in a paper: the sum of its questions that have a mark, −1 without any."""
    out = np.full(len(order), ABSENT, np.int64)
    for row in questions.iter_rows(named=True):
        mine = given.filter(pl.col("key") == row["key"])
        if mine.is_empty():
            continue
        question = Question(row["key"], row["full"], row["threshold"], row["step"], row["is_double"])
        found = settled(question, *(mine[c].to_numpy().astype(np.int64) for c in COLUMNS))
        at = np.array([order[number] for number in mine["number"]], np.int64)
        has = found.mark >= 0
        out[at[has]] = np.maximum(out[at[has]], 0) + found.mark[has]
        open_still = np.flatnonzero(~has & np.isin(found.state, list(WAITS)))
        if len(open_still):
            rows = mine[open_still].select("number", "paper", "question")
            waiting.append(rows.with_columns(awaits=pl.Series([WAITS[int(s)] for s in found.state[open_still]])))
    return out


def composite_of(papers: pl.DataFrame) -> Composite:
    """Papers as parts: each counts what `counts` says, or its full mark; 0 is a level that does not count."""
    parts: list[Part] = []
    for (paper,), rows in papers.group_by("paper", maintain_order=True):
        full = int(rows["full"].sum()) // POINT
        said = next((text for text in rows["counts"] if text), "")
        counts = int(said) if said.isdigit() else full
        parts.append(Part(str(paper), Words(str(paper), str(paper)), full, counts, counts == 0))
    return Composite("papers", tuple(parts))


def bonus_columns(people: pl.DataFrame, findings: list[Problem]) -> list[Whole]:
    """Columns whose head begins with bonus or 加分, in hundredths; what is no number counts nothing and is named."""
    out: list[Whole] = []
    for name in people.columns:
        if not name.startswith(("bonus", "加分")):
            continue
        read = people.select(hundredths(name)).to_series()
        bad = read.is_null() & (people[name].fill_null("").str.strip_chars() != "")
        if bad.any():
            what = Words("加分读不懂，按0计。", "This bonus cannot be read and counts nothing.")
            findings.append(Problem("exams.bonus", what, which=name, where=row_words(people.filter(bad)[ROW])))
        out.append(read.fill_null(0).to_numpy().astype(np.int64))
    return out


def appealed(
    table: pl.DataFrame, scores: dict[str, Whole], order: Mapping[str, int], findings: list[Problem]
) -> list[Correction]:
    """The corrections, carried out in their order; those that start from another score, or do not belong, are named."""
    made: list[Correction] = []
    read = known(table, APPEALS, ("number", "paper", "before", "after", "reason"), "appeals").with_columns(
        hundredths("before"), hundredths("after"), reason=pl.col("reason").replace_strict(APPEAL_REASONS, default="?")
    )
    for row in read.iter_rows(named=True):
        number, paper, before, after = row["number"], row["paper"], row["before"], row["after"]
        if number in order and paper in scores and before is not None and after is not None and row["reason"] != "?":
            one = Correction(number, paper, before, after, row["reason"], row["decided_by"])
            try:
                scores[paper] = corrected(scores[paper], order, [one])
                made.append(one)
                continue
            except ValueError:
                pass
        what = Words(
            "复核未执行：考生、试卷、理由不对，或原分与现分不符。",
            "Not carried out: no such candidate, paper or reason, or the score is another one now.",
        )
        findings.append(Problem("exams.appeal", what, which=f"{number} {paper}", where=row_words([row[ROW]])))
    return made


def trace_table(trace: Sequence[Correction]) -> pl.DataFrame:
    rows = [
        {"number": c.candidate, "paper": c.part, "before": c.before / POINT, "after": c.after / POINT, "reason": c.reason, "decided_by": c.decided_by}
        for c in trace
    ]  # fmt: skip
    return pl.DataFrame(
        rows,
        schema={
            "number": pl.String,
            "paper": pl.String,
            "before": pl.Float64,
            "after": pl.Float64,
            "reason": pl.String,
            "decided_by": pl.String,
        },
    )
