"""Drawing records by chance, so that counts and sums come out exactly: what the office builders share."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.world import World

Chance = np.random.Generator
Whole = npt.NDArray[np.int64]


def above(target: float, share: float) -> int:
    """A whole number above a printed “more than”, by a share: above(1150, 0.034) → 1189."""
    return round(target * (1 + share))


def over(world: World, rng: Chance, printed_id: str) -> int:
    """A whole number two to six per cent above a printed “over …” (at least one above), and not a round one."""
    value = world.target(printed_id)
    drawn = max(value + 1, round(value * (1 + rng.uniform(0.02, 0.06))))
    return drawn + 3 if drawn % 10 == 0 else drawn


def near(world: World, rng: Chance, printed_id: str) -> int:
    """A whole number within four in a thousand of a printed rounded one."""
    return round(world.target(printed_id) * (1 + rng.uniform(-0.004, 0.004)))


def some(rng: Chance, frame: pl.DataFrame, count: int, weight: str | None = None) -> pl.DataFrame:
    """At most so many different rows of a frame, in the order of chance, likelier by a weight column."""
    count = min(count, frame.height)
    if not count:
        return frame.clear()
    shares = None
    if weight:
        raw = frame[weight].cast(pl.Float64).fill_null(0).to_numpy() + 1e-6
        shares = raw / raw.sum()
    return frame[rng.choice(frame.height, count, replace=False, p=shares).tolist()]


def pick(
    rng: Chance, frame: pl.DataFrame, count: int, what: str, weights: npt.NDArray[np.float64] | None = None
) -> pl.DataFrame:
    """So many different rows of a frame, in the frame's order; `weights` draw some more likely than others.

    Raises ValueError where there are too few.
    """
    if frame.height < count:
        raise ValueError(f"The demonstration needs {count} of {what}. There are {frame.height}.")
    chances = None if weights is None else weights / weights.sum()
    return frame[np.sort(rng.choice(frame.height, count, replace=False, p=chances))]


def days(rng: Chance, first: date, last: date, count: int) -> list[date]:
    """Days between two days, both included, in order."""
    drawn = np.sort(rng.integers(0, (last - first).days + 1, count))
    return [first + timedelta(days=int(d)) for d in drawn]


def any_days(rng: Chance, first: date, last: date, count: int) -> list[date]:
    """Days between two days, both included, in the order of chance."""
    return [first + timedelta(days=int(d)) for d in rng.integers(0, (last - first).days + 1, count)]


def school_days(rng: Chance, first: date, last: date, count: int) -> list[date]:
    """Weekdays in term (no July, no August, no first half of February), in order."""
    span = [first + timedelta(days=d) for d in range((last - first).days + 1)]
    open_days = [d for d in span if d.weekday() < 5 and d.month not in (7, 8) and (d.month, d.day > 15) != (2, False)]
    if not open_days:
        raise ValueError(f"There is no school day from {first} to {last}.")
    return [open_days[int(i)] for i in np.sort(rng.integers(0, len(open_days), count))]


def on_or_after(day: date, earliest: date | None) -> date:
    """The day, or the earliest possible one if that is later (a school cannot win before it opens)."""
    return day if earliest is None or day >= earliest else earliest


def fitted(raw: npt.NDArray[np.float64], total: int, low: Whole | int, high: Whole | int) -> Whole:
    """Whole numbers in proportion to `raw`, each from `low` to `high`, that add up to `total`.

    Raises ValueError where the bounds do not allow the total.
    """
    lows, highs = (
        np.broadcast_to(np.asarray(low, np.int64), raw.shape),
        np.broadcast_to(np.asarray(high, np.int64), raw.shape),
    )
    if not lows.sum() <= total <= highs.sum():
        raise ValueError(f"{len(raw)} numbers cannot add up to {total}: at least {lows.sum()}, at most {highs.sum()}.")
    near, far = 0.0, 1.0
    while np.clip(np.floor(raw * far), lows, highs).sum() < total and far < 1e12:
        far *= 2
    for _ in range(80):
        middle = (near + far) / 2
        near, far = (near, middle) if np.clip(np.floor(raw * middle), lows, highs).sum() >= total else (middle, far)
    whole = np.clip(np.floor(raw * near), lows, highs).astype(np.int64)
    order = np.argsort(-raw, kind="stable")
    while (missing := total - int(whole.sum())) > 0:
        room = order[whole[order] < highs[order]][:missing]
        whole[room] += 1
    return whole


def records(rows: Sequence[dict[str, Any]], schema: dict[str, Any] | None = None) -> pl.DataFrame:
    """Rows as a frame; missing values may come anywhere."""
    return pl.DataFrame(list(rows), infer_schema_length=None, schema_overrides=schema)
