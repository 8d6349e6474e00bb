"""A week solved beside the pages: anytime, stoppable, seeded; progress and bound are shown; the best is kept as a version."""

import math
import time
from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import Running, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.timetables.actions.weeks.books import book_of, place_of, require
from xuezheng.timetables.actions.weeks.reading import table_of
from xuezheng.timetables.actions.weeks.versions import keep_problem, keep_version
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.plan.kept_weeks import Timetable
from xuezheng.timetables.plan.week_books import Book, Made
from xuezheng.timetables.plan.week_report import cannot_be, carried, sound

SOLVE: Final = "timetables.week"
SECONDS: Final = (1, 900)


def about_of(week: TermWeek) -> str:
    return f"timetables.week:{week.pk}"


def job_on(week: TermWeek) -> Job | None:
    return latest_about(about_of(week))


def made_now(week: TermWeek) -> tuple[Book, Made]:
    """The book as it is, and its school. Raises Refused with every fault of the book."""
    book = book_of(week)
    return book, sound(book)


def start_from(version: WeekVersion | None, made: Made) -> tuple[Timetable | None, list[int]]:
    """Where the search begins, and what is locked in it: the version worked on, carried over to the book as it is now."""
    if version is None:
        return None, []
    old = table_of(version)
    hint = carried(old, made.school)
    locked = {old.school.lessons[one].id for one in version.locks}
    return hint, [at for at, one in enumerate(made.school.lessons) if one.id in locked and hint.starts[at] >= 0]


def check_now(week: TermWeek) -> list[Problem]:
    """What is wrong with the book, or cannot be, with what is locked; empty where nothing is found."""
    try:
        book, made = made_now(week)
    except Refused as refused:
        return refused.problems
    hint, locks = start_from(week.head, made)
    return cannot_be(made.school, made.sources, book.rules, hint.starts if hint else (), locks)


def do_ask_solve(account: Any, week: TermWeek, seconds: int, seed: int, is_fresh: bool = False) -> Job:
    """Ask for a week to be solved from the version worked on, or afresh. Raises Refused where it cannot be, or one is under way."""
    require(account, place_of(week))
    if not SECONDS[0] <= seconds <= SECONDS[1] or not 0 <= seed < 2**31:
        what = Words(
            f"时间须为 {SECONDS[0]} 至 {SECONDS[1]} 秒，种子为非负整数。",
            f"{SECONDS[0]} to {SECONDS[1]} seconds, and a seed from 0 on.",
        )
        raise Refused([Problem("week.solve_asked", what, got=f"{seconds}, {seed}")])
    if (job := job_on(week)) and job.is_active:
        what, cure = (
            Words("这份课表正在求解。", "This timetable is being solved already."),
            Words("等它完成，或停下它。", "Wait for it, or stop it."),
        )
        raise Refused([Problem("week.busy", what, cure=cure)])
    if problems := check_now(week):
        raise Refused(problems)
    return enqueue(
        SOLVE, {"week": week.pk, "seconds": seconds, "seed": seed, "is_fresh": is_fresh}, account, action="timetable.make", place=place_of(week),
        about=about_of(week), subject=week.title or week.institution.code, href=reverse("timetables-week", args=[week.pk]),
    )  # fmt: skip


def do_solve(
    account: Any, week: TermWeek, seconds: float, seed: int, *, is_fresh: bool = False, clock: Callable[[], float] = time.perf_counter,
    progress: Any = None, moves: int = 0,
) -> WeekVersion:  # fmt: skip
    """Solve a week and keep the best found as the next version, which is worked on from then on."""
    from xuezheng.timetables.plan.week_solving import solved
    from xuezheng.timetables.plan.weeks import Until

    require(account, place_of(week))
    head = None if is_fresh else week.head
    book, made = made_now(week)
    hint, locks = start_from(head, made)
    began = time.perf_counter()
    found = solved(
        made, book.rules, Until(seconds, moves=moves, clock=clock), seed, hint=hint, locks=locks, progress=progress
    )
    problem = keep_problem(week, made, book)
    count = f"，锁定 {len(locks)} 节" if locks else ""
    words = Words(
        f"求解（{seconds:g} 秒，种子 {seed}{count}）",
        f"Solved ({seconds:g} s, seed {seed}{f', {len(locks)} locked' if locks else ''})",
    )
    return keep_version(
        account, week, problem, found.table, "solved", words, parent=head, locks=locks, bound=found.bound, seed=seed,
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def do_carry(account: Any, week: TermWeek) -> WeekVersion:
    """The version worked on, over the book as it is now: what is new waits without a place."""
    require(account, place_of(week))
    book, made = made_now(week)
    hint, locks = start_from(week.head, made)
    nowhere = (-1,) * len(made.school.lessons)
    table = hint or Timetable(made.school, nowhere, nowhere)
    words = Words("按新的任课表，已排的不动", "Over the new book; what was placed stays")
    return keep_version(
        account, week, keep_problem(week, made, book), table, "taken", words, parent=week.head, locks=locks
    )


def handled(job: Running) -> dict[str, Any]:
    """Solve; whoever asks it to stop gets the best so far. Begun again, it solves again."""
    week = TermWeek.objects.select_related("institution", "head").get(pk=int(job.args["week"]))
    seconds, seed = float(job.args["seconds"]), int(job.args["seed"])
    began: list[float] = []

    def clock() -> float:
        """Leaps to the end of time once the job is to stop; what has passed is how far it is."""
        now = time.perf_counter()
        began.append(now) if not began else None
        job.share = min(0.99, (now - began[0]) / seconds)
        return math.inf if job.stop.is_set() else now

    def progress(_: float, hard: int, soft: int) -> None:
        job.text = f"{hard} / {soft}"

    version = do_solve(
        job.account, week, seconds, seed, is_fresh=bool(job.args.get("is_fresh")), clock=clock, progress=progress
    )
    return {"version": version.number, "hard": version.hard, "soft": version.soft, "bound": version.bound}


KINDS: Kinds = {SOLVE: Kind(Words("排课", "Solve a timetable"), handled)}
