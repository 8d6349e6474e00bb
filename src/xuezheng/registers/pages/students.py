"""The students of a school by class, one student, and what the school does with them: by right and for a stated reason."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, life, transfers
from xuezheng.registers.actions.seats import grade_on
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, SchoolClass, Student
from xuezheng.registers.pages.events import problem_notices
from xuezheng.registers.pages.institution import find, latest_name
from xuezheng.registers.pages.life_forms import (
    Admitting,
    Leaving,
    MovingIn,
    MovingOut,
    Part,
    Placing,
    Reasoned,
    Repeating,
)
from xuezheng.registers.pages.looking import demand, look, masked, masked_number, state_reason, stated_reason
from xuezheng.registers.pages.transferring import school_named, schools_to, waiting_notice
from xuezheng.registers.rules import TRANSFER_DAYS
from xuezheng.registers.words import END_WORDS, GRADE_WORDS, LIFE_WORDS, WAY_IN_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, Definition, Link, Notice, Row, Table, TableQuery, arrange

COLUMNS = (
    Column("name", Words("姓名", "Name")),
    Column("student_number", Words("全国学籍号", "National student number")),
    Column("sex", Words("性别", "Sex")),
    Column("grade", Words("年级", "Grade")),
    Column("class_number", Words("班号", "Class"), "count"),
    Column("started_on", Words("入学", "Since"), "date"),
)
HISTORY = (
    Column("school", Words("学校", "School"), is_sortable=False),
    Column("grade", Words("入学年级", "Entry grade"), is_sortable=False),
    Column("class_number", Words("班号", "Class"), "count", is_sortable=False),
    Column("started_on", Words("起", "From"), "date", is_sortable=False),
    Column("start", Words("方式", "How"), is_sortable=False),
    Column("ended_on", Words("止", "To"), "date", is_sortable=False),
    Column("end", Words("去向", "How it ended"), is_sortable=False),
)
SEX_WORDS = {"1": Words("男", "male"), "2": Words("女", "female")}


def school_crumbs(school: Institution, *more: Link) -> tuple[Link, ...]:
    return (
        Link(Words("登记册", "Registers"), reverse("institutions")),
        Link(latest_name(school), reverse("institution", args=[school.code])),
        *more,
    )


def roll(school: Institution) -> Link:
    return Link(Words("学生名册", "Students"), reverse("students", args=[school.code]))


def is_looking(request: HttpRequest) -> bool:
    """Whether what was sent is a reason for looking, and no act."""
    return request.method == "POST" and request.POST.get("act", "look") == "look"


def ask_reason(request: HttpRequest, school: Institution, title: Words) -> HttpResponse | str:
    """The reason that stands for looking at this school's students; or the page that asks for it."""
    given = request.POST.get("reason", "").strip() if is_looking(request) else ""
    if (not is_looking(request) or state_reason(request, school.code, given)) and (
        reason := stated_reason(request, school.code)
    ):
        return reason
    page = page_for(request, title, crumbs=school_crumbs(school))
    context = {"page": page, "is_short": is_looking(request), "reason": given}
    return render(request, "registers/reason.html", context)


def roll_year(school: Institution, today: date) -> SchoolYear:
    """The school year whose grades a roll shows: today's; until the school has gone up, the last that has classes."""
    now = SchoolYear.of(today)
    last = SchoolClass.objects.filter(institution=school).aggregate(last=Max("school_year"))["last"]
    return SchoolYear(min(now.start_year, last)) if last is not None else now


def seen_grade(enrolment: Enrolment, year: SchoolYear, today: date) -> str:
    """The grade of a pupil in the year of the roll; of somebody who came later, the grade of entry."""
    return grade_on(enrolment, max(min(today, year.ends_on), enrolment.started_on))


def not_gone_up(request: HttpRequest, school: Institution, year: SchoolYear, today: date) -> tuple[Notice, ...]:
    """Says so where the school has not gone up into the school year of today."""
    now = SchoolYear.of(today)
    if year == now:
        return ()
    links = ()
    if may(request.user, "student.edit", Place(school.county_code, school.code)):
        links = (Link(Words("学年末升级", "Promote"), reverse("promotion", args=[school.code])),)
    title = Words(f"年级按{year}学年", f"Grades are those of {year}")
    text = Words(
        f"{now}学年的班级还没有建：升级以后，名册随之更新。",
        f"The classes of {now} are not made yet; they follow from the promotion.",
    )
    return (Notice(title, text, "info", links=links),)


