"""A table that was sent in → a list's rows, what was left out and why, and how they differ from the rows that hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from xuezheng.exams.plan.reading import ROW, known, long_form, without
from xuezheng.exams.rules.lists import LISTS, Field, ListKind
from xuezheng.exams.rules.rows import row_words
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

DATE: Final = r"^\d{4}-\d{2}-\d{2}$"
TIME: Final = r"^([01]?\d|2[0-3]):[0-5]\d$"
MARK_COLUMNS: Final = ("first", "second", "third", "leader")
WORDS_OF_KIND: Final[Mapping[str, Words]] = {
    "whole": Words("须为不小于0的整数，该行未用。", "It must be a whole number, 0 or more; the row is not used."),
    "number": Words("须为数，该行未用。", "It must be a number; the row is not used."),
    "date": Words("日期须写作 2025-06-12，该行未用。", "A day is written 2025-06-12; the row is not used."),
    "time": Words("时间须写作 09:00，该行未用。", "A time is written 09:00; the row is not used."),
    "choice": Words("不是可用的类别，该行未用。", "It is none of the kinds; the row is not used."),
    "needed": Words("必填的格是空的，该行未用。", "A cell that is needed is empty; the row is not used."),
}


@dataclass(frozen=True)
class Change:
    """How new rows differ from those that hold: the rows added and removed, and the changed ones cell by cell (key, field,
    before, after)."""

    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame
    changed_rows: int

    @property
    def told(self) -> dict[str, int]:
        return {"added": self.added.height, "removed": self.removed.height, "changed": self.changed_rows}


def fitted(kind: str, table: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of a list as it is kept: our names for its columns, every cell as text; bad rows are left out and named.

    `others` are the lists that hold: choices are compared with the programmes, marks with papers and candidates, and so on,
    where there are any. Raises Refused where a needed column is missing.
    """
    about, findings = LISTS[kind], list[Problem]()
    if kind == "choices":
        table = long_form(table)
    rows = known(table, about.heads, about.needed, about.title.zh, about.keeps_rest)
    if about.keeps_rest:
        rest = [c for c in rows.columns if c not in about.heads and c != ROW]
        rows = rows.with_columns(pl.col(rest).cast(pl.String).fill_null("").str.strip_chars())
    names = [field.name for field in about.fields]
    rows = rows.with_columns(which=pl.concat_str(about.key, separator=" "))
    empty = pl.all_horizontal(pl.col(n) == "" for n in names)
    rows = rows.filter(~empty)
    for field in about.fields:
        for why, bad in faults(field):
            cause = Words(f"{field.words.zh}：{WORDS_OF_KIND[why].zh}", f"{field.words.en}: {WORDS_OF_KIND[why].en}")
            rows = without(rows, bad, f"exams.list_{why}", cause, "which", findings)
    rows = with_places(rows) if kind == "choices" else rows
    rows = rows.with_columns(which=pl.concat_str(about.key, separator=" "))
    twice = Words("有几行是同一个，均未用。", "Several rows are the same one; none of them is used.")
    cure = Words("改正后再导入。", "Mend them and import again.")
    if about.key:
        rows = without(rows, pl.len().over("which") > 1, "exams.list_twice", twice, "which", findings, cure)
    rows = referred(kind, rows, others, findings)
    rest = [c for c in rows.columns if c not in names and c not in (ROW, "which") and c not in about.heads]
    return rows.select(*names, *(rest if about.keeps_rest else [])), findings


def with_places(rows: pl.DataFrame) -> pl.DataFrame:
    """Choices without a place in the list take the order in which they stand."""
    order = (pl.int_range(pl.len()).over("number", "batch") + 1).cast(pl.String)
    return rows.with_columns(place=pl.when(pl.col("place") == "").then(order).otherwise(pl.col("place")))


def faults(field: Field) -> list[tuple[str, pl.Expr]]:
    """What may be wrong with a field's cells, as expressions that are true for bad rows."""
    cell = pl.col(field.name)
    found: list[tuple[str, pl.Expr]] = []
    if field.is_needed:
        found.append(("needed", cell == ""))
    if field.kind == "whole":
        found.append(("whole", (cell != "") & ~cell.str.contains(r"^\d{1,9}$")))
    if field.kind == "number":
        found.append(("number", (cell != "") & cell.cast(pl.Float64, strict=False).is_null()))
    if field.kind == "date":
        day = cell.str.to_date("%Y-%m-%d", strict=False)
        found.append(("date", (cell != "") & (~cell.str.contains(DATE) | day.is_null())))
    if field.kind == "time":
        found.append(("time", (cell != "") & ~cell.str.contains(TIME)))
    if field.kind == "choice" and field.choices is not None:
        found.append(("choice", ~cell.is_in(list(field.choices))))
    return found


