"""A release's files: the broadsheet for print, and the open data as they lie in the release."""

from datetime import datetime, time

import polars as pl
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Refused
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.words import Words
from xuezheng.publication.open_data import csv_metadata, sdmx_csv, values_csv
from xuezheng.publication.pages.released import numbered, sheet_of
from xuezheng.publication.release import Release
from xuezheng.publication.sdmx_ml import data_ml, structure_ml
from xuezheng.publication.typeset import typeset
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import problem_notice

OPEN_FILES = {
    "page.json": "application/json", "catalogue.json": "application/json", "changes.json": "application/json",
    "manifest.json": "application/json", "withheld.json": "application/json", "values.parquet": "application/vnd.apache.parquet",
}  # fmt: skip
MADE_FILES = {
    "values.csv": "text/csv; charset=utf-8", "values.csv-metadata.json": "application/csvm+json",
    "values.sdmx.csv": "application/vnd.sdmx.data+csv; version=1.0.0; charset=utf-8",
    "structure.sdmx.xml": "application/vnd.sdmx.structure+xml; version=2.1", "values.sdmx.xml": "application/vnd.sdmx.structurespecificdata+xml; version=2.1",
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


def data_file(request: HttpRequest, number: int, name: str) -> FileResponse | HttpResponse:
    """A file of the release as it is, or its figures in an open format."""
    if name not in (*OPEN_FILES, *MADE_FILES):
        raise Http404(f"The files of a release are {', '.join((*OPEN_FILES, *MADE_FILES))}. Got {name!r}.")
    found = numbered(number)
    if name in MADE_FILES:
        response = HttpResponse(_made(found, name, request.GET.get("area", "")), content_type=MADE_FILES[name])
        response["Content-Disposition"] = f'attachment; filename="release-{number}-{name}"'
        return response
    return FileResponse(
        (found.folder / name).open("rb"), content_type=OPEN_FILES[name], filename=f"release-{number}-{name}"
    )


def _made(found: Release, name: str, area: str) -> str | bytes:
    """An open format of a release; of the data in SDMX-ML, `area` gives one city or county alone."""
    if name == "values.csv":
        return values_csv(found.values())
    if name == "values.csv-metadata.json":
        return canonical_json(csv_metadata(found.about, found.hash, found.catalogue, "values.csv"))
    if name == "values.sdmx.csv":
        return sdmx_csv(found.values(), {item["id"]: item["unit"] for item in found.catalogue})
    values = found.values()
    codes = values["place_code"].unique().sort().to_list()
    names = {code: area_words(code) for code in codes}
    areas = {code: (words.zh, words.en) for code, words in names.items()}
    if name == "structure.sdmx.xml":
        return structure_ml(found.catalogue, areas)
    here = values.filter(pl.col("place_code").str.starts_with(area_prefix(area))) if area else values
    return data_ml(here, found.catalogue, areas, datetime.combine(found.released_on, time()))
