"""One person, one record: two records united with their history, told apart, and united records parted again."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import act, last_enrolment, refuse
from xuezheng.registers.actions.seats import Seats
from xuezheng.registers.models import Enrolment, LifeEvent, StaffMember, StaffPost, Student, TransferRequest


def _overlap(one: Enrolment, other: Enrolment) -> bool:
    return (one.ended_on is None or one.ended_on > other.started_on) and (
        other.ended_on is None or other.ended_on > one.started_on
    )


def overlapping(kept: Student, dropped: Student) -> list[tuple[Enrolment, Enrolment]]:
    """Enrolments of two records that held on the same day: the seats that were counted twice."""
    mine = list(kept.enrolments.select_related("institution").order_by("started_on", "pk"))
    theirs = list(dropped.enrolments.select_related("institution").order_by("started_on", "pk"))
    return [(one, other) for one in mine for other in theirs if _overlap(one, other)]


def check_unite(kept: Student, dropped: Student, attended: str = "") -> list[Problem]:
    """Two records, neither united before; where both were enrolled at once, the school really attended is named."""
    which = f"student {kept.pk}, student {dropped.pk}"
    if kept.pk == dropped.pk or kept.merged_into_id or dropped.merged_into_id:
        return [problem("unite.same", "要两份各自独立的登记。", "It takes two records, each on its own.", which=which)]
    if TransferRequest.objects.filter(student__in=[kept, dropped], state="asked").exists():
        return [
            problem(
                "unite.transfer",
                "其中一人的转学还没有结果。",
                "A transfer of one of them waits for an answer.",
                which=which,
                cure=("先办完转学。", "Answer it first."),
            )
        ]
    both = {code for pair in overlapping(kept, dropped) for e in pair if (code := e.institution.code)}
    if both and attended not in both:
        return [
            problem(
                "unite.where", "两份登记同时在籍，要写明实际就读的学校。", "Both were enrolled at once: name the school really attended.",
                which=which, got=", ".join(sorted(both)),
            )
        ]  # fmt: skip
    return []


def do_unite(kept: Student, dropped: Student, stated: Stated, attended: str = "") -> LifeEvent:
    """Make two records one. The other's enrolments go over; where both were enrolled at once, the seat that was not
    attended ends when the other begins, or was never taken; classes count one pupil fewer.

    The dropped record stays, points to the kept one, and is found by its ID number as before.
    """
    with transaction.atomic():
        refuse(check_unite(kept, dropped, attended))
        both = [*kept.enrolments.all(), *dropped.enrolments.all()]
        last = last_enrolment(kept) or last_enrolment(dropped)
        if last is None:
            refuse(
                [
                    problem(
                        "unite.nowhere",
                        "两份登记都没有学籍。",
                        "Neither was ever enrolled.",
                        which=f"student {kept.pk}",
                    )
                ]
            )
            raise AssertionError("refused above")
        journal = Journal()
        seats = Seats([kept.pk, dropped.pk], min(e.started_on for e in both))
        gone: set[int] = set()
        for mine, theirs in overlapping(kept, dropped):
            if mine.pk in gone or theirs.pk in gone or not _overlap(mine, theirs):
                continue
            stays, goes = (mine, theirs) if mine.institution.code == attended else (theirs, mine)
            if goes.started_on < stays.started_on:
                journal.change(goes, ended_on=stays.started_on, end_reason="transferred")
            else:
                gone.add(goes.pk)
                journal.drop(goes)
        for enrolment in dropped.enrolments.exclude(pk__in=gone):
            journal.change(enrolment, student_id=kept.pk)
        journal.change(dropped, merged_into_id=kept.pk)
        seats.follow()
        institution = last.institution
        return act(
            "united", institution, timezone.localdate(), journal, stated, student=kept, detail={"dropped": dropped.pk}
        )


def do_tell_apart(one: Student | StaffMember, other: Student | StaffMember, stated: Stated) -> LifeEvent:
    """Say that two records are of two persons, so that they are not shown as one again."""
    with transaction.atomic():
        last = last_held(one) or last_held(other)
        if last is None:
            refuse(
                [
                    problem(
                        "unite.nowhere",
                        "两份登记都没有学籍或岗位。",
                        "Neither was ever enrolled or held a post.",
                        which=f"record {one.pk}",
                    )
                ]
            )
            raise AssertionError("refused above")
        event = act(
            "told_apart",
            last.institution,
            timezone.localdate(),
            Journal(),
            stated,
            student=one if isinstance(one, Student) else None,
            staff=one if isinstance(one, StaffMember) else None,
            detail={"other": other.pk},
        )
        event.journal = [{"other": other.pk}]
        event.save(update_fields=["journal"])
        return event


def last_held(person: Student | StaffMember) -> Enrolment | StaffPost | None:
    """The last enrolment of a student, the last post of a member of staff."""
    if isinstance(person, Student):
        return last_enrolment(person)
    return StaffPost.objects.filter(staff=person).order_by("-started_on", "-pk").first()


def do_end_second_seat(goes: Enrolment, stays: Enrolment, on: date, stated: Stated) -> LifeEvent:
    """One record enrolled at two schools at once: the seat not attended ends, from the day the other began."""
    with transaction.atomic():
        journal = Journal()
        seats = Seats([goes.student_id], min(goes.started_on, stays.started_on))
        if goes.started_on < stays.started_on:
            journal.change(goes, ended_on=stays.started_on, end_reason="transferred")
        else:
            journal.drop(goes)
        seats.follow()
        return act("united", stays.institution, on, journal, stated, student=stays.student, other=goes.institution)
