"""Events of institutions: the list of an area, one event with its letter, and registering one: tried, told, confirmed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.access.scope import scoped
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers import actions
from xuezheng.registers.actions import Asked, Moved, Stated
from xuezheng.registers.models import Institution, InstitutionVersion, Succession, SuccessionPart
from xuezheng.registers.pages.event_forms import FORMS, WHAT_IT_IS, EventForm, Opening
from xuezheng.registers.pages.institution import find, latest_name
from xuezheng.registers.words import SUCCESSION_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, Definition, Link, Notice, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

TITLE = Words("学校事项", "Events of institutions")
COLUMNS = (
    Column("occurred_on", Words("日期", "Date"), "date"),
    Column("kind", Words("事项", "Event")),
    Column("schools", Words("学校", "Institutions")),
    Column("state", Words("状态", "State")),
    Column("reason", Words("事由", "Reason")),
    Column("document", Words("批文号", "Document")),
)


def may_register(request: HttpRequest, counties: set[str]) -> bool:
    """Events are registered by the county, of every institution they go out from: not by a school for itself."""
    return bool(counties) and all(may(request.user, "register.edit", Place(county)) for county in counties)


def edits_areas(request: HttpRequest) -> bool:
    """Whether somebody may register events anywhere."""
    return any(h.role in POLICY["register.edit"] and not h.institution_code for h in held_by(request.user))


def state_of(event: Succession, today: date) -> Words:
    """Announced, in force, registered late, or imported."""
    if event.occurred_on > today:
        days = (event.occurred_on - today).days
        return Words(f"已公告，{days}天后生效", f"announced, in force in {days} days")
    if event.registered_on and event.registered_on > event.occurred_on:
        return Words(f"补登于{event.registered_on}", f"registered late, {event.registered_on}")
    return Words("生效", "in force") if event.journal else Words("生效（导入）", "in force (imported)")


def event_rows(request: HttpRequest) -> list[Row]:
    """The events of the institutions that the signed-in person may see, announced ones first."""
    parts = scoped(SuccessionPart.objects.all(), request.user, "register.view")
    events = (
        Succession.objects.filter(pk__in=parts.values("event_id"))
        .order_by("-occurred_on", "-pk")
        .defer("journal", "asked")
    )
    names: dict[int, dict[str, str]] = {}
    versions = InstitutionVersion.objects.order_by("started_on").values_list("institution__code", "name")
    shown = SuccessionPart.objects.filter(event__in=events).values_list("event_id", "institution__code")
    last = dict(versions.filter(institution__succession_parts__event__in=events))
    for event_id, code in shown:
        names.setdefault(event_id, {})[code] = last.get(code, code)
    imported = set(Succession.objects.filter(journal=[]).values_list("pk", flat=True))
    today = today_of(request)
    rows: list[Row] = []
    for event in events:
        event.journal = [] if event.pk in imported else [{}]
        rows.append(
            {
                "occurred_on": Cell(event.occurred_on, href=reverse("event", args=[event.pk])),
                "kind": named(SUCCESSION_WORDS, event.kind),
                "schools": "、".join(names.get(event.pk, {}).values()),
                "state": state_of(event, today),
                "reason": event.reason,
                "document": event.document,
            }
        )
    return rows


@signed_in("register.view")
def events(request: HttpRequest) -> HttpResponse:
    """The events of an area, or their download."""
    query = TableQuery.read(request.GET, sort="-occurred_on")
    rows = event_rows(request)
    if wanted := asked_format(request.GET):
        day = today_of(request)
        place = Words("所辖范围", "one's area")
        about = About(TITLE, place, day.isoformat(), TITLE, as_of=day, is_synthetic=settings.INSTANCE.is_synthetic)
        return download("events", wanted, COLUMNS, rows, about, query=query)
    action = Action(Words("设立学校…", "Open an institution…"), reverse("event-open"), is_main=True)
    page = page_for(request, TITLE, actions=(action,) if edits_areas(request) else (), crumbs=crumbs())
    return render(
        request, "registers/events.html", {"page": page, "table": arrange(rows, COLUMNS, query, language_of(request))}
    )


def crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(Words("登记册", "Registers"), reverse("institutions")), *more)


def problem_notices(problems: Any) -> tuple[Notice, ...]:
    """Why it cannot be, one notice a problem."""

    def told(problem: Problem) -> Notice:
        answers = [
            (Words("对象", "Which"), problem.which),
            (Words("读到", "Got"), problem.got),
            (Words("怎么办", "To do"), problem.cure),
        ]
        return Notice(problem.what, tone="must", answers=tuple((term, text) for term, text in answers if text))

    return tuple(told(problem) for problem in problems)


def moved_definitions(moved: Moved) -> tuple[Definition, ...]:
    year = f"{moved.school_year}—{moved.school_year + 1}"
    rows = (
        (Words("班级", "Classes"), moved.class_count, Words(f"{moved.class_count}（{year}学年）", f"{moved.class_count} ({year})")),
        (Words("学生", "Pupils"), moved.pupil_count, moved.pupil_count),
        (Words("学籍", "Student records"), moved.student_count, moved.student_count),
        (Words("教职工", "Staff"), moved.staff_count, moved.staff_count),
        (Words("校区", "Campuses"), moved.campus_count, moved.campus_count),
        (Words("用房", "Rooms"), moved.room_count, moved.room_count),
        (Words("专业", "Programmes"), moved.programme_count, moved.programme_count),
    )  # fmt: skip
    return tuple(
        Definition(term, text if isinstance(text, Words) else f"{text:,}") for term, count, text in rows if count
    )


@signed_in("register.edit")
def open_one(request: HttpRequest) -> HttpResponse:
    """Register a new institution."""
    areas = [
        held.area_code
        for held in held_by(request.user)
        if held.role in POLICY["register.edit"] and not held.institution_code
    ]
    if not areas:
        raise PermissionDenied
    form = Opening(request.POST or None, school=None, version=None, today=today_of(request), area=areas[0])
    return registering(request, form, named(SUCCESSION_WORDS, "opened"), crumbs(Link(TITLE, reverse("events"))))


@signed_in("register.edit")
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Which event of an institution is to be registered."""
    school = find(request, code)
    if not may_register(request, {school.county_code}):
        raise PermissionDenied
    links = [
        Link(SUCCESSION_WORDS[kind], reverse("institution-event", args=[code, kind]), note=WHAT_IT_IS[kind])
        for kind in FORMS
    ]
    title = Words(f"{latest_name(school)}：登记事项", f"{latest_name(school)}: register an event")
    page = page_for(request, title, crumbs=crumbs(Link(latest_name(school), reverse("institution", args=[code]))))
    return render(request, "registers/event_choose.html", {"page": page, "links": links})


