"""Codes of the workforce office. Pure."""

from typing import Final

STUDIO_KINDS: Final = ("teacher_workshop", "principal_studio")  # 名师工作坊 卓越校长工作室
LEVELS: Final = ("national", "provincial", "city", "county")
TRAINING_KINDS: Final = ("induction", "subject", "principal", "backbone", "ethics", "digital")
EXCHANGE_KINDS: Final = ("joint_lesson", "visiting_lesson")  # 同课异构 送教下乡
RECRUITED: Final = "recruited"
