"""The plans of an area, what is before the public, and where to begin."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.access.scope import scoped
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.layout.models import Adoption, Consultation, LayoutPlan, Village
from xuezheng.layout.pages.where import STAGE_WORDS, TITLE, area_of, crumbs_of
from xuezheng.registers.lookup import names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Action, Cell, Column, EmptyState, Link, Row, TableQuery, arrange

COLUMNS = (
    Column("title", Words("方案", "Plan")), Column("county", Words("区县", "County")), Column("stage", Words("学段", "Stage")),
    Column("years", Words("学年", "School years")), Column("versions", Words("版本", "Versions"), "count"), Column("now", Words("现有学校", "Schools now"), "count"),
    Column("schools", Words("最新版学校", "Schools, newest"), "count"), Column("moved", Words("换校", "Change"), "count", Words("人", "children")),
    Column("gap", Words("差距", "Gap"), "share", decimals=2), Column("state", Words("进展", "State")), Column("at", Words("立项", "Made"), "instant"),
)  # fmt: skip


@signed_in("plan.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Plans of a city or county (`?area=`), the newest first."""
    here = area_of(request)
    prefix = area_prefix(here.code)
    found = scoped(LayoutPlan.objects.all(), request.user, "plan.view", area="county_code", institution="county_code")
    plans = list(found.filter(county_code__startswith=prefix).prefetch_related("versions")[:300])
    counties = names_of(prefix, "county")
    rows = [row_of(p, counties, today_of(request)) for p in plans]
    can_make = may(request.user, "plan.make", Place(here.code))
    villages = Village.objects.filter(town__code__startswith=prefix).count()
    actions = (
        Action(Words("新立方案", "New plan"), reverse("layout-new") + f"?area={here.code}" if can_make else "", Words("无权", "no right"), is_main=True),
        Action(Words("村庄与儿童", "Villages and children"), reverse("layout-villages") + f"?area={here.code}"),
        Action(Words("可选的变动与路网", "Options and roads"), reverse("layout-options") + f"?area={here.code}"),
        Action(Words("公示", "Before the public"), reverse("layout-public")),
    )  # fmt: skip
    lead = Words(
        f"哪些学校保留、并入或新办，孩子去哪里上学：优化求解，给出下界；在图上可改任何一处，立刻看到后果。已登记{villages:,}个村（社区）。",
        f"Which schools to keep, merge or open, and where children go: optimised, with a bound; change any of it on the map and see at once what follows. "
        f"{villages:,} villages are registered.",
    )  # fmt: skip
    page = page_for(
        request,
        Words(f"{here.words.zh}{TITLE.zh}", f"{TITLE.en}: {here.words.en}"),
        lead=lead,
        crumbs=crumbs_of(here.code, Link(TITLE)),
        actions=actions,
    )
    table = (
        arrange(
            rows,
            COLUMNS,
            TableQuery.read(request.GET, page_size=50),
            language.current(),
            caption=Words("方案", "Plans"),
        )
        if rows
        else None
    )
    empty = EmptyState(
        Words("还没有布局方案", "No layout plan yet"),
        Words(
            "先登记村庄与各年级儿童，再新立一个区县、一个学段的方案。",
            "Register villages with their children by grade, then make a plan of a county and stage.",
        ),
        actions=actions[:2],
    )
    return render(
        request,
        "layout/overview.html",
        {"page": page, "table": table, "empty": empty, "is_synthetic": settings.INSTANCE.is_synthetic},
    )


def row_of(plan: LayoutPlan, counties: dict[str, Words], today: object) -> Row:
    versions = sorted(plan.versions.all(), key=lambda v: v.number)
    first, last = versions[0], versions[-1]
    asked = plan.asked
    years = f"{asked['first_year']}—{asked['first_year'] + asked['year_count'] - 1}"
    return {
        "title": Cell(plan.title, href=reverse("layout-plan", args=[plan.pk])), "county": counties.get(plan.county_code, Words(plan.county_code, plan.county_code)),
        "stage": STAGE_WORDS[plan.stage], "years": years, "versions": len(versions), "now": first.figures.get("schools"), "schools": last.figures.get("schools"),
        "moved": last.figures.get("moved"), "gap": last.gap, "state": state_of(plan), "at": plan.made_at,
    }  # fmt: skip


def state_of(plan: LayoutPlan) -> Words:
    """How far a plan has come."""
    if (
        adopted := Adoption.objects.filter(version__plan=plan, withdrawn_at__isnull=True)
        .select_related("version")
        .first()
    ):
        return Words(f"第{adopted.version.number}版已采纳", f"version {adopted.version.number} adopted")
    if (
        told := Consultation.objects.filter(version__plan=plan, withdrawn_at__isnull=True)
        .select_related("version")
        .first()
    ):
        return Words(
            f"第{told.version.number}版公示至{told.ends_on}",
            f"version {told.version.number} before the public until {told.ends_on}",
        )
    return Words("草案", "draft")
