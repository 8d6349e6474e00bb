# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""The courses that a site may take over the years: which form it stands in, when it grows, turns, closes or opens."""

from dataclasses import dataclass

import numpy as np

from xuezheng.engine.kernels import kernel
from xuezheng.layout.problem.county import CLOSED, OPEN, County, Flags
from xuezheng.layout.problem.location import Floats, Ints, Marks

NOTHING = -1


@dataclass(frozen=True, eq=False)
class Courses:
    """What decisions, notice and readiness leave of a county's forms (m) and sites (S)."""

    root: Ints  # S: the form that is there now, -1 where none is
    first: Ints  # S: the form by which an empty site opens, -1 where one is there
    enter: Ints  # m: first year of entering
    leave: Ints  # S: first year of closing, beyond all years where it may not close
    is_barred: Flags  # m: never
    may_end: Flags  # m: the last year may find the site so
    may_be_bare: Flags  # S: the last year may find the site closed or empty

    @property
    def site_count(self) -> int:
        return int(self.root.size)


def courses_of(county: County) -> Courses:
    form, decided = county.form, county.decided
    sites, m, never = int(form.site.max(initial=-1)) + 1, county.school_count, county.year_count + 1
    root, first = np.full(sites, NOTHING, dtype=np.int64), np.full(sites, NOTHING, dtype=np.int64)
    root[form.site[county.is_there]] = np.flatnonzero(county.is_there)
    opening = np.flatnonzero((form.after < 0) & ~county.is_there)
    first[form.site[opening]] = opening
    leave = np.where(root >= 0, county.earliest[root], never)
    kept = (root >= 0) & (decided[root] == OPEN)
    leave[kept] = never
    barred = (decided == CLOSED) & ~county.is_there
    barred |= kept[form.site] & (county.school != root[form.site])
    may_end = ~barred
    gone = (root >= 0) & (decided[root] == CLOSED)
    may_end &= ~(gone[form.site] & (county.school == root[form.site]))
    may_be_bare = ~kept
    for j in np.flatnonzero((decided == OPEN) & ~county.is_there):
        may_be_bare[form.site[j]] = False
        grown = np.array([j in form.line(int(k)) for k in np.flatnonzero(form.site == form.site[j])])
        may_end[np.flatnonzero(form.site == form.site[j])[~grown]] = False
    for j in form.order:  # what grows from a barred form is barred
        if form.after[j] >= 0 and barred[form.after[j]]:
            barred[j] = True
    assert m == barred.size
    return Courses(root, first, county.enter, leave, barred, may_end & ~barred, may_be_bare)


@kernel
def best_courses(
    net: Floats, dear: Floats, building: Floats, closing: Floats, site: Ints, after: Ints, order: Ints, root: Ints,
    enter: Ints, leave: Ints, is_barred: Marks, may_end: Marks, may_be_bare: Marks, price: Floats, chosen: Marks, spend: Floats,
) -> None:  # fmt: skip
    """Each site's cheapest course (S) for net costs of standing in a form (T × m), building being `dear` (T) times as dear;
    what is open by it (T × m), and what it spends on building in each year (T). A shortest path through years and forms."""
    years, m = net.shape
    sites = root.size
    stand, bare = np.full((years + 1, m), np.inf), np.full((years + 1, sites), np.inf)
    came, fell = np.full((years + 1, m), -2, dtype=np.int64), np.full((years + 1, sites), -2, dtype=np.int64)
    for s in range(sites):
        if root[s] >= 0:
            stand[0, root[s]] = 0.0
        else:
            bare[0, s] = 0.0
    arrive = np.empty(m)
    for t in range(years):
        for s in range(sites):
            bare[t + 1, s] = bare[t, s]
            fell[t + 1, s] = -1
        for j in range(m):
            s = site[j]
            if t >= leave[s] and root[s] >= 0 and stand[t, j] + closing[j] < bare[t + 1, s]:
                bare[t + 1, s] = stand[t, j] + closing[j]
                fell[t + 1, s] = j
        for k in range(m):
            j = order[k]
            arrive[j] = stand[t, j]
            came[t + 1, j] = j
            if is_barred[j] or t < enter[j]:
                pass
            elif after[j] >= 0:
                way = arrive[after[j]] + building[j] * dear[t]
                if way < arrive[j]:
                    arrive[j] = way
                    came[t + 1, j] = came[t + 1, after[j]]
            elif root[site[j]] < 0:
                way = bare[t, site[j]] + building[j] * dear[t]
                if way < arrive[j]:
                    arrive[j] = way
                    came[t + 1, j] = -1
            stand[t + 1, j] = arrive[j] + net[t, j]
    last = np.full(sites, -1, dtype=np.int64)
    for s in range(sites):
        price[s] = bare[years, s] if may_be_bare[s] else np.inf
    for j in range(m):
        if may_end[j] and stand[years, j] < price[site[j]]:
            price[site[j]] = stand[years, j]
            last[site[j]] = j
    chosen[:] = 0
    spend[:] = 0.0
    for s in range(sites):
        j = last[s]
        for t in range(years, 0, -1):
            if j >= 0:
                chosen[t - 1, j] = 1
                before = came[t, j]
                k = j
                while k != before and k >= 0:
                    spend[t - 1] += building[k]
                    k = after[k]
                j = before
            else:
                j = fell[t, s]


def forms_by_site(form_site: Ints, is_open: Flags, sites: int) -> Ints:
    """S: the form that is open on each site, -1 where none is."""
    found = np.full(sites, NOTHING, dtype=np.int64)
    opened = np.flatnonzero(is_open)
    found[form_site[opened]] = opened
    return found


def permitted(county: County, courses: Courses, t: int, before: Ints | None, later: Ints | None) -> tuple[Flags, Flags]:
    """The forms that year t may find (m), and the sites that must be open (S), by the forms of the years beside it (S)."""
    form = county.form
    start = courses.root if before is None else before
    was_there = courses.root >= 0
    allowed = np.zeros(county.school_count, dtype=bool)
    # A year that follows directly may enter in that year only; a start that lies further back, at any time until then.
    for j in form.order:
        s, above = form.site[j], form.after[j]
        if courses.is_barred[j]:
            continue
        if j == start[s]:
            allowed[j] = True
        elif t >= courses.enter[j]:
            allowed[j] = allowed[above] if above >= 0 else (start[s] < 0 and not was_there[s])
    must = (start >= 0) & (~was_there | (t < courses.leave))
    if later is None:
        if t == county.year_count - 1:
            allowed &= courses.may_end
            must |= ~courses.may_be_bare
        return allowed, must
    on_way = np.zeros(county.school_count, dtype=bool)
    for j in later[later >= 0]:
        on_way[form.line(int(j))] = True
    allowed &= np.where((later >= 0)[form.site], on_way, was_there[form.site])
    must |= was_there & (later >= 0)
    return allowed, must
