"""The seam: what an office declares to the return and the catalogue.

Each office's `collect.py` names its collectors, its `figures.py` its indicators; `web/offices.py` lists every office by
hand. Nothing low imports anything high, nothing is found by string.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from xuezheng.engine.figures import Indicator
from xuezheng.engine.tables import Table
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class ReturnScope:
    """What one return covers: a city and a school year."""

    city_code: str
    year: SchoolYear


Collector = Callable[[ReturnScope], pl.DataFrame]
Held = Callable[[ReturnScope], bool]


@dataclass(frozen=True)
class Collected:
    """How a frozen table comes to be: its rows, and whether none of them means zero.

    `is_held` says whether the city keeps the register at all (it ever held a row): then a year without rows counts zero.
    Without `is_held` the table is reported year by year, and a year without rows was not reported. What is not held or
    not reported is left out of the return, so that its figures are unknown.
    """

    table: Table
    collect: Collector
    is_held: Held | None = None


CheckKind = Literal["row", "between", "last_year", "neighbours"]


@dataclass(frozen=True)
class Check:
    """A validation rule of the return: `broken` gives the rows that break it (empty when all is well).

    `tables` are the frozen tables it reads; `broken` gets them by name and returns a frame of key columns plus what is
    needed to understand the row. A rule between tables reads several. `last_tables` are those it also reads as frozen
    for the year before, under `last_year(table)`; without a frozen return of that year the rule is not asked.
    `kind` says what is set beside what. One that `looks_beyond` needs the rows of other institutions too, so it cannot be
    asked of one school's rows alone.
    """

    name: str
    sentence: Words
    tables: tuple[Table, ...]
    broken: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
    severity: str = "error"  # an error stops the freeze, a warning is listed
    cure: Words | None = None
    last_tables: tuple[Table, ...] = ()
    kind: CheckKind = "between"
    looks_beyond: bool = False
    why: Words | None = None  # what goes wrong where the rule is broken


def last_year(table: Table) -> str:
    """Under which name a check finds a table of the year before."""
    return f"{table.name}@last_year"


@dataclass(frozen=True)
class Office:
    """What an office gives to the whole."""

    name: str
    title: Words
    collectors: Mapping[str, Collected] = field(default_factory=dict[str, Collected])
    indicators: tuple[Indicator, ...] = ()
    checks: tuple[Check, ...] = ()


def collectors(*declared_tables: tuple[Table, Collector] | tuple[Table, Collector, Held]) -> dict[str, Collected]:
    """Collectors by table name; the same name twice is an error."""
    by_name = {table.name: Collected(table, collect, *held) for table, collect, *held in declared_tables}
    if len(by_name) != len(declared_tables):
        raise ValueError("An office declares each frozen table once.")
    return by_name


_declared: list[Office] = []


def declare(offices: tuple[Office, ...]) -> None:
    """Make the list of offices known to what stands below `web`: called once, by `web/apps.py` at start."""
    _declared[:] = offices


def declared() -> tuple[Office, ...]:
    """Every office, in the order of `web/offices.py`.

    Raises RuntimeError before the site is set up (`django.setup()`).
    """
    if not _declared:
        raise RuntimeError("No office is declared yet: call django.setup() first.")
    return tuple(_declared)
