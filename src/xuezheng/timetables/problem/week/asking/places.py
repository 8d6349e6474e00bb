"""Rules about rooms and how many are at once."""

from collections.abc import Iterator

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.rooms_most import RoomsMost
from xuezheng.timetables.problem.week.asking.kind import AskedKind, Making
from xuezheng.timetables.problem.week.book import Asked


def at_once_most(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    whole = weight >= MUST and not asked.times
    slots = frozenset(making.shape.slots) if whole else making.slots(asked)
    yield AtOnceMost(weight, making.lessons_of(asked), slots, asked.number or 0)


def rooms_most(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.teacher_names(asked):
        own = tuple(at for at, one in enumerate(making.lessons) if making.teachers[name] in one.teachers)
        if len(own) > 1:
            yield RoomsMost(weight, own, asked.number or 1)


KINDS = (
    AskedKind(
        "at_once_most",
        Words("同时上课班数上限", "Most classes at once"),
        Words(
            "实验室、操场等：同一节最多几个班上这些课。",
            "Laboratory, playground: so many classes have these lessons at once, and no more.",
        ),
        at_once_most,
        ("subjects", "number"),
        ("classes", "times"),
    ),
    AskedKind(
        "rooms_most",
        Words("教师教室数上限", "Most rooms of a teacher"),
        Words("每位教师最多用几间教室。", "A teacher uses so many rooms and no more."),
        rooms_most,
        ("number",),
        ("teachers", "subjects"),
    ),
)
