"""How good items are, how scales hang together, what schools add over years: tables for the command line."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from xuezheng.assessment.plan.answers import answers, known_items, require
from xuezheng.assessment.plan.quality import classical, options_of
from xuezheng.assessment.problem import Grid, Item
from xuezheng.assessment.rules.classical import alpha
from xuezheng.assessment.rules.curves import Kind
from xuezheng.assessment.rules.linking import CommonItems, Link, Method, moved, steady_link
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.assessment.solver.screening import row_words
from xuezheng.assessment.solver.value_added_years import value_added_years
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def fit_table(scale: ItemResponse) -> pl.DataFrame:
    """item, s_x2, df, p, rmsea; with groups also dif, dif_df, dif_p (likelihood ratio, all others anchors)."""
    found = scale.item_fit()
    table = pl.DataFrame({
        "item": [item.name for item in scale.items_], "s_x2": found.statistic, "df": found.freedom, "p": found.p_value, "rmsea": found.rmsea,
    })  # fmt: skip
    if len(scale.groups_) > 1:
        rows = [
            {"item": d.item, "dif": d.statistic, "dif_df": d.freedom, "dif_p": d.p_value} for d in scale.differential()
        ]
        schema = {"item": pl.String, "dif": pl.Float64, "dif_df": pl.Int64, "dif_p": pl.Float64}
        table = table.join(pl.DataFrame(rows, schema=schema), on="item", how="left", maintain_order="left")
    return table.with_columns(pl.selectors.float().fill_nan(None))


def pair_table(scale: ItemResponse) -> pl.DataFrame:
    """one, other, q3 of all pairs, the highest first."""
    found = scale.local_dependence()
    a, b = np.triu_indices(len(found), 1)
    names = [item.name for item in scale.items_]
    table = pl.DataFrame({"one": [names[i] for i in a], "other": [names[j] for j in b], "q3": found[a, b]})
    return table.with_columns(pl.col("q3").fill_nan(None)).sort("q3", descending=True, nulls_last=True)


def classical_tables(
    table: pl.DataFrame, beside: Sequence[str], keys: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Statistics of items, of options (empty without keys), and alpha of persons who answered all."""
    choices, options, known = table, pl.DataFrame(), dict[str, str]()
    if keys is not None:
        require(keys, ("item", "key"))
        known = {str(item): str(key) for item, key in keys.select("item", "key").iter_rows()}
        require(table, list(known))
        text = pl.col(list(known)).cast(pl.String).str.strip_chars()
        choices = table.select(*beside, text)
        table = choices.with_columns((pl.col(name) == key).cast(pl.Int64).alias(name) for name, key in known.items())
    given = answers(table, beside)
    tops = np.fmax.reduce(given.scores, axis=0, initial=1.0)
    whole = np.isfinite(given.scores)
    if keys is not None:
        options = options_of(choices, known)
    complete = given.scores[whole.all(axis=1)]
    return classical(given.scores, given.names, tops), options, alpha(complete)


def linked_tables(
    old: pl.DataFrame, new: pl.DataFrame, method: Method
) -> tuple[pl.DataFrame, pl.DataFrame, Link, float]:
    """OLD's items on NEW's scale (item, model, top, a, d …), the anchors' drift, the link, its error. Raises `Refused` without anchors."""
    there = {item.name: item for item in known_items(new)}
    mine = known_items(old)
    shared: dict[tuple[Kind, int], list[tuple[str, tuple[float, ...], tuple[float, ...]]]] = {}
    for item in mine:
        other = there.get(item.name)
        if (
            other is not None
            and item.known
            and other.known
            and item.kind == other.kind
            and len(item.known) == len(other.known)
        ):
            shared.setdefault((item.kind, len(item.known)), []).append((item.name, item.known, other.known))
    names = [row[0] for rows in shared.values() for row in rows]
    if not names:
        what = Words("两个表没有共同题，连不起来。", "The two tables share no item: they cannot be linked.")
        raise Refused([Problem("assessment.no_link", what)])
    common = [
        CommonItems(kind, np.array([r[1] for r in rows]), np.array([r[2] for r in rows]))
        for (kind, _), rows in shared.items()
    ]  # type: ignore[arg-type]
    nodes = Grid().nodes
    weights = np.exp(-0.5 * nodes**2)
    link, drift, _ = steady_link(common, method, nodes, weights / weights.sum())
    kept = pl.DataFrame({"item": names, "left": drift.left, "robust": drift.robust, "is_set_aside": drift.drifted})
    return (
        pl.DataFrame([row_of(on_new(item, link)) for item in mine], infer_schema_length=None),
        kept,
        link,
        drift.linking_error,
    )