def grade_words(grade: str) -> Words:
    """The words of a grade reached; of none, that the student should have left."""
    return named(GRADE_WORDS, grade) if grade else Words("已过毕业年级", "Past the last grade")


def roll_rows(enrolments: Any, year: SchoolYear, today: date) -> list[Row]:
    rows: list[Row] = []
    for e in enrolments:
        grade = seen_grade(e, year, today)
        row: Row = {
            "name": Cell(e.student.name, href=reverse("student", args=[e.student_id])),
            "student_number": masked_number(e.student), "sex": SEX_WORDS.get(e.student.sex, "…"),
            "grade": grade_words(grade),
            "class_number": e.class_number, "started_on": e.started_on,
        }  # fmt: skip
        rows.append(row)
    return rows


@signed_in("student.view")
def students(request: HttpRequest, code: str) -> HttpResponse:
    """The pupils enrolled today, class by class (`?class=11.2`). The reason is kept in the session, not in the address."""
    school = find(request, code)
    demand(request, "student.view", school)
    title = Words(f"{latest_name(school)}学生名册", f"Students of {latest_name(school)}")
    reason = ask_reason(request, school, title)
    if not isinstance(reason, str):
        return reason
    today = today_of(request)
    found = list(Enrolment.objects.as_of(today).filter(institution=school).select_related("student").order_by("id"))
    year = roll_year(school, today)
    classes = sorted(
        {(seen_grade(e, year, today), e.class_number) for e in found}, key=lambda seat: (not seat[0], *seat)
    )
    chosen = request.GET.get("class", "")
    if chosen not in {f"{grade}.{number}" for grade, number in classes}:
        chosen = f"{classes[0][0]}.{classes[0][1]}" if classes else ""
    shown = [e for e in found if f"{seen_grade(e, year, today)}.{e.class_number}" == chosen]
    look(request, "students", school.county_code, code, reason, count=len(shown), school_class=chosen)
    links = [
        Link(Words(f"{grade_words(g).zh}（{n}）班", f"{grade_words(g).en}, class {n}"), f"?class={g}.{n}", is_current=chosen == f"{g}.{n}")
        for g, n in classes
    ]  # fmt: skip
    actions: tuple[Action, ...] = (Action(Words("转学…", "Transfers…"), reverse("transfers")),)
    if may(request.user, "student.edit", Place(school.county_code, code)):
        actions = (
            Action(Words("新生入学…", "Admit…"), reverse("student-admit", args=[code]), is_main=True),
            Action(Words("申请转入…", "Ask for a transfer…"), reverse("student-transfer-in", args=[code])),
            Action(Words("学年末升级…", "Promote…"), reverse("promotion", args=[code])),
            *actions,
        )
    notices = not_gone_up(request, school, year, today)
    page = page_for(request, title, crumbs=school_crumbs(school), actions=actions, notices=notices)
    query = TableQuery.read({}, page_size=5000, sort="name")
    table = arrange(
        roll_rows(shown, year, today), COLUMNS, query, language_of(request), has_filter=False, has_downloads=False
    )
    return render(
        request, "registers/students.html", {"page": page, "table": table, "reason": reason, "classes": links}
    )


def submitted(request: HttpRequest, parts: list[Part], do: dict[str, Any]) -> tuple[Notice, ...] | None:
    """Do what was sent: None when done, else what is in its way."""
    act = request.POST.get("act", "")
    part = next((part for part in parts if part.act == act), None)
    if part is None or not part.form.is_valid():
        return ()
    try:
        do[act](part.form)
    except Refused as error:
        return problem_notices(error.problems)
    return None


def bound(request: HttpRequest, act: str) -> Any:
    """The data for the form of an act, if it was sent."""
    return request.POST if request.method == "POST" and request.POST.get("act") == act else None


