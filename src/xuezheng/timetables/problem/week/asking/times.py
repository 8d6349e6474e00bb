"""Rules about when lessons stand."""

from collections.abc import Iterator

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.ends_day import EndsDay
from xuezheng.timetables.problem.school.rules.free_together import FreeTogether
from xuezheng.timetables.problem.week.asking.kind import AskedKind, Making
from xuezheng.timetables.problem.week.book import Asked


def allowed(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    yield AllowedPeriods(weight, making.lessons_of(asked), making.slots(asked))


def avoided(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    yield AllowedPeriods(weight, making.lessons_of(asked), making.shape.open - making.slots(asked))


def in_morning(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    """Of early reading and evening study it says nothing."""
    day = making.shape.of_kinds("morning", "afternoon")
    own = [
        one
        for course, lessons in zip(making.book.courses, making.courses, strict=True)
        for one in lessons
        if not course.kind
    ]
    wanted = set(making.lessons_of(asked))
    lessons = tuple(one for one in own if one in wanted)
    yield AllowedPeriods(weight, lessons, making.shape.open - (day - making.shape.of_kinds("morning")))


def ends_day(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    yield EndsDay(weight, making.lessons_of(asked))


def meeting(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    yield FreeTogether(weight, making.whos(asked), making.slots(asked))


WHICH = ("subjects", "classes", "teachers")
KINDS = (
    AskedKind(
        "allowed_times",
        Words("指定节次", "Only at these times"),
        Words("这些课只排在所列节次。", "These lessons stand only at the times named."),
        allowed,
        ("times",),
        WHICH,
    ),
    AskedKind(
        "avoided_times",
        Words("避开节次", "Not at these times"),
        Words("这些课不排在所列节次。", "These lessons do not stand at the times named."),
        avoided,
        ("times",),
        WHICH,
    ),
    AskedKind(
        "main_in_morning",
        Words("主科排上午", "Main subjects in the morning"),
        Words("这些科目的正课排在上午。", "Lessons of these subjects stand in the morning."),
        in_morning,
        ("subjects",),
        ("classes",),
    ),
    AskedKind(
        "ends_day",
        Words("排在一天最后", "The day's last lesson"),
        Words("其后本班当天再没有课。", "Nothing comes after it in the class's day."),
        ends_day,
        ("subjects",),
        ("classes",),
    ),
    AskedKind(
        "meeting",
        Words("教研活动", "Research meeting"),
        Words(
            "这些科目（或教师）在所列节次都没有课。",
            "At these times nobody of the subjects, or of the teachers named, has a lesson.",
        ),
        meeting,
        ("times",),
        ("subjects", "teachers"),
    ),
)
