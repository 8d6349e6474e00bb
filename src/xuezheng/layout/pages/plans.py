"""A version of a plan: its map, what it comes to, every move with its reason; and what may be done with it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import do_cancel
from xuezheng.layout.actions.adopting import standing_adoption
from xuezheng.layout.actions.planning import Shown, do_change, do_lock, make_ready, shown, tried
from xuezheng.layout.actions.reading import action_of
from xuezheng.layout.actions.solving import SECONDS, SOLVE, do_ask_solve, job_on
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.layout.pages import drawing
from xuezheng.layout.pages.exporting import moves_file
from xuezheng.layout.pages.picking import picked
from xuezheng.layout.pages.telling import beside, facts_of, move_rows, parts_table, versions_table
from xuezheng.layout.pages.where import (
    address,
    crumbs_of,
    plan_of,
    plan_words,
    provenance_of,
    version_of,
    version_words,
    year_at,
)
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Link, Notice, State, problem_notice
from xuezheng.screens.downloads import asked_format
from xuezheng.screens.jobs import job_progress, problems_of, stopped

SOLVING = Words("求解", "Solving")


@signed_in("plan.view")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version, or the one asked for; POST changes, locks, solves or stops."""
    one = plan_of(request, pk)
    version = version_of(request, one)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not may(request.user, "plan.make", Place(one.county_code)):
            raise PermissionDenied
        try:
            return HttpResponseRedirect(acted(request, one, version))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:8])
    here = shown(settings.INSTANCE, version)
    if wanted := asked_format(request.GET):
        return moves_file(request, here, wanted)
    make_ready(here)
    return render(request, "layout/plan.html", context_of(request, here, notices))


def acted(request: HttpRequest, one: LayoutPlan, version: LayoutVersion) -> str:
    """Do what the form asks; gives where to go. Raises Refused."""
    form, do = request.POST, request.POST.get("do", "")
    code = form.get("code", "")
    kept = {"year": form.get("year", "")}
    if do == "stop":
        if job := job_on(one):
            do_cancel(job, request.user)
        return address(one)
    if do == "solve":
        do_ask_solve(
            request.user, settings.INSTANCE, version, _whole(form.get("seconds", "30")), _whole(form.get("seed", "0"))
        )
        return address(one, version=version.number)
    if do == "change":
        year = form.get("from_year", "")
        made = do_change(
            request.user,
            settings.INSTANCE,
            version,
            code,
            int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        )
        return address(one, version=made.number, school=code, **kept) + "#pick"
    if do in ("lock", "unlock", "lock_open", "lock_closed"):
        here = shown(settings.INSTANCE, version)
        codes = form.getlist("lock") or [code]
        made = do_lock(request.user, settings.INSTANCE, version, {c: _how(here, do, c) for c in codes if c})
        return address(one, version=made.number, school=code, **kept)
    raise Refused([Problem("layout.do", Words("没有这个操作。", "There is no such action."), got=do)])


def _how(here: Shown, do: str, code: str) -> str:
    """What a lock says: as the school is in the last year, or as asked."""
    if do in ("unlock", "lock_open", "lock_closed"):
        return {"unlock": "", "lock_open": "open", "lock_closed": "closed"}[do]
    place = here.made.place_of.get(code, -1)
    return "open" if place >= 0 and action_of(here.made, here.answer, place) in ("close", "leave") else "closed"


def _whole(text: str) -> int:
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 8:
        raise Refused([Problem("layout.number", Words("这里要一个整数。", "This must be a whole number."), got=text)])
    return int(text)


def context_of(request: HttpRequest, here: Shown, notices: tuple[Notice, ...]) -> dict[str, Any]:
    tag, t = language.current(), year_at(request, here)
    one, version = here.plan, here.version
    years, year = here.made.asked.years, here.made.asked.first_year + t
    code = request.GET.get("school", "")
    code = code if code in here.made.place_of else ""
    trial = tried(here, code, year if request.GET.get("year") else None) if code and request.GET.get("try") else None
    job = job_on(one)
    is_busy = job is not None and job.is_active
    if job is not None and not is_busy and job.state == "failed":
        notices += stopped(job)
    if version.fault_count:
        notices += (
            Notice(
                Words("独立检验没有通过", "It does not pass the independent check"),
                Words("见下面“检验”。", "See “Check” below."),
                tone="doubt",
            ),
        )
    can_make = may(request.user, "plan.make", Place(one.county_code))
    redo = version.followers.order_by("-number").first()
    adoption = standing_adoption(one)
    stage = Words(f"第{version.number}版", f"version {version.number}")
    page = page_for(
        request, plan_words(one), aside=stage, lead=Words(version.what.get("zh", ""), version.what.get("en", "")), notices=notices,
        crumbs=crumbs_of(one.county_code, Link(one.title)), provenance=provenance_of(one, version),
        state=State.SIGNED if adoption and adoption.version.pk == version.pk else State.DRAFT,
    )  # fmt: skip
    parts = here.parts
    spent = [b + c for b, c in zip(parts["building"], parts["closing"], strict=True)]
    now = sum(here.made.county.running[here.made.county.is_there])
    selected = int(here.made.ground[here.made.place_of[code]]) if code else -1
    return {
        "page": page, "plan": one, "version": version, "here": here, "is_busy": is_busy, "job": job,
        "progress": job_progress(job, SOLVING) if job and is_busy else None, "can_make": can_make, "year": year,
        "years": [(y, address(one, version=version.number, year=y, school=code)) for y in years],
        "map": mark_safe(drawing.map_svg(here, t, tag, selected, trial)), "legend": [(mark_safe(svg), words) for svg, words in drawing.legend()],
        "spread": mark_safe(drawing.spread_svg(here, t, tag)),
        "yearly": mark_safe(drawing.yearly_svg(list(years), spent, [now - v for v in parts["running"]], list(here.made.asked.budgets) or [None] * len(years), tag)),
        "facts": facts_of(here, t), "parts": parts_table(here), "moves": move_rows(here, code, year), "receiving": sum(m.action == "receives" for m in here.moves), "beside": beside(here),
        "versions": versions_table(one, version), "pick": picked(here, code, t, trial) if code else None,
        "try_href": address(one, version=version.number, year=request.GET.get("year", ""), school=code) + "&try=1#pick" if code else "",
        "undo": version.parent.number if version.parent else None, "redo": redo.number if redo else None,
        "what_if": address(one, "layout-what-if"), "faults": [problem_notice(p) for p in here.faults[:12]],
        "notes": [problem_notice(p) for p in _notes(one)], "decided": len(version.decided), "seconds": SECONDS, "kind": SOLVE,
        "adopt_href": address(one, "layout-adopt", version=version.number), "geojson": address(one, "layout-geojson", version=version.number, year=year),
        "compare_href": f"/layout/compare/?v={version.pk}", "self_href": address(one, version=version.number), "version_words": version_words(version),
    }  # fmt: skip


def _notes(one: LayoutPlan) -> tuple[Problem, ...]:
    class Told:
        problems = one.notes

    return problems_of(Told())  # type: ignore[arg-type]
