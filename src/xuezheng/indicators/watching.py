"""When a figure has crossed a threshold, or will cross it if it goes on as it did. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

YEARS_AHEAD = 5
FEWEST_POINTS = 3

State = Literal["meets", "fell_short", "reached", "will_fall", "will_reach", "short"]


@dataclass(frozen=True)
class Watched:
    """Where a series stands against a threshold. `year` is when it crossed, or by its trend will; None where it does neither."""

    state: State
    year: int | None = None


def watched(points: Sequence[tuple[int, float | None]], threshold: float, *, is_floor: bool) -> Watched | None:
    """Judge a series of (year, value); `is_floor`: the value should be at least the threshold, else at most.

    The trend is the line of least squares through the known years; it speaks for at most five years ahead and only with
    three known points. None where nothing is known.
    """
    known = [(year, value) for year, value in points if value is not None]
    if not known:
        return None
    sign = 1.0 if is_floor else -1.0
    margins = [(year, sign * (value - threshold)) for year, value in known]
    year, last = margins[-1]
    meets = last >= 0
    if len(margins) > 1 and (margins[-2][1] >= 0) != meets:
        return Watched("reached" if meets else "fell_short", year)
    crossing = _crossing(margins)
    if crossing is None:
        return Watched("meets" if meets else "short")
    return Watched("will_fall" if meets else "will_reach", crossing)


def _crossing(margins: Sequence[tuple[int, float]]) -> int | None:
    """The first year ahead in which the trend, drawn from the last value, lies on the other side."""
    if len(margins) < FEWEST_POINTS:
        return None
    years, values = [float(y) for y, _ in margins], [m for _, m in margins]
    middle, mean = sum(years) / len(years), sum(values) / len(values)
    spread = sum((y - middle) ** 2 for y in years)
    slope = sum((y - middle) * (v - mean) for y, v in zip(years, values, strict=True)) / spread
    last_year, last = margins[-1]
    for ahead in range(1, YEARS_AHEAD + 1):
        if (last + slope * ahead >= 0) != (last >= 0):
            return last_year + ahead
    return None
