"""Codes of the layout office. Pure."""

from typing import Final

PARTY_CHANGES: Final = ("reordered", "merged", "standardised")  # 调整 撤并 规范
