"""What a round of training is about. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

SUBJECTS: Final[Mapping[str, Words]] = {
    "platform": Words("高考综合改革管理平台应用", "Use of the exam-reform platform"),
    "curriculum": Words("新课程新教材", "New curriculum and textbooks"),
    "timetabling": Words("选课走班与排课", "Subject choice and timetabling"),
}

ROUND_KINDS: Final[Mapping[str, Words]] = {
    "first": Words("预选", "Preselection"),
    "binding": Words("正式选科", "Binding choice"),
}
EVENTS: Final[Mapping[str, Words]] = {
    "chosen": Words("学生选科", "chosen by the student"),
    "entered": Words("学校录入", "entered by the school"),
    "imported": Words("文件导入", "taken from a file"),
    "undone": Words("撤销导入", "file undone"),
    "requested": Words("申请改选", "change asked for"),
    "approved": Words("同意改选", "change approved"),
    "refused": Words("不同意改选", "change refused"),
}
REQUEST_STATES: Final[Mapping[str, Words]] = {
    "waiting": Words("待审批", "waiting"),
    "approved": Words("已同意", "approved"),
    "refused": Words("未同意", "refused"),
}
VERSION_ORIGINS: Final[Mapping[str, Words]] = {
    "formed": Words("编班", "formed"),
    "moved": Words("手工调整", "moved by hand"),
    "again": Words("锁定后重编", "formed again around what is locked"),
}
MODES: Final[Mapping[str, Words]] = {
    "packages": Words("组合套餐班（不走班）", "Whole combinations (nobody moves)"),
    "two_fixed": Words("定二走一", "Two fixed, one moving"),
    "one_fixed": Words("定一走二", "One fixed, two moving"),
    "all_moving": Words("三科全走", "All three moving"),
}
MOST_OFFERED: Final = 12  # combinations of 3+1+2
SHOWN_FROM: Final = 10  # children; smaller counts are withheld above the school
