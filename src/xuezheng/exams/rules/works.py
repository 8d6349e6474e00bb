"""Works of the exam office: their kinds with the files each takes, their states; what may happen on the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xuezheng.ground.words import Words


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: its title, the files it takes by name, whether it is drawn by a seed, which may lack."""

    title: Words
    files: Mapping[str, Words]
    is_drawn: bool
    optional: frozenset[str] = frozenset()


WORKS: Final[Mapping[str, Work]] = {
    "seating": Work(
        Words("考场座位", "Seats"),
        {"candidates": Words("考生名单", "Candidates"), "rooms": Words("考场名单", "Rooms")},
        True,
    ),
    "duties": Work(
        Words("监考安排", "Invigilators"),
        {
            "staff": Words("监考人员", "People"),
            "rooms": Words("考场名单", "Rooms"),
            "seats": Words("编排结果 seats.csv", "The drawn seats.csv"),
            "relatives": Words("亲属关系（可无）", "Relatives (optional)"),
        },
        True,
        frozenset({"relatives"}),
    ),
    "scores": Work(
        Words("成绩合成", "Scores"),
        {
            "candidates": Words("考生名单", "Candidates"),
            "papers": Words("试卷与题目", "Papers and questions"),
            "marks": Words("评卷给分", "Marks"),
            "appeals": Words("复核（可无）", "Appeals (optional)"),
        },
        False,
        frozenset({"appeals"}),
    ),
    "grading": Work(Words("等级赋分", "Graded scores"), {"scores": Words("原始分", "Raw scores")}, False),
    "admission": Work(
        Words("录取", "Admission"),
        {
            "candidates": Words("考生及成绩", "Candidates with scores"),
            "choices": Words("志愿", "Choices"),
            "programmes": Words("招生计划", "Programmes"),
        },
        True,
    ),
    "classes": Work(Words("阳光分班", "Classes by lot"), {"pupils": Words("学生名单", "Pupils")}, True),
}
STATES: Final[Mapping[str, Words]] = {
    "checked": Words("已试读，待定", "Checked, awaits a decision"),
    "done": Words("已完成", "Done"),
    "annulled": Words("已作废", "Annulled"),
}
EVENTS: Final[Mapping[str, Words]] = {
    "absent": Words("缺考", "Absent"),
    "violation": Words("违规", "Violation"),
    "room": Words("更换考场", "Room changed"),
}
