"""Transfers between schools that wait for an answer: for both schools and their counties, with a clock."""

from datetime import date
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
from xuezheng.registers.models import TransferRequest
from xuezheng.registers.pages.life_forms import Answering, Part, Reasoned
from xuezheng.registers.pages.looking import look, masked
from xuezheng.registers.pages.students import bound, submitted
from xuezheng.registers.pages.transferring import clock_rows, day, left_words, names_of
from xuezheng.registers.rules import TRANSFER_DAYS
from xuezheng.registers.words import GRADE_WORDS, TRANSFER_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import (
    Cell,
    Column,
    Decision,
    Definition,
    EmptyState,
    Link,
    Notice,
    Row,
    TableQuery,
    arrange,
)

TITLE = Words("转学", "Transfers")
COLUMNS = (
    Column("asked_on", Words("申请", "Asked"), "date"),
    Column("state", Words("状态", "State")),
    Column("due_on", Words("应在此前答复", "Due"), "date"),
    Column("waits_for", Words("等待谁", "Waits for")),
    Column("grade", Words("年级", "Grade")),
    Column("sending", Words("转出学校", "From")),
    Column("receiving", Words("转入学校", "To")),
    Column("waiting", Words("已等", "Waiting"), "count", Words("天", "days")),
)
NONE_YET = EmptyState(
    Words("还没有转学", "No transfer yet"),
    Words(
        "转入：在学生名册里“申请转入”。转出：打开学生，填“转出”。对方学校答复后生效。",
        "A pupil who comes: “Ask for a transfer” on the roll. One who goes: open the pupil and fill “Transfer”. It takes the other school's answer.",
    ),
)


def visible(request: HttpRequest) -> Any:
    """The transfers into and out of the institutions that the signed-in person may see."""
    everything = TransferRequest.objects.all()
    out = scoped(everything, request.user, "register.view", area="sending__county_code", institution="sending__code")
    into = scoped(
        everything, request.user, "register.view", area="receiving__county_code", institution="receiving__code"
    )
    return everything.filter(Q(pk__in=out.values("pk")) | Q(pk__in=into.values("pk")))


def state_cell(asked: TransferRequest, today: date) -> Cell:
    if asked.state != "asked":
        return Cell(named(TRANSFER_WORDS, asked.state))
    return Cell(left_words(asked, today), tone="must" if today > asked.due_on else "")


def rows_of(found: list[TransferRequest], today: date) -> list[Row]:
    names = names_of(found)
    rows: list[Row] = []
    for asked in found:
        other = asked.receiving_id if asked.asked_by == "sending" else asked.sending_id
        is_open = asked.state == "asked"
        rows.append(
            {
                "asked_on": Cell(asked.asked_on, href=reverse("transfer", args=[asked.pk])),
                "grade": named(GRADE_WORDS, asked.grade), "sending": names.get(asked.sending_id, ""),
                "receiving": names.get(asked.receiving_id, ""), "waits_for": names.get(other, "") if is_open else "—",
                "waiting": ((today if is_open else asked.answered_on or today) - asked.asked_on).days,
                "due_on": asked.due_on, "state": state_cell(asked, today),
            }
        )  # fmt: skip
    return rows


def to_answer(request: HttpRequest, found: list[TransferRequest], today: date) -> list[Decision]:
    """What waits for the signed-in person's own school, the most urgent first."""
    names = names_of(found)
    mine = [
        asked for asked in found if asked.state == "asked" and transfers.answering_side(asked) in sides_of(request, asked)
    ]  # fmt: skip
    return [
        Decision(
            Words(
                f"{named(GRADE_WORDS, asked.grade).zh}：{names[asked.sending_id]} → {names[asked.receiving_id]}",
                f"{named(GRADE_WORDS, asked.grade).en}: {names[asked.sending_id]} → {names[asked.receiving_id]}",
            ),
            asked.reason, left_words(asked, today), by=day(asked.due_on), href=reverse("transfer", args=[asked.pk]),
        )
        for asked in sorted(mine, key=lambda asked: asked.due_on)
    ]  # fmt: skip


