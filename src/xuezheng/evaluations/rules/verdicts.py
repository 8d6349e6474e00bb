"""Met, not met, not known, not applicable: how a value stands to its limit."""

from collections.abc import Iterable, Sequence
from typing import Literal

Verdict = Literal["met", "unmet", "unknown", "not_applicable"]
Comparison = Literal[">=", "<=", "<", "=0"]
NEARLY = 1e-12  # ratios such as 0.45 * 100 / 100 must not fail by the last bit


def compared(value: float | None, comparison: Comparison, limit: float) -> Verdict:
    """How a value stands to a limit; what is not known is neither met nor unmet."""
    if value is None:
        return "unknown"
    slack = NEARLY * max(1.0, abs(limit))
    match comparison:
        case ">=":
            return "met" if value >= limit - slack else "unmet"
        case "<=":
            return "met" if value <= limit + slack else "unmet"
        case "<":
            return "met" if value < limit - slack else "unmet"
        case "=0":
            return "met" if value == 0 else "unmet"


def shortfall(value: float | None, comparison: Comparison, limit: float) -> float | None:
    """How much is missing (or too much); zero where met, None where not known."""
    if value is None:
        return None
    distance = limit - value if comparison == ">=" else value - limit if comparison in ("<=", "<") else value
    return 0.0 if compared(value, comparison, limit) == "met" else abs(distance)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """One unmet fails all; else one unknown leaves all unknown; what is not applicable does not count."""
    seen = set(verdicts) - {"not_applicable"}
    if not seen:
        return "not_applicable"
    return "unmet" if "unmet" in seen else "unknown" if "unknown" in seen else "met"


def since(years: Sequence[tuple[int, Verdict]], year: int) -> int | None:
    """The first year of the unbroken run of verdicts like that of `year`, up to it; None where the year is not there."""
    by_year = dict(years)
    if year not in by_year:
        return None
    first = year
    while by_year.get(first - 1) == by_year[year]:
        first -= 1
    return first
