"""How good items are: classical statistics, S-X², matched groups, dependent pairs, distractors; as tables by item."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from xuezheng.assessment.problem import NOT_GIVEN, Floats
from xuezheng.assessment.rules.classical import distractors, item_statistics, wanting
from xuezheng.assessment.rules.matching import Cells
from xuezheng.assessment.solver.fit import chi_square_tail, item_fit
from xuezheng.assessment.solver.item_response import ItemResponse

FEWEST_MATCHED = 100  # persons of each side who had the item
MOST_GROUPS = 60
LEVELS = 40  # of the share of points, to match on
MOST_PAIRS = 20
HIGH_PAIR = 0.2  # Q3 above its mean (Christensen, Makransky and Horton 2017)
MOST_FITTED = 20_000  # persons: beyond, a sample tells whether an item fits


def classical(scores: Floats, names: Sequence[str], tops: Floats) -> pl.DataFrame:
    """item, answered_count, mean_share, with_rest, apart."""
    found = item_statistics(scores, tops)
    return pl.DataFrame({
        "item": list(names), "answered_count": found.answered, "mean_share": found.share, "with_rest": found.with_rest, "apart": found.apart,
    }).with_columns(pl.selectors.float().fill_nan(None))  # fmt: skip


def fits(scale: ItemResponse, stack: Any) -> pl.DataFrame:
    """item, fit (S-X²), fit_freedom, fit_p: within each form, of those who answered all of it, added up over forms."""
    problem, parameters = scale.problem_, scale.calibration_.parameters
    given = problem.scores != NOT_GIVEN
    codes = np.unique(np.packbits(given, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    total = {item.name: [0.0, 0] for item in problem.items}  # the statistic and its degrees of freedom
    forms = dict.fromkeys(total, 0)
    for code in np.flatnonzero(np.bincount(codes) >= 20 * problem.scores.shape[1] ** 0.5):
        rows = np.flatnonzero(codes == code)[:: max(1, int((codes == code).sum()) // MOST_FITTED)]
        columns = np.flatnonzero(given[rows[0]])
        if len(columns) < 4:
            continue
        people, items = np.zeros(len(codes), dtype=bool), np.zeros(len(problem.items), dtype=bool)
        people[rows], items[columns] = True, True
        part = problem.keeping(items, people)
        found = item_fit(part, parameters.keeping(items), scale.calibration_.theta)
        for item, statistic, freedom in zip(part.items, found.statistic, found.freedom, strict=True):
            if freedom > 0:
                total[item.name][0] += float(statistic)
                total[item.name][1] += int(freedom)
                if forms[item.name] and item.known is None:  # the item's parameters were counted with its first form
                    total[item.name][1] += item.size
                forms[item.name] += 1
    names = [name for name, (_, freedom) in total.items() if freedom > 0]
    statistic = np.array([total[name][0] for name in names])
    freedom = np.array([int(total[name][1]) for name in names], dtype=np.int64)
    p_value = chi_square_tail(statistic, freedom) if names else np.zeros(0)
    schema = {"item": pl.String, "fit": pl.Float64, "fit_freedom": pl.Int64, "fit_p": pl.Float64}
    return pl.DataFrame({"item": names, "fit": statistic, "fit_freedom": freedom, "fit_p": p_value}, schema=schema)


def differences(
    scores: Floats, names: Sequence[str], form: pl.Series, groupings: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """item, grouping, focal, persons, dif (Mantel–Haenszel's delta, the focal group against all others; above 0: easier for it),
    dif_class, dif_standardised. Persons are matched on the share of points within their form. Of two groups the later by name is
    focal, of more each; groups and items with fewer than `FEWEST_MATCHED` on either side are left out."""
    given = np.isfinite(scores)
    points: Floats = np.where(given, scores, 0.0).sum(axis=1)
    share: Floats = points / np.maximum(given.sum(axis=1), 1)
    forms = form.rank("dense").cast(pl.Int64).to_numpy() - 1
    match = np.asarray(np.rint(LEVELS * share), dtype=np.int64) + (LEVELS * 100) * forms
    is_binary = [
        bool((np.nanmax(column) if seen.any() else 0.0) <= 1.0) for column, seen in zip(scores.T, given.T, strict=True)
    ]
    rows: list[dict[str, object]] = []
    for grouping, values in groupings.items():
        groups = known_groups(values)
        group = values.replace_strict({name: at for at, name in enumerate(groups)}, default=-1, return_dtype=pl.Int64)
        if len(groups) < 2:
            continue
        cells = Cells.of(scores, match, group.to_numpy(), len(groups))
        counts: Floats = cells.persons.sum(axis=1)
        whole: Floats = counts.sum(axis=0)
        for focal in range(len(groups)) if len(groups) > 2 else (1,):
            for at, name in enumerate(names):
                persons = int(counts[focal, at])
                if min(persons, int(whole[at]) - persons) < FEWEST_MATCHED:
                    continue
                found = cells.compared(at, focal, is_binary[at])
                rows.append({
                    "item": name, "grouping": grouping, "focal": groups[focal], "persons": persons, "dif": found.delta,
                    "dif_class": found.ets_class, "dif_standardised": found.standardised,
                })  # fmt: skip
    schema = {"item": pl.String, "grouping": pl.String, "focal": pl.String, "persons": pl.Int64, "dif": pl.Float64,
              "dif_class": pl.String, "dif_standardised": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema).with_columns(pl.selectors.float().fill_nan(None))


def known_groups(values: pl.Series) -> list[str]:
    """The groups of a grouping that are large enough, by name; none where there are more than can be looked through."""
    counts = values.filter(values.is_not_null() & (values != "")).value_counts()
    found = sorted(str(name) for name, count in counts.iter_rows() if count >= FEWEST_MATCHED)
    return found if len(found) <= MOST_GROUPS else []


def by_sex(found: pl.DataFrame) -> pl.DataFrame:
    """item, dif, dif_class, dif_standardised of girls against boys."""
    return found.filter(pl.col("grouping") == "sex").select("item", "dif", "dif_class", "dif_standardised")


def dependence(scale: ItemResponse) -> list[dict[str, Any]]:
    """The pairs of items that hang together more than the scale says, the most first."""
    found = scale.local_dependence()
    upper = np.triu_indices(len(found), 1)
    values = found[upper]
    excess = values - np.nanmean(values) if np.isfinite(values).any() else values
    order = np.argsort(np.where(np.isfinite(excess), -excess, np.inf))[:MOST_PAIRS]
    names = [item.name for item in scale.problem_.items]
    return [
        {"one": names[upper[0][k]], "other": names[upper[1][k]], "q3": round(float(values[k]), 3)}
        for k in order
        if excess[k] > HIGH_PAIR
    ]


def options_of(choices: pl.DataFrame, keys: dict[str, str]) -> pl.DataFrame:
    """item, option, is_key, count, share, with_rest, share_weakest, share_best, is_wanting of each item of choice; the rest is the
    share right of the person's other items of choice."""
    names = [name for name in keys if name in choices.columns]
    rows: list[dict[str, object]] = []
    chosen = {name: choices[name].fill_null("").to_numpy().astype(np.str_) for name in names}
    right = {name: np.where(own == "", np.nan, (own == keys[name]).astype(np.float64)) for name, own in chosen.items()}
    table = np.column_stack([right[name] for name in names]) if names else np.zeros((choices.height, 0))
    given, total = np.isfinite(table).sum(axis=1), np.nansum(table, axis=1)
    for name in names:
        own = right[name]
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = (total - np.nan_to_num(own)) / (given - np.isfinite(own))
        rows.extend(
            {"item": name, "option": o.option, "is_key": o.is_key, "count": o.count, "share": o.share, "with_rest": o.with_rest,
             "share_weakest": o.share_weakest, "share_best": o.share_best, "is_wanting": wanting(o)}
            for o in distractors(chosen[name], keys[name], rest)
        )  # fmt: skip
    schema = {"item": pl.String, "option": pl.String, "is_key": pl.Boolean, "count": pl.Int64, "share": pl.Float64, "with_rest": pl.Float64,
              "share_weakest": pl.Float64, "share_best": pl.Float64, "is_wanting": pl.Boolean}  # fmt: skip
    return pl.DataFrame(rows, schema=schema).with_columns(pl.selectors.float().fill_nan(None))
