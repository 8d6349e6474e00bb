"""What is read once when a request comes in, so that one page never shows two of it: the day, and the roles."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class Clock:
    """Middleware that gives each request its day, in the site's time zone; `screens.asking.today_of` reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = timezone.localdate()  # type: ignore[attr-defined]
        return self.get_response(request)


class Roles:
    """Middleware by which the roles of whoever asks are read once a request, however often they are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.held_memo = {}  # type: ignore[attr-defined]
        return self.get_response(request)
