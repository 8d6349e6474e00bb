"""Codes of funding. Pure."""

from typing import Final

SOURCES: Final = ("county", "city", "province", "nation")  # whose budget pays
