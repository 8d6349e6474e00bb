"""Drawing records by chance: days in a window, whole numbers near or above a printed one, rows of a frame."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from xuezheng.demo.world import World


def days(rng: np.random.Generator, first_on: date, last_on: date, count: int) -> list[date]:
    """So many days between two, both included, in the order of chance."""
    offsets = rng.integers(0, (last_on - first_on).days + 1, count)
    return [first_on + timedelta(days=int(offset)) for offset in offsets]


def above(world: World, rng: np.random.Generator, printed_id: str) -> int:
    """A whole number two to six per cent above a printed "over …" (at least one above), and not a round one."""
    value = world.target(printed_id)
    drawn = max(value + 1, round(value * (1 + rng.uniform(0.02, 0.06))))
    return drawn + 3 if drawn % 10 == 0 else drawn


def near(world: World, rng: np.random.Generator, printed_id: str) -> int:
    """A whole number within four in a thousand of a printed rounded one."""
    return round(world.target(printed_id) * (1 + rng.uniform(-0.004, 0.004)))


def some(rng: np.random.Generator, frame: pl.DataFrame, count: int, weight: str | None = None) -> pl.DataFrame:
    """So many different rows of a frame (all of them where it has fewer), likelier by a weight column."""
    count = min(count, frame.height)
    if not count:
        return frame.clear()
    shares = None
    if weight:
        raw = frame[weight].cast(pl.Float64).fill_null(0).to_numpy() + 1e-6
        shares = raw / raw.sum()
    return frame[rng.choice(frame.height, count, replace=False, p=shares).tolist()]
