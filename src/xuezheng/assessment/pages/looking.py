"""Looking at a child: by right, for a stated reason that stands for the day at one school, each look on record before it is shown."""

from typing import Any

from django.http import HttpRequest

from xuezheng.screens.asking import today_of

LEAST_REASON = 4
KEPT_AS = "looking"  # as the registers keep it: a reason given there stands here


def state_reason(request: HttpRequest, where: str, reason: str) -> bool:
    """Keep a reason for looking at a school's children today; False where it is too short."""
    if len(reason.strip()) < LEAST_REASON:
        return False
    request.session[KEPT_AS] = {"where": where, "reason": reason.strip()[:200], "on": today_of(request).isoformat()}
    return True


def stated_reason(request: HttpRequest, where: str) -> str:
    """The reason that stands for looking there today; "" where none was given."""
    kept: dict[str, Any] = request.session.get(KEPT_AS) or {}
    holds = kept.get("where") == where and kept.get("on") == today_of(request).isoformat()
    return str(kept.get("reason", "")) if holds else ""
