"""One change of a version by hand: a school turned off or on from a year to the end, all else standing; and what follows."""

from dataclasses import dataclass

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.layout.plan.county import faults
from xuezheng.layout.plan.describing import Answer
from xuezheng.layout.plan.preparing import Prepared
from xuezheng.layout.problem.county import CLOSED, OPEN, County, Flags, Layout, cost_of_layout
from xuezheng.layout.problem.location import Floats, Ints


@dataclass(frozen=True, eq=False)
class Trial:
    """An answer tried. `rows` are those that change their school in year `t`, of `before` and `after`; money in 10,000 yuan."""

    answer: Answer
    site: int
    closes: bool
    t: int
    rows: Ints
    before: Ints
    after: Ints
    children: int
    minutes_before: float
    minutes_after: float
    longest: float
    running: float  # change of what keeping schools costs a year
    travel: float  # change of the ways, weighed, a year
    once: float
    without_seat: int  # children above the seats, or beyond every school's reach
    overfull: tuple[int, ...]
    homeless_rows: tuple[int, ...]

    @property
    def stands(self) -> bool:
        """Whether every child has a seat within the limit."""
        return self.without_seat == 0


def toggled(made: Prepared, answer: Answer, site: int, from_t: int, *, all_years: bool = True) -> Trial:
    """Turn a school off where it is open in the last year, else on; from a year (closing: not before its notice is over).

    Without `all_years` children are sent anew in the first of the years alone, which is what a map shows.
    """
    from xuezheng.layout.solver.trial import tried

    county = made.county
    years = county.year_count
    closes = bool(answer.is_open[-1, site])
    first = max(from_t, int(county.earliest[site])) if closes and county.is_there[site] else from_t
    first = min(first, years - 1)
    if not closes and county.is_there[site]:
        first = int(np.flatnonzero(~answer.is_open[:, site])[0])  # a school that is kept never closes
    is_open, school_of = answer.is_open.copy(), answer.school_of.copy()
    is_open[first:, site] = not closes
    if closes and not county.is_there[site]:
        is_open[:, site] = False
        first = 0
    for t in range(first, years if all_years else first + 1):
        start = np.where(school_of[t] >= 0, school_of[t], made.present)
        after = tried(county, t, is_open[t], _standing(county, t, start, site, closes))
        school_of[t] = np.where(_beyond_before(county, t, answer, is_open[t]), answer.school_of[t], after)
    return _told(made, answer, Answer(is_open, school_of), site, closes, max(first, 0))


def _beyond_before(county: County, t: int, answer: Answer, is_open: Flags) -> Flags:
    """Who is beyond the limit without the change, at a school that stays: they are not lost by it, and stay where they are."""
    old = answer.school_of[t]
    at = np.maximum(old, 0)
    beyond = county.minutes[np.arange(old.size), at] > county.limit
    return (old >= 0) & beyond & is_open[at]


def _standing(county: County, t: int, school_of: Ints, site: int, closes: bool) -> Ints:
    """Where a school opens again, those that went to it before come back; all else stands."""
    if closes:
        return school_of
    back = (county.present == site) & (county.minutes[:, site] <= county.limit)
    return np.where(back, site, school_of)


def _told(made: Prepared, old: Answer, new: Answer, site: int, closes: bool, t: int) -> Trial:
    county = made.county
    before, after = old.school_of[t], new.school_of[t]
    rows = np.flatnonzero(before != after)
    children = made.children[t][rows].astype(np.float64)
    served = (after[rows] >= 0) & (before[rows] >= 0)
    weight = max(1e-9, float(children[served].sum()))
    old_ways, new_ways = _ways(county, rows, before), _ways(county, rows, after)
    load = np.bincount(after[after >= 0], weights=county.children[t][after >= 0], minlength=county.school_count)
    excess = np.maximum(0.0, load - county.capacity[t])
    homeless = np.flatnonzero((after < 0) & (county.children[t] > 0))
    sign = -1.0 if closes else 1.0
    travel = county.travel * float((children[served] * (new_ways - old_ways)[served]).sum())
    return Trial(
        new, site, closes, t, rows, before[rows], after[rows], int(children.sum()),
        float((children[served] * old_ways[served]).sum() / weight), float((children[served] * new_ways[served]).sum() / weight),
        float(new_ways[served].max(initial=0.0)), sign * float(county.running[site]), travel,
        float(county.closing[site]) if closes and county.is_there[site] else 0.0 if closes or county.is_there[site] else float(county.building[site]),
        int(excess.sum() + county.children[t][homeless].sum()), tuple(int(j) for j in np.flatnonzero(excess > 1e-9)),
        tuple(int(i) for i in homeless),
    )  # fmt: skip


def _ways(county: County, rows: Ints, school: Ints) -> Floats:
    return county.minutes[rows, np.maximum(school[rows], 0)]


def judged(
    made: Prepared, answer: Answer, decided: dict[str, str], bound: float | None
) -> tuple[Layout, list[Problem]]:
    """The answer as a layout with its cost, and all that an independent check finds wrong with it."""
    county = made.county.with_decided(marks(made, decided))
    if (answer.school_of < 0).any():
        plan = Layout(answer.is_open, answer.school_of, float("inf"), -np.inf)
        return plan, faults(county, plan)
    total = cost_of_layout(county, answer.is_open, answer.school_of)
    plan = Layout(answer.is_open, answer.school_of, total, -np.inf if bound is None else min(bound, total))
    return plan, faults(county, plan)


def marks(made: Prepared, decided: dict[str, str]) -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
    """What is decided, as the problem asks it."""
    place = made.place_of
    found = np.zeros(made.sites.height, dtype=np.int8)
    for code, how in decided.items():
        if code in place:
            found[place[code]] = OPEN if how == "open" else CLOSED
    return found
