"""Scores of persons → means, levels and spreads of groups, with errors that say what they hold; small groups withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.assessment.problem import Floats
from xuezheng.assessment.rules.monitoring import PLAUSIBLE, SPREAD, points
from xuezheng.assessment.rules.reporting import BANDS, LEAST_GROUP

NORMAL_95 = 1.959963984540054
VALUES = [f"pv{m + 1}" for m in range(PLAUSIBLE)]
SCHEMA: dict[str, type[pl.DataType]] = {
    "count": pl.Int64, "mean": pl.Float64, "error": pl.Float64, "low": pl.Float64, "high": pl.Float64, "sd": pl.Float64,
    **{f"band{name}": pl.Float64 for name, *_ in BANDS}, "share": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Mean:
    """A mean on the reporting scale with its error: sampling between schools, and between plausible values."""

    count: int
    mean: float
    error: float
    sd: float


def weighted_mean(values: Floats, weight: Floats) -> Floats:
    """Means (M,) of plausible values (N, M)."""
    return np.asarray(weight @ values / weight.sum(), dtype=np.float64)


def sampling_variance(values: Floats, weight: Floats, school: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
    """Of the mean, whole schools being what might have been others: a jackknife over schools where there are two or more, else
    as of single persons (Rust and Rao 1996). Averaged over the plausible values."""
    schools = int(school.max()) + 1 if len(school) else 0
    if schools < 2:
        spread = float(values.var(axis=0, ddof=1).mean()) if len(values) > 1 else float("nan")
        return spread * float((weight**2).sum()) / float(weight.sum()) ** 2
    sums = np.stack([np.bincount(school, weights=weight * column, minlength=schools) for column in values.T], axis=1)
    sizes = np.bincount(school, weights=weight, minlength=schools)
    without = (sums.sum(axis=0) - sums) / (sizes.sum() - sizes)[:, None]
    return float(((schools - 1) / schools * ((without - without.mean(axis=0)) ** 2).sum(axis=0)).mean())


def mean_of(persons: pl.DataFrame, values: Sequence[str] = tuple(VALUES)) -> Mean:
    """The mean of a group by Rubin's rules, on the reporting scale. `persons` has the plausible values, weight, school_code."""
    given = persons.select(values).to_numpy()
    weight = persons["weight"].to_numpy()
    school = persons["school_code"].rank("dense").cast(pl.Int64).to_numpy() - 1
    means = weighted_mean(given, weight)
    between = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    error = np.sqrt(sampling_variance(given, weight, school) + (1.0 + 1.0 / len(means)) * between)
    spread = float(np.sqrt((weight @ (given - means) ** 2 / weight.sum()).mean()))
    return Mean(persons.height, points(float(means.mean())), SPREAD * float(error), SPREAD * spread)


def band_shares(persons: pl.DataFrame) -> dict[str, float]:
    """The share of persons at each level, averaged over plausible values."""
    given, weight = points_of(persons), persons["weight"].to_numpy()
    edges = [least for _, least, _ in BANDS[1:]]
    which = np.digitize(given, edges)
    total = float(weight.sum()) * given.shape[1]
    return {
        f"band{name}": float(((which == at) * weight[:, None]).sum()) / total for at, (name, *_) in enumerate(BANDS)
    }


def points_of(persons: pl.DataFrame) -> Floats:
    found = persons.select(VALUES).to_numpy()
    return points(0.0) + SPREAD * found


def summary(persons: pl.DataFrame, by: Sequence[str] = (), least: int = LEAST_GROUP) -> pl.DataFrame:
    """One row a group, in the order of its names: `count`, `mean` with `error` and bounds of 95 %, `sd`, shares of levels `band1` …,
    `share` of points. Of groups under `least` only the count, under twice as
    many no levels."""
    parts = persons.partition_by(list(by), as_dict=True, maintain_order=True) if by else {(): persons}
    rows: list[dict[str, object]] = []
    for key, own in parts.items():
        row: dict[str, object] = {**dict(zip(by, key, strict=True)), "count": own.height}
        if own.height >= least:
            found = mean_of(own)
            row |= {"mean": found.mean, "error": found.error, "sd": found.sd}
            row |= band_shares(own) if own.height >= 2 * least else {}  # none or all of a few would tell of each
            row |= {"low": found.mean - NORMAL_95 * found.error, "high": found.mean + NORMAL_95 * found.error}
            row["share"] = float(np.average(own["share"].to_numpy(), weights=own["weight"].to_numpy()))
        rows.append(row)
    schema = {**{name: persons.schema[name] for name in by}, **SCHEMA}
    return pl.DataFrame(rows, schema=schema).sort(list(by)) if by else pl.DataFrame(rows, schema=schema)


@dataclass(frozen=True)
class Change:
    """From an earlier test to a later one of one scale, in points, with the linking error in it."""

    difference: float
    error: float

    @property
    def low(self) -> float:
        return self.difference - NORMAL_95 * self.error

    @property
    def high(self) -> float:
        return self.difference + NORMAL_95 * self.error


def change(earlier: Mean, later: Mean, linking_error: float) -> Change:
    """`linking_error` in units of ability: of all links between the two."""
    error = np.sqrt(earlier.error**2 + later.error**2 + (SPREAD * linking_error) ** 2)
    return Change(later.mean - earlier.mean, float(error))


def bounds(mean: Mean, linking_error: float) -> tuple[float, float]:
    """Of 95 %, of a mean seen from another test of its scale, so many units of ability of linking error away."""
    error = float(np.hypot(mean.error, SPREAD * linking_error))
    return mean.mean - NORMAL_95 * error, mean.mean + NORMAL_95 * error


def by_item(persons: pl.DataFrame, answers: pl.DataFrame, points_of_item: dict[str, int]) -> pl.DataFrame:
    """item, count, share: of these persons' answers, for classes and schools beside the whole."""
    own = answers.join(persons.select("person"), on="person", how="semi")
    names = [name for name in points_of_item if name in own.columns]
    shares = own.select((pl.col(name) / points_of_item[name]).mean() for name in names).row(0)
    rows = [
        {"item": name, "count": int(own[name].count()), "share": share}
        for name, share in zip(names, shares, strict=True)
    ]
    return pl.DataFrame(rows, schema={"item": pl.String, "count": pl.Int64, "share": pl.Float64})
