"""Records that may be of one person, pupils and staff: for the county, for a stated reason, each look logged.

United, told apart, undone. `?kind=staff` on the list; a pair has its address by kind.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, life, uniting
from xuezheng.registers.actions.uniting_staff import do_unite_staff
from xuezheng.registers.actions.uniting_staff import on_two_quotas as on_quotas_of_both
from xuezheng.registers.lookup import area_words
from xuezheng.registers.lookup.likeness import Kind, Likeness, enrolled_twice, likely_same, on_two_quotas
from xuezheng.registers.lookup.linkage import Evidence, share_of
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, StaffMember, StaffPost, Student
from xuezheng.registers.pages.institution import latest_name
from xuezheng.registers.pages.life_forms import Part, Reasoned, Uniting
from xuezheng.registers.pages.looking import look, masked, state_reason, stated_reason
from xuezheng.registers.pages.staff import facts_of_member, posts_of
from xuezheng.registers.pages.students import HISTORY, bound, facts_of, history_rows, is_looking, submitted
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Cell, Column, EmptyState, Link, Row, Table, TableQuery, arrange

TITLE = Words("一人多籍", "One person, two records")
MODELS: dict[Kind, Any] = {"student": Student, "staff": StaffMember}
KIND_WORDS: dict[Kind, Words] = {"student": Words("学生", "Students"), "staff": Words("教职工", "Staff")}
HISTORY_WORDS: dict[Kind, Words] = {"student": Words("学籍", "Enrolments"), "staff": Words("任职经历", "Posts")}
COLUMNS = (
    Column("names", Words("姓名", "Names")),
    Column("share", Words("是一人的可能", "Likely one"), "share", decimals=1),
    Column("points", Words("分", "Points"), "number", decimals=1),
    Column("why", Words("依据", "Why"), is_sortable=False),
    Column("schools", Words("学校", "Schools")),
)
EVIDENCE = (
    Column("what", Words("依据", "Evidence"), is_sortable=False),
    Column("points", Words("分", "Points"), "number", decimals=1, is_sortable=False, is_signed=True),
)
NEVER_SURE = 0.999  # the most that is said of what is likely
UNDOABLE = (
    Column("on", Words("日期", "Date"), "date", is_sortable=False),
    Column("what", Words("做了什么", "What was done"), is_sortable=False),
    Column("reason", Words("事由", "Reason"), is_sortable=False),
)


def own_area(request: HttpRequest) -> str:
    """The area in which the signed-in person may make records one."""
    areas = [
        held.area_code
        for held in held_by(request.user)
        if held.role in POLICY["student.merge"] and not held.institution_code
    ]
    if not areas:
        raise PermissionDenied
    return areas[0]


def where_of(area: str) -> str:
    return f"duplicates {area}"


def reason_or_page(request: HttpRequest, area: str) -> HttpResponse | str:
    """The reason that stands for looking through the area's students; or the page that asks for it."""
    given = request.POST.get("reason", "").strip() if is_looking(request) else ""
    if (not is_looking(request) or state_reason(request, where_of(area), given)) and (
        reason := stated_reason(request, where_of(area))
    ):
        return reason
    context = {"page": page_for(request, TITLE), "is_short": is_looking(request), "reason": given}
    return render(request, "registers/reason.html", context)


def _names(likeness: Likeness, people: dict[int, Any]) -> str:
    names = [people[number].name for number in (likeness.first_id, likeness.second_id)]
    return "、".join(dict.fromkeys(names))


def _last_schools(ids: set[int], kind: Kind) -> dict[int, str]:
    """The name of the last school of each record."""
    last: dict[int, Institution] = {}
    if kind == "student":
        for seat in Enrolment.objects.filter(student_id__in=ids).select_related("institution").order_by("started_on"):
            last[seat.student_id] = seat.institution
    else:
        for post in StaffPost.objects.filter(staff_id__in=ids).select_related("institution").order_by("started_on"):
            last[post.staff_id] = post.institution
    return {number: latest_name(school) for number, school in last.items()}


