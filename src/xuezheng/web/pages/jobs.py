"""Long jobs: one's own and those of one's places; how far each is, what went wrong; stop it, try it again."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuezheng.access.actions import held_by
from xuezheng.access.rules import POLICY, reaches
from xuezheng.ground.words import Words
from xuezheng.jobs import beside
from xuezheng.jobs.actions import do_cancel, do_retry, sees, worker_count
from xuezheng.jobs.models import Job
from xuezheng.screens.asking import language_of, page_for
from xuezheng.screens.components import Cell, Column, Definition, Link, Notice, Row, Table
from xuezheng.screens.jobs import NOBODY, STATES, is_stopping, job_progress, stopped
from xuezheng.screens.numbers import instant
from xuezheng.web.handlers import KINDS

MOST_LISTED = 200
TYPES = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
COLUMNS = (
    Column("number", Words("号", "No."), is_sortable=False), Column("kind", Words("任务", "Job"), is_sortable=False),
    Column("state", Words("状态", "State"), is_sortable=False), Column("share", Words("进度", "Done"), "share", decimals=0, is_sortable=False),
    Column("who", Words("提出人", "Asked by"), is_sortable=False), Column("made", Words("提出", "Asked"), "instant", is_sortable=False),
    Column("ended", Words("结束", "Ended"), "instant", is_sortable=False),
)  # fmt: skip


def title_of(job: Job) -> Words:
    kind = KINDS[job.kind].title if job.kind in KINDS else Words(job.kind, job.kind)
    return Words(f"{kind.zh} {job.subject}".rstrip(), f"{kind.en} {job.subject}".rstrip())


def within(request: HttpRequest) -> Q:
    """The jobs somebody may see: their own, and those of places where they may do what the job does."""
    found = Q(account=request.user.pk)
    held = held_by(request.user)
    for action in POLICY:
        areas, institutions = reaches(held, action)
        for prefix in areas:
            found |= Q(action=action, area_code__startswith=prefix)
        if institutions:
            found |= Q(action=action, institution_code__in=institutions)
    return found


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """The newest jobs, what waits and runs first."""
    found = list(Job.objects.filter(within(request)).select_related("account")[:MOST_LISTED])
    found.sort(key=lambda job: not job.is_active)
    notices = () if worker_count() else (Notice(NOBODY, tone="must" if any(j.is_active for j in found) else "doubt"),)
    page = page_for(
        request, Words("任务", "Jobs"), notices=notices,
        lead=Words("在后台进行的长任务：可以离开，可以取消，未成的可以再试。", "Long work in the background: leave it, cancel it, try again what failed."),
    )  # fmt: skip
    table = Table(COLUMNS, tuple(row(job) for job in found)) if found else None
    return render(request, "web/jobs.html", {"page": page, "table": table, "is_busy": any(j.is_active for j in found)})


def row(job: Job) -> Row:
    share = job.progress_share if job.state in ("running", "done") else None
    return {
        "number": Cell(f"#{job.pk}", href=reverse("job", args=[job.pk])), "kind": title_of(job), "state": STATES[job.state],
        "share": Cell("—") if share is None else share, "who": name_of(job), "made": job.made_at, "ended": job.ended_at or Cell("—"),
    }  # fmt: skip


def name_of(job: Job) -> str:
    return (job.account.display_name or job.account.username) if job.account else "—"


def find(request: HttpRequest, number: int) -> Job:
    """The job, if the person may see it."""
    job = Job.objects.select_related("account").filter(pk=number).first()
    if job is None or not sees(request.user, job):
        raise Http404
    return job


@login_required
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job."""
    one = find(request, number)
    page = page_for(
        request,
        title_of(one),
        crumbs=(Link(Words("任务", "Jobs"), reverse("jobs")), Link(f"#{one.pk}")),
        notices=stopped(one),
    )
    told = tuple(
        Definition(term, instant(at, language_of(request))) for term, at in (
            (Words("提出", "Asked"), one.made_at), (Words("开始", "Begun"), one.begun_at), (Words("结束", "Ended"), one.ended_at),
        ) if at
    )  # fmt: skip
    attempts = Definition(Words("第几次做", "Attempt"), str(one.attempt_count))
    context = {
        "page": page, "job": one, "progress": job_progress(one, title_of(one)),
        "told": (Definition(Words("提出人", "Asked by"), name_of(one)), *told, attempts),
        "may_retry": one.state in ("failed", "cancelled"), "is_stopping": is_stopping(one),
        "has_result": one.state == "done" and beside.result(one.pk) is not None,
    }  # fmt: skip
    return render(request, "web/job.html", context)


@login_required
def job_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file that a job made, for whoever may see the job; for a week."""
    one = find(request, number)
    path = beside.result(one.pk) if one.state == "done" else None
    if path is None:
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type=TYPES.get(path.suffix, "application/octet-stream"))
    answer["Content-Disposition"] = f"attachment; filename=\"result{path.suffix}\"; filename*=UTF-8''{quote(path.name)}"
    return answer


@require_POST
@login_required
def job_decide(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a job, or try it again."""
    one = find(request, number)
    if request.POST.get("decision") == "cancel":
        do_cancel(one, request.user)
    elif request.POST.get("decision") == "retry":
        do_retry(one, request.user)
    return HttpResponseRedirect(reverse("job", args=[one.pk]))
