"""How numbers, money, dates and school years are written. Pure; `language` is a tag such as `zh-hans` or `en`.

Thousands by comma, true minus (U+2212), no unit inside the number. Missing is not zero: the three kinds of missing
value each have their mark and are explained beneath a table.
"""

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Literal

from django.utils.timezone import get_current_timezone

from xuezheng.ground.words import Words

MINUS = "−"
DASH = "—"

Kind = Literal["text", "count", "number", "share", "points", "amount", "year", "school_year", "date", "instant", "flag"]
NUMERIC_KINDS: frozenset[str] = frozenset({"count", "number", "share", "points", "amount", "year"})
DEFAULT_DECIMALS: dict[str, int] = {"count": 0, "number": 2, "share": 2, "points": 2, "amount": 2, "year": 0}


class Missing(Enum):
    """Why a value is not there; a cell is never left blank."""

    UNKNOWN = "…"
    WITHHELD = "*"
    NOT_APPLICABLE = "—"


MISSING_WORDS: dict[Missing, Words] = {
    Missing.UNKNOWN: Words("未报", "not reported"),
    Missing.WITHHELD: Words("人数过少，不公开", "too few, withheld"),
    Missing.NOT_APPLICABLE: Words("不适用", "not applicable"),
}

Scalar = str | int | float | bool | Decimal | dt.date | dt.datetime | Words | Missing | None


def is_missing(value: object) -> bool:
    """None, NaN and the three kinds of missing; never zero."""
    if value is None or isinstance(value, Missing):
        return True
    return isinstance(value, (float, Decimal)) and math.isnan(value)


def is_english(language: str) -> bool:
    return language.lower().startswith("en")


def number(value: float | Decimal, decimals: int = 0, *, signed: bool = False) -> str:
    """`-1234.5` → `−1,234.50`; halves round away from zero; `signed` writes a plus. NaN and infinities are refused."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"A number to be shown must be finite. Got {value}. Pass Missing.UNKNOWN for a missing value.")
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(quantum, rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,f}"
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if signed and rounded > 0 else digits


def share(value: float | Decimal, decimals: int = 2, *, signed: bool = False) -> str:
    """A share 0..1 in hundredths, without the sign: `0.5611` → `56.11`."""
    return number(Decimal(str(value)) * 100, decimals, signed=signed)


def percent(value: float | Decimal, decimals: int = 2, *, signed: bool = False) -> str:
    """A share 0..1 with its sign: `0.5611` → `56.11%`."""
    return share(value, decimals, signed=signed) + "%"


def yuan(fen: int, decimals: int = 2, *, signed: bool = False) -> str:
    """Integer fen in yuan: `123456` → `1,234.56`."""
    return number(Decimal(fen) / 100, decimals, signed=signed)


_ZH_STEPS = ((100_000_000, "亿"), (10_000, "万"), (1, ""))
_EN_STEPS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1, ""))


def scaled(value: float | Decimal, unit: Words, language: str, decimals: int = 2) -> tuple[str, str]:
    """A large number in the steps of its language: (`8.54`, `万个`) or (`85,400`, `seats`).

    Chinese steps by 万 and 亿, English by million and billion. Trailing zeros fall away.
    """
    exact = Decimal(str(value))
    steps = _EN_STEPS if is_english(language) else _ZH_STEPS
    step, name = next((step, name) for step, name in steps if abs(exact) >= step or step == 1)
    places = decimals if step > 1 or exact != exact.to_integral_value() else 0
    digits = number(exact / step, places)
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    own = unit.in_(language)
    if is_english(language):
        return digits, " ".join(part for part in (name, own) if part)
    return digits, name + own


def amount(fen: int, language: str, decimals: int = 2) -> tuple[str, str]:
    """Integer fen with its unit in readable steps: (`2.45`, `亿元`) or (`245`, `million yuan`)."""
    return scaled(Decimal(fen) / 100, Words("元", "yuan"), language, decimals)


_MONTHS = "January February March April May June July August September October November December".split()


def date(day: dt.date, language: str) -> str:
    """`2024年9月1日` or `1 September 2024`."""
    if is_english(language):
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def instant(moment: dt.datetime, language: str) -> str:
    """A date with hours and minutes by the clocks of the site: `2024年10月18日 09:00`, `18 October 2024, 09:00`."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(get_current_timezone())
    clock = f"{moment:%H:%M}"
    return f"{date(moment, language)}, {clock}" if is_english(language) else f"{date(moment, language)} {clock}"


def school_year(start: int, language: str) -> str:
    """The school year that begins in `start`: `2023—2024` or `2023–24`."""
    return f"{start}–{(start + 1) % 100:02d}" if is_english(language) else f"{start}{DASH}{start + 1}"


def interval(low: str, high: str, language: str) -> str:
    """Two written numbers as a range: `56.8—59.9` or `56.8–59.9`."""
    return f"{low}–{high}" if is_english(language) else f"{low}{DASH}{high}"


def display(value: Scalar, kind: Kind, language: str, decimals: int | None = None, *, signed: bool = False) -> str:
    """A cell's text for its column's kind; `None` reads as not reported. Raises ValueError for a kind it cannot write."""
    if isinstance(value, Missing):
        return value.value
    if value is None or is_missing(value):
        return Missing.UNKNOWN.value
    if isinstance(value, Words):
        return value.in_(language)
    if kind in NUMERIC_KINDS and isinstance(value, (int, float, Decimal)):
        return _number(value, kind, DEFAULT_DECIMALS[kind] if decimals is None else decimals, signed)
    if kind == "school_year" and isinstance(value, int):
        return school_year(value, language)
    if kind == "flag" and isinstance(value, bool):
        return Words("是", "yes").in_(language) if value else Words("否", "no").in_(language)
    if kind == "instant" and isinstance(value, dt.datetime):
        return instant(value, language)
    if kind in ("date", "instant") and isinstance(value, dt.date):
        return date(value, language)
    if kind == "text" or isinstance(value, str):
        return str(value)
    raise ValueError(f"A cell of kind {kind} must hold a value of that kind. Got {value!r} ({type(value).__name__}).")


def _number(value: float | Decimal, kind: str, decimals: int, signed: bool) -> str:
    if kind == "year":
        return str(int(value))
    if kind == "share" or kind == "points":
        return share(value, decimals, signed=signed or kind == "points")
    if kind == "amount":
        return yuan(int(value), decimals, signed=signed)
    return number(value, decimals, signed=signed)
