# pyright: basic
"""A county's layout over years: bound by prices of all villages in all years, plans fixed and relaxed year by year.

Bound: with each village's equation priced in each year, every site chooses by itself the best year to close or to open; its
worth in a year is a knapsack, as in `relaxation.py`. Budgets are left out of the bound, which stays a bound.
Plans: the last year is planned first, then each earlier year within what the later ones leave; then single years are planned
again between their neighbours, as long as there is time.
"""

from dataclasses import dataclass

import numpy as np

from xuezheng.layout.problem.county import CLOSED, FREE, OPEN, County, Flags, Layout, cost_of_layout
from xuezheng.layout.problem.location import Floats, Ints, Marks
from xuezheng.layout.solver.arcs import Arcs, arcs_of
from xuezheng.layout.solver.packed import Packed
from xuezheng.layout.solver.relaxation import knapsacks, slack_packed
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.wandering import Wanderer

NEAREST, STEPS, FLOOR = 60, 3000, 2e-3


@dataclass
class YearsDual:
    """Prices of villages by year (T × n), and what they teach: bound, averaged choice (T × m)."""

    u: Floats
    way: Floats
    share: Floats
    bound: float = -np.inf
    step: float = 1.0
    stale: int = 0


class YearsBound:
    """Evaluates and climbs the Lagrangian bound of all years together."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.years = [county.one_year(t) for t in range(county.year_count)]
        self.arcs: list[Arcs] = [arcs_of(year, NEAREST) for year in self.years]
        self.taken = [np.zeros(arcs.demand.size, dtype=np.int8) for arcs in self.arcs]
        self.banned = [np.zeros(arcs.demand.size, dtype=np.int8) for arcs in self.arcs]
        self.reach = np.stack([arcs.reach for arcs in self.arcs])

    def evaluate(self, u: Floats) -> tuple[float, Floats, Marks]:
        """The bound of prices `u` (T × n), its slope, and what is open (T × m)."""
        county = self.county
        worth = np.zeros((county.year_count, county.school_count))
        for t, (year, arcs) in enumerate(zip(self.years, self.arcs, strict=True)):
            knapsacks(
                arcs.site_start, arcs.demand, arcs.site_cost, year.weight, year.capacity, year.status,
                self.banned[t], STEPS, u[t], worth[t], self.taken[t],
            )  # fmt: skip
        price, chosen = best_years(county, county.running[None, :] - worth)
        slope = np.empty_like(u)
        for t, arcs in enumerate(self.arcs):
            slack_packed(arcs.site_start, arcs.demand, chosen[t], self.taken[t], slope[t])
        return float(u.sum() + price.sum()), slope, chosen

    def climb(self, dual: YearsDual, rounds: int, upper: float, stop: Stop) -> None:
        """The volume algorithm, as in `ascent.py`."""
        for _ in range(rounds):
            is_fresh = not np.isfinite(dual.bound)
            norm = float((dual.way**2).sum())
            u = (
                dual.u
                if is_fresh or norm < 1e-12
                else dual.u + dual.step * max(upper - dual.bound, 1e-6 * upper) / norm * dual.way
            )
            u = np.minimum(u, self.reach)
            here, slope, chosen = self.evaluate(u)
            green = float((dual.way * slope).sum())
            blend = 1.0 if is_fresh else max(0.05, min(0.3, dual.step))
            dual.way = blend * slope + (1 - blend) * dual.way
            dual.share = blend * chosen + (1 - blend) * dual.share
            if here > dual.bound:
                dual.stale = 0 if is_fresh or here > dual.bound + 1e-5 * abs(dual.bound) else dual.stale + 1
                dual.bound, dual.u = here, u
                if green > 0:
                    dual.step = min(2.0, 1.1 * dual.step)
            else:
                dual.stale += 1
            if dual.stale >= 12:
                dual.step, dual.stale = 0.7 * dual.step, 0
            if dual.step < FLOOR or dual.bound >= upper or stop():
                break


def best_years(county: County, net: Floats) -> tuple[Floats, Marks]:
    """Each site's cheapest permitted course (m) and when it is open by it (T × m), for net costs of being open (T × m)."""
    years, m = net.shape
    there, decided = county.is_there, county.decided
    total = net.sum(axis=0)
    best = np.full(m, np.inf)
    when = np.zeros(m, dtype=np.int64)
    until = np.concatenate([np.zeros((1, m)), np.cumsum(net, axis=0)])
    for year in range(years + 1):
        # A school closes at the beginning of `year`, a site opens then; at the end of all years: never.
        ends = year == years
        course = np.where(
            there,
            until[year] + (0.0 if ends else county.closing),
            0.0 if ends else total - until[year] + county.building,
        )
        barred = there & (not ends) & ((year < county.earliest) | (decided == OPEN))
        barred |= there & ends & (decided == CLOSED)
        barred |= ~there & (not ends) & (decided == CLOSED)
        barred |= ~there & ends & (decided == OPEN)
        course = np.where(barred, np.inf, course)
        when[course < best] = year
        best = np.minimum(best, course)
    at = np.arange(years)[:, None]
    chosen = np.where(there[None, :], at < when[None, :], at >= when[None, :])
    return best, chosen.astype(np.int8)


