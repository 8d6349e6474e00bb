"""Transfers between schools that wait for an answer: for both schools and their counties, with a clock."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.access.scope import scoped
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, transfers
from xuezheng.registers.models import InstitutionVersion, TransferRequest
from xuezheng.registers.pages.life_forms import Answering, Part, Reasoned
from xuezheng.registers.pages.looking import look, masked
from xuezheng.registers.pages.students import bound, submitted
from xuezheng.registers.words import GRADE_WORDS, TRANSFER_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Cell, Column, Definition, Link, Row, TableQuery, arrange

TITLE = Words("转学", "Transfers")
COLUMNS = (
    Column("asked_on", Words("申请", "Asked"), "date"),
    Column("grade", Words("年级", "Grade")),
    Column("sending", Words("转出学校", "From")),
    Column("receiving", Words("转入学校", "To")),
    Column("waits_for", Words("等待谁", "Waits for")),
    Column("waiting", Words("已等", "Waiting"), "count", Words("天", "days")),
    Column("due_on", Words("应在此前答复", "Due"), "date"),
    Column("state", Words("状态", "State")),
)


def visible(request: HttpRequest) -> Any:
    """The transfers into and out of the institutions that the signed-in person may see."""
    everything = TransferRequest.objects.all()
    out = scoped(everything, request.user, "register.view", area="sending__county_code", institution="sending__code")
    into = scoped(
        everything, request.user, "register.view", area="receiving__county_code", institution="receiving__code"
    )
    return everything.filter(Q(pk__in=out.values("pk")) | Q(pk__in=into.values("pk")))


def state_cell(asked: TransferRequest, today: Any) -> Cell:
    if asked.state == "asked" and today > asked.due_on:
        days = (today - asked.due_on).days
        return Cell(Words(f"超期{days}天", f"overdue by {days} days"), tone="must")
    return Cell(named(TRANSFER_WORDS, asked.state))


def rows_of(request: HttpRequest) -> list[Row]:
    found = list(visible(request).select_related("sending", "receiving"))
    codes = {school.pk for asked in found for school in (asked.sending, asked.receiving)}
    names = dict(
        InstitutionVersion.objects.filter(institution_id__in=codes)
        .order_by("started_on")
        .values_list("institution_id", "name")
    )
    today = today_of(request)
    rows: list[Row] = []
    for asked in found:
        other = asked.receiving_id if asked.asked_by == "sending" else asked.sending_id
        is_open = asked.state == "asked"
        rows.append(
            {
                "asked_on": Cell(asked.asked_on, href=reverse("transfer", args=[asked.pk])),
                "grade": named(GRADE_WORDS, asked.grade), "sending": names.get(asked.sending_id, ""),
                "receiving": names.get(asked.receiving_id, ""), "waits_for": names.get(other, "") if is_open else "",
                "waiting": ((today if is_open else asked.answered_on or today) - asked.asked_on).days,
                "due_on": asked.due_on, "state": state_cell(asked, today),
            }
        )  # fmt: skip
    return rows


@signed_in("register.view")
def transfer_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the longest waiting first; then those that were answered. Nobody is named here."""
    query = TableQuery.read(request.GET, sort="-waiting")
    table = arrange(rows_of(request), COLUMNS, query, language_of(request), has_downloads=False)
    page = page_for(request, TITLE, crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")),))
    return render(request, "registers/events.html", {"page": page, "table": table})


def sides_of(request: HttpRequest, asked: TransferRequest) -> set[str]:
    """The sides for which the signed-in person acts."""
    sides = {"sending": asked.sending, "receiving": asked.receiving}
    return {
        side
        for side, school in sides.items()
        if may(request.user, "student.edit", Place(school.county_code, school.code))
    }


@signed_in("register.view")
def transfer(request: HttpRequest, number: int) -> HttpResponse:
    """One transfer: answered by the other side, withdrawn by the one that asked. The two schools see who it is."""
    asked = visible(request).filter(pk=number).select_related("sending", "receiving", "student").first()
    if asked is None:
        raise Http404
    mine = sides_of(request, asked)
    parts = _parts(request, asked, mine) if asked.state == "asked" else []
    do = {
        "confirm": lambda f: transfers.do_confirm_transfer(
            asked, Stated(request.user, asked.reason), f.cleaned_data.get("class_number", 0)
        ),
        "refuse": lambda f: transfers.do_refuse_transfer(asked, Stated(request.user, f.cleaned_data["reason"])),
        "withdraw": lambda f: transfers.do_withdraw_transfer(asked, Stated(request.user, f.cleaned_data["reason"])),
    }
    notices = ()
    if request.method == "POST":
        if not parts:
            raise PermissionDenied
        notices = submitted(request, parts, do)
        if notices is None:
            return HttpResponseRedirect(reverse("transfers"))
    facts = _facts(asked, request)
    if mine:
        school = asked.sending if "sending" in mine else asked.receiving
        look(
            request,
            "student",
            school.county_code,
            f"{school.code} student {asked.student_id}",
            f"转学 {asked.pk}：{asked.reason}"[:200],
        )
        facts = (
            Definition(Words("学生", "Student"), asked.student.name),
            Definition(Words("身份证号", "ID number"), masked(asked.student)),
            *facts,
        )
    page = page_for(
        request,
        Words(f"转学 {asked.asked_on}", f"Transfer of {asked.asked_on}"),
        crumbs=(Link(TITLE, reverse("transfers")),),
    )
    return render(request, "registers/life.html", {"page": page, "parts": parts, "notices": notices, "facts": facts})


def _parts(request: HttpRequest, asked: TransferRequest, mine: set[str]) -> list[Part]:
    """Answering is the other side's, taking back the asking side's."""
    parts: list[Part] = []
    other = "receiving" if asked.asked_by == "sending" else "sending"
    if other in mine:
        form = Answering(bound(request, "confirm"), class_number=asked.class_number, is_receiving=other == "receiving")
        parts.append(
            Part("confirm", Words("同意", "Agree"), form, Words("同意转学", "Agree to the transfer"), is_binding=True)
        )
        no = Reasoned(bound(request, "refuse"), prefix="refuse")
        parts.append(Part("refuse", Words("不同意", "Refuse"), no, Words("不同意，并说明理由", "Refuse, and say why")))
    if asked.asked_by in mine:
        back = Reasoned(bound(request, "withdraw"), prefix="withdraw")
        parts.append(Part("withdraw", Words("撤回申请", "Take it back"), back, Words("撤回", "Take it back")))
    return parts


def _facts(asked: TransferRequest, request: HttpRequest) -> tuple[Definition, ...]:
    last = {
        side: school.versions.order_by("-started_on").first()
        for side, school in (("out", asked.sending), ("into", asked.receiving))
    }
    today = today_of(request)
    rows = [
        Definition(Words("转出", "From"), last["out"].name if last["out"] else asked.sending.code),
        Definition(Words("转入", "To"), last["into"].name if last["into"] else asked.receiving.code),
        Definition(Words("年级", "Grade"), named(GRADE_WORDS, asked.grade)),
        Definition(Words("转学日期", "Moves on"), asked.moves_on.isoformat()),
        Definition(Words("事由", "Reason"), asked.reason),
        Definition(Words("状态", "State"), named(TRANSFER_WORDS, asked.state)),
    ]
    if asked.state == "asked":
        days = (today - asked.asked_on).days
        rows.append(
            Definition(
                Words("已等", "Waiting"),
                Words(f"{days}天，应在{asked.due_on}以前答复", f"{days} days; due {asked.due_on}"),
            )
        )
    if asked.answer:
        rows.append(Definition(Words("理由", "Why"), asked.answer))
    return tuple(rows)
