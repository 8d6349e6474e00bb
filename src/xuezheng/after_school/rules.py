"""What an after-school service must offer, and the codes of what it offers. Pure."""

from typing import Final

OFFERING_KINDS: Final = ("course", "project", "club")  # 特色课程 特色项目 特色社团
FIELDS: Final = ("sports", "art", "science", "labour", "reading", "heritage")
DAYS_PER_WEEK: Final = 5  # 中办发〔2021〕40号: every school day
HOURS_PER_DAY: Final = 2  # the same: at least two hours in principle
