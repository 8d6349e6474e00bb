"""What is counted in a school's favour, on the school's page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.rules import Place
from xuezheng.evaluations.actions import MOST_BYTES, do_give_evidence, do_withdraw_evidence
from xuezheng.evaluations.models import EvidenceItem
from xuezheng.evaluations.pages.showing import local
from xuezheng.evaluations.schemes.allowances import ALLOWANCES, PREFIX
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens.numbers import number


def allowances_of(request: HttpRequest, county_code: str, code: str) -> list[dict[str, Any]]:
    """Everything given for a school, the newest first."""
    opens = may(request.user, "evidence.view", Place(county_code))
    found = EvidenceItem.objects.filter(institution_code=code, item_id__startswith=PREFIX).order_by("-given_at", "-id")
    return [
        {
            "record": e, "term": ALLOWANCES[e.item_id].term, "at": local(e.given_at),
            "number": number(e.number) if e.number and ALLOWANCES[e.item_id].column else "", "unit": ALLOWANCES[e.item_id].unit,
            "file_href": reverse("evaluation-file", args=[e.pk]) if e.file_sha256 and opens else "",
        }
        for e in found.select_related("given_by")
    ]  # fmt: skip


def hand_in_allowance(request: HttpRequest, county_code: str, code: str) -> None:
    """Read the form of the school's page. Raises Refused where it does not hold together."""
    withdrawn = request.POST.get("withdraw", "")
    if withdrawn:
        mine = EvidenceItem.objects.filter(institution_code=code, item_id__startswith=PREFIX)
        kept = mine.filter(pk=withdrawn).first() if withdrawn.isdigit() else None
        if kept is None:
            raise Http404
        do_withdraw_evidence(request.user, kept)
        return
    item_id, year = request.POST.get("item", ""), request.POST.get("year", "")
    if item_id not in ALLOWANCES or not year.isdigit():
        raise Http404
    amount: float | None = None
    if text := request.POST.get("number", "").strip().replace(",", ""):
        try:
            amount = float(text)
        except ValueError:
            raise Refused(
                [Problem("evidence.number", Words("这里要一个数。", "This must be a number."), got=text)]
            ) from None
    file = request.FILES.get("file")
    content = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
    if not content:
        raise Refused(
            [
                Problem(
                    "evidence.file", Words("须附佐证文件，不超过20兆。", "A file of evidence is needed, at most 20 MB.")
                )
            ]
        )
    do_give_evidence(
        request.user, settings.INSTANCE, county_code, item_id, int(year), number=amount, is_met=True,
        statement=request.POST.get("statement", ""), page=request.POST.get("page", ""), file_name=str(file.name) if file else "",
        content=content, institution_code=code,
    )  # fmt: skip
