"""What it would take: computing plans for a county, reading one, adopting its steps."""

from decimal import Decimal
from typing import Any

import numpy as np
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.engine.frozen import Frozen
from xuezheng.evaluations.actions import do_adopt_steps, do_keep_plan, do_take_back_step
from xuezheng.evaluations.law import is_of_2017, law_of
from xuezheng.evaluations.models import ImprovementPlan, PlanStep
from xuezheng.evaluations.pages.matrix import nothing_yet
from xuezheng.evaluations.pages.schools import of_2017_only
from xuezheng.evaluations.pages.showing import PART_WORDS, local
from xuezheng.evaluations.pages.where import county_standing, evaluation_crumbs
from xuezheng.evaluations.plan import PROFILES, Plan, planned, problem_of
from xuezheng.evaluations.problem import Bounds
from xuezheng.evaluations.solver import Stop
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing, provenance, year_choices
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Figure,
    Link,
    Notice,
    Row,
    State,
    Table,
    TableQuery,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import number

SECONDS = 15.0  # for each of the plans
TITLE = Words("要做什么才能通过", "What it would take")
MEASURE_WORDS: dict[str, tuple[Words, Words]] = {
    "appoint_teacher": (Words("增聘教师", "Appoint teachers"), Words("人", "teachers")),
    "appoint_pe_arts": (Words("增聘体育、艺术教师", "Appoint teachers of sport or arts"), Words("人", "teachers")),
    "name_backbone": (Words("培养认定骨干教师", "Train and name backbone teachers"), Words("人", "teachers")),
    "rotate_backbone": (Words("骨干教师交流到校", "Rotate backbone teachers here"), Words("人", "teachers")),
    "rotate_pe_arts": (Words("体艺教师交流到校", "Rotate teachers of sport or arts here"), Words("人", "teachers")),
    "build_room": (Words("新建普通教室", "Build classrooms"), Words("间", "rooms")),
    "sports_area": (Words("新增运动场馆面积", "Add sports area"), Words("平方米", "m²")),
    "equipment": (Words("添置教学仪器设备", "Buy teaching equipment"), Words("元", "yuan")),
    "multimedia_room": (Words("装备网络多媒体教室", "Equip multimedia classrooms"), Words("间", "rooms")),
    "split_class": (Words("拆分超限班", "Split classes over the limit"), Words("个班", "classes")),
    "music_room": (Words("新建音乐教室", "Build music rooms"), Words("间", "rooms")),
    "art_room": (Words("新建美术教室", "Build art rooms"), Words("间", "rooms")),
}
PLAN_COLUMNS = (
    Column("made_at", Words("算于", "Computed"), "instant", is_sortable=False),
    Column("profile", Words("取向", "Aim"), is_sortable=False),
    Column("cost", Words("费用", "Cost"), "amount", is_sortable=False),
    Column("bound", Words("下界", "Bound"), "amount", is_sortable=False),
    Column("gap", Words("差距", "Gap"), "share", is_sortable=False),
    Column("posts", Words("增聘", "Posts"), "count", is_sortable=False),
    Column("checked", Words("复核", "Check"), is_sortable=False),
    Column("adopted", Words("已采纳", "Adopted"), is_sortable=False),
)
STEP_COLUMNS = (
    Column("number", Words("序号", "No."), "count"),
    Column("school", Words("学校", "School")),
    Column("part", Words("学段", "Part")),
    Column("measure", Words("做什么", "What")),
    Column("amount", Words("数量", "Amount"), "number", decimals=0),
    Column("unit", Words("单位", "Unit"), is_sortable=False),
    Column("from_school", Words("从", "From")),
    Column("cost", Words("费用", "Cost"), "amount"),
    Column("state", Words("状态", "State"), is_sortable=False),
)


def posts_of(plan: ImprovementPlan) -> int:
    return int(sum(s.amount for s in plan.steps.all() if s.measure.startswith("appoint")))


