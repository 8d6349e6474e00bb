"""Tables of answers → calibrated items; tables of answers and items → scores. Files are read and written by `commands`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from xuezheng.assessment.problem import MODELS, Floats, Item
from xuezheng.assessment.rules.classical import reliability_of_expected, reliability_of_weighted
from xuezheng.assessment.solver.estimates import GroupEstimate, ItemEstimate
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.assessment.solver.screening import row_words
from xuezheng.assessment.solver.value_added import ValueAdded, value_added
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

MODEL_NAMES = (*MODELS, "mixed")
HIGHEST_SCORE = 100  # a column beyond it holds no scores of an item
FIRST_ROW = 2  # of a file whose first line names the columns


@dataclass(frozen=True)
class Answers:
    """Answers (N, J) with NaN for blanks, the items' names, what was not understood, and the columns beside them."""

    scores: Floats
    names: tuple[str, ...]
    beside: pl.DataFrame
    findings: tuple[Problem, ...]


def answers(frame: pl.DataFrame, beside: Sequence[str], items: Sequence[str] | None = None) -> Answers:
    """Split a table into answers and the columns named in `beside`; `items` limits the answers to these.

    A cell that is no number is named and taken as blank; a column that holds no scores (most cells are words, or numbers
    too high) is named and left out. Raises `Refused` for a column that is not there.
    """
    require(frame, beside)
    findings: list[Problem] = []
    columns: list[Floats] = []
    names: list[str] = []
    for name in frame.columns:
        if name in beside or (items is not None and name not in items):
            continue
        column = frame[name]
        values = column.cast(pl.Float64, strict=False).to_numpy().astype(np.float64)
        words = np.flatnonzero(np.isnan(values) & column.is_not_null().to_numpy())
        filled = int(column.is_not_null().sum())
        with np.errstate(invalid="ignore"):
            beyond = int((values > HIGHEST_SCORE).sum())
        if 2 * (len(words) + beyond) > filled:
            what = Words("该列不是题目得分，已略去。", "This column holds no scores of an item; it is left out.")
            cure = Words("若为考号等，请用 --id 指明。", "If it is a number of persons or the like, name it by --id.")
            findings.append(Problem("column_is_no_item", what, which=name, got=str(column.drop_nulls()[0]), cure=cure))
            continue
        below = np.flatnonzero(values < 0)
        if len(below):
            what = Words("得分不得为负；该格按缺失处理。", "A score is never negative; the cell is taken as blank.")
            where, got = row_words(below, FIRST_ROW), f"{values[below[0]]:g}"
            findings.append(Problem("score_outside_paper", what, which=name, where=where, got=got))
            values = np.where(values < 0, np.nan, values)
        if len(words):
            what = Words("得分须为数字；该格按缺失处理。", "A score must be a number; the cell is taken as blank.")
            findings.append(Problem("score_is_no_number", what, which=name, where=row_words(words, FIRST_ROW),
                                    got=str(column[int(words[0])])))  # fmt: skip
        columns.append(values)
        names.append(name)
    scores = np.column_stack(columns) if columns else np.zeros((frame.height, 0))
    return Answers(scores, tuple(names), frame.select(beside), tuple(findings))


def doubled(given: Answers, column: str) -> list[Problem]:
    """Persons who stand in the table more than once; each row is used as it stands."""
    names = given.beside[column]
    twice = names.filter(names.is_duplicated() & names.is_not_null()).unique(maintain_order=True)
    what = Words("同一考号出现多次；各行照用。", "One number stands in several rows; each row is used as it stands.")
    cure = Words("核对考号，删去重复。", "Check the numbers; take out what is doubled.")
    return [
        Problem("person_doubled", what, which=str(name), cure=cure,
                where=row_words(np.flatnonzero((names == name).fill_null(False).to_numpy()), FIRST_ROW))
        for name in twice.head(20)
    ]  # fmt: skip


