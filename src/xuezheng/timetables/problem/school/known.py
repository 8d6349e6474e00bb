"""Every rule by the name that files and settings know it by; listed by hand."""

from typing import Final

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
from xuezheng.timetables.problem.school.rules.in_step import InStep
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

RULES: Final[dict[str, type[Rule]]] = {
    rule.name: rule
    for rule in (
        AllowedPeriods,
        SitsIn,
        NotBeside,
        KeptTogether,
        KeptApart,
        InStep,
        FreeTogether,
        AllowedStarts,
        AtOnceLeast,
        AtOnceMost,
        Consecutive,
        DailyLeast,
        DailyMost,
        DaysApart,
        EndsDay,
        GapsBetween,
        GapsDaily,
        GapsWeekly,
        Grouped,
        InRowMost,
        LateStarts,
        NotOverlapping,
        Ordered,
        PeriodsMost,
        RoomChoice,
        RoomClosed,
        RoomsMost,
        SameDay,
        SamePeriod,
        SameStart,
        SpanMost,
        SteadyRoom,
        UnitsLeast,
        UnitsMost,
    )
}
