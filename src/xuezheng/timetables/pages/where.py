"""Where a page of timetables stands: an area, or one school."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import POLICY, Action, Place
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_chain, find_area, find_institution, institutions_as_of
from xuezheng.registers.lookup.one import Found
from xuezheng.screens.components import Link

TITLE = Words("选课与课表", "Subject choice and timetables")


@dataclass(frozen=True)
class Area:
    """The area of a page: a city or a county."""

    code: str
    level: str
    words: Words


def own_school(request: HttpRequest, action: Action = "timetable.view") -> str:
    """The code of the school at which somebody holds a role for the action; "" for people of an area."""
    held = [one for one in held_by(request.user) if one.role in POLICY[action]]
    return next((one.institution_code for one in held if one.institution_code), "")


def area_of(request: HttpRequest, action: Action = "timetable.view") -> Area:
    """The city or county asked for (`?area=`, else that of the person's first role). 404 or 403 where that cannot be."""
    held = [one for one in held_by(request.user) if one.role in POLICY[action] and not one.institution_code]
    wanted = request.GET.get("area", "") or (held[0].area_code if held else "")
    if not wanted:
        raise PermissionDenied
    area = find_area(wanted)
    if area is None or area.level not in ("city", "county"):
        raise Http404(f"No city or county {wanted}")
    if not may(request.user, action, Place(wanted)):
        raise PermissionDenied
    return Area(area.code, str(area.level), Words(area.name, area.name_en or area.name))


def school_of(request: HttpRequest, code: str, action: Action = "timetable.view") -> Found:
    """The school of a code. 404 where there is none, 403 where the person may not."""
    found = find_institution(code)
    if found is None:
        raise Http404(f"No school {code}")
    if not may(request.user, action, Place(found.county_code, found.code)):
        raise PermissionDenied
    return found


def senior_schools(area_code: str, day: date) -> pl.DataFrame:
    """Schools of an area that teach senior grades on a day: institution_code, name, county_code, …"""
    return institutions_as_of(day, area_code).filter(pl.col("has_senior"))


def crumbs_of(school: Found, *more: Link, is_area_seen: bool = True) -> tuple[Link, ...]:
    """The way down to a school; people of the school see the areas without a link."""
    chain = [a for a in area_chain(school.county_code) if a.level != "province"]
    links = [
        Link(Words(a.name, a.name_en or a.name), reverse("timetables") + f"?area={a.code}" if is_area_seen else "")
        for a in chain
    ]
    home = Link(school.name, reverse("timetables-school", args=[school.code]) if more else "")
    return (*links, home, *more)