def papers(table: pl.DataFrame) -> dict[str, int]:
    """Highest scores by item, of a table with the columns item and top."""
    require(table, ("item", "top"))
    return {str(name): int(top) for name, top in table.select("item", "top").iter_rows()}


def populations(table: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation by group, of a table as `group_table` makes it."""
    require(table, ("group", "mean", "sd"))
    return {str(name): (float(mean), float(sd)) for name, mean, sd in table.select("group", "mean", "sd").iter_rows()}


def require(table: pl.DataFrame, columns: Sequence[str]) -> None:
    absent = [name for name in columns if name not in table.columns]
    if absent:
        cure = Words("核对表头与参数。", "Check the heading and the arguments.")
        what = Words("表中没有该列。", "The table has no such column.")
        got = ", ".join(table.columns[:10])
        raise Refused([Problem("column_missing", what, which=name, got=got, cure=cure) for name in absent])


def item_table(items: Sequence[ItemEstimate]) -> pl.DataFrame:
    """One row an item: model, highest score, slope a, difficulty b (of several steps their mean), intercept d, guessing g,
    each with its standard error `_se`; for items of more scores each step's b1, d1, b2, d2, …"""
    steps = max(len(item.intercepts) for item in items)
    rows: list[dict[str, object]] = []
    for item in items:
        one = len(item.intercepts) == 1
        row: dict[str, object] = {
            "item": item.name,
            "model": item.model,
            "top": item.top,
            "a": item.slope,
            "a_se": item.slope_error,
        }
        row |= {"b": float(np.mean(item.difficulties)), "b_se": item.difficulty_errors[0] if one else None}
        row |= {"d": item.intercepts[0] if one else None, "d_se": item.intercept_errors[0] if one else None}
        row |= {"g": item.guessing, "g_se": item.guessing_error}
        for k in range(steps if steps > 1 else 0):
            has = not one and k < len(item.intercepts)
            row |= {
                f"b{k + 1}": item.difficulties[k] if has else None,
                f"b{k + 1}_se": item.difficulty_errors[k] if has else None,
            }
            row |= {
                f"d{k + 1}": item.intercepts[k] if has else None,
                f"d{k + 1}_se": item.intercept_errors[k] if has else None,
            }
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.selectors.float().fill_nan(None))


def group_table(groups: Sequence[GroupEstimate]) -> pl.DataFrame:
    rows = [{"group": g.name, "mean": g.mean, "mean_se": g.mean_error, "sd": g.sd, "sd_se": g.sd_error} for g in groups]
    return pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None))


def known_items(table: pl.DataFrame) -> list[Item]:
    """The items of a table as `item_table` makes it."""
    require(table, ("item", "model", "top", "a", "d", "g"))
    out: list[Item] = []
    for row in table.iter_rows(named=True):
        top = int(row["top"])
        found = [row["d"]] if top == 1 else [row[f"d{k + 1}"] for k in range(top)]
        values = [float(row["a"]), *(float(d) for d in found)]
        if row["model"] == "3pl":
            guess = min(max(float(row["g"] or 0.0), 1e-6), 1.0 - 1e-6)
            values.append(float(np.log(guess / (1.0 - guess))))
        out.append(Item(str(row["item"]), row["model"], top, tuple(values)))
    return out


