"""What may become of a school besides staying and closing: growing, a boarding house, another stage; each one more form.

A county begins with columns that are schools and sites; each option adds a column. Options of one school may be had together
only where one grows from the other (`of` may name a form that an earlier option made).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuezheng.layout.problem.county import Boarding, County, Forms
from xuezheng.layout.problem.location import FREE, Floats


@dataclass(frozen=True, eq=False)
class Option:
    """A form that form `of` may grow into: what is added to seats and beds, what it costs once and more each year.

    `minutes` (n) is given where the form serves other villages than before: a school turned to another stage, whose `seats`
    then count alone. `ready` is the first year by which it can be built.
    """

    of: int
    cost: float
    seats: float = 0.0
    beds: float = 0.0
    running: float = 0.0
    ready: int = 0
    minutes: Floats | None = None


def with_options(county: County, options: Sequence[Option], boarding: Boarding | None = None) -> County:
    """The county with a column more for each option, in their order; `boarding` counts beds of the columns there now.

    Raises ValueError where an option names a form that is not there yet, adds nothing, or adds beds without `boarding`.
    """
    boarding = boarding or county.boarding
    given = county.form
    columns = _Columns(county, boarding)
    site, after, ready = given.site.tolist(), given.after.tolist(), given.ready.tolist()
    for k, option in enumerate(options):
        if not 0 <= option.of < len(site):
            raise ValueError(f"Option {k} grows from form {option.of}; there are {len(site)} forms before it.")
        if option.beds and boarding is None:
            raise ValueError(f"Option {k} adds beds; say who may board, how far, at what cost.")
        if option.minutes is None and not (option.seats or option.beds or option.running):
            raise ValueError(
                f"Option {k} adds neither seats nor beds, costs no other sum, and turns to no other stage."
            )
        site.append(site[option.of])
        after.append(option.of)
        ready.append(option.ready)
        columns.add(option)
    forms = Forms(*(np.array(part, dtype=np.int64) for part in (site, after, ready)))
    return columns.county(forms)


class _Columns:
    """The columns of a county while they are added to."""

    def __init__(self, county: County, boarding: Boarding | None) -> None:
        self.before, self.boarding = county, boarding
        m = county.school_count
        self.minutes = list(county.minutes.T)
        self.capacity = list(county.capacity.T)
        self.beds = list(boarding.beds.T) if boarding is not None else [np.zeros(county.year_count)] * m
        self.running, self.closing = county.running.tolist(), county.closing.tolist()
        self.earliest, self.building = county.earliest.tolist(), county.building.tolist()

    def add(self, option: Option) -> None:
        of, turned = option.of, option.minutes is not None
        self.minutes.append(self.minutes[of] if option.minutes is None else option.minutes)
        seats = np.full(self.before.year_count, option.seats)
        self.capacity.append(seats if turned else self.capacity[of] + seats)
        self.beds.append(self.beds[of] + option.beds)
        self.running.append(self.running[of] + option.running)
        self.closing.append(self.closing[of])
        self.earliest.append(self.earliest[of])
        self.building.append(option.cost)

    def county(self, forms: Forms) -> County:
        more = len(self.running) - self.before.school_count
        boarding = self.boarding
        if boarding is not None:
            boarding = replace(boarding, beds=np.array(self.beds).T.copy())
        return replace(
            self.before,
            minutes=np.array(self.minutes).T.copy(),
            capacity=np.array(self.capacity).T.copy(),
            running=np.array(self.running),
            building=np.array(self.building),
            closing=np.array(self.closing),
            is_there=np.concatenate([self.before.is_there, np.zeros(more, dtype=np.bool_)]),
            decided=np.concatenate([self.before.decided, np.full(more, FREE, dtype=np.int8)]),
            earliest=np.array(self.earliest),
            forms=forms,
            boarding=boarding,
        )


def together(first: County, second: County) -> County:
    """Two stages of one county in one plan, so that a school may turn from one to the other; money and years are shared.

    The second's columns and villages follow the first's; the first's budgets and weights stand.
    """
    n, k = first.village_count, second.village_count
    m, o = first.school_count, second.school_count
    a, b = first.form, second.form
    minutes = np.full((n + k, m + o), np.inf)
    minutes[:n, :m], minutes[n:, m:] = first.minutes, second.minutes

    def both(of: str, axis: int = 0) -> Floats:
        return np.concatenate([getattr(first, of), getattr(second, of)], axis=axis)

    boarding = None
    if first.boarding is not None or second.boarding is not None:
        one, two = (c.boarding or nobody(c) for c in (first, second))
        boarding = Boarding(
            np.concatenate([one.beds, two.beds], axis=1), np.concatenate([one.may_board, two.may_board]),
            max(one.limit, two.limit), max(one.cost, two.cost),
        )  # fmt: skip
    return replace(
        first, children=both("children", 1), minutes=minutes, limit=both("limit"), capacity=both("capacity", 1),
        running=both("running"), building=both("building"), closing=both("closing"),
        is_there=np.concatenate([first.is_there, second.is_there]), decided=np.concatenate([first.decided, second.decided]),
        earliest=np.concatenate([first.earliest, second.earliest]),
        present=np.concatenate([first.present, np.where(second.present >= 0, second.present + m, -1)]),
        forms=Forms(
            np.concatenate([a.site, b.site + int(a.site.max(initial=-1)) + 1]),
            np.concatenate([a.after, np.where(b.after >= 0, b.after + m, -1)]), np.concatenate([a.ready, b.ready]),
        ),
        boarding=boarding,
    )  # fmt: skip


def nobody(county: County) -> Boarding:
    """A county where nobody boards."""
    none = np.zeros(county.village_count, dtype=np.bool_)
    return Boarding(np.zeros(county.capacity.shape), none, 0.0, 0.0)