@signed_in("register.edit")
def register(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Register an event of an institution."""
    school = find(request, code)
    if kind not in FORMS:
        raise Http404
    if not may_register(request, {school.county_code}):
        raise PermissionDenied
    today = today_of(request)
    version = school.versions.as_of(today).first() or school.versions.order_by("-started_on").first()  # type: ignore[attr-defined]
    form = FORMS[kind](request.POST or None, school=school, version=version, today=today, area=school.county_code)
    words, name = SUCCESSION_WORDS[kind], latest_name(school)
    above = crumbs(
        Link(name, reverse("institution", args=[code])),
        Link(Words("事项", "Events"), reverse("institution-events", args=[code])),
    )
    return registering(request, form, Words(f"{name}：{words.zh}", f"{name}: {words.en}"), above)


def _counties(form: EventForm, asked: Asked) -> set[str]:
    """The counties whose right it takes: those of all that the event goes out from, and that of a new one."""
    counties = {institution.county_code for institution in actions.institutions_asked(asked)}
    if asked.kind == "opened":
        counties.add(asked.values["described"]["town_code"][:6])
    return counties


def registering(request: HttpRequest, form: EventForm, title: Words, above: tuple[Link, ...]) -> HttpResponse:
    """The form; then what would happen; then, confirmed, the event."""
    found, notices = None, ()
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        if (counties := _counties(form, asked)) and not may_register(request, counties):
            raise PermissionDenied
        stated = Stated(request.user, form.cleaned_data["reason"], form.cleaned_data["document"])
        if request.POST.get("step") == "confirm":
            try:
                return HttpResponseRedirect(reverse("event", args=[actions.do_register(asked, stated).pk]))
            except Refused as error:
                notices = problem_notices(error.problems)
        else:
            found = actions.preview(asked, stated)
            notices = problem_notices(found.problems)
            found = None if found.problems else found
    page = page_for(request, title, crumbs=above)
    near = scoped(InstitutionVersion.objects.as_of(today_of(request)), request.user, "register.view")
    context = {
        "page": page, "form": form, "found": found, "notices": notices,
        "schools": near.order_by("name").values_list("institution__code", "name") if "into" in form.fields else (),
        "moved": moved_definitions(found.moved) if found else (),
        "is_ahead": bool(found and found.on > today_of(request)),
    }  # fmt: skip
    return render(request, "registers/event_register.html", context)


@signed_in("register.view")
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event: its letter, who is in it, and taking it back."""
    found = Succession.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    own = scoped(SuccessionPart.objects.filter(event=found), request.user, "register.view")
    if not own.exists():
        raise PermissionDenied
    counties = set(Institution.objects.filter(succession_parts__event=found).values_list("county_code", flat=True))
    today, can_withdraw = today_of(request), may_register(request, counties)
    reason, notices = request.POST.get("reason", "").strip(), ()
    if request.method == "POST":
        if not can_withdraw:
            raise PermissionDenied
        if len(reason) < 4:
            notices = (
                Notice(
                    Words("请写明撤回的事由，至少四个字。", "Say why it is taken back, in at least four characters."),
                    tone="must",
                ),
            )
        else:
            try:
                actions.do_withdraw_event(found, Stated(request.user, reason[:200]))
                return HttpResponseRedirect(reverse("events"))
            except Refused as error:
                notices = problem_notices(error.problems)
    parties = [
        Link(seen.name if (seen := p.after or p.before) else p.code, reverse("institution", args=[p.code]), note=p.code)
        for p in actions.parties_of(found)
    ]
    words = named(SUCCESSION_WORDS, found.kind)
    page = page_for(
        request, Words(f"{words.zh} {found.occurred_on}", f"{words.en} {found.occurred_on}"),
        crumbs=crumbs(Link(TITLE, reverse("events"))), aside=state_of(found, today),
    )  # fmt: skip
    context = {
        "page": page, "event": found, "letter": actions.letter_of(found), "moved": moved_definitions(actions.moved_by(found)),
        "parties": parties, "notices": notices, "can_withdraw": can_withdraw and bool(found.journal),
        "is_ahead": found.occurred_on > today, "problems": problem_notices(actions.check_withdraw(found)),
    }  # fmt: skip
    return render(request, "registers/event.html", context)
