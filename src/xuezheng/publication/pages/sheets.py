"""The broadsheet of the latest release and of any other, the list of releases, what changed in each."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xuezheng.ground.words import Words
from xuezheng.publication.changes import KIND_WORDS, Change
from xuezheng.publication.pages.released import figures_address, numbered, sheet_of
from xuezheng.publication.release import Release, latest, releases
from xuezheng.publication.sheet.wording import written
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, EmptyState, Link, Row, Table

CHANGE_COLUMNS = (
    Column("term", Words("指标", "Figure")),
    Column("kind", Words("改动", "Change")),
    Column("before", Words("原为", "Was")),
    Column("after", Words("现为", "Is")),
)
VERDICTS = {
    "agrees": Words("相符", "agrees"), "differs": Words("不符", "differs"), "unknown": Words("未算", "no value"),
}  # fmt: skip


def latest_page(request: HttpRequest) -> HttpResponse:
    """The latest release; an empty state where nothing is released yet."""
    last = latest(settings.INSTANCE)
    if last is None:
        return _nothing_yet(request)
    return release_page(request, last.number)


def release_page(request: HttpRequest, number: int) -> HttpResponse:
    """A release's broadsheet, at the address it keeps."""
    found = numbered(number)
    last = latest(settings.INSTANCE)
    newer = last.number if last and last.number > number else None
    address = request.build_absolute_uri(reverse("release", args=[number]))
    return HttpResponse(_broadsheet(found, found.hash, language.current(), newer, address))


@lru_cache(maxsize=16)
def _broadsheet(found: Release, _hash: str, tag: str, newer: int | None, address: str) -> str:
    """The page of a release, the same for everybody: nothing on it is about who reads it."""
    base = figures_address(found.number)
    sheet = sheet_of(found, tag, base)
    return render_to_string("publication/sheet.html", {
        "sheet": sheet, "base": base, "count": len(found.entries), "headline": _headline(sheet.headline),
        "newer": newer, "address": address,
    })  # fmt: skip


def _headline(text: str) -> SafeString:
    """A full-width comma leaves half an em of air, which the headline takes back."""
    first, comma, rest = text.partition("，")
    if not comma:
        return format_html("{}", text)
    return format_html('{}<span class="comma">，</span>{}', first, rest)


def release_list(request: HttpRequest) -> HttpResponse:
    """Every release, the latest first."""
    rows: list[Row] = [
        {
            "number": Cell(
                Words(f"第{r.number}号", f"Release {r.number}"),
                href=reverse("release", args=[r.number]),
                is_strong=True,
            ),
            "on": r.released_on,
            "note": r.about["note"] or "—",
            "changes": Cell(len(r.changes), href=reverse("release-changes", args=[r.number])),
            "agreeing": sum(1 for e in r.entries.values() if e.agrees),
            "hash": r.hash[:8],
        }
        for r in reversed([numbered(r.number) for r in releases(settings.INSTANCE)])
    ]
    if not rows:
        return _nothing_yet(request)
    columns = (
        Column("number", Words("发布", "Release")), Column("on", Words("日期", "Date"), "date"),
        Column("note", Words("说明", "Note")), Column("changes", Words("改动", "Changes"), "count", Words("处", "")),
        Column("agreeing", Words("与见报相符", "Agree with print"), "count", Words("个", "figures")),
        Column("hash", Words("校验码", "Hash")),
    )  # fmt: skip
    page = page_for(
        request,
        Words("各号发布", "Releases"),
        lead=Words(
            "发布即锁定，旧版照原样留存；更正另发一号。",
            "A release never changes and keeps its address; corrections come as a new one.",
        ),
    )
    return render(request, "publication/list.html", {"page": page, "table": Table(columns, tuple(rows))})


def changes_page(request: HttpRequest, number: int) -> HttpResponse:
    """What changed in a release against the one before."""
    found = numbered(number)
    base = figures_address(number)
    tag = language.current()
    rows = tuple(_change_row(change, base, tag) for change in found.changes if change.scope == "row")
    catalogue = tuple(_change_row(change, "", tag) for change in found.changes if change.scope == "indicator")
    before = found.about["before"]
    lead = (
        Words(f"与第{before['number']}号发布相比。", f"Compared with release {before['number']}.")
        if before
        else Words("这是第一号发布，全部为新。", "This is the first release: all of it is new.")
    )
    page = page_for(
        request, Words(f"第{number}号发布的改动", f"What changed in release {number}"), lead=lead, crumbs=crumbs(number)
    )
    none = Words("没有改动", "Nothing changed")
    return render(request, "publication/changes.html", {
        "page": page,
        "rows": Table(CHANGE_COLUMNS, rows, caption=Words("版上的数", "Figures of the page"), empty=none),
        "catalogue": Table(CHANGE_COLUMNS, catalogue, caption=Words("指标目录", "Catalogue"), empty=none),
    })  # fmt: skip


def crumbs(number: int) -> tuple[Link, ...]:
    """From the list of releases to one of them."""
    return (
        Link(Words("各号发布", "Releases"), reverse("releases")),
        Link(Words(f"第{number}号", f"Release {number}"), reverse("release", args=[number])),
    )


def _change_row(change: Change, base: str, tag: str) -> Row:
    href = f"{base}{change.id}/" if base and change.kind != "removed" else ""
    after: str | Words = _said(change.after, change.unit, tag)
    if change.cell_count:
        after = Words(f"{change.cell_count}处", f"{change.cell_count} values")
    return {
        "term": Cell(change.term, href=href), "kind": KIND_WORDS[change.kind],
        "before": _said(change.before, change.unit, tag), "after": after,
    }  # fmt: skip


def _said(value: float | str | None, unit: str, tag: str) -> str | Words:
    if value is None:
        return "—"
    if isinstance(value, str):
        return VERDICTS.get(value, value)
    return written(value, unit, tag) if unit else f"{value:g}"


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    empty = EmptyState(
        Words("还没有发布", "Nothing is released yet"),
        Words(
            "冻结年报之后，运行 xuezheng publish，就有第1号。",
            "Once a return is frozen, `xuezheng publish` makes release 1.",
        ),
        actions=(Action(Words("看指标", "See the figures"), "/figures/"),),
    )
    page = page_for(request, Words("发布", "Publication"))
    return render(request, "publication/empty.html", {"page": page, "empty": empty})
