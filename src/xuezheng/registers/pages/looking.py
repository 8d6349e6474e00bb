"""Looking at persons: by right, for a stated reason that stands for the day, each look an entry of the audit chain."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Action, Place
from xuezheng.registers.models import Institution, StaffMember, Student
from xuezheng.registers.secrecy import Unreadable, decrypted_id
from xuezheng.screens.asking import today_of

LEAST_REASON = 4
KEPT_AS = "looking"


def demand(request: HttpRequest, action: Action, school: Institution) -> None:
    """Raises PermissionDenied unless the action is allowed at the school."""
    if not may(request.user, action, Place(school.county_code, school.code)):
        raise PermissionDenied


def state_reason(request: HttpRequest, where: str, reason: str) -> bool:
    """Keep a reason given for looking somewhere today, in the session; False where it is too short."""
    if len(reason) < LEAST_REASON:
        return False
    request.session[KEPT_AS] = {"where": where, "reason": reason[:200], "on": today_of(request).isoformat()}
    return True


def stated_reason(request: HttpRequest, where: str) -> str:
    """The reason that stands for looking there today; "" where none was given."""
    kept: dict[str, Any] = request.session.get(KEPT_AS) or {}
    holds = kept.get("where") == where and kept.get("on") == today_of(request).isoformat()
    return str(kept.get("reason", "")) if holds else ""


def look(request: HttpRequest, what: str, area_code: str, subject: str, reason: str, **detail: Any) -> None:
    """Write the look to the audit chain, before anything is shown."""
    day = today_of(request).isoformat()
    record(
        f"registers.{what}.seen",
        account=request.user,
        area_code=area_code,
        subject=subject,
        reason=reason,
        detail={"as_of": day, **detail},
    )


def masked(student: Student | StaffMember) -> str:
    """The ID number with its middle hidden."""
    try:
        number = decrypted_id(student.person_cipher, student.person_index)
    except Unreadable:
        return "…"
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def masked_number(student: Student) -> str:
    """The national student number, which carries the ID number, with its middle hidden."""
    number = student.student_number
    return f"{number[:5]}{'*' * max(len(number) - 7, 0)}{number[-2:]}"
