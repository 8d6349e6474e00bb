"""How the fields of an examination's lists look: which are shown, in what words, as cells and as inputs."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.exams.models import Exam
from xuezheng.exams.pages.blocks import Input
from xuezheng.exams.pages.exams import exam_link, find_exam
from xuezheng.exams.pages.works import crumbs
from xuezheng.exams.rules.heads import KINDS, PROGRAMME_KINDS
from xuezheng.exams.rules.lists import LISTS, Field
from xuezheng.ground.words import Words
from xuezheng.screens import language
from xuezheng.screens.components import (
    Column,
    Link,
    Row,
    Table,
    TableQuery,
    arrange,
)

HIDDEN = ("student",)  # what ties a row to the register is no field


CHOICE_WORDS: Mapping[str, Mapping[str, Words]] = {
    "rooms": {"普通": Words("普通", "Ordinary"), "特殊": Words("特殊", "Special"), "备用": Words("备用", "Spare")},
    "programmes": {
        "统招": Words("统招", "Open"), "指标到校": Words("指标到校", "Quota"), "定向": Words("定向", "Directed"), "特色": Words("特色", "Special"), "补录": Words("补录", "Supplement"),
    },
}  # fmt: skip


def find_list(request: HttpRequest, pk: int, kind: str) -> Exam:
    """The examination, if the person may see this list of it: those that name persons are for the exam office."""
    if kind not in LISTS:
        raise Http404
    return find_exam(request, pk, "exam.manage" if LISTS[kind].names_persons else "exam.view")


def way(exam: Exam, *links: Link) -> tuple[Link, ...]:
    return crumbs(exam_link(exam), *links)


def list_link(exam: Exam, kind: str) -> Link:
    return Link(LISTS[kind].title, reverse("exam-list", args=[exam.pk, kind]))


def fields_of(kind: str, rows: pl.DataFrame) -> list[Field]:
    """The fields that are shown: those of the list, and columns beyond them."""
    about = LISTS[kind]
    names = {field.name for field in about.fields}
    rest = [c for c in rows.columns if c not in names and c not in HIDDEN] if about.keeps_rest else []
    return [*about.fields, *(Field(c, Words(c, c)) for c in rest)]


def cell_of(kind: str, field: Field, text: str) -> Any:
    """A cell in the reader's language, where it is one of a few words."""
    if field.kind == "choice":
        words = CHOICE_WORDS[kind]
        known = {"rooms": KINDS, "programmes": PROGRAMME_KINDS}[kind]
        by_meaning = {known[word]: said for word, said in words.items()}
        return by_meaning.get(known.get(text, "?"), text or "—")
    if field.kind == "yes":
        return Words("是", "yes") if text in ("1", "是", "yes", "双评") else "—"
    return text or "—"


def columns_of(kind: str, rows: pl.DataFrame) -> list[Field]:
    """Fields of which some row says something, and those that are needed."""
    return [
        f for f in fields_of(kind, rows) if f.is_needed or (f.name in rows.columns and bool((rows[f.name] != "").any()))
    ]


def input_of(kind: str, field: Field, value: str) -> Input:
    if field.kind == "choice":
        words = CHOICE_WORDS[kind]
        known = {"rooms": KINDS, "programmes": PROGRAMME_KINDS}[kind]
        now = next((w for w in words if known[w] == known.get(value, "")), next(iter(words)))
        return Input(field.name, field.words, "select", now, choices=list(words.items()))
    if field.kind == "yes":
        return Input(
            field.name,
            field.words,
            "select",
            "1" if value in ("1", "是", "yes", "双评") else "",
            choices=(("", Words("否", "no")), ("1", Words("是", "yes"))),
        )
    kinds = {"date": "date", "time": "time", "whole": "number", "number": "number"}
    return Input(
        field.name,
        field.words,
        kinds.get(field.kind, "text"),
        value.zfill(5) if field.kind == "time" and value else value,
        is_needed=field.is_needed,
    )


def table_of(rows: list[Row], columns: tuple[Column, ...], request: HttpRequest) -> Table:
    return arrange(rows, columns, TableQuery.read(request.GET, page_size=50), language.current(), has_downloads=False)
