"""Choices: by the student with the code on the slip, or by the school; requests for change and what becomes of them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.rights import outdated, refused, require
from xuezheng.timetables.actions.rounds import note, state_of
from xuezheng.timetables.models import ChangeRequest, ChoiceEvent, ChoiceRound, Chooser
from xuezheng.timetables.plan.choosing import offer_of, parted, written


def checked(one: ChoiceRound, wanted: str, who: str) -> str:
    """The choice in the model's order. Raises Refused where the round does not offer it."""
    offer = offer_of(one.scheme, one.offered)
    if fault := offer.fault_of(who, parted(wanted)):
        raise Refused([fault])
    return written(offer.model.in_order(parted(wanted)))


def has_room(one: ChoiceRound, chosen: str, besides: int) -> bool:
    """Whether a combination takes one more, the chooser `besides` not counted."""
    offer = offer_of(one.scheme, one.offered)
    core = offer.model.core(parted(chosen))
    limit = offer.limits.get(core)
    if limit is None:
        return True
    others = one.choosers.exclude(pk=besides).exclude(chosen="").values_list("chosen", flat=True)
    return sum(offer.model.core(parted(other)) == core for other in others) < limit


def do_choose(chooser: Chooser, number: int, wanted: str) -> Chooser:
    """The student chooses while the round is open; `number` is the state they saw. Raises Refused with what is wrong."""
    one = chooser.round
    if state_of(one, timezone.now()) != "open":
        cure = Words("截止后改选，请在本页申请。", "Once it is closed, ask for a change on this page.")
        raise refused(
            "choice.closed", "现在不在选科时间内，没有保存。", "The round is not open; nothing was saved.", cure=cure
        )
    return put(one, chooser, number, checked(one, wanted, ""), "chosen", None, limited=True)


def put(
    one: ChoiceRound, chooser: Chooser, number: int, chosen: str, kind: str, account: Any, reason: str = "", limited: bool = False
) -> Chooser:  # fmt: skip
    """Write a choice that nobody changed meanwhile, with its event."""
    now = timezone.now()
    with transaction.atomic():
        # The round is locked, so that two students cannot both take the last place of a combination.
        ChoiceRound.objects.select_for_update().get(pk=one.pk)
        if limited and not has_room(one, chosen, chooser.pk):
            cure = Words("请另选一个组合，或向学校说明。", "Choose another combination, or speak to the school.")
            raise refused("choice.full", "这个组合已满。", "This combination is full.", which=chosen, cure=cure)
        same = Chooser.objects.filter(pk=chooser.pk, number=number)
        if not same.update(number=number + 1, chosen=chosen, chosen_at=now):
            raise outdated()
        ChoiceEvent.objects.create(
            chooser=chooser, kind=kind, before=chooser.chosen, after=chosen, reason=reason[:200], at=now, by=account
        )
        note(f"choice.{kind}", account, one, {"chooser": chooser.pk})
    chooser.refresh_from_db()
    return chooser


def do_enter(account: Any, chooser: Chooser, number: int, wanted: str, reason: str) -> Chooser:
    """The school writes a choice down, with the reason; limits are the school's to pass."""
    require(account, "choice.manage", chooser.round.institution)
    if not reason.strip():
        raise refused("choice.reason", "代学生录入须写明理由。", "Give the reason for entering it yourself.")
    chosen = checked(chooser.round, wanted, "")
    return put(chooser.round, chooser, number, chosen, "entered", account, reason.strip())


def do_mark_friends(account: Any, one: ChoiceRound, marks: Mapping[int, str]) -> int:
    """Students who wish to be in one class carry one mark; an empty one takes it away."""
    require(account, "choice.manage", one.institution)
    with transaction.atomic():
        count = sum(one.choosers.filter(pk=pk).update(friends=mark.strip()[:20]) for pk, mark in marks.items())
        note("choice.friends", account, one, {"students": count})
    return count


def do_request(chooser: Chooser, wanted: str, reason: str) -> ChangeRequest:
    """The student asks for a change after a binding round."""
    one, now = chooser.round, timezone.now()
    chosen = checked(one, wanted, "")
    if state_of(one, now) != "closed" or not chooser.chosen:
        raise refused(
            "choice.request.time", "选科截止后才申请改选。", "A change is asked for once the round is closed."
        )
    if chosen == chooser.chosen or not 4 <= len(reason.strip()) <= 200:
        raise refused(
            "choice.request.reason",
            "请选另一个组合，并写明理由（4至200字）。",
            "Choose another combination, and give the reason (4 to 200 characters).",
        )
    if chooser.requests.filter(state="waiting").exists():
        raise refused("choice.request.waiting", "您有一份申请正在等待审批。", "A request of yours is waiting already.")
    with transaction.atomic():
        made = ChangeRequest.objects.create(chooser=chooser, wanted=chosen, reason=reason.strip(), asked_at=now)
        ChoiceEvent.objects.create(
            chooser=chooser, kind="requested", before=chooser.chosen, after=chosen, reason=reason.strip(), at=now
        )
        note("choice.requested", None, one, {"request": made.pk})
    return made


def do_decide(account: Any, request: ChangeRequest, approves: bool, answer: str) -> ChangeRequest:
    """Approve a request, which changes the choice, or refuse it with the reason."""
    chooser, now = request.chooser, timezone.now()
    require(account, "choice.manage", chooser.round.institution)
    if not approves and not answer.strip():
        raise refused("choice.request.answer", "不同意须写明理由。", "Give the reason for refusing it.")
    with transaction.atomic():
        state = "approved" if approves else "refused"
        decided = ChangeRequest.objects.filter(pk=request.pk, state="waiting")
        if not decided.update(state=state, answer=answer.strip()[:200], decided_at=now, decided_by=account):
            raise outdated()
        if approves:
            put(chooser.round, chooser, chooser.number, request.wanted, "approved", account, answer.strip())
        else:
            ChoiceEvent.objects.create(
                chooser=chooser,
                kind="refused",
                before=chooser.chosen,
                after=chooser.chosen,
                reason=answer.strip()[:200],
                at=now,
                by=account,
            )
            note("choice.refused", account, chooser.round, {"request": request.pk})
    request.refresh_from_db()
    return request


def counts_of(one: ChoiceRound) -> dict[str, int]:
    """Students by choice as kept, levels and all; who has not chosen under ""."""
    return dict(one.choosers.order_by().values_list("chosen").annotate(n=Count("pk")))


def by_combination(one: ChoiceRound) -> dict[str, int]:
    """Students by combination, in the order in which they are offered, levels apart."""
    offer = offer_of(one.scheme, one.offered)
    found = {written(chosen): 0 for chosen in offer.limits}
    for chosen, n in counts_of(one).items():
        if chosen:
            core = written(offer.model.core(parted(chosen)))
            found[core] = found.get(core, 0) + n
    return found


def fault_words(one: ChoiceRound) -> list[Problem]:
    """Who has not chosen, as one problem."""
    missing = one.choosers.filter(chosen="").count()
    what = Words("有学生没有选科。", "There are students without a choice.")
    return [Problem("choice_missing", what, got=str(missing))] if missing else []


def receipt_of(chooser: Chooser) -> str:
    """A short number that stands for this choice at this time, as the school's list can be held against it."""
    if not chooser.chosen or chooser.chosen_at is None:
        return ""
    text = f"{chooser.pk}|{chooser.chosen}|{chooser.chosen_at.isoformat()}|{chooser.number}"
    return hashlib.sha256(text.encode()).hexdigest()[:8].upper()