def referred(
    kind: str, rows: pl.DataFrame, others: Mapping[str, pl.DataFrame], findings: list[Problem]
) -> pl.DataFrame:
    """Without rows that point to what is on no list."""

    def of(name: str) -> pl.DataFrame:
        return others.get(name, pl.DataFrame())

    def among(column: str, values: pl.Series, rule: str, what: Words) -> pl.DataFrame:
        bad = ~pl.col(column).is_in(values.unique().implode())
        return without(rows, bad, rule, what, column, findings)

    if kind in ("choices", "marks") and not (people := of("candidates")).is_empty():
        what = Words("考生不在名单上，该行未用。", "The candidate is on no list; the row is not used.")
        rows = among("number", people["number"], "exams.candidate_unknown", what)
    if kind == "choices" and not (offers := of("programmes")).is_empty():
        what = Words(
            "没有这所学校或招生代码，该志愿未用。", "There is no such school or programme; the choice is not used."
        )
        codes = pl.concat([offers["programme"], offers["school"]])
        rows = among("wanted", codes, "admission.programme_unknown", what)
    if kind == "candidates" and not (halls := of("rooms")).is_empty():
        what = Words("没有这个考点，该行未用。", "There is no such site; the row is not used.")
        rows = among("site", pl.concat([halls["site"], pl.Series([""])]), "exams.site_unknown", what)
    if kind == "programmes" and not (people := of("candidates")).is_empty():
        what = Words("指标学校没有考生，该行未用。", "The quota's school has no candidates; the row is not used.")
        rows = among("for_school", pl.concat([people["school"], pl.Series([""])]), "exams.school_unknown", what)
    if kind == "marks" and not (papers := of("papers")).is_empty():
        rows = of_papers(rows, papers, findings)
    return rows


def of_papers(rows: pl.DataFrame, papers: pl.DataFrame, findings: list[Problem]) -> pl.DataFrame:
    """Marks of papers there are, within their full mark."""
    full = papers.select("paper", "question", full=pl.col("full").cast(pl.Float64, strict=False))
    rows = rows.join(full, on=["paper", "question"], how="left", maintain_order="left")
    what = Words("没有这张试卷或这道题，该行未用。", "There is no such paper or question; the row is not used.")
    rows = without(rows, pl.col("full").is_null(), "exams.paper_unknown", what, "which", findings)
    beyond = Words("分数超出试卷（0至满分），该行未用。", "A mark is outside its paper (0 to the full mark); the row is not used.")  # fmt: skip
    marks = [pl.col(c).cast(pl.Float64, strict=False) for c in MARK_COLUMNS]
    outside = pl.any_horizontal(((m < 0) | (m > pl.col("full"))).fill_null(False) for m in marks)
    return without(rows, outside, "exams.score_outside_paper", beyond, "which", findings).drop("full")


def merged(kind: str, held: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold with these added, or in the place of those with the same key."""
    if held.is_empty():
        return rows
    key = list(LISTS[kind].key)
    fresh = rows.join(held.select(key), on=key, how="anti")
    newer = held.select(key).join(rows, on=key, how="left", maintain_order="left")
    is_new = held.select(key).join(rows.select(*key, hit=pl.lit(True)), on=key, how="left", maintain_order="left")[
        "hit"
    ]
    columns = [*held.columns, *(c for c in rows.columns if c not in held.columns)]
    old, new = widened(held, columns), widened(newer, columns)
    kept = pl.DataFrame({c: new[c].zip_with(is_new.fill_null(False), old[c]) for c in columns})
    return pl.concat([kept, widened(fresh, columns)])


def widened(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """These columns, empty where the table has none of that name."""
    return table.select(
        (pl.col(c).cast(pl.String).fill_null("") if c in table.columns else pl.lit("").alias(c)) for c in columns
    )


def difference(kind: str, held: pl.DataFrame, rows: pl.DataFrame) -> Change:
    """What would change if these rows took the place of those that hold."""
    key = list(LISTS[kind].key)
    cells = {"key": pl.String, "field": pl.String, "before": pl.String, "after": pl.String}
    if held.is_empty():
        return Change(rows, rows.clear(), pl.DataFrame(schema=cells), 0)
    columns = [*held.columns, *(c for c in rows.columns if c not in held.columns)]
    old, new = widened(held, columns), widened(rows, columns)
    both = old.join(new, on=key, how="inner", suffix="·")
    told = [
        both.filter(pl.col(c) != pl.col(f"{c}·")).select(
            pl.concat_str(key, separator=" ").alias("key"), pl.lit(c).alias("field"), pl.col(c).alias("before"),
            pl.col(f"{c}·").alias("after"),
        )
        for c in columns
        if c not in key
    ]  # fmt: skip
    changed = pl.concat(told) if told else pl.DataFrame(schema=cells)
    return Change(
        new.join(old, on=key, how="anti"), old.join(new, on=key, how="anti"), changed, changed["key"].n_unique()
    )


def worth_saying(kind: str, rows: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """What looks wrong in rows that are kept: schools beyond what can sit apart, quotas beyond a school's graduates."""
    found: list[Problem] = []
    if kind == "programmes" and not (people := others.get("candidates", pl.DataFrame())).is_empty():
        sent = rows.filter(pl.col("for_school") != "").with_row_index(ROW).group_by("for_school").agg(
            pl.col("seats").cast(pl.Int64, strict=False).sum(), pl.col(ROW)
        )  # fmt: skip
        own = dict(people.group_by("school").len().iter_rows())
        for school, seats, where in sent.sort("for_school").iter_rows():
            if seats > own.get(school, 0):
                what = Words("下达的指标多于本校考生。", "More seats are sent down than the school has candidates.")
                found.append(
                    Problem("exams.quota_beyond", what, which=school, where=row_words(where), got=f"{seats} > {own.get(school, 0)}")
                )  # fmt: skip
    if kind == "papers":
        halves = rows.filter((pl.col("on") == "") != (pl.col("begins") == ""))
        if halves.height:
            what = Words("场次须同时有日期与开始时间。", "A session needs both its day and its hour.")
            found.append(Problem("exams.session_half", what, which=", ".join(halves["paper"])))
    return found


def shown_fields(about: ListKind, rows: pl.DataFrame) -> list[Field]:
    """The fields of a list, and the columns beyond them."""
    names = {field.name for field in about.fields}
    return [*about.fields, *(Field(c, Words(c, c)) for c in rows.columns if c not in names)]