def pair_rows(found: list[Likeness], kind: Kind) -> list[Row]:
    """A line a pair, with all that speaks for and against it."""
    ids = {number for pair in found for number in (pair.first_id, pair.second_id)}
    people: dict[int, Any] = MODELS[kind].objects.in_bulk(ids)
    last, address = _last_schools(ids, kind), "duplicate" if kind == "student" else "duplicate-staff"
    rows: list[Row] = []
    for pair in found:
        zh = "；".join(f"{e.what.zh}（{e.points:+.1f}）" for e in pair.evidence)
        en = "; ".join(f"{e.what.en} ({e.points:+.1f})" for e in pair.evidence)
        row: Row = {
            "names": Cell(_names(pair, people), href=reverse(address, args=[pair.first_id, pair.second_id])),
            "share": 1.0 if pair.is_certain else min(pair.share, NEVER_SURE), "points": pair.points, "why": Words(zh, en),
            "schools": "、".join(dict.fromkeys(last.get(number, "") for number in (pair.first_id, pair.second_id))),
        }  # fmt: skip
        rows.append(row)
    return rows


def _twice(area: str, kind: Kind, today: date) -> list[tuple[Link, str]]:
    """Who is counted twice by one record: enrolled, or on the quota, at two schools at once."""
    if kind == "student":
        return [
            (
                Link(student.name, reverse("second-seat", args=[seats[0].pk, seats[1].pk])),
                "、".join(latest_name(seat.institution) for seat in seats),
            )
            for student, seats in enrolled_twice(area, today)
        ]
    return [
        (
            Link(member.name, reverse("staff-member", args=[posts[0].institution.code, member.pk])),
            "、".join(dict.fromkeys(latest_name(post.institution) for post in posts)),
        )
        for member, posts in on_two_quotas(area, today)
    ]


def _decided(area: str, kind: Kind) -> list[Row]:
    """What was decided lately, and may be undone."""
    done = LifeEvent.objects.filter(
        kind__in=("united", "told_apart"), undone_on=None, institution__county_code__startswith=area_prefix(area)
    ).filter(**{f"{kind}__isnull": False})
    return [
        {
            "on": Cell(event.registered_on, href=reverse("duplicate-undo", args=[event.pk])),
            "what": Words("合并为一人", "made one") if event.kind == "united" else Words("确认是两人", "told apart"),
            "reason": event.reason,
        }
        for event in done.order_by("-pk")[:20]
    ]


@signed_in("student.merge")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one person's, the likeliest first; who is counted twice; what was decided lately."""
    area = own_area(request)
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    kind: Kind = "staff" if request.GET.get("kind") == "staff" else "student"
    found = likely_same(area, kind)
    twice = _twice(area, kind, today_of(request))
    look(request, "duplicates", area, area, reason, pairs=len(found), twice=len(twice), kind=kind)
    query = TableQuery.read(request.GET, sort="-points", page_size=30)
    table = arrange(pair_rows(found, kind), COLUMNS, query, language_of(request), has_downloads=False)
    rows = _decided(area, kind)
    page = page_for(
        request, TITLE, aside=area_words(area), crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")),)
    )
    context = {
        "page": page, "table": table if found else None, "reason": reason, "twice": twice, "kind": kind,
        "kinds": [Link(words, f"?kind={one}", is_current=one == kind) for one, words in KIND_WORDS.items()],
        "done": Table(UNDOABLE, tuple(rows)) if rows else None,
        "empty": EmptyState(Words("没有像是同一人的登记", "No records look like one person's"), KIND_WORDS[kind]),
    }  # fmt: skip
    return render(request, "registers/duplicates.html", context)


def _within(request: HttpRequest, person: Student | StaffMember) -> bool:
    last = uniting.last_held(person)
    return last is not None and may(request.user, "student.merge", Place(last.institution.county_code))


def _evidence(area: str, one: int, other: int, kind: Kind) -> tuple[Evidence, ...]:
    pair = {one, other}
    return next((found.evidence for found in likely_same(area, kind) if {found.first_id, found.second_id} == pair), ())


