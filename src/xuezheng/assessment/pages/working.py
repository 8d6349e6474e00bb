"""A job on the page of the thing it works on: how far it is, cancelling, trying again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from xuezheng.assessment.pages.where import Block
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import do_cancel, do_retry
from xuezheng.jobs.models import Job
from xuezheng.screens.jobs import job_progress


def under_way(job: Job | None, can: bool, title: Words) -> list[Block]:
    """How far the job is, with its buttons where the person `can`."""
    if job is None:
        return [Block(title, (("text", Words("没有任务。", "There is no job.")),))]
    parts: list[tuple[str, Any]] = [("progress", job_progress(job, title))]
    if can:
        parts.append(("assessment/job.html", None))
    return [Block(title, tuple(parts))]


def act_on(request: HttpRequest, job: Job | None, can: bool) -> None:
    """Cancel, or try again, as the form asks."""
    if not can or job is None:
        raise PermissionDenied
    (do_cancel if request.POST.get("do") == "cancel" else do_retry)(job, request.user)
