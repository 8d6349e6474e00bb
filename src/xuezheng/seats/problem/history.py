"""Counts of children by year, area and grade, and the births they came from. Arrays, and nothing that knows a file.

Missing is not zero: NaN means that a count was not reported (or the area was not there), 0 that nobody was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade: its name and stage, the grade it is promoted from, and how old its children's births are.

    A grade without `comes_from` is entered from births `birth_lag` years before. One that `is_entry` of a stage is
    entered elsewhere than the grade below was taught (a junior school serves several townships), so that its size is
    forecast for the county and shared out to areas; other grades progress within their area.
    """

    name: str
    stage: str
    comes_from: int | None = None
    birth_lag: int = 0
    is_entry: bool = False


@dataclass(frozen=True)
class Cohorts:
    """Children born in each year, by county and, where known, by area. NaN where nobody counted them.

    `years` (Tb,) consecutive; `counties` (Tb, C); `areas` (Tb, A) or None.
    """

    years: Whole
    counties: Floats
    areas: Floats | None = None

    def upto(self, year: int) -> "Cohorts":
        """What was known at the end of a year."""
        keep = self.years <= year
        return Cohorts(self.years[keep], self.counties[keep], None if self.areas is None else self.areas[keep])


@dataclass(frozen=True)
class History:
    """What was counted. `counts` (T, A, G) by year, area and grade; `county_of` (A,) gives each area's row in `counties`.

    `set_aside` lists years whose counts are not like the others (they are NaN in `counts`); `estimated` (T, A) marks areas
    that were not counted in a year between others, whose counts stand for themselves as promoted from the year before.
    """

    years: Whole
    areas: tuple[str, ...]
    county_of: Whole
    counties: tuple[str, ...]
    grades: tuple[Grade, ...]
    counts: Floats
    births: Cohorts
    set_aside: tuple[int, ...] = ()
    estimated: Flags | None = None

    def upto(self, year: int) -> "History":
        """The history as it stood when `year` was counted: nothing later, births of that year included."""
        keep = self.years <= year
        left = tuple(y for y in self.set_aside if y <= year)
        return replace(
            self,
            years=self.years[keep],
            counts=self.counts[keep],
            births=self.births.upto(year),
            set_aside=left,
            estimated=None if self.estimated is None else self.estimated[keep],
        )

    def index(self, year: int) -> int:
        return int(year - self.years[0])

    def at(self, year: int) -> Floats:
        """The counts (A, G) of a year."""
        return self.counts[self.index(year)]

    @cached_property
    def present(self) -> Flags:
        """(T, A) whether an area was counted in a year."""
        return np.asarray(~np.isnan(self.counts).all(axis=2), dtype=np.bool_)

    @cached_property
    def seen(self) -> Floats:
        """(T, A, G) the counts without those that are estimated."""
        return self.counts if self.estimated is None else np.where(self.estimated[:, :, None], np.nan, self.counts)

    @cached_property
    def is_counted(self) -> Flags:
        """(T,) whether the year was counted at all."""
        return np.asarray(self.present.any(axis=1), dtype=np.bool_)

    @cached_property
    def gathering(self) -> Floats:
        """(C, A) ones where an area lies in a county."""
        return (np.arange(len(self.counties))[:, None] == self.county_of[None, :]).astype(np.float64)

    @cached_property
    def by_county(self) -> Floats:
        """(T, C, G) sums over areas; NaN in years not counted."""
        sums = np.einsum("ca,tag->tcg", self.gathering, np.nan_to_num(self.counts))
        sums[~self.is_counted] = np.nan
        return sums

    @cached_property
    def total(self) -> Floats:
        """(T,) all children; NaN in years not counted."""
        return self.by_county.sum(axis=(1, 2))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a person supposes beyond what history says; the default supposes nothing.

    `births_change` per year beyond the last known births (−0.05 falls by 5 % a year); `migration` by county as a share
    of each grade that comes (or, negative, goes) each year beyond what the ratios already hold; `area_migration` the
    same by area; `added` by (area, year, grade name): children from new housing.
    """

    id: str = "middle"
    births_change: float = 0.0
    migration: Mapping[str, float] = field(default_factory=dict[str, float])
    area_migration: Mapping[str, float] = field(default_factory=dict[str, float])
    added: Mapping[tuple[str, int, str], float] = field(default_factory=dict[tuple[str, int, str], float])
