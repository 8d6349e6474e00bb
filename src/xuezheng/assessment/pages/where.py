"""What pages of monitoring share: the frame, who sees what, blocks of a page, findings as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import POLICY, Action, Place
from xuezheng.assessment.actions.calibrating import finding
from xuezheng.assessment.models import Programme
from xuezheng.assessment.rules.bank import SUBJECTS
from xuezheng.assessment.rules.reporting import SAYINGS
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.lookup.one import Found, find_institution
from xuezheng.registers.words import GRADE_WORDS, named
from xuezheng.screens.components import Column, Link, Row, Table
from xuezheng.screens.numbers import Missing

TITLE = Words("质量监测", "Quality monitoring")
MOST_FINDINGS = 100
FINDINGS = (
    Column("what", Words("问题", "What"), is_sortable=False), Column("which", Words("对象", "Which"), is_sortable=False),
    Column("where", Words("位置", "Where"), is_sortable=False), Column("got", Words("读到", "Got"), is_sortable=False),
    Column("cure", Words("怎么办", "To do"), is_sortable=False),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A section of a page: parts are (template of the part, what it shows)."""

    title: Words
    parts: tuple[tuple[str, Any], ...]
    columns: int = 12
    note: Words | str = ""


def crumbs(*links: Link) -> tuple[Link, ...]:
    return (Link(TITLE, reverse("assessment")), *links)


def local(at: datetime) -> datetime:
    """An instant as the clocks of the site show it."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


def areas_of(request: HttpRequest, action: Action) -> list[str]:
    """The areas over which the person holds an action."""
    held = [one for one in held_by(request.user) if one.role in POLICY[action] and not one.institution_code]
    return sorted({one.area_code for one in held})


def own_schools(request: HttpRequest, action: Action = "assessment.view") -> list[str]:
    return sorted(
        {one.institution_code for one in held_by(request.user) if one.role in POLICY[action] and one.institution_code}
    )


def reached(area_code: str, areas: Sequence[str]) -> bool:
    """Whether an area's work touches one of these: it lies within, or above."""
    return any(area_code.startswith(area_prefix(a)) or a.startswith(area_prefix(area_code)) for a in areas)


def touched(request: HttpRequest) -> list[str]:
    """The areas of all roles with a view of monitoring, a school's among them."""
    return sorted({one.area_code for one in held_by(request.user) if one.role in POLICY["assessment.view"]})


def find_programme(request: HttpRequest, pk: int) -> Programme:
    """A programme whose area holds, or lies within, one of the person's."""
    found = Programme.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not reached(found.area_code, touched(request)):
        raise PermissionDenied
    return found


def find_school(request: HttpRequest, code: str, action: Action = "assessment.view") -> Found:
    found = find_institution(code)
    if found is None:
        raise Http404
    if not may(request.user, action, Place(found.county_code, found.code)):
        raise PermissionDenied
    return found


def may_manage(request: HttpRequest, area_code: str) -> bool:
    return may(request.user, "assessment.manage", Place(area_code))


def demand_manage(request: HttpRequest, area_code: str) -> None:
    if not may_manage(request, area_code):
        raise PermissionDenied


def findings_table(written: Sequence[Mapping[str, Any]]) -> Table | None:
    rows: list[Row] = []
    for one in written[:MOST_FINDINGS]:
        p = finding(one)
        rows.append(
            {
                "what": p.what,
                "which": p.which or "—",
                "where": p.where or "—",
                "got": p.got or "—",
                "cure": p.cure or "—",
            }
        )
    return Table(FINDINGS, tuple(rows)) if rows else None


def say_findings(written: Sequence[Mapping[str, Any]], columns: int = 12) -> Block:
    table = findings_table(written)
    title = Words("发现的问题", "Findings")
    if table is None:
        return Block(title, (("text", Words("没有问题。", "None.")),), columns)
    return Block(title, (("table", table),), columns)


def sayings(level: str) -> Block:
    """What may be said of a report, and what not."""
    said = SAYINGS[level]
    return Block(
        Words("可以怎么说", "What may be said"),
        (("list", said.may), ("strong", Words("不能说", "What may not")), ("list", said.may_not)), 4,
    )  # fmt: skip


def grade_words(grade: str) -> Words:
    return named(GRADE_WORDS, grade)


def subject_words(subject: str) -> Words:
    return SUBJECTS.get(subject, Words(subject, subject))


def about_programme(programme: Programme) -> Words:
    area, grade, subject = (
        area_words(programme.area_code),
        grade_words(programme.grade),
        subject_words(programme.subject),
    )
    first, last = programme.school_year, programme.school_year + 1
    return Words(
        f"{area.zh} · {first}—{last} 学年 · {grade.zh}{subject.zh}",
        f"{area.en} · {first}–{last} · {grade.en}, {subject.en}",
    )


def known(value: Any) -> Any:
    """A value of a report, withheld where the group is small."""
    return Missing.WITHHELD if value is None else value
