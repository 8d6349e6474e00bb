"""Releases as the pages read them: kept in memory, because a release never changes."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from xuezheng.ground.words import Words
from xuezheng.publication.drawings.pen import Canvas
from xuezheng.publication.release import MANIFEST, Release, release
from xuezheng.publication.sheet.build import Sheet, sheet
from xuezheng.screens import language

CITY_WORDS = {
    "511000": Words("内江市", "Neijiang"), "510900": Words("遂宁市", "Suining"), "511100": Words("乐山市", "Leshan"),
    "511300": Words("南充市", "Nanchong"),
}  # fmt: skip


def numbered(number: int) -> Release:
    """The release of a number. Raises Http404 where there is none."""
    found = release(settings.INSTANCE, number)
    if found is None:
        raise Http404(Words("没有这一号发布。", "There is no such release.").in_(language.current()))
    return _kept(found.folder, (found.folder / MANIFEST).stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _kept(folder: Path, _written_at: int) -> Release:
    return Release(folder)


def figures_address(number: int) -> str:
    return reverse("release-figures", args=[number])


def sheet_of(found: Release, tag: str, base: str = "") -> Sheet:
    """The broadsheet in a language; with a base its numbers are links."""
    return _sheet(found, tag, base)


@lru_cache(maxsize=16)
def _sheet(found: Release, tag: str, base: str) -> Sheet:
    return sheet(found.entries, found.sheet, found.about, found.hash, Canvas(tag, base))
