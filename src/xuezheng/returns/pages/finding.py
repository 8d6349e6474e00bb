"""From an address to the collection or part it names, if the signed-in person may see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import Action, Place
from xuezheng.access.scope import scoped
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.rules import Level, standing
from xuezheng.screens.components import Link


def place_of(part: Part) -> Place:
    return Place(part.county_code, part.code if part.level == "school" else "")


def find_collection(city_code: str, year: int) -> Collection:
    found = Collection.objects.filter(city_code=city_code, school_year=year).first()
    if found is None:
        raise Http404
    return found


def schools_seen(request: HttpRequest, collection: Collection, action: Action = "return.view") -> Any:
    """The schools of a collection within the person's reach, as a queryset of parts."""
    schools = collection.parts.filter(level="school")
    return scoped(schools, request.user, action, area="county_code", institution="code")


def sees_schools_of_area(request: HttpRequest) -> bool:
    """Whether the person's roles lie over an area, not over one school."""
    return any(not held.institution_code for held in held_by(request.user))


def find_part(
    request: HttpRequest, city_code: str, year: int, level: Level, code: str, action: Action = "return.view"
) -> Part:
    """A part of a collection. Raises Http404 where there is none, PermissionDenied where the action is not theirs there."""
    collection = find_collection(city_code, year)
    part = collection.parts.select_related("collection", "signed_by").filter(level=level, code=code).first()
    if part is None:
        raise Http404
    if not may(request.user, action, place_of(part)):
        raise PermissionDenied
    return part


def level_of(request: HttpRequest, part: Part) -> Level:
    """The level from which somebody may send a part back."""
    held = held_by(request.user)
    if any(h.role == "city_planner" for h in held) and may(request.user, "return.reopen", place_of(part)):
        return "city"
    return "county"


def address(collection: Collection, name: str = "collection", *more: object) -> str:
    return reverse(name, args=[collection.city_code, collection.school_year, *more])


def title_of(collection: Collection) -> Words:
    city, year = area_words(collection.city_code), SchoolYear(collection.school_year)
    return Words(f"{city.zh}{year}学年年报", f"Return of {city.en}, {year}")


def crumbs_of(request: HttpRequest, collection: Collection, *more: Link) -> tuple[Link, ...]:
    first = Link(Words("年报", "Returns"), reverse("returns"))
    whole = (Link(title_of(collection), address(collection)),) if sees_schools_of_area(request) else ()
    return (first, *whole, *more)


def standing_of(part: Part, counties: dict[str, str], city_state: str) -> str:
    """How far a school has come; `counties` gives the state of each county."""
    is_filled = not part.lacking_count and not part.error_count
    return standing(part.state, counties.get(part.county_code, "open"), city_state, is_filled=is_filled)
