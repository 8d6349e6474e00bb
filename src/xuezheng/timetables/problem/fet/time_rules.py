"""FET's rules on time, each read into a rule of the school."""

from xuezheng.timetables.problem.fet.things import Reader, Take
from xuezheng.timetables.problem.school.measured import Measured
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.at_once_least import AtOnceLeast
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.consecutive import Consecutive
from xuezheng.timetables.problem.school.rules.daily_least import DailyLeast
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.ends_day import EndsDay
from xuezheng.timetables.problem.school.rules.gaps_between import GapsBetween
from xuezheng.timetables.problem.school.rules.gaps_daily import GapsDaily
from xuezheng.timetables.problem.school.rules.gaps_weekly import GapsWeekly
from xuezheng.timetables.problem.school.rules.grouped import Grouped
from xuezheng.timetables.problem.school.rules.in_row_most import InRowMost
from xuezheng.timetables.problem.school.rules.late_starts import LateStarts
from xuezheng.timetables.problem.school.rules.not_overlapping import NotOverlapping
from xuezheng.timetables.problem.school.rules.ordered import Ordered
from xuezheng.timetables.problem.school.rules.periods_most import PeriodsMost
from xuezheng.timetables.problem.school.rules.same_day import SameDay
from xuezheng.timetables.problem.school.rules.same_period import SamePeriod
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.school.rules.span_most import SpanMost
from xuezheng.timetables.problem.school.rules.units_least import UnitsLeast
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost
from xuezheng.timetables.problem.xhstt.nodes import Node


def days_apart(reader: Reader, node: Node, weight: int) -> None:
    joined = node.said("Consecutive_If_Same_Day") == "true"
    reader.rules.append(DaysApart(weight, reader.listed(node), reader.number(node, "MinDays"), joined))


def away(kind: str) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        slots = reader.slots(node, "Not_Available_Time", "")
        for who in reader.whom(node, kind):
            reader.away.setdefault(who, set()).update(slots)

    return take


def breaks(reader: Reader, node: Node, weight: int) -> None:
    reader.closed |= reader.slots(node, "Break_Time", "")


def starts_of_one(reader: Reader, node: Node, weight: int) -> None:
    """FET allows the hour to be left open."""
    periods = len(reader.names.hours)
    day = reader.named(node, "Preferred_Day", "days")
    if node.said("Preferred_Hour"):
        slots = {day * periods + reader.named(node, "Preferred_Hour", "hours")}
    else:
        slots = set(range(day * periods, (day + 1) * periods))
    locked = node.said("Permanently_Locked") == "true"
    reader.rules.append(AllowedStarts(weight, reader.listed(node), frozenset(slots), locked))


def starts(reader: Reader, node: Node, weight: int) -> None:
    slots = reader.slots(node, "Preferred_Starting_Time", "Preferred_Starting_")
    lessons = reader.listed(node) if node.first("Activity_Id") else reader.selected(node)
    reader.rules.append(AllowedStarts(weight, lessons, slots))


def periods(reader: Reader, node: Node, weight: int) -> None:
    slots = reader.slots(node, "Preferred_Time_Slot", "Preferred_")
    lessons = reader.listed(node) if node.first("Activity_Id") else reader.selected(node)
    reader.rules.append(AllowedPeriods(weight, lessons, slots))


def measured(rule: type[Measured], kind: str, tag: str) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        marks = [child.tag for child in node.children if child.tag in ("Activity_Tag", "Activity_Tag_Name")]
        marked = reader.named(node, marks[0], "tags") if marks else -1
        reader.rules.append(rule(weight, reader.whom(node, kind), reader.number(node, tag), marked))

    return take


def hours_least(kind: str) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        every_day = node.said("Allow_Empty_Days") == "false"
        least = reader.number(node, "Minimum_Hours_Daily")
        reader.rules.append(DailyLeast(weight, reader.whom(node, kind), least, every_day=every_day))

    return take


def whole_days(reader: Reader) -> tuple[frozenset[int], ...]:
    hours = len(reader.names.hours)
    return tuple(frozenset(range(day * hours, (day + 1) * hours)) for day in range(len(reader.names.days)))


def days(rule: type[UnitsMost] | type[UnitsLeast], kind: str, tag: str) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        limit = reader.number(node, tag)
        reader.rules.append(rule(weight, reader.whom(node, kind), limit, sets=whole_days(reader)))

    return take


def days_in_interval(kind: str) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        hours = len(reader.names.hours)
        first = reader.named(node, "Interval_Start_Hour", "hours")
        last = reader.named(node, "Interval_End_Hour", "hours") if node.said("Interval_End_Hour") else hours
        sets = tuple(frozenset(range(d * hours + first, d * hours + last)) for d in range(len(reader.names.days)))
        limit = reader.number(node, "Max_Days_Per_Week")
        reader.rules.append(UnitsMost(weight, reader.whom(node, kind), limit, sets=sets))

    return take


def late(kind: str) -> Take:
    return measured(LateStarts, kind, "Max_Beginnings_At_Second_Hour")


