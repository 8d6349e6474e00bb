"""What pages show of a timetable: sheets, files of them, calendar feeds, and what a room has now."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.classes import kept_of
from xuezheng.timetables.actions.days.reading import Standing
from xuezheng.timetables.actions.weeks import table_of
from xuezheng.timetables.models import Chooser, TermWeek, WeekVersion
from xuezheng.timetables.plan.dated import CHANGE_WORDS, Change, Taught, minutes_of, now_and_next, whole_term
from xuezheng.timetables.plan.feeds import feed
from xuezheng.timetables.plan.printing import Printed, lines_of, opens, printed_sheets, printed_whole, workbook_of
from xuezheng.timetables.plan.sheets import KIND_WORDS, Entry, Sheet, sheet_of, sheet_of_student, whole_school
from xuezheng.timetables.plan.walking import courses_of

__all__ = [
    "CHANGE_WORDS", "KIND_WORDS", "Change", "Entry", "Printed", "Sheet", "Taught", "at_the_door", "do_print_students", "feed_of", "lines_of", "opens",
    "printed_sheets", "printed_whole", "sheet_of", "sheet_of_chooser", "whole_school", "workbook_of",
]  # fmt: skip


def feed_of(
    now: Standing, is_mine: Callable[[Taught], bool], name: str, key: str, language: str, is_synthetic: bool
) -> bytes:
    """The lessons of the term that are somebody's, as iCalendar, stamped with the last change."""
    held = [one for one in whole_term(now.table, now.term, now.changes) if is_mine(one)]
    stamp = max((row.made_at for row in now.rows), default=now.version.published_at or now.version.made_at)
    return feed(now.table, held, name, key, stamp, language, is_synthetic)


def at_the_door(now: Standing, room: int) -> tuple[str, list[Taught], Taught | None, Taught | None] | None:
    """The clock, what a room has today, what is on and what is next; None where the timetable does not say its hours."""
    clock = timezone.localtime()
    held = [one for one in now.held(clock.date()) if one.room == room]
    hours = minutes_of(now.table.school)
    if not hours:
        return None
    return f"{clock:%H:%M}", held, *now_and_next(held, hours, clock.hour * 60 + clock.minute)


def sheet_of_chooser(week: TermWeek, version: WeekVersion, chooser: Chooser, name: str) -> Sheet | None:
    """The sheet of a student by the classes that the week was taken from; None for somebody in none of them."""
    table = table_of(version)
    found = courses_of(kept_of(week.classes), chooser.pk) if week.classes else None
    if found is None or found[0] not in table.school.groups:
        return None
    return sheet_of_student(table, name, table.school.groups.index(found[0]), found[1])


def do_print_students(account: Any, week: TermWeek, version: WeekVersion, group: str, reason: str) -> list[Sheet]:
    """The sheets of all students of a class, by name: for the school itself, with a reason, and each look on record."""
    school = week.institution
    if not may(account, "choice.view", Place(school.county_code, school.code)):
        what = Words("您不能看这所学校学生的课表。", "You may not see the timetables of this school's students.")
        raise Refused([Problem("access.right", what, which=school.code)])
    if not reason.strip():
        raise Refused([Problem("timetables.reason", Words("看学生的课表要写明事由。", "Give the reason for looking at students' timetables."))])  # fmt: skip
    if week.classes is None:
        what = Words("这份课表不是从选科分班取来的，不知道谁在哪个教学班。", "This timetable was not taken from classes by choice: who is in which teaching class is not known.")  # fmt: skip
        cure = Words("在“导入任课表”里从选科分班取来。", "Take the classes under “Import who teaches what”.")
        raise Refused([Problem("timetables.no_classes", what, cure=cure)])
    kept = kept_of(week.classes)
    mine = {number for number in kept.people if (courses_of(kept, number) or ("",))[0] == group}
    choosers = Chooser.objects.filter(pk__in=mine).select_related("student").order_by("student__name", "pk")
    found = [sheet_of_chooser(week, version, one, one.student.name) for one in choosers]
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise Refused(
            [
                Problem(
                    "timetables.no_students", Words("这个班没有学生。", "There is nobody in this class."), which=group
                )
            ]
        )
    record(
        "timetables.students.printed", account=account, area_code=school.county_code, subject=f"{school.code} week {week.pk} {group}"[:120],
        reason=reason.strip()[:200], detail={"students": len(sheets), "version": version.number},
    )  # fmt: skip
    return sheets
