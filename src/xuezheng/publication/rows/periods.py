"""The periods the page speaks of."""

from datetime import date

from xuezheng.engine.figures import Period

UNTIL = date(2024, 8, 31)
SINCE_2018 = Period(first_on=date(2018, 1, 1), last_on=UNTIL)
SINCE_2020 = Period(first_on=date(2020, 9, 1), last_on=UNTIL)
SINCE_2021 = Period(first_on=date(2021, 1, 1), last_on=UNTIL)
THREE_YEARS = Period(first_on=date(2021, 9, 1), last_on=UNTIL)
NOW = Period(year=2024)  # stocks on 1 September 2024; flows of the school year that ended the day before


def stock(year: int) -> Period:
    """A stock on 1 September of a year (or the flow of the school year that ended the day before)."""
    return Period(year=year)


def calendar(year: int) -> Period:
    """A flow over a calendar year."""
    return Period(first_on=date(year, 1, 1), last_on=date(year, 12, 31))
