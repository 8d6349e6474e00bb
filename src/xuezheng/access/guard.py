"""Guarding pages: signed in, and holding a role that may do the action at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from xuezheng.access.actions import held_by
from xuezheng.access.rules import POLICY, Action

View = Callable[..., HttpResponseBase]


def signed_in(action: Action) -> Callable[[View], View]:
    """Let a page be seen by people with a role for the action; the page itself narrows to their places.

    A visitor is sent to sign in and comes back; an account without such a role is refused (403).
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
            if not any(held.role in POLICY[action] for held in held_by(request.user)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return wrap
