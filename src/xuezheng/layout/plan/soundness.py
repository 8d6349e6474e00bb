# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
"""What no plan can serve, said before anything is computed: where, how many, and what would cure it."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.problem.location import CLOSED, OPEN, Location

TOLD = 20


def unsound(problem: Location, where: str = "") -> list[Problem]:
    """Every reason why no answer can exist that is plain to see."""
    return [*_signs(problem, where), *_counts(problem, where), *_reach(problem, where), *_room(problem, where)]


def refuse_unsound(problem: Location, where: str = "") -> None:
    if found := unsound(problem, where):
        raise Refused(found)


def _signs(problem: Location, where: str) -> list[Problem]:
    found: list[Problem] = []
    finite = np.where(np.isfinite(problem.cost), problem.cost, 0.0)
    for values, rule, zh, en in (
        (finite, "layout.cost", "距离或费用不得为负", "Distances and costs must not be negative"),
        (problem.weight, "layout.weight", "需求不得为负", "Weights must not be negative"),
        (problem.capacity, "layout.capacity", "容量不得为负", "Capacities must not be negative"),
    ):
        if (values < 0).any():
            at = np.argwhere(values < 0)[0]
            found.append(
                Problem(rule, Words(zh, en), which=str((at + 1).tolist()), where=where, got=str(values[tuple(at)]))
            )
    return found


def _counts(problem: Location, where: str) -> list[Problem]:
    p, m = problem.open_count, problem.site_count
    forced, possible = int((problem.status == OPEN).sum()), int((problem.status != CLOSED).sum())
    if p is not None and not forced <= p <= possible:
        what = Words(
            f"须开办 {p} 处，可选 {possible} 处，已定 {forced} 处",
            f"{p} sites must open, of {possible}, {forced} decided",
        )
        return [Problem("layout.open_count", what, where=where, got=f"p = {p}, m = {m}")]
    return []


def _reach(problem: Location, where: str) -> list[Problem]:
    """Demands that no site can serve; and a network in more pieces than sites to open."""
    fits = (
        np.isfinite(problem.cost) & (problem.weight[:, None] <= problem.capacity[None, :]) & (problem.status != CLOSED)
    )
    alone = np.flatnonzero(~fits.any(axis=1))
    if alone.size:
        what = Words(f"{alone.size} 个需求点在任何可用学校都放不下", f"{alone.size} demands fit into no usable site")
        cure = Words(
            "增加容量、放宽距离或拆分需求点；容量为零的学校不能接收。",
            "Add capacity, widen the reach, or split the demand; a site of no capacity takes nobody.",
        )
        got = f"{problem.weight[alone].sum():g} / max {problem.capacity.max(initial=0):g}"
        return [
            Problem("layout.unserved", what, which=str((alone[:TOLD] + 1).tolist()), where=where, got=got, cure=cure)
        ]
    if problem.open_count is not None and not np.isfinite(problem.cost).all():
        n, m = problem.cost.shape
        rows, columns = np.nonzero(np.isfinite(problem.cost))
        joined = csr_array((np.ones(rows.size), (rows, n + columns)), shape=(n + m, n + m))
        pieces, label = connected_components(joined, directed=False)
        needed = np.unique(label[:n]).size
        if needed > problem.open_count:
            small = np.bincount(label[:n], minlength=pieces)
            isle = np.flatnonzero(label[:n] == int(np.argmin(np.where(small > 0, small, n + 1))))
            what = Words(
                f"路网分成 {needed} 片，互不相通", f"The network is in {needed} pieces without a way between them"
            )
            cure = Words(
                "补上缺失的路段，或至少每片开办一处。",
                "Add the missing links, or open at least one site in each piece.",
            )
            return [
                Problem(
                    "layout.islands",
                    what,
                    which=str((isle[:TOLD] + 1).tolist()),
                    where=where,
                    got=f"p = {problem.open_count}",
                    cure=cure,
                )
            ]
    return []


def _room(problem: Location, where: str) -> list[Problem]:
    """More weight than places in the largest choice of sites."""
    if not problem.is_capacitated:
        return []
    usable = np.where(problem.status == CLOSED, 0.0, problem.capacity)
    room = np.sort(usable)[::-1][: problem.open_count].sum()
    total = problem.weight.sum()
    if total <= room:
        return []
    what = Words(f"学位不足 {total - room:g} 个", f"{total - room:g} places are missing")
    cure = Words("扩建、新建或多开办几处。", "Extend, build, or open more sites.")
    return [Problem("layout.room", what, where=where, got=f"{total:g} > {room:g}", cure=cure)]
