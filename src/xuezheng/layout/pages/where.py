"""Where a page of layout stands: an area, a plan, a version of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import POLICY, Action, Place
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown, shown
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.registers.lookup import area_chain, area_words, find_area
from xuezheng.screens.components import Link, ProvenanceStep

TITLE = Words("学校布局", "Layout of schools")
STAGE_WORDS = {
    "primary": Words("小学", "Primary"),
    "junior": Words("初中", "Junior"),
    "both": Words("小学和初中", "Primary and junior"),
}
BAND_WORDS = {
    "lower": Words("1—3年级", "Grades 1 to 3"),
    "upper": Words("4—6年级", "Grades 4 to 6"),
    "junior": Words("初中", "Junior"),
}
TERRAIN_WORDS = {
    "plain": Words("平坝", "plain"),
    "hill": Words("丘陵", "hills"),
    "mountain": Words("山区", "mountains"),
}
ACTION_WORDS = {
    "merged": Words("并入", "merges into"), "opened": Words("开办", "opens"), "receives": Words("接收", "receives"), "kept": Words("保留", "stays"),
    "closed": Words("停办", "closes"), "dropped": Words("停办本学段", "gives up this stage"), "extend": Words("扩建", "more seats"),
    "board": Words("办寄宿", "boarding house"), "grown": Words("扩建并寄宿", "more seats and beds"), "point": Words("改教学点", "teaching point"),
    "convert": Words("改办学段", "turns to the other stage"),
}  # fmt: skip


@dataclass(frozen=True)
class Area:
    """The area of a page: a city or a county."""

    code: str
    level: str
    words: Words


def home_area(request: HttpRequest, action: Action) -> str:
    """The area of the first role that allows the action."""
    for held in held_by(request.user):
        if held.role in POLICY[action]:
            return held.area_code
    raise PermissionDenied


def area_of(request: HttpRequest, action: Action = "plan.view") -> Area:
    """The city or county asked for (`?area=`, else the person's own). 404 or 403 where that cannot be."""
    wanted = request.GET.get("area", "") or home_area(request, action)
    area = find_area(wanted)
    if area is None or area.level not in ("city", "county"):
        raise Http404(f"No city or county {wanted}")
    if not may(request.user, action, Place(wanted)):
        raise PermissionDenied
    return Area(area.code, str(area.level), Words(area.name, area.name_en or area.name))


def plan_of(request: HttpRequest, pk: int, action: Action = "plan.view") -> LayoutPlan:
    """The plan of a number, if the person may see it."""
    plan = LayoutPlan.objects.filter(pk=pk).first()
    if plan is None:
        raise Http404
    if not may(request.user, action, Place(plan.county_code)):
        raise PermissionDenied
    return plan


def version_of(request: HttpRequest, plan: LayoutPlan) -> LayoutVersion:
    """The version asked for (`version`), else the newest."""
    asked = request.POST.get("version") or request.GET.get("version", "")
    found: Any = plan.versions.select_related("plan", "parent")
    if asked:
        version = (
            found.filter(number=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
        )
    else:
        version = found.order_by("-number").first()
    if version is None:
        raise Http404
    return version


def here_of(request: HttpRequest, pk: int) -> Shown:
    return shown(settings.INSTANCE, version_of(request, plan_of(request, pk)))


def year_at(request: HttpRequest, here: Shown) -> int:
    """The place among the plan's years of the one asked for (`year`); the last one else."""
    asked = request.GET.get("year", "")
    years = here.made.asked.years
    return years.index(int(asked)) if asked.isascii() and asked.isdigit() and int(asked) in years else len(years) - 1


def address(plan: LayoutPlan, name: str = "layout-plan", *more: object, **query: object) -> str:
    """A page of a plan; what is empty is left out of the query."""
    asked = urlencode({k: v for k, v in query.items() if v not in (None, "")})
    return reverse(name, args=[plan.pk, *more]) + (f"?{asked}" if asked else "")


def crumbs_of(code: str, *more: Link) -> tuple[Link, ...]:
    chain = [a for a in area_chain(code) if a.level != "province"]
    links = [Link(Words(a.name, a.name_en or a.name), reverse("layout") + f"?area={a.code}") for a in chain]
    return (*links, *more)


def plan_link(plan: LayoutPlan) -> Link:
    return Link(plan.title, address(plan))


def plan_words(plan: LayoutPlan) -> Words:
    """The county and stage of a plan with its title."""
    area, stage = area_words(plan.county_code), STAGE_WORDS[plan.stage]
    return Words(f"{area.zh}{stage.zh}布局：{plan.title}", f"{area.en}, {stage.en.lower()}: {plan.title}")


def version_words(version: LayoutVersion) -> Words:
    what = Words(version.what.get("zh", ""), version.what.get("en", ""))
    return Words(f"第{version.number}版　{what.zh}", f"Version {version.number}: {what.en}")


def provenance_of(plan: LayoutPlan, version: LayoutVersion | None = None) -> tuple[ProvenanceStep, ...]:
    steps = [
        ProvenanceStep(Words("登记册与村庄", "Register and villages"), on=plan.made_at.date()),
        ProvenanceStep(Words("问题", "Problem"), hash=plan.problem_hash),
    ]
    if version is not None:
        steps.append(
            ProvenanceStep(Words(f"第{version.number}版", f"Version {version.number}"), hash=version.answer_hash)
        )
    return tuple(steps)
