"""Classes formed by subject choice as the book of a week, and as the sheets of its students."""

from collections import Counter
from dataclasses import replace
from datetime import date

from django.utils import timezone

from xuezheng.registers.lookup.teachers import teachers_on
from xuezheng.timetables.actions.classes import kept_of
from xuezheng.timetables.actions.weeks.books import book_of
from xuezheng.timetables.models import ClassVersion, TermWeek
from xuezheng.timetables.plan.kept_weeks import School
from xuezheng.timetables.plan.walking import book_of as book_of_classes
from xuezheng.timetables.plan.walking import courses_of, walking_of
from xuezheng.timetables.plan.week_books import Book

__all__ = ["book_from", "courses_of", "formed", "walking_in"]


def formed(week: TermWeek) -> list[ClassVersion]:
    """The published classes of the week's school, the newest first."""
    found = ClassVersion.objects.filter(plan__round__institution=week.institution, published_at__isnull=False)
    return list(found.select_related("plan__round").order_by("-published_at"))


def book_from(week: TermWeek, version: ClassVersion, on: date | None = None) -> Book:
    """The book that the classes make, taught by the school's own teachers; days, rules and fixed times stay as they are."""
    day = on or timezone.localdate()
    school = teachers_on(day, week.institution.county_code, ("senior",))
    own = school.filter(school["institution_code"] == week.institution.code)
    names: dict[str, list[str]] = {}
    seen: Counter[str] = Counter()
    for name, subject in own.select("name", "subject").iter_rows():
        seen[name] += 1  # a book knows people by name: of two alike the second gets a number
        names.setdefault(subject, []).append(name if seen[name] == 1 else f"{name}{seen[name]}")
    made, now = book_of_classes(kept_of(version), names), book_of(week)
    return replace(made, shape=now.shape, rules=now.rules, fixed=now.fixed)


def walking_in(week: TermWeek, school: School) -> dict[int, dict[str, int]]:
    """Of each class of the timetable how many students walk to which teaching class; nothing where the week knows of no classes."""
    return walking_of(kept_of(week.classes), school) if week.classes else {}
