"""Rules about the days and weeks of teachers and classes."""

from collections.abc import Callable, Iterator

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.measured import Measured
from xuezheng.timetables.problem.school.model import Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.daily_least import DailyLeast
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.gaps_daily import GapsDaily
from xuezheng.timetables.problem.school.rules.gaps_weekly import GapsWeekly
from xuezheng.timetables.problem.school.rules.in_row_most import InRowMost
from xuezheng.timetables.problem.school.rules.periods_most import PeriodsMost
from xuezheng.timetables.problem.school.rules.sits_in import SitsIn
from xuezheng.timetables.problem.school.rules.span_most import SpanMost
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost
from xuezheng.timetables.problem.week.asking.kind import AskedKind, Build, Making
from xuezheng.timetables.problem.week.book import Asked


def of_teachers(rule: Callable[..., Measured]) -> Build:
    def build(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
        yield rule(weight, making.whos(asked), asked.number or 0)

    return build


def of_sets(sets: Callable[[Making], tuple[frozenset[int], ...]]) -> Build:
    def build(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
        yield UnitsMost(weight, making.whos(asked), asked.number or 0, sets=sets(making))

    return build


def half_days(making: Making) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(one) for one in making.shape.half_days)


def evenings(making: Making) -> tuple[frozenset[int], ...]:
    evening = making.shape.of_kinds("evening")
    return tuple(one & evening for one in making.shape.whole_days if one & evening)


def class_gaps(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    whos = [Who("group", group) for name in making.class_names(asked) for group in making.groups[name]]
    yield GapsDaily(weight, tuple(dict.fromkeys(whos)), asked.number or 0)


def times_most(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    for name in making.teacher_names(asked):
        own = tuple(at for at, one in enumerate(making.lessons) if making.teachers[name] in one.teachers)
        if own:
            yield PeriodsMost(weight, own, making.slots(asked), asked.number or 0)


def sits_in(asked: Asked, making: Making, weight: int) -> Iterator[Rule]:
    """Mentors are `teachers`, followers `others`, in their order; with subjects only those of the mentor's lessons."""
    wanted = {making.subjects[one] for one in asked.subjects}
    for mentor, follower in zip(asked.teachers, asked.others, strict=False):
        first, second = (
            tuple(at for at, one in enumerate(making.lessons) if making.teachers[name] in one.teachers)
            for name in (mentor, follower)
        )
        first = tuple(one for one in first if not wanted or making.lessons[one].subject in wanted)
        yield SitsIn(weight, first, second)


WHO, N = ("teachers", "subjects"), ("number",)
KINDS = (
    AskedKind(
        "daily_most",
        Words("教师每天节数上限", "Most periods a day"),
        Words(
            "每位教师每天最多几节；不写教师为全体。",
            "A teacher has so many periods a day and no more; without names, everybody.",
        ),
        of_teachers(DailyMost),
        N,
        WHO,
    ),
    AskedKind(
        "daily_least",
        Words("教师每天节数下限", "Fewest periods a day"),
        Words("来校的每一天至少几节。", "On a day with any lessons at least so many."),
        of_teachers(DailyLeast),
        N,
        WHO,
    ),
    AskedKind(
        "in_row_most",
        Words("教师连上节数上限", "Most periods in a row"),
        Words("每位教师最多连上几节。", "A teacher teaches so many periods in a row and no more."),
        of_teachers(InRowMost),
        N,
        WHO,
    ),
    AskedKind(
        "gaps_daily",
        Words("教师每天空堂上限", "Gaps in a teacher's day"),
        Words("两课之间的空堂每天最多几节。", "So many free periods between lessons of a day."),
        of_teachers(GapsDaily),
        N,
        WHO,
    ),
    AskedKind(
        "gaps_weekly",
        Words("教师每周空堂上限", "Gaps in a teacher's week"),
        Words("两课之间的空堂每周最多几节。", "So many free periods between lessons in a week."),
        of_teachers(GapsWeekly),
        N,
        WHO,
    ),
    AskedKind(
        "span_most",
        Words("教师每天跨度上限", "Longest day of a teacher"),
        Words("从第一节到最后一节最多几节。", "From the first lesson to the last at most so many periods."),
        of_teachers(SpanMost),
        N,
        WHO,
    ),
    AskedKind(
        "days_most",
        Words("到校天数上限", "Most days"),
        Words("每周最多来几天。", "So many days a week."),
        of_sets(lambda making: making.shape.whole_days),
        N,
        WHO,
    ),
    AskedKind(
        "half_days_most",
        Words("半天数上限", "Most half days"),
        Words("每周最多来几个半天。", "So many half days a week."),
        of_sets(half_days),
        N,
        WHO,
    ),
    AskedKind(
        "evenings_most",
        Words("晚自习晚数上限", "Most evenings"),
        Words("每周最多几个晚上有课。", "So many evenings a week."),
        of_sets(evenings),
        N,
        WHO,
    ),
    AskedKind(
        "times_most",
        Words("每周占用上限", "Most of some periods in a week"),
        Words("每位教师每周在所列节次最多几节。", "Of the periods named, a teacher has so many a week and no more."),
        times_most,
        ("times", "number"),
        WHO,
    ),
    AskedKind(
        "class_gaps",
        Words("班级无空堂", "No gaps in a class's day"),
        Words("每班当天课与课之间的空堂不超过几节。", "Free periods between the lessons of a class's day."),
        class_gaps,
        (),
        ("classes", "number"),
    ),
    AskedKind(
        "sits_in",
        Words("师徒听课", "The follower sits in"),
        Words(
            "师傅（教师）上课时，徒弟（另一方）没有课；按次序一对一。",
            "When a mentor (teacher) teaches, the follower (other) is free; pairs in their order.",
        ),
        sits_in,
        ("teachers", "others"),
        ("subjects",),
    ),
)
