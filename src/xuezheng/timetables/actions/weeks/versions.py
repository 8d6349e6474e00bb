"""Versions of a timetable: moved, locked, undone, published. A version never changes; the week's `head` says which is worked on."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.weeks.books import note, place_of, require
from xuezheng.timetables.actions.weeks.reading import kept_school, school_of
from xuezheng.timetables.models import TermWeek, WeekProblem, WeekVersion
from xuezheng.timetables.plan.kept_weeks import School, Timetable, school_as_dict
from xuezheng.timetables.plan.moves import Mover, moved
from xuezheng.timetables.plan.week_books import Book, Made, book_as_dict
from xuezheng.timetables.plan.week_report import asked_from, lines_of, report_on, titles_of


def keep_problem(week: TermWeek, made: Made, book: Book) -> WeekProblem:
    """The school as it is solved, kept once for all versions that stand on it."""
    school = school_as_dict(made.school)
    asked = book_as_dict(book)["rules"]
    content = json.dumps([school, list(made.sources), asked], ensure_ascii=False, sort_keys=True).encode()
    named = hashlib.sha256(content).hexdigest()[:16]
    found, _ = WeekProblem.objects.get_or_create(
        week=week, hash=named,
        defaults={"edition": week.edition, "school": school, "sources": list(made.sources), "asked": json.loads(json.dumps(asked))},
    )  # fmt: skip
    return found


def keep_version(
    account: Any, week: TermWeek, problem: WeekProblem, table: Timetable, origin: str, what: Words, *, parent: WeekVersion | None,
    locks: list[int], bound: int = 0, seed: int | None = None, seconds: float = 0.0,
) -> WeekVersion:  # fmt: skip
    """Keep a timetable as the next version and work on from there, with what the independent evaluator says of it."""
    report = report_on(table)
    lines = lines_of(report, table.school, problem.sources, asked_from(problem.asked))
    with transaction.atomic():
        TermWeek.objects.select_for_update().get(pk=week.pk)
        last = week.versions.aggregate(n=Max("number"))["n"] or 0
        version = WeekVersion.objects.create(
            week=week, problem=problem, number=last + 1, parent=parent, origin=origin, what={"zh": what.zh[:120], "en": what.en[:120]},
            starts=list(table.starts), rooms=list(table.rooms), locks=sorted(locks), report=[line.as_dict() for line in lines],
            hard=report.cost[0], soft=report.cost[1], bound=bound, seed=seed, seconds=seconds, made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        TermWeek.objects.filter(pk=week.pk).update(head=version)
        detail = {
            "version": version.number,
            "hard": version.hard,
            "soft": version.soft,
            "problem": problem.hash,
            "what": what.zh[:80],
        }
        note(account, week, origin, detail)
    return version


def check_head(week: TermWeek, seen: int) -> WeekVersion:
    """The version that is worked on, if it is the one that was seen. Raises Refused where somebody went on meanwhile."""
    held = TermWeek.objects.select_for_update(of=("self",)).select_related("head__made_by").get(pk=week.pk)
    head = held.head
    if head is None or head.number != seen:
        by = "" if head is None or head.made_by is None else head.made_by.display_name or head.made_by.get_username()
        zh = "" if head is None else f"{by} 已改到第 {head.number} 稿（{head.what.get('zh', '')}）"
        en = "" if head is None else f"{by} went on to version {head.number} ({head.what.get('en', '')})"
        what = Words(f"您看的是第 {seen} 稿；{zh}。没有改动。", f"You see version {seen}; {en}. Nothing was changed.")
        raise Refused(
            [
                Problem(
                    "week.version_stale",
                    what,
                    cure=Words("打开最新一稿再改。", "Open the newest version, and change that."),
                )
            ]
        )
    return head


def mover_of(version: WeekVersion) -> Mover:
    """What judges the moves of a version, kept in memory by what it is made of: a number alone may come again after a write that
    was taken back."""
    return mover_on(
        version.problem_id, version.problem.hash, tuple(version.starts), tuple(version.rooms), tuple(version.locks)
    )


@lru_cache(maxsize=6)
def mover_on(
    problem_id: int, hash: str, starts: tuple[int, ...], rooms: tuple[int, ...], locks: tuple[int, ...]
) -> Mover:
    return Mover(Timetable(kept_school(problem_id, hash), starts, rooms), frozenset(locks))


def told_move(school: School, starts: Mapping[int, int]) -> Words:
    """A move in words: `高二(3)班 数学 → 周二 第3节`."""
    seen: dict[tuple[str, int], None] = {}
    for lesson, start in starts.items():
        one = school.lessons[lesson]
        if one.teachers or one.groups:
            seen.setdefault((one.course or one.id, start))
    zh = [f"{name} → {school.slot_named(start) if start >= 0 else '待排'}" for name, start in list(seen)[:3]]
    en = [f"{name} → {school.slot_named(start) if start >= 0 else 'not placed'}" for name, start in list(seen)[:3]]
    more = "…" if len(seen) > 3 else ""
    return Words("；".join(zh) + more, "; ".join(en) + more)


def do_move(account: Any, week: TermWeek, seen: int, starts: Mapping[int, int]) -> WeekVersion:
    """Take lessons to other starts (-1: out of the timetable), as the next version.

    Raises Refused for a lesson that is locked, one that does not fit there, or where somebody went on meanwhile.
    """
    require(account, place_of(week))
    with transaction.atomic():
        head = check_head(week, seen)
        mover = mover_of(head)
        school = mover.school
        if not starts or any(not 0 <= one < len(school.lessons) for one in starts):
            raise Refused(
                [Problem("week.lesson", Words("没有这节课。", "There is no such lesson."), got=str(list(starts)[:3]))]
            )
        for lesson, start in starts.items():
            if start >= 0 and not mover.fits(lesson, start):
                what = Words("这节课在那里放不下。", "The lesson does not fit there.")
                raise Refused([Problem("week.does_not_fit", what, which=school.lessons[lesson].id, got=str(start))])
        move = mover.tried(starts)
        if stuck := [one for one in move.starts if one in mover.locks]:
            what = Words("这节课已锁定。", "The lesson is locked.")
            cure = Words("先解锁。", "Unlock it first.")
            raise Refused([Problem("week.locked", what, which=school.lessons[stuck[0]].id, cure=cure)])
        table = moved(mover.table, move)
        words = told_move(school, move.starts)
        return keep_version(
            account, week, head.problem, table, "moved", words, parent=head, locks=head.locks, bound=head.bound
        )


def do_lock(account: Any, week: TermWeek, seen: int, lessons: list[int], is_locked: bool) -> WeekVersion:
    """Lock lessons, or unlock them, with those that start with them."""
    require(account, place_of(week))
    with transaction.atomic():
        head = check_head(week, seen)
        mover = mover_of(head)
        whole = {one for lesson in lessons if 0 <= lesson < len(head.starts) for one in mover.unit(lesson)}
        own = {one for one in whole if head.starts[one] >= 0}
        if not own:
            raise Refused(
                [
                    Problem(
                        "week.lesson",
                        Words("没有这节课，或还没有排入。", "There is no such lesson, or it has no place."),
                    )
                ]
            )
        locks = set(head.locks) | own if is_locked else set(head.locks) - own
        name = mover.school.lessons[min(own)].id
        words = Words(f"锁定 {name}", f"Locked {name}") if is_locked else Words(f"解锁 {name}", f"Unlocked {name}")
        if len(lessons) > 1:
            words = Words(f"{words.zh} 等 {len(own)} 节", f"{words.en} and others, {len(own)}")
        return keep_version(
            account,
            week,
            head.problem,
            mover.table,
            "locked",
            words,
            parent=head,
            locks=sorted(locks),
            bound=head.bound,
        )


def do_step(account: Any, week: TermWeek, seen: int, is_back: bool) -> WeekVersion:
    """Undo: work on from the version before; redo: from the newest after. Nothing is lost. Raises Refused where there is none."""
    require(account, place_of(week))
    with transaction.atomic():
        head = check_head(week, seen)
        to = head.parent if is_back else head.followers.order_by("-number").first()
        if to is None:
            what = (
                Words("没有可撤销的。", "There is nothing to undo.")
                if is_back
                else Words("没有可重做的。", "There is nothing to redo.")
            )
            raise Refused([Problem("week.no_step", what)])
        TermWeek.objects.filter(pk=week.pk).update(head=to)
        note(account, week, "undone" if is_back else "redone", {"from": head.number, "version": to.number})
    return to


def do_work_on(account: Any, week: TermWeek, version: WeekVersion) -> WeekVersion:
    """Work on from an earlier version."""
    require(account, place_of(week))
    with transaction.atomic():
        TermWeek.objects.filter(pk=week.pk).update(head=version)
        note(account, week, "taken_up", {"version": version.number})
    return version


def do_publish(account: Any, week: TermWeek, version: WeekVersion, reason: str = "") -> WeekVersion:
    """Publish a version: from now on it holds; what was published before keeps its address. Raises Refused while a must is broken."""
    require(account, place_of(week))
    if version.hard:
        what = Words(
            f"还有 {version.hard} 处冲突，不能发布。", f"{version.hard} conflicts are left: it cannot be published."
        )
        raise Refused([Problem("week.conflicts", what, which=f"#{version.number}", got=first_break(version))])
    with transaction.atomic():
        held = TermWeek.objects.select_for_update().get(pk=week.pk)
        if version.state != "published":
            version.state, version.published_at, version.published_by = "published", timezone.now(), account
            version.save(update_fields=["state", "published_at", "published_by"])
        before = held.published.number if held.published else None
        TermWeek.objects.filter(pk=week.pk).update(published=version)
        note(account, week, "published", {"version": version.number, "before": before, "soft": version.soft}, reason)
    return version


def first_break(version: WeekVersion) -> str:
    line = next((line for line in version.report if line["hard"]), None)
    return f"{line['zh']}: {line['breaks'][0]['which']}" if line and line["breaks"] else ""


def rule_titles(version: WeekVersion) -> dict[int, Words]:
    """The rules of a version's school that come from a record, in words."""
    return titles_of(version.problem.sources, asked_from(version.problem.asked))


__all__ = ["check_head", "do_lock", "do_move", "do_publish", "do_step", "do_work_on", "keep_problem", "keep_version", "mover_of", "rule_titles", "school_of", "told_move"]  # fmt: skip
