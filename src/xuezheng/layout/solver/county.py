# pyright: basic
"""A county's layout over years: bound by prices of all villages in all years, plans fixed and relaxed year by year.

Plans: the last year first, then each earlier year within what the later ones leave; or the first year first, building within
each year's budget; then single years anew between their neighbours, as long as there is time. The bound: `years_bound.py`.
"""

from dataclasses import replace

import numpy as np

from xuezheng.layout.problem.county import CLOSED, FREE, OPEN, County, Flags, Layout, cost_of_layout, spent
from xuezheng.layout.problem.location import Floats, Ints, Location, Marks
from xuezheng.layout.solver.affording import spread, within_budgets
from xuezheng.layout.solver.courses import forms_by_site, permitted
from xuezheng.layout.solver.packed import Packed
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.wandering import Wanderer
from xuezheng.layout.solver.years_bound import YearsBound, YearsDual, first_dual

CUTS = 12


class CountyPlan:
    """One run over several years."""

    def __init__(self, county: County, stop: Stop, seed: int) -> None:
        self.county, self.stop, self.seed = county, stop, seed
        self.bounds = YearsBound(county)
        self.courses = self.bounds.courses
        self.best: tuple[Flags, Ints] | None = None
        self.total = np.inf

    def solve(self) -> Layout:
        dual = first_dual(self.county)
        self.bounds.climb(dual, 600, np.inf, self.stop.part(0.3))
        self.stop.tell(self.total, dual.bound)
        self.plan(dual, self.stop.part(0.35), 0)
        self.stop.tell(self.total, dual.bound)
        dual.step = max(dual.step, 0.3)
        self.bounds.climb(dual, 1500, self.total, self.stop.part(0.5))
        turn = 0
        while not self.stop() and self.total - dual.bound > 1e-4 * self.total:
            turn += 1
            if turn % 4 == 1 or self.best is None:
                self.plan(dual, self.stop.within(0.2 * self.stop.seconds), turn)
            else:
                self.again((turn * 7) % self.county.year_count, self.stop.within(0.05 * self.stop.seconds))
            self.stop.tell(self.total, dual.bound)
        return self.answer(dual)

    def plan(self, dual: YearsDual, stop: Stop, turn: int) -> None:
        """All years: from the last to the first, or, in every other turn where money is short, from the first to the last."""
        forward = self.bounds.has_budget and turn % 2 == 0
        years = self.county.year_count
        is_open = np.zeros((years, self.county.school_count), dtype=bool)
        school_of = np.full((years, self.county.village_count), -1, dtype=np.int64)
        order = range(years) if forward else range(years - 1, -1, -1)
        for k, t in enumerate(order):
            before = is_open[t - 1] if forward and t > 0 else None
            later = is_open[t + 1] if not forward and t + 1 < years else None
            part = stop.part(1.0 / (years - k))
            found = self.one(t, before, later, dual.share[t], part)
            if found is None:
                return
            if forward:
                found = self.afford(t, before, found, part)
            is_open[t], school_of[t] = found
        self.keep(is_open, school_of)

    def afford(self, t: int, before: Flags | None, found: tuple[Flags, Ints], stop: Stop) -> tuple[Flags, Ints]:
        """Put building off until it keeps to the year's budget: the dearest that serves the fewest first."""
        county = self.county
        was = county.is_there if before is None else before
        barred = np.zeros(county.school_count, dtype=bool)
        for _ in range(CUTS):
            is_open, school_of = found
            over = spent(county, was, is_open)[0] - county.budget[t]
            if over <= 1e-6:
                break
            made = np.flatnonzero(is_open & ~was)
            load = np.bincount(school_of, weights=county.children[t], minlength=county.school_count)
            price = county.built[made]
            order = made[np.argsort(-(price / (1.0 + load[made])))]
            barred[order[: 1 + int(np.searchsorted(np.cumsum(county.built[order]), over))]] = True
            again = self.one(t, before, None, is_open.astype(float), stop.part(0.3), None, None, barred)
            if again is None:
                break
            found = again
        return found

    def again(self, t: int, stop: Stop) -> None:
        """Year t anew between its neighbours."""
        if self.best is None:
            return
        is_open, school_of = self.best[0].copy(), self.best[1].copy()
        before = is_open[t - 1] if t > 0 else None
        later = is_open[t + 1] if t + 1 < self.county.year_count else None
        found = self.one(t, before, later, is_open[t].astype(float), stop, school_of[t], is_open[t])
        if found is not None:
            is_open[t], school_of[t] = found
            self.keep(is_open, school_of)

    def keep(self, is_open: Flags, school_of: Ints) -> None:
        if self.bounds.has_budget and not within_budgets(self.county, is_open):
            spread(self.county, is_open, school_of)
        total = cost_of_layout(self.county, is_open, school_of)
        if total < self.total and within_budgets(self.county, is_open):
            self.total, self.best = total, (is_open, school_of)

    def one(
        self, t: int, before: Flags | None, later: Flags | None, share: Floats, stop: Stop,
        site_of: Ints | None = None, was_open: Flags | None = None, barred: Flags | None = None,
    ) -> tuple[Flags, Ints] | None:  # fmt: skip
        """A plan of one year, by local search from the shares of the bound or from what stands."""
        problem = self.year(t, before, later, barred)
        self.seed += 1
        search = Wanderer(problem, self.seed)
        if site_of is not None and was_open is not None:
            search.take(site_of, np.flatnonzero(was_open))
        else:
            likely = np.flatnonzero((share > 0.5) | (problem.status == OPEN))
            search.begin(likely[np.argsort(share[likely], kind="stable")])
        rounds = int(np.clip(3 * problem.site_count, 200, 2000))
        while True:
            search.run(rounds)
            if stop():
                break
        chosen = search.best.site_of.copy()
        if not np.isfinite(search.total) or not np.isfinite(problem.cost[np.arange(chosen.size), chosen]).all():
            return None
        return search.best.is_open.astype(bool), chosen

    def year(self, t: int, before: Flags | None, later: Flags | None, barred: Flags | None) -> Location:
        """Year t between its neighbours, as a problem of location: what may be open, and what opening costs there."""
        county, sites = self.county, self.courses.site_count
        site = county.form.site
        then = None if before is None else forms_by_site(site, before, sites)
        hence = None if later is None else forms_by_site(site, later, sites)
        status, needed = status_of(county, *permitted(county, self.courses, t, then, hence), barred)
        start = self.courses.root if then is None else then
        stood = np.where(start >= 0, county.built[start], 0.0)[site]
        built, closing = county.built - stood, np.where((start >= 0)[site], county.closing, 0.0)
        if hence is None:  # what is built or kept now serves all years that follow
            follow = max(1, county.year_count - (t if then is not None else 1))
            opening = county.running + (built - closing) / follow
        else:  # what stands later is paid for anyway; what is given up later is paid for now
            opening = county.running + np.where((hence >= 0)[site], 0.0, built)
        made = county.one_year(t, status, opening)
        return made if county.forms is None else replace(made, needed=needed)

    def answer(self, dual: YearsDual) -> Layout:
        county = self.county
        if self.best is None:
            nothing = np.zeros((county.year_count, county.school_count), dtype=bool)
            nobody = np.full((county.year_count, county.village_count), -1, dtype=np.int64)
            return Layout(nothing, nobody, np.inf, dual.bound, self.stop.used, dual.prices)
        return Layout(*self.best, self.total, min(dual.bound, self.total), self.stop.used, dual.prices)


