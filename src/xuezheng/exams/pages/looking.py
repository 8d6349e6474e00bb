"""Looking at candidates: by right, for a stated reason that stands for the day at one examination (or work), each look on record."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.exams.models import Exam, ExamWork
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Link

LEAST_REASON = 4
KEPT_AS = "looking"  # as the registers keep it: one reason at a time


def where_of(one: Exam | ExamWork) -> str:
    """The place for which a reason stands: the examination, or a work that belongs to none."""
    if isinstance(one, ExamWork):
        return f"exam {one.exam_id}" if one.exam_id else f"exam work {one.pk}"
    return f"exam {one.pk}"


def ask_reason(request: HttpRequest, where: str, title: Words | str, crumbs: tuple[Link, ...]) -> HttpResponse | str:
    """The reason that stands for looking there today; or the page that asks for it."""
    day = today_of(request).isoformat()
    is_short = False
    if request.method == "POST" and request.POST.get("act") == "look":
        given = request.POST.get("reason", "").strip()
        is_short = len(given) < LEAST_REASON
        if not is_short:
            request.session[KEPT_AS] = {"where": where, "reason": given[:200], "on": day}
            return HttpResponseRedirect(request.get_full_path())
    kept: dict[str, Any] = request.session.get(KEPT_AS) or {}
    if kept.get("where") == where and kept.get("on") == day and not is_short:
        return str(kept["reason"])
    page = page_for(request, title, crumbs=crumbs)
    return render(
        request, "exams/reason.html", {"page": page, "is_short": is_short, "reason": request.POST.get("reason", "")}
    )
