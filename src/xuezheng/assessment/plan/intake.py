"""Answers of a programme as sent in: one row a person, one column an item; every bad cell named, what is sound is read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from xuezheng.assessment.plan.tables import ROW, headed
from xuezheng.assessment.rules.bank import islands
from xuezheng.assessment.rules.cells import RULES
from xuezheng.assessment.rules.monitoring import BACKGROUND, GROUPING, GROUPS, MOST_GROUP_NAMES
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

HEADS: dict[str, tuple[str, ...]] = {
    "number": ("考号", "学籍号", "学生编号", "学号"), "school": ("学校代码", "学校标识码", "学校"), "class": ("班级", "班号", "班"),
    "form": ("卷别", "题册", "试卷"), "sex": ("性别",), "weight": ("权重", "抽样权重"),
}  # fmt: skip
IGNORED = ("name", "姓名")  # never kept
SEXES = {"男": "1", "女": "2", "1": "1", "2": "2", "m": "1", "f": "2", "male": "1", "female": "2"}


@dataclass(frozen=True)
class ItemSpec:
    """What is known of an item: its points, and of a choice its key and options (empty: any letter)."""

    points: int
    key: str = ""
    options: tuple[str, ...] = ()


@dataclass
class Read:
    """`answers`: number, school_code, class_number, form, sex, weight, bg_…, then a score column an item (Int16, null where none);
    `choices`: what was chosen in items of choice; `bad`: row, column, got, rule; counts and findings."""

    answers: pl.DataFrame
    choices: pl.DataFrame
    bad: pl.DataFrame
    told: dict[str, Any]
    findings: list[Problem]


@dataclass
class Cells:
    """Bad cells as they are found."""

    parts: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])

    def add(self, rows: pl.Series, column: str, got: pl.Series, rule: str) -> None:
        if len(rows):
            columns = {
                "row": rows.cast(pl.Int64),
                "column": [column] * len(rows),
                "got": got.cast(pl.String),
                "rule": [rule] * len(rows),
            }
            self.parts.append(pl.DataFrame(columns))  # fmt: skip

    def table(self) -> pl.DataFrame:
        schema = {"row": pl.Int64, "column": pl.String, "got": pl.String, "rule": pl.String}
        return pl.concat(self.parts).sort("row", maintain_order=True) if self.parts else pl.DataFrame(schema=schema)


def read_answers(
    table: pl.DataFrame, forms: Mapping[str, Sequence[str]], items: Mapping[str, ItemSpec], schools: Collection[str], file: str
) -> Read:  # fmt: skip
    """A table of text → answers. `forms`: items of each form in order; `schools`: codes that may stand there.

    Blanks before a person's last answer on the form count as wrong (left out), those after it as not reached. Raises Refused
    where a column is missing or not one row can be taken.
    """
    given = headed(table, HEADS, ("number", "school"), file)
    cells, findings = Cells(), list[Problem]()
    total = given.height
    given = persons(given, forms, set(schools), cells)
    if given.is_empty():
        what = Words("没有一行可收。", "Not one row can be taken.")
        rules = cells.table()["rule"].unique().to_list()
        raise Refused([Problem("assessment.no_rows", what, where=file, got=RULES[rules[0]].zh if rules else "")])
    known = [name for name in given.columns if name in items]
    if not known:
        what = Words("没有一列是本次测验的题。", "Not one column is an item of this programme.")
        cure = Words("列名须为题号。", "Heads must be the items' codes.")
        got = ", ".join(given.columns[1:12])
        raise Refused([Problem("assessment.no_items", what, where=file, got=got, cure=cure)])
    strange = [
        c
        for c in given.columns
        if c not in known and c not in (*HEADS, ROW, *IGNORED) and not c.startswith((*BACKGROUND, *GROUPS))
    ]
    if strange:
        what = Words(
            "不是本次测验的题，也不是背景；该列不收。",
            "No item of this programme and no background: the column is not taken.",
        )
        cure = Words(
            "背景列名以 bg_ 或“背景”开头，分组列名以 group_ 或“分组”开头。",
            "Heads of background begin with bg_, of groups with group_.",
        )
        findings.append(Problem("assessment.column_unknown", what, which=", ".join(strange[:20]), cure=cure))
    scores, choices = marked(given, {name: items[name] for name in known}, forms, cells)
    about = described(given, cells)
    findings += too_many_groups(about)
    about = about.drop(p.which for p in findings if p.rule == "assessment.groups_many")
    answers, omitted, unreached = with_omissions(scores, given, forms)
    findings += dead_items(answers, items, forms)
    findings += unlinked_forms(given["form"], forms)
    answers = pl.concat([about, answers], how="horizontal")
    bad = cells.table()
    told = {
        "rows": total, "taken": answers.height, "items": len(known), "schools": answers["school_code"].n_unique(), "bad_cells": bad.height,
        "omitted": omitted, "not_reached": unreached, "by_rule": dict(bad["rule"].value_counts().sort("rule").iter_rows()),
        "by_form": dict(answers["form"].value_counts().sort("form").iter_rows()),
    }  # fmt: skip
    return Read(answers, pl.DataFrame({"number": about["number"], **choices.to_dict()}), bad, told, findings)


def persons(given: pl.DataFrame, forms: Mapping[str, Sequence[str]], schools: set[str], cells: Cells) -> pl.DataFrame:
    """The rows of persons that can be taken; each of the others is a bad cell."""
    if len(forms) == 1:
        given = given.with_columns(form=pl.when(pl.col("form") == "").then(pl.lit(next(iter(forms)))).otherwise("form"))
    wrong: tuple[tuple[str, str, pl.Expr], ...] = (
        ("number", "number_missing", pl.col("number") == ""),
        ("number", "number_twice", pl.len().over("number") > 1),
        ("school", "school_unknown", ~pl.col("school").is_in(list(schools))),
        ("form", "form_unknown", ~pl.col("form").is_in(list(forms))),
    )
    for column, rule, test in wrong:
        marked = given.with_columns(is_bad=test)
        found = marked.filter("is_bad")
        cells.add(found[ROW], column, found[column], rule)
        given = marked.filter(~pl.col("is_bad")).drop("is_bad")
    return given


def described(given: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """What stands beside the answers."""
    number = given["class"].str.extract(r"(\d{1,2})\D*$").cast(pl.Int16, strict=False)
    wrong = (given["class"] != "") & (number.is_null() | (number < 1))
    cells.add(given.filter(wrong)[ROW], "class", given.filter(wrong)["class"], "class_unknown")
    weight = given["weight"].cast(pl.Float64, strict=False)
    wrong = (given["weight"] != "") & (weight.is_null() | (weight < 0) | ~weight.is_finite()).fill_null(True)
    cells.add(given.filter(wrong)[ROW], "weight", given.filter(wrong)["weight"], "weight_bad")
    out = {
        "number": given["number"], "school_code": given["school"], "class_number": number, "form": given["form"],
        "sex": given["sex"].str.to_lowercase().replace_strict(SEXES, default="", return_dtype=pl.String),
        "weight": pl.select(pl.when(weight.is_null() | wrong).then(1.0).otherwise(weight)).to_series(),
    }  # fmt: skip
    for name in given.columns:
        if name.startswith(BACKGROUND):
            value = given[name].cast(pl.Float64, strict=False)
            wrong = (given[name] != "") & (value.is_null() | ~value.is_finite()).fill_null(True)
            cells.add(given.filter(wrong)[ROW], name, given.filter(wrong)[name], "background_bad")
            out["bg_" + name.removeprefix("bg_").removeprefix("背景")] = value
        elif name.startswith(GROUPS):
            text = given[name].str.strip_chars().str.slice(0, 30)
            key = name.removeprefix("group_").removeprefix("分组")
            out[GROUPING + {"寄宿": "boarder"}.get(key, key)] = text.set(text == "", None)
    return pl.DataFrame(out)


def too_many_groups(about: pl.DataFrame) -> list[Problem]:
    """Groupings with more groups than anybody looks through: a name or a number of persons, most likely."""
    what = Words("分组太多，该列不收。", "Too many groups: the column is not taken.")
    cure = Words(f"一列最多 {MOST_GROUP_NAMES} 组。", f"A column holds {MOST_GROUP_NAMES} groups at most.")
    counts = {name: about[name].n_unique() for name in about.columns if name.startswith(GROUPING)}
    return [
        Problem("assessment.groups_many", what, which=name, got=str(count), cure=cure)
        for name, count in counts.items()
        if count > MOST_GROUP_NAMES
    ]


def marked(
    given: pl.DataFrame, items: Mapping[str, ItemSpec], forms: Mapping[str, Sequence[str]], cells: Cells
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The scores of all items, and what was chosen in those of choice."""
    wanted: dict[str, pl.Expr] = {}
    for name, item in items.items():
        wanted |= ways_to_mark(name, item, [form for form, own in forms.items() if name in own])
    asked = (expression.alias(key) for key, expression in wanted.items())
    found = given.lazy().select(asked).collect()  # lazily, so that what expressions share is computed once
    faults = [key for key in found.columns if key.partition("|")[2] in FAULTS]
    for key, is_any in zip(faults, found.select(pl.col(faults).any()).row(0), strict=True) if faults else ():
        if is_any:
            name, _, rule = key.partition("|")
            bad = given.filter(found[key])
            text = bad[name].str.to_uppercase() if rule == "no_such_option" else bad[name]
            cells.add(bad[ROW], name, text, rule)
    chosen = {f"{name}|chosen": name for name in items if f"{name}|chosen" in found.columns}
    return found.select(list(items)), found.select(list(chosen)).rename(chosen)


