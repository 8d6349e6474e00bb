"""Answers a request for a table as a file."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from django.http import Http404, HttpResponse

from xuezheng.screens import language
from xuezheng.screens.components.table import DOWNLOAD_FORMATS, Column, Row, TableQuery, matching
from xuezheng.screens.formats import delimited, parquet, xlsx
from xuezheng.screens.formats.about import About

Writer = Callable[[Sequence[Column], Sequence[Row], About, str], bytes]
WRITERS: dict[str, tuple[Writer, str]] = {
    "xlsx": (xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (delimited.write, "text/csv; charset=utf-8"),
    "parquet": (parquet.write, "application/vnd.apache.parquet"),
}


def asked_format(params: Mapping[str, str], prefix: str = "") -> str:
    """The format that `?format=` asks for; empty for a page."""
    return params.get(prefix + "format", "")


def download(
    name: str,
    format: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    about: About,
    *,
    query: TableQuery | None = None,
) -> HttpResponse:
    """The rows as a file `name.format`, in the active language; with a query, those it matches, in its order, all pages.

    Raises Http404 for a format there is none of.
    """
    if format not in WRITERS:
        known = ", ".join(key for key, _ in DOWNLOAD_FORMATS)
        raise Http404(f"The format of a download must be one of {known}. Got {format!r}.")
    tag = language.current()
    if query is not None:
        rows = matching(rows, columns, query, tag)
    write, content_type = WRITERS[format]
    response = HttpResponse(write(columns, rows, about, tag), content_type=content_type)
    plain = name.encode("ascii", "ignore").decode().strip(" -_") or "table"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}.{format}\"; filename*=UTF-8''{quote(name)}.{format}"
    )
    return response
