"""Transfers between schools: asked for by one, answered by the other, with a clock."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.asking import before_later_events
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import Taught, act, current_problems, known_student, refuse, taught_problems
from xuezheng.registers.actions.moving import copied
from xuezheng.registers.actions.seats import Seats, grade_on
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, TransferRequest
from xuezheng.registers.rules import TRANSFER_DAYS
from xuezheng.standards.calendar import Run, calendar


def enrolment_of(id_number: str, name: str, on: date) -> Enrolment | None:
    """The enrolment of a student whom a receiving school names by ID number and name, both right."""
    student = known_student(id_number)
    if student is None or student.name != name.strip():
        return None
    return student.enrolments.as_of(on).select_related("student", "institution").first()  # type: ignore[attr-defined]


def not_found() -> Problem:
    """What a receiving school is told; not which of number and name is wrong, nor where the student is."""
    return problem(
        "transfer.unknown", "没有身份证号和姓名都相符的在籍学生。", "No student enrolled has this ID number and this name.",
        cure=("核对证件；没有学籍的办理入学。", "Compare the papers; who is not enrolled is admitted."),
    )  # fmt: skip


def _move_problems(enrolment: Enrolment, receiving: Institution, class_number: int, on: date) -> list[Problem]:
    found = current_problems(enrolment, on)
    if enrolment.institution_id == receiving.pk:
        found.append(
            problem("transfer.same", "学生已在这所学校。", "The student is at this school.", which=receiving.code)
        )
    grade = grade_on(enrolment, on)
    return found + taught_problems(receiving, Taught(enrolment.stage, grade, class_number), on)


def check_ask_transfer(enrolment: Enrolment, receiving: Institution, class_number: int, on: date) -> list[Problem]:
    found = _move_problems(enrolment, receiving, class_number, on)
    waiting = TransferRequest.objects.filter(student=enrolment.student, state="asked").first()
    if waiting:
        found.append(
            problem(
                "transfer.waiting", "这名学生的转学已在办理。", "A transfer of this student waits for an answer.",
                which=f"student {enrolment.student_id}", got=f"{waiting.asked_on}",
                cure=("等待答复，或先撤回。", "Wait for the answer, or withdraw it first."),
            )
        )  # fmt: skip
    return found


def do_ask_transfer(
    enrolment: Enrolment, receiving: Institution, class_number: int, on: date, side: str, stated: Stated
) -> TransferRequest:
    """Ask for a transfer, as the sending or the receiving school. The other answers within ten of its county's working days.

    (中小学生学籍管理办法, 教基一〔2013〕7号: schools and authorities hand a record over within ten working days.)
    """
    assert side in ("sending", "receiving")
    with transaction.atomic():
        with before_later_events([enrolment.institution, receiving], on, stated.account):
            enrolment.refresh_from_db()
            refuse(check_ask_transfer(enrolment, receiving, class_number, on))
        today = timezone.localdate()
        answering = receiving if side == "sending" else enrolment.institution
        due_on = calendar().working_days_after(today, TRANSFER_DAYS, answering.county_code)
        asked = TransferRequest.objects.create(
            student=enrolment.student, sending=enrolment.institution, receiving=receiving, asked_by=side,
            stage=enrolment.stage, grade=grade_on(enrolment, on), class_number=class_number, moves_on=on,
            reason=stated.reason, asked_on=today, due_on=due_on,
        )  # fmt: skip
        _tell("asked", asked, stated)
        return asked


@dataclass(frozen=True)
class Clock:
    """How long a transfer has to be answered: working days left (below zero: overdue by), and which days do not count.

    `unarranged` are years whose days off are not known in full: the day may move when they are.
    """

    left_count: int
    days_off: tuple[Run, ...]
    worked_weekends: tuple[date, ...]
    unarranged: tuple[int, ...]


def answering_side(asked: TransferRequest) -> str:
    """The side that is to answer: the one that did not ask."""
    return "receiving" if asked.asked_by == "sending" else "sending"


def clock_of(asked: TransferRequest, today: date) -> Clock:
    """The clock of a transfer on a day, by the calendar as it is known now."""
    known, county = calendar(), getattr(asked, answering_side(asked)).county_code
    ahead, behind = known.working_days(today, asked.due_on, county), known.working_days(asked.due_on, today, county)
    span = (asked.asked_on, max(asked.due_on, min(today, asked.answered_on or today)))
    return Clock(
        ahead or -behind, known.left_out(*span, county), known.worked_weekends(*span, county), known.unarranged(*span)
    )


def _tell(what: str, asked: TransferRequest, stated: Stated) -> None:
    record(
        f"registers.transfer.{what}", account=stated.account, area_code=asked.sending.county_code,
        subject=f"{asked.sending.code} {asked.receiving.code} student {asked.student_id}", reason=stated.reason,
        detail={"transfer": asked.pk, "moves_on": asked.moves_on.isoformat(), "due_on": asked.due_on.isoformat()},
    )  # fmt: skip


def _waiting_problems(asked: TransferRequest) -> list[Problem]:
    if asked.state == "asked":
        return []
    return [
        problem(
            "transfer.answered",
            "这件转学已有结果。",
            "This transfer has been answered.",
            which=str(asked.pk),
            got=asked.state,
        )
    ]


def check_confirm(asked: TransferRequest, class_number: int) -> list[Problem]:
    found = _waiting_problems(asked)
    enrolment = _enrolment(asked)
    if enrolment is None:
        found.append(
            problem(
                "student.not_enrolled",
                "学生已不在转出学校。",
                "The student has left the sending school.",
                which=str(asked.pk),
            )
        )
        return found
    return found + _move_problems(enrolment, asked.receiving, class_number, asked.moves_on)


def _enrolment(asked: TransferRequest) -> Enrolment | None:
    found = Enrolment.objects.filter(student=asked.student, institution=asked.sending, ended_on=None)
    return found.select_related("student", "institution").first()


def do_confirm_transfer(asked: TransferRequest, stated: Stated, class_number: int = 0) -> LifeEvent:
    """The other school agrees: the student is enrolled there from the day of moving on."""
    schools = [asked.sending, asked.receiving]
    with transaction.atomic(), before_later_events(schools, asked.moves_on, stated.account):
        number = class_number or asked.class_number
        refuse(check_confirm(asked, number))
        enrolment = _enrolment(asked)
        assert enrolment is not None
        on, journal, seats = asked.moves_on, Journal(), Seats([asked.student_id], asked.moves_on)
        grade = grade_on(enrolment, on)
        new = copied(
            enrolment, institution_id=asked.receiving_id, entry_grade=grade, class_number=number, started_on=on,
            start_reason="transferred", is_boarder=False,
        )  # fmt: skip
        journal.change(enrolment, ended_on=on, end_reason="transferred")
        journal.make([new])
        seats.follow()
        event = act(
            "transferred", asked.sending, on, journal, stated, student=asked.student, other=asked.receiving,
            detail={"transfer": asked.pk},
        )  # fmt: skip
        asked.state, asked.answered_on, asked.event = "confirmed", timezone.localdate(), event
        asked.save(update_fields=["state", "answered_on", "event"])
        return event


def do_refuse_transfer(asked: TransferRequest, stated: Stated) -> None:
    """The other school does not agree, and says why."""
    with transaction.atomic():
        found = _waiting_problems(asked)
        if len(stated.reason.strip()) < 4:
            found.append(problem("transfer.why", "不同意要写明理由。", "Who refuses says why."))
        refuse(found)
        asked.state, asked.answered_on, asked.answer = "refused", timezone.localdate(), stated.reason
        asked.save(update_fields=["state", "answered_on", "answer"])
        _tell("refused", asked, stated)


def do_withdraw_transfer(asked: TransferRequest, stated: Stated) -> None:
    """The school that asked takes it back."""
    with transaction.atomic():
        refuse(_waiting_problems(asked))
        asked.state, asked.answered_on = "withdrawn", timezone.localdate()
        asked.save(update_fields=["state", "answered_on"])
        _tell("withdrawn", asked, stated)
