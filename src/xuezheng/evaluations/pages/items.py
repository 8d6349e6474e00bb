"""One item of a county: how it stood year by year, the evidence, and a form to hand it in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.evaluations.actions import (
    MOST_BYTES,
    SUFFIXES,
    do_give_evidence,
    do_open_evidence,
    do_withdraw_evidence,
)
from xuezheng.evaluations.evidence import given_for
from xuezheng.evaluations.models import EvidenceItem
from xuezheng.evaluations.pages.county import not_judged, value_words
from xuezheng.evaluations.pages.matrix import nothing_yet
from xuezheng.evaluations.pages.showing import (
    UNIT_WORDS,
    VERDICT_WORDS,
    VERIFICATION_WORDS,
    factor,
    limit_words,
    local,
    shown,
    verdict_cell,
)
from xuezheng.evaluations.pages.where import county_standing, evaluation_crumbs
from xuezheng.evaluations.schemes import ITEMS, SCHEMES, Item, schemes_of
from xuezheng.evaluations.scorecard import Outcome, scorecard
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing, provenance, year_choices
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Definition, EmptyState, Link, Table, problem_notice
from xuezheng.standards import Standard, entry

HISTORY = (
    Column("year", Words("学年", "School year"), is_sortable=False),
    Column("verdict", Words("结论", "Verdict"), is_sortable=False),
    Column("value", Words("数值", "Value"), is_sortable=False),
    Column("limit", Words("要求", "Required"), is_sortable=False),
)
SOURCES = {
    "register": Words("登记册（冻结的年报）", "Registers (frozen returns)"),
    "figure": Words("指标", "Figure"),
    "hand": Words("人工提交佐证", "Evidence by hand"),
}

FIGURE_OR_HAND = Words("指标；提交佐证后以佐证的数为准", "Figure; a number handed in goes before it")


def standard_of(one: Item, year: int) -> Standard | None:
    return entry(one.standard, on=SchoolYear(year).stock_on) if one.standard else None


@signed_in("figure.view")
def item(request: HttpRequest, code: str, item_id: str) -> HttpResponse:
    """The item; POST hands in evidence, or withdraws some."""
    one, here = ITEMS.get(item_id), county_standing(request, code)
    if one is None:
        raise Http404
    scheme = next(s for s in SCHEMES if one in s.items)
    is_judged = scheme.from_year <= here.year
    can_edit = is_judged and one.source == "hand" and may(request.user, "evidence.edit", Place(code))
    notices: tuple[Any, ...] = ()
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied
        try:
            hand_in(request, here, one)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    above = Link(scheme.title, reverse("evaluation-county", args=[code]) + f"?year={here.year}&scheme={scheme.id}")
    page = page_for(
        request, one.term, aside=here.words, crumbs=evaluation_crumbs(here, above, Link(one.term)),
        years=year_choices(request, here), provenance=provenance(here), notices=notices,
    )  # fmt: skip
    found = evaluated_here(settings.INSTANCE)
    if found is None or here.year not in found.years:
        return render(request, "evaluations/item.html", {"page": page, "empty": nothing_yet()})
    if not is_judged:
        said = not_judged(scheme, here.year, (schemes_of(here.year) or SCHEMES)[0])
        return render(
            request, "evaluations/item.html", {"page": page, "empty": EmptyState(said.title, said.text, links=(above,))}
        )
    given = given_for(code)
    cards = {y: scorecard(found, scheme, code, y, given) for y in found.years if scheme.from_year <= y}
    run = {y: next((o for o in card.outcomes if o.item is one), None) for y, card in cards.items()}
    now = run.get(here.year)
    context = {
        "page": page, "item": one, "facts": facts(one, now, here.year), "can_edit": can_edit, "has_number": bool(one.standard),
        "unit": UNIT_WORDS.get(now.unit, Words(now.unit, now.unit)) if now else "", "evidence": evidence_list(request, here, one),
        "suffixes": ",".join(SUFFIXES), "most": MOST_BYTES // 1_000_000, "seen": getattr(last_given(here, one), "pk", 0),
        "asked": request.POST if notices else {},
        "history": Table(HISTORY, tuple(history_row(y, o) for y, o in reversed(run.items()) if o is not None)),
    }  # fmt: skip
    return render(request, "evaluations/item.html", context)


def history_row(year: int, one: Outcome) -> dict[str, Any]:
    return {
        "year": str(SchoolYear(year)),
        "verdict": verdict_cell(one.verdict),
        "value": value_words(one),
        "limit": limit_words(one),
    }


def facts(one: Item, now: Outcome | None, year: int) -> tuple[Definition, ...]:
    href = reverse("figure", args=[one.figure]) if one.figure else ""
    source = FIGURE_OR_HAND if one.source == "hand" and one.figure else SOURCES[one.source]
    rows = [Definition(Words("来源", "Source"), source, href=href)]
    if now is not None:
        rows += [
            Definition(Words("结论", "Verdict"), VERDICT_WORDS[now.verdict]),
            Definition(Words("要求", "Required"), limit_words(now)),
        ]
    if held := standard_of(one, year):
        document = Words(f"{held.document.zh}　{held.article}".strip(), held.document.en)
        rows += [
            Definition(Words("依据", "Document"), document),
            Definition(Words("核实程度", "Verification"), VERIFICATION_WORDS[held.verification]),
        ]
    return tuple(rows)


def evidence_list(request: HttpRequest, here: Standing, one: Item) -> list[dict[str, Any]]:
    """Everything handed in for the item and year, the newest first, with what the person may open."""
    found = EvidenceItem.objects.filter(area_code=here.area.code, item_id=one.id, school_year=here.year)
    opens = may(request.user, "evidence.view", Place(here.area.code))
    tag, held = language.current(), standard_of(one, here.year)
    return [
        {
            "record": e, "at": local(e.given_at), "file_href": reverse("evaluation-file", args=[e.pk]) if e.file_sha256 and opens else "",
            "number": shown(e.number, held.unit).in_(tag) if e.number is not None and held else "",
            "answer": "" if e.is_met is None else VERDICT_WORDS["met" if e.is_met else "unmet"].in_(tag),
            "by": (e.given_by.display_name or e.given_by.get_username()) if e.given_by else "",
        }
        for e in found.select_related("given_by").order_by("-given_at", "-id")
    ]  # fmt: skip


def hand_in(request: HttpRequest, here: Standing, one: Item) -> None:
    """Read the form. Raises Refused where a number cannot be read."""
    withdrawn = request.POST.get("withdraw", "")
    if withdrawn:
        mine = EvidenceItem.objects.filter(area_code=here.area.code, item_id=one.id)
        kept = mine.filter(pk=withdrawn).first() if withdrawn.isdigit() else None
        if kept is None:
            raise Http404
        do_withdraw_evidence(request.user, kept)
        return
    check_seen(request, here, one)
    number: float | None = None
    if text := request.POST.get("number", "").strip().replace(",", "").rstrip("%"):
        held = standard_of(one, here.year)
        try:
            number = float(text) / factor(held.unit if held else "")
        except ValueError:
            raise Refused(
                [Problem("evidence.number", Words("这里要一个数。", "This must be a number."), got=text)]
            ) from None
    file = request.FILES.get("file")
    content = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
    if file is not None and not content:
        what = Words("文件是空的，或超过20兆。", "The file is empty, or larger than 20 MB.")
        raise Refused([Problem("evidence.size", what, which=str(file.name))])
    do_give_evidence(
        request.user, settings.INSTANCE, here.area.code, one.id, here.year, number=number,
        is_met={"yes": True, "no": False}.get(request.POST.get("is_met", "")), statement=request.POST.get("statement", ""),
        page=request.POST.get("page", ""), file_name=str(file.name) if file else "", content=content,
    )  # fmt: skip


def last_given(here: Standing, one: Item) -> EvidenceItem | None:
    """What was handed in last for the item and year."""
    found = EvidenceItem.objects.filter(area_code=here.area.code, item_id=one.id, school_year=here.year)
    return found.select_related("given_by").order_by("-id").first()


def check_seen(request: HttpRequest, here: Standing, one: Item) -> None:
    """Refuse a form filled in before somebody else (or the same form sent twice) handed something in."""
    last, seen = last_given(here, one), request.POST.get("seen", "")
    if last is None or not seen or seen == str(last.pk):
        return
    who = (last.given_by.display_name or last.given_by.get_username()) if last.given_by else ""
    at = f"{local(last.given_at):%H:%M}"
    raise Refused([Problem(
        "evidence.stale", Words("您打开这一页之后，这一项已有人交了新的佐证。", "Since you opened this page somebody handed in evidence for this item."),
        which=one.term.zh, got=f"{who} {at}", cure=Words("看过下面列出的最新佐证，仍要交的再提交一次。", "Look at the latest evidence listed below; hand yours in again if it still holds."),
    )])  # fmt: skip


@signed_in("evidence.view")
def evidence_file(request: HttpRequest, pk: int) -> Any:
    """A file of evidence, by right; that it was opened is recorded."""
    one = EvidenceItem.objects.filter(pk=pk).first()
    if one is None or not one.file_sha256:
        raise Http404
    try:
        path = do_open_evidence(request.user, settings.INSTANCE, one)
    except Refused as refused:
        raise PermissionDenied from refused
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=one.file_name, content_type="application/octet-stream"
    )