def calibrated(
    given: Answers,
    model: str,
    groups: str | None,
    weights: str | None,
    known: Sequence[Item] = (),
    paper: Mapping[str, int] | None = None,
) -> ItemResponse:
    """A calibration of these answers. `groups`, `weights` name columns beside; `known` items keep their parameters;
    `paper` gives highest scores by item, by default the highest seen."""
    if groups and given.beside[groups].null_count():
        rows = np.flatnonzero(given.beside[groups].is_null().to_numpy())
        what = Words("每名考生须注明所属组。", "Every person must have a group.")
        raise Refused([Problem("group_missing", what, which=groups, where=row_words(rows, FIRST_ROW))])
    kept = {item.name: item for item in known if item.name in given.names}
    seen = np.fmax.reduce(given.scores, axis=0, initial=0.0)
    mixed = ["gpcm" if top > 1 else "2pl" for top in seen] if model == "mixed" else [model] * len(given.names)
    models = [kept[name].model if name in kept else own for name, own in zip(given.names, mixed, strict=True)]
    highest = {
        name: 1 if own in ("rasch", "1pl", "2pl", "3pl") else int(max(top, 1))
        for name, own, top in zip(given.names, models, seen, strict=True)
    }
    highest |= {name: top for name, top in (paper or {}).items() if name in highest}
    highest |= {name: item.top for name, item in kept.items()}
    found = ItemResponse(models, known={name: item.known or () for name, item in kept.items()})
    return found.fit(
        given.scores,
        groups=None if groups is None else given.beside[groups].to_list(),
        weights=None if weights is None else given.beside[weights].cast(pl.Float64).to_list(),
        item_names=given.names,
        tops=[highest[name] for name in given.names],
        first_row=FIRST_ROW,
    )


@dataclass(frozen=True)
class Scored:
    """A table of scores, and the scale and answers (in the scale's order) they came from."""

    table: pl.DataFrame
    scale: ItemResponse
    answers: Floats


def scored(
    given: Answers,
    items: Sequence[Item],
    groups: Mapping[str, tuple[float, float]] | None,
    group_of: Sequence[str] | None,
    method: str,
) -> Scored:
    """A score and its error for each person, with how many items were answered; a group must have its distribution."""
    strange = sorted(set(group_of or ()) - set(groups or ()))
    if group_of is not None and strange:
        what = Words("该组没有分布参数。", "This group has no mean and standard deviation.")
        raise Refused([Problem("group_unknown", what, which=name, got=", ".join(groups or ())) for name in strange])
    scale = ItemResponse.calibrated(items, groups)
    place = {name: column for column, name in enumerate(given.names)}
    answered = np.full((len(given.scores), len(items)), np.nan)
    for column, item in enumerate(items):
        if item.name in place:
            answered[:, column] = given.scores[:, place[item.name]]
    found = scale.score(answered, group_of, method)
    table = given.beside.with_columns(
        pl.Series("answered_count", np.isfinite(answered).sum(axis=1)),
        pl.Series(method, found.score, nan_to_null=True),
        pl.Series(f"{method}_se", found.error, nan_to_null=True),
    )
    return Scored(table, scale, answered)


def with_plausible_values(
    scores: Scored, background: Sequence[str], weights: str | None, count: int, seed: int
) -> Scored:
    """The table with columns pv1, pv2, …; raises `Refused` if a person's background is not known."""
    if background:
        columns = scores.table.select(pl.col(list(background)).cast(pl.Float64))
        gaps = [name for name in background if columns[name].null_count()]
        if gaps:
            what = Words("背景变量须人人齐全。", "The background must be known for every person.")
            cure = Words("先插补，或为缺失另设一列。", "Impute it first, or mark gaps by a column of their own.")
            raise Refused([Problem("background_missing", what, which=name, cure=cure,
                                   where=row_words(np.flatnonzero(columns[name].is_null().to_numpy()), FIRST_ROW))
                           for name in gaps])  # fmt: skip
        known = columns.to_numpy()
    else:
        known = np.zeros((scores.table.height, 0))
    weight = None if weights is None else scores.table[weights].cast(pl.Float64).to_list()
    values = scores.scale.plausible_values(scores.answers, known, weight, count, seed).values
    return replace(scores, table=scores.table.with_columns(pl.Series(f"pv{m + 1}", values[:, m]) for m in range(count)))


