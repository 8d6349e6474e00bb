"""Projects from an idea to opening: registering, moving on, funding; each in one transaction with its audit row."""

from datetime import date
from typing import Any

from django.db import transaction

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_area
from xuezheng.registers.rules import STAGES
from xuezheng.seats.models import BuildingProject, ProjectFunding, ProjectStep, school_of
from xuezheng.seats.rules import FUND_SOURCES, PROGRAMMES, PROJECT_KINDS, STEPS, STOPPED


def place_of(project: BuildingProject) -> Place:
    """Where a project stands: its county, and its school where it has one."""
    school = project.institution
    county = school.county_code if school else (project.town_id or "")[:6]
    return Place(county, school.code if school else "")


def _require(account: Any, area_code: str) -> None:
    if account is not None and not may(account, "record.edit", Place(area_code)):
        what = Words("无权登记这个地区的项目。", "You may not register projects of this area.")
        raise Refused([Problem("project.right", what, which=area_code)])


def check_project(
    *, code: str, town_code: str, institution_code: str, kind: str, stage: str, programme: str, seat_count: int, budget_fen: int
) -> list[Problem]:  # fmt: skip
    """What is wrong with a project before it is registered."""
    problems: list[Problem] = []
    if not code or BuildingProject.objects.filter(code=code).exists():
        what = Words("项目编号不能空，也不能重复。", "A project needs a code of its own.")
        problems.append(Problem("project.code", what, got=code))
    if town_code and ((found := find_area(town_code)) is None or found.level != "town"):
        what = Words("没有这个乡镇（9位代码）。", "There is no such township (nine digits).")
        problems.append(Problem("project.town", what, got=town_code))
    if institution_code and school_of(institution_code) is None:
        what = Words("没有这所学校。", "There is no such school.")
        problems.append(Problem("project.school", what, got=institution_code))
    if not town_code and not institution_code:
        what = Words("要给出学校，或（尚无学校时）乡镇。", "Give the school, or the township where there is none yet.")
        problems.append(Problem("project.place", what, which=code))
    for value, allowed, rule in (
        (kind, PROJECT_KINDS, "kind"),
        (stage, STAGES, "stage"),
        (programme, PROGRAMMES, "programme"),
    ):
        if value not in allowed:
            what = Words("没有这个代码。", "There is no such code.")
            listed = "、".join(a for a in allowed if a), ", ".join(a for a in allowed if a)
            problems.append(Problem(f"project.{rule}", what, which=code, got=value, cure=Words(*listed)))
    for number, rule in ((seat_count, "seats"), (budget_fen, "budget")):
        if number < 0:
            what = Words("数不能为负。", "The number must not be negative.")
            problems.append(Problem(f"project.{rule}", what, which=code, got=str(number)))
    return problems


def do_add_project(
    account: Any, *, code: str, on: date, name: str = "", town_code: str = "", institution_code: str = "", kind: str = "new",
    stage: str = "primary", programme: str = "", seat_count: int = 0, budget_fen: int = 0, step: str = "idea",
    planned_open_on: date | None = None,
) -> BuildingProject:  # fmt: skip
    """Register a project. Raises Refused where it does not hold together or the right is lacking."""
    problems = check_project(
        code=code, town_code=town_code, institution_code=institution_code, kind=kind, stage=stage, programme=programme,
        seat_count=seat_count, budget_fen=budget_fen,
    )  # fmt: skip
    if problems:
        raise Refused(problems)
    school = school_of(institution_code) if institution_code else None
    _require(account, school.county_code if school else town_code[:6])
    with transaction.atomic():
        project = BuildingProject.objects.create(
            code=code, name=name, town_id=town_code or None, institution=school, kind=kind, stage=stage, programme=programme,
            step=step, seat_count=seat_count, started_on=on, first_planned_on=planned_open_on, planned_open_on=planned_open_on,
            budget_fen=budget_fen,
        )  # fmt: skip
        ProjectStep.objects.create(project=project, step=step, taken_on=on, planned_open_on=planned_open_on)
        record(
            "seats.project.added", account=account, area_code=place_of(project).area_code, subject=code,
            detail={"stage": stage, "seat_count": seat_count, "step": step, "planned_open_on": planned_open_on.isoformat() if planned_open_on else None},
        )  # fmt: skip
    return project


