"""Rules about days, half days and order."""

from collections.abc import Iterator

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.in_step import InStep
from xuezheng.timetables.problem.school.rules.kept_apart import KeptApart
from xuezheng.timetables.problem.school.rules.kept_together import KeptTogether
from xuezheng.timetables.problem.school.rules.not_beside import NotBeside
from xuezheng.timetables.problem.school.rules.ordered import Ordered
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.week.asking.kind import AskedKind, Making
from xuezheng.timetables.problem.week.book import Asked


def days_apart(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for lessons in making.courses_of(asked):
        if len(lessons) > 1:
            yield DaysApart(weight, lessons, asked.number or 1)


def daily_subject(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for subject in asked.subjects:
        whos = [Who("group", group) for name in making.class_names(asked) for group in making.groups[name]]
        yield DailyMost(weight, tuple(dict.fromkeys(whos)), asked.number or 1, making.subjects[subject])


def apart(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.class_names(asked):
        lessons = tuple(making.of_class(name, asked.subjects))
        if len({making.lessons[one].subject for one in lessons}) > 1:
            yield KeptApart(weight, lessons, making.units(asked))


def together(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.class_names(asked):
        lessons = tuple(making.of_class(name, asked.subjects))
        each = [sum(making.lessons[one].subject == making.subjects[s] for one in lessons) for s in asked.subjects]
        if sum(count > 0 for count in each) > 1:
            yield KeptTogether(weight, lessons, making.units(asked), max(each))


def not_beside(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.class_names(asked):
        first, second = (making.by_day(name, some) for some in (asked.subjects, asked.others))
        if first and second:
            yield NotBeside(weight, first, second)


def ordered(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.class_names(asked):
        first, second = (making.of_class(name, some) for some in (asked.subjects, asked.others))
        for pair in zip(first, second, strict=False):
            yield Ordered(weight, pair)


def in_step(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    """The courses of each teacher in each subject that have equally many lessons."""
    wanted = set(making.courses_of(asked))
    held: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for course, lessons in zip(making.book.courses, making.courses, strict=True):
        if tuple(lessons) in wanted and len(lessons) > 1:
            key = (course.subject, course.teachers, course.kind, len(lessons), course.together)
            held.setdefault(key, []).append(tuple(lessons))
    for courses in held.values():
        if len(courses) > 1:
            yield InStep(weight, tuple(courses))


def same_time(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    """The n-th lesson of each of the courses starts with the n-th of the others."""
    courses = list(making.courses_of(asked))
    for lessons in zip(*courses, strict=False) if len(courses) > 1 else ():
        yield SameStart(weight, lessons)


def not_same_time(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    slots = frozenset(making.shape.slots) if weight >= MUST else making.shape.open
    yield AtOnceMost(weight, making.lessons_of(asked), slots, 1)


KINDS = (
    AskedKind(
        "days_apart",
        Words("隔天", "Days apart"),
        Words("同一门课的各节至少相隔若干天。", "The lessons of a course stand at least so many days apart."),
        days_apart,
        ("subjects",),
        ("classes", "teachers", "number"),
    ),
    AskedKind(
        "daily_subject_most",
        Words("同科每天上限", "Most of a subject in a day"),
        Words("每班每天这一科最多几节。", "So many periods of the subject in a class's day, and no more."),
        daily_subject,
        ("subjects", "number"),
        ("classes",),
    ),
    AskedKind(
        "kept_apart",
        Words("科目错开", "Subjects kept apart"),
        Words(
            "每班这些科目不在同一天（或同半天）。",
            "In a class no two of these subjects stand on one day, or in one half day.",
        ),
        apart,
        ("subjects",),
        ("classes", "unit"),
    ),
    AskedKind(
        "kept_together",
        Words("科目靠拢", "Subjects kept together"),
        Words("每班这些科目在同一天（或同半天）。", "In a class these subjects share a day, or a half day."),
        together,
        ("subjects",),
        ("classes", "unit"),
    ),
    AskedKind(
        "not_beside",
        Words("两科不相邻", "Subjects not side by side"),
        Words(
            "每班前一组科目与后一组不紧挨着。",
            "In a class none of the subjects comes straight before or after one of the others.",
        ),
        not_beside,
        ("subjects", "others"),
        ("classes",),
    ),
    AskedKind(
        "ordered",
        Words("先后", "One before the other"),
        Words(
            "每班前一科的第几节早于后一科的第几节。",
            "In a class the n-th lesson of the first comes before the n-th of the other.",
        ),
        ordered,
        ("subjects", "others"),
        ("classes",),
    ),
    AskedKind(
        "in_step",
        Words("进度一致", "Classes in step"),
        Words(
            "一位教师的平行班，进度相差不超过一节。",
            "Parallel classes of a teacher are never more than a lesson apart.",
        ),
        in_step,
        (),
        ("subjects", "classes", "teachers"),
    ),
    AskedKind(
        "same_time",
        Words("同时开课", "At the same time"),
        Words("这些课的各节同时开始。", "These courses start together, lesson by lesson."),
        same_time,
        ("subjects", "classes"),
        ("teachers",),
    ),
    AskedKind(
        "not_same_time",
        Words("不同时上课", "Not at the same time"),
        Words("这些课两两不同时。", "No two of these lessons stand at the same time."),
        not_same_time,
        (),
        ("subjects", "classes", "teachers"),
    ),
)
