"""A term's days and the changes made on them, read for the version that holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xuezheng.ground.words import Words
from xuezheng.standards.calendar import calendar
from xuezheng.timetables.actions.weeks import published_of, table_of
from xuezheng.timetables.models import Absence, DayChange, TermDays, TermWeek, WeekVersion
from xuezheng.timetables.plan.dated import DAY, Change, Taught, Term, on_day
from xuezheng.timetables.plan.kept_weeks import School, Timetable, Who
from xuezheng.timetables.plan.repair import Away


@dataclass(frozen=True)
class Standing:
    """A published timetable on the days of its term, with the changes that apply. `stale`: changes of lessons it no longer has."""

    week: TermWeek
    version: WeekVersion
    table: Timetable
    term: Term
    rows: tuple[DayChange, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        return {lesson.id: at for at, lesson in enumerate(self.table.school.lessons)}

    @cached_property
    def read(self) -> list[tuple[DayChange, Change | None]]:
        return [(row, change_of(row, self.table.school, self.places)) for row in self.rows]

    @property
    def changes(self) -> list[Change]:
        return [change for _, change in self.read if change is not None]

    @property
    def stale(self) -> list[DayChange]:
        return [row for row, change in self.read if change is None]

    def held(self, on: date) -> tuple[Taught, ...]:
        return on_day(self.table, self.term, on, self.changes)

    def stood_in(self, besides: int = 0) -> Counter[int]:
        """How many lessons each teacher has taken for others in this term, the changes of one absence not counted."""
        return Counter(
            change.teacher
            for row, change in self.read
            if change is not None and change.teacher is not None and row.absence_id != besides
        )


def standing_of(week: TermWeek) -> Standing | None:
    """None where nothing is published, or nobody has said when the term begins."""
    version = published_of(week)
    days = TermDays.objects.filter(week=week).first()
    if version is None or days is None:
        return None
    table = table_of(version)
    term = term_of(days, table.school, week.institution.county_code)
    rows = DayChange.objects.filter(week=week, withdrawn_at__isnull=True)
    return Standing(week, version, table, term, tuple(rows))


def term_of(days: TermDays, school: School, area_code: str) -> Term:
    """The days of a term: public holidays of the area, the school's own, and days worked instead."""
    known = calendar()
    free: dict[date, Words] = {}
    instead: dict[date, tuple[int, int] | None] = {}
    on = days.first_on
    while on <= days.last_on:
        off = known.day_off(on, area_code)
        if off is not None and off.en != "weekend":
            free[on] = off
        elif off is None and on.weekday() >= max(5, len(school.days)):
            instead[on] = None
        on += DAY
    free |= {date.fromisoformat(day): Words(**why) for day, why in days.free.items()}
    for day, (weekday, week) in days.instead.items():
        instead[date.fromisoformat(day)] = (int(weekday), int(week))
    return Term(days.first_on, days.last_on, school.weeks, free, instead)


def change_of(row: DayChange, school: School, places: dict[str, int]) -> Change | None:
    """A change by position; None where the lesson, teacher or room is not in the timetable any more."""
    at = places.get(row.lesson)
    teacher, missing, room = (
        position(school.teachers, row.teacher), position(school.teachers, row.instead_of), position(school.rooms, row.room)
    )  # fmt: skip
    if at is None or None in (teacher, missing, room):
        return None
    if row.kind == "substitute" and missing not in school.lessons[at].teachers:
        return None
    kind = row.kind if row.kind in ("substitute", "moved", "room") else "cancelled"
    return Change(row.on, at, kind, named(teacher), named(missing), row.to_on, row.to_slot, named(room), row.why)


def position(names: Sequence[str], name: str) -> int | None:
    """Where a name stands; -1 for none given, None for one that is not there."""
    if not name:
        return -1
    return names.index(name) if name in names else None


def named(at: int | None) -> int | None:
    return None if at is None or at < 0 else at


def away_of(rows: Iterable[Absence], school: School) -> list[Away]:
    """Absences as the repair reads them; of names no longer in the timetable nothing."""
    found: list[Away] = []
    for row in rows:
        kind = "teacher" if row.kind == "teacher" else "room"
        at = position(school.teachers if kind == "teacher" else school.rooms, row.name)
        if at is not None and at >= 0:
            found.append(Away(Who(kind, at), row.first_on, row.last_on, frozenset(row.periods)))
    return found
