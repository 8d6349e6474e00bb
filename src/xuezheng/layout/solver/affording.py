# pyright: basic
"""Building within each year's budget: what a year cannot pay is built earlier, where it serves as well."""

import numpy as np

from xuezheng.layout.problem.county import County, Flags, spent
from xuezheng.layout.problem.location import Ints


def within_budgets(county: County, is_open: Flags) -> bool:
    return not overspent(county, is_open).any()


def overspent(county: County, is_open: Flags) -> Flags:
    """T: the years whose building exceeds their budget."""
    before, found = county.is_there, np.zeros(county.year_count, dtype=bool)
    for t in range(county.year_count):
        found[t] = spent(county, before, is_open[t])[0] > county.budget[t] + 1e-6
        before = is_open[t]
    return found


def spread(county: County, is_open: Flags, school_of: Ints) -> None:
    """Move steps of building to the year before, from the last year on, while a year costs too much; both arrays change.

    A step moves whole: the least of running for the money that it relieves is first. What cannot move stays, and the plan
    may still cost too much.
    """
    for t in range(county.year_count - 1, 0, -1):
        while spent(county, is_open[t - 1], is_open[t])[0] > county.budget[t] + 1e-6:
            steps = [step for step in _steps(county, t, is_open) if step[0] < np.inf]
            if not steps:
                break
            _, a, c = min(steps)
            is_open[t - 1, c] = True
            if a >= 0:
                is_open[t - 1, a] = False
                school_of[t - 1][school_of[t - 1] == a] = c


def _steps(county: County, t: int, is_open: Flags) -> list[tuple[float, int, int]]:
    """What year t enters and the year before could: running for the money relieved, the form before (-1: none), the form."""
    form = county.form
    stands = {int(form.site[j]): int(j) for j in np.flatnonzero(is_open[t - 1])}
    found: list[tuple[float, int, int]] = []
    for b in np.flatnonzero(is_open[t] & ~is_open[t - 1]):
        a = stands.get(int(form.site[b]), -1)
        line = form.line(int(b))
        path = line[: line.index(a)] if a in line else line if a < 0 else []
        if not path:
            continue
        c = path[-1]
        if county.turns_away[c] or county.enter[c] > t - 1 or county.building[c] <= 0:
            continue
        more = county.running[c] - (county.running[a] if a >= 0 else 0.0)
        found.append((float(more / county.building[c]), a, c))
    return found
