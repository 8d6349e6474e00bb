"""The cells of forms as they are read: in words, with their unit, unknown told from zero."""

from datetime import date

from xuezheng.ground.words import Words
from xuezheng.registers.words import GROUP_WORDS, ORGANISER_WORDS, TYPE_WORDS, named
from xuezheng.returns.forms import CellKind
from xuezheng.screens import numbers

UNKNOWN = "…"
URBAN_RURAL_GROUPS = {"11": "urban", "12": "town", "2": "rural"}


def shown(kind: CellKind, value: object) -> Words:
    """A value in both languages, without its unit."""
    if value is None:
        return Words(UNKNOWN, UNKNOWN)
    if kind == "flag" and isinstance(value, bool):
        return Words("是", "Yes") if value else Words("否", "No")
    if kind == "school_type":
        return named(TYPE_WORDS, str(value))
    if kind == "organiser":
        return named(ORGANISER_WORDS, str(value))
    if kind == "urban_rural":
        group = next((g for start, g in URBAN_RURAL_GROUPS.items() if str(value).startswith(start)), "")
        words = named(GROUP_WORDS, group)
        return Words(f"{words.zh}（{value}）", f"{words.en} ({value})")
    if kind == "date" and isinstance(value, date):
        return Words(numbers.date(value, "zh-hans"), numbers.date(value, "en"))
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        return Words(str(value), str(value))
    if kind == "amount":
        text = numbers.number(value / 100, 2)
    elif kind == "degrees":
        text = f"{value:.5f}"
    else:
        text = numbers.number(value, 1 if kind == "area" else 0)
    return Words(text, text)