FAULTS = ("not_on_form", "no_such_option", "score_no_number", "score_outside_paper")


def ways_to_mark(name: str, item: ItemSpec, on_forms: Sequence[str]) -> dict[str, pl.Expr]:
    """Expressions of an item's score (under its name), of what was chosen, and of each fault, by `name|fault`."""
    cell = pl.col(name)
    has, filled = pl.col("form").is_in(on_forms), cell != ""
    text = pl.when(has & filled).then(cell)
    out = {f"{name}|not_on_form": ~has & filled}
    if item.key:
        chosen = text.str.to_uppercase()
        if item.options:
            wrong = (chosen.is_not_null() & ~chosen.str.contains(f"^[{''.join(item.options)}]+$")).fill_null(False)
            out[f"{name}|no_such_option"] = wrong
            chosen = pl.when(~wrong).then(chosen)
        score = ((chosen == item.key.upper()).cast(pl.Int16) * item.points).cast(pl.Int16)
        return {name: score, f"{name}|chosen": chosen, **out}
    value = text.cast(pl.Float64, strict=False)
    wrong = (text.is_not_null() & (value.is_null() | (value != value.round()))).fill_null(False)
    outside = (~wrong & ((value < 0) | (value > item.points))).fill_null(False)
    return {
        name: pl.when(~wrong & ~outside).then(value).cast(pl.Int16), **out,
        f"{name}|score_no_number": wrong, f"{name}|score_outside_paper": outside,
    }  # fmt: skip