@signed_in("plan.make")
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """The plans of a county; POST computes the three of them anew and keeps them as drafts."""
    here = county_standing(request, code)
    if not may(request.user, "plan.make", Place(code)):
        raise PermissionDenied
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            compute(request, here)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    above = Link(here.words, reverse("evaluation-county", args=[code]) + f"?year={here.year}")
    lead = Words(
        "在预算、编制与交流距离之内，找出使全县每所学校、每项差异系数都通过的最省的一组改变；另给两种取向的备选。每个方案都在改动后的表上重新评估过。",
        "Within budget, posts and distance, the cheapest set of changes with which every school and every variation passes, "
        "with two alternatives. Each plan was evaluated anew on the changed table.",
    )
    page = page_for(
        request, Words(f"{here.words.zh}：{TITLE.zh}", f"{here.words.en}: what it would take"), lead=lead,
        crumbs=evaluation_crumbs(here, above, Link(TITLE)), years=year_choices(request, here), provenance=provenance(here), notices=notices,
    )  # fmt: skip
    if evaluated_here(settings.INSTANCE) is None:
        return render(request, "evaluations/plans.html", {"page": page, "empty": nothing_yet()})
    if not is_of_2017(here.year):
        return render(request, "evaluations/plans.html", {"page": page, "empty": of_2017_only(above)})
    found = ImprovementPlan.objects.filter(area_code=code, school_year=here.year).prefetch_related("steps")
    rows = [plan_row(p) for p in found[:30]]
    context = {
        "page": page, "table": Table(PLAN_COLUMNS, tuple(rows), caption=Words("算过的方案", "Plans computed")) if rows else None, "costs": cost_table(here),
        "distance": number(law_of(here.year, code).value("improvement.distance")), "asked": request.POST,
    }  # fmt: skip
    return render(request, "evaluations/plans.html", context)


def plan_row(plan: ImprovementPlan) -> Row:
    steps = list(plan.steps.all())
    adopted = sum(s.adopted_at is not None for s in steps)
    checked = Words("重新评估通过", "evaluated anew: passes") if plan.is_checked else Words("未通过", "does not pass")
    return {
        "made_at": Cell(local(plan.made_at), href=reverse("evaluation-plan", args=[plan.pk])), "profile": Cell(PROFILES[plan.profile][0], href=reverse("evaluation-plan", args=[plan.pk])),
        "cost": plan.cost_fen, "bound": plan.bound_fen, "gap": plan.gap_share, "posts": posts_of(plan), "checked": checked,
        "adopted": Words(f"{adopted}／{len(steps)}步", f"{adopted} of {len(steps)} steps"),
    }  # fmt: skip


def cost_table(here: Standing) -> Table:
    """The unit costs that the plans stand on; estimates say so."""
    law = law_of(here.year, here.area.code)
    ids = (
        "appoint_teacher",
        "appoint_pe_arts",
        "name_backbone",
        "rotate",
        "room_m2",
        "sports_m2",
        "multimedia_room",
        "split_class",
    )
    entries = [law.entry(f"improvement_cost.{id}") for id in ids]
    columns = (
        Column("term", Words("单价", "Unit cost"), is_sortable=False), Column("value", Words("每个", "Each"), "amount", is_sortable=False),
        Column("said", Words("来历", "Origin"), is_sortable=False),
    )  # fmt: skip
    local, guess = (
        Words("本机构设定", "set by this bureau"),
        Words("估计，可由本机构设定", "an estimate; the bureau may set it"),
    )
    rows: list[Row] = [{"term": e.term, "value": int(e.value), "said": local if e.is_local else guess} for e in entries]
    return Table(columns, tuple(rows), caption=Words("每个单位的费用", "Cost of one unit"), is_tight=True)


def _asked_number(request: HttpRequest, name: str, words: Words) -> float | None:
    text = request.POST.get(name, "").strip().replace(",", "")
    try:
        found = float(text) if text else None
    except ValueError:
        found = float("nan")
    if found is not None and not 0 <= found < 1e9:
        raise Refused(
            [
                Problem(
                    "plan.number",
                    Words("这里要一个不小于0的数。", "This must be a number, zero or more."),
                    which=words.zh,
                    got=text,
                )
            ]
        )
    return found


def compute(request: HttpRequest, here: Standing) -> None:
    """Compute a plan of each profile and keep those found. Raises Refused where none keeps the limits, saying why."""
    found = evaluated_here(settings.INSTANCE)
    assert found is not None
    budget = _asked_number(request, "budget", Words("预算", "budget"))
    posts = _asked_number(request, "posts", Words("编制", "posts"))
    distance = _asked_number(request, "distance", Words("距离", "distance"))
    if distance is None:
        distance = law_of(here.year, here.area.code).value("improvement.distance")
    bounds = Bounds(
        None if budget is None else int(budget * 1_000_000), None if posts is None else int(posts), distance
    )
    problem = problem_of(Frozen.of(settings.INSTANCE), found.parts, here.area.code, here.year, bounds)
    made = [planned(problem, profile, Stop(seconds=SECONDS)) for profile in PROFILES]
    if not any(p.checked and p.checked.passes for p in made):
        raise Refused([_why_not(made[0])])
    lowest = made[0].solution.bound_fen
    for one in reversed(made):  # the cheapest is kept last, and so stands first
        if one.checked is not None and one.checked.passes:
            keep(request, here, one, lowest)


