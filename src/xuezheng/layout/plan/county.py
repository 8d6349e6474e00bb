"""Layouts of a county: what cannot be is named before anything is solved, and one change is tried at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.plan.county_check import faults
from xuezheng.layout.plan.shortage import shortages, told
from xuezheng.layout.problem.county import CLOSED, County, Flags, Layout, spent
from xuezheng.layout.problem.location import Ints


def unsound(county: County, villages: Sequence[str] = (), schools: Sequence[str] = ()) -> list[Problem]:
    """Why no plan can exist, or what must be looked at first; where, how many, and what would cure it. Names, where given."""
    found: list[Problem] = []
    no_room = np.flatnonzero(county.is_there & (county.capacity.max(axis=0) <= 0))
    if no_room.size:
        found.append(
            Problem(
                "layout.county.no_room",
                Words(f"{no_room.size} 所学校容量为零", f"{no_room.size} schools have no seats"),
                which=told(no_room, schools),
                cure=Words(
                    "补上教室与学位数；确无学位的按停办处理。",
                    "Give their rooms and seats; one that has none counts as closed.",
                ),
            )
        )
    found += _without_school(county, villages)
    unplaced = np.flatnonzero(~np.isfinite(county.minutes).any(axis=1))
    if unplaced.size:
        found.append(
            Problem(
                "layout.county.unplaced",
                Words(
                    f"{unplaced.size} 个村没有坐标或没有路",
                    f"{unplaced.size} villages have no coordinates, or no way to any school",
                ),
                which=told(unplaced, villages),
                cure=Words(
                    "补上坐标，或补上路网缺失的路段。", "Give coordinates, or the missing links of the road network."
                ),
            )
        )
    for t in range(county.year_count):
        found += shortages(county, t, villages, schools)
    return found


def _without_school(county: County, villages: Sequence[str]) -> list[Problem]:
    """Villages with a way to some school, but to none within their limit, by day or as boarders."""
    possible = (county.decided != CLOSED)[None, :]
    within = (county.minutes <= county.limit[:, None]) & possible
    for t in range(county.year_count):
        within |= county.boards(t) & possible
    beyond = np.flatnonzero(~within.any(axis=1) & np.isfinite(county.minutes).any(axis=1))
    if beyond.size == 0:
        return []
    nearest = np.where(possible, county.minutes, np.inf).min(axis=1)[beyond]
    what = Words(
        f"{beyond.size} 个村（{int(county.children[0][beyond].sum())} 名儿童）在路程限制内没有学校，最近的要 {nearest.min():.0f}–{nearest.max():.0f} 分钟",
        f"{beyond.size} villages ({int(county.children[0][beyond].sum())} children) have no school within their limit; the nearest "
        f"take {nearest.min():.0f} to {nearest.max():.0f} minutes",
    )
    cure = Words(
        "恢复或新建学校，开校车，或（四年级以上）寄宿；暂按最近的学校计划时放宽这些村的限制。",
        "Restore or build a school, run a bus, or board (from grade 4); to plan meanwhile, widen the limit of these villages.",
    )
    return [Problem("layout.county.beyond", what, which=told(beyond, villages), cure=cure)]


def reached(county: County) -> County:
    """The county with the limit of villages that have no school within it widened to the nearest school or site."""
    possible = (county.decided != CLOSED)[None, :]
    ways = np.where(possible, county.minutes, np.inf)
    within = ways <= county.limit[:, None]
    for t in range(county.year_count):
        within |= county.boards(t) & possible
    beyond = ~within.any(axis=1) & np.isfinite(ways).any(axis=1)
    return replace(county, limit=np.where(beyond, ways.min(axis=1), county.limit)) if beyond.any() else county


def kept_for_reach(county: County) -> dict[int, Ints]:
    """Schools that no plan may close, each with the villages that have no other within their limit (the rule of small schools)."""
    possible = county.decided != CLOSED
    within = (county.minutes <= county.limit[:, None]) & possible[None, :]
    for t in range(county.year_count):
        within |= county.boards(t) & possible[None, :]
    school = county.school  # forms of one school count once
    first = np.unique(school)
    by_school = np.stack([within[:, school == j].any(axis=1) for j in first], axis=1)
    single = np.flatnonzero(by_school.sum(axis=1) == 1)
    only = first[by_school[single].argmax(axis=1)]
    return {int(j): single[only == j] for j in np.unique(only)}


__all__ = ["Consequence", "faults", "kept_for_reach", "reached", "unsound", "what_if"]


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
    is_open[np.isin(county.form.site, county.form.site[list(open_)])] = False  # of forms of one site the new one stands
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
    change += sum(spent(county, plan.is_open[t], is_open))
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
