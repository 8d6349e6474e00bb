"""Examinations: begun with the usual papers, and when schools may see results and ask for reviews."""

from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import refuse, require
from xuezheng.exams.actions.lists import do_take, keep
from xuezheng.exams.models import Exam
from xuezheng.exams.plan.listing import fitted
from xuezheng.exams.rules import EXAMS
from xuezheng.exams.rules.composite import USUAL


def usual_papers() -> pl.DataFrame:
    """The usual parts of the junior-leaving exam, as rows of the list of papers."""
    rows = [{"paper": p.term.zh, "full": str(p.full), "counts": str(p.counts)} for p in USUAL.parts]
    return fitted("papers", pl.DataFrame(rows), {})[0]


def do_begin_exam(account: Any, instance: Instance, area_code: str, title: str, kind: str, school_year: int) -> Exam:
    """Begin an examination. Raises Refused without a title, or where there is one of that title already."""
    require(account, "exam.manage", area_code)
    title = title.strip()[:120]
    if not title:
        raise refuse("exams.title", "请填写名称。", "Give it a name.")
    if kind not in EXAMS or not 2000 < school_year < 2100:
        raise refuse(
            "exams.exam", "请选择考试类别与学年。", "Choose the kind and the school year.", got=f"{kind} {school_year}"
        )
    if Exam.objects.filter(area_code=area_code, title=title).exists():
        raise refuse(
            "exams.exam_twice", "本地区已有同名考试。", "There is an examination of this name in the area.", which=title
        )
    with transaction.atomic():
        exam = Exam.objects.create(
            title=title, exam=kind, area_code=area_code, school_year=school_year, made_at=timezone.now(), made_by=account
        )  # fmt: skip
        record("exams.exam.begun", account=account, area_code=area_code, subject=f"exam {exam.pk}", detail={"title": title, "kind": kind, "school_year": school_year})  # fmt: skip
        if kind == "junior_leaving":
            do_take(account, keep(account, instance, exam, "papers", usual_papers(), "usual"))
    return exam


def do_set_dates(account: Any, exam: Exam, results_on: date | None, appeals_until: date | None) -> None:
    """Say from when schools see the results of their own pupils, and until when they may ask for a review."""
    require(account, "exam.manage", exam.area_code)
    if results_on and appeals_until and appeals_until < results_on:
        raise refuse("exams.dates", "复核截止日不能早于成绩公布日。", "Reviews cannot end before results are seen.", got=f"{results_on} – {appeals_until}")  # fmt: skip
    with transaction.atomic():
        exam.results_on, exam.appeals_until = results_on, appeals_until
        exam.save(update_fields=["results_on", "appeals_until"])
        record(
            "exams.exam.dates_set", account=account, area_code=exam.area_code, subject=f"exam {exam.pk}",
            detail={"results_on": str(results_on or ""), "appeals_until": str(appeals_until or "")},
        )  # fmt: skip
