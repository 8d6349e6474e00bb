"""Reminders: noted in a school's history, shown on its page until it signs, and mailed where mail is set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.access.models import Grant
from xuezheng.returns.models import Collection, Part, PartStep
from xuezheng.returns.rules import OPEN, days_late

HEADS = "head_teacher"


@dataclass(frozen=True)
class Reminded:
    """How many schools were reminded, to how many addresses mail went, and what the mail server answered if it did not."""

    schools: int
    mailed: int = 0
    trouble: str = ""


def is_late_on(found: Collection, part: Part, today: date) -> bool:
    """Signed late, or not signed and the day is past."""
    return is_late_in(found, part.state, part.is_late, today)


def is_late_in(found: Collection, state: str, is_late: bool, today: date) -> bool:
    """The same of a part in a state, which was or was not signed late."""
    return is_late if state != OPEN else days_late(found.school_due_on, None, today) > 0


def late_and_open(found: Collection, today: date, county: str = "") -> list[Part]:
    """The schools that have not signed though their day is past, by code."""
    parts = found.parts.filter(level="school", state=OPEN, **({"county_code": county} if county else {}))
    return [p for p in parts.select_related("collection").order_by("code") if is_late_on(found, p, today)]


def addresses_of(codes: Sequence[str], today: date) -> dict[str, list[str]]:
    """School → addresses of those who hold the role of its head today and have one."""
    held = Grant.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today), role=HEADS, institution_code__in=codes, started_on__lte=today,
        account__is_active=True,
    ).exclude(account__email="")  # fmt: skip
    found: dict[str, list[str]] = {}
    for code, address in held.values_list("institution_code", "account__email"):
        found.setdefault(code, []).append(address)
    return found


def do_remind(parts: Sequence[Part], *, account: Any = None, note: str = "") -> Reminded:
    """Note that schools were reminded; write to their heads where a mail server is set (`XUEZHENG_EMAIL_HOST`).

    Mail that cannot be sent does not take the reminder back: it stands on the school's page in any case.
    """
    if not parts:
        return Reminded(0)
    now, first = timezone.now(), parts[0]
    counties = {p.county_code for p in parts}
    with transaction.atomic():
        PartStep.objects.bulk_create(
            PartStep(part=p, step="reminded", at=now, by=account, note=note.strip()[:200]) for p in parts
        )
        record(
            "returns.schools.reminded", account=account, area_code=first.county_code if len(counties) == 1 else first.collection.city_code,
            subject=str(first.collection.school_year), reason=note.strip()[:200], detail={"schools": [p.code for p in parts]},
        )  # fmt: skip
    return _mail(parts, note.strip(), timezone.localdate(now))


def _mail(parts: Sequence[Part], note: str, today: date) -> Reminded:
    if not settings.EMAIL_HOST:
        return Reminded(len(parts))
    found = addresses_of([p.code for p in parts], today)
    letters = [_letter(p, address, note) for p in parts for address in found.get(p.code, ())]
    try:
        return Reminded(len(parts), get_connection().send_messages(letters) or 0)
    except OSError as error:  # smtplib's errors are of this kind
        return Reminded(len(parts), 0, str(error))


def _letter(part: Part, address: str, note: str) -> EmailMessage:
    """What is written to a head: which return, until when, what is lacking. No person and no figure is in it."""
    found = part.collection
    lines = (
        f"{part.name}：{found.school_year}学年教育事业统计年报应在{found.school_due_on}以前签字，现在还没有签。",
        f"没填的项：{part.lacking_count}；错误：{part.error_count}；没说明的提示：{part.unexplained_count}。",
        f"The return of {found.school_year} was due on {found.school_due_on} and is not signed yet: "
        f"{part.lacking_count} empty fields, {part.error_count} errors, {part.unexplained_count} warnings without a reason.",
        note,
    )
    return EmailMessage("年报催报 Return due", "\n\n".join(line for line in lines if line), None, [address])


def days_reminded(parts: Any) -> dict[int, date]:
    """Part → the day of its latest reminder."""
    return {key: timezone.localdate(step.at) for key, step in last_reminded(parts).items()}


def last_reminded(parts: Any) -> dict[int, PartStep]:
    """Part → its latest reminder, of a queryset or list of parts."""
    steps = PartStep.objects.filter(part__in=parts, step="reminded").select_related("by").order_by("at", "pk")
    return {step.part_id: step for step in steps}