def _pair(request: HttpRequest, one: int, other: int, kind: Kind) -> tuple[Any, Any]:
    """Two records of a kind, one of them within reach. Raises Http404, PermissionDenied."""
    people: dict[int, Any] = MODELS[kind].objects.filter(pk__in=[one, other], merged_into=None).in_bulk()
    if len(people) != 2:
        raise Http404
    if not any(_within(request, person) for person in people.values()):
        raise PermissionDenied
    return people[one], people[other]


@signed_in("student.merge")
def duplicate(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two records of pupils beside each other: made one, or told apart."""
    first, second = _pair(request, one, other, "student")
    both = {e.institution.code: latest_name(e.institution) for pair in uniting.overlapping(first, second) for e in pair}
    shown = [
        (pupil.name, facts_of(pupil), Table(HISTORY, tuple(history_rows(pupil)))) for pupil in (first, second)
    ]  # fmt: skip
    return _decide(request, (first, second), "student", both, shown, uniting.do_unite)


@signed_in("student.merge")
def duplicate_staff(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two records of staff beside each other: made one, or told apart."""
    first, second = _pair(request, one, other, "staff")
    both = {post.institution.code: latest_name(post.institution) for post in on_quotas_of_both(first, second)}
    shown = [(member.name, facts_of_member(member), posts_of(member)) for member in (first, second)]
    return _decide(request, (first, second), "staff", both, shown, do_unite_staff)


def _decide(
    request: HttpRequest, pair: tuple[Any, Any], kind: Kind, both: dict[str, str], shown: list[Any], unite: Any
) -> HttpResponse:
    """The page of a pair: for a stated reason; one person or two. `both` are schools of which one must be named."""
    area, (first, second) = own_area(request), pair
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    look(request, kind, area, f"{kind} {first.pk} {kind} {second.pk}", reason)
    back = f"{reverse('duplicates')}?kind={kind}"
    parts = _parts(request, pair, kind, both)

    def do_unite(sent: Any) -> None:
        kept, dropped = (first, second) if sent.cleaned_data["kept"] == str(first.pk) else (second, first)
        given = Stated(request.user, sent.cleaned_data["reason"])
        unite(kept, dropped, given, sent.cleaned_data.get("attended", ""))

    def do_apart(sent: Any) -> None:
        uniting.do_tell_apart(first, second, Stated(request.user, sent.cleaned_data["reason"]))

    notices = (
        submitted(request, parts, {"unite": do_unite, "apart": do_apart})
        if request.method == "POST" and not is_looking(request)
        else ()
    )
    if notices is None:
        return HttpResponseRedirect(back)
    page = page_for(request, Words("是不是同一人", "Are they one person?"), crumbs=(Link(TITLE, back),))
    evidence = _evidence(area, first.pk, second.pk, kind)
    context = {
        "page": page, "parts": parts, "notices": notices, "records": shown,
        "evidence": _evidence_table(evidence) if evidence else None, "history_title": HISTORY_WORDS[kind],
    }  # fmt: skip
    return render(request, "registers/duplicate.html", context)


def _evidence_table(evidence: tuple[Evidence, ...]) -> Table:
    """What speaks for and against one person, with the sum and the likelihood that follows."""
    points = sum(one.points for one in evidence)
    share = f"{min(share_of(points), NEVER_SURE):.1%}".replace("%", " %")
    total = Words(f"合计：是一人的可能 {share}", f"In all: a likelihood of {share}")
    rows: list[Row] = [{"what": one.what, "points": one.points} for one in evidence]
    return Table(EVIDENCE, tuple(rows), total={"what": total, "points": points})


def _parts(request: HttpRequest, pair: tuple[Any, Any], kind: Kind, both: dict[str, str]) -> list[Part]:
    records = {str(p.pk): _record_words(p, kind) for p in pair}
    schools = {code: Words(name, name) for code, name in both.items()}
    unite = Uniting(bound(request, "unite"), records=records, schools=schools)
    note = Words("全部学籍归到保留的一份，可以撤销。", "All enrolments go to the record kept; it can be undone.")
    if kind == "staff":
        note = Words(
            "岗位、学历、职称归到保留的一份，可以撤销。",
            "Posts, degrees and titles go to the record kept; it can be undone.",
        )
        if schools:
            label = Words("编制在", "On the quota of")
            unite.fields["attended"].label = label.in_(language_of(request))
    apart = Reasoned(bound(request, "apart"), prefix="apart")
    return [
        Part("unite", Words("是同一人", "One person"), unite, Words("合并为一份", "Make them one"), note, True),
        Part("apart", Words("不是同一人", "Two persons"), apart, Words("不再提示", "Do not show again")),
    ]  # fmt: skip


def _record_words(person: Any, kind: Kind) -> Words:
    """A record in the choice of the one kept: name, number, last school."""
    last = uniting.last_held(person)
    school = latest_name(last.institution) if last else ""
    return Words(f"{person.name}　{masked(person)}　{school}", f"{person.name}, {masked(person)}, {school}")


@signed_in("student.merge")
def second_seat(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """One student enrolled at two schools: which one is attended."""
    area = own_area(request)
    seats = (
        Enrolment.objects.filter(pk__in=[one, other], ended_on=None).select_related("student", "institution").in_bulk()
    )
    if len(seats) != 2 or seats[one].student_id != seats[other].student_id:
        raise Http404
    if not _within(request, seats[one].student):
        raise PermissionDenied
    reason = reason_or_page(request, area)
    if not isinstance(reason, str):
        return reason
    look(request, "student", area, f"student {seats[one].student_id}", reason)
    schools = {
        str(seat.pk): Words(latest_name(seat.institution), latest_name(seat.institution)) for seat in seats.values()
    }
    form = Uniting(bound(request, "end"), records=schools, schools={})
    form.fields["kept"].label = "实际就读" if language_of(request).startswith("zh") else "Really attended"
    part = Part(
        "end", Words("留下一份学籍", "Keep one enrolment"), form, Words("结束另一份", "End the other"), is_binding=True
    )

    def do_end(sent: Any) -> None:
        stays, goes = (
            (seats[one], seats[other]) if sent.cleaned_data["kept"] == str(one) else (seats[other], seats[one])
        )
        uniting.do_end_second_seat(goes, stays, today_of(request), Stated(request.user, sent.cleaned_data["reason"]))

    notices = (
        submitted(request, [part], {"end": do_end}) if request.method == "POST" and not is_looking(request) else ()
    )
    if notices is None:
        return HttpResponseRedirect(reverse("duplicates"))
    page = page_for(request, seats[one].student.name, crumbs=(Link(TITLE, reverse("duplicates")),))
    history = Table(HISTORY, tuple(history_rows(seats[one].student)))
    return render(
        request,
        "registers/life.html",
        {"page": page, "parts": [part], "notices": notices, "facts": facts_of(seats[one].student), "history": history},
    )


@signed_in("student.merge")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo what was decided about two records."""
    event = (
        LifeEvent.objects.filter(pk=number, kind__in=("united", "told_apart"), undone_on=None)
        .select_related("institution")
        .first()
    )
    if event is None:
        raise Http404
    if not may(request.user, "student.merge", Place(event.institution.county_code)):
        raise PermissionDenied
    form = Reasoned(bound(request, "undo"), prefix="undo")
    part = Part(
        "undo", Words("撤销", "Undo"), form, Words("撤销，恢复两份登记", "Undo: two records again"), is_binding=True
    )

    def do(sent: Any) -> None:
        life.do_undo(event, Stated(request.user, sent.cleaned_data["reason"]))

    notices = submitted(request, [part], {"undo": do}) if request.method == "POST" else ()
    if notices is None:
        return HttpResponseRedirect(f"{reverse('duplicates')}?kind={'staff' if event.staff_id else 'student'}")
    page = page_for(
        request,
        Words(f"撤销{event.registered_on}的决定", f"Undo the decision of {event.registered_on}"),
        crumbs=(Link(TITLE, reverse("duplicates")),),
    )
    return render(request, "registers/life.html", {"page": page, "parts": [part], "notices": notices})
