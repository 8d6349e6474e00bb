"""Dates that are not written by year, month and day, where they can be told for certain. Pure."""

import datetime as dt
import re
from typing import Any

FIRST_SERIAL, LAST_SERIAL = 14_611, 54_789  # 1940-01-01 to 2050-01-01, days since 1899-12-30 (ECMA-376, 18.17.4)
CHINESE = {sign: digit for digit, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
CHINESE_DATE = re.compile(
    r"^([〇零○O一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?$"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_FIRST = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s\-/]+([A-Za-z]{3,9})\.?,?[\s\-/]+(\d{4})$", re.ASCII)
MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$", re.ASCII)
YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$", re.ASCII)


def odd_date(raw: Any) -> dt.date | None:
    """The day meant by a spreadsheet's day number, Chinese numerals, an English month, or a year that stands last.

    None where the reading is not certain: 05/06/2024 may be May or June.
    """
    try:
        return _serial(raw) if isinstance(raw, (int, float)) else _text(str(raw).strip())
    except ValueError:
        return None


def _serial(raw: float) -> dt.date | None:
    if float(raw).is_integer() and FIRST_SERIAL <= raw <= LAST_SERIAL:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(raw))
    return None


def _text(text: str) -> dt.date | None:
    if re.fullmatch(r"[0-9]{5}(\.0)?", text):
        return _serial(float(text))
    if match := CHINESE_DATE.match(text):
        year = int("".join(str(CHINESE[sign]) for sign in match[1]))
        return dt.date(year, _numeral(match[2]), _numeral(match[3]))
    if match := DAY_FIRST.match(text):
        return _named(match[3], match[2], match[1])
    if match := MONTH_FIRST.match(text):
        return _named(match[3], match[1], match[2])
    if match := YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or first == second:
            return dt.date(year, second, first)
        if second > 12:
            return dt.date(year, first, second)
    return None


def _named(year: str, month: str, day: str) -> dt.date | None:
    short = month[:3].lower()
    return dt.date(int(year), MONTHS.index(short) + 1, int(day)) if short in MONTHS else None


def _numeral(text: str) -> int:
    """一 to 三十一."""
    tens, has_ten, ones = text.partition("十")
    if not has_ten:
        return CHINESE[text]
    return (CHINESE[tens] if tens else 1) * 10 + (CHINESE[ones] if ones else 0)
