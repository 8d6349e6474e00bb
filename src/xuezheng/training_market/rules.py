"""Codes of the training market. Pure."""

from typing import Final

SUBJECT: Final = "subject"
KINDS: Final = (SUBJECT, "non_subject")  # 学科类 非学科类
# 预收费监管模式, 教监管函〔2021〕2号
PREPAID_MODES: Final = ("bank_custody", "risk_deposit")  # 银行托管 风险保证金
PLATFORMS: Final = ("national", "provincial")
