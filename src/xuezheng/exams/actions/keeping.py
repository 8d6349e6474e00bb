"""Where the exam office's files lie, and who may do what."""

from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.access.actions import may
from xuezheng.access.rules import Action, Place
from xuezheng.engine.instance import Instance
from xuezheng.exams.models import Exam, ExamList, ExamWork
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def folder_of(instance: Instance, work: ExamWork) -> Path:
    return instance.home / "exams" / str(work.pk)


def list_path(instance: Instance, one: ExamList) -> Path:
    """Where a version of a list (or a draft) lies."""
    return instance.home / "exams" / "lists" / str(one.exam_id) / f"{one.kind}-{one.pk}.csv"


def require(account: Any, action: Action, area_code: str, institution_code: str = "") -> None:
    """Raises Refused unless the account may do it there."""
    if not may(account, action, Place(area_code, institution_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.refused", what, which=area_code)])


def refuse(rule: str, zh: str, en: str, **rest: Any) -> Refused:
    """A refusal of one sentence."""
    return Refused([Problem(rule, Words(zh, en), **rest)])


def version_of(exam: Exam, kind: str) -> ExamList | None:
    """The version of a list that holds; None before the first."""
    return ExamList.objects.filter(exam=exam, kind=kind, version__isnull=False).order_by("-version").first()


def rows_of(instance: Instance, one: ExamList | None) -> pl.DataFrame:
    """The rows of a version, every cell as text; empty where there is none."""
    if one is None or not (path := list_path(instance, one)).is_file():
        return pl.DataFrame()
    found = pl.read_csv(path, infer_schema=False)
    return found.fill_null("")


def held_rows(instance: Instance, exam: Exam, kind: str) -> pl.DataFrame:
    """The rows of a list as it holds."""
    return rows_of(instance, version_of(exam, kind))


def latest_work(exam: Exam, kind: str) -> ExamWork | None:
    """The newest work of a kind that is done and in force."""
    return exam.works.filter(kind=kind, state="done").order_by("-id").first()


def result(instance: Instance, work: ExamWork, name: str) -> pl.DataFrame:
    """A result's table, every cell as text; empty where there is none."""
    path = folder_of(instance, work) / "out" / name
    return pl.read_csv(path, infer_schema=False) if path.is_file() else pl.DataFrame()


def results(instance: Instance, work: ExamWork) -> list[tuple[str, int]]:
    """The result's files with their sizes."""
    out = folder_of(instance, work) / "out"
    return [(path.name, path.stat().st_size) for path in sorted(out.iterdir())] if out.is_dir() else []
