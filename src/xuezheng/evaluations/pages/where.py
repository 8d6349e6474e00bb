"""Where a page of the evaluations stands: an area and a school year of which a return is frozen."""

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing, crumbs, standing
from xuezheng.screens.components import Link


def evaluation_standing(request: HttpRequest, code: str) -> Standing:
    """As pages of figures stand, but in the years that are frozen, whether or not figures were computed."""
    here, found = standing(request, code), evaluated_here(settings.INSTANCE)
    if found is None:
        return here
    asked, years = request.GET.get("year", ""), found.years
    if asked.isascii() and asked.isdigit() and int(asked) in years:
        return replace(here, year=int(asked), years=tuple(years))
    return replace(here, year=here.year if here.year in years else years[-1], years=tuple(years))


def county_standing(request: HttpRequest, code: str) -> Standing:
    """The county of a page. 404 for what is no county."""
    here = evaluation_standing(request, code)
    if here.area.level != "county":
        raise Http404
    return here


def evaluation_crumbs(here: Standing, *more: Link) -> tuple[Link, ...]:
    first = Link(
        Words("国家评估", "Evaluations"), reverse("evaluations") + f"?area={here.prefix[:4]}00&year={here.year}"
    )
    return crumbs(here, first, *more)
