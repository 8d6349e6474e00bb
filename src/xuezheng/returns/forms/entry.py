"""What somebody types into a field, read: numbers with separators or full-width digits, yuan, yes and no. Pure."""

import unicodedata
from decimal import Decimal, InvalidOperation

from xuezheng.ground.words import Words
from xuezheng.returns.forms.making import CellKind

YES, NO = ("是", "yes", "true", "1"), ("否", "no", "false", "0")
Value = float | int | bool | str | None


def read(kind: CellKind, text: str) -> tuple[Value, Words | None]:
    """The value of a text, and what is wrong with it (then the value is None). Nothing typed is no value and no fault.

    Amounts are typed in yuan and kept in fen.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        return None, None
    if kind == "text":
        return " ".join(text.split()), None
    if kind == "flag":
        if plain in YES or plain in NO:
            return plain in YES, None
        return None, Words("填“是”或“否”。", "Yes or no.")
    try:
        number = Decimal(plain.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        return None, Words(f"“{text}”不是数。只填数，不写单位。", f"“{text}” is not a number. Digits only, no unit.")
    if not number.is_finite() or abs(number) > 10**15:
        return None, Words(f"“{text}”太大。", f"“{text}” is too large.")
    if kind == "amount":
        number *= 100
    if kind in ("count", "speed", "amount"):
        if number != number.to_integral_value():
            return None, Words("填整数。", "A whole number.") if kind != "amount" else Words(
                "最小到分。", "No finer than fen."
            )
        return int(number), None
    return float(number), None


def typed(kind: CellKind, value: object) -> str:
    """A value as it stands in its field, to be typed over."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "amount" and isinstance(value, int):
        return f"{Decimal(value) / 100:f}"
    return f"{value:g}" if isinstance(value, float) and value == int(value) and abs(value) < 10**6 else str(value)
