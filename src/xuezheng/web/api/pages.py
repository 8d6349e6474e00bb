"""The interface described for people: a plain page, made here from the description for programs."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.web.api.endpoints import api


def docs(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters."""
    page = page_for(request, Words("程序接口", "The interface for programs"))
    return render(request, "web/api.html", {"page": page, "paths": paths()})


@cache
def paths() -> list[dict[str, object]]:
    """What there is to be asked. Made once: it takes longer than any page."""
    described = api.get_openapi_schema()
    return [
        {
            "path": path, "summary": get["summary"],
            "parameters": [(p["name"], p["required"], p["schema"].get("description", "")) for p in get.get("parameters", ())],
        }
        for path, methods in described["paths"].items() for get in methods.values()
    ]  # fmt: skip
