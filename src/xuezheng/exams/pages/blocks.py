"""The pages of an examination in blocks: tables, texts, forms, steps; one template for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.screens.components import Column, Page, Row, Table, Text


@dataclass(frozen=True)
class Input:
    """A field of a form: its name, label, what it is (text number date time select file area check hidden), value, choices."""

    name: str
    label: Text = ""
    kind: str = "text"
    value: str = ""
    note: Text = ""
    choices: Sequence[tuple[str, Text]] = ()
    is_needed: bool = False
    accept: str = ""
    checked: Sequence[str] = ()


@dataclass(frozen=True)
class Ask:
    """A form: what it does (`do`), its fields and its button; binding ones are marked."""

    do: str
    inputs: tuple[Input, ...]
    button: Words
    is_main: bool = True
    is_binding: bool = False
    note: Text = ""
    action: str = ""

    @property
    def has_file(self) -> bool:
        return any(one.kind == "file" for one in self.inputs)


@dataclass(frozen=True)
class Block:
    """A section of a page: parts are (kind, thing): text note table form links steps figures definitions progress empty."""

    title: Words
    parts: Sequence[tuple[str, Any]]
    columns: int = 12
    id: str = field(default="")


def shown(request: HttpRequest, page: Page, blocks: Sequence[Block], **more: Any) -> HttpResponse:
    return render(request, "exams/blocks.html", {"page": page, "blocks": blocks, **more})


FINDING = (
    Column("what", Words("问题", "What"), is_sortable=False), Column("which", Words("对象", "Which"), is_sortable=False),
    Column("where", Words("位置", "Where"), is_sortable=False), Column("got", Words("读到", "Got"), is_sortable=False),
    Column("cure", Words("怎么办", "To do"), is_sortable=False),
)  # fmt: skip


def row_place(where: Any) -> Text:
    """“rows 2, 5” in both languages."""
    if isinstance(where, Mapping):
        return Words(**where)  # type: ignore[arg-type]
    if not where:
        return "—"
    return Words(f"第{where.removeprefix('rows ').removeprefix('row ')}行", where) if where.startswith("row") else where


def finding_row(kept: Mapping[str, Any]) -> Row:
    """A finding as it was kept (Problem.as_dict)."""
    cure = kept.get("cure")
    return {
        "what": Words(**kept["what"]), "which": kept.get("which") or "—", "where": row_place(kept.get("where")), "got": kept.get("got") or "—",
        "cure": Words(**cure) if cure else "—",
    }  # fmt: skip


def findings_block(findings: Sequence[Mapping[str, Any]], most: int = 40, title: Words | None = None) -> Block:
    """What was left out or could not be kept, and why."""
    head = title or Words("发现的问题", "Findings")
    if not findings:
        return Block(head, (("text", Words("没有问题。", "None.")),))
    parts: list[tuple[str, Any]] = [("table", Table(FINDING, tuple(finding_row(one) for one in findings[:most])))]
    if len(findings) > most:
        parts.append(("note", Words(f"另有{len(findings) - most}项。", f"{len(findings) - most} more.")))
    return Block(head, parts)


def problem_of(kept: Mapping[str, Any]) -> Problem:
    """A finding as a problem again."""
    cure = kept.get("cure")
    return Problem(kept["rule"], Words(**kept["what"]), kept.get("which", ""), kept.get("where", ""), kept.get("got", ""), Words(**cure) if cure else None)  # fmt: skip
