"""Seats sent down to junior schools (指标到校): how many, and to whom.

At least half of the seats of good senior schools go to junior schools, the rural ones favoured (national test of balanced
development: standards/values/quality_balanced.yaml; two sources). Each junior school's share is by its graduates; the remainders go
to the largest fractions (Hamilton's method), equal ones to the smaller school, at last by code. Exact, in whole numbers.
"""

from collections.abc import Sequence
from fractions import Fraction


def seats_sent_down(seats: int, share: Fraction) -> int:
    """How many of a school's seats are sent down: the share, rounded up so that the law's least share is kept."""
    return -(-seats * share.numerator // share.denominator)


def sent_down(
    seats: int, graduates: Sequence[int], codes: Sequence[str], tilt: Sequence[Fraction] | None = None
) -> list[int]:
    """Seats for each junior school, in proportion to its graduates times its tilt (1 by default, more for rural schools). A
    school never gets more than it has graduates."""
    weights = [Fraction(n) * (tilt[k] if tilt else 1) for k, n in enumerate(graduates)]
    given, left = [0] * len(weights), min(seats, sum(graduates))
    while left:
        open_to = [k for k in range(len(weights)) if given[k] < graduates[k] and weights[k] > 0]
        whole = sum(weights[k] for k in open_to)
        exact = {k: left * weights[k] / whole for k in open_to}
        by_rest = sorted(open_to, key=lambda k: (int(exact[k]) - exact[k], graduates[k], codes[k]))
        extra = set(by_rest[: left - sum(int(part) for part in exact.values())])
        before = left
        for k in open_to:
            more = min(int(exact[k]) + (k in extra), graduates[k] - given[k])
            given[k], left = given[k] + more, left - more
        if left == before:
            break
    return given
