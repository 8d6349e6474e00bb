"""From the units of the records to those of print."""

from decimal import Decimal

from xuezheng.screens.units import UNITS, Unit, unit_words

__all__ = ["UNITS", "Unit", "in_print", "unit_words"]


def in_print(value: float, unit: str) -> float:
    """A value of the records in its unit of print: a share 0..1 in %, fen in yuan, all else as it is."""
    exact = Decimal(str(value))
    if unit == "%":
        return float(exact * 100)
    if unit.startswith("yuan"):
        return float(exact / 100)
    return float(exact)
