# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""More children than seats within reach: which villages, how many children, and which schools would have to grow.

Whether all children find a seat within their limit, villages divided at will, is a flow; where it falls short, the least cut
names the villages and the schools that are full around them (Hall 1935; Ford and Fulkerson 1956).
"""

from collections.abc import Sequence

import numpy as np

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.problem.county import CLOSED, County
from xuezheng.layout.problem.location import Ints

TOLD = 20


def told(which: Ints, names: Sequence[str]) -> str:
    """Some of those meant: by name, or by number where nobody gave names."""
    some: list[int] = which[:TOLD].tolist()
    return "、".join(str(names[k]) for k in some) if names else str(some)


def shortages(county: County, t: int, villages: Sequence[str] = (), schools: Sequence[str] = ()) -> list[Problem]:
    """At most one problem: all villages of year t that lack seats, told together, by their names where they are given.

    A site counts once, with the most seats that any of its forms may have.
    """
    from scipy.sparse import csr_array  # the website starts without
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    site = county.form.site
    usable = (county.decided != CLOSED) & (county.enter <= t)
    n, m = county.village_count, int(site.max(initial=-1)) + 1
    children = np.ceil(county.children[t]).astype(np.int32)
    seats = np.zeros(m, dtype=np.int32)
    np.maximum.at(seats, site, np.where(usable, np.floor(county.capacity[t]), 0).astype(np.int32))
    reached = np.zeros((n, m), dtype=bool)
    village, column = np.nonzero(np.isfinite(county.cost(t)) & usable[None, :])
    reached[village, site[column]] = True
    village, school = np.nonzero(reached)
    first = np.full(m, -1, dtype=np.int64)
    first[site[::-1]] = np.arange(site.size)[::-1]  # the form that a site began in
    source, sink = n + m, n + m + 1
    rows = np.concatenate([np.full(n, source), village, n + np.arange(m)])
    columns = np.concatenate([np.arange(n), n + school, np.full(m, sink)])
    room = np.concatenate([children, children[village], seats])
    graph = csr_array((room, (rows, columns)), shape=(n + m + 2, n + m + 2))
    flow = maximum_flow(graph, source, sink)
    missing = int(children.sum() - flow.flow_value)
    if missing == 0:
        return []
    left = csr_array(graph - flow.flow)
    left.data = (left.data > 0).astype(np.int32)
    left.eliminate_zeros()
    seen = breadth_first_order(left, source, return_predecessors=False)
    short, full = np.sort(seen[seen < n]), np.sort(seen[(seen >= n) & (seen < n + m)] - n)
    listed = told(first[full], schools)
    what = Words(
        f"第 {t + 1} 年有 {short.size} 个村的 {int(children[short].sum())} 名儿童，路程限制内只有 {int(seats[full].sum())} 个学位，缺 {missing} 个",
        f"In year {t + 1} the {int(children[short].sum())} children of {short.size} villages have {int(seats[full].sum())} seats "
        f"within their limit: {missing} are missing",
    )
    if full.size:
        cure = Words(
            f"在学校 {listed} 扩建 {missing} 个学位，或在其旁新建，或放宽路程（寄宿、校车）。",
            f"Add {missing} seats at schools {listed}, build beside them, or widen the limit (boarding, buses).",
        )
    else:
        cure = Words(
            "在附近开办学校，或放宽路程（寄宿、校车）。", "Open a school nearby, or widen the limit (boarding, buses)."
        )
    return [Problem("layout.county.shortage", what, which=told(short, villages), cure=cure)]
