"""Codes of student aid. Pure."""

from typing import Final

NATIONAL_GRANT: Final = "national_grant"  # 国家助学金
FEE_WAIVER: Final = "fee_waiver"  # 免学费
AID_KINDS: Final = (NATIONAL_GRANT, FEE_WAIVER)
TERMS: Final = ("autumn", "spring")
