"""A version before the public: published for a period, commented on without names, moderated, withdrawn."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import require
from xuezheng.layout.models import Comment, Consultation, LayoutVersion
from xuezheng.layout.models.adopting import institution_by_code
from xuezheng.layout.rules.planning import COMMENT_STATES

LEAST_DAYS: Final = 15  # of a public notice
LONGEST: Final = 2000  # characters of a comment
MOST_WAITING: Final = 2000  # comments of one consultation nobody has looked at yet


def do_publish(
    account: Any, version: LayoutVersion, opened_on: date | None, ends_on: date | None, how: str
) -> Consultation:
    """Put a version before the public. Raises Refused for a period too short, or a version that does not pass its check."""
    county = version.plan.county_code
    require(account, "plan.adopt", county)
    found: list[Problem] = []
    today = timezone.localdate()
    if opened_on is None or ends_on is None or opened_on < today or ends_on < opened_on + timedelta(days=LEAST_DAYS):
        what = Words(
            f"公示从今天或以后开始，不少于{LEAST_DAYS}天。",
            f"It begins today or later, and lasts {LEAST_DAYS} days at least.",
        )
        found.append(Problem("layout.consultation.period", what, got=f"{opened_on} – {ends_on}"))
    if version.fault_count:
        what = Words(
            "没有通过独立检验的版本不能公示。", "A version that does not pass its check is not put before the public."
        )
        found.append(Problem("layout.consultation.faults", what))
    if version.consultations.filter(withdrawn_at__isnull=True).exists():
        what = Words("这个版本已经公示。", "This version is before the public already.")
        found.append(Problem("layout.consultation.again", what))
    if found or opened_on is None or ends_on is None:
        raise Refused(found)
    with transaction.atomic():
        made = Consultation.objects.create(
            version=version,
            opened_on=opened_on,
            ends_on=ends_on,
            how=how.strip()[:400],
            published_at=timezone.now(),
            published_by=account,
        )
        record(
            "layout.consultation.published", account=account, area_code=county, subject=f"plan {version.plan.pk} version {version.number}",
            detail={"id": made.pk, "opened_on": opened_on.isoformat(), "ends_on": ends_on.isoformat()},
        )  # fmt: skip
    return made


def do_end_consultation(account: Any, consultation: Consultation, reason: str) -> None:
    """Take a version from the public's sight; its notice does not count any more."""
    county = consultation.version.plan.county_code
    require(account, "plan.adopt", county)
    if not reason.strip() or consultation.withdrawn_at is not None:
        raise Refused([Problem("layout.consultation.reason", Words("请写明理由。", "Give the reason."))])
    if consultation.version.adoptions.filter(withdrawn_at__isnull=True).exists():
        what = Words("已采纳的版本不能撤下公示。", "An adopted version stays before the public.")
        raise Refused(
            [Problem("layout.consultation.adopted", what, cure=Words("先撤回采纳。", "Withdraw its adoption first."))]
        )
    with transaction.atomic():
        Consultation.objects.filter(pk=consultation.pk).update(withdrawn_at=timezone.now())
        record(
            "layout.consultation.withdrawn",
            account=account,
            area_code=county,
            subject=f"consultation {consultation.pk}",
            reason=reason[:200],
        )


def do_comment(consultation: Consultation, text: str, code: str = "") -> Comment:
    """Take a comment from anybody, without a name. Raises Refused outside the period, and for what is empty or too long."""
    today, text = timezone.localdate(), text.strip()
    found: list[Problem] = []
    if consultation.withdrawn_at is not None or not consultation.opened_on <= today <= consultation.ends_on:
        what = Words("现在不在征求意见的期限内。", "Comments are not taken at this time.")
        found.append(Problem("layout.comment.period", what, got=f"{consultation.opened_on} – {consultation.ends_on}"))
    if not 4 <= len(text) <= LONGEST:
        what = Words(f"意见须有4至{LONGEST}字。", f"A comment has 4 to {LONGEST} characters.")
        found.append(Problem("layout.comment.length", what, got=str(len(text))))
    if consultation.comments.filter(state="waiting").count() >= MOST_WAITING:
        what = Words(
            "待看的意见太多，请稍后再来，或按公示的其他方式提出。",
            "Too many comments wait to be read: come again later, or answer in another way.",
        )
        found.append(Problem("layout.comment.many", what))
    if found:
        raise Refused(found)
    with transaction.atomic():
        made = Comment.objects.create(
            consultation=consultation,
            institution=institution_by_code(code) if code else None,
            text=text,
            given_at=timezone.now(),
        )
        county = consultation.version.plan.county_code
        record(
            "layout.comment.given", area_code=county, subject=f"consultation {consultation.pk}", detail={"id": made.pk}
        )
    return made


def do_judge_comment(account: Any, comment: Comment, state: str, answer: str) -> None:
    """Show a comment to the public, or keep it hidden, with an answer if there is one."""
    county = comment.consultation.version.plan.county_code
    require(account, "plan.make", county)
    if state not in COMMENT_STATES[1:]:
        raise Refused(
            [Problem("layout.comment.state", Words("请选“公开”或“不公开”。", "Show it or hide it."), got=state)]
        )
    with transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(
            state=state, answer=answer.strip()[:1000], judged_at=timezone.now(), judged_by=account
        )
        record(
            f"layout.comment.{state}", account=account, area_code=county, subject=f"consultation {comment.consultation_id}", reason=answer.strip()[:200],
            detail={"id": comment.pk},
        )  # fmt: skip
