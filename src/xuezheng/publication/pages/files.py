"""A release's files: the broadsheet for print, and the open data as they lie in the release."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.publication.pages.released import numbered, sheet_of
from xuezheng.publication.typeset import typeset
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import problem_notice

OPEN_FILES = {
    "page.json": "application/json", "catalogue.json": "application/json", "changes.json": "application/json",
    "manifest.json": "application/json", "withheld.json": "application/json", "values.parquet": "application/vnd.apache.parquet",
}  # fmt: skip


def print_file(request: HttpRequest, number: int) -> HttpResponse:
    """The broadsheet as a PDF of 390 × 545 mm; without the type it says what is missing."""
    found = numbered(number)
    tag = language.current()
    try:
        content = typeset(sheet_of(found, tag), settings.NODE_MODULES)
    except Refused as refusal:
        page = page_for(
            request, Words("印刷版暂缺", "No print version"), notices=tuple(problem_notice(p) for p in refusal.problems)
        )
        return render(request, "screens/layout.html", {"page": page}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="xuezheng-release-{number}-{tag[:2]}.pdf"'
    return response


def data_file(request: HttpRequest, number: int, name: str) -> FileResponse:
    """A file of the release as it is."""
    if name not in OPEN_FILES:
        raise Http404(f"The files of a release are {', '.join(OPEN_FILES)}. Got {name!r}.")
    found = numbered(number)
    return FileResponse(
        (found.folder / name).open("rb"), content_type=OPEN_FILES[name], filename=f"release-{number}-{name}"
    )
