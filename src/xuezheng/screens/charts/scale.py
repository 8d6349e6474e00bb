"""From values to places on an axis, and round ticks."""

import itertools
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round values (1, 2, 2.5 or 5 times a power of ten) that cover `low` to `high` in about `wanted` steps."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that none stands nearer than `gap`, as little as can be, within `low` to `high`."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, after in itertools.pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = high
        for after, before in zip(reversed(order), list(reversed(order))[1:], strict=False):
            moved[before] = min(moved[before], moved[after] - gap)
    return [max(low, at) for at in moved]


def round_breaks(values: list[float], count: int = 3) -> tuple[float, ...]:
    """At most `count` round bounds between the values, highest first, for the shades of a map."""
    if len(set(values)) < 2:
        return ()
    inner = [t for t in ticks(min(values), max(values), count + 1) if min(values) < t <= max(values)]
    return tuple(sorted(inner, reverse=True)[:count])
