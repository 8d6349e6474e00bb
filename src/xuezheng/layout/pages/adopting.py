"""From a version to the register: put before the public, heard, adopted, withdrawn; and the comments that came in."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.adopting import (
    check_adopt,
    do_adopt,
    do_hear,
    do_withdraw,
    heard,
    previews,
    school_of,
    standing_adoption,
    standing_consultation,
    to_hear,
)
from xuezheng.layout.actions.consulting import LEAST_DAYS, do_end_consultation, do_judge_comment, do_publish
from xuezheng.layout.actions.eventing import events_of, to_code
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import Move
from xuezheng.layout.models import Adoption, Comment, LayoutPlan
from xuezheng.layout.pages.where import ACTION_WORDS, address, crumbs_of, here_of, plan_link, provenance_of
from xuezheng.layout.rules.planning import begins_on
from xuezheng.registers.words import SUCCESSION_WORDS, TYPE_WORDS, named
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Step, Table, problem_notice

MOST_TRIED = 12  # events tried without being asked: each takes some hundredths of a second
NAME = Words("公示、听证、采纳", "Consult, hear, adopt")
COUNTS = (
    ("parent_count", Words("家长（人）", "Parents")), ("teacher_count", Words("教师（人）", "Teachers")), ("villager_count", Words("村民（人）", "Villagers")),
    ("for_count", Words("赞成（人）", "For")), ("against_count", Words("反对（人）", "Against")),
)  # fmt: skip
HEARINGS = (
    Column("school", Words("学校", "School"), is_sortable=False), Column("into", Words("拟议", "Proposed"), is_sortable=False), Column("on", Words("生效", "From"), "date", is_sortable=False),
    Column("held", Words("听证", "Heard"), is_sortable=False), Column("people", Words("到会", "There"), is_sortable=False), Column("votes", Words("赞成／反对", "For / against"), is_sortable=False),
    Column("summary", Words("主要意见", "What was said"), is_sortable=False),
)  # fmt: skip


@signed_in("plan.view")
def adopting(request: HttpRequest, pk: int) -> HttpResponse:
    """What is done and what is lacking of a version, and the forms to do it."""
    here = here_of(request, pk)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not may(request.user, "plan.make", Place(here.plan.county_code)):
            raise PermissionDenied
        try:
            acted(request, here)
            return HttpResponseRedirect(address(here.plan, "layout-adopt", version=here.version.number))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:12])
    return render(request, "layout/adopt.html", context_of(request, here, notices))


def acted(request: HttpRequest, here: Shown) -> None:
    """Do what the form asks. Raises Refused."""
    form, do, user = request.POST, request.POST.get("do", ""), request.user
    if do == "hear":
        counts = {name: _whole(form.get(name, "0") or "0") for name, _ in COUNTS}
        do_hear(
            user,
            here.plan,
            form.get("code", ""),
            _day(form.get("held_on", "")),
            form.get("summary", ""),
            counts,
            form.get("place", ""),
            form.get("document", ""),
        )
    elif do == "publish":
        do_publish(
            user, here.version, _day(form.get("opened_on", "")), _day(form.get("ends_on", "")), form.get("how", "")
        )
    elif do == "end" and (consultation := standing_consultation(here.version)):
        do_end_consultation(user, consultation, form.get("reason", ""))
    elif do == "adopt":
        codes = {one.key: form.get(f"code_{k}", "") for k, one in enumerate(to_code(here))}
        do_adopt(user, settings.INSTANCE, here.version, form.get("reason", ""), form.get("document", ""), codes)
    elif do == "withdraw" and (adoption := standing_adoption(here.plan)):
        do_withdraw(user, adoption, form.get("reason", ""))
    elif do in ("show", "hide"):
        number = form.get("comment", "")
        comment = (
            Comment.objects.filter(pk=int(number), consultation__version__plan=here.plan).first()
            if number.isascii() and number.isdigit() and len(number) < 12
            else None
        )
        if comment is None:
            raise Http404
        do_judge_comment(user, comment, "shown" if do == "show" else "hidden", form.get("answer", ""))
    else:
        raise Refused([Problem("layout.do", Words("没有这个操作。", "There is no such action."), got=do)])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(
            [Problem("layout.day", Words("日期写作 2026-12-01。", "A day reads 2026-12-01."), got=text)]
        ) from None


def _whole(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit() or len(text) > 6:
        raise Refused([Problem("layout.number", Words("这里要一个整数。", "This must be a whole number."), got=text)])
    return int(text)


def context_of(request: HttpRequest, here: Shown, notices: tuple[Notice, ...]) -> dict[str, Any]:
    today, plan, version = today_of(request), here.plan, here.version
    events, hearings = events_of(here), heard(plan)
    consultation, adoption = standing_consultation(version), standing_adoption(plan)
    problems = check_adopt(here, today) if adoption is None else []
    moves = to_hear(here)
    closing = [(school_of(here, m), str(here.made.sites["site_name"][m.site])) for m in moves]
    is_tried = bool(events) and adoption is None and (len(events) <= MOST_TRIED or bool(request.GET.get("try")))
    letters, refusals = previews(here) if is_tried else ([], [])
    can_make, can_adopt = (
        may(request.user, "plan.make", Place(plan.county_code)),
        may(request.user, "plan.adopt", Place(plan.county_code)),
    )
    page = page_for(
        request, NAME, aside=Words(f"{plan.title} 第{version.number}版", f"{plan.title}, version {version.number}"), notices=notices,
        lead=Words("采纳会在登记册写入有日期的事项：撤并、停办学段、扩建、新办、改办。先公示、听证，提前公告；生效以前可以撤回，登记册复原。",
                   "Adopting writes dated events into the register: mergers, stages given up, more seats, new schools, schools that turn. "
                   "First notice and hearings, ahead of time; until its day it can be withdrawn, and the register is as it was."),
        crumbs=crumbs_of(plan.county_code, plan_link(plan), Link(NAME)), provenance=provenance_of(plan, version),
    )  # fmt: skip
    return {
        "page": page, "plan": plan, "version": version, "steps": steps_of(here, closing, hearings, today), "consultation": consultation, "adoption": adoption,
        "problems": [problem_notice(p) for p in problems], "letters": letters,
        "refusals": [problem_notice(p) for p in refusals[:10]],
        "try_href": "" if is_tried or not events else address(plan, "layout-adopt", version=version.number) + "&try=1#adopt", "event_count": len(events),
        "coded": [(f"code_{k}", one, request.POST.get(f"code_{k}", one.suggested), named(TYPE_WORDS, one.school_type)) for k, one in enumerate(to_code(here))],
        "hearings": hearings_table(here, moves, hearings), "to_hear": bool(closing),
        "adopted_events": [{**e, "what": named(SUCCESSION_WORDS, e["kind"])} for e in (adoption.events if adoption else [])],
        "missing": [(code, name) for code, name in closing if code not in hearings], "closing": closing, "counts": COUNTS, "can_make": can_make, "can_adopt": can_adopt,
        "today": today.isoformat(), "end": (today + timedelta(days=max(30, LEAST_DAYS))).isoformat(), "least_days": LEAST_DAYS,
        "comments": comments_of(plan), "past": past_of(plan), "back": address(plan, version=version.number),
        "public": reverse("layout-consultation", args=[consultation.pk]) if consultation else "",
        "can_withdraw": bool(adoption) and any(e["on"] > today.isoformat() for e in (adoption.events if adoption else [])),
    }  # fmt: skip


def steps_of(here: Shown, closing: list[tuple[str, str]], hearings: dict[str, Any], today: date) -> list[Step]:
    """Solved and checked, before the public, heard, adopted, in force."""
    consultation, adoption = standing_consultation(here.version), standing_adoption(here.plan)
    count = sum(code in hearings for code, _ in closing)
    own = adoption is not None and adoption.version.pk == here.version.pk
    first = min((m.year for m in here.moves if m.action != "receives"), default=None)
    period = Words("还没有", "not yet")
    if consultation:
        period = Words(
            f"{consultation.opened_on}—{consultation.ends_on}", f"{consultation.opened_on} to {consultation.ends_on}"
        )
    done = [
        (Words("检验", "Checked"), Words("独立检验通过", "passes") if not here.version.fault_count else Words("没有通过", "does not pass"), here.version.fault_count == 0),
        (Words("公示", "Before the public"), period,
         consultation is not None and consultation.ends_on < today),
        (Words("听证", "Heard"), Words(f"{count}／{len(closing)}所", f"{count} of {len(closing)} schools"), count >= len(closing) and bool(here.moves)),
        (Words("采纳", "Adopted"), Words(f"{adoption.adopted_at:%Y-%m-%d}", f"{adoption.adopted_at:%Y-%m-%d}") if adoption and own else Words("还没有", "not yet"), own),
        (Words("生效", "In force"), Words(f"{first}年9月1日起", f"from 1 September {first}") if first else Words("—", "—"), bool(own and first and date(first, 9, 1) <= today)),
    ]  # fmt: skip
    current = next((k for k, (_, _, ok) in enumerate(done) if not ok), len(done))
    return [
        Step(title, note, "done" if ok else "now" if k == current else "todo")
        for k, (title, note, ok) in enumerate(done)
    ]


def hearings_table(here: Shown, moves: list[Move], hearings: dict[str, Any]) -> Table | None:
    rows: list[Row] = []
    names = here.made.sites["site_name"].to_list()
    for move in moves:
        h = hearings.get(school_of(here, move))
        verb = ACTION_WORDS[move.action]
        into = names[move.into] if move.into >= 0 else ""
        rows.append({
            "school": names[move.site], "into": Words(f"{verb.zh} {into}", f"{verb.en} {into}"), "on": begins_on(move.year),
            "held": Cell(h.held_on.isoformat()) if h else Cell(Words("缺", "missing"), tone="must"),
            "people": str(h.parent_count + h.teacher_count + h.villager_count) if h else "—", "votes": f"{h.for_count}／{h.against_count}" if h else "—",
            "summary": h.summary if h else "—",
        })  # fmt: skip
    return Table(HEARINGS, tuple(rows), is_tight=True) if rows else None


def comments_of(plan: LayoutPlan) -> list[Comment]:
    return list(
        Comment.objects.filter(consultation__version__plan=plan)
        .select_related("institution", "consultation__version")
        .order_by("state", "-given_at")[:200]
    )


def past_of(plan: LayoutPlan) -> list[Adoption]:
    return list(Adoption.objects.filter(version__plan=plan, withdrawn_at__isnull=False).select_related("version"))