def lost_scores(given: Answers, items: Sequence[Item]) -> list[Problem]:
    """Scores outside their papers, and items of the scale that nobody had; each person's other answers still count."""
    findings: list[Problem] = []
    place = {name: column for column, name in enumerate(given.names)}
    for item in items:
        if item.name not in place:
            what = Words("答卷中没有该题，按未给出处理。", "The answers do not have this item; it counts as not given.")
            findings.append(Problem("item_without_answers", what, which=item.name))
            continue
        values = given.scores[:, place[item.name]]
        outside = np.isfinite(values) & ~np.isin(values, np.arange(item.top + 1))
        if outside.any():
            rows = np.flatnonzero(outside)
            what = Words(
                f"得分须为 0 至 {item.top} 的整数；该格按缺失处理。",
                f"A score must be a whole number from 0 to {item.top}; the cell is taken as blank.",
            )
            findings.append(
                Problem(
                    "score_outside_paper",
                    what,
                    which=item.name,
                    where=row_words(rows, FIRST_ROW),
                    got=f"{values[rows[0]]:g}",
                )
            )
    return findings


def schools(
    table: pl.DataFrame, results: Sequence[str], school: str, covariates: Sequence[str], least_pupils: int
) -> tuple[ValueAdded, list[Problem]]:
    """What each school adds, of the pupils of whom all is known; the others are named and left out. Several `results` are
    plausible values. Raises `Refused` if fewer than two schools are left."""
    require(table, (*results, school, *covariates))
    numbers = table.select(pl.col([*results, *covariates]).cast(pl.Float64, strict=False).fill_nan(None))
    whole = numbers.select(pl.all_horizontal(pl.all().is_not_null())).to_series() & table[school].is_not_null()
    findings: list[Problem] = []
    if not whole.all():
        what = Words(
            "结果、背景或学校不全的学生不参加。", "Pupils whose result, context or school is not known take no part."
        )
        rows = np.flatnonzero(~whole.to_numpy())
        findings.append(Problem("pupil_incomplete", what, where=row_words(rows, FIRST_ROW)))
    kept, codes = numbers.filter(whole), table[school].filter(whole)
    if codes.n_unique() < 2:
        raise Refused(
            [*findings, Problem("schools_too_few", Words("至少要有两所学校。", "There must be two schools at least."))]
        )
    found = value_added(
        kept.select(results).to_numpy() if len(results) > 1 else kept[results[0]].to_numpy(),
        kept.select(covariates).to_numpy() if covariates else np.zeros((kept.height, 0)),
        codes.to_numpy(),
        least_pupils,
    )
    return found, findings


def school_table(found: ValueAdded) -> pl.DataFrame:
    """One row a school, in the order of their codes: no ranks. Withheld effects are empty."""
    return pl.DataFrame(
        {
            "school": found.school,
            "pupil_count": found.pupils,
            "effect": found.effect,
            "effect_se": found.error,
            "low": found.low,
            "high": found.high,
            "trust": found.trust,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def reliability_of(table: pl.DataFrame, method: str) -> float:
    """Of the scores of a table: of EAP and MAP by the posterior's spread, of WLE by the error's."""
    score, error = (table[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in (method, f"{method}_se"))
    return (reliability_of_weighted if method == "wle" else reliability_of_expected)(score, error)


def regression_of(scores: Scored, names: Sequence[str], weights: str | None) -> pl.DataFrame:
    """term, coefficient, error of the latent regression on the background, then the residual spread (term sd)."""
    known = scores.table.select(pl.col(list(names[1:])).cast(pl.Float64)).to_numpy() if len(names) > 1 else None
    weight = None if weights is None else scores.table[weights].cast(pl.Float64).to_list()
    found = scores.scale.plausible_values(scores.answers, known, weight, 1, 0).regression
    rows = {
        "term": [*names, "sd"],
        "coefficient": [*found.coefficients, found.sd],
        "error": [*found.coefficient_errors, found.sd * found.log_sd_error],
    }
    return pl.DataFrame(rows)
