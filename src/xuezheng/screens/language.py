"""The language of a request: `?lang=`, else the cookie, else what the browser prefers, else Chinese."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE = "language"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
YEAR_SECONDS = 365 * 24 * 3600


def current() -> str:
    """The tag active now: `zh-hans` or `en`."""
    return known(translation.get_language() or "") or LANGUAGES["zh"]


@lru_cache(maxsize=256)
def known(tag: str) -> str | None:
    """`en-GB` → `en`, `zh-CN` → `zh-hans`; None for a language we do not speak."""
    return LANGUAGES.get(tag.strip().lower().partition("-")[0])


def preferred(header: str) -> str:
    """The best of an Accept-Language header: `fr, en;q=0.8, zh;q=0.5` → `en`."""
    best, best_weight = LANGUAGES["zh"], 0.0
    for item in header.split(","):
        tag, _, quality = item.partition(";")
        weight = quality.strip().removeprefix("q=") or "1"
        found = known(tag)
        try:
            value = float(weight)
        except ValueError:
            continue
        if found and value > best_weight:
            best, best_weight = found, value
    return best


class LanguageMiddleware:
    """Activates the request's language and remembers one asked for by `?lang=`; goes after the session middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = known(request.GET.get("lang", ""))
        language = asked or known(request.COOKIES.get(COOKIE, ""))
        if language is None:
            language = preferred(request.headers.get("Accept-Language", ""))
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "zh-Hans" if language == LANGUAGES["zh"] else "en")
        for header in ("Accept-Language", "Cookie"):
            patch_vary_headers(response, (header,))
        if asked:
            response.set_cookie(COOKIE, asked, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
        return response
