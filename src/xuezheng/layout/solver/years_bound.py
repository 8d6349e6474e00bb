# pyright: basic
"""The bound of a county's layout over years: villages' equations and budgets priced, every site takes its own best course.

With prices u_ti of village i in year t and l_t of year t's budget,

    L(u, l) = sum u - sum_t l_t budget_t + sum over sites of the cheapest course, where standing in form j in year t costs
    running_j - K_tj(u), and building in year t costs 1 + l_t times what it costs

K is a knapsack, as in `relaxation.py`. Where children may board, K is the lesser of two that are each too large: all in rooms,
beds forgotten; and day pupils in rooms plus boarders in beds, boarders' rooms forgotten. Any prices give a bound.
"""

from dataclasses import dataclass

import numpy as np

from xuezheng.layout.problem.county import County, Prices
from xuezheng.layout.problem.location import FREE, Floats, Marks
from xuezheng.layout.solver.arcs import Arcs, arcs_of
from xuezheng.layout.solver.courses import best_courses, courses_of
from xuezheng.layout.solver.relaxation import knapsacks, slack_packed
from xuezheng.layout.solver.stopping import Stop

NEAREST, STEPS, FLOOR = 60, 3000, 2e-3


@dataclass
class YearsDual:
    """Prices of villages by year (T × n) and of budgets (T), and what they teach: bound, averaged choice (T × m)."""

    u: Floats
    dear: Floats
    way: Floats  # T × (n + 1): the last column is of budgets
    share: Floats
    bound: float = -np.inf
    step: float = 1.0
    stale: int = 0

    @property
    def prices(self) -> Prices:
        return Prices(self.u.copy(), self.dear.copy())


