"""Which language a request gets."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from xuezheng.screens.language import LanguageMiddleware, current, known, preferred


@pytest.mark.parametrize(
    ("asked", "cookie", "header", "language"),
    [
        ("", "", "", "zh-hans"),
        ("en", "zh-hans", "zh", "en"),
        ("", "en", "zh-CN", "en"),
        ("", "", "en-GB,en;q=0.9", "en"),
        ("", "", "fr, en;q=0.3, zh-CN;q=0.8", "zh-hans"),
        ("tlh", "", "de", "zh-hans"),
        ("", "", "en;q=no", "zh-hans"),
    ],
)
def test_language_of_a_request(asked: str, cookie: str, header: str, language: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    request = RequestFactory().get("/", {"lang": asked} if asked else {}, headers={"Accept-Language": header})
    request.COOKIES["language"] = cookie
    response = LanguageMiddleware(view)(request)
    assert seen == [language]
    assert ("language" in response.cookies) == (known(asked) is not None)
    assert response["Vary"] == "Accept-Language, Cookie"
    assert translation.get_language() == "zh-hans"  # nothing leaks into the next request


def test_preferred_takes_the_heaviest() -> None:
    assert preferred("zh;q=0.1, en;q=0.2") == "en"
