"""Carrying what an institution has over to another on a day: sites, rooms, programmes, classes, people, conditions.

What held before the day stays with the old institution up to it; from the day on it is the other's. So no reading as of
an earlier day changes, and every total from the day on is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, ProtectedError

from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.models import (
    Campus,
    Conditions,
    Enrolment,
    Institution,
    Programme,
    Room,
    SchoolClass,
    StaffPost,
)
from xuezheng.registers.rules import first_stock_year, grade_after, last_grade

SUMMED = (
    "site_area_m2", "building_area_m2", "dangerous_area_m2", "teaching_area_m2", "indoor_sports_area_m2",
    "sports_ground_area_m2", "dormitory_area_m2", "equipment_fen", "book_count", "terminal_count", "bandwidth_mbps",
    "examined_count", "outside_teacher_count", "veteran_teacher_count", "party_member_count", "league_member_count", "democratic_party_count",
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """Which part goes over: None is all of it. `stages` choose classes, people and programmes, numbers the campuses."""

    stages: tuple[str, ...] | None = None
    campus_numbers: tuple[int, ...] | None = None


ALL = Taken()


def copied(row: Any, **values: Any) -> Any:
    """A new row like another, with some values changed."""
    own = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**own | values)


def move_all(journal: Journal, old: Institution, new: Institution, on: date, taken: Taken = ALL) -> None:
    """Everything `taken` names goes from one institution to the other on a day."""
    move_campuses(journal, old, new, on, taken.campus_numbers)
    programmes = move_programmes(journal, old, new, on, taken.stages)
    shift = class_number_shift(new, on)
    move_classes(journal, old, new, on, taken.stages, shift, programmes)
    for number in programmes:
        drop_unheld(journal, Programme.objects.filter(pk=number, institution=old, started_on__gte=on))
    move_enrolments(journal, old, new, on, taken.stages, shift)
    move_posts(journal, old, new, on, taken.stages)
    if taken == ALL:
        move_conditions(journal, old, new, on)


def _hold_from(rows: Any, on: date) -> Iterable[Any]:
    """Dated rows that hold on the day or later."""
    return list(rows.during(on, date.max).order_by("started_on", "pk"))


def move_campuses(
    journal: Journal, old: Institution, new: Institution, on: date, numbers: tuple[int, ...] | None
) -> None:
    """Sites with their rooms; a site gets the next free number of the new institution.

    The rooms it goes on with do not name the project that built them: that project made each room once, at the old one.
    """
    top = new.campuses.aggregate(top=Max("number"))["top"] or 0
    given: dict[int, int] = {}
    for campus in _hold_from(old.campuses.all(), on):
        if numbers is not None and campus.number not in numbers:
            continue
        number = given.setdefault(campus.number, top + len(given) + 1)
        if campus.started_on >= on:
            journal.change(campus, institution_id=new.pk, number=number)
            continue
        moved = copied(campus, institution_id=new.pk, number=number, started_on=on)
        journal.make([moved])
        rooms = _hold_from(campus.rooms.all(), on)
        for room in rooms:
            if room.started_on >= on:
                journal.change(room, campus_id=moved.pk)
            else:
                journal.make([copied(room, campus_id=moved.pk, started_on=on, project_code="")])
                journal.change(room, ended_on=on)
        journal.change(campus, ended_on=on)


def move_programmes(
    journal: Journal, old: Institution, new: Institution, on: date, stages: tuple[str, ...] | None
) -> dict[int, Programme]:
    """Programmes; one that the new institution offers already only ends. Gives the new one by the id of the old."""
    if stages is not None:
        return {}  # a split off stage starts its programmes anew
    has = {programme.code: programme for programme in _hold_from(new.programmes.all(), on)}
    became: dict[int, Programme] = {}
    for programme in _hold_from(old.programmes.all(), on):
        mine = has.get(programme.code)
        if mine is None and programme.started_on >= on:
            journal.change(programme, institution_id=new.pk)
            continue
        if mine is None:
            mine = copied(programme, institution_id=new.pk, started_on=on)
            journal.make([mine])
        became[programme.pk] = mine
        if programme.started_on < on:
            journal.change(programme, ended_on=on)
    return became


def class_number_shift(new: Institution, on: date) -> dict[str, int]:
    """By stage, the highest class number in use at the new institution: what is added to the numbers of those who come."""
    classes = SchoolClass.objects.filter(institution=new, school_year__gte=first_stock_year(on) - 1)
    tops = dict(classes.values_list("stage").annotate(top=Max("number")).order_by())
    enrolled = Enrolment.objects.during(on, date.max).filter(institution=new)
    for stage, top in enrolled.values_list("stage").annotate(top=Max("class_number")).order_by():
        tops[stage] = max(tops.get(stage, 0), top)
    return tops


def move_classes(
    journal: Journal, old: Institution, new: Institution, on: date, stages: tuple[str, ...] | None,
    shift: dict[str, int], programmes: dict[int, Programme],
) -> None:  # fmt: skip
    """Classes of the school years whose stock day is the day or later."""
    for own in SchoolClass.objects.filter(institution=old, school_year__gte=first_stock_year(on)).order_by("pk"):
        if stages is not None and own.stage not in stages:
            continue
        programme = programmes.get(own.programme_id)
        values: dict[str, Any] = {"institution_id": new.pk, "number": own.number + shift.get(own.stage, 0)}
        if programme:
            values["programme_id"] = programme.pk
        journal.change(own, **values)


def move_enrolments(
    journal: Journal,
    old: Institution,
    new: Institution,
    on: date,
    stages: tuple[str, ...] | None,
    shift: dict[str, int],
) -> None:
    """Students enrolled on the day or later, from the grade they have reached."""
    for enrolment in _hold_from(Enrolment.objects.filter(institution=old), on):
        if stages is not None and enrolment.stage not in stages:
            continue
        number = enrolment.class_number + shift.get(enrolment.stage, 0)
        if enrolment.started_on >= on:
            journal.change(enrolment, institution_id=new.pk, class_number=number)
            continue
        years = SchoolYear.of(on).start_year - SchoolYear.of(enrolment.started_on).start_year
        grade = grade_after(enrolment.stage, enrolment.entry_grade, years) or last_grade(enrolment.stage)
        moved = copied(
            enrolment,
            institution_id=new.pk,
            class_number=number,
            started_on=on,
            entry_grade=grade,
            start_reason="merged",
        )
        journal.make([moved])
        journal.change(enrolment, ended_on=on, end_reason="merged")


def move_posts(journal: Journal, old: Institution, new: Institution, on: date, stages: tuple[str, ...] | None) -> None:
    """Staff; a post its holder has at the new institution already only ends."""
    has = {(p.staff_id, p.post, p.stage, p.subject) for p in _hold_from(new.posts.all(), on)}
    for post in _hold_from(old.posts.all(), on):
        if stages is not None and post.stage not in stages:
            continue
        is_there = (post.staff_id, post.post, post.stage, post.subject) in has
        if post.started_on >= on and is_there:
            journal.drop(post)
            continue
        if post.started_on >= on:
            journal.change(post, institution_id=new.pk)
            continue
        if not is_there:
            journal.make([copied(post, institution_id=new.pk, started_on=on, start_reason="merged")])
        journal.change(post, ended_on=on, end_reason="merged")


def move_conditions(journal: Journal, old: Institution, new: Institution, on: date) -> None:
    """Conditions reported for later years: areas, amounts and counts are added to those of the new institution."""
    for own in Conditions.objects.filter(institution=old, school_year__gte=first_stock_year(on)).order_by("pk"):
        theirs = Conditions.objects.filter(institution=new, school_year=own.school_year).first()
        if theirs is None:
            journal.change(own, institution_id=new.pk)
            continue
        sums = {name: _sum(getattr(theirs, name), getattr(own, name)) for name in SUMMED}
        journal.change(theirs, **sums)
        journal.drop(own)


def _sum(one: Any, other: Any) -> Any:
    """Missing is not zero: the sum of what is known, or missing where neither is."""
    known = [value for value in (one, other) if value is not None]
    return sum(known) if known else None


def end_all(journal: Journal, institution: Institution, on: date) -> None:
    """What is left of an institution that closes ends with it: sites, rooms, programmes, posts."""
    rooms = Room.objects.filter(campus__institution=institution)
    posts = StaffPost.objects.filter(institution=institution)
    campuses = Campus.objects.filter(institution=institution)
    programmes = Programme.objects.filter(institution=institution)
    for rows, values in ((rooms, {}), (posts, {"end_reason": "left"}), (campuses, {}), (programmes, {})):
        for row in _hold_from(rows, on):
            if row.started_on < on:
                journal.change(row, ended_on=on, **values)
        drop_unheld(journal, rows.filter(started_on__gte=on))


def drop_unheld(journal: Journal, rows: Any) -> None:
    """Delete rows that would have begun where there is nothing any more. Raises Refused where something stands on one."""
    for row in rows:
        try:
            journal.drop(row)
        except ProtectedError as error:
            raise Refused(
                [
                    problem(
                        "event.stands_on", "后来的记录还引用着要终止的一项，不能登记。",
                        "A later record still refers to what would end.", which=f"{type(row).__name__} {row.pk}",
                        cure=("先撤销后来的记录。", "Undo the later record first."),
                    )
                ]
            ) from error  # fmt: skip
