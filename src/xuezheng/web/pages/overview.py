"""An area on one page: its figures, how its counties stand in the national evaluations, and what awaits a decision."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.evaluations.models import ImprovementPlan
from xuezheng.evaluations.pages.matrix import NOTE, matrix_columns, matrix_rows
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.areas import FIRST, area_context
from xuezheng.indicators.pages.drawing import over_the_whole, series
from xuezheng.indicators.pages.standing import Standing, home_area
from xuezheng.registers.lookup import area_words, names_of
from xuezheng.returns.actions.reminding import late_and_open
from xuezheng.returns.models import Collection
from xuezheng.screens.asking import navigation, today_of
from xuezheng.screens.components import Decision, Table
from xuezheng.screens.numbers import number, share

MOST = 5  # decisions shown


def overview(request: HttpRequest) -> HttpResponseBase:
    """The first address: one's own area for people who see figures, the published page for visitors.

    It is shown here and not only pointed to: this is the page that people ask for most. Who sees no figures, as an administrator of
    accounts does not, is led to what is theirs.
    """
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("page"))
    roles = {held.role for held in held_by(request.user)}
    if roles and not roles & POLICY["figure.view"]:
        return HttpResponseRedirect(next((link.href for link in reversed(navigation(request))), reverse("page")))
    return area(request, home_area(request))


@signed_in("figure.view")
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area in one year."""
    context = area_context(request, code)
    here: Standing = context["here"]
    if here.figures is not None and here.area.level in ("city", "county"):
        context |= {
            "matrix": cache(lambda: evaluations_of(request, here)), "awaiting": cache(lambda: awaiting(request, here)),
            "matrix_href": reverse("evaluations") + f"?area={here.area.code}&year={here.year}",
        }  # fmt: skip
    return render(request, "web/area.html", context)


def evaluations_of(request: HttpRequest, here: Standing) -> Table | None:
    """The counties of the area (or the county itself) in the national evaluations; None where none judges the year."""
    found = evaluated_here(settings.INSTANCE)
    if found is None or here.year not in found.years:
        return None
    counties = [c for c in found.counties(here.prefix) if may(request.user, "figure.view", Place(c))]
    if not counties:
        return None
    rows = matrix_rows(found, counties, names_of(here.prefix[:4], "county"), here.year)
    return Table(tuple(matrix_columns(here.year)), tuple(rows), note=NOTE)


def awaiting(request: HttpRequest, here: Standing) -> list[Decision] | None:
    """What the person may decide here, the most pressing first; None for who decides nothing."""
    place = Place(here.area.code)
    if not (may(request.user, "plan.adopt", place) or may(request.user, "return.sign_county", place)):
        return None
    found = [*late_returns(request, here), *doubtful(here), *plans_to_adopt(request, here)]
    return found[:MOST]


def late_returns(request: HttpRequest, here: Standing) -> list[Decision]:
    """Schools that have not signed the return though their day is past."""
    collection = Collection.objects.filter(city_code=here.prefix[:4] + "00").first()
    county = here.area.code if here.area.level == "county" else ""
    late = late_and_open(collection, today_of(request), county) if collection else []
    if collection is None or not late:
        return []
    return [Decision(
        Words(f"催报{collection.school_year}年报", f"Remind of the return of {collection.school_year}"),
        Words(f"{len(late)}所学校过期未签", f"{len(late)} schools have not signed in time"), here.words, f"{collection.school_due_on}",
        href=reverse("collection", args=[collection.city_code, collection.school_year]),
    )]  # fmt: skip


def doubtful(here: Standing) -> list[Decision]:
    """Shares above the whole among the first figures: to be explained before they are published."""
    found: list[Decision] = []
    for id in (i for i in FIRST if i in here.catalogue):
        indicator, value = here.catalogue[id], series(here, id, here.area.code).get(here.year)
        if why := over_the_whole(indicator, value):
            what = Words(
                f"说明{indicator.term.zh}{share(value or 0.0)}%",
                f"Explain {indicator.term.en.lower()}: {share(value or 0.0)} %",
            )
            found.append(Decision(what, why, here.words, f"{here.year}", href=here.address("figure", id)))
    return found


def plans_to_adopt(request: HttpRequest, here: Standing) -> list[Decision]:
    """The newest cheapest plan of each county of which no step is adopted yet."""
    if not may(request.user, "plan.adopt", Place(here.area.code)):
        return []
    plans = ImprovementPlan.objects.filter(area_code__startswith=here.prefix, school_year=here.year, profile="cheapest")
    newest: dict[str, Any] = {p.area_code: p for p in plans.order_by("pk").prefetch_related("steps")}
    found: list[Decision] = []
    for code, one in sorted(newest.items()):
        if any(step.adopted_at for step in one.steps.all()):
            continue
        words, cost = area_words(code), number(one.cost_fen / 1_000_000, 0)
        found.append(Decision(
            Words(f"采纳{words.zh}的达标方案", f"Adopt the plan of {words.en}"),
            Words(f"最省{cost}万元，差距{one.gap_share:.1%}", f"at least {cost} × 10,000 yuan, gap {one.gap_share:.1%}"), words, f"{one.made_at:%m-%d}",
            href=reverse("evaluation-plan", args=[one.pk]),
        ))  # fmt: skip
    return found