def check_move(project: BuildingProject, step: str, on: date, planned_open_on: date | None) -> list[Problem]:
    """What is wrong with a next step: steps go on or repeat (a new date), never back; an end needs its school."""
    problems: list[Problem] = []
    order = {s: i for i, s in enumerate(STEPS)}
    if step not in (*STEPS, STOPPED):
        what = Words("没有这个阶段。", "There is no such step.")
        problems.append(Problem("project.step", what, got=step, cure=Words("、".join(STEPS), ", ".join(STEPS))))
    elif project.step in ("opened", STOPPED) or (step != STOPPED and order[step] < order.get(project.step, 0)):
        what = Words(
            "项目不能往回走；写错了请更正记录。", "A project does not go back; correct the record where it is wrong."
        )
        problems.append(Problem("project.back", what, which=project.code, got=f"{project.step} → {step}"))
    if step in ("completed", "opened") and project.institution_id is None:
        what = Words("竣工前要先登记学校。", "Before it is completed its school must be registered.")
        cure = Words("在登记册设立学校，再填入项目", "Open the school in the register, then name it in the project")
        problems.append(Problem("project.built_at", what, which=project.code, cure=cure))
    if on < project.started_on:
        what = Words("日期早于项目开始。", "The day lies before the project began.")
        problems.append(Problem("project.day", what, which=project.code, got=str(on)))
    if step not in ("opened", STOPPED, "idea", "completed") and planned_open_on is None:
        what = Words("请填计划开学日期。", "Give the day it is planned to open.")
        problems.append(Problem("project.planned", what, which=project.code))
    return problems


def do_move_project(
    account: Any, project: BuildingProject, *, step: str, on: date, planned_open_on: date | None = None, reason: str = ""
) -> ProjectStep:  # fmt: skip
    """A project takes its next step, or is planned to another day. Raises Refused where that cannot be."""
    _require(account, place_of(project).area_code)
    if problems := check_move(project, step, on, planned_open_on):
        raise Refused(problems)
    with transaction.atomic():
        project.step = step
        if planned_open_on is not None:
            project.planned_open_on = planned_open_on
            project.first_planned_on = project.first_planned_on or planned_open_on
        if step in ("completed", "opened") and project.completed_on is None:
            project.completed_on = on
        if step == "opened":
            project.planned_open_on = on
        project.save()
        made = ProjectStep.objects.create(
            project=project, step=step, taken_on=on, planned_open_on=planned_open_on, reason=reason[:200]
        )
        record(
            "seats.project.moved", account=account, area_code=place_of(project).area_code, subject=project.code, reason=reason[:200],
            detail={"step": step, "on": on.isoformat(), "planned_open_on": planned_open_on.isoformat() if planned_open_on else None},
        )  # fmt: skip
    return made


def do_fund_project(account: Any, project: BuildingProject, source: str, amount_fen: int) -> None:
    """Say how much of a project's money comes from one source. Raises Refused for a wrong source or amount."""
    _require(account, place_of(project).area_code)
    if source not in FUND_SOURCES or amount_fen < 0:
        what = Words("资金来源或金额不对。", "The source or the amount is wrong.")
        raise Refused(
            [
                Problem(
                    "project.funding",
                    what,
                    which=project.code,
                    got=f"{source} {amount_fen}",
                    cure=Words("、".join(FUND_SOURCES), ", ".join(FUND_SOURCES)),
                )
            ]
        )
    with transaction.atomic():
        ProjectFunding.objects.update_or_create(project=project, source=source, defaults={"amount_fen": amount_fen})
        record(
            "seats.project.funded", account=account, area_code=place_of(project).area_code, subject=project.code,
            detail={"source": source, "amount_fen": amount_fen},
        )  # fmt: skip
