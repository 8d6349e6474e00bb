"""Search of areas and institutions by name, sound (pinyin) and code."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from xuezheng.access.scope import scoped
from xuezheng.ground.words import Words
from xuezheng.registers.models import Area, InstitutionVersion
from xuezheng.registers.words import TYPE_WORDS, named
from xuezheng.screens.components import Link

MOST = 30


def by_words(words: str) -> Q:
    """A condition: every word is part of the name or of its pinyin (spaces do not matter)."""
    found = Q()
    for word in words.split():
        found &= Q(name__icontains=word) | Q(pinyin__icontains=word.lower())
    return found


def areas_found(words: str) -> list[Link]:
    """Areas by name, pinyin or beginning of the code."""
    condition = Q(code__startswith=words) if words.isdigit() else by_words(words)
    areas = Area.objects.filter(condition).select_related("parent").order_by("level", "code")[:MOST]
    return [
        Link(
            Words(a.name, a.name_en or a.name),
            reverse("area", args=[a.code]) if a.level != "town" else reverse("institutions") + f"?area={a.code}",
            note=Words(f"{a.parent.name} {a.code}", f"{a.parent.name_en or a.parent.name} {a.code}")
            if a.parent
            else a.code,
        )
        for a in areas
    ]


def institutions_found(request: HttpRequest, words: str) -> list[Link]:
    """Institutions the signed-in person may see, by present or former name, pinyin or beginning of the code."""
    condition = Q(institution__code__startswith=words) if words.isdigit() else by_words(words)
    versions: Any = scoped(InstitutionVersion.objects.filter(condition), request.user, "register.view")
    found: dict[str, Link] = {}
    rows = versions.order_by("-started_on").values_list(
        "institution__code", "name", "school_type", "town__parent__name", "town__parent__name_en", "ended_on"
    )[: MOST * 4]
    for code, name, school_type, county, county_en, ended_on in rows:
        kind = named(TYPE_WORDS, school_type)
        past_zh, past_en = ("，曾用名", ", former name") if ended_on else ("", "")
        note = Words(f"{county}　{kind.zh}　{code}{past_zh}", f"{county_en or county}, {kind.en}, {code}{past_en}")
        found.setdefault(code, Link(name, reverse("institution", args=[code]), note=note))
        if len(found) == MOST:
            break
    return list(found.values())