def stated(request: HttpRequest, form: Any) -> Stated:
    return Stated(request.user, form.cleaned_data.get("reason", ""))


@signed_in("student.edit")
def admit(request: HttpRequest, code: str) -> HttpResponse:
    """A new student, by ID number."""
    school = find(request, code)
    demand(request, "student.edit", school)
    form = Admitting(bound(request, "admit"), school=school, today=today_of(request), prefix="admit")
    part = Part("admit", Words("新生", "The student"), form, Words("登记入学", "Admit"))

    def do(sent: Any) -> None:
        life.do_admit(school, sent.newcomer(), sent.taught(), sent.cleaned_data["on"], stated(request, sent))

    notices = submitted(request, [part], {"admit": do}) if request.method == "POST" else ()
    if notices is None:
        return HttpResponseRedirect(reverse("students", args=[code]))
    page = page_for(request, Words("新生入学", "Admission"), crumbs=school_crumbs(school, roll(school)))
    return render(request, "registers/life.html", {"page": page, "parts": [part], "notices": notices})


@signed_in("student.edit")
def transfer_in(request: HttpRequest, code: str) -> HttpResponse:
    """Ask another school for a student, whose ID number and name are given. What is wrong of the two is not said."""
    school = find(request, code)
    demand(request, "student.edit", school)
    form = MovingIn(bound(request, "ask"), today=today_of(request), prefix="ask")
    part = Part(
        "ask",
        Words("申请转入", "Ask for a transfer"),
        form,
        Words("发出申请", "Send"),
        Words(
            f"对方学校在{TRANSFER_DAYS}个工作日内答复。",
            f"The other school answers within {TRANSFER_DAYS} working days.",
        ),
    )

    def do(sent: Any) -> None:
        on = sent.cleaned_data["on"]
        enrolment = transfers.enrolment_of(sent.cleaned_data["id_number"], sent.cleaned_data["name"], on)
        if enrolment is None:
            life.refuse([transfers.not_found()])
        else:
            transfers.do_ask_transfer(
                enrolment, school, sent.cleaned_data["class_number"], on, "receiving", stated(request, sent)
            )

    notices = submitted(request, [part], {"ask": do}) if request.method == "POST" else ()
    if notices is None:
        return HttpResponseRedirect(reverse("transfers"))
    page = page_for(request, Words("申请转入", "Ask for a transfer"), crumbs=school_crumbs(school, roll(school)))
    return render(request, "registers/life.html", {"page": page, "parts": [part], "notices": notices})


def _parts(request: HttpRequest, pupil: Student, enrolment: Enrolment, today: date, *, is_moving: bool) -> list[Part]:
    """What can be done with a student now; not another transfer while one waits for its answer."""
    if enrolment.ended_on is not None:
        if enrolment.end_reason not in ("left", "suspended"):
            return []
        form = Placing(bound(request, "return"), school=enrolment.institution, today=today, prefix="return")
        return [Part("return", Words("复学", "Return"), form, Words("登记复学", "Register the return"))]
    leaving = Leaving(bound(request, "leave"), today=today, prefix="leave")
    repeating = Repeating(bound(request, "repeat"), today=today, prefix="repeat")
    moving = MovingOut(bound(request, "move"), today=today, prefix="move")
    move = Part(
        "move",
        Words("转出", "Transfer"),
        moving,
        Words("发出申请", "Send"),
        Words(
            f"对方学校在{TRANSFER_DAYS}个工作日内答复，同意后生效。",
            f"The other school answers within {TRANSFER_DAYS} working days; it holds when it agrees.",
        ),
    )
    return [
        *([] if is_moving else [move]),
        Part("repeat", Words("留级", "Repeat"), repeating, Words("登记留级", "Register it")),
        Part("leave", Words("离校", "Leave"), leaving, Words("登记离校", "Register it"), is_binding=True),
    ]


