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
    slope = _slope(margins)
    if slope is None:
        return None
    last_year, last = margins[-1]
    for ahead in range(1, YEARS_AHEAD + 1):
        if (last + slope * ahead >= 0) != (last >= 0):
            return last_year + ahead
    return None


AimState = Literal["met", "on_track", "behind", "missed", "unknown"]


@dataclass(frozen=True)
class Aimed:
    """How a series does against a target: the last year known and its value, and what the trend gives by the target's year."""

    state: AimState
    year: int | None = None
    value: float | None = None
    expected: float | None = None

    @property
    def is_alert(self) -> bool:
        return self.state in ("behind", "missed")


def aimed(points: Sequence[tuple[int, float | None]], target: float, by: int, *, is_floor: bool) -> Aimed:
    """Judge a series of (year, value) against a target to be reached by a year.

    Met or missed once the year is known; before it, met where the last value meets it and the trend keeps it, else on
    track or behind by the least-squares trend drawn on from the last value (with fewer than three known points: by the
    last value alone).
    """
    known = [(year, value) for year, value in points if value is not None and year <= by]
    if not known:
        return Aimed("unknown")
    sign = 1.0 if is_floor else -1.0
    year, last = known[-1]
    meets = sign * (last - target) >= 0
    if year == by:
        return Aimed("met" if meets else "missed", year, last)
    slope = _slope(known)
    expected = last if slope is None else last + slope * (by - year)
    if all(value >= 0 for _, value in known):
        expected = max(0.0, expected)  # what was never negative does not become so
    will = sign * (expected - target) >= 0
    state: AimState = "met" if meets and will else "on_track" if will else "behind"
    return Aimed(state, year, last, expected)


def _slope(points: Sequence[tuple[int, float]]) -> float | None:
    """The least-squares slope a year; None with too few points."""
    if len(points) < FEWEST_POINTS:
        return None
    years, values = [float(y) for y, _ in points], [v for _, v in points]
    middle, mean = sum(years) / len(years), sum(values) / len(values)
    spread = sum((y - middle) ** 2 for y in years)
    return sum((y - middle) * (v - mean) for y, v in zip(years, values, strict=True)) / spread
