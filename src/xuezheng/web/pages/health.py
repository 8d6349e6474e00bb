"""For machines that watch the site: is it well (/health), and how much of what (/metrics)."""

import os
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from xuezheng.access.models import AuditHead
from xuezheng.engine.snapshots import frozen_returns
from xuezheng.jobs.actions import worker_count
from xuezheng.jobs.models import Job
from xuezheng.publication.release import releases


def health(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and the instance can be written, else 503."""
    checks: dict[str, bool] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
    except DatabaseError:
        checks["database"] = False
    checks["instance"] = os.access(settings.INSTANCE.home, os.W_OK)
    is_well = all(checks.values())
    has_worker = checks["database"] and worker_count() > 0  # without one pages work, and long jobs wait
    return JsonResponse({"is_well": is_well, **checks, "has_worker": has_worker}, status=200 if is_well else 503)


def may_measure(request: HttpRequest) -> bool:
    """This machine itself, not through a proxy, or whoever has the token."""
    wanted = os.environ.get("XUEZHENG_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if wanted and secrets.compare_digest(given.encode(), wanted.encode()):
        return True
    is_proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not is_proxied


def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers in the text form of Prometheus."""
    if not may_measure(request):
        raise PermissionDenied
    head = AuditHead.objects.filter(pk=1).first()
    states = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    oldest = Job.objects.filter(state="queued").order_by("pk").values_list("made_at", flat=True).first()
    lines = [
        "# HELP xuezheng_jobs Long jobs by state.", "# TYPE xuezheng_jobs gauge",
        *(f'xuezheng_jobs{{state="{state}"}} {states.get(state, 0)}' for state in ("queued", "running", "done", "failed", "cancelled")),
        "# HELP xuezheng_job_wait_seconds How long the oldest waiting job has waited.", "# TYPE xuezheng_job_wait_seconds gauge",
        f"xuezheng_job_wait_seconds {(timezone.now() - oldest).total_seconds() if oldest else 0:.0f}",
        "# HELP xuezheng_workers Workers that live.", "# TYPE xuezheng_workers gauge",
        f"xuezheng_workers {worker_count()}",
        "# HELP xuezheng_audit_entries Entries of the audit chain.", "# TYPE xuezheng_audit_entries counter",
        f"xuezheng_audit_entries {head.number if head else 0}",
        "# HELP xuezheng_returns Frozen returns.", "# TYPE xuezheng_returns gauge",
        f"xuezheng_returns {len(frozen_returns(settings.INSTANCE))}",
        "# HELP xuezheng_releases Releases.", "# TYPE xuezheng_releases gauge",
        f"xuezheng_releases {len(releases(settings.INSTANCE))}",
    ]  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
