"""The fitness test of a programme: measures sent in → scores by the national tables, counts by school, class, sex."""

from collections.abc import Collection
from typing import Any

import polars as pl

from xuezheng.assessment.plan.intake import SEXES, Cells
from xuezheng.assessment.plan.tables import ROW, headed
from xuezheng.assessment.rules.fitness import LEVELS, MEASURES, POSSIBLE, fitness, measures_of
from xuezheng.assessment.rules.reporting import LEAST_GROUP
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.standards.score_tables import ScoreTable

HEADS: dict[str, tuple[str, ...]] = {
    "number": ("考号", "学籍号", "学生编号", "学号"), "school": ("学校代码", "学校标识码", "学校"), "class": ("班级", "班号", "班"), "sex": ("性别",),
    **{name: (words.zh, words.zh.partition("（")[0]) for name, words in MEASURES.items() if name != "bmi"},
}  # fmt: skip


def read_measures(
    table: pl.DataFrame, tables: ScoreTable, grade: str, schools: Collection[str], file: str
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Any], list[Problem]]:
    """Scores of each pupil (number, school_code, class_number, sex, the measures, score_…, standard, bonus, total, level, lacking), bad
    cells, counts, findings. Times are in seconds, or minutes and seconds as 3'45 or 3:45. Raises Refused where nothing can be taken."""
    given = headed(table, HEADS, ("number", "school", "sex"), file)
    cells, total = Cells(), given.height
    given = given.with_columns(
        sex=pl.col("sex").str.to_lowercase().replace_strict(SEXES, default="", return_dtype=pl.String)
    )
    for column, rule, test in (
        ("number", "number_missing", pl.col("number") == ""), ("number", "number_twice", pl.len().over("number") > 1),
        ("school", "school_unknown", ~pl.col("school").is_in(list(schools))), ("sex", "sex_missing", pl.col("sex") == ""),
    ):  # fmt: skip
        marked = given.with_columns(is_bad=test)
        found = marked.filter("is_bad")
        cells.add(found[ROW], column, found[column], rule)
        given = marked.filter(~pl.col("is_bad")).drop("is_bad")
    if given.is_empty():
        raise Refused([Problem("assessment.no_rows", Words("没有一行可收。", "Not one row can be taken."), where=file)])
    out: dict[str, pl.Series] = {
        "number": given["number"], "school_code": given["school"],
        "class_number": given["class"].str.extract(r"(\d{1,2})\D*$").cast(pl.Int16, strict=False), "sex": given["sex"],
    }  # fmt: skip
    for name, (least, most) in POSSIBLE.items():
        text = given[name].str.replace_all('[″"”秒]', "").str.replace_all("[′’:：分]", "'")
        minutes = text.str.extract_groups(r"^(\d+)'(\d+(?:\.\d+)?)$").struct.unnest().cast(pl.Float64, strict=False)
        value = text.cast(pl.Float64, strict=False)
        value = pl.select(pl.coalesce(minutes["1"] * 60 + minutes["2"], value)).to_series()
        wrong = (given[name] != "") & (value.is_null() | (value < least) | (value > most)).fill_null(True)
        cells.add(given.filter(wrong)[ROW], name, given.filter(wrong)[name], "measure_bad")
        out[name] = pl.select(pl.when(~wrong).then(value)).to_series()
    pupils = pl.DataFrame(out)
    scored = pl.concat([pupils, scores_of(pupils, tables, grade)], how="horizontal")
    bad = cells.table()
    told = {
        "rows": total, "taken": scored.height, "bad_cells": bad.height, "schools": scored["school_code"].n_unique(),
        "whole": int(scored["total"].is_not_null().sum()), "table": tables.id, "verification": tables.verification,
    }  # fmt: skip
    return scored, bad, told, lacking(scored)


def scores_of(pupils: pl.DataFrame, tables: ScoreTable, grade: str) -> pl.DataFrame:
    wanted = list(dict.fromkeys(name for sex in ("1", "2") for name in measures_of(tables.about, sex, grade)))
    rows: list[dict[str, object]] = []
    for row in pupils.iter_rows(named=True):
        given = {name: float(row[name]) for name in POSSIBLE if row[name] is not None}
        one = fitness(tables.limits, tables.about, row["sex"], grade, given)
        rows.append({
            **{f"score_{name}": one.scores.get(name) for name in wanted}, "standard": one.standard, "bonus": one.bonus, "total": one.total,
            "level": one.level, "lacking": ",".join(one.lack),
        })  # fmt: skip
    schema = {
        **dict.fromkeys((f"score_{name}" for name in wanted), pl.Int64), "standard": pl.Float64, "bonus": pl.Int64, "total": pl.Float64,
        "level": pl.String, "lacking": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def lacking(scored: pl.DataFrame) -> list[Problem]:
    """Pupils without a total, by what they lack."""
    counts = scored.filter(pl.col("total").is_null())["lacking"].value_counts().sort("lacking")
    what = Words("缺测项目，没有总分。", "A measure lacks: there is no total.")
    return [
        Problem("assessment.fitness_lacking", what, which=text, got=str(count))
        for text, count in counts.head(20).iter_rows()
    ]


def fitness_summary(scored: pl.DataFrame, by: list[str], least: int = LEAST_GROUP) -> pl.DataFrame:
    """One row a group: `count` with a total, `mean` total, shares of levels; withheld (null) for small groups."""
    whole = scored.filter(pl.col("total").is_not_null())
    shares = [(pl.col("level") == level).mean().alias(level) for level in LEVELS]
    measures = [pl.col(name).mean() for name in scored.columns if name.startswith("score_")]
    sums = [pl.len().cast(pl.Int64).alias("count"), pl.col("total").mean().alias("mean"), *shares, *measures]
    found = whole.group_by(by, maintain_order=True).agg(sums).sort(by) if by else whole.select(sums)
    kept = [name for name in found.columns if name not in (*by, "count")]
    return found.with_columns(pl.when(pl.col("count") >= least).then(pl.col(name)).alias(name) for name in kept)
