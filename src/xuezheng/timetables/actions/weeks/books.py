"""The book of a school's week: kept as rows, changed as a whole, each change with its edition, so that it can be taken back."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Action, Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.timetables.models import ClassVersion, FixedTime, TermWeek, WeekCourse, WeekEdition, WeekRule
from xuezheng.timetables.models.week import institution_of
from xuezheng.timetables.plan.week_books import (
    EMPTY,
    Asked,
    Book,
    book_as_dict,
    book_from_dict,
    lessons_in,
    problems_of,
)

TERM_WORDS = {"autumn": Words("上学期", "autumn term"), "spring": Words("下学期", "spring term")}


def place_of(week: TermWeek) -> Place:
    return Place(week.institution.county_code, week.institution.code)


def require(account: Any, place: Place, action: Action = "timetable.make") -> None:
    """Raises Refused where the right is lacking; `None` is the command line of whoever runs the instance."""
    if account is not None and not may(account, action, place):
        what = Words("您在这所学校没有这项权限。", "You have no right to do this at this school.")
        raise Refused([Problem("access.right", what, which=place.institution_code, got=str(action))])


def book_of(week: TermWeek) -> Book:
    """The book from its rows."""
    asked = [{**row.parameters, "name": row.name, "weight": row.weight, "note": row.note} for row in week.rules.all()]
    courses = list(
        week.courses.values(
            "subject",
            "teachers",
            "classes",
            "pattern",
            "weeks",
            "kind",
            "together",
            "name",
            "room",
            "room_kind",
            "size",
        )
    )
    fixed = list(week.fixed.values("kind", "name", "times", "classes", "teachers", "note"))
    shape = week.shape or book_as_dict(EMPTY)["shape"]
    return book_from_dict({"shape": shape, **week.things, "courses": courses, "rules": asked, "fixed": fixed})


def do_make_week(account: Any, school_code: str, school_year: int, term: str, title: str = "") -> TermWeek:
    """A week with the usual periods, still without courses. Raises Refused where there is one already, or the right is lacking."""
    found, school = find_institution(school_code), institution_of(school_code)
    if found is None or school is None:
        what = Words("没有这所学校。", "There is no such school.")
        raise Refused([Problem("week.school", what, got=school_code)])
    require(account, Place(found.county_code, school_code))
    if term not in TERM_WORDS or not 2000 <= school_year <= 2100:
        what = Words("学年或学期不对。", "The school year or the term is not right.")
        raise Refused([Problem("week.term", what, got=f"{school_year} {term}")])
    title = title.strip()[:80]
    with transaction.atomic():
        if TermWeek.objects.filter(institution=school, school_year=school_year, term=term, title=title).exists():
            what = Words("这个学期已经有同名的课表。", "This term has a timetable of this name already.")
            cure = Words("换一个名称，如“高一”。", "Give it another name, such as a grade.")
            raise Refused([Problem("week.twice", what, which=f"{school_year} {term} {title}", cure=cure)])
        week = TermWeek.objects.create(
            institution=school, school_year=school_year, term=term, title=title, made_at=timezone.now(), made_by=account
        )
        put_rows(week, EMPTY)
        keep_edition(account, week, EMPTY, Words("新建", "Made"))
        note(account, week, "made", {"school_year": school_year, "term": term})
    return week


def note(account: Any, week: TermWeek, verb: str, detail: dict[str, Any], reason: str = "") -> None:
    record(
        f"timetables.week.{verb}", account=account, area_code=week.institution.county_code, subject=f"{week.institution.code} week {week.pk}",
        reason=reason[:200], detail={"week": week.pk, **detail},
    )  # fmt: skip


def put_rows(week: TermWeek, book: Book) -> None:
    whole = book_as_dict(book)
    week.shape = whole["shape"]
    week.things = {"classes": list(whole["classes"]), "rooms": list(whole["rooms"])}
    for rows in (week.courses, week.rules, week.fixed):
        rows.all().delete()
    WeekCourse.objects.bulk_create(
        WeekCourse(week=week, place=at, **asdict(one)) for at, one in enumerate(book.courses)
    )
    WeekRule.objects.bulk_create(WeekRule(week=week, place=at, **rule_row(one)) for at, one in enumerate(book.rules))
    FixedTime.objects.bulk_create(FixedTime(week=week, place=at, **asdict(one)) for at, one in enumerate(book.fixed))


def rule_row(asked: Asked) -> dict[str, Any]:
    own = asdict(asked)
    head = {name: own.pop(name) for name in ("name", "weight", "note")}
    return {**head, "parameters": {name: value for name, value in own.items() if value not in ("", (), None)}}


def keep_edition(account: Any, week: TermWeek, book: Book, what: Words) -> None:
    last = week.editions.first()
    week.edition = (last.number if last else 0) + 1
    week.save()
    WeekEdition.objects.create(
        week=week, number=week.edition, what={"zh": what.zh, "en": what.en}, book=book_as_dict(book), made_at=timezone.now(), made_by=account,
    )  # fmt: skip


def too_late(week: TermWeek) -> Problem:
    """Somebody else wrote meanwhile: who, when, what."""
    last = week.editions.select_related("made_by").first()
    by = "" if last is None or last.made_by is None else last.made_by.display_name or last.made_by.get_username()
    at = "" if last is None else timezone.localtime(last.made_at).strftime("%H:%M")
    zh, en = (last.what.get("zh", ""), last.what.get("en", "")) if last else ("", "")
    what = Words(
        f"{by} {at} 改过任课表（{zh}），您看的不是最新的。",
        f"{by} changed the book at {at} ({en}); what you see is not the newest.",
    )
    return Problem(
        "week.stale", what, which=f"#{week.edition}", cure=Words("刷新后再改。", "Reload, and change it again.")
    )


def do_put_book(
    account: Any, week: TermWeek, seen: int, book: Book, what: Words, reason: str = "", classes: ClassVersion | None = None
) -> TermWeek:  # fmt: skip
    """Put another book in the place of the one whose edition was `seen`; `classes`: those it was taken from. Raises Refused with its faults, or where somebody was faster."""
    require(account, place_of(week))
    if problems := problems_of(book):
        raise Refused(problems)
    with transaction.atomic():
        held = TermWeek.objects.select_for_update().select_related("institution").get(pk=week.pk)
        if held.edition != seen:
            raise Refused([too_late(held)])
        put_rows(held, book)
        held.classes = classes or held.classes
        keep_edition(account, held, book, what)
        note(
            account,
            held,
            "book_changed",
            {"edition": held.edition, "what": what.zh, "courses": len(book.courses), "rules": len(book.rules)},
            reason,
        )
    return held


def do_undo_book(account: Any, week: TermWeek, seen: int) -> TermWeek:
    """Take the last change of the book back: the edition before it becomes the newest. Raises Refused where there is none."""
    before = week.editions.filter(number__lt=seen).first()
    if before is None:
        what = Words("没有可撤销的改动。", "There is no change to take back.")
        raise Refused([Problem("week.no_edition", what)])
    last = week.editions.filter(number=seen).first()
    zh, en = (last.what.get("zh", ""), last.what.get("en", "")) if last else ("", "")
    return do_put_book(
        account, week, seen, book_from_dict(before.book), Words(f"撤销：{zh}"[:90], f"Taken back: {en}"[:90])
    )


def loads_of(book: Book) -> list[tuple[str, list[str], int, float]]:
    """(teacher, subjects, classes or teaching classes, periods a week on average over the cycle), most first; of a book without faults."""
    held: dict[str, tuple[dict[str, None], set[str], float]] = {}
    for course in book.courses:
        try:
            lessons = lessons_in(course, book)
        except ValueError:
            continue
        periods = sum(duration * weeks.bit_count() for duration, weeks in lessons) / book.shape.weeks
        for name in course.teachers:
            subjects, classes, load = held.get(name, ({}, set[str](), 0.0))
            held[name] = ({**subjects, course.subject: None}, classes | {course.label}, load + periods)
    rows = [(name, list(subjects), len(classes), load) for name, (subjects, classes, load) in held.items()]
    return sorted(rows, key=lambda row: (-row[3], row[0]))
