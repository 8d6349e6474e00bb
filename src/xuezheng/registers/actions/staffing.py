"""What happens to posts: begun, ended, moved to another school. As with students: one transaction, one act, one audit row.

Somebody who takes up a first post is found by ID number and name, or becomes a new record.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.asking import before_later_events
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import Newcomer, act, born_on_of, id_problems, open_problems, refuse
from xuezheng.registers.actions.moving import copied
from xuezheng.registers.models import Institution, LifeEvent, StaffDegree, StaffMember, StaffPost
from xuezheng.registers.rules import ATTAINMENT_RANK, POSTS, STAGES
from xuezheng.registers.secrecy import blind_index, normal_id, sealed

WAYS_OUT = ("retired", "left", "died")
WAYS_OVER = ("transferred", "rotated")


@dataclass(frozen=True)
class Duty:
    """What somebody does at a school."""

    post: str
    stage: str = ""
    subject: str = ""
    is_full_time: bool = True
    is_on_quota: bool = True


def check_begin_post(staff: StaffMember, institution: Institution, duty: Duty, on: date) -> list[Problem]:
    found = open_problems(institution, on)
    which = f"staff {staff.pk}"
    if duty.post not in POSTS or duty.stage not in ("", *STAGES):
        found.append(
            problem(
                "post.unknown",
                "没有这种岗位或学段。",
                "There is no such post or stage.",
                which=which,
                got=f"{duty.post} {duty.stage}",
            )
        )
    if duty.post == "teacher" and duty.is_full_time and not duty.stage:
        found.append(
            problem("post.stage", "专任教师要写任教学段。", "A full-time teacher teaches at a stage.", which=which)
        )
    held = StaffPost.objects.during(on, date.max).filter(staff=staff)
    if held.filter(institution=institution, post=duty.post, stage=duty.stage, subject=duty.subject).exists():
        found.append(
            problem("post.twice", "已在本校任这个岗位。", "The post is held already.", which=which, got=duty.post)
        )
    elsewhere = held.filter(is_on_quota=True).exclude(institution=institution).select_related("institution").first()
    if duty.is_on_quota and elsewhere:
        found.append(
            problem(
                "post.quota", "编制在别的学校。", "On the quota of another school.", which=which, got=elsewhere.institution.code,
                cure=("办理调动。", "Register a transfer."),
            )
        )  # fmt: skip
    return found


def do_begin_post(
    staff: StaffMember, institution: Institution, duty: Duty, on: date, stated: Stated, why: str = "recruited"
) -> LifeEvent:
    """A member of staff takes up a post."""
    with transaction.atomic(), before_later_events([institution], on, stated.account):
        refuse(check_begin_post(staff, institution, duty, on))
        journal = Journal()
        journal.make([_post(staff, institution, duty, on, why)])
        return act("post_begun", institution, on, journal, stated, staff=staff)


def known_member(id_number: str) -> StaffMember | None:
    """The member of staff of an ID number, if any; of a record that was united with another, that other."""
    found = StaffMember.objects.filter(person_index=blind_index(id_number)).select_related("merged_into").first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def check_engage(
    institution: Institution, newcomer: Newcomer, duty: Duty, on: date, attainment: str = ""
) -> list[Problem]:
    """Number and name are in order, and the post may be taken up."""
    found = id_problems(newcomer.id_number)
    if not newcomer.name.strip():
        found.append(problem("staff.name", "要写姓名。", "A name is needed."))
    if attainment and attainment not in ATTAINMENT_RANK:
        found.append(problem("staff.attainment", "没有这种学历。", "There is no such attainment.", got=attainment))
    if found:
        return found
    known = known_member(newcomer.id_number)
    if known is None:
        nobody = StaffMember(pk=0)
        return check_begin_post(nobody, institution, duty, on)
    if known.name != newcomer.name.strip():
        return [
            problem(
                "staff.other_name", "这个身份证号已登记，姓名不同。", "This ID number is registered, under another name.",
                which=f"staff {known.pk}", cure=("核对证件。", "Compare the papers."),
            )
        ]  # fmt: skip
    return check_begin_post(known, institution, duty, on)


def do_engage(
    institution: Institution, newcomer: Newcomer, duty: Duty, on: date, stated: Stated, attainment: str = ""
) -> LifeEvent:
    """Somebody takes up a post: a new record, or one that held posts before. `attainment` is that of the highest degree."""
    with transaction.atomic(), before_later_events([institution], on, stated.account):
        refuse(check_engage(institution, newcomer, duty, on, attainment))
        journal = Journal()
        member = known_member(newcomer.id_number)
        if member is None:
            number = normal_id(newcomer.id_number)
            (cipher,), (index,) = sealed([number])
            member = StaffMember(
                person_cipher=cipher, person_index=index, name=newcomer.name.strip(), sex="1" if int(number[16]) % 2 else "2",
                born_on=born_on_of(number), ethnicity=newcomer.ethnicity,
            )  # fmt: skip
            journal.make_person(member)
        if attainment:
            journal.make([StaffDegree(staff=member, attainment=attainment, awarded_on=on)])
        journal.make([_post(member, institution, duty, on, "recruited")])
        return act("post_begun", institution, on, journal, stated, staff=member)


def _post(staff: StaffMember, institution: Institution, duty: Duty, on: date, why: str) -> StaffPost:
    return StaffPost(
        staff=staff, institution=institution, post=duty.post, stage=duty.stage, subject=duty.subject, started_on=on,
        is_full_time=duty.is_full_time, is_on_quota=duty.is_on_quota, start_reason=why,
    )  # fmt: skip


def check_end_post(post: StaffPost, on: date, why: str) -> list[Problem]:
    found: list[Problem] = []
    if post.ended_on is not None or post.started_on >= on:
        got = f"{post.started_on} – {post.ended_on or ''}"
        found.append(
            problem(
                "post.not_held",
                "当日不任这个岗位。",
                "The post is not held on the day.",
                which=f"staff {post.staff_id}",
                got=got,
            )
        )
    if why not in WAYS_OUT:
        found.append(problem("post.way_out", "没有这种离岗方式。", "There is no such way out.", got=why))
    return found


def do_end_post(post: StaffPost, on: date, why: str, stated: Stated) -> LifeEvent:
    """A post ends: retired, left, died."""
    with transaction.atomic(), before_later_events([post.institution], on, stated.account):
        post.refresh_from_db()
        refuse(check_end_post(post, on, why))
        journal = Journal()
        journal.change(post, ended_on=on, end_reason=why)
        return act("post_ended", post.institution, on, journal, stated, staff=post.staff)


def check_move_staff(
    staff: StaffMember, sending: Institution, receiving: Institution, on: date, why: str = "transferred"
) -> list[Problem]:
    found = open_problems(receiving, on)
    if why not in WAYS_OVER:
        found.append(problem("post.way_over", "没有这种调动方式。", "There is no such way to move.", got=why))
    held = StaffPost.objects.filter(staff=staff, institution=sending, ended_on=None, started_on__lt=on)
    if not held.exists():
        found.append(
            problem(
                "post.not_held",
                "当日不在转出学校任职。",
                "No post is held at the sending school on the day.",
                which=f"staff {staff.pk}",
                got=sending.code,
            )
        )
    if sending.pk == receiving.pk:
        found.append(problem("transfer.same", "已在这所学校。", "At this school already.", which=receiving.code))
    return found


def do_move_staff(
    staff: StaffMember, sending: Institution, receiving: Institution, on: date, stated: Stated, why: str = "transferred"
) -> LifeEvent:
    """All posts at one school end, and go on at another: for good, or `rotated` as the evaluation of 2017 counts it."""
    with transaction.atomic(), before_later_events([sending, receiving], on, stated.account):
        refuse(check_move_staff(staff, sending, receiving, on, why))
        journal = Journal()
        for post in StaffPost.objects.filter(
            staff=staff, institution=sending, ended_on=None, started_on__lt=on
        ).order_by("pk"):
            new = copied(post, institution_id=receiving.pk, started_on=on, start_reason=why)
            journal.change(post, ended_on=on, end_reason=why)
            journal.make([new])
        return act("post_moved", sending, on, journal, stated, staff=staff, other=receiving)
