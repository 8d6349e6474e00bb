"""Layouts of a county: what cannot be is named, plans are checked anew, and one change is tried at once."""

from dataclasses import dataclass

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.plan.shortage import shortages
from xuezheng.layout.problem.county import CLOSED, OPEN, County, Flags, Layout, cost_of_layout
from xuezheng.layout.problem.location import Ints

TOLD = 20


def unsound(county: County) -> list[Problem]:
    """Why no plan can exist, or what must be looked at first; where, how many, and what would cure it."""
    found: list[Problem] = []
    no_room = np.flatnonzero(county.is_there & (county.capacity.max(axis=0) <= 0))
    if no_room.size:
        found.append(
            Problem(
                "layout.county.no_room",
                Words(f"{no_room.size} 所学校容量为零", f"{no_room.size} schools have no seats"),
                which=str(no_room[:TOLD].tolist()),
                cure=Words(
                    "补上教室与学位数；确无学位的按停办处理。",
                    "Give their rooms and seats; one that has none counts as closed.",
                ),
            )
        )
    unplaced = np.flatnonzero(~np.isfinite(county.minutes).any(axis=1))
    if unplaced.size:
        found.append(
            Problem(
                "layout.county.unplaced",
                Words(
                    f"{unplaced.size} 个村没有坐标或没有路",
                    f"{unplaced.size} villages have no coordinates, or no way to any school",
                ),
                which=str(unplaced[:TOLD].tolist()),
                cure=Words(
                    "补上坐标，或补上路网缺失的路段。", "Give coordinates, or the missing links of the road network."
                ),
            )
        )
    for t in range(county.year_count):
        found += shortages(county, t)
    return found


def kept_for_reach(county: County) -> dict[int, Ints]:
    """Schools that no plan may close, each with the villages that have no other within their limit (the rule of small schools)."""
    within = (county.minutes <= county.limit[:, None]) & (county.decided != CLOSED)[None, :]
    single = np.flatnonzero(within.sum(axis=1) == 1)
    only = within[single].argmax(axis=1)
    return {int(j): single[only == j] for j in np.unique(only)}


def faults(county: County, plan: Layout) -> list[Problem]:
    """All that is wrong with a plan, every sum taken anew."""
    found: list[Problem] = []

    def fault(rule: str, zh: str, en: str, which: str = "", got: str = "") -> None:
        found.append(Problem(f"layout.plan.{rule}", Words(zh, en), which=which, got=got))

    before = county.is_there
    for t in range(county.year_count):
        now, school_of = plan.is_open[t], plan.school_of[t]
        year = f"year {t}"
        if (school_of < 0).any() or not now[school_of].all():
            fault("served", "有村没有开办的学校", "A village has no open school", year)
            continue
        ways = county.minutes[np.arange(county.village_count), school_of]
        if (ways > county.limit).any():
            fault(
                "reach",
                "有村超出路程限制",
                "A village is beyond its limit",
                year,
                str(np.flatnonzero(ways > county.limit)[:9]),
            )
        load = np.bincount(school_of, weights=county.children[t], minlength=county.school_count)
        if (load > county.capacity[t] + 1e-6).any():
            fault(
                "overfull",
                "有学校超员",
                "A school is overfull",
                year,
                str(np.flatnonzero(load > county.capacity[t] + 1e-6)[:9]),
            )
        if (county.is_there & ~before & now).any() or (~county.is_there & before & ~now).any():
            fault("course", "停办的学校又开办，或新校又停办", "A closed school opens again, or a new one closes", year)
        early = county.is_there & ~now & (t < county.earliest)
        if early.any():
            fault(
                "notice",
                "未满公告期就停办",
                "A school closes before its notice is over",
                year,
                str(np.flatnonzero(early)[:9]),
            )
        if float(county.building[now & ~before].sum()) > county.budget[t] + 1e-6:
            fault("budget", "建设费超出当年预算", "Building exceeds the year's budget", year)
        before = now
    last = plan.is_open[-1]
    if (last & (county.decided == CLOSED)).any() or (~last & (county.decided == OPEN)).any():
        fault("decided", "与锁定的决定不符", "A decided school is not as decided")
    if not found:
        total = cost_of_layout(county, plan.is_open, plan.school_of)
        if not abs(total - plan.objective) <= 1e-6 * max(1.0, abs(total)):
            fault(
                "objective",
                "目标值与重新计算的不符",
                "The objective is not what the plan costs",
                got=f"{plan.objective} / {total}",
            )
        if plan.bound > total + 1e-6 * max(1.0, abs(total)):
            fault("bound", "下界高于方案", "The bound is above the plan", got=f"{plan.bound} > {total}")
    return found


@dataclass(frozen=True, eq=False)
class Consequence:
    """What one change brings in one year: who moves where, how far, what it costs, and who has no seat."""

    villages: Ints  # those that move
    school_before: Ints
    school_after: Ints  # -1: no open school within the limit
    children: float
    minutes_before: float  # mean of the children who move
    minutes_after: float
    cost: float  # change of the year's cost
    without_seat: float  # children above the seats of overfull schools, or beyond every limit
    overfull: Ints


def what_if(
    county: County, plan: Layout, t: int, *, close: tuple[int, ...] = (), open_: tuple[int, ...] = ()
) -> Consequence:
    """Close or open schools in year t of a plan, all else standing: the children of a closed school go where they cost least,
    others make room only where that saves. Meant for a map: within a second for a county."""
    from xuezheng.layout.solver.trial import tried

    is_open: Flags = plan.is_open[t].copy()
    is_open[list(close)] = False
    is_open[list(open_)] = True
    before = plan.school_of[t]
    after = tried(county, t, is_open, before)
    moved = np.flatnonzero(after != before)
    children, old, new = county.children[t][moved], before[moved], after[moved]
    served = new >= 0
    load = np.bincount(after[after >= 0], weights=county.children[t][after >= 0], minlength=county.school_count)
    excess = np.maximum(0.0, load - county.capacity[t])
    weight = max(1e-9, float(children[served].sum()))
    cost = county.cost(t)
    change = float((cost[moved[served], new[served]] - cost[moved[served], old[served]]).sum())
    change += float(county.running[is_open].sum() - county.running[plan.is_open[t]].sum())
    change += float(county.building[list(open_)].sum() + county.closing[list(close)].sum())
    return Consequence(
        moved,
        old,
        new,
        float(children.sum()),
        float((children[served] * county.minutes[moved[served], old[served]]).sum() / weight),
        float((children[served] * county.minutes[moved[served], new[served]]).sum() / weight),
        change,
        float(excess.sum() + children[~served].sum()),
        np.flatnonzero(excess > 1e-9),
    )
