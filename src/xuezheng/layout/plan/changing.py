"""One change of a version by hand: a school turned off or on, an option taken or left, from a year to the end; and what follows."""

from dataclasses import dataclass

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.layout.plan.county import faults
from xuezheng.layout.plan.describing import Answer, ways_money
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.problem.county import CLOSED, OPEN, County, Flags, Layout, cost_of_layout, spent
from xuezheng.layout.problem.location import Floats, Ints


@dataclass(frozen=True, eq=False)
class Trial:
    """An answer tried. `rows` are those that change their school in year `t`, of `before` and `after`; money in 10,000 yuan.

    `site` is the column that is turned off or on. `action`: close, keep (a school there), open (a possible site), enter or
    leave (an option).
    """

    answer: Answer
    site: int
    action: str
    t: int
    rows: Ints
    before: Ints
    after: Ints
    children: int
    minutes_before: float
    minutes_after: float
    longest: float
    running: float  # change of what keeping schools costs a year
    travel: float  # change of the ways and boarders, weighed, a year
    once: float  # change of what is spent in the year
    boarders: int  # change
    without_seat: int  # children above the seats, or beyond every school's reach
    overfull: tuple[int, ...]
    homeless_rows: tuple[int, ...]

    @property
    def closes(self) -> bool:
        return self.action == "close"

    @property
    def stands(self) -> bool:
        """Whether every child has a seat within the limit."""
        return self.without_seat == 0


def action_of(made: Prepared, answer: Answer, column: int) -> str:
    """What turning a column off or on is, by the last year."""
    is_option = column >= made.base_count
    last = made.form_at(answer.is_open[-1], int(made.ground[column]))
    if is_option:
        return "leave" if last >= 0 and column in made.county.form.line(last) else "enter"
    if last >= 0:
        return "close"
    return "keep" if made.sites["is_there"][column] else "open"


def toggled(made: Prepared, answer: Answer, column: int, from_t: int, *, all_years: bool = True) -> Trial:
    """Turn a school off where it is open in the last year, else on; take an option, or leave it; from a year (closing: not
    before its notice is over; building: not before it can be ready).

    Without `all_years` children are sent anew in the first of the years alone, which is what a map shows.
    """
    from xuezheng.layout.solver.trial import tried

    county, action = made.county, action_of(made, answer, column)
    years, own = county.year_count, made.ground == made.ground[column]
    is_open, school_of = answer.is_open.copy(), answer.school_of.copy()
    first = min(_first(made, answer, column, action, from_t), years - 1)
    if action == "leave":
        for t in range(years):
            _left(made, is_open[t], column)
    else:
        is_open[first:, own] = False
        if action != "close":
            is_open[first:, column] = True
    was = _state(made, answer.is_open, first)
    for t in range(first, years if all_years else first + 1):
        now = np.array([made.form_at(is_open[t], b) for b in range(made.base_count)])
        start = np.where(school_of[t] >= 0, made.grounds(school_of[t]), made.grounds(made.present))
        start = _back(county, t, start, column, action)
        served = np.maximum(now[start], 0)
        fits = (now[start] >= 0) & np.isfinite(county.minutes[np.arange(start.size), served])
        begun = np.where(fits, served, np.where(answer.school_of[t] >= 0, answer.school_of[t], made.present))
        grows = tuple(np.flatnonzero(is_open[t] & ~answer.is_open[t]).tolist())
        after = tried(county, t, is_open[t], begun, grows)
        school_of[t] = np.where(_beyond_before(county, t, answer, is_open[t]), answer.school_of[t], after)
    return _told(made, answer, Answer(is_open, school_of), column, action, first, was)


def _first(made: Prepared, answer: Answer, column: int, action: str, from_t: int) -> int:
    county = made.county
    if action == "close":
        return max(from_t, int(county.earliest[column])) if county.is_there[column] else 0
    if action == "keep":
        return int(
            np.flatnonzero(~answer.is_open[:, made.ground == made.ground[column]].any(axis=1))[0]
        )  # it never closes
    if action == "leave":
        line = [j for j in range(made.sites.height) if column in county.form.line(j)]
        return int(np.flatnonzero(answer.is_open[:, line].any(axis=1))[0])
    return max(from_t, int(county.enter[column]))


def _left(made: Prepared, is_open: Flags, column: int) -> None:
    """A site that stood in a form that came of the option stands in the one before it."""
    standing = made.form_at(is_open, int(made.ground[column]))
    if standing >= 0 and column in made.county.form.line(standing):
        is_open[standing] = False
        is_open[made.parent[column]] = True


def _state(made: Prepared, is_open: Flags, t: int) -> Flags:
    """What stood before year t."""
    return is_open[t - 1] if t > 0 else made.county.is_there


def _beyond_before(county: County, t: int, answer: Answer, is_open: Flags) -> Flags:
    """Who is beyond the limit without the change, at a school that stays: they are not lost by it, and stay where they are."""
    old = answer.school_of[t]
    at = np.maximum(old, 0)
    rows = np.arange(len(old), dtype=np.int64)
    beyond = (county.minutes[rows, at] > county.limit) & ~county.boards(t)[rows, at]
    return (old >= 0) & beyond & is_open[at]


def _back(county: County, t: int, start: Ints, column: int, action: str) -> Ints:
    """Where a school opens again, those that went to it before come back; all else stands."""
    if action != "keep":
        return start
    back = (county.present == column) & (county.minutes[:, column] <= county.limit)
    return np.where(back, column, start)


def _told(made: Prepared, old: Answer, new: Answer, column: int, action: str, t: int, was: Flags) -> Trial:
    county = made.county
    before, after = old.school_of[t], new.school_of[t]
    rows: Ints = np.flatnonzero(made.grounds(before) != made.grounds(after))
    children = made.children[t][rows].astype(np.float64)
    served = (after[rows] >= 0) & (before[rows] >= 0)
    weight = max(1e-9, float(children[served].sum()))
    old_ways, new_ways = _ways(county, rows, before), _ways(county, rows, after)
    load = np.bincount(after[after >= 0], weights=county.children[t][after >= 0], minlength=county.school_count)
    excess = np.maximum(0.0, load - county.capacity[t])
    homeless = np.flatnonzero((after < 0) & (county.children[t] > 0))
    then, now = old.is_open[t], new.is_open[t]
    ways_then, ways_now = ways_money(made, before, t), ways_money(made, after, t)
    return Trial(
        new, column, action, t, rows, before[rows], after[rows], int(children.sum()),
        float((children[served] * old_ways[served]).sum() / weight), float((children[served] * new_ways[served]).sum() / weight),
        float(new_ways[served].max(initial=0.0)), float(county.running[now].sum() - county.running[then].sum()),
        ways_now.travel + ways_now.boarding - ways_then.travel - ways_then.boarding,
        sum(spent(county, was, now)) - sum(spent(county, was, then)), ways_now.boarders - ways_then.boarders,
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
    """What is decided, by rule and then by hand, as the problem asks it."""
    place = made.place_of
    found = made.fixed.copy()
    for code, how in decided.items():
        if code in place:
            found[place[code]] = OPEN if how == "open" else CLOSED
    return found