def _why_not(plan: Plan) -> Problem:
    if plan.solution.status != "infeasible":
        what = Words(f"{SECONDS:.0f}秒内没有找到方案。", f"No plan was found within {SECONDS:.0f} seconds.")
        return Problem(
            "plan.time",
            what,
            cure=Words("放宽预算、编制或距离再试。", "Loosen budget, posts or distance, and try again."),
        )
    free = planned(
        plan.problem.replace(bounds=Bounds(None, None, plan.problem.bounds.distance_km)),
        "cheapest",
        Stop(seconds=SECONDS),
    )
    what = Words("在这样的预算与编制之内，没有方案能通过。", "Within this budget and these posts no plan passes.")
    if free.solution.status == "infeasible":
        return Problem(
            "plan.infeasible",
            what,
            cure=Words("不限预算与编制也不能通过。", "Nor does any without a limit of budget and posts."),
        )
    needed = sum(c.amount for c in free.solution.changes if c.measure.startswith("appoint"))
    cost = free.cost_fen / 1_000_000
    cure = Words(
        f"不设限时，最省的方案要{cost:,.0f}万元、增聘{needed:.0f}人。",
        f"Without limits the cheapest plan costs {cost / 100:,.2f} million yuan and {needed:.0f} posts.",
    )
    return Problem("plan.infeasible", what, cure=cure)


def keep(request: HttpRequest, here: Standing, one: Plan, lowest: float) -> ImprovementPlan:
    problem, bounds = one.problem, one.problem.bounds
    order = np.argsort([(-c.school) for c in one.solution.changes], kind="stable")[::-1]
    steps = [
        PlanStep(
            institution_code=problem.school_codes[c.school], part=problem.stage[c.part] if c.part >= 0 else "", measure=c.measure,
            amount=c.amount, cost_fen=round(problem.costs.unit_fen[c.measure] * c.amount),
            from_institution_code=problem.part_names[c.from_part][0] if c.from_part >= 0 else "",
        )
        for c in (one.solution.changes[n] for n in order)
    ]  # fmt: skip
    cost = sum(s.cost_fen for s in steps)
    plan = ImprovementPlan(
        area_code=here.area.code, school_year=here.year, profile=one.profile, input_hash=one.input_hash, cost_fen=cost,
        asked={"budget_fen": bounds.budget_fen, "posts": bounds.posts, "distance_km": bounds.distance_km, "unit_fen": dict(problem.costs.unit_fen),
               "variations": {f"{s}.{i}": round(v, 6) for (s, i), v in (one.checked.variations if one.checked else {}).items()}},
        bound_fen=round(min(lowest, cost)), gap_share=max(0.0, (cost - lowest) / cost) if cost else 0.0,
        is_checked=bool(one.checked and one.checked.passes),
    )  # fmt: skip
    return do_keep_plan(request.user, plan, steps)


