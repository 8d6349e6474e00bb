"""What came of an examination for one school's own pupils: seat, scores, place; seen by right, with a reason, on record."""

from datetime import date
from typing import Any

import polars as pl

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.gathering import read_out
from xuezheng.exams.actions.keeping import held_rows, require
from xuezheng.exams.models import Exam


def are_out(exam: Exam, today: date) -> bool:
    """Whether schools may see results."""
    return exam.results_on is not None and exam.results_on <= today


def own_pupils(instance: Instance, exam: Exam, school_code: str) -> pl.DataFrame:
    """The candidates of a school, as the list holds them."""
    people = held_rows(instance, exam, "candidates")
    return people.filter(pl.col("school_code") == school_code) if not people.is_empty() else people


def do_see_school(
    account: Any, instance: Instance, exam: Exam, school_code: str, reason: str, today: date
) -> pl.DataFrame:
    """A school's candidates with seat; and, once results are out, each paper, the total, and where they were admitted."""
    require(account, "exam.school", exam.area_code, school_code)
    people = own_pupils(instance, exam, school_code)
    record(
        "exams.school.seen", account=account, area_code=exam.area_code, subject=f"exam {exam.pk} {school_code}", reason=reason,
        detail={"pupils": people.height, "results": are_out(exam, today)},
    )  # fmt: skip
    if people.is_empty():
        return people
    made = people.select("number", "name", "class", "need")
    seats = read_out(instance, exam, "seating", "seats.csv")
    if not seats.is_empty():
        made = made.join(
            seats.select("number", "site", "place", "seat", "ticket"), on="number", how="left", maintain_order="left"
        )
    if are_out(exam, today):
        scores = read_out(instance, exam, "scores", "scores.csv")
        if not scores.is_empty():
            made = made.join(
                scores.drop("name", "school", strict=False), on="number", how="left", maintain_order="left"
            )
        results = read_out(instance, exam, "admission", "results.csv")
        if not results.is_empty():
            took = results.select("number", admitted="school", programme="programme", choice="choice")
            made = made.join(took, on="number", how="left", maintain_order="left")
    return made
