"""How a chart writes its values: short on the axis, exact on the marks."""

from xuezheng.ground.words import Words
from xuezheng.screens import numbers
from xuezheng.screens.components.text import Text, say
from xuezheng.screens.numbers import DEFAULT_DECIMALS, Kind


def exact(value: float, kind: Kind, decimals: int | None, language: str) -> str:
    """A value on its mark, without unit."""
    return numbers.display(value, kind, language, decimals)


def axis(value: float, kind: Kind) -> str:
    """A tick: no more decimals than it needs."""
    shown = value * 100 if kind in ("share", "points") else value / 100 if kind == "amount" else value
    for decimals in range(4):
        if abs(round(shown, decimals) - shown) < 1e-9:
            return numbers.number(round(shown, decimals), decimals)
    return numbers.number(shown, DEFAULT_DECIMALS.get(kind, 0))


def suffix(unit: Text, kind: Kind, language: str) -> str:
    """A unit short enough to follow a value on its mark; only the per cent sign is."""
    return "%" if kind == "share" or say(unit, language) == "%" else ""


def year(value: int, label: Text, language: str) -> str:
    return say(label, language) if label else str(value)


FORECAST = Words("预测", "forecast")
