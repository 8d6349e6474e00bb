"""Small schools for the tests of weeks: two classes, three teachers, two days of three periods."""

import random
from collections.abc import Sequence

from xuezheng.timetables.problem.school.model import Lesson, School, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.at_once_least import AtOnceLeast
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.consecutive import Consecutive
from xuezheng.timetables.problem.school.rules.daily_least import DailyLeast
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.ends_day import EndsDay
from xuezheng.timetables.problem.school.rules.free_together import FreeTogether
from xuezheng.timetables.problem.school.rules.gaps_between import GapsBetween
from xuezheng.timetables.problem.school.rules.gaps_daily import GapsDaily
from xuezheng.timetables.problem.school.rules.gaps_weekly import GapsWeekly
from xuezheng.timetables.problem.school.rules.grouped import Grouped
from xuezheng.timetables.problem.school.rules.in_row_most import InRowMost
from xuezheng.timetables.problem.school.rules.kept_apart import KeptApart
from xuezheng.timetables.problem.school.rules.kept_together import KeptTogether
from xuezheng.timetables.problem.school.rules.late_starts import LateStarts
from xuezheng.timetables.problem.school.rules.not_beside import NotBeside
from xuezheng.timetables.problem.school.rules.not_overlapping import NotOverlapping
from xuezheng.timetables.problem.school.rules.ordered import Ordered
from xuezheng.timetables.problem.school.rules.periods_most import PeriodsMost
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.room_closed import RoomClosed
from xuezheng.timetables.problem.school.rules.rooms_most import RoomsMost
from xuezheng.timetables.problem.school.rules.same_day import SameDay
from xuezheng.timetables.problem.school.rules.same_period import SamePeriod
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.school.rules.sits_in import SitsIn
from xuezheng.timetables.problem.school.rules.span_most import SpanMost
from xuezheng.timetables.problem.school.rules.steady_room import SteadyRoom
from xuezheng.timetables.problem.school.rules.units_least import UnitsLeast
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost

DAYS, PERIODS = ("周一", "周二"), ("1", "2", "3")
MONDAY, TUESDAY = frozenset({0, 1, 2}), frozenset({3, 4, 5})
WANG, LI, CLASS_1 = Who("teacher", 0), Who("teacher", 1), Who("group", 0)
HALVES = (frozenset({0, 1}), frozenset({2}), frozenset({3, 4}), frozenset({5}))


def school(lessons: Sequence[Lesson], *rules: Rule, weeks: int = 1, closed: frozenset[int] = frozenset()) -> School:
    return School(
        "Tiny", DAYS, PERIODS, ("Wang", "Li", "Zhao"), ("1", "2"), ("Maths", "Sport"), ("101", "Lab"), tuple(lessons),
        rules, ("hard",), weeks, closed,
    )  # fmt: skip


def lesson(
    name: str, teacher: int = 0, group: int = 0, duration: int = 1, weeks: int = 1, hard: bool = False
) -> Lesson:
    return Lesson(name, duration, (teacher,), (group,), 0, (0,) if hard else (), weeks)


def every_rule(weight: int, lessons: int) -> tuple[Rule, ...]:
    """One rule of each kind, over the first lessons of a school, weighted alike."""
    few, slots = tuple(range(min(3, lessons))), frozenset(range(6))
    return (
        DaysApart(weight, few, 1), DaysApart(weight, few[1:], 1, joined=True), AllowedStarts(weight, few, MONDAY),
        AllowedPeriods(weight, few, frozenset({0, 1, 3, 4})), SameDay(weight, few), SamePeriod(weight, few),
        NotOverlapping(weight, few), GapsBetween(weight, few, 1), Consecutive(weight, few), Grouped(weight, few),
        Ordered(weight, few), SameStart(min(weight, 99), few), EndsDay(weight, few[:1]),
        PeriodsMost(weight, few, slots, 2), AtOnceMost(weight, few, MONDAY, 1), AtOnceLeast(weight, few, MONDAY, 1),
        AtOnceLeast(weight, few, TUESDAY, 2, True), GapsWeekly(weight, (WANG, CLASS_1), 0),
        GapsDaily(weight, (WANG, CLASS_1), 0), DailyMost(weight, (WANG,), 2), DailyMost(weight, (WANG,), 1, 0),
        DailyLeast(weight, (CLASS_1,), 2), DailyLeast(weight, (WANG,), 2, every_day=True),
        InRowMost(weight, (CLASS_1,), 2), SpanMost(weight, (WANG,), 2), LateStarts(weight, (CLASS_1,), 1),
        UnitsMost(weight, (WANG,), 1, sets=(MONDAY, TUESDAY)), UnitsLeast(weight, (WANG,), 2, sets=(MONDAY, TUESDAY)),
        RoomChoice(min(weight, 99), few, frozenset({1})), RoomsMost(weight, few, 1), SteadyRoom(weight, few),
        RoomClosed(weight, 1, MONDAY),
    )  # fmt: skip


def own_rules(weight: int, lessons: int) -> tuple[Rule, ...]:
    """Likewise those that only schools here ask for, and no exchange format has."""
    few = tuple(range(min(3, lessons)))
    return (
        KeptApart(weight, few, (MONDAY, TUESDAY)), KeptTogether(weight, few, HALVES, 1),
        FreeTogether(min(weight, 99), (WANG, LI), frozenset({1, 2})), SitsIn(weight, few[:1], few[1:]),
        NotBeside(weight, few[:1], few[1:]),
    )  # fmt: skip


def random_school(seed: int, weight: int) -> School:
    """Seven lessons, every rule; in odd seeds a cycle of two weeks."""
    chance = random.Random(seed)
    weeks = 2 if seed % 2 else 1
    lessons = [
        lesson(f"L{n}", chance.randrange(3), chance.randrange(2), chance.choice((1, 1, 2)),
               chance.choice((1, 2, 3)) if weeks == 2 else 1, chance.random() < 0.5)
        for n in range(7)
    ]  # fmt: skip
    closed = frozenset({4}) if seed % 3 == 0 else frozenset[int]()
    rules = every_rule(weight, len(lessons)) + own_rules(weight, len(lessons))
    return school(lessons, *rules, weeks=weeks, closed=closed)
