"""The coefficient of variation between schools, weighted by students as the law has it.

CV = S / M with M = Σx / ΣP and S = √Σ P/N (X − M)², X = x / P, N = ΣP: 教督〔2012〕3号 and its published worked example.
An unweighted one answers another question: on that example it turns 0.515, a fail, into 0.489, a pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt


@dataclass(frozen=True, slots=True)
class Variation:
    """`value` is None where it cannot be had: no school has students, the mean is zero, or a quantity is not known.

    `left_out` counts schools without students, `missing` those whose quantity is not known.
    """

    value: float | None
    mean: float | None
    deviation: float | None
    students: float
    schools: int
    left_out: int = 0
    missing: int = 0


def weighted_variation(quantities: Sequence[float | None], students: Sequence[float]) -> Variation:
    """The variation of quantity per student between schools. Both are of one length, a school each.

    Raises ValueError on a negative or infinite number.
    """
    pairs = list(zip(quantities, students, strict=True))
    for quantity, weight in pairs:
        if not isfinite(weight) or weight < 0 or (quantity is not None and (not isfinite(quantity) or quantity < 0)):
            raise ValueError(f"Quantities and students must be finite and not negative. Got {quantity}, {weight}.")
    counted = [(quantity, weight) for quantity, weight in pairs if weight > 0]
    left_out = len(pairs) - len(counted)
    known = [(quantity, weight) for quantity, weight in counted if quantity is not None]
    missing = len(counted) - len(known)
    total = sum(weight for _, weight in counted)
    if missing or not known:
        return Variation(None, None, None, total, len(counted), left_out, missing)
    mean = sum(quantity for quantity, _ in known) / total
    deviation = sqrt(sum(weight / total * (quantity / weight - mean) ** 2 for quantity, weight in known))
    return Variation(deviation / mean if mean else None, mean, deviation, total, len(counted), left_out)


def composite_variation(values: Sequence[float | None]) -> float | None:
    """综合差异系数 of 2012: the mean of the indicators' variations; None where one is not known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None
