"""The programme: projects from idea to opening, what each costs, how late it is, and what it relieves; adding and moving one."""

from datetime import date
from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.rules import STAGES
from xuezheng.registers.words import STAGE_WORDS as ALL_STAGES
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import (
    Action,
    Cell,
    Column,
    Definition,
    EmptyState,
    Figure,
    Link,
    Row,
    Step,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing
from xuezheng.seats.actions import do_add_project, do_fund_project, do_move_project
from xuezheng.seats.models import BuildingProject
from xuezheng.seats.pages.showing import COLOUR_WORDS, FUND_WORDS, KIND_WORDS, STEP_WORDS
from xuezheng.seats.pages.where import Here, crumbs, here_of
from xuezheng.seats.rules import STEPS, STOPPED, delay_days, opening_year

TITLE = Words("建设项目", "Building programme")
COLUMNS = (
    Column("code", Words("项目", "Project")), Column("where", Words("学校或乡镇", "School or township")), Column("kind", Words("类别", "Kind")),
    Column("stage", Words("学段", "Stage")), Column("step", Words("阶段", "Step")), Column("seats", Words("学位", "Seats"), "count"),
    Column("budget", Words("预算", "Budget"), "amount"), Column("opens", Words("计划（实际）开学", "Planned or opened"), "date"),
    Column("delay", Words("推迟（天）", "Late (days)"), "count"), Column("relieves", Words("缓解", "Relieves"), is_sortable=False),
)  # fmt: skip


def placed() -> Any:
    """Projects with the township and county they stand in."""
    return BuildingProject.objects.annotate(county=Coalesce(F("institution__county_code"), F("town__code")))


def _version(project: BuildingProject) -> Any:
    """How the project's school stood last; its versions are read with the projects, not one by one."""
    versions = sorted(project.institution.versions.all(), key=lambda v: v.started_on) if project.institution else []
    return versions[-1] if versions else None


def town_of(project: BuildingProject) -> str:
    version = _version(project)
    return str(project.town_id or (version.town_id if version else ""))


def where_words(project: BuildingProject) -> Words:
    if project.institution:
        version = _version(project)
        name = version.name if version else project.institution.code
        return Words(name, name)
    return area_words(town_of(project))


def relief_of(here: Here, project: BuildingProject) -> Words:
    """Which warning of its township and stage the project answers, in the year it opens."""
    opens, town = opening_year(project.planned_open_on), town_of(project)
    if here.kept is None or opens is None or project.step in ("opened", STOPPED):
        return Words("", "")
    own = here.kept.warnings.filter((pl.col("town_code") == town) & (pl.col("stage") == project.stage))
    year = max(opens, int(here.kept.manifest.about["base_year"]) + 1)
    found = own.filter(pl.col("school_year") == year)
    if found.is_empty():
        return Words("本乡镇无此学段的预测", "no forecast of this stage here")
    one = found.row(0, named=True)
    without = one["seats"] - min(one["seats_added"], project.seat_count)  # as if this one were not built
    lacking = max(one["children"] - without, 0)
    eased = min(lacking, project.seat_count)
    name = area_words(town)
    if eased < 1:
        return Words(
            f"{year}年{name.zh}不缺（{COLOUR_WORDS[one['colour']].zh}）",
            f"{year}: {name.en} does not lack ({COLOUR_WORDS[one['colour']].en})",
        )
    return Words(
        f"{year}年{name.zh}缺{lacking:,.0f}中的{eased:,.0f}",
        f"{year}: {eased:,.0f} of {lacking:,.0f} lacking in {name.en}",
    )


@signed_in("register.view")
def projects(request: HttpRequest) -> HttpResponse:
    """The programme of an area: every project under way, and with `?all=1` those that opened."""
    here = here_of(request, action="register.view")
    prefix = area_prefix(here.area.code)
    found = (
        placed()
        .filter(
            Q(county__startswith=prefix)
            | Q(town__code__startswith=prefix)
            | Q(institution__versions__town__code__startswith=prefix)
        )
        .distinct()
    )
    found = (
        found.select_related("institution", "town")
        .prefetch_related("institution__versions")
        .order_by("planned_open_on", "code")
    )
    is_all = request.GET.get("all") == "1"
    shown = list(found if is_all else found.filter(completed_on__isnull=True).exclude(step=STOPPED))
    rows = [row_of(here, p) for p in shown]
    query = TableQuery.read(request.GET, page_size=50)
    title = Words(f"{here.words.zh}建设项目", f"Building programme: {here.words.en}")
    if wanted := asked_format(request.GET):
        return download(
            f"projects-{here.area.code}",
            wanted,
            COLUMNS,
            rows,
            About(
                title,
                here.words,
                today_of(request).isoformat(),
                TITLE,
                as_of=today_of(request),
                is_synthetic=settings.INSTANCE.is_synthetic,
            ),
            query=query,
        )
    under = [p for p in shown if p.completed_on is None]
    late = sum(1 for p in under if (delay_days(p.first_planned_on, p.planned_open_on, None) or 0) > 0)
    unit = Words("个", "projects")
    figures = (
        Figure(Words("在途项目", "Under way"), len(under), unit, today_of(request).isoformat(), here.words, None, kind="count"),
        Figure(Words("将增学位", "Seats to come"), sum(p.seat_count for p in under if p.step != "idea"), Words("个", "seats"), today_of(request).isoformat(), here.words, None, kind="count"),
        Figure(Words("推迟的", "Late"), late, unit, today_of(request).isoformat(), here.words, None, kind="count"),
    )  # fmt: skip
    can_edit = may(request.user, "record.edit", Place(here.area.code))
    add = Action(Words("登记项目", "Register a project"), here.address("seats-project-add"), is_main=True)
    other = Action(
        Words("只看在途", "Under way only") if is_all else Words("含已建成", "With those built"),
        here.address("seats-projects", **({} if is_all else {"all": 1})),
    )
    page = page_for(request, title, crumbs=crumbs(here, Link(TITLE)), actions=(*((add,) if can_edit else ()), other))
    empty = EmptyState(
        Words("没有在途项目", "No project is under way"),
        Words("从设想到开学，每个项目在这里登记。", "Each is registered here, from idea to opening."),
    )
    table = arrange(rows, COLUMNS, query, language.current(), caption=TITLE) if rows else None
    return render(
        request,
        "seats/projects.html",
        {"page": page, "table": table, "figures": figures, "empty": None if rows else empty},
    )


def row_of(here: Here, project: BuildingProject) -> Row:
    late = delay_days(project.first_planned_on, project.planned_open_on, None)
    step = "completed" if project.completed_on and project.step not in ("completed", "opened") else project.step
    opens = project.planned_open_on or project.completed_on
    return {
        "code": Cell(project.name or project.code, href=reverse("seats-project", args=[project.code]), note=project.code if project.name else ""),
        "where": where_words(project), "kind": KIND_WORDS[project.kind], "stage": ALL_STAGES.get(project.stage, Words(project.stage, project.stage)),
        "step": STEP_WORDS[step], "seats": project.seat_count or Missing.UNKNOWN, "budget": project.budget_fen,
        "opens": opens or Missing.UNKNOWN, "delay": Missing.NOT_APPLICABLE if late is None else late, "relieves": relief_of(here, project),
    }  # fmt: skip


def _visible(request: HttpRequest, code: str) -> tuple[BuildingProject, Place]:
    project = BuildingProject.objects.filter(code=code).select_related("institution", "town").first()
    if project is None:
        raise Http404
    school = project.institution
    place = Place(school.county_code if school else str(project.town_id)[:6], school.code if school else "")
    if not may(request.user, "register.view", place):
        raise PermissionDenied
    return project, place


@signed_in("register.view")
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: its way so far, its money, what it relieves; POST takes a step, or says where money comes from."""
    one, place = _visible(request, code)
    county = place.area_code
    notices: tuple[Any, ...] = ()
    if request.method == "POST":
        if not may(request.user, "record.edit", Place(county)):
            raise PermissionDenied
        try:
            if request.POST.get("do") == "fund":
                do_fund_project(request.user, one, request.POST.get("source", ""), _yuan(request, "amount"))
            else:
                do_move_project(
                    request.user, one, step=request.POST.get("step", ""), on=_day(request, "on") or today_of(request),
                    planned_open_on=_day(request, "planned_open_on"), reason=request.POST.get("reason", ""),
                )  # fmt: skip
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
            one.refresh_from_db()
    here = here_of(request, county)
    taken = list(one.steps.all())
    now = STEPS.index(one.step) if one.step in STEPS else -1
    way = [
        Step(STEP_WORDS[s], next((str(t.taken_on) for t in taken if t.step == s), ""), "done" if i < now or one.step == "opened" else "now" if i == now else "todo")
        for i, s in enumerate(STEPS)
    ]  # fmt: skip
    late = delay_days(one.first_planned_on, one.planned_open_on, None)
    kind, stage = KIND_WORDS[one.kind], ALL_STAGES.get(one.stage, Words(one.stage, one.stage))
    facts = (
        Definition(Words("学校或乡镇", "School or township"), where_words(one)),
        Definition(Words("类别与学段", "Kind and stage"), Words(f"{kind.zh}，{stage.zh}", f"{kind.en}, {stage.en}")),
        Definition(Words("新增学位", "Seats it adds"), f"{one.seat_count:,}"),
        Definition(Words("首次计划开学", "First planned to open"), str(one.first_planned_on or "…")),
        Definition(Words("现计划开学", "Now planned to open"), str(one.planned_open_on or "…")),
        Definition(Words("推迟", "Late"), Words(f"{late}天", f"{late} days") if late is not None else "…"),
        Definition(Words("缓解", "Relieves"), relief_of(here, one)),
    )
    money: list[Row] = [
        {"source": FUND_WORDS[f.source], "amount": f.amount_fen} for f in one.funding.order_by("source")
    ]
    lacking = one.budget_fen - sum(int(r["amount"]) for r in money)  # type: ignore[arg-type]
    columns = (
        Column("source", Words("来源", "Source"), is_sortable=False),
        Column("amount", Words("金额", "Amount"), "amount", is_sortable=False),
    )
    rows = [
        *money,
        {"source": Words("尚无来源", "without a source"), "amount": max(lacking, 0)},
        {"source": Cell(Words("预算", "Budget"), is_strong=True), "amount": one.budget_fen},
    ]
    history = (Column("on", Words("日期", "Day"), "date", is_sortable=False), Column("step", Words("阶段", "Step"), is_sortable=False),
               Column("planned", Words("计划开学", "Planned to open"), "date", is_sortable=False), Column("reason", Words("原因", "Reason"), is_sortable=False))  # fmt: skip
    past: list[Row] = [
        {
            "on": t.taken_on,
            "step": STEP_WORDS[t.step],
            "planned": t.planned_open_on or Missing.NOT_APPLICABLE,
            "reason": t.reason,
        }
        for t in taken
    ]
    query, plain = TableQuery(), language.current()
    context = {
        "page": page_for(request, one.name or one.code, crumbs=crumbs(here, Link(TITLE, here.address("seats-projects")), Link(one.code)), notices=notices),
        "way": way, "facts": facts, "money": arrange(rows, columns, query, plain, has_filter=False), "past": arrange(past, history, query, plain, has_filter=False) if past else None,
        "can_edit": may(request.user, "record.edit", Place(county)) and one.step not in ("opened", STOPPED), "steps": [(s, STEP_WORDS[s]) for s in (*STEPS, STOPPED)],
        "sources": list(FUND_WORDS.items()), "one": one,
    }  # fmt: skip
    return render(request, "seats/project.html", context)


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        what = Words("日期应写作2025-09-01。", "A date reads 2025-09-01.")
        raise Refused([Problem("project.day", what, which=name, got=text)]) from None


def _count(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").replace(",", "").strip() or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        what = Words("这里要一个不小于0的整数。", "This must be a whole number, zero or more.")
        raise Refused([Problem("project.number", what, which=name, got=text)])
    return int(text)


def _yuan(request: HttpRequest, name: str) -> int:
    return _count(request, name) * 1_000_000  # given in 10,000 yuan


@signed_in("record.edit")
def project_add(request: HttpRequest) -> HttpResponse:
    """Register a project of an area."""
    here = here_of(request, action="record.edit")
    notices: tuple[Any, ...] = ()
    if request.method == "POST":
        text = {
            k: request.POST.get(k, "").strip()
            for k in ("code", "name", "town_code", "institution_code", "kind", "stage", "programme", "step")
        }
        try:
            made = do_add_project(
                request.user, **text, on=today_of(request), seat_count=_count(request, "seat_count"), budget_fen=_yuan(request, "budget"),
                planned_open_on=_day(request, "planned_open_on"),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("seats-project", args=[made.code]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    title = Words("登记项目", "Register a project")
    context = {
        "page": page_for(request, title, crumbs=crumbs(here, Link(TITLE, here.address("seats-projects")), Link(title)), notices=notices), "asked": request.POST,
        "kinds": list(KIND_WORDS.items()), "stages": [(s, ALL_STAGES[s]) for s in STAGES], "steps": [(s, STEP_WORDS[s]) for s in STEPS[:5]],
    }  # fmt: skip
    return render(request, "seats/project_add.html", context)
