"""A plan over years and its bound, checked with nothing of the solver's: every rule and every sum is taken anew."""

from collections.abc import Callable

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.plan.checking import most
from xuezheng.layout.problem.county import CLOSED, OPEN, WEEKLY, County, Flags, Layout, Prices
from xuezheng.layout.problem.location import Floats, Ints

Fault = Callable[..., None]
CLOSE = 1e-6


def faults(county: County, plan: Layout) -> list[Problem]:
    """All that is wrong with a plan; nothing, where it holds."""
    found: list[Problem] = []

    def fault(rule: str, zh: str, en: str, which: str = "", got: str = "") -> None:
        found.append(Problem(f"layout.plan.{rule}", Words(zh, en), which=which, got=got))

    total = 0.0
    before = forms_now(county, county.is_there)
    for t in range(county.year_count):
        now, school_of, year = plan.is_open[t], plan.school_of[t], f"year {t}"
        if (school_of < 0).any() or not now[school_of].all():
            fault("served", "有村没有开办的学校", "A village has no open school", year)
            return found
        total += _served(county, t, school_of, year, fault)
        if len({int(s) for s in county.form.site[now]}) < int(now.sum()):
            fault("forms", "同一校址同时有两种形态", "A site stands in two forms at once", year)
            return found
        after = forms_now(county, now)
        total += float(county.running[now].sum()) + _course(county, t, before, after, year, fault)
        before = after
    _decisions(county, plan.is_open, fault)
    if not abs(total - plan.objective) <= CLOSE * max(1.0, abs(total)):
        got = f"{plan.objective} / {total}"
        fault("objective", "目标值与重新计算的不符", "The objective is not what the plan costs", got=got)
    proved = total if plan.prices is None else min(total, bound_of(county, plan.prices))
    if plan.bound > proved + CLOSE * max(1.0, abs(total)):
        got = f"{plan.bound} > {proved}"
        fault(
            "bound", "下界高于方案或其价格所能证明的", "The bound is above the plan, or what its prices prove", got=got
        )
    return found


def forms_now(county: County, is_open: Flags) -> dict[int, int]:
    """Site → the form that stands there."""
    return {int(county.form.site[j]): int(j) for j in np.flatnonzero(is_open)}


def _served(county: County, t: int, school_of: Ints, year: str, fault: Fault) -> float:
    """Ways, boarders, rooms and beds of one year; what it costs to serve all."""
    villages = np.arange(county.village_count)
    ways, children = county.minutes[villages, school_of], county.children[t]
    far = ways > county.limit
    per_child = county.travel * ways
    boarding = county.boarding
    if boarding is not None and far.any():
        lives = far & boarding.may_board & (ways <= boarding.limit) & (boarding.beds[t][school_of] > 0)
        slept = np.bincount(school_of[lives], weights=children[lives], minlength=county.school_count)
        crowded = np.flatnonzero(slept > boarding.beds[t] + CLOSE)
        if crowded.size:
            fault("beds", "有学校床位不够", "A school has too few beds", year, str(crowded[:9]))
        per_child = np.where(lives, WEEKLY * per_child + boarding.cost, per_child)
        far &= ~lives
    if far.any():
        fault("reach", "有村超出路程限制", "A village is beyond its limit", year, str(np.flatnonzero(far)[:9]))
    load = np.bincount(school_of, weights=children, minlength=county.school_count)
    full = np.flatnonzero(load > county.capacity[t] + CLOSE)
    if full.size:
        fault("overfull", "有学校超员", "A school is overfull", year, str(full[:9]))
    moved = (county.present >= 0) & (county.school[county.present] != county.school[school_of])
    return float((children * (per_child + county.disruption * moved)).sum())


def _course(county: County, t: int, before: dict[int, int], now: dict[int, int], year: str, fault: Fault) -> float:
    """What became of each site from one year to the next, and what that cost."""
    built = closed = 0.0
    there = {int(s) for s in county.form.site[county.is_there]}
    early: list[int] = []
    for site in sorted(before.keys() | now.keys()):
        a, b = before.get(site), now.get(site)
        if b is None and a is not None:
            closed += float(county.closing[a])
            if site not in there:
                fault("course", "新校又停办", "A new school closes", year, str(a))
            elif t < county.earliest[a]:
                early.append(a)
            continue
        assert b is not None
        line = county.form.line(b)
        if a is None and site in there:
            fault("course", "停办的学校又开办", "A closed school opens again", year, str(b))
        elif a is not None and a not in line:
            fault(
                "course",
                "学校不能由此变成彼",
                "A school cannot turn from the one form to the other",
                year,
                f"{a} → {b}",
            )
        steps = line if a is None else line[: line.index(a)] if a in line else []
        built += float(county.building[steps].sum())
        for j in steps:
            if t < county.form.ready[j]:
                fault("ready", "未建成就启用", "A form is used before it can be built", year, str(j))
            if county.turns_away[j] and t < county.earliest[county.form.after[j]]:
                early.append(int(county.form.after[j]))
    if early:
        fault(
            "notice",
            "未满公告期就停办或改办",
            "A school closes or turns before its notice is over",
            year,
            str(early[:9]),
        )
    if built > county.budget[t] + CLOSE:
        got = f"{built:g} > {county.budget[t]:g}"
        fault("budget", "建设费超出当年预算", "Building exceeds the year's budget", year, got)
    return built + closed


