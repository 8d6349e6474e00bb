"""Each rule of a school as elements of a `.fet` file, without weight; None where the format cannot say it."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement

from xuezheng.timetables.problem.school.measured import Measured
from xuezheng.timetables.problem.school.model import School
from xuezheng.timetables.problem.school.pairwise import Pairwise
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.at_once_least import AtOnceLeast
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.rules.consecutive import Consecutive
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.ends_day import EndsDay
from xuezheng.timetables.problem.school.rules.gaps_between import GapsBetween
from xuezheng.timetables.problem.school.rules.grouped import Grouped
from xuezheng.timetables.problem.school.rules.ordered import Ordered
from xuezheng.timetables.problem.school.rules.periods_most import PeriodsMost
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.room_closed import RoomClosed
from xuezheng.timetables.problem.school.rules.rooms_most import RoomsMost
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.school.rules.steady_room import SteadyRoom
from xuezheng.timetables.problem.school.rules.units_least import UnitsLeast
from xuezheng.timetables.problem.school.rules.units_most import UnitsMost

Elements = list[tuple[str, Element]]
LISTS = {
    "days_apart": "MinDaysBetweenActivities",
    "same_start": "ActivitiesSameStartingTime",
    "same_day": "ActivitiesSameStartingDay",
    "same_period": "ActivitiesSameStartingHour",
    "not_overlapping": "ActivitiesNotOverlapping",
    "gaps_between": "MinGapsBetweenActivities",
}
TWO: dict[type[Pairwise], str] = {
    Consecutive: "TwoActivitiesConsecutive",
    Grouped: "TwoActivitiesGrouped",
    Ordered: "TwoActivitiesOrdered",
}
MEASURES = {  # rule → the end of the type's name, its field
    "gaps_weekly": ("MaxGapsPerWeek", "Max_Gaps"),
    "gaps_daily": ("MaxGapsPerDay", "Max_Gaps"),
    "daily_most": ("MaxHoursDaily", "Maximum_Hours_Daily"),
    "daily_least": ("MinHoursDaily", "Minimum_Hours_Daily"),
    "in_row_most": ("MaxHoursContinuously", "Maximum_Hours_Continuously"),
    "span_most": ("MaxSpanPerDay", "Max_Span"),
    "late_starts": ("EarlyMaxBeginningsAtSecondHour", "Max_Beginnings_At_Second_Hour"),
    "units_most": ("MaxDaysPerWeek", "Max_Days_Per_Week"),
    "units_least": ("MinDaysPerWeek", "Minimum_Days_Per_Week"),
}


def elements_of(rule: Rule, school: School) -> Elements | None:
    for kind, make in MAKERS:
        if isinstance(rule, kind):
            return make(rule, school)
    return None


def node(kind: str, said: Iterable[tuple[str, object]]) -> Element:
    found = Element(f"Constraint{kind}")
    for tag, text in said:
        SubElement(found, tag).text = str(text)
    return found


def activities(lessons: Iterable[int]) -> list[tuple[str, object]]:
    own = list(lessons)
    return [("Number_of_Activities", len(own)), *(("Activity_Id", lesson + 1) for lesson in own)]


def times(parent: Element, school: School, tag: str, prefix: str, count: str, slots: Iterable[int]) -> Element:
    own = sorted(slots)
    SubElement(parent, count).text = str(len(own))
    for slot in own:
        at = SubElement(parent, tag)
        SubElement(at, f"{prefix}Day").text = school.days[slot // len(school.periods)]
        SubElement(at, f"{prefix}Hour").text = school.periods[slot % len(school.periods)]
    return parent


def lists(rule: Pairwise | SameStart, school: School) -> Elements:
    own: list[tuple[str, object]] = []
    if isinstance(rule, DaysApart):
        own.append(("Consecutive_If_Same_Day", str(rule.joined).lower()))
    own += activities(rule.lessons)
    if isinstance(rule, DaysApart):
        own.append(("MinDays", rule.days))
    if isinstance(rule, GapsBetween):
        own.append(("MinGaps", rule.least))
    return [("Time", node(LISTS[rule.name], own))]


def couples(rule: Pairwise, school: School) -> Elements:
    return [
        ("Time", node(TWO[type(rule)], (("First_Activity_Id", a + 1), ("Second_Activity_Id", b + 1))))
        for a, b in rule.pairs
    ]


def starts(rule: AllowedStarts, school: School) -> Elements:
    return [
        ("Time", times(node("ActivityPreferredStartingTimes", [("Activity_Id", lesson + 1)]), school,
                       "Preferred_Starting_Time", "Preferred_Starting_", "Number_of_Preferred_Starting_Times", rule.slots))
        for lesson in rule.lessons
    ]  # fmt: skip


def periods(rule: AllowedPeriods, school: School) -> Elements:
    return [
        ("Time", times(node("ActivityPreferredTimeSlots", [("Activity_Id", lesson + 1)]), school,
                       "Preferred_Time_Slot", "Preferred_", "Number_of_Preferred_Time_Slots", rule.slots))
        for lesson in rule.lessons
    ]  # fmt: skip


def selected(kind: str, field: str) -> Callable[[PeriodsMost | AtOnceMost, School], Elements]:
    def make(rule: PeriodsMost | AtOnceMost, school: School) -> Elements:
        found = node(kind, activities(rule.lessons))
        times(found, school, "Selected_Time_Slot", "Selected_", "Number_of_Selected_Time_Slots", rule.slots)
        SubElement(found, field).text = str(rule.limit)
        if isinstance(rule, AtOnceLeast):
            SubElement(found, "Allow_Empty_Slots").text = str(rule.or_none).lower()
        return [("Time", found)]

    return make


def measured(rule: Measured, school: School) -> Elements | None:
    """A rule for each teacher or set of students."""
    if isinstance(rule, UnitsMost | UnitsLeast) and rule.sets != whole_days(school):
        return None
    suffix, field = MEASURES[rule.name]
    own: Elements = []
    for who in rule.whos:
        kind = "Teacher" if who.kind == "teacher" else "StudentsSet"
        said: list[tuple[str, object]] = [("Teacher_Name" if who.kind == "teacher" else "Students", school.named(who))]
        if rule.tag >= 0:
            kind += "ActivityTag"
            said.append(("Activity_Tag_Name", school.tags[rule.tag]))
        said.append((field, rule.limit))
        if rule.name == "daily_least":
            said.append(("Allow_Empty_Days", str(not rule.option).lower()))
        own.append(("Time", node(kind + suffix, said)))
    return own


def whole_days(school: School) -> tuple[frozenset[int], ...]:
    periods = len(school.periods)
    return tuple(frozenset(range(day * periods, (day + 1) * periods)) for day in range(len(school.days)))


def ends_day(rule: EndsDay, school: School) -> Elements:
    return [("Time", node("ActivityEndsStudentsDay", [("Activity_Id", lesson + 1)])) for lesson in rule.lessons]


def room_choice(rule: RoomChoice, school: School) -> Elements:
    rooms = sorted(rule.rooms)
    return [
        ("Space", node("ActivityPreferredRooms", [("Activity_Id", lesson + 1), ("Number_of_Preferred_Rooms", len(rooms)),
                                                  *(("Preferred_Room", school.rooms[room]) for room in rooms)]))
        for lesson in rule.lessons
    ]  # fmt: skip


def rooms_most(rule: RoomsMost, school: School) -> Elements:
    own = [*activities(rule.lessons), ("Max_Number_of_Different_Rooms", rule.limit)]
    return [("Space", node("ActivitiesOccupyMaxDifferentRooms", own))]


def steady(rule: SteadyRoom, school: School) -> Elements:
    return [("Space", node("ActivitiesSameRoomIfConsecutive", activities(rule.lessons)))]


def closed(rule: RoomClosed, school: School) -> Elements:
    found = node("RoomNotAvailableTimes", [("Room", school.rooms[rule.room])])
    return [
        ("Space", times(found, school, "Not_Available_Time", "", "Number_of_Not_Available_Times", rule.slots))
    ]  # fmt: skip


MAKERS: tuple[tuple[type[Rule], Callable[..., Elements | None]], ...] = (
    (SteadyRoom, steady),
    *((kind, couples) for kind in TWO),
    (Pairwise, lists),
    (SameStart, lists),
    (AllowedStarts, starts),
    (AllowedPeriods, periods),
    (PeriodsMost, selected("ActivitiesOccupyMaxTimeSlotsFromSelection", "Max_Number_of_Occupied_Time_Slots")),
    (AtOnceLeast, selected("ActivitiesMinSimultaneousInSelectedTimeSlots", "Min_Number_of_Simultaneous_Activities")),
    (AtOnceMost, selected("ActivitiesMaxSimultaneousInSelectedTimeSlots", "Max_Number_of_Simultaneous_Activities")),
    (Measured, measured),
    (EndsDay, ends_day),
    (RoomChoice, room_choice),
    (RoomsMost, rooms_most),
    (RoomClosed, closed),
)
