"""When a figure stands, in words."""

from datetime import date

from xuezheng.engine.figures import Period
from xuezheng.ground.words import Words
from xuezheng.screens import numbers


def when(period: Period, is_flow: bool) -> Words:
    """A stock's day, a flow's span, or the two days of a change."""
    if period.since is not None and period.year is not None:
        return Words(
            f"{period.since}年至{period.year}年，均为9月1日", f"1 September {period.since} to 1 September {period.year}"
        )
    if period.first_on is not None and period.last_on is not None:
        return _span(period.first_on, period.last_on)
    if period.year is None:
        return Words("…", "…")
    if is_flow:
        return _span(date(period.year - 1, 9, 1), date(period.year, 8, 31))
    return _day(date(period.year, 9, 1))


def _day(day: date) -> Words:
    return Words(numbers.date(day, "zh"), numbers.date(day, "en"))


def _span(first_on: date, last_on: date) -> Words:
    first, last = _day(first_on), _day(last_on)
    return Words(f"{first.zh}{numbers.DASH}{last.zh}", f"{first.en} – {last.en}")