def with_omissions(
    scores: pl.DataFrame, given: pl.DataFrame, forms: Mapping[str, Sequence[str]]
) -> tuple[pl.DataFrame, int, int]:
    """Empty cells before the last answer as 0; how many these are, and how many came after it (not reached, left blank). A bad
    cell stays unknown."""
    values = scores.cast(pl.Float64).to_numpy().copy()
    place = {name: at for at, name in enumerate(scores.columns)}
    omitted = unreached = 0
    forms_of = given["form"].to_numpy()
    empty = given.select(pl.col(scores.columns) == "").to_numpy()
    for code, own in forms.items():
        columns = np.array([place[name] for name in own if name in place], dtype=np.int64)
        rows = np.flatnonzero(forms_of == code)
        if not len(columns) or not len(rows):
            continue
        part = values[np.ix_(rows, columns)]
        answered, blank = np.isfinite(part), empty[np.ix_(rows, columns)]
        after = np.flip(np.logical_or.accumulate(np.flip(answered, axis=1), axis=1), axis=1)  # an answer here or later
        left_out = blank & after
        omitted += int(left_out.sum())
        unreached += int((blank & ~after).sum())
        values[np.ix_(rows, columns)] = np.where(left_out, 0.0, part)
    columns = {
        name: pl.Series(values[:, at], nan_to_null=True).cast(pl.Int16) for at, name in enumerate(scores.columns)
    }
    return pl.DataFrame(columns), omitted, unreached


def dead_items(
    scores: pl.DataFrame, items: Mapping[str, ItemSpec], forms: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """Items that nobody answered, or all answered alike: they stay in the sheet and out of the scale."""
    found: list[Problem] = []
    wanted = dict.fromkeys(name for own in forms.values() for name in own)
    for name in wanted:
        values = scores[name].drop_nulls() if name in scores.columns else pl.Series([], dtype=pl.Int16)
        if not len(values):
            what = Words("这道题没有人作答，不参加标定。", "Nobody answered this item; it takes no part in the scale.")
            found.append(Problem("assessment.item_unanswered", what, which=name))
        elif values.n_unique() == 1:
            got = values[0]
            what = Words(
                "这道题人人得分相同，不参加标定。", "All scored alike on this item; it takes no part in the scale."
            )
            found.append(Problem("assessment.item_alike", what, which=name, got=f"{got} / {items[name].points}"))
    return found


def unlinked_forms(form: pl.Series, forms: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Forms in use that no common item ties to the others."""
    used = set(form.unique())
    parts = islands({code: own for code, own in forms.items() if code in used})
    what = Words(
        "这些卷与其余各卷没有共同题，不能放到同一量尺上。",
        "These forms share no item with the others: they cannot stand on one scale.",
    )
    cure = Words("补锚题，或改为固定锚题标定。", "Add anchor items, or calibrate with anchors held fixed.")
    return [Problem("assessment.form_unlinked", what, which=", ".join(names), cure=cure) for names in parts[1:]]