def _decisions(county: County, is_open: Flags, fault: Fault) -> None:
    """A school decided to stay stays itself in every year; what is decided to open or close has, by the last."""
    last = is_open[-1]
    for j in np.flatnonzero(county.decided):
        if county.is_there[j]:
            itself = county.school == county.school[j]
            held = [bool(year.any()) for year in is_open[:, itself]]
            wrong = not all(held) if county.decided[j] == OPEN else held[-1]
        else:
            grown = any(j in county.form.line(int(k)) for k in np.flatnonzero(last))
            wrong = grown if county.decided[j] == CLOSED else not grown
        if wrong:
            fault("decided", "与锁定的决定不符", "A decided school is not as decided", str(int(j)))


def bound_of(county: County, prices: Prices) -> float:
    """The bound that prices prove, from the whole county: no way pruned, knapsacks by dynamic programming, every course tried."""
    years, m = county.year_count, county.school_count
    dear = np.where(np.isfinite(county.budget), np.maximum(0.0, prices.budgets), 0.0)
    net = np.empty((years, m))
    for t in range(years):
        gain = prices.places[t][:, None] - county.cost(t)
        boards, children = county.boards(t), county.children[t]
        for j in range(m):
            good = np.flatnonzero((gain[:, j] > 0) & (children <= county.capacity[t, j]))
            worth = most(gain[good, j], children[good], float(county.capacity[t, j]))
            if county.boarding is not None and boards[good, j].any():
                day, night = good[~boards[good, j]], good[boards[good, j]]
                parted = most(gain[day, j], children[day], float(county.capacity[t, j]))
                parted += most(gain[night, j], children[night], float(county.boarding.beds[t, j]))
                worth = min(worth, parted)
            net[t, j] = county.running[j] - worth
    money = sum(float(price) * float(room) for price, room in zip(dear, county.budget, strict=True) if price)
    return float(prices.places.sum()) - money + sum(_cheapest(county, net, 1.0 + dear, s) for s in _sites(county))


def _sites(county: County) -> list[Ints]:
    order = np.argsort(county.form.site, kind="stable")
    cuts = np.flatnonzero(np.diff(county.form.site[order])) + 1
    return np.split(order, cuts)


def _cheapest(county: County, net: Floats, dear: Floats, forms: Ints) -> float:
    """The least that one site's permitted courses cost; its forms, or -1 for none, are what it may be in a year."""
    there = next((int(j) for j in forms if county.is_there[j]), -1)
    states = [-1, *(int(j) for j in forms)]
    best = {state: (0.0 if state == there else np.inf) for state in states}
    for t in range(county.year_count):
        following = dict.fromkeys(states, np.inf)
        for b in states:
            for a, so_far in best.items():
                if np.isfinite(so_far):
                    step = _step(county, t, there, a, b, float(dear[t]))
                    following[b] = min(following[b], so_far + step + (0.0 if b < 0 else float(net[t, b])))
        best = following
    return min((cost for state, cost in best.items() if _may_end(county, there, forms, state)), default=np.inf)


def _step(county: County, t: int, there: int, a: int, b: int, dear: float) -> float:
    """What it costs a site to go from form a to form b in year t; infinite where it may not."""
    if a == b:
        return 0.0
    kept = there >= 0 and county.decided[there] == OPEN
    if b < 0:
        return np.inf if there < 0 or kept or t < county.earliest[a] else float(county.closing[a])
    line = county.form.line(b)
    if (a >= 0 and a not in line) or (a < 0 <= there):
        return np.inf
    steps = line if a < 0 else line[: line.index(a)]
    for j in steps:
        notice = t < county.earliest[county.form.after[j]] if county.turns_away[j] else False
        away = kept and county.school[j] != there
        if t < county.form.ready[j] or notice or away or (county.decided[j] == CLOSED and not county.is_there[j]):
            return np.inf
    return float(county.building[steps].sum()) * dear


def _may_end(county: County, there: int, forms: Ints, state: int) -> bool:
    line = county.form.line(state) if state >= 0 else []
    if there >= 0 and state >= 0 and county.decided[there] == CLOSED and county.school[state] == there:
        return False
    return all(int(j) in line for j in forms if county.decided[j] == OPEN and not county.is_there[j])
