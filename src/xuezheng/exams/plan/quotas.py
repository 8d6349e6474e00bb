"""Seats sent down to junior schools: from programmes and graduates to the rows of the list of programmes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from xuezheng.exams.rules.heads import PROGRAMME_KINDS
from xuezheng.exams.rules.quotas import seats_sent_down, sent_down
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

BATCH = Words("指标到校", "Sent down")


@dataclass(frozen=True)
class QuotaPlan:
    """`programmes`: the list with its quotas made anew; `given`: receiving school, junior school, graduates, seats."""

    programmes: pl.DataFrame
    given: pl.DataFrame


def allotted(
    programmes: pl.DataFrame, candidates: pl.DataFrame, schools: Collection[str], share: Fraction, rural: Collection[str], tilt: Fraction
) -> QuotaPlan:  # fmt: skip
    """Send a share of the seats of these receiving schools down to all junior schools by their candidates, rural ones times the
    tilt. The seats of a school are those of its open programme and of quotas it had; what is not sent down stays open.
    Raises Refused where a school has no open programme, or several."""
    kind = programmes["kind"].replace_strict(PROGRAMME_KINDS, default="?")
    graduates = candidates.group_by("school").len().sort("school")
    junior = graduates["school"].to_list()
    weights = [tilt if school in rural else Fraction(1) for school in junior]
    out, given = list[pl.DataFrame](), list[pl.DataFrame]()
    table = programmes.with_columns(kind_=kind)
    for school in sorted(schools):
        opened = table.filter(pl.col("school") == school, pl.col("kind_") == "open")
        if opened.height != 1:
            what = Words(
                "下达指标的学校须恰有一个统招计划。", "A school that sends seats down has just one open programme."
            )
            raise Refused([Problem("exams.quota_open", what, which=school, got=str(opened.height))])
        earlier = table.filter(pl.col("school") == school, pl.col("kind_") == "quota")
        total = int(opened["seats"][0]) + sum(int(n) for n in earlier["seats"])
        sent = seats_sent_down(total, share)
        each = sent_down(sent, graduates["len"].to_list(), junior, weights)
        code = opened["programme"][0]
        rows = [
            (f"{code}-{k:03d}", school, str(n), to)
            for k, (to, n) in enumerate(zip(junior, each, strict=True), start=1)
            if n
        ]
        made = pl.DataFrame(rows, schema=["programme", "school", "seats", "for_school"], orient="row").with_columns(
            batch=pl.lit(BATCH.zh), kind=pl.lit("指标到校"), name=pl.lit("")
        )  # fmt: skip
        out.append(made)
        given.append(
            pl.DataFrame(
                {"school": [school] * len(junior), "junior": junior, "graduates": graduates["len"], "seats": each}
            )
        )
        table = table.filter(~((pl.col("school") == school) & (pl.col("kind_") == "quota"))).with_columns(
            seats=pl.when((pl.col("school") == school) & (pl.col("kind_") == "open")).then(pl.lit(str(total - sum(each)))).otherwise("seats"),
            batch=pl.when((pl.col("school") == school) & (pl.col("kind_") == "open") & (pl.col("batch") == "")).then(pl.lit("统招")).otherwise("batch"),
        )  # fmt: skip
    table = table.drop("kind_")
    quota = pl.concat([*out]) if out else pl.DataFrame()
    wide = quota.select((pl.col(c) if c in quota.columns else pl.lit("").alias(c)) for c in table.columns)
    first = (table["batch"] == BATCH.zh) | table["kind"].is_in(["special", "特色", "特长"])
    # special classes keep their place before the quotas, since batches go in the order in which they stand
    return QuotaPlan(pl.concat([table.filter(first), wide, table.filter(~first)]), pl.concat(given))


def totals(programmes: pl.DataFrame) -> Mapping[str, int]:
    """The seats of each receiving school that has an open programme: open ones and quotas."""
    kind = programmes["kind"].replace_strict(PROGRAMME_KINDS, default="?")
    held = programmes.with_columns(kind_=kind, n=pl.col("seats").cast(pl.Int64, strict=False)).filter(
        pl.col("kind_").is_in(["open", "quota"])
    )
    opened = set(held.filter(pl.col("kind_") == "open")["school"])
    return {
        s: int(n) for s, n in held.group_by("school").agg(pl.col("n").sum()).sort("school").iter_rows() if s in opened
    }
