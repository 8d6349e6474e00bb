"""A county's layout over years: which schools stay, close, grow, turn or open in which year, and where each village's children go.

    minimise    sum_t sum_ij (travel children_ti minutes_ij + disruption children_ti [j is not the present school]) x_tij
                + sum_t sum_j running_j y_tj + building_j where form j is entered + closing where a school closes
    subject to  each village has one open school in each year, within its limit of minutes, or boards there
                no school is overfull in any year, nor its beds; a site is in one form at a time
                a school that closed stays closed, one that opened stays open, a form only grows into those that grow from it
                no school closes, or turns children away, before its earliest year; what is decided is as decided
                building keeps to each year's budget

Columns are *forms* of schools: as it is, extended, with a boarding house, turned to another stage. Villages of another stage
cannot reach a form (infinite minutes), so that turning a school is one more form. Without `forms` each column is a site.

Money in any one unit; the weights turn minutes of one child in one year, and one child's change of school, into it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks, location

Flags = NDArray[np.bool_]
WEEKLY = 0.2  # a boarder makes the way once a week, not each day


@dataclass(frozen=True, eq=False)
class Forms:
    """The forms in which sites may stand. A form `after` -1 is there now or opens on empty ground."""

    site: Ints  # m: the ground each form stands on
    after: Ints  # m: the form it grows from
    ready: Ints  # m: first year in which it may be entered

    @cached_property
    def order(self) -> Ints:
        """Forms so that each comes after the one it grows from."""
        depth = np.zeros(self.site.size, dtype=np.int64)
        for _ in range(self.site.size):
            deeper = np.where(self.after >= 0, depth[self.after] + 1, 0)
            if (deeper == depth).all():
                break
            depth = deeper
        return np.argsort(depth, kind="stable")

    def line(self, j: int) -> list[int]:
        """A form and what it grew from, up to the first."""
        found = [j]
        while self.after[found[-1]] >= 0:
            found.append(int(self.after[found[-1]]))
        return found


@dataclass(frozen=True, eq=False)
class Boarding:
    """Who may live at school, and where: beyond their limit of daily ways, up to `limit` minutes on Sundays and Fridays."""

    beds: Floats  # T × m
    may_board: Flags  # n: not grades 1 to 3
    limit: float
    cost: float  # of one boarder in one year


@dataclass(frozen=True, eq=False)
class County:
    """An instance: n villages (or a village's age band), m schools and possible sites, T years."""

    children: Floats  # T × n
    minutes: Floats  # n × m, one way
    limit: Floats  # n, minutes
    capacity: Floats  # T × m, seats
    running: Floats  # m, a year
    building: Floats  # m, once, for a form that is entered
    closing: Floats  # m, once, for a school that closes
    is_there: Flags  # m: a school now, else a possible site or form
    decided: Marks  # m: OPEN stays or opens, CLOSED closes or does not open, FREE may change
    earliest: Ints  # m: first year in which it may close or turn children away (heard and announced a year ahead)
    present: Ints  # n: the school of now, -1 for none
    budget: Floats  # T, for building
    travel: float = 1.0
    disruption: float = 0.0
    forms: Forms | None = None
    boarding: Boarding | None = None

    @property
    def year_count(self) -> int:
        return int(self.children.shape[0])

    @property
    def village_count(self) -> int:
        return int(self.children.shape[1])

    @property
    def school_count(self) -> int:
        return int(self.minutes.shape[1])

    @cached_property
    def form(self) -> Forms:
        """The forms, or each column a site of its own."""
        m = self.school_count
        if self.forms is not None:
            return self.forms
        return Forms(np.arange(m), np.full(m, -1, dtype=np.int64), np.zeros(m, dtype=np.int64))

    @cached_property
    def turns_away(self) -> Flags:
        """m: whether entering a form ends the way to school of somebody whom the form before it served."""
        after = self.form.after
        before = np.isfinite(self.minutes[:, np.maximum(after, 0)])
        return (after >= 0) & (before & ~np.isfinite(self.minutes)).any(axis=0)

    @cached_property
    def school(self) -> Ints:
        """m: the form in which a school began: forms that turn nobody away are the same school."""
        found = np.arange(self.school_count)
        for j in self.form.order:
            if self.form.after[j] >= 0 and not self.turns_away[j]:
                found[j] = found[self.form.after[j]]
        return found

    @cached_property
    def enter(self) -> Ints:
        """m: first year in which a form may be entered, notice counted where it turns children away."""
        after = self.form.after
        return np.where(self.turns_away, np.maximum(self.form.ready, self.earliest[after]), self.form.ready)

    @cached_property
    def built(self) -> Floats:
        """m: what all building up to a form costs."""
        found = np.where(self.is_there, 0.0, self.building)
        for j in self.form.order:
            if self.form.after[j] >= 0:
                found[j] += found[self.form.after[j]]
        return found

    @cached_property
    def _day(self) -> Flags:
        return self.minutes <= self.limit[:, None]

    def boards(self, t: int) -> Flags:
        """n × m: where a village's children would live at school in year t."""
        if self.boarding is None:
            return np.zeros(self.minutes.shape, dtype=np.bool_)
        some = self.boarding.may_board[:, None] & (self.boarding.beds[t] > 0)[None, :]
        return some & ~self._day & (self.minutes <= self.boarding.limit)

    def cost(self, t: int) -> Floats:
        """What sending each village to each school costs in year t (n × m); infinite where it may not go."""
        per_child = self.travel * self.minutes
        boards = None
        if self.boarding is not None:
            boards = self.boards(t)
            per_child = np.where(boards, WEEKLY * per_child + self.boarding.cost, per_child)
        if self.disruption:
            school = self.school
            moves = (self.present >= 0)[:, None] & (school[self.present][:, None] != school[None, :])
            per_child = per_child + self.disruption * moves
        allowed = self._day if boards is None else self._day | boards
        return np.where(allowed, per_child * self.children[t][:, None], np.inf)

    def one_year(self, t: int, status: Marks | None = None, opening: Floats | None = None) -> Location:
        """Year t by itself."""
        fixed = self.decided if status is None else status
        costs = self.running + np.where(self.is_there, 0.0, self.building) if opening is None else opening
        made = location(
            self.cost(t),
            weight=self.children[t],
            capacity=self.capacity[t],
            opening=costs,
            status=fixed,
            name=f"year {t}",
        )
        if self.forms is not None:
            made = replace(made, site=self.forms.site)
        if self.boarding is not None:
            made = replace(made, boards=self.boards(t), beds=self.boarding.beds[t])
        return made

    def with_decided(self, decided: Marks) -> "County":
        return replace(self, decided=decided)


@dataclass(frozen=True, eq=False)
class Prices:
    """What proves a bound: the price of each village's place by year (T × n), and of each year's budget (T, not negative)."""

    places: Floats
    budgets: Floats


@dataclass(frozen=True, eq=False)
class Layout:
    """A plan: what is open in each year (T × m), the school of each village in each year (T × n), its cost and a bound."""

    is_open: Flags
    school_of: Ints
    objective: float
    bound: float
    seconds: float = 0.0
    prices: Prices | None = None

    @property
    def gap(self) -> float:
        return max(0.0, self.objective - self.bound) / max(1e-12, abs(self.objective))


def spent(county: County, before: Flags, now: Flags) -> tuple[float, float]:
    """What building and what closing cost from one year to the next."""
    site = county.form.site
    stands = np.zeros(int(site.max(initial=-1)) + 1)
    stood = np.zeros_like(stands)
    is_now, was = np.zeros(stands.size, dtype=bool), np.zeros(stands.size, dtype=bool)
    stands[site[now]], is_now[site[now]] = county.built[now], True
    stood[site[before]], was[site[before]] = county.built[before], True
    gone = before & ~is_now[site]
    return float((stands - stood)[is_now].sum()), float(county.closing[gone].sum())


def cost_of_layout(county: County, is_open: Flags, school_of: Ints) -> float:
    """What a plan costs over all years."""
    total = 0.0
    before = county.is_there
    for t in range(county.year_count):
        now = is_open[t]
        total += float(county.cost(t)[np.arange(county.village_count), school_of[t]].sum())
        total += float(county.running[now].sum() + sum(spent(county, before, now)))
        before = now
    return total


__all__ = [
    "CLOSED",
    "FREE",
    "OPEN",
    "Boarding",
    "County",
    "Flags",
    "Forms",
    "Layout",
    "Prices",
    "cost_of_layout",
    "spent",
]
