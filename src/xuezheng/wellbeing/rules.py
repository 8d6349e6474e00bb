"""Codes of the wellbeing office. Pure."""

from typing import Final

TIERS: Final = ("city", "county")
COUNSELLING: Final = "counselling"  # registers.rules.ROOM_KINDS
