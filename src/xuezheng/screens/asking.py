"""From a request to the frame of its page: navigation, who is signed in, and what language is asked for."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by
from xuezheng.access.rules import POLICY
from xuezheng.screens.components import Link, Page, SignedIn, Text


def language_of(request: HttpRequest) -> str:
    """The language code of a request: "zh-hans" or "en"."""
    return str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))


def today_of(request: HttpRequest) -> date:
    """The day of a request, as `web.clock` set it."""
    day: date = getattr(request, "today")  # noqa: B009
    return day


def navigation(request: HttpRequest) -> tuple[Link, ...]:
    """The entries of `settings.NAVIGATION` (words, address, action needed) that the person may open.

    The entry with the longest address that begins the path is current.
    """
    roles = {held.role for held in held_by(request.user)}
    entries = [(words, href) for words, href, action in settings.NAVIGATION if action is None or roles & POLICY[action]]
    fitting = [href for _, href in entries if request.path == href or (href != "/" and request.path.startswith(href))]
    current = max(fitting, key=len, default="")
    return tuple(Link(words, href, is_current=href == current) for words, href in entries)


def searches(user: Any) -> bool:
    """Whether the search is offered: to visitors, who are asked to sign in, and to who may see figures."""
    return not user.is_authenticated or any(held.role in POLICY["figure.view"] for held in held_by(user))


def page_for(request: HttpRequest, title: Text, **parts: Any) -> Page:
    """The frame of a page with this title; `parts` are fields of `Page`."""
    user: Any = request.user
    signed = (
        SignedIn(
            user.display_name or user.get_username(),
            user.unit,
            reverse("own-account"),
            sign_out_href=reverse("sign-out"),
        )
        if user.is_authenticated
        else None
    )
    page = Page(
        title=title,
        nav=navigation(request),
        signed_in=signed,
        sign_in_href=reverse("sign-in"),
        search_href=reverse("search") if searches(user) else "",
        is_synthetic=settings.INSTANCE.is_synthetic,
    )
    return replace(page, **parts)