class CountyPlan:
    """One run over several years."""

    def __init__(self, county: County, stop: Stop, seed: int) -> None:
        self.county, self.stop, self.seed = county, stop, seed
        self.bounds = YearsBound(county)
        self.best: tuple[Flags, Ints] | None = None
        self.total = np.inf

    def solve(self) -> Layout:
        county = self.county
        first = np.stack([county.cost(t).min(axis=1) for t in range(county.year_count)])
        first += county.running.mean() * county.children / np.median(county.capacity[county.capacity > 0])
        dual = YearsDual(first, np.zeros_like(first), np.zeros((county.year_count, county.school_count)))
        guess = float(1.3 * dual.u.sum())
        self.bounds.climb(dual, 150, guess, self.stop.part(0.3))
        self.plan(dual, self.stop.part(0.35))
        self.stop.tell(self.total, dual.bound)
        dual.step = max(dual.step, 0.3)
        self.bounds.climb(dual, 1500, self.total if np.isfinite(self.total) else guess, self.stop.part(0.5))
        turn = 0
        while not self.stop() and self.total - dual.bound > 1e-4 * self.total:
            turn += 1
            if turn % 4 == 1 or self.best is None:
                self.plan(dual, self.stop.within(0.2 * self.stop.seconds))
            else:
                self.again((turn * 7) % county.year_count, self.stop.within(0.05 * self.stop.seconds))
            self.stop.tell(self.total, dual.bound)
        return self.answer(dual)

    def plan(self, dual: YearsDual, stop: Stop) -> None:
        """All years from the last to the first, each within what the later ones leave."""
        county = self.county
        years = county.year_count
        is_open = np.zeros((years, county.school_count), dtype=bool)
        school_of = np.full((years, county.village_count), -1, dtype=np.int64)
        for t in range(years - 1, -1, -1):
            later = is_open[t + 1] if t + 1 < years else None
            found = self.one(t, None, later, dual.share[t], stop.part(1.0 / (t + 1)))
            if found is None:
                return
            is_open[t], school_of[t] = found
        self.keep(is_open, school_of)

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
        total = cost_of_layout(self.county, is_open, school_of)
        if total < self.total and within_budgets(self.county, is_open):
            self.total, self.best = total, (is_open, school_of)

    def one(
        self, t: int, before: Flags | None, later: Flags | None, share: Floats, stop: Stop,
        site_of: Ints | None = None, was_open: Flags | None = None,
    ) -> tuple[Flags, Ints] | None:  # fmt: skip
        """A plan of one year, by local search from the shares of the bound or from what stands."""
        county = self.county
        remaining = county.year_count - t
        opening = county.running + np.where(county.is_there, -county.closing, county.building / remaining)
        if later is not None:  # what closes or opens by then costs the same in whichever year it does
            opening = county.running
        problem = county.one_year(t, status_in(county, t, before, later), opening)
        self.seed += 1
        search = Wanderer(problem, self.seed)
        if site_of is not None and was_open is not None:
            search.take(site_of, np.flatnonzero(was_open))
        else:
            search.begin(np.flatnonzero((share > 0.5) | (problem.status == OPEN)))
        rounds = int(np.clip(3 * problem.site_count, 200, 2000))
        while True:
            search.run(rounds)
            if stop():
                break
        if not np.isfinite(search.total):
            return None
        return search.best.is_open.astype(bool), search.best.site_of.copy()

    def answer(self, dual: YearsDual) -> Layout:
        county = self.county
        if self.best is None:
            nothing = np.zeros((county.year_count, county.school_count), dtype=bool)
            nobody = np.full((county.year_count, county.village_count), -1, dtype=np.int64)
            return Layout(nothing, nobody, np.inf, dual.bound, self.stop.used)
        return Layout(*self.best, self.total, min(dual.bound, self.total), self.stop.used)


def status_in(county: County, t: int, before: Flags | None, later: Flags | None) -> Marks:
    """What the neighbouring years, decisions and years of notice leave free in year t."""
    there, decided = county.is_there, county.decided
    status = np.full(county.school_count, FREE, dtype=np.int8)
    status[~there & (decided == CLOSED)] = CLOSED
    if t == county.year_count - 1:
        status[there & (decided == CLOSED)] = CLOSED
        status[~there & (decided == OPEN)] = OPEN
    if later is not None:
        status[~there & ~later] = CLOSED
        status[there & later] = OPEN
    if before is not None:
        status[there & ~before] = CLOSED
        status[~there & before] = OPEN
    status[there & ((decided == OPEN) | (t < county.earliest))] = OPEN
    return status


def within_budgets(county: County, is_open: Flags) -> bool:
    before = county.is_there
    for t in range(county.year_count):
        if county.building[is_open[t] & ~before].sum() > county.budget[t] + 1e-6:
            return False
        before = is_open[t]
    return True


def solve_county(county: County, stop: Stop, seed: int = 0) -> Layout:
    """A layout over years; a single year without a binding budget is solved by branch and bound."""
    if county.year_count > 1:
        return CountyPlan(county, stop, seed).solve()
    opening = county.running + np.where(county.is_there, -county.closing, county.building)
    status = status_in(county, 0, None, None)
    found = Packed(county.one_year(0, status, opening), stop, seed).solve()
    is_open = np.zeros((1, county.school_count), dtype=bool)
    is_open[0, found.open_sites] = True
    shift = float(county.closing[county.is_there].sum())
    return Layout(is_open, found.site_of[None, :], found.objective + shift, found.bound + shift, found.seconds)
