"""Reviews of scores: asked by a school for its own pupil, or by the exam office; decided by somebody else; all on record."""

from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.gathering import read_out
from xuezheng.exams.actions.keeping import held_rows, refuse, require
from xuezheng.exams.actions.marking import hundredths
from xuezheng.exams.models import Appeal, Exam
from xuezheng.exams.rules.appeals import OUTCOMES


def do_ask(account: Any, instance: Instance, exam: Exam, number: str, paper: str, request: str, today: date) -> Appeal:
    """Ask for a review of a candidate's score in a paper. Raises Refused for another school's pupil, or out of time."""
    people = held_rows(instance, exam, "candidates")
    one = people.filter(pl.col("number") == number.strip()) if not people.is_empty() else people
    school = str(one["school_code"][0]) if not one.is_empty() else ""
    is_own = bool(school) and may(account, "exam.school", Place(exam.area_code, school))
    is_office = may(account, "exam.manage", Place(exam.area_code))
    if one.is_empty() or not (is_own or is_office):
        raise refuse(
            "exams.appeal_candidate",
            "没有这名考生，或不是本校考生。",
            "There is no such candidate, or not of your school.",
            got=number,
        )
    if exam.results_on is None or today < exam.results_on:
        raise refuse("exams.appeal_early", "成绩还没有公布。", "The results are not out yet.")
    if exam.appeals_until and today > exam.appeals_until and not is_office:
        raise refuse(
            "exams.appeal_late",
            "申请复核的期限已过。",
            "The time to ask for a review is over.",
            got=str(exam.appeals_until),
        )
    before = score_of(instance, exam, number.strip(), paper)
    if before is None:
        raise refuse(
            "exams.appeal_paper",
            "该考生没有这一科的成绩。",
            "The candidate has no score in this paper.",
            which=number,
            got=paper,
        )
    if len(request.strip()) < 4:
        raise refuse("exams.appeal_request", "请写明请求复核什么。", "Say what is to be looked at again.")
    if Appeal.objects.filter(exam=exam, number=number.strip(), paper=paper, state="asked").exists():
        raise refuse(
            "exams.appeal_twice",
            "这一科已有待复核的申请。",
            "A review of this paper is asked for already.",
            which=f"{number} {paper}",
        )
    with transaction.atomic():
        made = Appeal.objects.create(
            exam=exam, number=number.strip(), school_code=school, paper=paper, request=request.strip()[:300], before=before, asked_at=timezone.now(), asked_by=account
        )  # fmt: skip
        record(
            "exams.appeal.asked", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}", reason=made.request[:200],
            detail={"id": made.pk, "number": made.number, "paper": paper, "before": before, "school": school},
        )  # fmt: skip
    return made


def score_of(instance: Instance, exam: Exam, number: str, paper: str) -> int | None:
    """A candidate's score in a paper in hundredths, as the newest scores have it."""
    scores = read_out(instance, exam, "scores", "scores.csv")
    if scores.is_empty() or paper not in scores.columns or paper in ("number", "name", "school", "total"):
        return None
    found = scores.filter(pl.col("number") == number)[paper].to_list()
    return hundredths(found[0]) if found and found[0] else None


def do_decide(account: Any, instance: Instance, exam: Exam, pk: int, outcome: str, after: str, note: str) -> Appeal:
    """Decide a review. Not by who asked for it; a mark is not given anew, but sums, missed answers and wrong entries mended."""
    require(account, "exam.decide", exam.area_code)
    one = Appeal.objects.filter(exam=exam, pk=pk, state="asked").select_related("asked_by").first()
    if one is None:
        raise refuse(
            "exams.appeal_gone",
            "没有这份待复核的申请；也许刚刚已决定。",
            "No such review awaits a decision; it may just have been decided.",
            got=str(pk),
        )
    if one.asked_by_id is not None and one.asked_by_id == account.pk:
        raise refuse(
            "exams.appeal_own",
            "提出申请的人不能自己决定。",
            "Whoever asked cannot decide.",
            which=account.get_username(),
        )
    if outcome not in OUTCOMES:
        raise refuse("exams.appeal_outcome", "请选择复核结论。", "Choose an outcome.", got=outcome)
    value = one.before if outcome == "upheld" else hundredths(after)
    papers = held_rows(instance, exam, "papers").filter(pl.col("paper") == one.paper)
    full = sum(float(text) for text in papers["full"]) if not papers.is_empty() else 0.0
    if value is None or not 0 <= value <= full * 100:
        raise refuse(
            "exams.score_outside_paper",
            "改后分数须在0与满分之间。",
            "The score must lie between 0 and the full mark.",
            got=f"{after} / {full:g}",
        )
    if (outcome == "upheld") != (value == one.before):
        raise refuse(
            "exams.appeal_same",
            "有误须改分；维持则分数不变。",
            "A mistake changes the score; a score that stands does not change.",
            got=after,
        )
    now = score_of(instance, exam, one.number, one.paper)
    if now != one.before:
        raise refuse(
            "exams.appeal_moved",
            "分数已不是申请时的分数，请先重算成绩。",
            "The score is another one by now: compute the scores anew first.",
            got=f"{one.before / 100:g} → {'' if now is None else f'{now / 100:g}'}",
        )
    with transaction.atomic():
        one.state, one.reason, one.after, one.note = "decided", outcome, value, note.strip()[:300]
        one.decided_at, one.decided_by = timezone.now(), account
        one.save()
        record(
            "exams.appeal.decided", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}", reason=one.note[:200],
            detail={"id": one.pk, "number": one.number, "paper": one.paper, "before": one.before, "after": value, "outcome": outcome},
        )  # fmt: skip
    return one


def do_withdraw(account: Any, exam: Exam, pk: int) -> None:
    """Take a request back: by the school it came from, or the exam office."""
    one = Appeal.objects.filter(exam=exam, pk=pk, state="asked").first()
    if one is None:
        raise refuse("exams.appeal_gone", "没有这份待复核的申请。", "No such review awaits a decision.", got=str(pk))
    if not may(account, "exam.manage", Place(exam.area_code)):
        require(account, "exam.school", exam.area_code, one.school_code)
    with transaction.atomic():
        one.state = "withdrawn"
        one.save()
        record(
            "exams.appeal.withdrawn",
            account=account,
            area_code=exam.area_code,
            subject=f"exam {exam.pk}",
            detail={"id": pk, "number": one.number},
        )
