"""Events taken back: what rests on them, whether they can be, and the state before them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem
from xuezheng.registers.actions.events import NOBODY, Stated, do_settle, refuse
from xuezheng.registers.actions.journal import take_back
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.models import Institution, Succession


def later_events(event: Succession) -> list[Succession]:
    """The events that rest on one: of its institutions, for later days; and in turn those that rest on these."""
    return later_than(
        [part.institution for part in event.parts.select_related("institution")], event.occurred_on, event.pk
    )


def later_than(institutions: Sequence[Institution], on: date, number: int = 0) -> list[Succession]:
    """The events after a day (and a number on that day) of some institutions, and what rests on these, in order."""
    found: dict[int, Succession] = {}
    pending: list[tuple[set[int], date, int]] = [({institution.pk for institution in institutions}, on, number)]
    while pending:
        touched, day, after = pending.pop()
        later = Succession.objects.filter(parts__institution_id__in=touched, occurred_on__gte=day).distinct()
        for event in later.prefetch_related("parts"):
            if event.pk in found or (event.occurred_on == day and event.pk <= (after or event.pk)):
                continue
            found[event.pk] = event
            pending.append(({part.institution_id for part in event.parts.all()}, event.occurred_on, event.pk))
    return sorted(found.values(), key=lambda event: (event.occurred_on, event.pk))


def check_withdraw(event: Succession) -> list[Problem]:
    which = f"{event.kind} {event.occurred_on} ({event.pk})"
    if not event.journal:
        return [
            problem(
                "event.without_journal", "导入的事项没有记录改了什么，不能撤回。",
                "The event was imported; what it changed is not on record, so it cannot be withdrawn.", which=which,
                cure=("登记一个相反的事项。", "Register an event that undoes it."),
            )
        ]  # fmt: skip
    if later := later_events(event):
        last = later[-1]
        return [
            problem(
                "event.later", "这些学校后来还有别的事项。", "These institutions have a later event.", which=which,
                got=f"{last.kind} {last.occurred_on} ({last.pk})",
                cure=("先撤回后来的事项。", "Withdraw the later event first."),
            )
        ]  # fmt: skip
    return []


def take_back_event(event: Succession) -> tuple[list[str], str]:
    """Undo what an event wrote and delete it. Gives the codes it touched, and the county for the audit."""
    parts = list(event.parts.order_by("pk").values_list("institution__code", "institution__county_code"))
    take_back(event.journal, f"{event.kind} {event.occurred_on} ({event.pk})")
    event.delete()
    codes = [code for code, _ in parts]
    for institution in Institution.objects.filter(code__in=codes):
        do_settle(institution, timezone.localdate())
    return codes, parts[0][1]


def do_withdraw_event(event: Succession, stated: Stated = NOBODY) -> None:
    """Take an event back: what stood before stands again. A code it gave out is free again, for it was never valid."""
    with transaction.atomic():
        refuse(check_withdraw(event))
        detail = {"event": event.pk, "kind": event.kind, "occurred_on": event.occurred_on.isoformat()}
        codes, county = take_back_event(event)
        record(
            "registers.event.withdrawn",
            account=stated.account,
            area_code=county,
            subject=" ".join(dict.fromkeys(codes)),
            reason=stated.reason,
            detail=detail,
        )