def together(rule: type[Pairwise] | type[SameStart]) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        reader.rules.append(rule(weight, reader.listed(node)))

    return take


def two(rule: type[Pairwise]) -> Take:
    def take(reader: Reader, node: Node, weight: int) -> None:
        both = reader.listed(node, "First_Activity_Id") + reader.listed(node, "Second_Activity_Id")
        if len(both) == 2:
            reader.rules.append(rule(weight, both))

    return take


def gaps_between(reader: Reader, node: Node, weight: int) -> None:
    reader.rules.append(GapsBetween(weight, reader.listed(node), reader.number(node, "MinGaps")))


def ends_day(reader: Reader, node: Node, weight: int) -> None:
    lessons = reader.listed(node) if node.first("Activity_Id") else reader.selected(node)
    reader.rules.append(EndsDay(weight, lessons))


def occupied(reader: Reader, node: Node, weight: int) -> None:
    slots = reader.slots(node, "Selected_Time_Slot", "Selected_")
    most = reader.number(node, "Max_Number_of_Occupied_Time_Slots")
    reader.rules.append(PeriodsMost(weight, reader.listed(node), slots, most))


def at_once_most(reader: Reader, node: Node, weight: int) -> None:
    slots = reader.slots(node, "Selected_Time_Slot", "Selected_")
    most = reader.number(node, "Max_Number_of_Simultaneous_Activities")
    reader.rules.append(AtOnceMost(weight, reader.listed(node), slots, most))


def at_once_least(reader: Reader, node: Node, weight: int) -> None:
    slots = reader.slots(node, "Selected_Time_Slot", "Selected_")
    least = reader.number(node, "Min_Number_of_Simultaneous_Activities")
    reader.rules.append(
        AtOnceLeast(weight, reader.listed(node), slots, least, node.said("Allow_Empty_Slots") != "false")
    )


WHO = {"Teacher": "teacher", "Teachers": "teachers", "StudentsSet": "set", "Students": "groups"}


def all_of(suffix: str, rule: type[Measured], tag: str) -> dict[str, Take]:
    return {f"{who}{suffix}": measured(rule, kind, tag) for who, kind in WHO.items()}


TIME_RULES: dict[str, Take] = {
    "MinDaysBetweenActivities": days_apart,
    "TeacherNotAvailableTimes": away("teacher"),
    "StudentsSetNotAvailableTimes": away("set"),
    "BreakTimes": breaks,
    "ActivityPreferredStartingTime": starts_of_one,
    "ActivityPreferredStartingTimes": starts,
    "ActivitiesPreferredStartingTimes": starts,
    "SubactivitiesPreferredStartingTimes": starts,
    "ActivityPreferredTimeSlots": periods,
    "ActivitiesPreferredTimeSlots": periods,
    "SubactivitiesPreferredTimeSlots": periods,
    "ActivitiesSameStartingTime": together(SameStart),
    "ActivitiesSameStartingDay": together(SameDay),
    "ActivitiesSameStartingHour": together(SamePeriod),
    "ActivitiesNotOverlapping": together(NotOverlapping),
    "TwoActivitiesConsecutive": two(Consecutive),
    "TwoActivitiesGrouped": two(Grouped),
    "TwoActivitiesOrdered": two(Ordered),
    "MinGapsBetweenActivities": gaps_between,
    "ActivityEndsStudentsDay": ends_day,
    "ActivitiesEndStudentsDay": ends_day,
    "ActivitiesOccupyMaxTimeSlotsFromSelection": occupied,
    "ActivitiesMaxSimultaneousInSelectedTimeSlots": at_once_most,
    "ActivitiesMinSimultaneousInSelectedTimeSlots": at_once_least,
    "StudentsEarlyMaxBeginningsAtSecondHour": late("groups"),
    "StudentsSetEarlyMaxBeginningsAtSecondHour": late("set"),
    **all_of("MaxGapsPerWeek", GapsWeekly, "Max_Gaps"),
    **all_of("MaxGapsPerDay", GapsDaily, "Max_Gaps"),
    **all_of("MaxHoursDaily", DailyMost, "Maximum_Hours_Daily"),
    **all_of("ActivityTagMaxHoursDaily", DailyMost, "Maximum_Hours_Daily"),
    **all_of("MaxHoursContinuously", InRowMost, "Maximum_Hours_Continuously"),
    **all_of("ActivityTagMaxHoursContinuously", InRowMost, "Maximum_Hours_Continuously"),
    **all_of("MaxSpanPerDay", SpanMost, "Max_Span"),
    **{f"{who}MinHoursDaily": hours_least(kind) for who, kind in WHO.items()},
    **{f"{who}MaxDaysPerWeek": days(UnitsMost, kind, "Max_Days_Per_Week") for who, kind in WHO.items()},
    **{f"{who}MinDaysPerWeek": days(UnitsLeast, kind, "Minimum_Days_Per_Week") for who, kind in WHO.items()},
    **{f"{who}IntervalMaxDaysPerWeek": days_in_interval(kind) for who, kind in WHO.items()},
}
