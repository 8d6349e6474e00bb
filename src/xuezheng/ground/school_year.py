"""The school year as a type: 1 September to 31 August, named by the calendar year in which it begins.

The annual return of a school year takes stocks on its first day and flows over the school year before
(教育事业统计 annual return rules: stocks on 1 September, flows from the previous 1 September to 31 August).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True, slots=True)
class SchoolYear:
    """A school year; `SchoolYear(2023)` is 2023–24."""

    start_year: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """The school year a day falls in."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def starts_on(self) -> date:
        return date(self.start_year, 9, 1)

    @property
    def ends_on(self) -> date:
        return date(self.start_year + 1, 8, 31)

    @property
    def stock_on(self) -> date:
        """The day on which the return of this school year counts pupils, staff, land and assets."""
        return self.starts_on

    @property
    def flow(self) -> tuple[date, date]:
        """First and last day of the year before, over which the return of this school year counts events."""
        return date(self.start_year - 1, 9, 1), date(self.start_year, 8, 31)

    def before(self, years: int = 1) -> "SchoolYear":
        return SchoolYear(self.start_year - years)

    def __str__(self) -> str:
        return f"{self.start_year}—{self.start_year + 1}"
