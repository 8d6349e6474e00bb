"""What a round of training is about. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

SUBJECTS: Final[Mapping[str, Words]] = {
    "platform": Words("高考综合改革管理平台应用", "Use of the exam-reform platform"),
    "curriculum": Words("新课程新教材", "New curriculum and textbooks"),
    "timetabling": Words("选课走班与排课", "Subject choice and timetabling"),
}
