"""Comprehensive quality: five domains, the steps of a portfolio, and what never enters one. Pure.

Source: 教育部关于加强和改进普通高中学生综合素质评价的意见（教基二〔2014〕11号）: true record, selection, the student's signature, public
display, objection and review, then the file goes on as it is. The same way is used from kindergarten on.
"""

import re
from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

DOMAINS: Final[dict[str, Words]] = {
    "morals": Words("思想品德", "Morals"), "studies": Words("学业水平", "Studies"), "health": Words("身心健康", "Health"),
    "arts": Words("艺术素养", "Arts"), "practice": Words("社会实践", "Social practice"),
}  # fmt: skip
STATES: Final[dict[str, Words]] = {
    "chosen": Words("已遴选，待签字", "Chosen, awaits the signature"), "signed": Words("学生已签字", "Signed by the student"),
    "displayed": Words("公示中", "On display"), "locked": Words("已归档", "Locked"),
}  # fmt: skip
NEXT: Final[Mapping[str, str]] = {"chosen": "signed", "signed": "displayed", "displayed": "locked"}
OBJECTION_STATES: Final[dict[str, Words]] = {
    "open": Words("待复核", "To be reviewed"), "upheld": Words("成立，已剔除", "Upheld, struck out"), "rejected": Words("不成立", "Rejected"),
}  # fmt: skip
OBJECTORS: Final[dict[str, Words]] = {
    "classmate": Words("同学", "A classmate"), "parent": Words("家长", "A parent"), "teacher": Words("教师", "A teacher"),
    "other": Words("其他", "Somebody else"), "school": Words("由学校登记", "Noted by the school"),
}  # fmt: skip
MOST_CHOSEN = 15
LEAST_KEY = 6  # characters of the word by which a child signs
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read for another
SIGNING_LETTERS, DISPLAY_LETTERS, RECEIPT_LETTERS = 12, 8, 12
PRIVATE: Final[tuple[tuple[re.Pattern[str], Words], ...]] = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), Words("身份证号", "an ID number")),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), Words("手机号", "a mobile number")),
    (re.compile(r"贫困|低保|建档立卡|离异|单亲|残疾|抑郁|自残|心理咨询|病史"), Words("家庭困难或健康隐私", "hardship or health of the family")),
)  # fmt: skip


def private_matters(text: str) -> list[Words]:
    """What in a text belongs to nobody but the child and the family."""
    return [words for pattern, words in PRIVATE if pattern.search(text)]


def masked(name: str) -> str:
    """A child's name for those who read a display without an account: the first character alone."""
    return name[:1] + "＊" * max(len(name) - 1, 1)


def plain_code(given: str) -> str:
    """A code as it is kept: capitals, without the dashes and blanks with which it is written and read."""
    return "".join(letter for letter in given.upper() if letter in CODE_LETTERS)


def spaced(code: str) -> str:
    """A code as it is read aloud: four letters at a time."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def may_go_on(state: str, has_open_objections: bool, is_display_over: bool) -> bool:
    """Whether a portfolio may take its next step."""
    if state == "displayed":
        return is_display_over and not has_open_objections
    return state in NEXT
