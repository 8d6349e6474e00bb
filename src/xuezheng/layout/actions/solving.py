"""Solving a plan beside the pages: how far it is can be seen, it can be stopped at any time, and the best is kept."""

from typing import Any, Final

import numpy as np
from django.conf import settings
from django.urls import reverse

from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Cancelled, Running, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.layout.actions.planning import Shown, keep_version, require, shown
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.layout.plan.describing import Answer
from xuezheng.layout.plan.solving import reasons_against, solved, stop_after

SOLVE: Final = "layout.solve"
SECONDS: Final = (1, 600)  # least and most that may be asked for


def about_of(plan: LayoutPlan) -> str:
    return f"layout:{plan.pk}"


def job_on(plan: LayoutPlan) -> Job | None:
    return latest_about(about_of(plan))


def do_ask_solve(account: Any, instance: Instance, version: LayoutVersion, seconds: int, seed: int) -> Job:
    """Ask for a plan to be solved with what a version has locked. Raises Refused where no layout can exist, or one is under way."""
    plan = version.plan
    require(account, "plan.make", plan.county_code)
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        what = Words(
            f"求解时间须为{SECONDS[0]}至{SECONDS[1]}秒。", f"The time must be {SECONDS[0]} to {SECONDS[1]} seconds."
        )
        raise Refused([Problem("layout.solve.seconds", what, got=str(seconds))])
    if (job := job_on(plan)) and job.is_active:
        what = Words("这个方案正在求解。", "This plan is being solved already.")
        raise Refused(
            [
                Problem(
                    "layout.solve.busy",
                    what,
                    which=plan.title,
                    cure=Words("等它完成，或停下它。", "Wait for it, or stop it."),
                )
            ]
        )
    if found := reasons_against(shown(instance, version).made, version.decided):
        raise Refused(found)
    return enqueue(
        SOLVE, {"version": version.pk, "seconds": seconds, "seed": seed}, account, action="plan.make", place=Place(plan.county_code),
        about=about_of(plan), subject=plan.title, href=reverse("layout-plan", args=[plan.pk]),
    )  # fmt: skip


def do_solve(
    account: Any, instance: Instance, version: LayoutVersion, seconds: float, seed: int, stop: Any = None
) -> LayoutVersion:
    """Solve a plan with what a version has locked, and keep the best found as the next version."""
    require(account, "plan.make", version.plan.county_code)
    here = shown(instance, version)
    found = solved(here.made, version.decided, stop or stop_after(seconds), seed)
    count = len(version.decided)
    locks = Words(f"，锁定{count}所", f", {count} locked") if count else Words("", "")
    words = Words(f"求解（种子{seed}{locks.zh}）", f"Solved (seed {seed}{locks.en})")
    answer = Answer(found.is_open, found.school_of)
    return keep_version(
        account, instance, version.plan, here.made, answer, "solved", words, version.decided, version, bound=found.bound, seconds=found.seconds, seed=seed,
    )  # fmt: skip


def handled(job: Running) -> dict[str, Any]:
    """Solve; whoever asks it to stop gets the best so far. Begun again, it solves again."""
    version = LayoutVersion.objects.select_related("plan").get(pk=int(job.args["version"]))
    seconds, seed = float(job.args["seconds"]), int(job.args["seed"])

    def tell(objective: float, bound: float) -> None:
        job.text = progress_text(objective, bound)

    def is_asked() -> bool:
        job.share = min(0.99, whole.used / seconds)
        return job.stop.is_set()

    whole = stop_after(seconds, is_asked, tell)
    job.share, job.text = 0.01, ""
    try:
        made = do_solve(job.account, settings.INSTANCE, version, seconds, seed, whole)
    except Refused as refusal:
        if job.stop.is_set() and refusal.problems[0].rule == "layout.plan.no_answer":
            raise Cancelled from None
        raise
    return {"version": made.number, "objective": made.objective, "bound": made.bound}


def progress_text(objective: float, bound: float) -> str:
    """How good the best so far is: numbers and signs that both languages read."""
    if not np.isfinite(objective):
        return "" if not np.isfinite(bound) else f"≥ {bound:,.0f}"
    gap = max(0.0, objective - bound) / max(1e-9, abs(objective))
    return f"{objective:,.0f} ≥ {bound:,.0f}　Δ {gap:.2%}"


KINDS: Kinds = {SOLVE: Kind(Words("求解布局方案", "Solve a layout plan"), handled)}
__all__ = ["KINDS", "Shown", "do_ask_solve", "do_solve", "job_on"]
