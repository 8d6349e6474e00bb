"""Two versions side by side: what moved, whose report lines changed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Row, Table
from xuezheng.timetables.actions.weeks.looking import compared
from xuezheng.timetables.pages.weeks.where import (
    address,
    crumbs,
    number_in,
    sees_drafts,
    version_of,
    week_of,
    week_words,
)

TITLE = Words("两稿对比", "Two versions")
MOVED = (
    Column("lesson", Words("课", "Lesson")), Column("who", Words("教师", "Teacher")), Column("was", Words("原来", "Before")), Column("was_room", Words("原教室", "Room before")),
    Column("now", Words("现在", "Now")), Column("now_room", Words("现教室", "Room now")),
)  # fmt: skip
LINES = (
    Column("title", Words("规则", "Rule")),
    Column("was", Words("原来（冲突／得分）", "Before (conflicts / cost)")),
    Column("now", Words("现在（冲突／得分）", "Now (conflicts / cost)")),
)


@signed_in("timetable.view")
def comparing(request: HttpRequest, pk: int) -> HttpResponse:
    """`?a=` and `?b=`: two versions by their numbers; the published one and the one worked on, where none are asked for."""
    week = week_of(request, pk)
    usual_a = week.published.number if week.published else None
    numbers = [
        number_in(request.GET, "a") or usual_a,
        number_in(request.GET, "b") or (week.head.number if week.head else usual_a),
    ]
    if None in numbers:
        raise Http404
    old, new = (version_of(request, week, int(number or 0)) for number in numbers)
    found = compared(old, new)
    rows: list[Row] = [
        {
            "lesson": Cell(one["lesson"]),
            "who": one["who"],
            "was": one["was"][0] or Words("没有", "none"),
            "was_room": one["was"][1],
            "now": one["now"][0] or Words("待排", "not placed"),
            "now_room": one["now"][1],
        }
        for one in found.moved
    ]
    lines: list[Row] = [
        {"title": one["title"], "was": pair(one["was"]), "now": pair(one["now"])} for one in found.lines
    ]
    known = week.versions.all() if sees_drafts(request, week) else week.versions.filter(state="published")
    page = page_for(
        request, Words(f"{week_words(week).zh}：第{old.number}稿与第{new.number}稿", f"{week_words(week).en}: versions {old.number} and {new.number}"),
        crumbs=crumbs(request, week, Link(TITLE)),
    )  # fmt: skip
    people = sorted({name for one in found.moved for name in str(one["who"]).split("、") if name})
    return render(request, "timetables/week_compare.html", {
        "page": page, "week": week, "old": old, "new": new, "moved": Table(MOVED, tuple(rows), caption=Words(f"换了地方的课 {len(rows)} 节", f"{len(rows)} lessons elsewhere")) if rows else None,
        "lines": Table(LINES, tuple(lines), caption=Words("得分不同的规则", "Rules that cost something else")) if lines else None, "numbers": list(known.values_list("number", flat=True)[:60]),
        "people": people, "old_href": address("timetables-version", week.pk, old.number), "new_href": address("timetables-version", week.pk, new.number),
    })  # fmt: skip


def pair(costs: Any) -> str:
    return "—" if costs is None else f"{costs[0]} / {costs[1]}"
