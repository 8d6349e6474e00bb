"""The display: put up, read by its code without an account, objected to while it lasts, reviewed by the county."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.assessment.actions.portfolios import drawn_code, hashed
from xuezheng.assessment.actions.where import refuse, require
from xuezheng.assessment.models import Chosen, Display, Objection, Portfolio
from xuezheng.assessment.rules.portfolio import DISPLAY_LETTERS, OBJECTORS, RECEIPT_LETTERS, plain_code, private_matters
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.actions import institution_of
from xuezheng.standards import value
from xuezheng.standards.calendar import calendar

MOST_OPEN = 200  # objections of one display that await the county: beyond, somebody is flooding it


def do_display(account: Any, school_code: str, portfolios: Sequence[Portfolio]) -> Display:
    """Put signed portfolios on display, for as many working days as the standard asks. Raises Refused."""
    school = institution_of(school_code)
    require(account, "quality.record", school.county_code, school.code)
    if not portfolios or any(p.state != "signed" or p.institution_id != school.pk for p in portfolios):  # type: ignore[attr-defined]
        raise refuse(
            "quality.display", "只有学生签过字的才能公示。", "Only what the children have signed goes on display."
        )
    today = timezone.localdate()
    ends = calendar().working_days_after(today, int(value("quality.display_days", on=today)), school.county_code)
    with transaction.atomic():
        made = Display.objects.create(
            institution=school, code=drawn_code(DISPLAY_LETTERS), started_on=today, ends_on=ends, made_by=account
        )
        for one in portfolios:
            one.state, one.display, one.displayed_on, one.display_ends_on = "displayed", made, today, ends
            one.save(update_fields=["state", "display", "displayed_on", "display_ends_on"])
        record(
            "quality.portfolio.displayed",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            detail={"ids": [p.pk for p in portfolios], "until": ends.isoformat()},
        )
    return made


def by_code(code: str) -> Display | None:
    """The display whose code this is, also of one that is over."""
    plain = plain_code(code)
    return Display.objects.filter(code=plain).select_related("institution").first() if plain else None


def shown_on(display: Display) -> list[Chosen]:
    """What hangs out: records of portfolios still on display, by class and child; nothing private."""
    return list(
        Chosen.objects.filter(portfolio__display=display, portfolio__state="displayed", is_struck=False)
        .select_related("record", "portfolio__student")
        .prefetch_related("objections")
        .order_by(
            "portfolio__grade", "portfolio__class_number", "portfolio__student__student_number", "record__domain", "pk"
        )
    )


def do_object(
    account: Any, chosen: Chosen, by: str, text: str, role: str = "school", origin: str = ""
) -> tuple[Objection, str]:
    """Somebody says that a record does not hold: noted by the school (`role` school), or by whoever holds the display's code, from an
    `origin` that tells floods apart. Gives it with the code by which its answer is read, told once. Raises Refused."""
    portfolio = chosen.portfolio
    school = portfolio.institution
    if role == "school" or role not in OBJECTORS:
        require(account, "quality.record", school.county_code, school.code)
    check_open(portfolio)
    check_said(chosen, by, text)
    receipt = drawn_code(RECEIPT_LETTERS)
    with transaction.atomic():
        made = Objection.objects.create(
            chosen=chosen, by=by.strip()[:40], role=role, receipt=hashed(receipt), text=text.strip()[:400],
            made_on=timezone.localdate(),
        )  # fmt: skip
        record(
            "quality.objection.made",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            reason=made.text[:200],
            detail={"id": made.pk, "chosen": chosen.pk, "role": role, **({"origin": origin} if origin else {})},
        )
    return made, receipt


def check_open(portfolio: Portfolio) -> None:
    """Raises Refused outside the days of the display."""
    ends = portfolio.display_ends_on
    if portfolio.state != "displayed" or ends is None or timezone.localdate() > ends:
        raise refuse("quality.not_displayed", "只能在公示期内提出。", "Objections are raised while it is on display.")
    if Objection.objects.filter(chosen__portfolio__display=portfolio.display, state="open").count() >= MOST_OPEN:
        raise refuse(
            "quality.objections_many",
            "待复核的异议太多，请直接向学校或县级教育部门提出。",
            "Too many objections await review: turn to the school or the county directly.",
        )


def check_said(chosen: Chosen, by: str, text: str) -> None:
    """Raises Refused for what is empty, private, about a record struck out, or said already."""
    if not by.strip() or len(text.strip()) < 4:
        raise refuse("quality.objection", "请写明提出人和理由。", "Say who objects, and why.")
    if found := private_matters(f"{by} {text}"):
        what = Words("请不要写隐私内容。", "Write nothing private.")
        cure = Words("说明哪里不实即可。", "It is enough to say what is not true.")
        raise Refused([Problem("quality.private", what, which=words.zh, cure=cure) for words in found])
    if chosen.is_struck:
        raise refuse("quality.struck", "这一条已经剔除。", "This record has been struck out.")
    if Objection.objects.filter(chosen=chosen, by=by.strip()[:40], state="open").exists():
        raise refuse(
            "quality.objection_twice",
            "您对这一条已提出异议，正在复核。",
            "You have objected to this record: it is under review.",
        )


def by_receipt(code: str) -> Objection | None:
    """The objection whose answer a code opens."""
    plain = plain_code(code)
    found = Objection.objects.filter(receipt=hashed(plain)).exclude(receipt="") if plain else Objection.objects.none()
    return found.select_related("chosen__record").first()


def do_review(account: Any, objection: Objection, is_upheld: bool, decision: str) -> None:
    """The county decides, with the reason: a record that does not hold is struck out."""
    portfolio = objection.chosen.portfolio
    require(account, "quality.review", portfolio.institution.county_code)
    with transaction.atomic():
        objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
        if objection.state != "open" or not decision.strip():
            raise refuse(
                "quality.review",
                "待复核的才能决定，且须写明理由。",
                "Only what awaits review is decided, with the reason.",
            )
        objection.state, objection.decision = "upheld" if is_upheld else "rejected", decision.strip()[:400]
        objection.decided_on, objection.decided_by = timezone.localdate(), account
        objection.save()
        if is_upheld:
            Chosen.objects.filter(pk=objection.chosen.pk).update(is_struck=True)
        record(
            "quality.objection.decided",
            account=account,
            area_code=portfolio.institution.county_code,
            subject=portfolio.institution.code,
            reason=objection.decision[:200],
            detail={"id": objection.pk, "state": objection.state},
        )
