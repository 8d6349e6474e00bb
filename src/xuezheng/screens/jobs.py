"""How a job looks on the page of the thing it works on: how far it is, and why it stopped."""

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.jobs import beside
from xuezheng.jobs.actions import worker_count
from xuezheng.jobs.models import ACTIVE, Job
from xuezheng.screens.components import Notice, Progress, problem_notice

STATES = {
    "queued": Words("排队等候", "Waiting"), "running": Words("进行中", "Under way"), "done": Words("已完成", "Done"),
    "failed": Words("未成", "Failed"), "cancelled": Words("已取消", "Cancelled"),
}  # fmt: skip
NOBODY = Words(
    "后台任务进程没有在运行，请告诉管理员（xuezheng worker）",
    "No worker is running: tell whoever runs the site (xuezheng worker)",
)


def job_progress(job: Job, title: Words) -> Progress:
    """A bar of how far a job is; one that waits says so, and whether anybody is there to take it."""
    state = STATES[job.state]
    note: Words | str = job.progress_text
    share = job.progress_share
    if job.state == "running" and (told := beside.pulse(job.pk)) and told[0] >= share:
        share, note = told
    if is_stopping(job):
        note = Words("正在停下，已写的会整个退回", "Being stopped; what was written is taken back whole")
    elif job.state == "queued":
        before = Job.objects.filter(state__in=ACTIVE, pk__lt=job.pk).count()
        note = Words(f"前面还有 {before} 件", f"{before} before it") if before else ""
        note = note if worker_count() else NOBODY
    return Progress(Words(f"{title.zh}：{state.zh}", f"{title.en}: {state.en}"), share, note)


def is_stopping(job: Job) -> bool:
    """Whether a job that runs has been asked to stop."""
    return job.state == "running" and (job.is_cancel_asked or beside.is_asked_to_stop(job.pk))


def problems_of(job: Job) -> tuple[Problem, ...]:
    """The refusals a job ended with."""
    found: list[Problem] = []
    for one in job.problems:
        what, cure = Words(**one["what"]), Words(**one["cure"]) if one["cure"] else None
        where = Words(**one["where"]) if isinstance(one["where"], dict) else one["where"]
        found.append(Problem(one["rule"], what, one["which"], where, one["got"], cure))
    return tuple(found)


def stopped(job: Job) -> tuple[Notice, ...]:
    """Why a job did not come to its end; nothing where it did."""
    if job.state == "cancelled":
        return (Notice(Words("任务已取消，没有改动。", "The job was cancelled; nothing was changed."), tone="doubt"),)
    if job.state == "done" and beside.is_asked_to_stop(job.pk):
        return (
            Notice(
                Words("取消来得太晚，任务已经做完。", "The wish to cancel came too late: the job was done."),
                Words("最后一步（存入）不能在半途停下。", "The last step, committing, cannot be stopped half-way."), "doubt",
            ),
        )  # fmt: skip
    if job.state != "failed":
        return ()
    if job.problems:
        return tuple(problem_notice(problem) for problem in problems_of(job)[:20])
    what = Words("出了没有料到的错，没有改动。", "Something went wrong that nobody foresaw; nothing was changed.")
    cure = Words(
        f"再试一次；仍不行，请管理员按任务号 {job.pk} 查后台任务的日志",
        f"Try again; if it stays so, ask whoever runs the site to look for job {job.pk} in the worker's log",
    )
    return (problem_notice(Problem("job.error", what, which=f"#{job.pk}", got=job.error, cure=cure)),)
