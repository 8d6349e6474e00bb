"""One institution: what it is, how it came to be, its classes, staff, rooms and conditions."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_chain, history_of
from xuezheng.registers.models import Institution, Room, SchoolClass, StaffPost, Succession
from xuezheng.registers.pages.institutions import asked_day
from xuezheng.registers.words import (
    GRADE_WORDS,
    ORGANISER_WORDS,
    POST_WORDS,
    ROOM_WORDS,
    SIDE_WORDS,
    STAGE_WORDS,
    SUCCESSION_WORDS,
    TYPE_WORDS,
    named,
)
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, Definition, Link, Notice, Row, Table

YEAR_COLUMNS = (
    Column("year", Words("学年", "School year"), "text", is_sortable=False),
    Column("stage", Words("学段", "Stage"), is_sortable=False),
    Column("class_count", Words("班", "Classes"), "count", is_sortable=False),
    Column("pupil_count", Words("在校生", "Pupils"), "count", is_sortable=False),
    Column("girl_count", Words("女生", "Girls"), "count", is_sortable=False),
    Column("boarder_count", Words("寄宿生", "Boarders"), "count", is_sortable=False),
)
CLASS_COLUMNS = (
    Column("grade", Words("年级", "Grade"), is_sortable=False),
    Column("number", Words("班号", "Class"), "count", is_sortable=False),
    Column("pupil_count", Words("在校生", "Pupils"), "count", is_sortable=False),
    Column("girl_count", Words("女生", "Girls"), "count", is_sortable=False),
)
ROOM_COLUMNS = (
    Column("kind", Words("用房", "Rooms"), is_sortable=False),
    Column("room_count", Words("间", "Count"), "count", is_sortable=False),
    Column("seat_count", Words("座位", "Seats"), "count", is_sortable=False),
)
STAFF_COLUMNS = (
    Column("post", Words("岗位", "Post"), is_sortable=False),
    Column("person_count", Words("人", "Persons"), "count", is_sortable=False),
    Column("quota_count", Words("其中在编", "On quota"), "count", is_sortable=False),
)
EVENT_COLUMNS = (
    Column("occurred_on", Words("日期", "Date"), "date", is_sortable=False),
    Column("kind", Words("事项", "Event"), is_sortable=False),
    Column("others", Words("涉及", "With"), is_sortable=False),
    Column("reason", Words("事由", "Reason"), is_sortable=False),
)


def find(request: HttpRequest, code: str) -> Institution:
    """The institution of a code, if the signed-in person may see it."""
    institution = Institution.objects.filter(code=code).first()
    if institution is None:
        raise Http404
    if not may(request.user, "register.view", Place(institution.county_code, code)):
        raise PermissionDenied
    return institution


def year_rows(institution: Institution) -> list[Row]:
    found = (
        SchoolClass.objects.filter(institution=institution)
        .values("school_year", "stage")
        .annotate(
            class_count=Count("id"), pupils=Sum("pupil_count"), girls=Sum("girl_count"), boarders=Sum("boarder_count")
        )
        .order_by("-school_year", "stage")
    )
    return [
        {
            "year": str(SchoolYear(row["school_year"])), "stage": named(STAGE_WORDS, row["stage"]),
            "class_count": row["class_count"], "pupil_count": row["pupils"], "girl_count": row["girls"],
            "boarder_count": row["boarders"],
        }
        for row in found
    ]  # fmt: skip


def class_rows(institution: Institution, year: int) -> list[Row]:
    found = SchoolClass.objects.filter(institution=institution, school_year=year).order_by("grade", "number")
    return [
        {
            "grade": named(GRADE_WORDS, c.grade),
            "number": c.number,
            "pupil_count": c.pupil_count,
            "girl_count": c.girl_count,
        }
        for c in found
    ]


def room_rows(institution: Institution, day: date) -> list[Row]:
    rooms = Room.objects.as_of(day).filter(campus__institution=institution)
    found = rooms.values("kind").annotate(room_count=Count("id"), seats=Sum("seat_count")).order_by("-room_count")
    return [
        {"kind": named(ROOM_WORDS, r["kind"]), "room_count": r["room_count"], "seat_count": r["seats"]} for r in found
    ]


def staff_rows(institution: Institution, day: date) -> list[Row]:
    posts = StaffPost.objects.as_of(day).filter(institution=institution)
    found = (
        posts.values("post")
        .annotate(people=Count("staff", distinct=True), quota=Count("staff", distinct=True, filter=Q(is_on_quota=True)))
        .order_by("-people")
    )
    return [
        {"post": named(POST_WORDS, r["post"]), "person_count": r["people"], "quota_count": r["quota"]} for r in found
    ]


def event_rows(institution: Institution) -> list[Row]:
    """The events an institution took part in, newest first, with the others that went in and came out."""
    rows: list[Row] = []
    for seen in reversed(history_of(institution).events):
        sides = [("before", other) for other in seen.before] + [("after", other) for other in seen.after]
        others = [(side, latest_name(other)) for side, other in sides if other.pk != institution.pk]
        rows.append(
            {
                "occurred_on": Cell(seen.event.occurred_on, href=reverse("event", args=[seen.event.pk])),
                "kind": named(SUCCESSION_WORDS, seen.event.kind),
                "others": Words(
                    "；".join(f"{SIDE_WORDS[side].zh}：{name}" for side, name in others),
                    "; ".join(f"{SIDE_WORDS[side].en}: {name}" for side, name in others),
                ),
                "reason": seen.event.reason,
            }
        )
    return rows


def announced(institution: Institution, day: date) -> tuple[Notice, ...]:
    """The events that are to come."""
    found = (
        Succession.objects.filter(parts__institution=institution, occurred_on__gt=day)
        .distinct()
        .order_by("occurred_on")
    )
    return tuple(
        Notice(
            Words(f"已公告：{event.occurred_on}{named(SUCCESSION_WORDS, event.kind).zh}", f"Announced: {named(SUCCESSION_WORDS, event.kind).en.lower()} on {event.occurred_on}"),
            event.reason, tone="info", links=(Link(Words("看这个事项", "See the event"), reverse("event", args=[event.pk])),),
        )
        for event in found.defer("journal")
    )  # fmt: skip


def latest_name(institution: Institution) -> str:
    last = institution.versions.order_by("-started_on").first()
    return last.name if last else institution.code


def facts(institution: Institution, version: Any) -> tuple[Definition, ...]:
    """What the register says of the institution on the day."""
    campus = institution.campuses.order_by("-started_on", "number").first()
    rows = [
        Definition(Words("标识码", "Code"), institution.code),
        Definition(Words("办学类型", "Kind"), named(TYPE_WORDS, version.school_type)),
        Definition(Words("举办者", "Organiser"), named(ORGANISER_WORDS, version.organiser)),
        Definition(Words("设立", "Opened"), institution.opened_on.isoformat()),
    ]
    if institution.closed_on:
        rows.append(Definition(Words("终止", "Ended"), institution.closed_on.isoformat()))
    if campus and campus.longitude is not None:
        rows.append(Definition(Words("位置", "Site"), f"{campus.longitude:.4f}, {campus.latitude:.4f} (WGS84)"))
    return tuple(rows)


@signed_in("register.view")
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """A school's page, as of a day (`?on=`)."""
    school, day = find(request, code), asked_day(request)
    version = school.versions.as_of(day).first() or school.versions.order_by("-started_on").first()
    if version is None:
        raise Http404
    years = year_rows(school)
    last_year = (
        SchoolClass.objects.filter(institution=school).order_by("-school_year").values_list("school_year").first()
    )
    year = min(SchoolYear.of(day).start_year, last_year[0]) if last_year else SchoolYear.of(day).start_year
    crumbs = tuple(
        Link(Words(a.name, a.name_en or a.name), reverse("institutions") + f"?area={a.code}")
        for a in area_chain(version.town_id)
    )
    actions = [Action(Words("本校指标", "Figures of the school"), reverse("school-figures", args=[code]))]
    if may(request.user, "student.view", Place(school.county_code, school.code)):
        actions.append(Action(Words("学生名册…", "Register of students…"), reverse("students", args=[code])))
    if may(request.user, "staff.view", Place(school.county_code, school.code)):
        actions.append(Action(Words("教职工…", "Staff…"), reverse("staff", args=[code])))
    if may(request.user, "register.edit", Place(school.county_code)):
        actions.append(Action(Words("登记事项…", "Register an event…"), reverse("institution-events", args=[code])))
    page = page_for(
        request,
        version.name,
        notices=announced(school, day),
        crumbs=crumbs,
        actions=tuple(actions),
        aside=named(TYPE_WORDS, version.school_type),
    )
    context = {
        "page": page, "school": school, "day": day, "facts": facts(school, version), "year": str(SchoolYear(year)),
        "years": Table(YEAR_COLUMNS, tuple(years)),
        "classes": Table(CLASS_COLUMNS, tuple(class_rows(school, year))),
        "rooms": Table(ROOM_COLUMNS, tuple(room_rows(school, day))),
        "staff": Table(STAFF_COLUMNS, tuple(staff_rows(school, day))),
        "events": Table(EVENT_COLUMNS, tuple(event_rows(school)), empty=Words("没有登记过撤并、更名等事项", "No merger, renaming or other event is registered")),
    }  # fmt: skip
    return render(request, "registers/institution.html", context)