class YearsBound:
    """Evaluates and climbs the Lagrangian bound of all years together."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.courses = courses_of(county)
        free = np.zeros(county.school_count, dtype=np.int8)
        free[self.courses.is_barred] = -1
        years = [county.one_year(t, np.where(free == FREE, FREE, free)) for t in range(county.year_count)]
        self.years = years
        crowd = int(np.ceil(county.school_count / max(1, self.courses.site_count)))
        self.arcs: list[Arcs] = [arcs_of(year, NEAREST * crowd) for year in years]
        self.taken = [np.zeros(arcs.demand.size, dtype=np.int8) for arcs in self.arcs]
        self.nothing = [np.zeros(arcs.demand.size, dtype=np.int8) for arcs in self.arcs]
        self.reach = np.stack([arcs.reach for arcs in self.arcs])
        self.boards: list[Marks] | None = None
        if county.boarding is not None:
            self.boards = [self._boarding(t) for t in range(county.year_count)]
        self.has_budget = bool(np.isfinite(county.budget).any())
        self.scale = max(1e-9, float(county.building.max(initial=0.0)) / 5.0)

    def _boarding(self, t: int) -> Marks:
        arcs = self.arcs[t]
        site = np.repeat(np.arange(self.county.school_count), np.diff(arcs.site_start))
        return self.county.boards(t)[arcs.demand, site].astype(np.int8)

    def worth(self, t: int, u: Floats) -> Floats:
        """What each form (m) is worth in year t at prices u (n); writes the arcs that give it."""
        m, year, arcs, taken = self.county.school_count, self.years[t], self.arcs[t], self.taken[t]

        def filled(banned: Marks, room: Floats, into: Marks) -> Floats:
            found = np.zeros(m)
            knapsacks(
                arcs.site_start, arcs.demand, arcs.site_cost, year.weight, room, year.status, banned, STEPS, u, found, into
            )  # fmt: skip
            return found

        rooms = filled(self.nothing[t], year.capacity, taken)
        if self.boards is None or self.county.boarding is None:
            return rooms
        by_day, at_night = np.zeros_like(taken), np.zeros_like(taken)
        parted = filled(self.boards[t], year.capacity, by_day)
        parted += filled(1 - self.boards[t], self.county.boarding.beds[t], at_night)
        site = np.repeat(np.arange(m), np.diff(arcs.site_start))
        fewer = (parted < rooms)[site]
        taken[fewer] = (by_day | at_night)[fewer]
        return np.minimum(rooms, parted)

    def evaluate(self, u: Floats, dear: Floats) -> tuple[float, Floats, Marks]:
        """The bound of prices, its slope (T × (n + 1)), and what is open (T × m)."""
        county, courses = self.county, self.courses
        years, m = county.year_count, county.school_count
        net = county.running[None, :] - np.stack([self.worth(t, u[t]) for t in range(years)])
        price, chosen, spend = np.empty(courses.site_count), np.zeros((years, m), dtype=np.int8), np.zeros(years)
        best_courses(
            net, 1.0 + dear, county.building, county.closing, county.form.site, county.form.after, county.form.order,
            courses.root, courses.enter, courses.leave, courses.is_barred.astype(np.int8), courses.may_end.astype(np.int8),
            courses.may_be_bare.astype(np.int8), price, chosen, spend,
        )  # fmt: skip
        slope = np.zeros((years, county.village_count + 1))
        for t, arcs in enumerate(self.arcs):
            slack = np.empty(county.village_count)
            slack_packed(arcs.site_start, arcs.demand, chosen[t], self.taken[t], slack)
            slope[t, :-1] = slack
        total = float(u.sum() + price.sum())
        if self.has_budget:
            limited = np.isfinite(county.budget)
            slope[limited, -1] = (spend[limited] - county.budget[limited]) / self.scale
            total -= float((dear[limited] * county.budget[limited]).sum())
        return total, slope, chosen

    def climb(self, dual: YearsDual, rounds: int, upper: float, stop: Stop) -> None:
        """The volume algorithm, as in `ascent.py`; without a plan (`upper` infinite) towards a goal a little above the bound."""
        is_guess = not np.isfinite(upper)
        upper = 1.3 * float(dual.u.sum()) if is_guess else upper
        for _ in range(rounds):
            if is_guess and np.isfinite(dual.bound):
                upper = max(upper, dual.bound + 0.1 * abs(dual.bound))
            is_fresh = not np.isfinite(dual.bound)
            norm = float((dual.way**2).sum())
            u, dear = dual.u, dual.dear
            if not is_fresh and norm >= 1e-12:
                length = dual.step * max(upper - dual.bound, 1e-6 * abs(upper)) / norm
                u, dear = u + length * dual.way[:, :-1], dear + length * dual.way[:, -1] / self.scale
            u, dear = np.minimum(u, self.reach), np.maximum(0.0, dear)
            here, slope, chosen = self.evaluate(u, dear)
            green = float((dual.way * slope).sum())
            blend = 1.0 if is_fresh else max(0.05, min(0.3, dual.step))
            dual.way = blend * slope + (1 - blend) * dual.way
            dual.share = blend * chosen + (1 - blend) * dual.share
            if here > dual.bound:
                dual.stale = 0 if is_fresh or here > dual.bound + 1e-5 * abs(dual.bound) else dual.stale + 1
                dual.bound, dual.u, dual.dear = here, u, dear
                if green > 0:
                    dual.step = min(2.0, 1.1 * dual.step)
            else:
                dual.stale += 1
            if dual.stale >= 12:
                dual.step, dual.stale = 0.7 * dual.step, 0
            if dual.step < FLOOR or (dual.bound >= upper and not is_guess) or stop():
                break


def first_dual(county: County) -> YearsDual:
    """Prices to begin with: the cheapest way, and a share of a school's running."""
    least = np.stack([county.cost(t).min(axis=1) for t in range(county.year_count)])
    roomy = county.capacity[county.capacity > 0]
    least += county.running.mean() * county.children / (np.median(roomy) if roomy.size else 1.0)
    years = county.year_count
    return YearsDual(
        least, np.zeros(years), np.zeros((years, county.village_count + 1)), np.zeros((years, county.school_count))
    )