def on_new(item: Item, link: Link) -> Item:
    assert item.known is not None
    return replace(item, known=tuple(float(v) for v in moved(item.kind, np.array([item.known]), link)[0]))


def row_of(item: Item) -> dict[str, object]:
    """As `known_items` reads it."""
    assert item.known is not None
    values = item.known
    steps = values[1 : 1 + item.top] if item.kind != "3pl" else values[1:2]
    row: dict[str, object] = {
        "item": item.name,
        "model": item.model,
        "top": item.top,
        "a": values[0],
        "d": steps[0] if item.top == 1 else None,
    }
    row["g"] = float(1.0 / (1.0 + np.exp(-values[2]))) if item.kind == "3pl" else 0.0
    return row | ({f"d{k + 1}": d for k, d in enumerate(steps)} if item.top > 1 else {})


def years(
    table: pl.DataFrame, results: Sequence[str], school: str, year: str, covariates: Sequence[str], least_pupils: int
) -> tuple[pl.DataFrame, dict[str, float], list[Problem]]:  # fmt: skip
    """school, year (0: what lasts), pupil_count, effect, effect_se, low, high; the spreads; who was left out. A column a year but the
    first is added to the covariates."""
    require(table, (*results, school, year, *covariates))
    numbers = table.select(
        pl.col([*results, *covariates]).cast(pl.Float64, strict=False).fill_nan(None),
        pl.col(year).cast(pl.Int64, strict=False).alias("_year"),
    )
    whole = numbers.select(pl.all_horizontal(pl.all().is_not_null())).to_series() & table[school].is_not_null()
    findings: list[Problem] = []
    if not whole.all():
        what = Words(
            "结果、背景、学校或学年不全的学生不参加。",
            "Pupils whose result, context, school or year is not known take no part.",
        )
        findings.append(Problem("pupil_incomplete", what, where=row_words(np.flatnonzero(~whole.to_numpy()), 2)))
    kept, names = numbers.filter(whole), table[school].cast(pl.String).filter(whole)
    codes = sorted(set(names))
    if len(codes) < 2:
        raise Refused(
            [*findings, Problem("schools_too_few", Words("至少要有两所学校。", "There must be two schools at least."))]
        )
    place = {code: at for at, code in enumerate(codes)}
    when = kept["_year"].to_numpy()
    fixed = [(when == y).astype(np.float64) for y in np.unique(when)[1:]]
    design = (
        np.column_stack([*(kept[name].to_numpy() for name in covariates), *fixed])
        if covariates or fixed
        else np.zeros((kept.height, 0))
    )
    result = kept.select(results).to_numpy()
    found = value_added_years(
        result, design, np.array([place[name] for name in names], dtype=np.int64), when, least_pupils
    )
    rows = [
        {
            "school": codes[int(s)],
            "year": int(y),
            "pupil_count": int(n),
            "effect": e,
            "effect_se": w,
            "low": lo,
            "high": hi,
        }
        for s, y, n, e, w, lo, hi in zip(
            found.cell_school,
            found.cell_year,
            found.pupils,
            found.effect,
            found.wider_error,
            found.low,
            found.high,
            strict=True,
        )
    ]
    counts = np.bincount(found.cell_school, weights=found.pupils.astype(np.float64), minlength=len(codes))
    rows += [
        {"school": code, "year": 0, "pupil_count": int(counts[at]), "effect": found.lasting[at], "effect_se": found.lasting_wider_error[at],
         "low": found.lasting[at] - 1.96 * found.lasting_wider_error[at], "high": found.lasting[at] + 1.96 * found.lasting_wider_error[at]}
        for at, code in enumerate(codes)
    ]  # fmt: skip
    spreads = {"sd_lasting": found.sd_lasting, "sd_yearly": found.sd_yearly, "sd_within": found.sd_within}
    return (
        pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None)).sort("school", "year"),
        spreads,
        findings,
    )
