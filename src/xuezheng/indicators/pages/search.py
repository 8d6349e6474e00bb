"""One search over areas, institutions and indicators."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing, standing
from xuezheng.registers.lookup.search import areas_found, institutions_found
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import EmptyState, Link

NOTHING = EmptyState(
    Words("没有找到", "Nothing found"),
    Words(
        "试试名称的一部分、拼音（如 longchang）或代码的前几位。",
        "Try a part of the name, its pinyin (longchang) or the first digits of the code.",
    ),
)


@signed_in("figure.view")
def search(request: HttpRequest) -> HttpResponse:
    """`?q=`: what was found, by kind."""
    words = request.GET.get("q", "").strip()[:60]
    page = page_for(request, Words("查找", "Search"), search_words=words, aside=words)
    context: dict[str, object] = {"page": page, "words": words, "nothing": NOTHING}
    if words:
        here = standing(request)
        context |= {"year": here.year, "groups": cache(lambda: groups_of(request, here, words))}
    return render(request, "indicators/search.html", context)


def groups_of(request: HttpRequest, here: Standing, words: str) -> list[tuple[Words, list[Link]]]:
    """Areas, institutions within one's reach, and indicators that the words name."""
    folded = words.casefold()
    indicators = [
        Link(i.term, here.address("figure", i.id), note=i.id)
        for i in here.catalogue
        if folded in i.term.zh.casefold() or folded in i.term.en.casefold() or folded in i.id
    ][:30]
    groups = (
        (Words("地区", "Areas"), areas_found(words)),
        (Words("学校（机构）", "Institutions"), institutions_found(request, words)),
        (Words("指标", "Indicators"), indicators),
    )
    return [(title, links) for title, links in groups if links]
