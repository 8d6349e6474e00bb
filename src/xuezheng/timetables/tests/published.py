"""A tiny timetable that is published and stands on the days of a term."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from xuezheng.registers.models import Institution
from xuezheng.timetables.models import TermDays, TermWeek, WeekProblem, WeekVersion
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.written import school_as_dict
from xuezheng.timetables.tests.weeks import lesson, school

AT = datetime(2024, 9, 1, tzinfo=UTC)
HOURS = ("08:00–08:40", "08:50–09:30", "09:50–10:30")


def tiny() -> Timetable:
    """Wang teaches class 1 on Monday 1 and Tuesday 1, Li class 1 on Monday 2, Zhao class 2 on Monday 1."""
    week = school([lesson("A1"), lesson("A2"), lesson("B1", 1), lesson("C1", 2, 1)])
    with_hours = School(**{**{name: getattr(week, name) for name in School.__dataclass_fields__}, "hours": HOURS})
    return Timetable(with_hours, (0, 3, 1, 0), (0, 0, 0, 1))


def published(
    institution: Institution, first_on: date, days: int = 60, table: Timetable | None = None, **more: Any
) -> TermWeek:
    """A week with one published version, and a term from `first_on` on. `pk` may be given; the feed's key is `door` and the number."""
    given = table or tiny()
    week = TermWeek.objects.create(
        institution=institution, school_year=2024, term="autumn", title="高二", made_at=AT, **more
    )
    problem = WeekProblem.objects.create(
        week=week, hash=f"{week.pk:016d}", edition=1, school=school_as_dict(given.school)
    )
    version = WeekVersion.objects.create(
        week=week, problem=problem, number=1, origin="taken", starts=list(given.starts), rooms=list(given.rooms), hard=0, soft=0,
        state="published", made_at=AT, published_at=AT,
    )  # fmt: skip
    week.head = week.published = version
    week.save()
    TermDays.objects.create(
        week=week, first_on=first_on, last_on=first_on + timedelta(days=days), feed_key=f"door{week.pk}"
    )
    return week