@signed_in("plan.make")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan; POST adopts the steps chosen, or takes one back."""
    one = ImprovementPlan.objects.filter(pk=pk).select_related("made_by").first()
    if one is None:
        raise Http404
    if not may(request.user, "plan.make", Place(one.area_code)):
        raise PermissionDenied
    notices: tuple[Notice, ...] = ()
    can_adopt = may(request.user, "plan.adopt", Place(one.area_code))
    if request.method == "POST":
        if not can_adopt:
            raise PermissionDenied
        try:
            adopt(request, one)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    found = evaluated_here(settings.INSTANCE)
    names = dict(found.parts.select("institution_code", "name").unique().iter_rows()) if found else {}
    steps = list(one.steps.all())
    rows = [step_row(s, names) for s in steps]
    words, profile = area_words(one.area_code), PROFILES[one.profile][0]
    title = Words(f"{words.zh}：{profile.zh}的方案", f"{words.en}: {profile.en.lower()}")
    if wanted := asked_format(request.GET):
        about = About(
            title, words, str(SchoolYear(one.school_year)), Words("整数规划，已重新评估", "Integer programme, evaluated anew"),
            as_of=SchoolYear(one.school_year).stock_on, manifest_hash=one.input_hash, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"plan-{one.area_code}-{one.pk}", wanted, STEP_COLUMNS, rows, about)
    above = reverse("evaluation-plans", args=[one.area_code]) + f"?year={one.school_year}"
    page = page_for(
        request, title, crumbs=(Link(Words("国家评估", "Evaluations"), reverse("evaluations")), Link(words, reverse("evaluation-county", args=[one.area_code])), Link(TITLE, above), Link(profile)),
        notices=(exact_notice(one), *notices),
    )  # fmt: skip
    context: dict[str, Any] = {
        "page": page, "plan": one, "figures": plan_figures(one), "can_adopt": can_adopt, "made_at": local(one.made_at), "rows": list(zip(steps, shown_rows(rows), strict=True)),
        "summary": summary_table(steps), "downloads": TableQuery.read(request.GET).downloads(), "can_take_back": can_adopt,
    }  # fmt: skip
    return render(request, "evaluations/plan.html", context)


def exact_notice(one: ImprovementPlan) -> Notice:
    text = Words(
        "差异系数的约束用支撑平面精确表示，不作近似；班级拆分假定同年级学生可重新均匀编班；规模超限的学校不在此方案内，须另作布局规划。"
        "下界是不限取向时任何能通过的方案的最低费用。",
        "The variations are kept exactly, by supporting planes. Splitting classes assumes that a grade can be spread evenly; schools "
        "over the size limit are not helped here but by a plan of layout. The bound is what any plan that passes costs at least.",
    )
    ok = Words("已在改动后的表上重新评估：通过", "Evaluated anew on the changed table: passes")
    bad = Words("在改动后的表上重新评估：未通过", "Evaluated anew on the changed table: does not pass")
    return Notice(ok if one.is_checked else bad, text, tone="info" if one.is_checked else "must")


def plan_figures(one: ImprovementPlan) -> tuple[Figure, ...]:
    when = str(SchoolYear(one.school_year))
    area = area_words(one.area_code)
    state = State.SIGNED if any(s.adopted_at for s in one.steps.all()) else State.DRAFT
    million = Words("万元", "10,000 yuan")
    return (
        Figure(Words("费用", "Cost"), one.cost_fen / 1_000_000, million, when, area, state, kind="number", decimals=0),
        Figure(
            Words("下界", "Bound"), one.bound_fen / 1_000_000, million, when, area, state, kind="number", decimals=0
        ),
        Figure(Words("差距", "Gap"), one.gap_share, "", when, area, state, kind="share", decimals=2),
        Figure(Words("增聘教师", "Posts"), posts_of(one), Words("人", "teachers"), when, area, state, kind="count"),
    )


def step_row(s: PlanStep, names: dict[str, str]) -> Row:
    measure, unit = MEASURE_WORDS[s.measure]
    return {
        "number": s.number, "school": names.get(s.institution_code, s.institution_code), "part": PART_WORDS[s.part], "measure": measure,
        "amount": s.amount, "unit": unit, "from_school": names.get(s.from_institution_code, s.from_institution_code), "cost": s.cost_fen,
        "state": Words("已采纳", "adopted") if s.adopted_at else Words("草案", "draft"),
    }  # fmt: skip


def shown_rows(rows: list[Row]) -> list[dict[str, str]]:
    tag = language.current()

    def text(value: Any) -> str:
        return value.in_(tag) if isinstance(value, Words) else str(value)

    shown: list[dict[str, str]] = []
    for row in rows:
        amount, cost = Decimal(str(row["amount"])), Decimal(str(row["cost"]))
        shown.append({**{k: text(v) for k, v in row.items()}, "amount": number(amount), "cost": number(cost / 100)})
    return shown


def summary_table(steps: list[PlanStep]) -> Table:
    """Amount and cost of each measure."""
    columns = (
        Column("measure", Words("做什么", "What"), is_sortable=False), Column("amount", Words("数量", "Amount"), "number", decimals=0, is_sortable=False),
        Column("unit", Words("单位", "Unit"), is_sortable=False), Column("schools", Words("学校", "Schools"), "count", is_sortable=False),
        Column("cost", Words("费用", "Cost"), "amount", is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = []
    for measure, (words, unit) in MEASURE_WORDS.items():
        own = [s for s in steps if s.measure == measure]
        if own:
            amount, cost = sum(s.amount for s in own), sum(s.cost_fen for s in own)
            rows.append(
                {
                    "measure": words,
                    "amount": amount,
                    "unit": unit,
                    "schools": len({s.institution_code for s in own}),
                    "cost": cost,
                }
            )
    total: Row = {
        "measure": Words("合计", "Total"),
        "schools": len({s.institution_code for s in steps}),
        "cost": sum(s.cost_fen for s in steps),
        "amount": "",
        "unit": "",
    }
    return Table(columns, tuple(rows), caption=Words("各项合计", "By measure"), total=total)


def adopt(request: HttpRequest, one: ImprovementPlan) -> None:
    back = request.POST.get("take_back", "")
    if back.isdigit():
        step = one.steps.filter(number=int(back)).first()
        if step is None:
            raise Http404
        do_take_back_step(request.user, step)
        return
    chosen = [int(n) for n in request.POST.getlist("step") if n.isdigit()]
    if request.POST.get("all"):
        chosen = list(one.steps.filter(adopted_at__isnull=True).values_list("number", flat=True))
    do_adopt_steps(request.user, one, chosen)