@signed_in("register.view")
def transfer_list(request: HttpRequest) -> HttpResponse:
    """Those that wait for oneself; then all, the longest waiting first, and those that were answered. Nobody is named."""
    today = today_of(request)
    found = list(visible(request).select_related("sending", "receiving"))
    query = TableQuery.read(request.GET, sort="-waiting")
    table = arrange(rows_of(found, today), COLUMNS, query, language_of(request), has_downloads=False)
    lead = Words(
        f"一所学校申请，另一所在{TRANSFER_DAYS}个工作日内答复；这里不写姓名。",
        f"One school asks, the other answers within {TRANSFER_DAYS} working days. Nobody is named here.",
    )
    page = page_for(request, TITLE, lead=lead, crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")),))
    context = {
        "page": page, "table": table if found else None, "empty": NONE_YET, "mine": to_answer(request, found, today),
    }  # fmt: skip
    return render(request, "registers/transfers.html", context)


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
            return HttpResponseRedirect(request.path)
    facts = _facts(asked, today_of(request))
    if mine:
        school = asked.sending if "sending" in mine else asked.receiving
        look(
            request, "student", school.county_code, f"{school.code} student {asked.student_id}",
            f"转学 {asked.pk}：{asked.reason}"[:200],
        )  # fmt: skip
        facts = (
            Definition(Words("学生", "Student"), asked.student.name),
            Definition(Words("身份证号", "ID number"), masked(asked.student)),
            *facts,
        )
    names = names_of([asked])
    title = Words(
        f"转学：{names.get(asked.sending_id, '')} → {names.get(asked.receiving_id, '')}",
        f"Transfer: {names.get(asked.sending_id, '')} → {names.get(asked.receiving_id, '')}",
    )
    told = (_answered(asked, mine),) if asked.state != "asked" else (_whose_turn(asked, mine, names),)
    page = page_for(request, title, notices=told, crumbs=(Link(TITLE, reverse("transfers")),))
    clock = clock_rows(asked, today_of(request)) if asked.state == "asked" else ()
    context = {"page": page, "parts": parts, "notices": notices, "facts": facts, "clock": clock}
    return render(request, "registers/life.html", context)


def _whose_turn(asked: TransferRequest, mine: set[str], names: dict[int, str]) -> Notice:
    """Who is to do what now."""
    side = transfers.answering_side(asked)
    school = names.get(getattr(asked, f"{side}_id"), "")
    if side in mine:
        return Notice(Words("等你校答复", "Your school is to answer"), day_due(asked), "must")
    if mine:
        return Notice(Words(f"已发出，等{school}答复", f"Sent; {school} is to answer"), day_due(asked), "info")
    who = Words("学生是谁，只有两校可见。", "Who it is, the two schools alone see.")
    return Notice(Words(f"等{school}答复", f"{school} is to answer"), who, "info")


def day_due(asked: TransferRequest) -> Words:
    due = day(asked.due_on)
    return Words(f"应在{due.zh}以前。", f"By {due.en}.")


def _answered(asked: TransferRequest, mine: set[str]) -> Notice:
    """How it ended, and what can still be done."""
    if asked.state == "confirmed":
        moved = day(asked.moves_on)
        text = Words(f"学籍自{moved.zh}起在转入学校。", f"Enrolled at the receiving school from {moved.en}.")
        if asked.event is not None and asked.event.undone_on:
            text = Words(
                "后来撤销了，学籍回到转出学校。", "It was undone since; the enrolment is back at the sending school."
            )
        elif "sending" in mine:
            text = Words(
                text.zh + "误办的，由转入学校办回转。", text.en + " Done by mistake: the receiving school asks back."
            )
        return Notice(Words("已同意", "Agreed"), text, "plain")
    if asked.state == "refused":
        return Notice(Words("不同意", "Refused"), Words(asked.answer, asked.answer), "doubt")
    return Notice(Words("已撤回", "Taken back"), Words("可以重新申请。", "It can be asked for anew."), "plain")


def _parts(request: HttpRequest, asked: TransferRequest, mine: set[str]) -> list[Part]:
    """Answering is the other side's, taking back the asking side's."""
    parts: list[Part] = []
    other = transfers.answering_side(asked)
    if other in mine:
        form = Answering(bound(request, "confirm"), class_number=asked.class_number, is_receiving=other == "receiving")
        moved = day(asked.moves_on)
        note = Words(
            f"同意后，学籍自{moved.zh}起转过去，两校班级人数随之改变。",
            f"The enrolment moves on {moved.en}, and the classes of both schools follow.",
        )
        parts.append(
            Part("confirm", Words("同意", "Agree"), form, Words("同意转学", "Agree to the transfer"), note, is_binding=True)
        )  # fmt: skip
        no = Reasoned(bound(request, "refuse"), prefix="refuse")
        parts.append(Part("refuse", Words("不同意", "Refuse"), no, Words("不同意，并说明理由", "Refuse, and say why")))
    if asked.asked_by in mine:
        back = Reasoned(bound(request, "withdraw"), prefix="withdraw")
        parts.append(Part("withdraw", Words("撤回申请", "Take it back"), back, Words("撤回", "Take it back")))
    return parts


def _facts(asked: TransferRequest, today: date) -> tuple[Definition, ...]:
    names = names_of([asked])
    rows = [
        Definition(Words("转出", "From"), names.get(asked.sending_id, asked.sending.code)),
        Definition(Words("转入", "To"), names.get(asked.receiving_id, asked.receiving.code)),
        Definition(Words("年级", "Grade"), named(GRADE_WORDS, asked.grade)),
        Definition(Words("转学日期", "Moves on"), day(asked.moves_on)),
        Definition(Words("事由", "Reason"), asked.reason),
        Definition(Words("申请", "Asked"), day(asked.asked_on)),
    ]
    if asked.answered_on:
        rows.append(Definition(Words("答复", "Answered"), day(asked.answered_on)))
    return tuple(rows)
