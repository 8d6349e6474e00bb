"""Codes and norms of supervision. Pure."""

from typing import Final

TIERS: Final = ("city", "county")
SCHOOLS_PER_INSPECTOR: Final = 5  # 中小学校责任督学挂牌督导办法: about one inspector for five schools
