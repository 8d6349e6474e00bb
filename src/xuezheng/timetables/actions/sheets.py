"""What pages show of a timetable: sheets, files of them, calendar feeds, and what a room has now."""

from collections.abc import Callable

from django.utils import timezone

from xuezheng.timetables.actions.days.reading import Standing
from xuezheng.timetables.plan.dated import CHANGE_WORDS, Change, Taught, minutes_of, now_and_next, whole_term
from xuezheng.timetables.plan.feeds import feed
from xuezheng.timetables.plan.printing import Printed, lines_of, opens, printed_sheets, printed_whole, workbook_of
from xuezheng.timetables.plan.sheets import KIND_WORDS, Entry, Sheet, sheet_of, whole_school

__all__ = [
    "CHANGE_WORDS", "KIND_WORDS", "Change", "Entry", "Printed", "Sheet", "Taught", "at_the_door", "feed_of", "lines_of", "opens",
    "printed_sheets", "printed_whole", "sheet_of", "whole_school", "workbook_of",
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