def status_of(county: County, allowed: Flags, must: Flags, barred: Flags | None) -> tuple[Marks, Marks]:
    """What may be open (m), and sites of which one form must be (by site, as long as m)."""
    site = county.form.site
    free = allowed if barred is None else allowed & ~barred
    status = np.where(free, FREE, CLOSED).astype(np.int8)
    count = np.bincount(site[free], minlength=must.size)
    status[free & must[site] & (count == 1)[site]] = OPEN
    needed = np.zeros(county.school_count, dtype=np.int8)
    needed[: must.size] = must
    return status, needed


def solve_county(county: County, stop: Stop, seed: int = 0) -> Layout:
    """A layout over years; a single year of plain schools without a budget is solved by branch and bound."""
    plain = county.forms is None and county.boarding is None and not np.isfinite(county.budget).any()
    if county.year_count > 1 or not plain:
        return CountyPlan(county, stop, seed).solve()
    bounds = YearsBound(county)
    status, _ = status_of(county, *permitted(county, bounds.courses, 0, None, None), None)
    opening = county.running + np.where(county.is_there, -county.closing, county.building)
    found = Packed(county.one_year(0, status, opening), stop, seed).solve()
    is_open = np.zeros((1, county.school_count), dtype=bool)
    is_open[0, found.open_sites] = True
    shift = float(county.closing[county.is_there].sum())
    return Layout(is_open, found.site_of[None, :], found.objective + shift, found.bound + shift, found.seconds)
