"""The week of the academic director's school: its workbook, its rules, a published timetable and a draft that is being worked on.

The timetable was found beforehand (`facts/school_week.json`, with the hash of its problem); where the school has changed since, it is
solved anew.
"""

import json
from pathlib import Path
from typing import Any

from xuezheng.access.models import Account, Grant
from xuezheng.ground.words import Words
from xuezheng.registers.models import Institution
from xuezheng.timetables.actions.weeks.books import book_of, do_make_week, do_put_book
from xuezheng.timetables.actions.weeks.solving import do_solve, made_now
from xuezheng.timetables.actions.weeks.versions import do_lock, do_move, do_publish, keep_problem, keep_version
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.plan.kept_weeks import Timetable
from xuezheng.timetables.problem.week.invented import invented_book

FOUND = Path(__file__).parent / "facts" / "school_week.json"
FIRST, SECOND, SEED = 6, 4, 1
SECONDS = 20.0
YEAR = 2024


def build_week() -> None:
    """Nothing where there is no academic director."""
    account = Account.objects.filter(username="director").first()
    grant = Grant.objects.filter(account=account, role="academic_director").first() if account else None
    if account is None or grant is None or not Institution.objects.filter(code=grant.institution_code).exists():
        return
    week = do_make_week(account, grant.institution_code, YEAR, "autumn")
    words = Words("导入 任课表.xlsx", "Imported 任课表.xlsx")
    week = do_put_book(account, week, week.edition, invented_book(FIRST, SECOND, SEED), words)
    version = found_before(account, week) or do_solve(account, week, SECONDS, SEED)
    if not version.hard:
        do_publish(account, week, version, "开学执行")
    work_on(account, week)


def found_before(account: Account, week: TermWeek) -> WeekVersion | None:
    """The timetable that was kept, if it is of the same problem."""
    kept: dict[str, Any] = json.loads(FOUND.read_text(encoding="utf-8"))
    _, made = made_now(week)
    problem = keep_problem(week, made, book_of(week))
    if kept["hash"] != problem.hash:
        return None
    table = Timetable(made.school, tuple(kept["starts"]), tuple(kept["rooms"]))
    words = Words(f"求解（{SECONDS:g} 秒，种子 {SEED}）", f"Solved ({SECONDS:g} s, seed {SEED})")
    return keep_version(
        account,
        week,
        problem,
        table,
        "solved",
        words,
        parent=None,
        locks=[],
        bound=kept["bound"],
        seed=SEED,
        seconds=SECONDS,
    )


def work_on(account: Account, week: TermWeek) -> None:
    """A draft in the midst of work: one lesson locked, one put where its teacher already is, one taken out."""
    week.refresh_from_db()
    head = week.head
    if head is None:
        return
    names = {lesson["id"]: at for at, lesson in enumerate(head.problem.school["lessons"])}
    locked, moved, taken = (names[name] for name in ("高一(1)班 语文 1", "高一(2)班 数学 2", "高一(3)班 音乐 1"))
    head = do_lock(account, week, head.number, [locked], True)
    width = len(head.problem.school["periods"])
    teacher = head.problem.school["lessons"][moved]["teachers"]
    busy = next(
        head.starts[at] for at, lesson in enumerate(head.problem.school["lessons"])
        if at != moved and lesson.get("teachers") == teacher and head.starts[at] // width != head.starts[moved] // width and lesson["duration"] == 1
    )  # fmt: skip
    head = do_move(account, week, head.number, {moved: busy})
    do_move(account, week, head.number, {taken: -1})