def _doers(request: HttpRequest, pupil: Student, enrolment: Enrolment, acts: list[LifeEvent]) -> dict[str, Any]:
    def undo(sent: Any) -> None:
        life.do_undo(acts[0], stated(request, sent))

    def move(sent: Any) -> None:
        to = school_named(sent.cleaned_data["to"], sent.cleaned_data["on"])
        transfers.do_ask_transfer(
            enrolment, to, sent.cleaned_data["class_number"], sent.cleaned_data["on"], "sending", stated(request, sent)
        )

    return {
        "move": move,
        "repeat": lambda f: life.do_repeat(
            enrolment, f.cleaned_data["on"], stated(request, f), f.cleaned_data["class_number"]
        ),
        "leave": lambda f: life.do_leave(enrolment, f.cleaned_data["on"], f.cleaned_data["why"], stated(request, f)),
        "return": lambda f: life.do_return(
            pupil, enrolment.institution, f.taught(), f.cleaned_data["on"], stated(request, f)
        ),
        "undo": undo,
    }


def history_rows(pupil: Student) -> list[Row]:
    return [
        {
            "school": latest_name(e.institution), "grade": named(GRADE_WORDS, e.entry_grade), "class_number": e.class_number,
            "started_on": e.started_on, "start": named(WAY_IN_WORDS, e.start_reason), "ended_on": e.ended_on or Words("在籍", "enrolled"),
            "end": named(END_WORDS, e.end_reason),
        }
        for e in pupil.enrolments.select_related("institution").order_by("-started_on", "-pk")
    ]  # fmt: skip


def facts_of(pupil: Student) -> tuple[Definition, ...]:
    return (
        Definition(Words("身份证号", "ID number"), masked(pupil)),
        Definition(Words("学籍号", "Student number"), masked_number(pupil)),
        Definition(Words("性别", "Sex"), SEX_WORDS.get(pupil.sex, "…")),
        Definition(Words("出生", "Born"), pupil.born_on.isoformat()),
    )


@signed_in("student.view")
def student(request: HttpRequest, number: int) -> HttpResponse:
    """One student: seen by the school of the last enrolment, for a reason, and what it does with the student."""
    pupil = Student.objects.filter(pk=number, merged_into=None).first()
    enrolment = life.last_enrolment(pupil) if pupil else None
    if pupil is None or enrolment is None:
        raise Http404
    school = enrolment.institution
    demand(request, "student.view", school)
    reason = ask_reason(request, school, Words("学生", "A student"))
    if not isinstance(reason, str):
        return reason
    acts = list(pupil.life_events.filter(undone_on=None).order_by("-pk"))
    can_edit = may(request.user, "student.edit", Place(school.county_code, school.code))
    today = today_of(request)
    year = roll_year(school, today)
    waiting = waiting_notice(number)
    day = min(today, year.ends_on)
    parts = _parts(request, pupil, enrolment, day, is_moving=waiting is not None) if can_edit else []
    if can_edit and acts and acts[0].institution_id == school.pk and not life.check_undo(acts[0]):
        words = named(LIFE_WORDS, acts[0].kind)
        title = Words(
            f"撤销上一次变动：{words.zh} {acts[0].occurred_on}",
            f"Undo the last act: {words.en.lower()} {acts[0].occurred_on}",
        )
        parts.append(
            Part("undo", title, Reasoned(bound(request, "undo"), prefix="undo"), Words("撤销", "Undo"), is_binding=True)
        )
    notices: tuple[Notice, ...] | None = ()
    if request.method == "POST" and not is_looking(request):
        if not can_edit:
            raise PermissionDenied
        notices = submitted(request, parts, _doers(request, pupil, enrolment, acts))
        if notices is None:
            gone = not Student.objects.filter(pk=number).exists()
            return HttpResponseRedirect(reverse("students", args=[school.code]) if gone else request.path)
    look(request, "student", school.county_code, f"{school.code} student {number}", reason)
    told = (*((waiting,) if waiting else ()), *not_gone_up(request, school, year, today))
    page = page_for(request, pupil.name, crumbs=school_crumbs(school, roll(school)), notices=told)
    context = {
        "page": page, "parts": parts, "notices": notices, "reason": reason, "facts": facts_of(pupil),
        "history": Table(HISTORY, tuple(history_rows(pupil))),
        "schools": schools_to(enrolment.stage, school, day) if any(part.act == "move" for part in parts) else (),
    }  # fmt: skip
    return render(request, "registers/life.html", context)
