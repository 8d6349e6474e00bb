"""Marks that are still awaited, and those given on the page: the second, the third, the leader's."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.day import absent_numbers
from xuezheng.exams.actions.gathering import with_decisions
from xuezheng.exams.actions.keeping import held_rows, refuse, require
from xuezheng.exams.models import Exam, MarkDecision
from xuezheng.exams.plan.awaiting import awaiting_of, counted

TURNS = ("second", "third", "leader")


def do_see_awaiting(account: Any, instance: Instance, exam: Exam) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Marks that are awaited (number, paper, question, awaits, first, second, third), and counts by paper and state. No names."""
    require(account, "exam.manage", exam.area_code)
    papers, marks = held_rows(instance, exam, "papers"), held_rows(instance, exam, "marks")
    if papers.is_empty() or marks.is_empty():
        return pl.DataFrame(), pl.DataFrame()
    found = with_decisions(exam, marks)
    return awaiting_of(papers, found), counted(papers, found)


def unlike_the_day(instance: Instance, exam: Exam) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What marks and the day's notes say differently: (paper, number) noted absent with a mark; without a mark, not noted."""
    papers, marks, people = (held_rows(instance, exam, kind) for kind in ("papers", "marks", "candidates"))
    if papers.is_empty() or marks.is_empty() or people.is_empty():
        return [], []
    absent = absent_numbers(exam)
    marked, lost = list[tuple[str, str]](), list[tuple[str, str]]()
    for paper in papers.filter(pl.col("on") != "")["paper"].unique(maintain_order=True):
        has = set(marks.filter(pl.col("paper") == paper, pl.col("first") != "")["number"])
        if not has:
            continue  # this paper has not come yet
        away = absent.get(paper, set())
        marked += [(paper, n) for n in sorted(away & has)]
        lost += [(paper, n) for n in people["number"] if n not in has and n not in away]
    return marked, lost


def do_decide_mark(
    account: Any, instance: Instance, exam: Exam, number: str, paper: str, question: str, turn: str, mark: str
) -> MarkDecision:
    """Give a mark that is awaited. Raises Refused where it is not, or lies outside its paper."""
    require(account, "exam.manage", exam.area_code)
    awaited = do_see_awaiting(account, instance, exam)[0]
    one = (
        awaited.filter(pl.col("number") == number, pl.col("paper") == paper, pl.col("question") == question)
        if not awaited.is_empty()
        else awaited
    )
    if one.is_empty() or one["awaits"][0] != turn or turn not in TURNS:
        raise refuse(
            "exams.mark_not_awaited",
            "这道题不在等这一评；也许刚刚已评。",
            "This mark is not awaited; it may have been given just now.",
            which=f"{number} {paper} {question}".strip(),
        )
    papers = held_rows(instance, exam, "papers").filter(pl.col("paper") == paper, pl.col("question") == question)
    full = float(papers["full"][0])
    value = hundredths(mark)
    if value is None or not 0 <= value <= full * 100:
        raise refuse(
            "exams.score_outside_paper",
            "分数须在0与满分之间，至多两位小数。",
            "A mark lies between 0 and the full mark, two decimals at most.",
            which=f"{number} {paper} {question}".strip(),
            got=f"{mark} / {full:g}",
        )
    with transaction.atomic():
        made = MarkDecision.objects.create(
            exam=exam, number=number, paper=paper, question=question, turn=turn, mark=value, made_at=timezone.now(), made_by=account
        )  # fmt: skip
        record(
            "exams.mark.decided", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}",
            detail={"number": number, "paper": paper, "question": question, "turn": turn, "mark": value},
        )  # fmt: skip
    return made


def do_undo_mark(account: Any, exam: Exam, pk: int, reason: str) -> None:
    """Take a mark given on the page back: it is awaited again."""
    require(account, "exam.manage", exam.area_code)
    one = MarkDecision.objects.filter(exam=exam, pk=pk).first()
    if one is None or not reason.strip():
        raise refuse("exams.reason", "请写明理由（且该评分仍在）。", "Say why (and the mark must still be there).")
    with transaction.atomic():
        detail: Mapping[str, Any] = {
            "number": one.number,
            "paper": one.paper,
            "question": one.question,
            "turn": one.turn,
            "mark": one.mark,
        }
        one.delete()
        record("exams.mark.undone", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}", reason=reason.strip()[:200], detail=dict(detail))  # fmt: skip


def hundredths(text: str) -> int | None:
    """Points as whole hundredths; None for what is no number or finer."""
    try:
        value = float(text) * 100
    except ValueError:
        return None
    return round(value) if abs(value - round(value)) < 1e-6 else None
