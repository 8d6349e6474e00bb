"""Two records of one member of staff made one: posts, degrees and titles go over; nothing is counted twice any more."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import act, refuse
from xuezheng.registers.actions.uniting import last_held
from xuezheng.registers.models import LifeEvent, StaffDegree, StaffMember, StaffPost, StaffTitle

DAYS = ("certificate_on", "backbone_on", "double_qualified_on")


def _posts(member: StaffMember) -> list[StaffPost]:
    return list(StaffPost.objects.filter(staff=member).select_related("institution").order_by("started_on", "pk"))


def _overlap(one: StaffPost, other: StaffPost) -> bool:
    return (one.ended_on is None or one.ended_on > other.started_on) and (
        other.ended_on is None or other.ended_on > one.started_on
    )


def _is_same(one: StaffPost, other: StaffPost) -> bool:
    names = ("institution_id", "post", "stage", "subject")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def on_two_quotas(kept: StaffMember, dropped: StaffMember) -> list[StaffPost]:
    """Posts on the quota of different schools, held at once by the two records: the quota that was counted twice."""
    mine, theirs = ([p for p in _posts(member) if p.is_on_quota] for member in (kept, dropped))
    pairs = [(a, b) for a in mine for b in theirs if a.institution_id != b.institution_id and _overlap(a, b)]
    return list({post.pk: post for pair in pairs for post in pair}.values())


def check_unite_staff(kept: StaffMember, dropped: StaffMember, attended: str = "") -> list[Problem]:
    """Two records, neither united before; where both were on quotas at once, the school of the quota is named."""
    which = f"staff {kept.pk}, staff {dropped.pk}"
    if kept.pk == dropped.pk or kept.merged_into_id or dropped.merged_into_id:
        return [problem("unite.same", "要两份各自独立的登记。", "It takes two records, each on its own.", which=which)]
    if last_held(kept) is None and last_held(dropped) is None:
        return [problem("unite.nowhere", "两份登记都没有岗位。", "Neither held a post.", which=which)]
    schools = {post.institution.code for post in on_two_quotas(kept, dropped)}
    if schools and attended not in schools:
        return [
            problem(
                "unite.quota", "两份登记同时在两校占编制，要写明编制在哪一校。",
                "Both were on a quota at once: name the school whose quota it is.", which=which, got=", ".join(sorted(schools)),
            )
        ]  # fmt: skip
    return []


def do_unite_staff(kept: StaffMember, dropped: StaffMember, stated: Stated, attended: str = "") -> LifeEvent:
    """Make two records one. A post held twice at one school is one from the earlier day on; posts on the quota of another
    school than `attended` are off it. The dropped record stays, points to the kept one, and is found by its ID number.
    """
    with transaction.atomic():
        refuse(check_unite_staff(kept, dropped, attended))
        last = last_held(kept) or last_held(dropped)
        assert last is not None
        journal = Journal()
        for post in on_two_quotas(kept, dropped):
            if post.institution.code != attended:
                journal.change(post, is_on_quota=False)
        _unite_posts(journal, kept, dropped)
        _unite_awards(journal, kept, dropped)
        days = {name: getattr(dropped, name) for name in DAYS if not getattr(kept, name) and getattr(dropped, name)}
        if days:
            journal.change(kept, **days)
        journal.change(dropped, merged_into_id=kept.pk)
        on = timezone.localdate()
        return act("united", last.institution, on, journal, stated, staff=kept, detail={"dropped": dropped.pk})


def _unite_posts(journal: Journal, kept: StaffMember, dropped: StaffMember) -> None:
    mine = _posts(kept)
    for post in _posts(dropped):
        same = next((own for own in mine if _is_same(own, post) and _overlap(own, post)), None)
        if same is None:
            journal.change(post, staff_id=kept.pk)
            mine.append(post)
            continue
        journal.drop(post)
        span = _span(same, post)
        if changed := {name: value for name, value in span.items() if getattr(same, name) != value}:
            journal.change(same, **changed)


def _span(one: StaffPost, other: StaffPost) -> dict[str, Any]:
    """From the earlier beginning to the later end of two posts, each with its reason."""
    first = min(one, other, key=lambda post: post.started_on)
    open_ended = next((post for post in (one, other) if post.ended_on is None), None)
    last = open_ended or max(one, other, key=lambda post: str(post.ended_on))
    return {
        "started_on": first.started_on, "start_reason": first.start_reason, "ended_on": last.ended_on,
        "end_reason": last.end_reason, "is_on_quota": one.is_on_quota or other.is_on_quota,
        "is_full_time": one.is_full_time or other.is_full_time,
    }  # fmt: skip


def _unite_awards(journal: Journal, kept: StaffMember, dropped: StaffMember) -> None:
    for model, name in ((StaffDegree, "attainment"), (StaffTitle, "title")):
        has = set(model.objects.filter(staff=kept).values_list(name, "awarded_on"))
        for award in model.objects.filter(staff=dropped).order_by("pk"):
            if (getattr(award, name), award.awarded_on) in has:
                journal.drop(award)
            else:
                journal.change(award, staff_id=kept.pk)
