"""What an indicator is: defined once, with no area in its id, over frozen tables.

An indicator is a measure, or a measure over another, times a constant. Computing it for an area, a school or a year is
the engine's work; a row of a page is an indicator with a place, a period and filters.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words

Level = Literal["city", "county", "town", "school"]
Direction = Literal["higher_better", "lower_better", "neutral"]
CATALOGUE_EDITION = "2020"  # of the national list that our own definitions stand beside
Expression = Callable[[Any], Any]  # an Ibis table in, an Ibis value out


@dataclass(frozen=True)
class Measure:
    """An aggregate over the rows of one frozen table: `value(t)` over the rows where `where(t)`.

    `lag_years` reads the return of so many years before (the entrants of nine years ago). `dated_by` names a date
    column of a stock by which a window or a year of flow narrows it (programmes still offered, by the day they began).
    A column that may be missing makes a figure unknown where no row knows it; rows that do not know it are left out of
    numerator and denominator alike. Test a column for null in `where` to say that null has a meaning. A count or sum over
    no rows is zero, unless `of_none` says that it is not applicable (persons, where none are registered). With `unknown`
    a formula that gives null over rows says by it that they do not tell (residents, where children alone are listed).
    """

    table: Table
    value: Expression
    where: Expression | None = None
    lag_years: int = 0
    dated_by: str | None = None
    of_none: Literal["zero", "nothing", "unknown"] = "zero"

    @property
    def date_column(self) -> str | None:
        """The date column by which rows fall into a window."""
        return self.dated_by or self.table.dated_by


@dataclass(frozen=True)
class Source:
    """Where a definition comes from: a document and, if known, its article; `verification` as in the standards."""

    document: Words
    article: str = ""
    verification: Literal["two_sources", "single_source", "memory", "derived"] = "memory"
    edition: str = ""  # the year of the document


@dataclass(frozen=True)
class Indicator:
    """One figure of the catalogue.

    The value is numerator ÷ denominator (or the numerator alone), a share from 0 to 1 when `unit` is "share", integer
    fen when it is "fen". `filters` are the columns by which a page row may narrow both measures (each must exist in
    the tables of both, unless the denominator is a population). `levels` says where it applies.
    """

    id: str
    term: Words
    unit: str
    definition: Words
    numerator: Measure
    office: str
    source: Source
    denominator: Measure | None = None
    multiplier: float = 1.0
    direction: Direction = "neutral"
    levels: tuple[Level, ...] = ("city", "county", "town", "school")
    filters: tuple[str, ...] = ()
    edition: str = ""  # that of its source, unless given
    version: int = 1
    uis_code: str = ""
    sdg4: str = ""
    edition_of: str = ""  # the id of the figure that this is another edition of
    since_edition: str = ""  # the first edition of the national list that has it, where that is known
    change: bool = False  # growth of the numerator between two years, as a share

    def __post_init__(self) -> None:
        if not self.edition:
            object.__setattr__(self, "edition", self.source.edition or CATALOGUE_EDITION)


@dataclass(frozen=True)
class Period:
    """When: one school year's return, or a window of days over which a flow is summed, or a change between two years.

    `Period(year=2023)`; `Period(first_on=date(2018, 1, 1), last_on=date(2024, 8, 31))`; `Period(year=2024, since=2020)`.
    """

    year: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    since: int | None = None


@dataclass(frozen=True)
class Asked:
    """One question to the catalogue: an indicator at a place, over a period, narrowed by filters."""

    indicator_id: str
    place_code: str
    period: Period
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
