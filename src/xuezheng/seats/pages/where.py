"""Where a page of seats stands: an area, its city, and the city's newest forecast."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import POLICY, Action, Place
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_chain, find_area
from xuezheng.screens.components import EmptyState, Link, ProvenanceStep
from xuezheng.seats.actions import Kept, latest_forecast

TITLE = Words("学位", "Seats")
STAGE_WORDS = {
    "preschool": Words("幼儿园", "Kindergarten"), "primary": Words("小学", "Primary"), "junior": Words("初中", "Junior"),
    "senior": Words("普通高中", "Senior"), "vocational": Words("中职", "Secondary vocational"),
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """The area of a page and the forecast of its city (None where there is none yet)."""

    area: Any
    words: Words
    city_code: str
    kept: Kept | None

    def address(self, name: str, **query: object) -> str:
        asked = "&".join(f"{k}={v}" for k, v in {"area": self.area.code, **query}.items())
        return f"{reverse(name)}?{asked}"


def home_area(request: HttpRequest, action: Action) -> str:
    """The area of the first role that allows the action."""
    for held in held_by(request.user):
        if held.role in POLICY[action]:
            return held.area_code
    raise PermissionDenied


def here_of(request: HttpRequest, code: str = "", action: Action = "figure.view") -> Here:
    """The area asked for (`?area=`, else the person's own), a city or below. 404 or 403 where that cannot be."""
    wanted = code or request.GET.get("area", "") or home_area(request, action)
    area = find_area(wanted)
    if area is None or area.level == "province":
        raise Http404(f"No city, county or township {wanted}")
    if not may(request.user, action, Place(wanted)):
        raise PermissionDenied
    city = wanted[:4] + "00"
    return Here(area, Words(area.name, area.name_en or area.name), city, latest_forecast(settings.INSTANCE, city))


def crumbs(here: Here, *more: Link) -> tuple[Link, ...]:
    """The areas above, each leading to its forecast, and what stands below."""
    chain = [a for a in area_chain(here.area.code) if a.level != "province"]
    links = [Link(Words(a.name, a.name_en or a.name), reverse("seats") + f"?area={a.code}") for a in chain]
    return (*links, *(more or (Link(TITLE),)))


def provenance(here: Here) -> tuple[ProvenanceStep, ...]:
    """Register → returns → forecast, with the hashes that name them."""
    steps = [ProvenanceStep(Words("年报", "Returns"), href=reverse("returns"))]
    if here.kept:
        about = here.kept.manifest.about
        steps = [
            ProvenanceStep(Words(f"{about['base_year']}年为止的年报", f"Returns up to {about['base_year']}"), hash=str(about["returns"]), href=reverse("returns")),
            ProvenanceStep(Words("学位预测", "Forecast of seats"), hash=here.kept.record.hash),
        ]  # fmt: skip
    return tuple(steps)


def nothing_yet(here: Here) -> EmptyState:
    """What to do where no forecast was made."""
    return EmptyState(
        Words("这个市还没有预测", "No forecast of this city yet"),
        Words("需要至少三个学年的年报；有“制订方案”权的人可在此计算，或运行 xuezheng seats forecast。",
              "It takes returns of three school years; whoever may make plans computes it here, or by xuezheng seats forecast."),
    )  # fmt: skip
